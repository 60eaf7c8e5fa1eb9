"""The report as a page for a terminal: figures by section, trends, attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from csdesk.domain.parsing.date import format_day, format_instant
from csdesk.render import layout
from csdesk.render.console import drawn, one_line
from csdesk.render.trends import has_data, sparkline, values_of
from csdesk.render.values import NOTHING, figure, headline, is_hidden, is_replaced
from csdesk.result import Unit

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from csdesk.result import Figure, Report

LABEL_WIDTH = 28
VALUE_WIDTH = 11
MARK_WIDTH = 2
N_WIDTH = 5
GAP = 2
FLAGGED = {"better": "green", "worse": "red", "changed": "yellow"}
NOTE_FROM = 100  # columns of terminal from which on remarks are shown
NARROWEST = 76  # narrower terminals wrap: a shortened figure would be wrong
LEAST_TREND = 10
LEAST_NOTES = 30
LONGEST_HEADING = 10


def report_page(report: Report, width: int) -> str:
    """Return the page, at most `width` columns wide.

    Figures without data in this period, the one before and the trend are left out and
    counted at the end, unless the report shows all.
    """
    from rich.console import Group
    from rich.text import Text

    shown = [
        item for item in report.figures if report.shows_all or has_data(report, item)
    ]
    width = max(width, NARROWEST)
    room = _share(report, width)
    parts: list[RenderableType] = [_head(report)]
    for section in dict.fromkeys(item.section for item in shown):
        figures = [item for item in shown if item.section == section]
        parts += [_section(report, section, figures, room), Text()]
    for dimension in report.by:
        for table in layout.tables(report, dimension, width):
            parts += [table, Text()]
    parts += [_attention(report), *_notes(report, len(report.figures) - len(shown))]
    return drawn(Group(*parts), width)


def _head(report: Report) -> Text:
    from rich.text import Text

    period = report.period
    last = (period.end - timedelta(seconds=1)).date()
    days = format_day(period.start.date())
    if last != period.start.date():
        days += f" – {format_day(last)}"
    head = Text(f"{one_line(report.desk)}  ", "bold")
    head.append(period.label, "bold cyan")
    head.append(f"  {days}\n")
    against = f", against {report.compared.label}" if report.compared else ""
    clock = f"; times are {report.clock} time"
    when = format_instant(report.as_of_shown, report.locale.zone)
    head.append(f"As of {when}{against}{clock}.\n", "dim")
    sentences = [*report.summary, *report.alerts]
    if sentences:
        head.append("\n" + "".join(f"{sentence}\n" for sentence in sentences))
    return head


@dataclass(frozen=True, slots=True)
class _Widths:
    """Widths of the columns of a report's page.

    Values are never cut: where they need room, the trend loses its oldest periods.
    `remarks` is 0 where the terminal is too narrow for them.
    """

    value: int
    n: int
    trend: int
    remarks: int


def _share(report: Report, width: int) -> _Widths:
    currency = report.locale.currency
    cells = [headline(item, currency) for item in report.figures]
    cells += [headline(item.previous, currency, item) for item in report.figures]
    value = max(VALUE_WIDTH, *map(len, cells))
    n = max(N_WIDTH, *(len(str(item.n)) for item in report.figures))
    left = width - LABEL_WIDTH - 2 * value - n - 4 * GAP
    trend = max(len(report.trend), len("trend")) + MARK_WIDTH
    if width < NOTE_FROM:
        return _Widths(value, n, max(min(trend, left - GAP), LEAST_TREND), 0)
    trend = max(min(trend, left - GAP - LEAST_NOTES), LEAST_TREND)
    return _Widths(value, n, trend, max(left - GAP - trend, LEAST_NOTES))


def _section(
    report: Report, section: str, figures: list[Figure], room: _Widths
) -> RenderableType:
    from rich.text import Text

    table = _columns(report, section, room)
    currency = report.locale.currency
    for item in figures:
        before = item.previous.value if item.previous else None
        trend = values_of(report.trend, item.key)[-(room.trend - MARK_WIDTH) :]
        row = [
            Text(item.label),
            Text(headline(item, currency), "bold"),
            Text(headline(item.previous, currency, item), "dim"),
            Text.assemble(_direction(item, before), (sparkline(trend), "cyan")),
            Text(str(item.n) if item.unit is not Unit.COUNT else "", "dim"),
        ]
        if room.remarks:
            row.append(Text(_remarks(item, currency), "dim"))
        table.add_row(*row)
    return table


def _columns(report: Report, section: str, room: _Widths) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False)
    earlier = report.compared.label if report.compared else ""
    table.add_column(Text(section, "bold cyan"), width=LABEL_WIDTH, no_wrap=True)
    for heading in (_heading(report.period.label, "now"), _heading(earlier, "before")):
        table.add_column(heading, justify="right", width=room.value, no_wrap=True)
    table.add_column(Text("  trend", "dim"), width=room.trend, no_wrap=True)
    table.add_column(Text("n", "dim"), justify="right", width=room.n, no_wrap=True)
    if room.remarks:
        table.add_column("", max_width=room.remarks, no_wrap=True, overflow="ellipsis")
    return table


def _heading(label: str, otherwise: str) -> Text:
    from rich.text import Text

    fits = 0 < len(label) <= LONGEST_HEADING
    return Text(label if fits else otherwise, "dim")


def _direction(item: Figure, before: float | None) -> tuple[str, str]:
    """Return a mark for up or down, and its style; hollow without significance."""
    if item.value is None or before is None or is_hidden(item):
        return "  ", ""
    if item.value == before:
        return "  ", ""
    went_up = item.value > before
    verdict = item.change.verdict if item.change else "none"
    if verdict not in FLAGGED:
        return ("△ " if went_up else "▽ "), "dim"
    return ("▲ " if went_up else "▼ "), FLAGGED[verdict]


def _remarks(item: Figure, currency: str) -> str:
    """Return the interval, the change and the note of a figure."""
    remarks: list[str] = []
    if is_replaced(item):
        return item.note or ""
    if item.interval is not None:
        ends = (item.interval.low, item.interval.high)
        low, high = (figure(end, item.unit, currency) for end in ends)
        remarks.append(f"{low} to {high}")
    if item.change is not None and item.change.verdict != "none":
        remarks.append(item.change.text)
    return "; ".join([*remarks, *([item.note] if item.note else [])])


def _attention(report: Report) -> Text:
    from rich.text import Text

    text = Text("What needs attention", "bold cyan")
    for item in report.attention:
        text.append("\n  • ", "yellow")
        text.append(item.text, "not bold default")
    if not report.attention:
        text.append("\n  Nothing was left waiting.", "not bold default")
    return text


def _notes(report: Report, hidden: int) -> list[RenderableType]:
    from rich.text import Text

    lines = [*report.footnotes]
    if report.compared is not None:
        lines.append("▲▼ a change that the numbers show; △▽ moved, without evidence.")
    if any(item.value is None for item in report.figures):
        lines.append(f"{NOTHING} is no data, which is not zero.")
    if hidden:
        many = "1 figure" if hidden == 1 else f"{hidden} figures"
        lines.append(f"{many} never had data; --all shows.")
    return [Text("\n" + "\n".join(lines), "dim")] if lines else []
