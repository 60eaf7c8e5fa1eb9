"""Proportions: intervals, tests, and the smallest difference that is a change."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from csdesk.domain.stats.comparison import (
    ALPHA,
    EXACT_UP_TO,
    LEVEL,
    Comparison,
    smaller_probabilities,
)
from csdesk.domain.stats.distributions import deviations, normal_two_sided

if TYPE_CHECKING:
    from collections.abc import Callable


def wilson(k: int, n: int, level: float = LEVEL) -> tuple[float, float] | None:
    """Return the interval of the share `k` in `n`, as fractions; None for n = 0.

    Exactly 0 at k = 0 and 1 at k = n. Raises ValueError unless 0 <= k <= n.

    Source: Wilson (1927), JASA 22, 209-212; no continuity correction.
    """
    _require_share(k, n)
    if n == 0:
        return None
    square = deviations(level) ** 2
    centre = (k + square / 2) / (n + square)
    half = math.sqrt(square * (k * (n - k) / n + square / 4)) / (n + square)
    low = 0.0 if k == 0 else max(0.0, centre - half)
    high = 1.0 if k == n else min(1.0, centre + half)
    return low, high


def newcombe(
    k1: int, n1: int, k2: int, n2: int, level: float = LEVEL
) -> tuple[float, float] | None:
    """Return the interval of k1/n1 - k2/n2, as fractions (-1-1); None where an n is 0.

    The hybrid score interval: it contains the difference, not always in its middle.
    Raises ValueError unless 0 <= k <= n.

    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    """
    first, second = wilson(k1, n1, level), wilson(k2, n2, level)
    if first is None or second is None:
        return None
    share1, share2 = k1 / n1, k2 / n2
    (low1, high1), (low2, high2) = first, second
    difference = share1 - share2
    low = difference - math.hypot(share1 - low1, high2 - share2)
    high = difference + math.hypot(high1 - share1, share2 - low2)
    return max(-1.0, low), min(1.0, high)


def fisher_exact(k1: int, n1: int, k2: int, n2: int) -> float | None:
    """Return the two-sided p of equal shares, by smaller probabilities.

    None where an n is 0. Above 10,000 answers in all, its normal approximation: the
    pooled z test with continuity correction. Raises ValueError unless 0 <= k <= n.

    Source: Fisher (1935); two-sided after Freeman & Halton (1951). Above: Yates
    (1934), Supplement to the JRSS 1, 217-235.
    """
    _require_share(k1, n1)
    _require_share(k2, n2)
    if n1 == 0 or n2 == 0:
        return None
    if n1 + n2 > EXACT_UP_TO:
        return _yates(k1, n1, k2, n2)
    marked = k1 + k2
    others = n2 - marked

    def ratio(k: int) -> float:
        return (marked - k) * (n1 - k) / ((k + 1) * (others + k + 1))

    low, high = max(0, -others), min(n1, marked)
    mode = (n1 + 1) * (marked + 1) // (n1 + n2 + 2)
    return smaller_probabilities(k1, low, high, mode, ratio)


def proportion_change(k1: int, n1: int, k2: int, n2: int) -> Comparison | None:
    """Compare k1 of n1 with k2 of n2 before; the difference in fractions.

    A change only if Newcombe's interval excludes 0 and Fisher's p is below 0.05: by
    the first alone 6 of 7 against 2 of 7 would be one (KPIS.md §4). None where an n
    is 0. Raises ValueError unless 0 <= k <= n.
    """
    interval = newcombe(k1, n1, k2, n2)
    p = fisher_exact(k1, n1, k2, n2)
    if interval is None or p is None:
        return None
    low, high = interval
    is_change = not low <= 0 <= high and p < ALPHA
    return Comparison(k1 / n1 - k2 / n2, low, high, p, is_change)


def could_change(n1: int, n2: int) -> bool:
    """Return whether any outcome of n1 and n2 answers would be a change."""
    return min(n1, n2) > 0 and _is_change(n1, n1, 0, n2)


def _yates(k1: int, n1: int, k2: int, n2: int) -> float:
    total, marked = n1 + n2, k1 + k2
    if marked in (0, total):
        return 1.0
    off = max(0.0, abs(k1 * n2 - k2 * n1) / total - 0.5)
    variance = marked * (total - marked) / total * (n1 / total) * (n2 / total)
    return normal_two_sided(off / math.sqrt(variance))


def _require_share(k: int, n: int) -> None:
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no share")


@cache
def smallest_change(n1: int, n2: int) -> tuple[float, int | None] | None:
    """Return the smallest |k1/n1 - k2/n2| that is a change for n1 and n2 answers.

    As a fraction, and as people where n1 = n2 (else None): 5/7 and 5 for 7 against 7.
    None where no outcome is a change, and where an n is 0. Fast where either n is
    below 30, as in its only use. Raises ValueError below 0.

    Every outcome is tried, except those that Newcombe's interval rules out or that
    differ by more than one already found. By symmetry (exchanging yes and no) those
    with k1/n1 above k2/n2 are enough.

    Source: KPIS.md §4.
    """
    if n1 < n2:  # the loop is over the answers of the smaller sample
        return smallest_change(n2, n1)
    if n2 < 0:
        raise ValueError(f"{n2} is no number of answers")
    if n2 == 0:
        return None
    best: int | None = None  # a difference, in parts of n1 · n2
    for few in range(n2 + 1):
        many = _first_change(few, n2, n1, best)
        if many is not None:
            best = many * n2 - few * n1
    if best is None:
        return None
    return best / (n1 * n2), best // n1 if n1 == n2 else None


def _first_change(few: int, n2: int, n1: int, best: int | None) -> int | None:
    """Return the least k1 of n1 that is a change from `few` of n2 and below `best`."""
    start = few * n1 // n2 + 1
    stop = n1 if best is None else min(n1, -(-(best + few * n1) // n2) - 1)
    if n1 + n2 > EXACT_UP_TO:
        # Under normal approximations a larger difference is always a change too.
        return _least(start, stop, lambda many: _is_change(many, n1, few, n2))
    first = _least(start, stop, lambda many: _leaves_out_0(many, n1, few, n2))
    if first is None:
        return None
    # Fisher's p can rise again in between: try one by one.
    return next(
        (many for many in range(first, stop + 1) if _is_change(many, n1, few, n2)),
        None,
    )


def _is_change(k1: int, n1: int, k2: int, n2: int) -> bool:
    change = proportion_change(k1, n1, k2, n2)
    return change is not None and change.is_change


def _leaves_out_0(k1: int, n1: int, k2: int, n2: int) -> bool:
    interval = newcombe(k1, n1, k2, n2)
    return interval is not None and interval[0] > 0


def _least(start: int, stop: int, holds: Callable[[int], bool]) -> int | None:
    """Return the first of start..stop from which on it holds; None for none."""
    if start > stop or not holds(stop):
        return None
    while start < stop:
        middle = (start + stop) // 2
        if holds(middle):
            stop = middle
        else:
            start = middle + 1
    return stop
