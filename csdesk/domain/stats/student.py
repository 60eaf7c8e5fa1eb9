"""Student's t distribution, by the regularised incomplete beta function."""

from __future__ import annotations

import math
from functools import cache
from typing import Final

from csdesk.domain.stats.inverse import root
from csdesk.domain.stats.normal import normal_quantile, normal_two_sided

_TINY: Final = 1e-300
_CLOSE: Final = 1e-16
_TERMS: Final = 100_000


def beta_share(a: float, b: float, x: float, rest: float) -> float:
    """The regularised incomplete beta function I_x(a, b), a fraction.

    `a` and `b` are above 0; `rest` is 1 - x, given apart because near 1 the
    subtraction would lose it. Relative error about 1e-13 for a, b up to 10,000.

    Source: DLMF 8.17.22, by Lentz's method (Numerical Recipes, 3rd ed., §6.4).
    """
    if x <= 0 or rest <= 0:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, rest, x)
    front = math.exp(
        math.lgamma(a + b)
        - math.lgamma(a)
        - math.lgamma(b)
        + a * math.log(x)
        + b * math.log(rest)
    )
    return front * _beta_fraction(a, b, x) / a


def _beta_fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / _clear(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _clear(1 + term * d)
            c = _clear(1 + term / c)
            value *= c * d
        if abs(c * d - 1) <= 2 * _CLOSE:
            break
    return value


def _clear(value: float) -> float:
    """The value, or something tiny in its place where it is 0."""
    return value if abs(value) > _TINY else _TINY


def student_two_sided(t: float, degrees: float) -> float:
    """The probability of a value at least `|t|` from 0.

    `degrees` of freedom are above 0, whole or not; inf is the normal distribution.

    Source: Abramowitz & Stegun 26.5.27.
    """
    if math.isinf(degrees):
        return normal_two_sided(t)
    square = t * t
    if math.isinf(square):
        return 0.0
    total = degrees + square
    return beta_share(degrees / 2, 0.5, degrees / total, square / total)


def student_cdf(t: float, degrees: float) -> float:
    """The probability of a value up to `t`; `degrees` as in `student_two_sided`."""
    tail = student_two_sided(t, degrees) / 2
    return 1 - tail if t > 0 else tail


@cache
def student_quantile(probability: float, degrees: float) -> float:
    """The t that `probability` lies below; `degrees` as in `student_two_sided`.

    Relative error about 1e-12. Raises ValueError outside (0, 1).
    """
    z = normal_quantile(probability)
    if math.isinf(degrees) or z == 0:
        return z
    both_tails = 2 * min(probability, 1 - probability)
    log_peak = (
        math.lgamma((degrees + 1) / 2)
        - math.lgamma(degrees / 2)
        - math.log(degrees * math.pi) / 2
    )

    def excess(t: float) -> float:
        return both_tails - student_two_sided(t, degrees)

    def slope(t: float) -> float:
        power = (degrees + 1) / 2 * math.log1p(t * t / degrees)
        return 2 * math.exp(log_peak - power)

    return math.copysign(root(excess, slope, abs(z)), z)
