"""`csdesk followup`: add, list, show, done, move, remove."""

from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.io.prompts import confirm_customer
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_list, show_record
from csdesk.domain import vocabulary as words
from csdesk.domain.ids import FOLLOW_UP, ref
from csdesk.render import Format

app = typer_app(
    "Follow-ups, your commitments to customers: add, list, show, done, move, remove.",
    "csdesk followup list --open",
)

FollowUpId = Annotated[
    int,
    typer.Argument(metavar="F4", parser=opt.number_of(FOLLOW_UP), help="Follow-up id."),
]
KindWord = opt.choice(words.FOLLOW_UPS, "kind of follow-up", "--kind")
When = Annotated[
    str,
    typer.Argument(
        metavar="WHEN", parser=opt.read_text,
        help="Due time: friday, 'tue 10:00', 'in 3 days'; a day means its end.",
    ),
]  # fmt: skip


@app.command("add")
def add(
    ctx: typer.Context,
    who: opt.Who,
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT", parser=opt.read_text, help="What you will do."
        ),
    ],
    due: Annotated[
        str,
        opt.text(
            "--due", metavar="WHEN",
            help="Due time: friday, 'tue 10:00', 'in 3 days'; a day means its end.",
        ),
    ],
    kind: Annotated[str, KindWord] = "call-back",
    every: Annotated[
        str | None,
        opt.choice(
            words.REPEATS, "interval", "--every",
            help="Interval to repeat it",
        ),
    ] = None,
    contact: opt.AboutContact = None,
    complaint: opt.AboutComplaint = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
    quiet: opt.Quiet = False,
) -> None:  # fmt: skip
    """Add a follow-up: what you will do for a customer, and by when.

    With --every, the next one is added when one is done, by the calendar: the 31st and
    29 February become the last day of a shorter month.

    Example: csdesk followup add P7 'boiler service' --due 2027-03-01 --every year
    """
    from csdesk.services.follow_ups import NewFollowUp, add_follow_up, format_follow_up

    who = confirm_customer(ctx, who, no_input)
    new = NewFollowUp(who, text, kind, every, contact, complaint)
    with at_work(ctx, "followup add", agent, at) as work:
        added = add_follow_up(work, new, due)
        shown = format_follow_up(work, added)
    name = ref(FOLLOW_UP, added.id)
    if quiet:
        say(name)
        return
    again = f", every {every}" if every else ""
    say(f"To do: {shown}{again}.", then=f"csdesk followup done {name}")


@app.command("list")
def list_follow_ups(
    ctx: typer.Context,
    period: opt.PeriodOption = None,
    kind: Annotated[str | None, KindWord] = None,
    customer: opt.CustomerFilter = None,
    contact: opt.AboutContact = None,
    complaint: opt.AboutComplaint = None,
    is_open: Annotated[bool, opt.option("--open", help="Only open ones.")] = False,
    is_done: Annotated[bool, opt.option("--done", help="Only done ones.")] = False,
    overdue: Annotated[
        bool, opt.option("--overdue", help="Only overdue ones.")
    ] = False,
    promises: Annotated[
        bool,
        opt.option(
            "--promises",
            help="Only commitments: call-backs, courtesy calls, apologies.",
        ),
    ] = False,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List follow-ups, open ones first, by due time.

    --period selects by due time.

    Example: csdesk followup list --open --period this-week
    """
    from csdesk.views.follow_up import VIEW

    filters = {
        "kind": kind, "contact": contact, "complaint": complaint, "open": is_open,
        "done": is_done, "promises": promises,
        "overdue": int(clock.now().timestamp()) if overdue else None,
    }  # fmt: skip
    with reading_desk(ctx) as desk:
        show_list(
            desk, VIEW, filters, fmt=fmt, output=output, period=period,
            customer=customer, limit=limit, ids_only=ids,
        )  # fmt: skip


@app.command("show")
def show_follow_up(
    ctx: typer.Context,
    follow_up: FollowUpId,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show everything about one follow-up.

    Example: csdesk followup show F4
    """
    from csdesk.views.follow_up import follow_up_record

    with reading_desk(ctx) as desk:
        record = follow_up_record(desk.connection, follow_up, desk.settings.locale)
        show_record(record, fmt, output)


@app.command("done")
def done(
    ctx: typer.Context,
    follow_up: FollowUpId,
    outcome: Annotated[str | None, opt.text("--outcome", help="Outcome.")] = None,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Mark a follow-up done; if it repeats, the next one is added.

    Example: csdesk followup done F4 --outcome 'all is well'
    """
    from csdesk.services.follow_ups import finish, format_follow_up

    with at_work(ctx, "followup done", agent, at) as work:
        finished, coming = finish(work, follow_up, outcome)
        shown = format_follow_up(work, coming) if coming else None
        is_late = finished.due_at < work.at
    name = ref(FOLLOW_UP, follow_up)
    late = " (late)" if is_late else ""
    again = f" Again: {shown}." if shown else ""
    say(f"Done {name}{late}.{again}", then="csdesk today")


@app.command("move")
def move_follow_up(
    ctx: typer.Context,
    follow_up: FollowUpId,
    when: When,
    at: opt.At = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Move a follow-up to another due time; the first one stays on record.

    Example: csdesk followup move F4 'thu 10:00'
    """
    from csdesk.services.follow_ups import format_follow_up, move

    with at_work(ctx, "followup move", agent, at) as work:
        moved = move(work, follow_up, when)
        shown = format_follow_up(work, moved)
        first = work.format_instant(moved.promised_at)
    say(
        f"Moved: {shown}, first promised for {first}.",
        then=f"csdesk followup done {ref(FOLLOW_UP, follow_up)}",
    )


@app.command("remove")
def remove(
    ctx: typer.Context,
    follow_up: FollowUpId,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Remove a follow-up that was added by mistake.

    Example: csdesk followup remove F4
    """
    from csdesk.services.follow_ups import remove_follow_up

    with at_work(ctx, "followup remove", agent) as work:
        remove_follow_up(work, follow_up)
    say(f"Removed {ref(FOLLOW_UP, follow_up)}.", then="csdesk undo (takes it back)")
