"""Bar charts: rows with a label above each, and causes with their running share."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
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


MOST_OF_ALL = 80  # percent, after Juran


def pareto(causes: Sequence[Bar]) -> Bars | None:
    """Make bars, most first, with a line of their cumulative share; None for none.

    Bars and line share an axis from 0 to 100 %, so the first bar ends where the line
    begins. Complaints without a cause are left out, as the caption mentions.
    """
    named = [bar for bar in causes if bar.label is not None and bar.count]
    if not named:
        return None
    counts = [bar.count for bar in named]
    total = sum(counts)
    running = [100 * count / total for count in accumulate(counts)]
    vital = how_many_make(MOST_OF_ALL, counts)
    kinds = folded(named)
    upto = [*running[: len(kinds) - 1], running[-1]]
    rows = tuple(
        BarRow(place, label, count, total, 100 * count / total, so_far, place < vital)
        for place, ((label, count), so_far) in enumerate(zip(kinds, upto, strict=True))
    )
    return Bars(
        _caption(vital, len(named), f"{running[vital - 1]:.0f} %", total)
        + _without_cause(sum(bar.count for bar in causes) - total),
        rows,
        tuple(
            (name(bar), str(bar.count), percent(bar.count, total), f"{so_far:.0f} %")
            for bar, so_far in zip(named, running, strict=True)
        ),
        "M" + " L".join(f"{row.upto:.2f} {row.middle:.2f}" for row in rows),
    )


def how_many_make(share: int, counts: Sequence[int]) -> int:
    """Count how many of `counts`, biggest first, make `share` percent of all."""
    total = sum(counts)
    return next(
        many
        for many, so_far in enumerate(accumulate(counts), 1)
        if 100 * so_far >= share * total
    )


def _caption(vital: int, of: int, share: str, total: int) -> str:
    complaints = "1 complaint" if total == 1 else f"{total} complaints"
    if of == 1:
        return f"One cause is behind {complaints}."
    verb = "makes" if vital == 1 else "make"
    return f"{vital} of {of} causes {verb} {share} of {complaints}."


def _without_cause(many: int) -> str:
    return f" {many} more without a cause." if many else ""
