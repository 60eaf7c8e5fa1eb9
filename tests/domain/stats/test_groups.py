"""Net scores of few answers: adjusted Wald, and every way to deal the answers."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.stats.groups import (
    Groups,
    could_change,
    net_score,
    net_score_change,
    net_score_difference,
    net_score_interval,
    permutation_p,
)
from tests.domain.stats.vectors import cases

counts = st.integers(0, 12)
samples = st.tuples(counts, counts, counts).filter(any)
small = st.tuples(*[st.integers(0, 2)] * 3).filter(any)


@pytest.mark.parametrize("case", cases("nps_adjusted_wald95"))
def test_nps_intervals_as_cross_checked(case: dict[str, Any]) -> None:
    groups = (case["p"], case["n"], case["d"])
    assert net_score(groups) == pytest.approx(case["nps"], abs=1e-9)
    expected = (case["lo"], case["hi"])
    assert net_score_interval(groups) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("case", cases("nps_change"))
def test_nps_differences_as_cross_checked(case: dict[str, Any]) -> None:
    found = net_score_difference((*case["a"],), (*case["b"],))
    assert found == pytest.approx((case["lo"], case["hi"], case["p"]), abs=1e-9)
    assert found is not None
    assert (found[0] + found[1]) / 2 == pytest.approx(case["diff"], abs=1e-9)


@pytest.mark.parametrize("case", cases("nps_permutation_p"))
def test_nps_permutations_as_cross_checked(case: dict[str, Any]) -> None:
    assert permutation_p((*case["a"],), (*case["b"],)) == pytest.approx(
        case["p"], rel=1e-9
    )


def test_the_worked_example() -> None:
    low, high = net_score_interval((4, 2, 1)) or (0, 0)
    assert (round(low, 1), round(high, 1)) == (-16.4, 76.4)


def test_nps_of_shares() -> None:
    assert net_score((45, 40, 15)) == 30


def test_net_sentiment_of_shares() -> None:
    assert net_score((70, 20, 10)) == 60


def test_seven_promoters_of_seven_are_not_certain() -> None:
    low, high = net_score_interval((7, 0, 0)) or (0, 0)
    assert low < 33
    assert high == 100


def test_no_answers_have_no_score_and_no_change() -> None:
    nobody = (0, 0, 0)
    assert net_score(nobody) is None
    assert net_score_interval(nobody) is None
    assert permutation_p(nobody, (1, 0, 0)) is None
    assert net_score_difference((1, 0, 0), nobody) is None
    assert net_score_change((1, 0, 0), nobody) is None


def test_the_difference_is_that_of_the_scores_not_of_the_adjusted_ones() -> None:
    found = net_score_change((4, 2, 1), (3, 3, 3))
    assert found is not None
    assert found.difference == pytest.approx(300 / 7)
    assert found.low is not None
    assert found.high is not None
    assert (found.low + found.high) / 2 == pytest.approx(30)


def test_sixty_answers_in_both_are_permuted_and_sixty_one_are_not() -> None:
    thirty, more = (15, 8, 7), (6, 12, 13)
    exact = net_score_change(thirty, (6, 11, 13))
    above = net_score_change(thirty, more)
    assert exact is not None
    assert above is not None
    assert exact.p == permutation_p(thirty, (6, 11, 13))
    assert above.p == (net_score_difference(thirty, more) or (0, 0, 0))[2]
    assert above.p != permutation_p(thirty, more)


def test_counts_below_0_are_refused() -> None:
    with pytest.raises(ValueError, match="no counts"):
        net_score((3, -1, 2))


def by_dealing(first: Groups, second: Groups) -> float:
    """The permutation p with every answer taken for itself."""
    answers = [
        score
        for score, count in zip((1, 0, -1) * 2, first + second, strict=True)
        for _ in range(count)
    ]
    n1, n2 = sum(first), sum(second)
    seen = abs((first[0] - first[2]) * n2 - (second[0] - second[2]) * n1)
    dealt = [sum(hand) for hand in combinations(answers, n1)]
    total = sum(answers)
    return sum(abs(net * n2 - (total - net) * n1) >= seen for net in dealt) / len(dealt)


@settings(max_examples=40, deadline=None)
@given(small, small)
def test_it_counts_every_way_to_deal_the_answers(first: Groups, second: Groups) -> None:
    expected = by_dealing(first, second)
    assert permutation_p(first, second) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(samples, samples)
def test_exchanged_samples_negate_the_difference(first: Groups, second: Groups) -> None:
    ours, theirs = net_score_change(first, second), net_score_change(second, first)
    assert ours is not None
    assert theirs is not None
    assert ours.difference == -theirs.difference
    assert ours.p == pytest.approx(theirs.p, rel=1e-12)
    assert (ours.low, ours.high) == pytest.approx(
        (-(theirs.high or 0), -(theirs.low or 0)), abs=1e-9
    )
    assert 0 <= ours.p <= 1


@settings(max_examples=40, deadline=None)
@given(samples)
def test_good_and_bad_exchanged_negate_the_interval(groups: Groups) -> None:
    low, high = net_score_interval(groups) or (0, 0)
    mirrored = net_score_interval((groups[2], groups[1], groups[0]))
    assert mirrored == pytest.approx((-high, -low), abs=1e-9)
    assert -100 <= low < high <= 100


@settings(max_examples=40, deadline=None)
@given(samples.filter(lambda groups: sum(groups) > 1))
def test_the_interval_holds_the_score_of_two_answers_or_more(groups: Groups) -> None:
    low, high = net_score_interval(groups) or (0, 0)
    assert low <= (net_score(groups) or 0) <= high


@settings(max_examples=40, deadline=None)
@given(samples)
def test_a_sample_against_itself_is_no_change(groups: Groups) -> None:
    found = net_score_change(groups, groups)
    assert found is not None
    assert found.p == pytest.approx(1)
    assert not found.is_change


@pytest.mark.parametrize("n1", [0, 1, 3, 4])
@pytest.mark.parametrize("n2", [0, 1, 3, 4])
def test_a_change_can_be_shown_where_some_outcome_is_one(n1: int, n2: int) -> None:
    outcomes = [
        net_score_change(first, second) for first in splits(n1) for second in splits(n2)
    ]
    is_one = any(found is not None and found.is_change for found in outcomes)
    assert could_change(n1, n2) == is_one


def splits(n: int) -> list[Groups]:
    """Every way in which n answers can fall into the groups."""
    return [(p, n - p - d, d) for p in range(n + 1) for d in range(n + 1 - p)]
