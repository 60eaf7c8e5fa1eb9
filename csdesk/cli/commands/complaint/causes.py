"""`csdesk complaint causes`: root causes and corrective actions."""

from dataclasses import replace
from typing import Annotated

import typer

from csdesk import clock
from csdesk.cli.context import reading_desk
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import period_bounds, show_rows
from csdesk.render import Format


def causes(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            metavar="PERIOD", help="Period of opening, such as 2026-Q4 or DAY..DAY."
        ),
    ] = "all",
    fmt: opt.FormatOption = Format.TABLE,
    output: opt.Output = None,
    limit: opt.LimitOfAll = None,
    ids: Annotated[
        bool, opt.option("-q", "--quiet", help="Print the causes only.")
    ] = False,
) -> None:
    """List the root causes of complaints, the most frequent first, with their cost.

    For a corrective action it shows whether it helped: complaints of that cause in
    the 90 days before it, and since.

    Example: csdesk complaint causes 2026-Q4
    """
    from csdesk.reports.causes import causes_listing
    from csdesk.result import cut

    with reading_desk(ctx) as desk:
        found = causes_listing(
            desk.connection, desk.settings.locale, period,
            period_bounds(desk, period), clock.now(),
        )  # fmt: skip
    if ids:
        named = tuple(row for row in found.rows if row[0] is not None)
        found = replace(found, rows=named)
    show_rows(cut(found, limit), fmt, output, ids_only=ids)
