"""Horizontal bars: a row a kind, its words above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.result import Bar

NOT_STATED = "not said"
MOST_ROWS = 10
ROW, WORDS, THICK = 36.0, 18.0, 12.0  # pixels: a row, in it the words, then the bar
LONGEST = 34  # characters that fit beside a count on a telephone


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar: `width` in percent of the chart's; `upto` the share down to here."""

    place: int
    label: str
    count: int
    total: int
    width: float
    upto: float | None = None
    is_vital: bool = True

    @property
    def short(self) -> str:
        """The label as far as there is room for it."""
        if len(self.label) <= LONGEST:
            return self.label
        return f"{self.label[: LONGEST - 1]}…"

    @property
    def count_text(self) -> str:
        """How many, and which share of all that is."""
        return f"{self.count} · {percent(self.count, self.total)}"

    @property
    def y(self) -> float:
        """The upper edge of the bar."""
        return self.place * ROW + WORDS

    @property
    def middle(self) -> float:
        """Half way down the bar."""
        return self.y + THICK / 2


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart and the table of what it shows; `path` a line over the bars."""

    caption: str
    rows: tuple[BarRow, ...]
    table: tuple[tuple[str, ...], ...]
    path: str = ""
    thick: float = THICK

    @property
    def height(self) -> float:
        """Of the whole chart."""
        return ROW * len(self.rows)


def bars(kinds: Sequence[Bar], caption: str) -> Bars | None:
    """A bar a kind, in the order given, the longest over the whole width.

    None where there is nothing to count.
    """
    total = sum(kind.count for kind in kinds)
    if not total:
        return None
    rows = folded(kinds)
    most = max(count for _, count in rows)
    return Bars(
        caption,
        tuple(
            BarRow(place, label, count, total, 100 * count / most)
            for place, (label, count) in enumerate(rows)
        ),
        tuple(
            (name(kind), str(kind.count), percent(kind.count, total)) for kind in kinds
        ),
    )


def folded(kinds: Sequence[Bar]) -> list[tuple[str, int]]:
    """Labels with counts; those that have no room stand together as the last row."""
    named = [(name(kind), kind.count) for kind in kinds]
    if len(named) <= MOST_ROWS:
        return named
    rest = named[MOST_ROWS - 1 :]
    others = (f"{len(rest)} others", sum(count for _, count in rest))
    return [*named[: MOST_ROWS - 1], others]


def name(kind: Bar) -> str:
    """What a bar is called."""
    return NOT_STATED if kind.label is None else kind.label


def percent(count: int, total: int) -> str:
    """A share, rounded to whole percent."""
    return f"{100 * count / total:.0f} %"
