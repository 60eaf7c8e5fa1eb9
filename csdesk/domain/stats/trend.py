"""A figure over its periods: which of them stand out from its usual noise."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from csdesk.domain.stats.means import mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEAST_POINTS: Final = 9
LONG_RUN: Final = 8
# 3 / 1.128: a moving range of two is on average 1.128 deviations.
_WIDTH: Final = 2.66


@dataclass(frozen=True, slots=True)
class Trend:
    """What a figure does as a rule, in its unit, and where it did otherwise.

    `outside` are the positions (from 0) of points strictly beyond `low` or `high`;
    `runs` the first and last position of each stretch of eight or more points on one
    side of `centre`. The limits may lie where the figure cannot: below 0, above 100.
    """

    centre: float
    low: float
    high: float
    outside: tuple[int, ...]
    runs: tuple[tuple[int, int], ...]


def trend(points: Sequence[float | None]) -> Trend | None:
    """XmR limits of `points`, oldest first: mean ± 2.66 · mean moving range.

    None as a point is no data: it is passed over, and the points beside it are
    neighbours. None as an answer is fewer than nine points with data.

    Source: Shewhart (1931); Wheeler, Understanding Variation (1993); KPIS.md §4.
    """
    there = [(at, point) for at, point in enumerate(points) if point is not None]
    values = [value for _, value in there]
    centre = mean(values)
    if centre is None or len(values) < LEAST_POINTS:
        return None
    ranges = [abs(b - a) for a, b in pairwise(values)]
    width = _WIDTH * (mean(ranges) or 0.0)
    low, high = centre - width, centre + width
    outside = tuple(at for at, value in there if not low <= value <= high)
    return Trend(centre, low, high, outside, tuple(_runs(there, centre)))


def _runs(there: list[tuple[int, float]], centre: float) -> Iterator[tuple[int, int]]:
    """Stretches of `LONG_RUN` or more on one side; a point on the line ends one."""
    stretch: list[int] = []
    side = 0
    for at, value in [*there, (-1, centre)]:
        now = (value > centre) - (value < centre)
        if now == side != 0:
            stretch.append(at)
            continue
        if side and len(stretch) >= LONG_RUN:
            yield stretch[0], stretch[-1]
        stretch, side = [at], now
