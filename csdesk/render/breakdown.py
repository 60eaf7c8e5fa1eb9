"""A report split by channel, agent and so on: a table a dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.render.safe import one_line
from csdesk.render.values import figure

if TYPE_CHECKING:
    from rich.table import Table

    from csdesk.result import Figure, Report, Slice

UNKNOWN = "(not said)"
NAME_WIDTH = 18
CELL_WIDTH = 11
GAP = 1


def columns(report: Report, dimension: str, room: int | None = None) -> list[Figure]:
    """The figures to show of a dimension: those with data, at most `room` of them.

    Of a report of everything the headline figures go first, and alone.
    """
    slices = report.by[dimension]
    there = {point.key for one in slices for point in one.points if point.n}
    known = {one.key: one for one in report.figures}
    keys = report.headlines or tuple(known)
    found = [known[key] for key in keys if key in known and key in there]
    return found[:room]


def cells(report: Report, group: Slice, shown: list[Figure]) -> list[str]:
    """A group's name and figures as people read them."""
    values = {point.key: point.value for point in group.points}
    name = UNKNOWN if group.value is None else one_line(group.value)
    currency = report.locale.currency
    return [name, *(figure(values[one.key], one.unit, currency) for one in shown)]


def table(report: Report, dimension: str, width: int) -> Table:
    """The table of a dimension, at most `width` columns wide."""
    from rich.table import Table
    from rich.text import Text

    room = max(1, (width - NAME_WIDTH) // (CELL_WIDTH + GAP))
    shown = columns(report, dimension, room)
    made = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False)
    made.add_column(
        Text(f"By {dimension}", "bold cyan"), width=NAME_WIDTH, no_wrap=True
    )
    for one in shown:
        made.add_column(
            Text(one.label, "dim"), justify="right", width=CELL_WIDTH, vertical="bottom"
        )
    for group in report.by[dimension]:
        made.add_row(*(Text(cell) for cell in cells(report, group, shown)))
    return made
