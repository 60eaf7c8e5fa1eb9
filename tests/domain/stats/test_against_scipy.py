"""Every distribution and test against scipy's, on grids and random samples."""

from __future__ import annotations

import random
from typing import Any

import pytest

from csdesk.domain.stats.counts import poisson_interval, same_rate_p
from csdesk.domain.stats.distributions import (
    gamma_cdf,
    gamma_quantile,
    normal_quantile,
    student_quantile,
    student_two_sided,
)
from csdesk.domain.stats.means import mean_interval, welch
from csdesk.domain.stats.proportions import fisher_exact, wilson
from csdesk.domain.stats.ranks import mann_whitney, mann_whitney_u, median_ranks

stats: Any = pytest.importorskip("scipy.stats")

DEGREES = [1, 1.5, 2, 3, 6, 13.7, 30, 99, 1000, 9999.5]
PROBABILITIES = [1e-9, 1e-4, 0.025, 0.3, 0.49999, 0.6, 0.975, 0.9999]


@pytest.fixture
def draw() -> random.Random:
    return random.Random(7)  # noqa: S311 - the same samples every time


@pytest.mark.parametrize("p", [1e-300, 1e-50, 1e-12, 0.07, 0.08, 0.3, 0.925, 0.99999])
def test_normal_quantile(p: float) -> None:
    assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-14)


@pytest.mark.parametrize("degrees", DEGREES)
def test_student(degrees: float) -> None:
    for p in PROBABILITIES:
        expected = stats.t.ppf(p, degrees)
        assert student_quantile(p, degrees) == pytest.approx(expected, rel=1e-10)
    for t in (0.1, 1, 2, 5, 30):
        expected = 2 * stats.t.sf(t, degrees)
        assert student_two_sided(t, degrees) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("shape", [1, 2, 3, 7, 20, 100, 1000, 10_000])
def test_gamma(shape: int) -> None:
    for p in PROBABILITIES:
        expected = stats.gamma.ppf(p, shape)
        assert gamma_quantile(p, shape) == pytest.approx(expected, rel=1e-10)
    for x in (0.1 * shape, 0.9 * shape, 1.1 * shape, 3 * shape):
        expected = stats.gamma.cdf(x, shape)
        assert gamma_cdf(x, shape) == pytest.approx(expected, rel=1e-10, abs=1e-300)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_wilson(level: float) -> None:
    for n in (1, 2, 7, 30, 1000):
        for k in {0, 1, n // 3, n - 1, n}:
            found = stats.binomtest(k, n).proportion_ci(level, "wilson")
            assert wilson(k, n, level) == pytest.approx(tuple(found), abs=1e-12)


@pytest.mark.parametrize(("n1", "n2"), [(1, 1), (3, 4), (7, 7), (7, 12)])
def test_fisher_on_every_outcome(n1: int, n2: int) -> None:
    for k1 in range(n1 + 1):
        for k2 in range(n2 + 1):
            table = [[k1, n1 - k1], [k2, n2 - k2]]
            expected = stats.fisher_exact(table).pvalue
            assert fisher_exact(k1, n1, k2, n2) == pytest.approx(expected, rel=1e-9)


def test_fisher_on_random_outcomes(draw: random.Random) -> None:
    for _ in range(60):
        n1, n2 = draw.randint(1, 2000), draw.randint(1, 2000)
        k1, k2 = draw.randint(0, n1), draw.randint(0, n2)
        expected = stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue
        found = fisher_exact(k1, n1, k2, n2)
        assert found == pytest.approx(expected, rel=1e-7, abs=1e-290)


def test_the_test_of_shares_above_10_000(draw: random.Random) -> None:
    for _ in range(50):
        n1, n2 = draw.randint(9000, 90_000), draw.randint(9000, 90_000)
        k1, k2 = draw.randint(1, n1 // 50), draw.randint(1, n2 // 50)
        table = [[k1, n1 - k1], [k2, n2 - k2]]
        expected = stats.chi2_contingency(table, correction=True).pvalue
        found = fisher_exact(k1, n1, k2, n2)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-290)


@pytest.mark.parametrize("count", [0, 1, 2, 7, 100, 9999, 10_000])
def test_poisson_interval(count: int) -> None:
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0
    high = stats.chi2.ppf(0.975, 2 * count + 2) / 2
    assert poisson_interval(count) == pytest.approx((low, high), rel=1e-10)


@pytest.mark.parametrize("count", [10_001, 100_000, 1_000_000])
def test_poisson_interval_above_10_000(count: int) -> None:
    expected = (
        stats.chi2.ppf(0.025, 2 * count) / 2,
        stats.chi2.ppf(0.975, 2 * count + 2) / 2,
    )
    assert poisson_interval(count) == pytest.approx(expected, abs=1e-3)


def test_two_counts(draw: random.Random) -> None:
    for _ in range(100):
        count1, count2 = draw.randint(0, 60), draw.randint(0, 60)
        days1, days2 = draw.choice([1, 7, 28, 31]), draw.choice([1, 7, 28, 31])
        if not count1 + count2:
            continue
        share = days1 / (days1 + days2)
        expected = stats.binomtest(count1, count1 + count2, share).pvalue
        found = same_rate_p(count1, days1, count2, days2)
        assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("count1", "count2"), [(5100, 4901), (5050, 4960)])
def test_two_counts_above_10_000(count1: int, count2: int) -> None:
    expected = stats.binomtest(count1, count1 + count2, 0.5).pvalue
    assert same_rate_p(count1, 7, count2, 7) == pytest.approx(expected, rel=5e-4)


@pytest.mark.parametrize("n", [6, 7, 50, 333, 9999, 10_000, 10_001, 20_000, 1_000_000])
def test_median_ranks(n: int) -> None:
    low, high, coverage = median_ranks(n) or (0, 0, 0)
    exact = 1 - 2 * stats.binom.cdf(low - 1, n, 0.5)
    assert coverage == pytest.approx(exact, abs=1e-9 if n <= 10_000 else 1e-5)
    closer = 1 - 2 * stats.binom.cdf(low, n, 0.5)
    assert closer < 0.95 <= exact
    assert low + high == n + 1


def test_mann_whitney_exact(draw: random.Random) -> None:
    for _ in range(60):
        values = draw.sample(range(10_000), draw.randint(2, 50))
        n1 = draw.randint(1, len(values) - 1)
        first, second = values[:n1], values[n1:]
        expected = stats.mannwhitneyu(first, second, method="exact")
        assert mann_whitney_u(first, second) == expected.statistic
        assert mann_whitney(first, second) == pytest.approx(expected.pvalue, rel=1e-9)


def test_mann_whitney_with_ties_and_above_50(draw: random.Random) -> None:
    for most in (5, 40, 10**9):
        for _ in range(30):
            first = [draw.randint(0, most) for _ in range(draw.randint(30, 90))]
            second = [draw.randint(0, most) for _ in range(draw.randint(30, 90))]
            expected = stats.mannwhitneyu(first, second, method="asymptotic")
            found = mann_whitney(first, second)
            assert found == pytest.approx(min(1, expected.pvalue), rel=1e-9)


def test_mean_interval(draw: random.Random) -> None:
    for _ in range(50):
        values = [draw.gauss(4, 2) for _ in range(draw.randint(2, 60))]
        expected = stats.ttest_1samp(values, 0).confidence_interval()
        assert mean_interval(values) == pytest.approx(tuple(expected), rel=1e-9)


def test_welch(draw: random.Random) -> None:
    for _ in range(50):
        first = [draw.gauss(4, 2) for _ in range(draw.randint(2, 60))]
        second = [draw.gauss(3, 0.5) for _ in range(draw.randint(2, 60))]
        expected = stats.ttest_ind(first, second, equal_var=False)
        low, high = expected.confidence_interval()
        found = welch(first, second)
        assert found == pytest.approx((low, high, expected.pvalue), rel=1e-8)
