"""Two samples of times against each other: Mann-Whitney."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.stats.distributions import normal_two_sided
from csdesk.domain.stats.ranks import (
    could_change,
    mann_whitney,
    mann_whitney_u,
    times_change,
)
from tests.domain.stats.vectors import cases

if TYPE_CHECKING:
    from collections.abc import Sequence

times = st.lists(st.integers(0, 40), min_size=1, max_size=30)


@pytest.mark.parametrize("case", cases("mann_whitney_exact"))
def test_mann_whitney_as_cross_checked(case: dict[str, Any]) -> None:
    assert mann_whitney_u(case["a"], case["b"]) == case["U"]
    assert mann_whitney(case["a"], case["b"]) == pytest.approx(case["p"], rel=1e-9)


def test_the_difference_of_times_is_that_of_their_medians() -> None:
    found = times_change([600, 60, 120], [30, 90])
    assert found is not None
    assert (found.difference, found.low, found.high) == (60, None, None)


def test_three_against_three_can_show_nothing() -> None:
    assert mann_whitney([1, 2, 3], [4, 5, 6]) == pytest.approx(0.1)


def test_five_against_five_apart_are_a_change() -> None:
    found = times_change([6, 7, 8, 9, 10], [1, 2, 3, 4, 5])
    assert found is not None
    assert found.p == pytest.approx(2 / 252)
    assert found.is_change


def test_values_that_are_all_equal_are_no_evidence() -> None:
    assert mann_whitney([60] * 7, [60] * 9) == 1


def test_ties_count_half_and_take_the_normal_approximation() -> None:
    first, second = [1, 2, 3, 3], [2, 3, 5, 6]
    assert mann_whitney_u(first, second) == 3.5
    # 2 comes twice and 3 three times: t³ - t = 6 and 24.
    variance = 16 / 12 * (9 - 30 / 56)
    p = normal_two_sided((8 - 3.5 - 0.5) / math.sqrt(variance))
    assert mann_whitney(first, second) == pytest.approx(p, rel=1e-12)


def by_normal(first: Sequence[int], second: Sequence[int]) -> float:
    """The normal approximation with continuity correction, without ties."""
    n1, n2 = len(first), len(second)
    off = abs(mann_whitney_u(first, second) - n1 * n2 / 2) - 0.5
    return normal_two_sided(off / math.sqrt(n1 * n2 * (n1 + n2 + 1) / 12))


def test_fifty_values_are_exact_and_fifty_one_are_approximate() -> None:
    first, second = range(10, 60, 2), range(1, 51, 2)
    exact = mann_whitney(first, second)
    assert exact == pytest.approx(by_normal(first, second), rel=0.02)
    assert exact != pytest.approx(by_normal(first, second), rel=1e-6)
    more = range(1, 53, 2)
    assert mann_whitney(first, more) == pytest.approx(by_normal(first, more), rel=1e-12)


def test_nothing_is_not_compared() -> None:
    assert mann_whitney([], [1]) is None
    assert times_change([1], []) is None


def by_dealing(first: list[int], second: list[int]) -> float:
    """Twice the smaller tail over every way to deal the ranks."""
    n1, n2 = len(first), len(second)
    seen = mann_whitney_u(first, second)
    smaller = min(seen, n1 * n2 - seen)
    hands = [sum(hand) - n1 * (n1 - 1) / 2 for hand in combinations(range(n1 + n2), n1)]
    return min(1.0, 2 * sum(u <= smaller for u in hands) / len(hands))


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(10)), st.integers(1, 9))
def test_it_counts_every_order_of_the_values(order: list[int], n1: int) -> None:
    first, second = order[:n1], order[n1:]
    assert mann_whitney(first, second) == pytest.approx(by_dealing(first, second))


@settings(max_examples=40, deadline=None)
@given(times, times)
def test_exchanged_samples_negate_the_difference_and_keep_p(
    first: list[int], second: list[int]
) -> None:
    ours, theirs = times_change(first, second), times_change(second, first)
    assert ours is not None
    assert theirs is not None
    assert ours.difference == -theirs.difference
    assert ours.p == pytest.approx(theirs.p, rel=1e-12)
    assert 0 <= ours.p <= 1
    u1, u2 = mann_whitney_u(first, second), mann_whitney_u(second, first)
    assert u1 + u2 == len(first) * len(second)


@settings(max_examples=40, deadline=None)
@given(times, times, st.integers(1, 9))
def test_only_the_order_matters(
    first: list[int], second: list[int], factor: int
) -> None:
    stretched = [[factor * x**3 + 5 for x in sample] for sample in (first, second)]
    assert mann_whitney(*stretched) == mann_whitney(first, second)


@pytest.mark.parametrize("n1", [0, 1, 2, 3, 4, 7, 30, 49, 50])
@pytest.mark.parametrize("n2", [0, 1, 2, 3, 4, 7, 30])
def test_a_change_can_be_shown_where_all_longer_times_are_one(n1: int, n2: int) -> None:
    found = times_change(range(100, 100 + n1), range(n2))
    assert could_change(n1, n2) == (found is not None and found.is_change)
