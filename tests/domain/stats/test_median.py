"""The median's interval: which ranks hold it, and how often."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.stats.ranks import median, median_interval, median_ranks
from tests.domain.stats.vectors import cases


@pytest.mark.parametrize("case", cases("median_ci_ranks95"))
def test_median_ranks_as_cross_checked(case: dict[str, Any]) -> None:
    expected = case["ranks"]
    found = median_ranks(case["n"])
    assert found == (None if expected is None else pytest.approx(tuple(expected)))


@pytest.mark.parametrize(
    ("n", "low", "high"), [(7, 1, 7), (10, 2, 9), (20, 6, 15), (30, 10, 21)]
)
def test_the_worked_examples(n: int, low: int, high: int) -> None:
    assert (median_ranks(n) or ())[:2] == (low, high)


@pytest.mark.parametrize("n", range(6))
def test_five_values_or_fewer_have_no_interval(n: int) -> None:
    assert median_ranks(n) is None
    assert median_interval([3600.0] * n) is None


def test_of_six_to_eight_values_it_is_the_whole_range() -> None:
    assert median_interval([1, 2, 3, 4, 5, 60]) == (1, 60)
    assert median_interval([1, 2, 3, 4, 5, 6, 7, 80]) == (1, 80)


def test_of_nine_values_an_outlier_is_left_out() -> None:
    assert median_interval([1, 2, 3, 4, 5, 6, 7, 8, 900]) == (2, 8)


def test_of_equal_values_it_is_that_value() -> None:
    assert median_interval([60] * 20) == (60, 60)


def test_the_median_of_an_even_number_is_the_mean_of_the_two_middle_ones() -> None:
    assert median([1, 2, 4, 9]) == 3
    assert median([1, 2, 4]) == 2
    assert median([7]) == 7
    assert median([]) is None


def test_the_approximation_above_10_000_goes_on_where_the_exact_one_ends() -> None:
    exact, above = median_ranks(10_000), median_ranks(10_001)
    assert exact is not None
    assert above is not None
    assert exact[:2] == (4902, 5099)
    assert above[:2] == (4902, 5100)
    assert above[2] == pytest.approx(exact[2], abs=0.002)


def test_fewer_than_none_is_no_number_of_values() -> None:
    with pytest.raises(ValueError, match="no number"):
        median_ranks(-1)


@settings(max_examples=40, deadline=None)
@given(st.integers(6, 400), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_it_is_the_closest_pair_of_ranks_that_holds_often_enough(
    n: int, level: float
) -> None:
    def coverage(rank: int) -> float:
        ways = sum(math.comb(n, k) for k in range(rank, n - rank + 1))
        return ways / (1 << n)

    found = median_ranks(n, level)
    if found is None:
        assert coverage(1) < level
        return
    low, high, said = found
    assert low + high == n + 1
    assert said == pytest.approx(coverage(low), rel=1e-12)
    assert said >= level
    assert low == n // 2 or coverage(low + 1) < level


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=6, max_size=60))
def test_the_interval_holds_the_median(values: list[int]) -> None:
    ordered = sorted(values)
    low, high = median_interval(ordered) or (0, 0)
    assert low <= (median(ordered) or 0) <= high
