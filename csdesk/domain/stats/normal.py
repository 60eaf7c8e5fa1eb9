"""The normal distribution: how likely a deviation is, and the reverse."""

from __future__ import annotations

import math
from typing import Final

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
    """The probability of a value up to `z` standard deviations above the mean."""
    return math.erfc(-z / math.sqrt(2)) / 2


def normal_two_sided(z: float) -> float:
    """The probability of a value at least `|z|` standard deviations off the mean."""
    return math.erfc(abs(z) / math.sqrt(2))


def normal_quantile(probability: float) -> float:
    """How many standard deviations above the mean `probability` lies below.

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
    """Standard deviations either side that hold `level` of it: 1.96 for 0.95."""
    return normal_quantile((1 + level) / 2)


def _ratio(polynomials: tuple[tuple[float, ...], tuple[float, ...]], x: float) -> float:
    values = []
    for coefficients in polynomials:
        value = 0.0
        for coefficient in coefficients:
            value = value * x + coefficient
        values.append(value)
    return values[0] / values[1]
