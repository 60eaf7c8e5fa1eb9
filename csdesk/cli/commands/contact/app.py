"""`csdesk contact`: list, show, edit, remove, and the commands of its steps."""

from typing import Annotated, Any

import typer

from csdesk import clock
from csdesk.cli.commands import attachments
from csdesk.cli.commands.contact import progress
from csdesk.cli.commands.contact.log import log
from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import show_list, show_record
from csdesk.domain import vocabulary as words
from csdesk.domain.contact_fields import SENTIMENTS
from csdesk.domain.ids import CONTACT, ref
from csdesk.render import Format

app = typer_app(
    "Contacts: log, list, answer, resolve, edit, remove.", "csdesk contact list --open"
)
app.command("log")(log)
for step in (
    progress.respond,
    progress.resolve,
    progress.reopen,
    progress.hold,
    progress.resume,
):
    app.command(step.__name__)(step)
app.command("attach")(attachments.attach_to_contact)

Channel = Annotated[str | None, opt.choice(words.CHANNELS, "channel", "--channel")]
Direction = Annotated[
    str | None, opt.choice(words.DIRECTIONS, "direction", "--direction")
]
Phase = Annotated[str | None, opt.choice(words.PHASES, "phase", "--phase")]
ReasonWord = Annotated[str | None, opt.choice(words.REASONS, "reason", "--reason")]
Sentiment = Annotated[str | None, opt.choice(SENTIMENTS, "sentiment", "--sentiment")]
Category = Annotated[
    str | None,
    opt.text(
        "--category",
        metavar="WORD",
        help="Category, a word of your own such as delivery.",
    ),
]
# Options of `edit` -> what the field is called in `--clear`.
CLEARABLE = (
    "customer", "complaint", "follows", "handled_by", "phase", "reason", "category",
    "subject", "notes", "wait", "took", "avoidable", "sentiment",
)  # fmt: skip
COLUMNS = {"wait": "wait_seconds", "took": "handle_seconds", "received": "received_at"}


@app.command("list")
def list_contacts(
    ctx: typer.Context,
    period: opt.PeriodOption = None,
    customer: opt.CustomerFilter = None,
    channel: Channel = None,
    direction: Direction = None,
    phase: Phase = None,
    reason: ReasonWord = None,
    category: Category = None,
    sentiment: Sentiment = None,
    handled_by: Annotated[
        str | None, opt.text("--handled-by", metavar="NAME", help="Only of this agent.")
    ] = None,
    complaint: opt.BelongsTo = None,
    follows: opt.Follows = None,
    abandoned: Annotated[
        bool, opt.option("--abandoned", help="Only abandoned ones.")
    ] = False,
    is_open: Annotated[
        bool, opt.option("--open", help="Only unresolved ones.")
    ] = False,
    unanswered: Annotated[
        bool,
        opt.option("--unanswered", help="Only written ones without a first response."),
    ] = False,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List contacts, newest first.

    Example: csdesk contact list --period this-week --channel email --open
    """
    from csdesk.views.contact import VIEW

    filters = {
        "channel": channel, "direction": direction, "phase": phase, "reason": reason,
        "category": category, "sentiment": sentiment, "complaint": complaint,
        "handled_by": words.fold(handled_by) if handled_by else None,
        "follows": follows, "abandoned": abandoned, "open": is_open,
        "unanswered": unanswered,
    }  # fmt: skip
    with reading_desk(ctx) as desk:
        show_list(
            desk, VIEW, filters, fmt=fmt, output=output, period=period,
            customer=customer, limit=limit, ids_only=ids,
        )  # fmt: skip


@app.command("show")
def show_contact(
    ctx: typer.Context,
    contact: opt.ContactId,
    save: attachments.Save = None,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show everything about one contact.

    --save also writes its attachments as files; no file is overwritten.

    Example: csdesk contact show C12
    """
    from csdesk.views.contact import contact_record

    with reading_desk(ctx) as desk:
        record = contact_record(desk.connection, contact, desk.settings.locale)
        if save is not None:
            attachments.save(desk, "contact", CONTACT, contact, save)
        show_record(record, fmt, output)


@app.command("deadlines")
def deadlines(
    ctx: typer.Context,
    contact: opt.ContactId,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Explain each deadline of a contact, hour by hour.

    Example: csdesk contact deadlines C12
    """
    from csdesk.views.deadlines import contact_deadlines

    now = int(clock.now().timestamp())
    with reading_desk(ctx) as desk:
        connection, locale = desk.connection, desk.settings.locale
        record = contact_deadlines(connection, contact, locale, now)
    show_record(record, fmt, output)


@app.command("edit")
def edit(
    ctx: typer.Context,
    contact: opt.ContactId,
    customer: Annotated[
        str | None,
        opt.text("--customer", metavar="WHO", help="Customer it belongs to."),
    ] = None,
    received: Annotated[
        str | None,
        opt.option("--received", metavar="WHEN", help="When it was received."),
    ] = None,
    channel: Channel = None,
    direction: Direction = None,
    phase: Phase = None,
    reason: ReasonWord = None,
    category: Category = None,
    subject: Annotated[str | None, opt.text("--subject", help="Subject.")] = None,
    notes: Annotated[str | None, opt.text("--notes", help="Notes.")] = None,
    wait: Annotated[
        int | None,
        opt.option(
            "--wait",
            parser=opt.read_seconds,
            metavar="20s",
            help="How long the customer waited.",
        ),
    ] = None,
    took: Annotated[
        int | None,
        opt.option(
            "--took", parser=opt.read_seconds, metavar="4m", help="Handling time."
        ),
    ] = None,
    abandoned: Annotated[
        bool | None,
        opt.option(
            "--abandoned/--not-abandoned", help="Whether the customer gave up waiting."
        ),
    ] = None,
    follows: opt.Follows = None,
    complaint: opt.BelongsTo = None,
    avoidable: Annotated[
        bool | None,
        opt.option(
            "--avoidable/--not-avoidable", help="Whether it could have been avoided."
        ),
    ] = None,
    sentiment: Sentiment = None,
    handled_by: Annotated[
        str | None,
        opt.text("--handled-by", metavar="NAME", help="Agent who handled it."),
    ] = None,
    clear: opt.Clear = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Correct a contact; only what is given changes.

    Example: csdesk contact edit C12 --category delivery --clear notes
    """
    from csdesk.services.contact_edits import edit_contact
    from csdesk.services.unit_of_work import past_instant

    given = {
        "customer": customer, "channel": channel, "direction": direction,
        "phase": phase, "reason": reason, "category": category, "subject": subject,
        "notes": notes, "wait": wait, "took": took, "abandoned": abandoned,
        "follows": follows, "complaint": complaint, "avoidable": avoidable,
        "sentiment": sentiment, "handled_by": handled_by, "received": received,
    }  # fmt: skip
    changes = opt.changes(given, clear, CLEARABLE)
    with at_work(ctx, "contact edit", agent) as work:
        if received is not None:
            changes["received"] = past_instant(work, received, "--received")
        edit_contact(work, contact, _columns(changes), map(_column, clear or ()))
    say(f"Changed {ref(CONTACT, contact)}.", then="csdesk undo (takes it back)")


@app.command("remove")
def remove(
    ctx: typer.Context,
    contact: opt.ContactId,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Remove a contact that was logged by mistake.

    Example: csdesk contact remove C12
    """
    from csdesk.services.contact_edits import remove_contact

    with at_work(ctx, "contact remove", agent) as work:
        remove_contact(work, contact)
    say(f"Removed {ref(CONTACT, contact)}.", then="csdesk undo (takes it back)")


def _column(field: str) -> str:
    return COLUMNS.get(field, field)


def _columns(changes: dict[str, Any]) -> dict[str, Any]:
    return {_column(field): value for field, value in changes.items()}
