"""The median and how sure it is, by ranks: whatever the values' distribution."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from csdesk.domain.stats.comparison import EXACT_UP_TO, LEVEL
from csdesk.domain.stats.normal import deviations, normal_two_sided

if TYPE_CHECKING:
    from collections.abc import Sequence


def median(ordered: Sequence[float]) -> float | None:
    """The middle of values in ascending order; of two, their mean. None for none."""
    n = len(ordered)
    if n == 0:
        return None
    if n % 2:
        return ordered[n // 2]
    return (ordered[n // 2 - 1] + ordered[n // 2]) / 2


def median_ranks(n: int, level: float = LEVEL) -> tuple[int, int, float] | None:
    """(low rank, high rank, coverage) of the order statistics that hold the median.

    Ranks count from 1, the smallest, and are as far from either end; of those that
    hold the true median with `level` or more, the closest. `coverage` is a fraction,
    that of continuous values; with ties it is more. None where even the whole range
    holds it less often: at 95 % for n <= 5. Above 10,000 values, normal approximation.
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
    """The values of `ordered` (ascending) between which the true median lies.

    In their unit, both ends included; None where `median_ranks` is.
    """
    ranks = median_ranks(len(ordered), level)
    return (ordered[ranks[0] - 1], ordered[ranks[1] - 1]) if ranks else None


def _normal_ranks(n: int, level: float) -> tuple[int, int, float]:
    deviation = math.sqrt(n) / 2
    rank = math.floor((n + 1) / 2 - deviations(level) * deviation)
    off = (n + 1) / 2 - rank
    return rank, n + 1 - rank, 1 - normal_two_sided(off / deviation)
