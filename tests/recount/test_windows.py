"""The edges of windows, to the second: random desks seldom sit on them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from tests.recount.reports import report_on
from tests.recount.shop import DAY, END, START, Shop
from tests.recount.spans import week_of

if TYPE_CHECKING:
    from pathlib import Path

WEEK = 7 * DAY
RESOLVED = START - WEEK + 5  # its seven days end in the period
TEN_AM = START + 10 * 3600


@pytest.fixture
def shop(path: Path, empty_desk: bytes) -> Shop:
    return Shop(path, empty_desk)


@pytest.mark.parametrize(
    ("after", "rate"), [(0, 0), (1, 0), (WEEK - 1, 0), (WEEK, 100)]
)
def test_who_comes_again_within_seven_days_was_not_helped_at_once(
    shop: Shop, after: int, rate: int
) -> None:
    shop.contact(RESOLVED - 1, resolved_at=RESOLVED)
    shop.contact(RESOLVED + after)
    assert shop.figure("first_contact_resolution").value == rate


@pytest.mark.parametrize(("after", "rate"), [(0, 100), (WEEK - 1, 100), (WEEK, 0)])
def test_reopened_within_seven_days(shop: Shop, after: int, rate: int) -> None:
    case = shop.contact(RESOLVED - 1)
    shop.reopened(RESOLVED + after, RESOLVED, contact_id=case)
    assert shop.figure("reopen_rate").value == rate
    assert shop.figure("first_contact_resolution").value == 100 - rate


@pytest.mark.parametrize(
    ("ends", "n"), [(START - 1, 0), (START, 1), (END - 1, 1), (END, 0)]
)
def test_a_window_counts_in_the_period_in_which_it_ended(
    shop: Shop, ends: int, n: int
) -> None:
    shop.contact(ends - WEEK, resolved_at=ends - WEEK)
    assert shop.figure("first_contact_resolution").n == n
    assert shop.figure("reopen_rate").n == n


@pytest.mark.parametrize(
    ("before", "repeated"), [(0, 0), (1, 1), (WEEK, 1), (WEEK + 1, 0)]
)
def test_a_repeat_is_a_contact_in_the_seven_days_after_another(
    shop: Shop, before: int, repeated: int
) -> None:
    shop.contact(TEN_AM)
    shop.contact(TEN_AM - before)
    assert shop.figure("repeat_contact_rate").parts["numerator"] == repeated


def test_an_hour_that_comes_twice_runs_on_in_its_second_pass(shop: Shop) -> None:
    now = int(datetime(2026, 10, 25, 1, 30, tzinfo=UTC).timestamp())  # 02:30 again
    shop.contact(now)
    shop.desk.write(shop.path, shop.template)
    report = report_on(shop.path, week_of(date(2026, 10, 25)), now)
    assert {one.key: one.value for one in report.figures}["contacts"] == 1
