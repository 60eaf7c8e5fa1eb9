"""Counts of events: the interval of one, and the comparison of two."""

from __future__ import annotations

import math

from csdesk.domain.stats.comparison import (
    ALPHA,
    EXACT_UP_TO,
    LEVEL,
    Comparison,
    smaller_probabilities,
)
from csdesk.domain.stats.distributions import (
    cube_guess,
    deviations,
    gamma_quantile,
    normal_two_sided,
)


def poisson_interval(count: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of the expected count where `count` came; low is 0 for 0.

    Exact; above 10,000 events Wilson & Hilferty's normal approximation to it (within
    0.001 events). Raises ValueError for a count below 0.

    Source: Garwood (1936), Biometrika 28, 437-442: chi-square quantiles, halved.
    """
    _require_count(count)
    tail = (1 - level) / 2
    if count > EXACT_UP_TO:
        z = deviations(level)
        return cube_guess(count, -z), cube_guess(count + 1, z)
    low = gamma_quantile(tail, count) if count else 0.0
    return low, gamma_quantile(1 - tail, count + 1)


def same_rate_p(
    count1: int, exposure1: float, count2: int, exposure2: float
) -> float | None:
    """Return the two-sided p of two counts at one rate, by smaller probabilities.

    `exposure` is how long each was counted for, in one unit (local days). Given their
    sum, the first count is binomial. 1 where nothing happened. None where an exposure
    is 0 or less. Above 10,000 events in all, the normal approximation with continuity
    correction. Raises ValueError for a count below 0.

    Source: Przyborowski & Wilenski (1940), Biometrika 31, 313-323.
    """
    _require_count(count1)
    _require_count(count2)
    if exposure1 <= 0 or exposure2 <= 0:
        return None
    events = count1 + count2
    share = exposure1 / (exposure1 + exposure2)
    if events > EXACT_UP_TO:
        off = max(0.0, abs(count1 - events * share) - 0.5)
        return normal_two_sided(off / math.sqrt(events * share * (1 - share)))
    odds = exposure1 / exposure2

    def ratio(k: int) -> float:
        return (events - k) / (k + 1) * odds

    mode = min(events, int((events + 1) * share))
    return smaller_probabilities(count1, 0, events, mode, ratio)


def count_change(
    count1: int, exposure1: float, count2: int, exposure2: float
) -> Comparison | None:
    """Compare a count with the one before; in events, without an interval.

    `exposure` is the local days of each period: p allows for a longer one, the
    difference does not. None where an exposure is 0 or less. Raises ValueError for a
    count below 0.
    """
    p = same_rate_p(count1, exposure1, count2, exposure2)
    if p is None:
        return None
    return Comparison(count1 - count2, None, None, p, p < ALPHA)


def could_change(events: int, exposure1: float, exposure2: float) -> bool:
    """Return whether so many events in all, in one period alone, would be a change."""
    splits = ((events, 0), (0, events))
    found = (count_change(a, exposure1, b, exposure2) for a, b in splits)
    return any(one is not None and one.is_change for one in found)


def _require_count(count: int) -> None:
    if count < 0:
        raise ValueError(f"{count} is no count")
