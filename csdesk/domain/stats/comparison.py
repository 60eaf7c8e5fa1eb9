"""Comparison of two samples: its result, and exact two-sided p."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


# A difference with p below 5 % is a change; intervals are at 95 %.
ALPHA: Final = 0.05
LEVEL: Final = 1 - ALPHA
# KPIS.md §4: above so many values in all, normal approximations.
EXACT_UP_TO: Final = 10_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """A sample against the one before it.

    `difference` is first - second, in the unit of what was compared. `low` and `high`
    are the 95 % interval of that difference: None where its test has none. `p` is the
    two-sided probability, were there no difference, of one this large or larger.
    """

    difference: float
    low: float | None
    high: float | None
    p: float
    is_change: bool


# Two outcomes as likely as each other differ by rounding; R's fisher.test and
# binom.test take the same margin.
_TIE: Final = 1 + 1e-7
# A smaller weight adds nothing to a sum of up to 10,000 of them.
_NOTHING: Final = 1e-300


def smaller_probabilities(
    seen: int, low: int, high: int, mode: int, ratio: Callable[[int], float]
) -> float:
    """Return the probability of `seen` and all outcomes no likelier, of low..high.

    `mode` is the likeliest value, `ratio(k)` how much likelier k + 1 is than k; the
    distribution has a single peak. Below 1e-300 it comes to 0.

    Source: Freeman & Halton (1951), Biometrika 38, 141-149.
    """
    weights = {mode: 1.0}
    weight = 1.0
    for k in range(mode, high):
        weight *= ratio(k)
        if weight < _NOTHING:
            break
        weights[k + 1] = weight
    weight = 1.0
    for k in range(mode - 1, low - 1, -1):
        weight /= ratio(k)
        if weight < _NOTHING:
            break
        weights[k] = weight
    limit = weights.get(seen, 0.0) * _TIE
    no_likelier = math.fsum(weight for weight in weights.values() if weight <= limit)
    return min(1.0, no_likelier / math.fsum(weights.values()))
