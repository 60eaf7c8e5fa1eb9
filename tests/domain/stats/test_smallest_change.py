"""What it would take for a few answers to show a change."""

from __future__ import annotations

import time

import pytest

from csdesk.domain.stats.proportions import (
    could_change,
    proportion_change,
    smallest_change,
)


def by_looking_at_all(n1: int, n2: int) -> int | None:
    """The smallest difference in parts of n1 · n2, over every outcome."""
    changes = (
        abs(k1 * n2 - k2 * n1)
        for k1 in range(n1 + 1)
        for k2 in range(n2 + 1)
        if (found := proportion_change(k1, n1, k2, n2)) and found.is_change
    )
    return min(changes, default=None)


def test_with_7_answers_against_7_at_least_five_people_would_have_to_differ() -> None:
    assert smallest_change(7, 7) == (5 / 7, 5)


def test_no_outcome_of_three_against_three_could_show_a_change() -> None:
    assert smallest_change(3, 3) is None


def test_four_against_four_show_one_only_where_all_of_them_differ() -> None:
    assert smallest_change(4, 4) == (1, 4)


def test_no_answers_show_none() -> None:
    assert smallest_change(0, 7) is None
    assert smallest_change(0, 0) is None


def test_people_are_said_only_of_samples_as_big_as_each_other() -> None:
    found = smallest_change(7, 9)
    assert found is not None
    assert found[1] is None


@pytest.mark.parametrize("n1", range(1, 14))
def test_it_is_the_smallest_of_all_outcomes(n1: int) -> None:
    for n2 in (*range(1, n1 + 1), 30):
        least = by_looking_at_all(n1, n2)
        found = smallest_change(n1, n2)
        if least is None:
            assert found is None
        else:
            assert found is not None
            assert found[0] == pytest.approx(least / (n1 * n2), rel=1e-12)
        assert found == smallest_change(n2, n1)


@pytest.mark.parametrize("n", [20, 30])
def test_more_answers_against_as_many(n: int) -> None:
    least = by_looking_at_all(n, n)
    assert least is not None
    assert smallest_change(n, n) == (least / n**2, least // n)


@pytest.mark.parametrize("n2", [30, 1000, 9970, 1_000_000])
def test_it_is_found_at_once_however_many_the_others_are(n2: int) -> None:
    begin = time.perf_counter()
    found = smallest_change(29, n2)
    assert time.perf_counter() - begin < 0.5
    assert found is not None
    assert 0.03 < found[0] < 0.18


def test_fewer_than_none_is_no_number_of_answers() -> None:
    with pytest.raises(ValueError, match="no number"):
        smallest_change(5, -1)


@pytest.mark.parametrize("n1", range(13))
def test_a_change_can_be_shown_where_there_is_a_smallest_one(n1: int) -> None:
    for n2 in range(13):
        assert could_change(n1, n2) == (smallest_change(n1, n2) is not None)
