"""`csdesk kpi`: list, explain, rows."""

from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.context import reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import screenful, show_record, show_rows
from csdesk.render import Format

app = typer_app(
    "Figures: their meaning, their calculation, and the records behind them.",
    "csdesk kpi explain nps",
)

Key = Annotated[
    str,
    typer.Argument(
        metavar="KEY", parser=opt.read_text, help="Figure, such as nps or backlog."
    ),
]


@app.command("list")
def list_kpis(
    ctx: typer.Context,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.LimitOfAll = None,
    ids: Annotated[
        bool, opt.option("-q", "--quiet", help="Print the keys only.")
    ] = False,
) -> None:
    """List all figures.

    Example: csdesk kpi list
    """
    from csdesk.reports.explain import figures_listing
    from csdesk.result import cut

    show_rows(cut(figures_listing(), limit), fmt, output, ids_only=ids)


@app.command("explain")
def explain(
    ctx: typer.Context,
    key: Key,
    period: opt.PeriodArgument = "last-week",
    compare: opt.Compare = "previous",
    as_of: opt.AsOf = None,
    timed: opt.Clock = None,
    fmt: opt.RecordFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Explain one figure: its meaning, and its calculation for a period.

    Example: csdesk kpi explain first_contact_resolution 2026-11
    """
    from csdesk.reports import explain as explaining
    from csdesk.reports.request import Request, read_kpi

    request = Request(period, last=1, compare=compare, as_of=as_of, clock=timed)
    name = read_kpi(key)
    with reading_desk(ctx) as desk:
        explanation = explaining.explain(
            desk.connection, desk.settings, request, name, clock.now()
        )
    show_record(explanation, fmt, output)


@app.command("rows")
def rows(
    ctx: typer.Context,
    key: Key,
    period: opt.PeriodArgument = "last-week",
    part: Annotated[
        str | None,
        opt.text("--part", metavar="NAME", help="Only this part, such as numerator."),
    ] = None,
    as_of: opt.AsOf = None,
    timed: opt.Clock = None,
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.Limit = None,
    ids: opt.IdsOnly = False,
) -> None:
    """List the records behind a figure, each with its contribution.

    Example: csdesk kpi rows nps 2026-11 --part detractors
    """
    from csdesk.reports.explain import records_listing
    from csdesk.reports.request import Request, read_kpi
    from csdesk.result import cut

    limit = screenful(limit, fmt, ids_only=ids)
    request = Request(period, last=1, compare="none", as_of=as_of, clock=timed)
    name = read_kpi(key)
    with reading_desk(ctx) as desk:
        found = records_listing(
            desk.connection,
            desk.settings,
            request,
            key=name,
            part=part,
            now=clock.now(),
        )
    show_rows(cut(found, limit), fmt, output, ids_only=ids)
