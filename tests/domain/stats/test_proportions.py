"""Shares of few answers: Wilson, Newcombe, Fisher, and what counts as a change."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.stats.proportions import (
    fisher_exact,
    newcombe,
    proportion_change,
    wilson,
)
from tests.domain.stats.vectors import cases

Share = tuple[int, int]
shares = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def interval(found: tuple[float, float] | None) -> tuple[float, float]:
    assert found is not None
    return found


@pytest.mark.parametrize("case", cases("wilson95"))
def test_wilson_as_published(case: dict[str, Any]) -> None:
    low, high = interval(wilson(case["k"], case["n"]))
    assert low == pytest.approx(case["lo"], abs=1e-9)
    assert high == pytest.approx(case["hi"], abs=1e-9)


@pytest.mark.parametrize("case", cases("newcombe95"))
def test_newcombe_as_published(case: dict[str, Any]) -> None:
    found = proportion_change(case["k1"], case["n1"], case["k2"], case["n2"])
    assert found is not None
    assert found.difference == pytest.approx(case["d"], abs=1e-9)
    assert found.low == pytest.approx(case["lo"], abs=1e-9)
    assert found.high == pytest.approx(case["hi"], abs=1e-9)


@pytest.mark.parametrize("case", cases("newcombe95"))
def test_fisher_as_published(case: dict[str, Any]) -> None:
    p = fisher_exact(case["k1"], case["n1"], case["k2"], case["n2"])
    assert p == pytest.approx(case["fisher_p"], rel=1e-9)


def test_seven_of_seven_is_not_certain() -> None:
    low, high = interval(wilson(7, 7))
    assert low < 0.65
    assert high == 1


def test_none_of_them_begins_at_exactly_0() -> None:
    assert interval(wilson(0, 7))[0] == 0


def test_six_of_seven_against_two_is_no_change_as_fisher_disagrees() -> None:
    found = proportion_change(6, 7, 2, 7)
    assert found is not None
    assert found.low is not None
    assert found.low > 0
    assert not found.is_change


def test_25_of_29_against_all_of_31_is_no_change_as_newcombe_disagrees() -> None:
    found = proportion_change(25, 29, 31, 31)
    assert found is not None
    assert found.p < 0.05
    assert not found.is_change


def test_nine_of_ten_against_three_is_a_change() -> None:
    found = proportion_change(9, 10, 3, 10)
    assert found is not None
    assert found.is_change


def test_fishers_tea_lady() -> None:
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70)


def test_equally_likely_outcomes_are_ties_whatever_the_rounding() -> None:
    # 43 of 86 against 29 of 86: its mirror image is exactly as likely.
    assert fisher_exact(43, 86, 29, 86) == pytest.approx(
        fisher_exact(29, 86, 43, 86) or 0, rel=1e-12
    )


def test_no_answers_have_no_share_and_no_change() -> None:
    assert wilson(0, 0) is None
    assert newcombe(0, 0, 1, 2) is None
    assert fisher_exact(1, 2, 0, 0) is None
    assert proportion_change(0, 0, 0, 0) is None


@pytest.mark.parametrize(("k", "n"), [(8, 7), (-1, 7), (0, -1)])
def test_more_than_all_is_no_share(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(k, n)
    with pytest.raises(ValueError, match="no share"):
        fisher_exact(1, 2, k, n)


@pytest.mark.parametrize(("k1", "k2"), [(0, 0), (5001, 5000)])
def test_above_10_000_the_same_share_is_no_evidence(k1: int, k2: int) -> None:
    assert fisher_exact(k1, 5001, k2, 5000) == 1


@pytest.mark.parametrize(("k1", "k2"), [(2500, 2400), (300, 350), (4000, 3991)])
def test_the_approximation_above_10_000_goes_on_where_the_exact_test_ends(
    k1: int, k2: int
) -> None:
    exact = fisher_exact(k1, 5000, k2, 5000)
    above = fisher_exact(k1, 5000, k2, 5001)
    assert exact is not None
    assert above == pytest.approx(exact, rel=0.03)


@settings(max_examples=40, deadline=None)
@given(shares)
def test_wilson_holds_the_share_and_mirrors(share: Share) -> None:
    k, n = share
    low, high = interval(wilson(k, n))
    assert 0 <= low <= k / n <= high <= 1
    assert interval(wilson(n - k, n)) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(shares)
def test_more_of_the_same_narrows_it(share: Share) -> None:
    k, n = share
    low, high = interval(wilson(k, n))
    low10, high10 = interval(wilson(10 * k, 10 * n))
    assert high10 - low10 < high - low


@settings(max_examples=40, deadline=None)
@given(shares)
def test_one_more_moves_wilson_up(share: Share) -> None:
    k, n = share
    below, above = interval(wilson(k, n + 1)), interval(wilson(k + 1, n + 1))
    assert below[0] < above[0]
    assert below[1] < above[1]


@settings(max_examples=40, deadline=None)
@given(shares, shares)
def test_exchanged_samples_negate_the_difference_and_keep_the_verdict(
    first: Share, second: Share
) -> None:
    ours, theirs = (
        proportion_change(*first, *second),
        proportion_change(*second, *first),
    )
    assert ours is not None
    assert theirs is not None
    assert ours.difference == -theirs.difference
    assert (ours.low, ours.high) == pytest.approx(
        (-(theirs.high or 0), -(theirs.low or 0)), abs=1e-12
    )
    assert ours.p == pytest.approx(theirs.p, rel=1e-9)
    assert ours.is_change == theirs.is_change


@settings(max_examples=40, deadline=None)
@given(shares, shares)
def test_the_interval_of_a_difference_holds_it(first: Share, second: Share) -> None:
    found = proportion_change(*first, *second)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.difference + 1e-12
    assert found.difference - 1e-12 <= found.high <= 1
    assert 0 <= found.p <= 1


@settings(max_examples=40, deadline=None)
@given(shares)
def test_a_sample_against_itself_is_no_change(share: Share) -> None:
    found = proportion_change(*share, *share)
    assert found is not None
    assert found.p == pytest.approx(1)
    assert not found.is_change
