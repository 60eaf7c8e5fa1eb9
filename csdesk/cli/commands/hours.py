"""`csdesk hours`: show, set, close, holidays, recompute."""

from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.context import at_work, reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import say
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import FOR_PEOPLE, show_record
from csdesk.render import Format

app = typer_app(
    "Opening hours: show, set, close, holidays, recompute.",
    "csdesk hours show",
)

SHOW = "csdesk hours show"
Since = Annotated[
    str | None,
    opt.text(
        "--from", metavar="DATE", help="First day that they hold, or 'beginning'."
    ),
]


@app.command("show")
def show(
    ctx: typer.Context,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Show every version of the week, holidays and single days.

    Example: csdesk hours show
    """
    from csdesk.views.hours import hours_record

    with reading_desk(ctx) as desk:
        today = clock.now().astimezone(desk.settings.zone).date()
        record = hours_record(
            desk.connection,
            desk.settings.locale,
            today,
            for_people=fmt in FOR_PEOPLE,
        )
    show_record(record, fmt, output)


@app.command("set")
def set_hours(
    ctx: typer.Context,
    days: Annotated[
        str,
        typer.Argument(
            metavar="DAYS",
            parser=opt.read_text,
            help="Days: mon-fri, sat,sun, daily or a date.",
        ),
    ],
    times: Annotated[
        str,
        typer.Argument(
            metavar="TIMES",
            parser=opt.read_text,
            help="Times: 9-12:30,13:30-18, closed or 24h; for a date also usual.",
        ),
    ],
    since: Since = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Set the hours of weekdays from a day on, or of single days.

    Without --from a weekday's first hours hold from the beginning, others from today;
    set again on the day of their entry they hold from its start.

    Example: csdesk hours set mon-fri 09:00-12:30,13:30-18:00
    """
    from csdesk.services import hours

    with at_work(ctx, "hours set", agent) as work:
        messages = hours.set_hours(work, days, times, since)
    for message in messages[:-1]:
        say(message)
    say(messages[-1], then=SHOW)


@app.command("close")
def close(
    ctx: typer.Context,
    days: Annotated[
        str,
        typer.Argument(
            metavar="DATE",
            parser=opt.read_text,
            help="Day or days: 2026-12-24 or 2026-12-24..2026-12-31.",
        ),
    ],
    name: Annotated[
        str | None, opt.text("--name", help="Reason, such as 'stocktaking'.")
    ] = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Close on a day, or on several, whatever the weekday.

    Example: csdesk hours close 2026-12-24..2026-12-31 --name 'winter break'
    """
    from csdesk.services.hours import close_days

    with at_work(ctx, "hours close", agent) as work:
        message = close_days(work, days, name)
    say(message, then=SHOW)


@app.command("holidays")
def holidays(
    ctx: typer.Context,
    country: Annotated[
        str | None,
        typer.Argument(
            metavar="COUNTRY",
            parser=opt.read_text,
            show_default=False,
            help="Country, such as DE or US, or none (default: the desk's).",
        ),
    ] = None,
    region: Annotated[
        str | None, opt.text("--region", metavar="REGION", help="Region, such as BY.")
    ] = None,
    since: Annotated[
        str | None,
        opt.text(
            "--from",
            metavar="DATE",
            help="First day (default: 1 January of last year).",
        ),
    ] = None,
    years: Annotated[
        int | None,
        opt.option(
            "--years",
            metavar="N",
            min=0,
            max=50,
            help="Number of years ahead, 0 to 50 (default: 10).",
        ),
    ] = None,
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Close on the public holidays of a country or region; repeat it to update them.

    Example: csdesk hours holidays DE --region BY
    """
    from csdesk.domain.parsing.date import format_day
    from csdesk.services.public_holidays import YEARS, set_holidays

    ahead = YEARS if years is None else years
    with at_work(ctx, "hours holidays", agent) as work:
        made = set_holidays(work, country, region, since=since, years=ahead)
    if made.code is None:
        say("Removed the holidays.", then=SHOW)
        return
    say(
        f"Closed on {made.count} holidays of {made.code}, {format_day(made.since)} to "
        f"{format_day(made.until)}.",
        then=SHOW,
    )


@app.command("recompute")
def recompute(
    ctx: typer.Context,
    since: Annotated[
        str, opt.text("--since", metavar="DATE", help="First day to recompute.")
    ],
    agent: opt.Agent = None,
    no_input: opt.NoInput = False,
) -> None:
    """Recompute business times by the current opening hours; figures may change.

    Example: csdesk hours recompute --since 2026-11-01
    """
    from csdesk.services.settings import day_begins
    from csdesk.services.sla import business_time

    with at_work(ctx, "hours recompute", agent) as work:
        first = day_begins(work, since)
        done = business_time.recompute(work.session, first)
        when = work.format_instant(first)
    say(
        f"Measured {done.values} responses and resolutions since {when} anew: "
        f"{done.changed} changed.",
        then="csdesk undo (takes it back)" if done.changed else None,
    )
