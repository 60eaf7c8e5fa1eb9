"""Two-sided exact p of a distribution on whole numbers, by smaller probabilities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# Two outcomes as likely as each other differ by rounding; R's fisher.test and
# binom.test take the same margin.
_TIE: Final = 1 + 1e-7
# Beyond it an outcome adds nothing to a sum of up to 10,000 of them.
_NOTHING: Final = 1e-300


def smaller_probabilities(
    seen: int, low: int, high: int, mode: int, ratio: Callable[[int], float]
) -> float:
    """The probability of `seen` and of all that is no likelier, of low..high.

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
