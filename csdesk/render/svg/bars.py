"""Horizontal bars: a row for each kind, its label above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.result import Bar

NOT_STATED = "not said"
MOST_ROWS = 10
ROW, WORDS, THICK = 36.0, 18.0, 12.0  # pixels: a row, its label, its bar
LONGEST = 34  # characters that fit beside a count on a phone


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar: `width` in percent of the chart's; `upto` the cumulative share."""

    place: int
    label: str
    count: int
    total: int
    width: float
    upto: float | None = None
    is_vital: bool = True

    @property
    def short(self) -> str:
        """The label, shortened where it is too long."""
        if len(self.label) <= LONGEST:
            return self.label
        return f"{self.label[: LONGEST - 1]}…"

    @property
    def count_text(self) -> str:
        """The count, and its share of all."""
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
    """A bar chart and its data as a table; `path` is a line over the bars."""

    caption: str
    rows: tuple[BarRow, ...]
    table: tuple[tuple[str, ...], ...]
    path: str = ""
    thick: float = THICK

    @property
    def height(self) -> float:
        """The height of the chart."""
        return ROW * len(self.rows)


def bars(kinds: Sequence[Bar], caption: str) -> Bars | None:
    """Make a bar for each kind, in the order given, the longest over the full width.

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
    """Return labels with counts; those beyond MOST_ROWS are one last row."""
    named = [(name(kind), kind.count) for kind in kinds]
    if len(named) <= MOST_ROWS:
        return named
    rest = named[MOST_ROWS - 1 :]
    others = (f"{len(rest)} others", sum(count for _, count in rest))
    return [*named[: MOST_ROWS - 1], others]


def name(kind: Bar) -> str:
    """Return the label of a bar."""
    return NOT_STATED if kind.label is None else kind.label


def percent(count: int, total: int) -> str:
    """Format a share, rounded to whole percent."""
    return f"{100 * count / total:.0f} %"
