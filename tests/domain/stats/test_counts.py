"""Counts of events: exact Poisson limits, and two counts against each other."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.stats.counts import (
    could_change,
    count_change,
    poisson_interval,
    same_rate_p,
)

events = st.integers(0, 300)


@pytest.mark.parametrize(
    ("count", "low", "high"),  # Garwood's table, as reprinted by Ulm (1990)
    [
        (0, 0, 3.689),
        (1, 0.0253, 5.572),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (100, 81.364, 121.627),
    ],
)
def test_poisson_limits_as_published(count: int, low: float, high: float) -> None:
    assert poisson_interval(count) == pytest.approx((low, high), abs=6e-4)


def test_no_events_begin_at_exactly_0() -> None:
    assert poisson_interval(0)[0] == 0
    assert poisson_interval(0)[1] == pytest.approx(-math.log(0.025), rel=1e-12)


def test_the_approximation_above_10_000_goes_on_where_the_exact_one_ends() -> None:
    below, above = poisson_interval(10_000), poisson_interval(10_001)
    assert above[0] - below[0] == pytest.approx(1, abs=0.02)
    assert above[1] - below[1] == pytest.approx(1, abs=0.02)


def test_ten_against_two_in_weeks_as_long_is_a_change() -> None:
    # Binomial (12, 1/2): 2 · (1 + 12 + 66) / 4096.
    assert same_rate_p(10, 7, 2, 7) == pytest.approx(158 / 4096, rel=1e-12)
    found = count_change(10, 7, 2, 7)
    assert found is not None
    assert found.is_change
    assert (found.difference, found.low, found.high) == (8, None, None)


def test_a_month_of_31_days_against_one_of_28_is_no_news() -> None:
    assert same_rate_p(31, 31, 28, 28) == pytest.approx(1)
    # 62 complaints in 62 days against 28 in 28, and against 28 in 62.
    assert (same_rate_p(62, 62, 28, 28) or 0) > 0.9
    assert (same_rate_p(62, 62, 28, 62) or 1) < 0.001


def test_nothing_against_nothing_is_no_evidence() -> None:
    found = count_change(0, 7, 0, 7)
    assert found is not None
    assert found.p == 1
    assert not found.is_change


def test_a_period_of_no_days_is_not_compared() -> None:
    assert same_rate_p(3, 7, 3, 0) is None
    assert count_change(3, 0, 3, 7) is None


@pytest.mark.parametrize(("count1", "count2"), [(5100, 4900), (5000, 5000), (60, 9940)])
def test_the_approximate_test_goes_on_where_the_exact_one_ends(
    count1: int, count2: int
) -> None:
    exact = same_rate_p(count1, 7, count2, 7)
    above = same_rate_p(count1, 7, count2 + 1, 7)
    assert exact is not None
    assert above == pytest.approx(exact, rel=0.03, abs=1e-12)


def test_counts_below_0_are_refused() -> None:
    with pytest.raises(ValueError, match="no count"):
        poisson_interval(-1)
    with pytest.raises(ValueError, match="no count"):
        same_rate_p(3, 7, -1, 7)


@settings(max_examples=40, deadline=None)
@given(events)
def test_the_interval_holds_the_count_and_moves_up_with_it(count: int) -> None:
    low, high = poisson_interval(count)
    assert low <= count < high
    above = poisson_interval(count + 1)
    assert low < above[0]
    assert high < above[1]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), st.sampled_from([0.5, 0.8, 0.9, 0.99]))
def test_a_surer_interval_is_wider(count: int, level: float) -> None:
    low, high = poisson_interval(count, level)
    wider_low, wider_high = poisson_interval(count, (1 + level) / 2)
    assert wider_low < low
    assert high < wider_high


@settings(max_examples=40, deadline=None)
@given(events, st.integers(1, 366), events, st.integers(1, 366))
def test_exchanged_periods_keep_p(
    count1: int, days1: int, count2: int, days2: int
) -> None:
    ours = same_rate_p(count1, days1, count2, days2)
    theirs = same_rate_p(count2, days2, count1, days1)
    assert ours is not None
    assert 0 <= ours <= 1
    assert ours == pytest.approx(theirs, rel=1e-9)


def test_six_events_in_all_can_show_a_change_and_five_cannot() -> None:
    assert could_change(6, 7, 7)
    assert not could_change(5, 7, 7)
    assert not could_change(0, 7, 7)
    assert could_change(2, 7, 365)  # two in a week, and none in a year
