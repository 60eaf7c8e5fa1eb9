"""`csdesk report`, and its exit code 1 for `--fail-on`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csdesk import clock
from csdesk.cli.context import reading_desk
from csdesk.cli.group import typer_app
from csdesk.cli.io.output import complain, say, show, warn
from csdesk.cli.options import common as opt
from csdesk.cli.options.lists import check_format
from csdesk.errors import UsageProblem
from csdesk.render import REPORTS, Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.domain.thresholds import Threshold
    from csdesk.result import Report


def fail_where(tests: Sequence[Threshold], report: Report) -> None:
    """Print which tests of `--fail-on` hold, and exit with 1 if any does."""
    from csdesk.reports.alerts import check

    hits, untested = check(tests, report.figures, report.locale.currency)
    for sentence in untested:
        warn(sentence)
    for sentence in hits:
        complain(sentence, None)
    if hits:
        raise typer.Exit(1)


app = typer_app()
TREND = 13


@app.command("report")
def report(
    ctx: typer.Context,
    period: opt.PeriodArgument = "last-week",
    by: Annotated[
        list[str] | None,
        opt.option(
            "--by",
            metavar="WHAT",
            help="Split by channel, category, phase, reason, agent, tier, or several.",
        ),
    ] = None,
    last: Annotated[
        int,
        typer.Option(
            "--last",
            min=1,
            max=120,
            metavar="K",
            help="Number of periods in the trend, 1 to 120.",
        ),
    ] = TREND,
    kpi: Annotated[
        list[str] | None,
        opt.option(
            "--kpi", metavar="KEYS", help="Only these figures, such as nps,csat."
        ),
    ] = None,
    everything: Annotated[
        bool, opt.option("--all", help="Include figures without data, and slow ones.")
    ] = False,
    compare: opt.Compare = "previous",
    as_of: opt.AsOf = None,
    timed: opt.Clock = None,
    fail_on: Annotated[
        list[str] | None,
        opt.option(
            "--fail-on",
            metavar="TEST",
            help="Exit with 1 if this holds, such as 'csat<80'; may be repeated.",
        ),
    ] = None,
    html: Annotated[
        Path | None,
        opt.output_file("--html", help="File for a page to print."),
    ] = None,
    fmt: opt.ReportFormat = Format.TABLE,
    output: opt.Output = None,
) -> None:
    """Print the figures of a period against the one before, and what needs attention.

    Example: csdesk report 2026-11 --by channel
    """
    from dataclasses import replace

    from csdesk.reports.alerts import read_thresholds
    from csdesk.reports.build import build
    from csdesk.reports.request import Request

    if html is not None:
        fmt, output = page_to(html, fmt, output)
    check_format(fmt, REPORTS)
    tests = read_thresholds(fail_on or ())
    request = Request(
        period=period,
        last=last,
        compare=compare,
        as_of=as_of,
        kpis=(*kpi, *(test.key for test in tests)) if kpi else (),
        by=tuple(by or ()),
        clock=timed,
        with_chart_data=fmt is Format.HTML,
        also=tuple(test.key for test in tests),
        everything=everything,
    )
    wanted = request.options()
    with reading_desk(ctx) as desk:
        plan = request.plan(desk.connection, desk.settings, clock.now())
        built = build(desk.connection, plan, desk.settings, wanted)
    show(replace(built, shows_all=everything or bool(kpi)), fmt, output)
    if html is not None:
        say(f"Wrote {html}.")
    fail_where(tests, built)


def page_to(html: Path, fmt: Format, output: Path | None) -> tuple[Format, Path]:
    """Return the format and output of `--html`. Raises UsageProblem for a conflict."""
    if output is not None or fmt not in {Format.TABLE, Format.HTML}:
        raise UsageProblem(
            "--html FILE is short for --format html --output FILE.",
            "Leave --format and --output out, or run csdesk twice.",
        )
    return Format.HTML, html
