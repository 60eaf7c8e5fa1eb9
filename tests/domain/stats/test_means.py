"""Mean scores: t intervals and Welch's test."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.stats.means import mean, mean_change, mean_interval, welch

scores = st.lists(st.integers(1, 7), min_size=2, max_size=40)
varied = scores.filter(lambda values: len(set(values)) > 1)


def test_the_interval_of_a_mean_by_hand() -> None:
    # Mean 4, s = sqrt(10/4), t(4) = 2.7764.
    half = 2.7764451051977987 * math.sqrt(2.5 / 5)
    expected = (3 - half, 3 + half)
    assert mean_interval([1, 2, 3, 4, 5]) == pytest.approx(expected, rel=1e-10)


def test_equal_values_say_nothing_of_their_spread() -> None:
    assert mean_interval([5] * 7) is None
    assert mean_interval([0.1] * 9) is None


def test_one_value_has_a_mean_and_no_interval() -> None:
    assert mean([4]) == 4
    assert mean_interval([4]) is None


def test_nothing_has_no_mean() -> None:
    assert mean([]) is None
    assert mean_interval([]) is None
    assert welch([], [1, 2]) is None
    assert mean_change([1], [1, 2]) is None


def test_welch_by_hand() -> None:
    # Errors 0.5 and 2 of 5 each: degrees 4 · 2.5² / (0.25 + 4) = 5.8824.
    found = mean_change([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])
    assert found is not None
    assert found.difference == -3
    assert found.p == pytest.approx(0.1075, abs=5e-5)  # R's t.test
    assert not found.is_change


def test_a_sample_that_does_not_vary_is_compared_with_one_that_does() -> None:
    found = welch([5, 5, 5, 5], [1, 2, 3])
    assert found is not None
    # Only the second sample's two degrees count: p = 1 - t / sqrt(2 + t²).
    assert found[2] == pytest.approx(1 - math.sqrt(27 / 29), rel=1e-9)


def test_where_neither_varies_equal_means_are_no_evidence() -> None:
    assert welch([5] * 7, [5] * 4) == (None, None, 1)


def test_where_neither_varies_fishers_test_is_the_permutation_test() -> None:
    two = welch([5, 5], [1, 1])
    assert two is not None
    assert two == (None, None, two[2])
    assert two[2] == pytest.approx(1 / 3)
    found = mean_change([5] * 7, [1] * 7)
    assert found is not None
    assert found.p == pytest.approx(2 / 3432)
    assert found.is_change


def test_above_10_000_values_the_normal_distribution_stands_in() -> None:
    many = [1, 2, 3, 4, 5] * 2_001
    low, high = mean_interval(many) or (0, 0)
    error = math.sqrt(2 / (len(many) - 1))
    assert (high - low) / 2 == pytest.approx(1.959963984540054 * error, rel=1e-12)
    found = welch(many, [1, 2, 3, 4, 5, 5])
    assert found is not None
    assert found[2] > 0.5


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_a_mean_never_leaves_its_values(values: list[float]) -> None:
    found = mean(values)
    assert found is not None
    assert min(values) <= found <= max(values)


@settings(max_examples=40, deadline=None)
@given(varied, st.sampled_from([0.5, 0.8, 0.9]))
def test_a_surer_interval_is_wider_about_the_same_middle(
    values: list[int], level: float
) -> None:
    low, high = mean_interval(values, level) or (0, 0)
    wider_low, wider_high = mean_interval(values) or (0, 0)
    assert wider_low < low < high < wider_high
    assert (low + high) / 2 == pytest.approx(mean(values))


@settings(max_examples=40, deadline=None)
@given(scores, scores)
def test_exchanged_samples_negate_the_difference(
    first: list[int], second: list[int]
) -> None:
    ours, theirs = mean_change(first, second), mean_change(second, first)
    assert ours is not None
    assert theirs is not None
    assert ours.difference == -theirs.difference
    assert ours.p == pytest.approx(theirs.p, rel=1e-9)
    assert (ours.low is None) == (len(set(first)) == len(set(second)) == 1)
    if ours.low is not None:
        assert ours.low == pytest.approx(-(theirs.high or 0), abs=1e-9)
    assert 0 <= ours.p <= 1


@settings(max_examples=40, deadline=None)
@given(varied, varied)
def test_welch_calls_a_change_where_its_interval_leaves_out_0(
    first: list[int], second: list[int]
) -> None:
    found = mean_change(first, second)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    if abs(found.p - 0.05) > 1e-9:
        assert found.is_change == (not found.low <= 0 <= found.high)
