"""XmR limits: which points of a trend are news."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.stats.means import trend

points = st.lists(st.integers(-50, 50) | st.none(), max_size=20)


def test_limits_by_hand() -> None:
    found = trend([10, 12, 10, 12, 10, 12, 10, 12, 10, 12])
    assert found is not None
    # Mean 11, every moving range 2.
    assert (found.centre, found.low, found.high) == pytest.approx((11, 5.68, 16.32))
    assert (found.outside, found.runs) == ((), ())


def test_a_point_beyond_the_limits_is_outside() -> None:
    found = trend([10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 30])
    assert found is not None
    assert found.outside == (12,)


def test_eight_points_is_too_few() -> None:
    assert trend([1, 2, 3, 4, 5, 6, 7, 8]) is None
    assert trend([1, 2, 3, 4, 5, 6, 7, 8, 9]) is not None
    assert trend([]) is None


def test_points_without_data_do_not_count() -> None:
    assert trend([1, 2, 3, None, 4, 5, 6, 7, 8]) is None


def test_points_without_data_are_passed_over() -> None:
    values = [10, 12, 10, 12, 10, 12, 10, 12, 40]
    found, plain = trend([None, *values[:4], None, *values[4:]]), trend(values)
    assert found is not None
    assert plain is not None
    assert (found.low, found.high) == (plain.low, plain.high)
    assert plain.outside == (8,)
    assert found.outside == (10,)


def test_points_that_are_all_equal_are_no_news() -> None:
    found = trend([0.1] * 13)
    assert found is not None
    assert (found.low, found.centre, found.high) == (0.1, 0.1, 0.1)
    assert (found.outside, found.runs) == ((), ())


def test_eight_running_on_one_side_are_a_run_and_seven_are_none() -> None:
    eight = trend([0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9])
    seven = trend([0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9])
    assert eight is not None
    assert seven is not None
    assert eight.runs == ((5, 12),)
    assert seven.runs == ()


def test_a_run_goes_on_as_long_as_it_lasts() -> None:
    found = trend([0] * 9 + [9] * 10 + [0])
    assert found is not None
    assert found.runs == ((0, 8), (9, 18))


def test_a_point_on_the_line_ends_a_run() -> None:
    # Mean 5: eight above it, but for one on it.
    found = trend([1, 1, 1, 1, 9, 9, 9, 9, 5, 9, 9, 9, 9, 1, 1, 1, 1])
    assert found is not None
    assert found.centre == 5
    assert found.runs == ()


@settings(max_examples=40, deadline=None)
@given(points, st.integers(-9, 9))
def test_a_shifted_trend_has_the_same_news(
    values: list[int | None], shift: int
) -> None:
    found = trend(values)
    moved = trend([None if value is None else value + shift for value in values])
    assert (found is None) == (sum(value is not None for value in values) < 9)
    if found and moved and found.low != found.high:
        assert moved.high - moved.low == pytest.approx(found.high - found.low)
        assert moved.centre == pytest.approx(found.centre + shift)


@settings(max_examples=40, deadline=None)
@given(points)
def test_a_mirrored_trend_has_the_same_news(values: list[int | None]) -> None:
    found = trend(values)
    mirrored = trend([None if value is None else -value for value in values])
    if found is None or mirrored is None:
        assert found is mirrored
        return
    assert (found.outside, found.runs) == (mirrored.outside, mirrored.runs)
    assert found.low <= found.centre <= found.high
