"""`csdesk outreach`: lapsed, reminders, loyalty."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csdesk import clock
from csdesk.cli.context import OpenDesk, at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say, warn
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import screenful, show_rows
from csdesk.domain.ids import FOLLOW_UP, ref
from csdesk.errors import UsageProblem
from csdesk.render import Format

if TYPE_CHECKING:
    from csdesk.store.queries.outreach import Selection
    from csdesk.views.outreach import Layout

app = typer_app(
    "Customers to contact, and why: lapsed, reminders, loyalty.",
    "csdesk outreach lapsed",
)


@app.command("lapsed")
def list_lapsed(
    ctx: typer.Context,
    add: Annotated[
        bool, opt.option("--add", help="Add a win-back follow-up for each of them.")
    ] = False,
    due: Annotated[
        str | None,
        opt.option(
            "--due",
            metavar="WHEN",
            help="Due time of the win-backs (default: in 7 days).",
        ),
    ] = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List customers not heard from for long, the best customers first.

    The setting lapsed_after says how long. Customers who are not to be contacted, or
    were contacted often enough in 30 days (outreach_cap), are left out.
    Without --limit, --add takes all of them.

    Example: csdesk outreach lapsed --add --due 'in 3 days' --limit 10
    """
    from csdesk.store.queries.outreach import lapsed
    from csdesk.views.outreach import LAPSED

    if add:
        _win_back(ctx, agent, due, limit, ids=ids)
        return
    if due is not None:
        raise UsageProblem("--due is for --add.", "Add --add, or leave --due out.")
    with reading_desk(ctx) as desk:
        found = lapsed(desk.connection, desk.settings, _now())
        _show(desk, found, LAPSED, fmt, output, limit, ids=ids)


@app.command("reminders")
def list_reminders(
    ctx: typer.Context,
    ahead: Annotated[
        int,
        opt.option(
            "--ahead",
            metavar="DAYS",
            min=0,
            help="Number of days ahead (default: 0, only today).",
        ),
    ] = 0,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List reminders and win-backs that are due, with earlier purchases.

    Example: csdesk outreach reminders --ahead 7
    """
    from datetime import timedelta

    from csdesk.domain.timezone import midnight
    from csdesk.store.queries.outreach import reminders
    from csdesk.views.outreach import REMINDERS

    with reading_desk(ctx) as desk:
        zone = desk.settings.zone
        last = clock.now().astimezone(zone).date() + timedelta(days=ahead + 1)
        until = int(midnight(last, zone).timestamp())
        found = reminders(desk.connection, desk.settings, _now(), until)
        _show(desk, found, REMINDERS, fmt, output, limit, ids=ids)


@app.command("loyalty")
def list_loyalty(
    ctx: typer.Context,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List customers near a reward, with an expiring voucher, or who referred somebody.

    Near means one visit, piece or prompt payment short, a tenth of an amount, or 30
    days.

    Example: csdesk outreach loyalty
    """
    from csdesk.store.queries.outreach import loyal
    from csdesk.views.outreach import LOYALTY

    with reading_desk(ctx) as desk:
        found = loyal(desk.connection, desk.settings, _now())
        _show(desk, found, LOYALTY, fmt, output, limit, ids=ids)


def _now() -> int:
    return int(clock.now().timestamp())


def _show(
    desk: OpenDesk,
    found: "Selection",
    layout: "Layout",
    fmt: Format,
    output: Path | None,
    limit: int | None,
    *,
    ids: bool,
) -> None:
    """Show the list, and print to stderr how many customers are left out, and why."""
    from csdesk.views.outreach import exclusion_notes, outreach_listing

    limit = screenful(limit, fmt, ids_only=ids)
    rows = outreach_listing(desk.connection, desk.settings.locale, found, layout, limit)
    show_rows(rows, fmt, output, ids_only=ids)
    for sentence in exclusion_notes(found):
        warn(sentence)


def _win_back(
    ctx: typer.Context,
    agent: str | None,
    due: str | None,
    limit: int | None,
    *,
    ids: bool,
) -> None:
    from csdesk.services.customers.departures import win_back
    from csdesk.views.outreach import exclusion_notes

    with at_work(ctx, "outreach lapsed", agent) as work:
        made, found = win_back(work, due, limit)
        when = work.format_instant(made[0].due_at) if made else ""
    names = [ref(FOLLOW_UP, row.id) for row in made]
    if ids:
        say("\n".join(names))
        return
    many = "win-back" if len(names) == 1 else "win-backs"
    if names:
        say(
            f"Made {len(names)} {many}, due {when}: {', '.join(names)}.",
            then="csdesk outreach reminders --ahead 7",
        )
    else:
        say("Nobody has lapsed who may be contacted.")
    for sentence in exclusion_notes(found):
        warn(sentence)
