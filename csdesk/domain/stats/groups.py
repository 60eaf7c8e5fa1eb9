"""Net scores of three groups: NPS and net sentiment, in points (-100-100).

A sample is (positive, neutral, negative): promoters, passives, detractors.
"""

from __future__ import annotations

import math
from typing import Final

from csdesk.domain.stats.comparison import ALPHA, LEVEL, Comparison
from csdesk.domain.stats.distributions import deviations, normal_two_sided

Groups = tuple[int, int, int]
# KPIS.md §4: up to so many answers in both samples, all splits of them are counted.
PERMUTED_UP_TO: Final = 60
# Three pseudo-answers, spread over the groups.
_ADDED: Final = 3
_ADDED_EACH: Final = _ADDED / 4


def net_score(groups: Groups) -> float | None:
    """Return 100 · (positive - negative) / all, in points; None for no answers."""
    _require_counts(groups)
    answers = sum(groups)
    return 100 * (groups[0] - groups[2]) / answers if answers else None


def net_score_interval(
    groups: Groups, level: float = LEVEL
) -> tuple[float, float] | None:
    """Return the interval of the score, in points within ±100; None for no answers.

    Three answers are added: three quarters of one to each of the two outer groups, the
    rest to the middle one. It is not centred on the score, and for a single answer does
    not contain it. Raises ValueError for a count below 0.

    Source: adjusted Wald of KPIS.md §4, after Agresti & Coull (1998), American
    Statistician 52, 119-126, and Rocks (2016) for NPS.
    """
    _require_counts(groups)
    if not any(groups):
        return None
    centre, variance = _adjusted(groups)
    half = deviations(level) * math.sqrt(variance)
    return max(-100.0, 100 * (centre - half)), min(100.0, 100 * (centre + half))


def net_score_difference(
    first: Groups, second: Groups, level: float = LEVEL
) -> tuple[float, float, float] | None:
    """Return (low, high, p) of the scores' difference, in points; p two-sided.

    The interval is cut at -200 and 200; its centre is the difference of the adjusted
    scores. None where a sample is empty. Raises ValueError for a count below 0.

    Source: as `net_score_interval`; the variances of two samples add.
    """
    _require_counts(first)
    _require_counts(second)
    if not any(first) or not any(second):
        return None
    (centre1, variance1), (centre2, variance2) = _adjusted(first), _adjusted(second)
    centre, error = centre1 - centre2, math.sqrt(variance1 + variance2)
    half = deviations(level) * error
    return (
        max(-200.0, 100 * (centre - half)),
        min(200.0, 100 * (centre + half)),
        normal_two_sided(centre / error),
    )


def permutation_p(first: Groups, second: Groups) -> float | None:
    """Return the exact two-sided p of so uneven a split of all answers by chance.

    Of all ways to split the answers into samples of these sizes, the share in which
    the scores differ by as much or more: in integers, so that ties are exact. The work
    grows with the square of the answers. None where a sample is empty. Raises
    ValueError for a count below 0.

    Source: Fisher's permutation test; the ways are multivariate hypergeometric.
    """
    _require_counts(first)
    _require_counts(second)
    n1, n2 = sum(first), sum(second)
    if n1 == 0 or n2 == 0:
        return None
    positive, neutral, negative = (a + b for a, b in zip(first, second, strict=True))
    net = positive - negative

    def uneven(net1: int) -> int:
        return abs(net1 * n2 - (net - net1) * n1)

    seen = uneven(first[0] - first[2])
    ways = 0
    for p in range(max(0, n1 - neutral - negative), min(n1, positive) + 1):
        others = n1 - p
        of_positive = math.comb(positive, p)
        for d in range(max(0, others - neutral), min(others, negative) + 1):
            if uneven(p - d) >= seen:
                rest = math.comb(neutral, others - d)
                ways += of_positive * math.comb(negative, d) * rest
    return ways / math.comb(n1 + n2, n1)


def net_score_change(first: Groups, second: Groups) -> Comparison | None:
    """Compare a score with the one before; the difference in points.

    p is exact up to 60 answers in both, above that of the adjusted Wald difference,
    whose interval is given at every size (KPIS.md §4). None where a sample is empty.
    Raises ValueError for a count below 0.
    """
    score1, score2 = net_score(first), net_score(second)
    found = net_score_difference(first, second)
    if score1 is None or score2 is None or found is None:
        return None
    low, high, p = found
    if sum(first) + sum(second) <= PERMUTED_UP_TO:
        exact = permutation_p(first, second)
        p = p if exact is None else exact
    return Comparison(score1 - score2, low, high, p, p < ALPHA)


def could_change(n1: int, n2: int) -> bool:
    """Return whether any outcome of n1 and n2 answers would be a change."""
    found = net_score_change((n1, 0, 0), (0, 0, n2))
    return found is not None and found.is_change


def _adjusted(groups: Groups) -> tuple[float, float]:
    """Return the net share with three answers added, and its variance."""
    answers = sum(groups) + _ADDED
    with_a_side = (groups[0] + groups[2] + 2 * _ADDED_EACH) / answers
    net = (groups[0] - groups[2]) / answers
    return net, (with_a_side - net * net) / answers


def _require_counts(groups: Groups) -> None:
    if min(groups) < 0:
        raise ValueError(f"{groups} are no counts of answers")
