"""Distributions: normal, gamma (chi-square) and Student's t, and their inverses."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


_STEPS: Final = 200
_ROOT_CLOSE: Final = 4e-16


def root(
    excess: Callable[[float], float],
    slope: Callable[[float], float],
    guess: float,
) -> float:
    """Find the x > 0 at which the increasing `excess` is 0; `slope` is its derivative.

    Newton's method from `guess`, with bisection where a step would leave the bracket,
    so that it always ends; exact to a few units in the last place of `excess`. `excess`
    must be negative at 0 and positive somewhere.

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
        if abs(new - x) <= _ROOT_CLOSE * new:
            return new
        x = new
    return x


# Coefficients of PPND16, highest power first: numerator, denominator.
_MIDDLE: Final = (
    (
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
        4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
        1.3314166789178437745e2, 3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
        2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
        4.2313330701600911252e1, 1.0,
    ),
)  # fmt: skip
_NEAR: Final = (
    (
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
        1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
        4.63033784615654529590e0, 1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
        1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
        2.05319162663775882187e0, 1.0,
    ),
)  # fmt: skip
_FAR: Final = (
    (
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
        2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
        5.46378491116411436990e0, 6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15, 1.42151175831644588870e-7,
        1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1,
        5.99832206555887937690e-1, 1.0,
    ),
)  # fmt: skip


def normal_cdf(z: float) -> float:
    """Return the probability of a value up to `z` deviations above the mean."""
    return math.erfc(-z / math.sqrt(2)) / 2


def normal_two_sided(z: float) -> float:
    """Return the probability of a value at least `|z|` deviations off the mean."""
    return math.erfc(abs(z) / math.sqrt(2))


def normal_quantile(probability: float) -> float:
    """Return the z below which `probability` lies, in standard deviations.

    Relative error about 1e-16. Raises ValueError outside (0, 1).

    Source: Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37, 477-484.
    """
    if not 0 < probability < 1:
        raise ValueError(f"{probability} is no probability between 0 and 1")
    off = probability - 0.5
    if abs(off) <= 0.425:
        return off * _ratio(_MIDDLE, 0.180625 - off * off)
    tail = math.sqrt(-math.log(min(probability, 1 - probability)))
    z = _ratio(_NEAR, tail - 1.6) if tail <= 5 else _ratio(_FAR, tail - 5)
    return math.copysign(z, off)


def deviations(level: float) -> float:
    """Return the deviations on either side that cover `level`: 1.96 for 0.95."""
    return normal_quantile((1 + level) / 2)


def _ratio(polynomials: tuple[tuple[float, ...], tuple[float, ...]], x: float) -> float:
    values = []
    for coefficients in polynomials:
        value = 0.0
        for coefficient in coefficients:
            value = value * x + coefficient
        values.append(value)
    return values[0] / values[1]


_TINY: Final = 1e-300
_CLOSE: Final = 1e-16
_TERMS: Final = 100_000


def gamma_cdf(x: float, shape: float) -> float:
    """Return the probability of a value up to `x`, of scale 1; `shape` is above 0.

    It is also that of `shape` (whole) or more events where x are expected. Relative
    error about 1e-12 for shapes up to 10,000.

    Source: DLMF 8.7.1 (series) below shape + 1, else 8.9.2 (continued fraction), as in
    Numerical Recipes, 3rd ed., §6.2.
    """
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        return min(1.0, front * _series(x, shape))
    return max(0.0, 1 - front * _fraction(x, shape))


def gamma_quantile(probability: float, shape: float) -> float:
    """Return the x below which `probability` lies. Raises ValueError outside (0, 1)."""
    z = normal_quantile(probability)

    def excess(x: float) -> float:
        return gamma_cdf(x, shape) - probability

    def slope(x: float) -> float:
        return math.exp((shape - 1) * math.log(x) - x - math.lgamma(shape))

    return root(excess, slope, max(cube_guess(shape, z), shape * 1e-3))


def cube_guess(shape: float, z: float) -> float:
    """Estimate the x at `z` deviations: its cube root is nearly normal.

    Relative error below 1e-6 for shapes above 10,000 and |z| < 4.

    Source: Wilson & Hilferty (1931), PNAS 17, 684-688.
    """
    cube_root: float = 1 - 1 / (9 * shape) + z / (3 * math.sqrt(shape))
    return shape * cube_root**3


def _series(x: float, shape: float) -> float:
    term = total = 1 / shape
    for n in range(1, _TERMS):
        term *= x / (shape + n)
        total += term
        if term <= total * _CLOSE:
            break
    return total


def _fraction(x: float, shape: float) -> float:
    b = x + 1 - shape
    c, d = 1 / _TINY, 1 / b
    value = d
    for n in range(1, _TERMS):
        term = n * (shape - n)
        b += 2
        d = 1 / (term * d + b)
        c = b + term / c
        value *= c * d
        if abs(c * d - 1) <= 2 * _CLOSE:
            break
    return value


def beta_share(a: float, b: float, x: float, rest: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), a fraction.

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
    """Return the value, or something tiny in its place where it is 0."""
    return value if abs(value) > _TINY else _TINY


def student_two_sided(t: float, degrees: float) -> float:
    """Return the probability of a value at least `|t|` from 0.

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
    """Return the probability of a value up to `t`; `degrees`: `student_two_sided`."""
    tail = student_two_sided(t, degrees) / 2
    return 1 - tail if t > 0 else tail


@cache
def student_quantile(probability: float, degrees: float) -> float:
    """Return the t below which `probability` lies; `degrees`: `student_two_sided`.

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
