"""The report as a page for a terminal: figures by section, trends, what needs doing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from csdesk.domain.dates import say_day, say_instant
from csdesk.render.console import drawn
from csdesk.render.safe import one_line
from csdesk.render.sparkline import sparkline
from csdesk.render.values import NOTHING, figure
from csdesk.result import Unit

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from csdesk.result import Figure, Report

LABEL_WIDTH = 29
NOTE_WIDTH = 100


def report_page(report: Report, width: int) -> str:
    """The whole page, at most `width` columns wide."""
    from rich.console import Group

    sections = dict.fromkeys(item.section for item in report.figures)
    parts: list[RenderableType] = [_head(report)]
    parts += [_section(report, section, width) for section in sections]
    parts += [*_attention(report), *_notes(report)]
    return drawn(Group(*parts), width)


def _head(report: Report) -> Text:
    from rich.text import Text

    period = report.period
    last = (period.end - timedelta(seconds=1)).date()
    days = say_day(period.start.date())
    if last != period.start.date():
        days += f" – {say_day(last)}"
    head = Text(f"{one_line(report.desk)}  ", "bold")
    head.append(f"{period.label}", "bold cyan")
    head.append(f"  {days}\n")
    zone = report.locale.zone
    as_of = f"As of {say_instant(report.as_of, zone)}"
    against = f", against {report.compared.label}" if report.compared else ""
    head.append(f"{as_of}{against}; times are elapsed time.\n", "dim")
    return head


def _section(report: Report, section: str, width: int) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, expand=False)
    table.add_column(Text(section, "bold"), min_width=LABEL_WIDTH, no_wrap=True)
    table.add_column("", justify="right", min_width=11, no_wrap=True)
    table.add_column(Text("before", "dim"), justify="right", min_width=11, no_wrap=True)
    table.add_column("", no_wrap=True, min_width=1)
    table.add_column(Text("trend", "dim"), no_wrap=True, min_width=13)
    table.add_column(Text("n", "dim"), justify="right", min_width=4, no_wrap=True)
    if width >= NOTE_WIDTH:
        table.add_column("", style="dim", overflow="ellipsis", no_wrap=True)
    currency = report.locale.currency
    for item in report.figures:
        if item.section != section:
            continue
        before = item.previous.value if item.previous else None
        row = [
            Text(item.label),
            Text(figure(item.value, item.unit, currency), "bold"),
            Text(figure(before, item.unit, currency), "dim"),
            _arrow(item, before),
            Text(sparkline(_trend(report, item.key)), "cyan"),
            Text(str(item.n) if item.unit is not Unit.COUNT else "", "dim"),
        ]
        if width >= NOTE_WIDTH:
            row.append(Text(item.note or ""))
        table.add_row(*row)
    from rich.padding import Padding

    return Padding(table, (0, 0, 1, 0))


def _trend(report: Report, key: str) -> list[float | None]:
    return [
        point.value
        for _, points in report.trend
        for point in points
        if point.key == key
    ]


def _arrow(item: Figure, before: float | None) -> Text:
    """Up or down, as a fact: whether it means anything is for the verdict to say."""
    from rich.text import Text

    if item.value is None or before is None or item.value == before:
        return Text("")
    return Text("▲" if item.value > before else "▼", "dim")


def _attention(report: Report) -> list[RenderableType]:
    from rich.text import Text

    text = Text("What needs attention\n", "bold")
    for item in report.attention:
        text.append("  • ", "yellow")
        text.append(f"{item.says}\n")
    if not report.attention:
        text.append("  Nothing was left waiting.\n", "dim")
    return [text]


def _notes(report: Report) -> list[RenderableType]:
    from rich.text import Text

    lines = [*report.news, *report.notes]
    empty = [item for item in report.figures if item.value is None]
    if empty:
        lines.append(f"{NOTHING} means no data: it is not a zero.")
    return [Text("\n".join(lines), "dim")] if lines else []
