"""Normal, t and gamma: known values, and that a quantile undoes its cdf."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.stats.distributions import (
    deviations,
    gamma_cdf,
    gamma_quantile,
    normal_cdf,
    normal_quantile,
    normal_two_sided,
    student_cdf,
    student_quantile,
    student_two_sided,
)

probabilities = st.floats(1e-6, 1 - 1e-6)


def test_95_percent_lie_within_1_96_deviations() -> None:
    assert deviations(0.95) == pytest.approx(1.959963984540054, rel=1e-15)
    assert normal_two_sided(1.959963984540054) == pytest.approx(0.05, rel=1e-14)


@pytest.mark.parametrize(
    ("probability", "z"),  # the test values of AS 241, and one beyond its middle
    [
        (0.25, -0.6744897501960817),
        (0.001, -3.090232306167814),
        (1e-20, -9.262340089798408),
        (0.5, 0),
        (0.975, 1.959963984540054),
    ],
)
def test_normal_quantiles_as_published(probability: float, z: float) -> None:
    assert normal_quantile(probability) == pytest.approx(z, rel=1e-15)


@pytest.mark.parametrize(
    ("degrees", "t"),  # two-sided 5 %, any printed table
    [(1, 12.706), (2, 4.303), (6, 2.447), (10, 2.228), (30, 2.042), (120, 1.980)],
)
def test_t_quantiles_as_in_printed_tables(degrees: float, t: float) -> None:
    assert student_quantile(0.975, degrees) == pytest.approx(t, abs=5e-4)
    assert student_quantile(0.025, degrees) == pytest.approx(-t, abs=5e-4)


@pytest.mark.parametrize("t", [0.0, 1e-9, 0.3, 2.0, 40.0])
def test_t_with_one_degree_is_the_arc_tangent(t: float) -> None:
    expected = 0.5 + math.atan(t) / math.pi
    assert student_cdf(t, 1) == pytest.approx(expected, rel=1e-13)
    assert student_cdf(-t, 1) == pytest.approx(1 - expected, rel=1e-11)


def test_t_with_endless_degrees_is_normal() -> None:
    assert student_two_sided(2, math.inf) == normal_two_sided(2)
    assert student_quantile(0.9, math.inf) == normal_quantile(0.9)
    assert student_quantile(0.9, 1e4) == pytest.approx(normal_quantile(0.9), rel=1e-3)


def test_a_t_beyond_all_measure_is_impossible() -> None:
    assert student_two_sided(1e300, 5) == 0
    assert student_two_sided(math.inf, 5) == 0


@pytest.mark.parametrize("x", [0.0, 0.1, 1.0, 7.0, 30.0])
def test_gamma_of_shape_1_is_the_exponential(x: float) -> None:
    assert gamma_cdf(x, 1) == pytest.approx(1 - math.exp(-x), rel=1e-13, abs=1e-15)


def test_gamma_is_the_sum_of_poisson_terms() -> None:
    fewer = math.fsum(math.exp(-7.5) * 7.5**k / math.factorial(k) for k in range(9))
    assert gamma_cdf(7.5, 9) == pytest.approx(1 - fewer, rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(probabilities)
def test_a_normal_quantile_is_where_its_probability_lies(probability: float) -> None:
    z = normal_quantile(probability)
    assert normal_cdf(z) == pytest.approx(probability, rel=1e-12)
    assert normal_quantile(1 - probability) == pytest.approx(-z, rel=1e-9, abs=1e-15)


@settings(max_examples=40, deadline=None)
@given(probabilities, st.floats(1, 9999))
def test_a_t_quantile_is_where_its_probability_lies(
    probability: float, degrees: float
) -> None:
    t = student_quantile(probability, degrees)
    assert student_cdf(t, degrees) == pytest.approx(probability, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(probabilities, st.integers(1, 10_001))
def test_a_gamma_quantile_is_where_its_probability_lies(
    probability: float, shape: int
) -> None:
    x = gamma_quantile(probability, shape)
    assert gamma_cdf(x, shape) == pytest.approx(probability, rel=1e-9)


@pytest.mark.parametrize("probability", [-0.1, 0.0, 1.0, 1.1, math.nan])
def test_what_is_no_probability_has_no_quantile(probability: float) -> None:
    with pytest.raises(ValueError, match="no probability"):
        normal_quantile(probability)
