"""Where a distribution reaches a probability: the root of an increasing function."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_STEPS: Final = 200
_CLOSE: Final = 4e-16


def root(
    excess: Callable[[float], float],
    slope: Callable[[float], float],
    guess: float,
) -> float:
    """The x > 0 at which the increasing `excess` is 0; `slope` is its derivative.

    Newton's steps from `guess`, halving what is left where one would leave it, so that
    it always ends; exact to a few units in the last place of `excess`. `excess` must be
    negative at 0 and positive somewhere.

    Source: safeguarded Newton, Press et al., Numerical Recipes, 3rd ed., §9.4.
    """
    low, high = 0.0, max(guess, 1.0)
    while excess(high) < 0:
        low, high = high, 2 * high
    x = guess if low < guess <= high else (low + high) / 2
    for _ in range(_STEPS):
        value = excess(x)
        if value == 0:
            return x
        low, high = (x, high) if value < 0 else (low, x)
        steep = slope(x)
        new = x - value / steep if steep > 0 else math.nan
        if not low < new < high:  # nan too
            new = (low + high) / 2
        if abs(new - x) <= _CLOSE * new:
            return new
        x = new
    return x
