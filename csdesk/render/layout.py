"""Which columns fit a width, and the text of their cells: for table and plain alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.render.safe import one_line
from csdesk.render.values import for_people
from csdesk.result import Kind

if TYPE_CHECKING:
    from csdesk.result import Column, Listing

WIDE = 100
RIGHT = {Kind.NUMBER, Kind.MONEY, Kind.DURATION, Kind.PERCENT}


def visible(listing: Listing, width: int) -> list[int]:
    """The positions of the columns to show in a terminal of `width` columns."""
    room = 2 if width >= WIDE else 1
    return [
        position
        for position, column in enumerate(listing.columns)
        if 0 < column.width <= room
    ]


def texts(listing: Listing, positions: list[int]) -> list[list[str]]:
    """The cells of those columns as people read them."""
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


def notes(listing: Listing) -> list[str]:
    """The sentences below the rows, each safe and in one line."""
    return [one_line(sentence) for sentence in listing.notes]


def is_right(column: Column) -> bool:
    """Whether a column's cells stand at its right edge."""
    return column.kind in RIGHT
