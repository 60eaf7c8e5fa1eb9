"""Mean scores, their intervals and tests, and XmR limits of a trend."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from csdesk.domain.stats.comparison import ALPHA, EXACT_UP_TO, LEVEL, Comparison
from csdesk.domain.stats.distributions import student_quantile, student_two_sided
from csdesk.domain.stats.proportions import fisher_exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean, never outside the values; None for none."""
    if not values:
        return None
    average = math.fsum(values) / len(values)
    return min(max(average, min(values)), max(values))


def mean_interval(
    values: Sequence[float], level: float = LEVEL
) -> tuple[float, float] | None:
    """Return the interval of the true mean, in the values' unit.

    It may reach past a scale's ends: the caller cuts it. None for fewer than two
    values, and where all are equal: ±0 would claim too much. Above 10,000 values the
    normal distribution stands in for t.

    Source: Student (1908), Biometrika 6, 1-25.
    """
    average = mean(values)
    if average is None or min(values) == max(values):
        return None
    n = len(values)
    degrees = math.inf if n > EXACT_UP_TO else n - 1
    half = student_quantile((1 + level) / 2, degrees) * math.sqrt(_error(values))
    return average - half, average + half


def welch(
    first: Sequence[float], second: Sequence[float], level: float = LEVEL
) -> tuple[float | None, float | None, float] | None:
    """Return (low, high, p) of the difference of two means; p two-sided.

    In the values' unit. None where a sample has fewer than two values. Where neither
    varies there is no interval, and p is that of Fisher's exact test, the permutation
    test of two values. Above 10,000 values in all the normal distribution stands in
    for t.

    Source: Welch (1947), Biometrika 34, 28-35; degrees after Satterthwaite (1946).
    """
    n1, n2 = len(first), len(second)
    mean1, mean2 = mean(first), mean(second)
    if mean1 is None or mean2 is None or n1 < 2 or n2 < 2:
        return None
    error1, error2 = _error(first), _error(second)
    if error1 + error2 == 0:
        p = fisher_exact(n1, n1, 0, n2) if mean1 != mean2 else 1.0
        return None if p is None else (None, None, p)
    share1, share2 = error1 / (error1 + error2), error2 / (error1 + error2)
    degrees = 1 / (share1**2 / (n1 - 1) + share2**2 / (n2 - 1))
    if n1 + n2 > EXACT_UP_TO:
        degrees = math.inf
    difference, error = mean1 - mean2, math.sqrt(error1 + error2)
    half = student_quantile((1 + level) / 2, degrees) * error
    p = student_two_sided(difference / error, degrees)
    return difference - half, difference + half, p


def mean_change(first: Sequence[float], second: Sequence[float]) -> Comparison | None:
    """Compare a mean with the one before, by Welch's test; in the values' unit.

    None where a sample has fewer than two values; see `welch` where none of them vary.
    """
    found = welch(first, second)
    mean1, mean2 = mean(first), mean(second)
    if found is None or mean1 is None or mean2 is None:
        return None
    low, high, p = found
    return Comparison(mean1 - mean2, low, high, p, p < ALPHA)


def _error(values: Sequence[float]) -> float:
    """Return the variance of the mean of two or more values; 0 where all are equal."""
    average = mean(values) or 0.0
    squares = math.fsum((value - average) ** 2 for value in values)
    return squares / (len(values) - 1) / len(values)


LEAST_POINTS: Final = 9
LONG_RUN: Final = 8
# 3 / 1.128: a moving range of two is on average 1.128 deviations.
_WIDTH: Final = 2.66


@dataclass(frozen=True, slots=True)
class Trend:
    """The usual range of a figure, in its unit, and the points that stand out.

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
    """Compute XmR limits of `points`, oldest first: mean ± 2.66 · mean moving range.

    A point of None is no data: it is skipped, and the points around it are
    neighbours. Returns None for fewer than nine points with data.

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
    """Yield runs of `LONG_RUN` or more on one side; a point on the line ends one."""
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
