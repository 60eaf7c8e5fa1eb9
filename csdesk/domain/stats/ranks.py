"""Rank statistics of medians and times: no distribution is assumed."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from csdesk.domain.stats.comparison import ALPHA, EXACT_UP_TO, LEVEL, Comparison
from csdesk.domain.stats.distributions import deviations, normal_two_sided

if TYPE_CHECKING:
    from collections.abc import Sequence


def median(ordered: Sequence[float]) -> float | None:
    """Return the median of values in ascending order; None for none."""
    n = len(ordered)
    if n == 0:
        return None
    if n % 2:
        return ordered[n // 2]
    return (ordered[n // 2 - 1] + ordered[n // 2]) / 2


def median_ranks(n: int, level: float = LEVEL) -> tuple[int, int, float] | None:
    """Return (low rank, high rank, coverage) of the median's order statistics.

    Ranks count from 1, the smallest, and are equally far from both ends: the closest
    that contain the true median with `level` or more. `coverage` is a fraction, for
    continuous values; with ties it is more. None where even the whole range contains it
    less often: at 95 % for n <= 5. Above 10,000 values, normal approximation.
    Raises ValueError below 0.

    Source: Thompson (1936), Annals of Mathematical Statistics 7, 122-128.
    """
    if n < 0:
        raise ValueError(f"{n} is no number of values")
    if n > EXACT_UP_TO:
        return _normal_ranks(n, level)
    if n == 0:
        return None
    # How many values lie below the median is binomial (n, 1/2): its probabilities
    # are added from the middle outwards.
    rank = n // 2
    probability = math.comb(n, rank) / 2**n
    coverage = 2 * probability if n % 2 else probability
    while coverage < level and rank > 1:
        probability *= rank / (n - rank + 1)
        rank -= 1
        coverage += 2 * probability
    return (rank, n + 1 - rank, coverage) if rank and coverage >= level else None


def median_interval(
    ordered: Sequence[float], level: float = LEVEL
) -> tuple[float, float] | None:
    """Return the values of `ordered` (ascending) between which the true median lies.

    In their unit, both ends included; None where `median_ranks` is.
    """
    ranks = median_ranks(len(ordered), level)
    return (ordered[ranks[0] - 1], ordered[ranks[1] - 1]) if ranks else None


def _normal_ranks(n: int, level: float) -> tuple[int, int, float]:
    deviation = math.sqrt(n) / 2
    rank = math.floor((n + 1) / 2 - deviations(level) * deviation)
    off = (n + 1) / 2 - rank
    return rank, n + 1 - rank, 1 - normal_two_sided(off / deviation)


# KPIS.md §4: up to so many values in both samples, without ties, p is exact.
RANKED_UP_TO: Final = 50


def mann_whitney_u(first: Sequence[float], second: Sequence[float]) -> float:
    """Count the pairs with the greater value in `first`; ties count half."""
    return _compare(first, second)[0] / 2


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return the two-sided p of either sample being as likely to be greater.

    The values need no order. Exact up to 50 values in both where no two of them are
    equal; else the normal approximation with tie and continuity correction. 1 where
    all are equal. None where a sample is empty.

    Source: Mann & Whitney (1947), Annals of Mathematical Statistics 18, 50-60; ties:
    Lehmann, Nonparametrics (1975), 1.3.
    """
    n1, n2 = len(first), len(second)
    if n1 == 0 or n2 == 0:
        return None
    doubled, tied = _compare(first, second)
    if tied == 0 and n1 + n2 <= RANKED_UP_TO:
        smaller = min(doubled // 2, n1 * n2 - doubled // 2)
        ways = orders(min(n1, n2), max(n1, n2))
        return min(1.0, 2 * sum(ways[: smaller + 1]) / sum(ways))
    total = n1 + n2
    variance = n1 * n2 / 12 * (total + 1 - tied / (total * (total - 1)))
    off = max(0.0, abs(doubled - n1 * n2) / 2 - 0.5)
    return normal_two_sided(off / math.sqrt(variance)) if off else 1.0


def times_change(first: Sequence[float], second: Sequence[float]) -> Comparison | None:
    """Compare times with those before; the difference is that of the medians.

    In the values' unit, without an interval. The values need no order. None where a
    sample is empty.
    """
    median1, median2 = median(sorted(first)), median(sorted(second))
    p = mann_whitney(first, second)
    if median1 is None or median2 is None or p is None:
        return None
    return Comparison(median1 - median2, None, None, p, p < ALPHA)


def could_change(n1: int, n2: int) -> bool:
    """Return whether n1 times, all longer than n2 others, would be a change."""
    if min(n1, n2) < 1:
        return False
    total = n1 + n2
    if total <= RANKED_UP_TO:
        return 2 / math.comb(total, n1) < ALPHA
    deviation = math.sqrt(n1 * n2 * (total + 1) / 12)
    return normal_two_sided((n1 * n2 / 2 - 0.5) / deviation) < ALPHA


@cache
def orders(n1: int, n2: int) -> tuple[int, ...]:
    """Count the orders of n1 and n2 values in which U is 0, 1, … n1 · n2.

    The coefficients of the Gaussian binomial (n1 + n2 over n1): (1 - q^(n2 + i)) /
    (1 - q^i), multiplied over i = 1 … n1.
    """
    top = n1 * n2
    ways = [1] + [0] * top
    for i in range(1, n1 + 1):
        for u in range(top, n2 + i - 1, -1):
            ways[u] -= ways[u - n2 - i]
        for u in range(i, top + 1):
            ways[u] += ways[u - i]
    return tuple(ways)


def _compare(first: Sequence[float], second: Sequence[float]) -> tuple[int, int]:
    """Return twice U, and the sum of t³ - t over runs of t equal values of both."""
    of_first, of_second = Counter(first), Counter(second)
    doubled = below = tied = 0
    for value in sorted(of_first.keys() | of_second.keys()):
        ours, theirs = of_first[value], of_second[value]
        doubled += ours * (2 * below + theirs)
        below += theirs
        run = ours + theirs
        tied += run**3 - run
    return doubled, tied
