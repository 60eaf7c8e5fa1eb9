"""A figure's interval as a line with a dot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.result import Unit

if TYPE_CHECKING:
    from csdesk.result import Figure

ROOM = 1.05  # the longest end is short of the edge
REACH = {Unit.PERCENT: (0.0, 100.0), Unit.SCORE: (-100.0, 100.0)}
LARGEST_ANSWER = 10.0


@dataclass(frozen=True, slots=True)
class Whisker:
    """Positions in percent of the width; `before` None: no earlier value."""

    low: float
    high: float
    at: float
    before: float | None


def whisker(item: Figure) -> Whisker | None:
    """Place the figure's interval on an axis of its own; None without an interval."""
    if item.interval is None or item.value is None:
        return None
    low, high = item.interval.low, item.interval.high
    past = item.previous.value if item.previous else None
    least, most = _axis(
        item, [low, high, item.value, *([] if past is None else [past])]
    )

    def place(value: float) -> float:
        return 100 * (min(max(value, least), most) - least) / (most - least)

    return Whisker(
        place(low),
        place(high),
        place(item.value),
        None if past is None else place(past),
    )


def _axis(item: Figure, values: list[float]) -> tuple[float, float]:
    """Return the range of the figure; without fixed ends from 0, or of the values."""
    low, high = min(values), max(values)
    least, most = REACH.get(item.unit, (0.0, high * ROOM))
    if least <= low and high <= most and most > 0 and _is_wide(item.unit, values):
        return least, most
    return low, max(high, low + 1)


def _is_wide(unit: Unit, values: list[float]) -> bool:
    """Return whether the values need the full axis; a mean score of 1 to 7 does not."""
    return unit is not Unit.SCORE or max(map(abs, values)) > LARGEST_ANSWER
