"""Layout: columns that fit a width, and the tables of a breakdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.render.console import one_line
from csdesk.render.values import brief, for_people
from csdesk.result import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from csdesk.result import Column, Figure, Listing, Point, Report, Slice


WIDE = 100
RIGHT = {Kind.NUMBER, Kind.MONEY, Kind.DURATION, Kind.PERCENT}


def visible(listing: Listing, width: int) -> list[int]:
    """Return the positions of the columns to show in a terminal of `width` columns."""
    room = 2 if width >= WIDE else 1
    return [
        position
        for position, column in enumerate(listing.columns)
        if 0 < column.width <= room
    ]


def texts(listing: Listing, positions: list[int]) -> list[list[str]]:
    """Format the cells of those columns for people."""
    return [
        [
            for_people(
                row[position],
                listing.columns[position].kind,
                listing.locale,
                brief=True,
            )
            for position in positions
        ]
        for row in listing.rows
    ]


def footnotes(listing: Listing) -> list[str]:
    """Return the sentences below the rows, each safe and in one line."""
    return [one_line(sentence) for sentence in listing.footnotes]


def is_right(column: Column) -> bool:
    """Return whether a column is aligned to the right."""
    return column.kind in RIGHT


UNKNOWN = "(not said)"
NAME_WIDTH = 18
CELL_WIDTH = 12
GAP = 1


def columns(report: Report, dimension: str) -> list[Figure]:
    """Return the figures to show for a dimension: those with data.

    In a report of all figures the headline figures alone.
    """
    slices = report.by[dimension]
    there = {point.key for one in slices for point in one.points if point.n}
    known = {one.key: one for one in report.figures}
    keys = report.headlines or tuple(known)
    return [known[key] for key in keys if key in known and key in there]


def cells(report: Report, group: Slice, shown: Sequence[Figure]) -> list[str]:
    """Format a group's name and figures for people.

    Of few answers or cases it is shown how many they are.
    """
    points = {point.key: point for point in group.points}
    name = UNKNOWN if group.value is None else one_line(group.value)
    return [name, *(_cell(points[one.key], one, report) for one in shown)]


def _cell(point: Point, of: Figure, report: Report) -> str:
    return brief(point.value, point.n, of, report.locale.currency)


def tables(report: Report, dimension: str, width: int) -> Iterator[Table]:
    """Yield the tables of a dimension, each at most `width` columns wide."""
    shown = columns(report, dimension)
    room = max(1, (width - NAME_WIDTH) // (CELL_WIDTH + GAP))
    for start in range(0, len(shown), room):
        yield _table(report, dimension, shown[start : start + room])


def _table(report: Report, dimension: str, shown: Sequence[Figure]) -> Table:
    from rich.table import Table
    from rich.text import Text

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
