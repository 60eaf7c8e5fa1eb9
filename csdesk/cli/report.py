"""`csdesk report`: the figures of a period."""

from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli import options as opt
from csdesk.cli.group import typer_app
from csdesk.cli.lists import check_format
from csdesk.cli.output import show
from csdesk.cli.runtime import reading_desk
from csdesk.render import REPORTS, Format

app = typer_app()
TREND = 13


@app.command("report")
def report(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            metavar="PERIOD",
            help="this-week, 2026-W47, 2026-11, 2026-Q4, 2026, a..b, all.",
        ),
    ] = "last-week",
    last: Annotated[
        int,
        typer.Option("--last", min=1, max=120, metavar="K", help="Periods of trend."),
    ] = TREND,
    everything: Annotated[
        bool, opt.option("--all", help="Show figures that never had data, too.")
    ] = False,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Print the figures of a period against the one before, and what needs attention.

    Without PERIOD: the last complete week. Example: csdesk report 2026-11
    """
    from dataclasses import replace

    from csdesk.domain.periods import read_period
    from csdesk.reports.build import build
    from csdesk.reports.windows import plan

    check_format(fmt, REPORTS)
    now = clock.now()
    with reading_desk(ctx) as desk:
        zone = desk.settings.zone
        named = read_period(
            period,
            today=now.astimezone(zone).date(),
            order=desk.settings.get("date_order"),
        )
        asked = plan(desk.connection, named, now=now, zone=zone, last=last)
        built = build(desk.connection, asked, desk.settings)
    show(replace(built, shows_all=everything), fmt, output)
