"""Periods: how they are typed, their bounds, the ones before (KPIS.md §1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.periods import (
    ALL,
    Period,
    PeriodError,
    as_of,
    bounds,
    days,
    is_complete,
    last_complete_week,
    last_year,
    previous,
    read_period,
    same_elapsed,
    trail,
)

if TYPE_CHECKING:
    from collections.abc import Callable

BERLIN = ZoneInfo("Europe/Berlin")
LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 17)  # a Tuesday
ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "America/Sao_Paulo",
        "America/Havana",
        "Africa/Cairo",
        "Asia/Beirut",
        "Asia/Tokyo",
    )
)
KINDS = (Period.day, Period.week, Period.month, Period.quarter, Period.year)


def period(text: str) -> Period:
    return read_period(text, today=TODAY)


def local(text: str, zone: ZoneInfo = BERLIN, *, fold: int = 0) -> datetime:
    """The instant of a local ISO time."""
    aware = datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)
    return aware.astimezone(UTC)


def epoch(text: str, zone: ZoneInfo = BERLIN, *, fold: int = 0) -> int:
    return int(local(text, zone, fold=fold).timestamp())


@pytest.mark.parametrize(
    ("text", "label", "first", "last"),
    [
        ("this-week", "2026-W47", "2026-11-16", "2026-11-22"),
        ("last-week", "2026-W46", "2026-11-09", "2026-11-15"),
        ("Last Week", "2026-W46", "2026-11-09", "2026-11-15"),
        ("2026-W47", "2026-W47", "2026-11-16", "2026-11-22"),
        ("2026-w7", "2026-W07", "2026-02-09", "2026-02-15"),
        ("this-month", "2026-11", "2026-11-01", "2026-11-30"),
        ("last-month", "2026-10", "2026-10-01", "2026-10-31"),
        ("2024-02", "2024-02", "2024-02-01", "2024-02-29"),
        ("this-quarter", "2026-Q4", "2026-10-01", "2026-12-31"),
        ("last-quarter", "2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-q1", "2026-Q1", "2026-01-01", "2026-03-31"),
        ("this-year", "2026", "2026-01-01", "2026-12-31"),
        ("last-year", "2025", "2025-01-01", "2025-12-31"),
        ("2024", "2024", "2024-01-01", "2024-12-31"),
        ("today", "2026-11-17", "2026-11-17", "2026-11-17"),
        ("yesterday", "2026-11-16", "2026-11-16", "2026-11-16"),
        ("2026-11-03", "2026-11-03", "2026-11-03", "2026-11-03"),
        (
            "2026-11-01..2026-11-15",
            "2026-11-01..2026-11-15",
            "2026-11-01",
            "2026-11-15",
        ),
        ("today..today", "2026-11-17..2026-11-17", "2026-11-17", "2026-11-17"),
        ("1 Nov 2026 .. today", "2026-11-01..2026-11-17", "2026-11-01", "2026-11-17"),
    ],
)
def test_a_period_has_a_label_and_both_its_days_included(
    text: str, label: str, first: str, last: str
) -> None:
    read = period(text)
    assert read.label == label
    assert read.start == date.fromisoformat(first)
    assert read.end - timedelta(days=1) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("today", "word", "label"),
    [
        (date(2026, 1, 2), "last-week", "2025-W52"),
        (date(2026, 1, 2), "last-month", "2025-12"),
        (date(2026, 1, 2), "last-quarter", "2025-Q4"),
        (date(2026, 1, 2), "this-week", "2026-W01"),
        (date(2027, 1, 1), "this-week", "2026-W53"),
        (date(2026, 3, 31), "last-month", "2026-02"),
    ],
)
def test_last_and_this_cross_the_turn_of_the_year(
    today: date, word: str, label: str
) -> None:
    assert read_period(word, today=today).label == label


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2024, 12, 30), "2025-W01"),
        (date(2021, 1, 3), "2020-W53"),
        (date(2027, 1, 1), "2026-W53"),
    ],
)
def test_weeks_are_iso_weeks(day: date, label: str) -> None:
    assert Period.week(day).label == label


def test_a_day_in_digits_follows_the_desks_order() -> None:
    read = read_period("1.3.2026..3.3.2026", today=TODAY, order="dmy")
    assert read.label == "2026-03-01..2026-03-03"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2026-W54", "Write 2026-W01 to 2026-W53."),
        ("2025-W53", "Write 2025-W01 to 2025-W52."),
        ("2026-W0", "Write 2026-W01 to 2026-W53."),
        ("2026-13", "Write 2026-01 to 2026-12."),
        ("2026-1", "Write 2026-01."),
        ("2026-Q5", "Write 2026-Q1 to 2026-Q4."),
        ("2026-11-15..2026-11-01", "Write 2026-11-01..2026-11-15."),
        ("2026-11-01..", "Write both days"),
        ("1969", "Write a year such as 2026"),
        ("2201", "Write a year such as 2026"),
        ("1969-12-31", "Write a year such as 2026"),
        ("lastweek", "Did you mean 'last-week'?"),
        ("this-mont", "Did you mean 'this-month'?"),
        ("2026-02-30", "Write the date as YYYY-MM-DD"),
        ("01/03/2026", "Write 2026-03-01 or 2026-01-03"),
        ("", "Write last-week"),
        ("foo", "Write last-week"),
        ("2026-11-01...2026-11-15", "Write last-week"),
    ],
)
def test_impossible_periods_are_refused_with_what_to_type(
    text: str, remedy: str
) -> None:
    with pytest.raises(PeriodError) as caught:
        period(text)
    assert f"'{text}'" in str(caught.value)
    assert (caught.value.hint or "").startswith(remedy)


def test_all_holds_every_day_until_it_is_narrowed_to_the_desks_records() -> None:
    assert period("all") is ALL
    assert ALL.start == date(1900, 1, 1)
    assert ALL.end == date(2201, 1, 1)
    spanning = Period.spanning(date(2025, 3, 1), date(2026, 11, 17))
    assert (spanning.label, spanning.kind) == ("all", "all")
    assert (spanning.start, spanning.end) == (date(2025, 3, 1), date(2026, 11, 18))


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-11-17", "2026-11-16"),
        ("2026-W01", "2025-W52"),
        ("2027-W01", "2026-W53"),
        ("2026-06", "2026-05"),
        ("2026-03", "2026-02"),
        ("2026-Q1", "2025-Q4"),
        ("2026", "2025"),
        ("2026-11-01..2026-11-15", "2026-10-17..2026-10-31"),
    ],
)
def test_the_period_before_has_the_same_calendar_shape(text: str, before: str) -> None:
    assert previous(period(text)) == period(before)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-W47", "2025-W47"),
        ("2026-W01", "2025-W01"),
        ("2026-11", "2025-11"),
        ("2024-02", "2023-02"),
        ("2026-Q4", "2025-Q4"),
        ("2026", "2025"),
        ("2026-11-17", "2025-11-17"),
        ("2024-02-01..2024-02-29", "2023-02-01..2023-02-28"),
        ("2024-02-29..2024-03-02", "2023-02-28..2023-03-02"),
    ],
)
def test_last_year_is_the_same_period_a_year_before(text: str, before: str) -> None:
    assert last_year(period(text)) == period(before)


@pytest.mark.parametrize("text", ["2026-W53", "2024-02-29", "all"])
def test_what_the_year_before_lacks_has_no_last_year(text: str) -> None:
    assert last_year(period(text)) is None


def test_all_has_none_before() -> None:
    assert previous(ALL) is None
    assert previous(Period.spanning(date(2026, 1, 1), TODAY)) is None
    assert trail(ALL, 13) == (ALL,)


def test_all_narrowed_to_the_desks_records_has_no_last_year() -> None:
    assert last_year(Period.spanning(date(2026, 1, 1), TODAY)) is None


def test_a_trail_is_oldest_first_and_ends_with_the_period() -> None:
    labels = [p.label for p in trail(period("2026-W02"), 4)]
    assert labels == ["2025-W51", "2025-W52", "2026-W01", "2026-W02"]


def test_a_trail_stops_before_1900_where_no_desk_has_records() -> None:
    assert len(trail(period("1970"), 1000)) == 71


def test_the_last_complete_week_ends_before_today_even_on_a_sunday() -> None:
    assert last_complete_week(TODAY).label == "2026-W46"
    assert last_complete_week(date(2026, 11, 22)).label == "2026-W46"
    assert last_complete_week(date(2026, 11, 23)).label == "2026-W47"


@pytest.mark.parametrize(
    ("text", "count"), [("2024-02", 29), ("2026-W12", 7), ("2024", 366), ("today", 1)]
)
def test_days_are_local_days_whatever_the_clocks_do(text: str, count: int) -> None:
    assert days(period(text)) == count


def test_bounds_are_local_midnights() -> None:
    assert bounds(period("2026-W47"), BERLIN) == (
        epoch("2026-11-16T00:00"),
        epoch("2026-11-23T00:00"),
    )


@pytest.mark.parametrize(
    ("text", "hours"), [("2026-W13", 167), ("2026-W14", 168), ("2026-W43", 169)]
)
def test_a_local_week_lasts_167_168_or_169_hours(text: str, hours: int) -> None:
    start, end = bounds(period(text), LONDON)
    assert end - start == hours * 3600


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00+00:00"),
        ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00+00:00"),
        ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00+00:00"),
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00+00:00"),
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00+00:00"),
    ],
)
def test_a_day_without_midnight_or_with_two_begins_with_its_first_instant(
    zone: str, day: str, first: str
) -> None:
    start, _ = bounds(period(day), ZoneInfo(zone))
    assert start == datetime.fromisoformat(first).timestamp()


def test_a_day_that_a_place_left_out_is_empty() -> None:
    start, end = bounds(period("2011-12-30"), ZoneInfo("Pacific/Apia"))
    assert start == end


def test_a_period_is_complete_from_its_end_on() -> None:
    week = period("2026-W47")
    end = local("2026-11-23T00:00")
    assert not is_complete(week, end - timedelta(seconds=1), BERLIN)
    assert is_complete(week, end, BERLIN)


def test_a_running_period_stands_one_second_after_now() -> None:
    now = local("2026-11-17T14:30:00")
    assert as_of(period("this-week"), now, BERLIN) == epoch("2026-11-17T14:30:01")
    assert as_of(period("last-week"), now, BERLIN) == epoch("2026-11-16T00:00")


@pytest.mark.parametrize(
    ("of", "earlier", "now", "stood"),
    [
        ("2026-W47", "2026-W46", "2026-11-17T14:30:00", "2026-11-10T14:30:01"),
        ("2026-11", "2026-10", "2026-11-17T14:30:00", "2026-10-17T14:30:01"),
        ("2026-11", "2025-11", "2026-11-17T14:30:00", "2025-11-17T14:30:01"),
        ("2026-03", "2026-02", "2026-03-28T23:59:58", "2026-02-28T23:59:59"),
        ("2026-03", "2026-02", "2026-03-28T23:59:59", "2026-03-01T00:00:00"),
        ("2026-03", "2026-02", "2026-03-31T12:00:00", "2026-03-01T00:00:00"),
        # Winter time now, summer time then: the wall clock counts, not the hours.
        ("2026-W44", "2026-W43", "2026-10-27T14:30:00", "2026-10-20T14:30:01"),
        # Ended: as of its own end, though it had fewer days.
        ("2026-02", "2026-03", "2026-03-05T10:00:00", "2026-04-01T00:00:00"),
        # Not begun: nothing has elapsed.
        ("2026-W48", "2026-W47", "2026-11-17T14:30:00", "2026-11-16T00:00:00"),
    ],
)
def test_the_period_before_stood_where_the_running_one_stands(
    of: str, earlier: str, now: str, stood: str
) -> None:
    found = same_elapsed(period(earlier), period(of), local(now), BERLIN)
    assert found == epoch(stood)


def test_a_wall_time_left_out_there_is_the_change_of_the_clocks() -> None:
    now = local("2026-03-30T02:30:00")
    found = same_elapsed(period("2026-03-29"), period("2026-03-30"), now, BERLIN)
    assert found == epoch("2026-03-29T03:00:00")


def test_a_wall_time_that_came_twice_there_is_the_earlier() -> None:
    now = local("2026-10-26T02:30:00")
    found = same_elapsed(period("2026-10-25"), period("2026-10-26"), now, BERLIN)
    assert found == epoch("2026-10-25T02:30:01", fold=0)


days_of_desks = st.dates(date(1975, 1, 1), date(2100, 1, 1))


@settings(max_examples=150, deadline=None)
@given(days_of_desks, st.sampled_from(KINDS))
def test_a_label_is_read_back(day: date, kind: Callable[[date], Period]) -> None:
    made = kind(day)
    assert read_period(made.label, today=TODAY) == made
    assert made.start <= day < made.end


@settings(max_examples=100, deadline=None)
@given(days_of_desks, st.sampled_from(KINDS), st.sampled_from(ZONES))
def test_periods_follow_each_other_without_a_gap(
    day: date, kind: Callable[[date], Period], zone: ZoneInfo
) -> None:
    periods = trail(kind(day), 5)
    assert len(periods) == 5
    for before, after in pairwise(periods):
        assert bounds(before, zone)[1] == bounds(after, zone)[0]
        assert bounds(before, zone)[0] < bounds(before, zone)[1]


@settings(max_examples=100, deadline=None)
@given(days_of_desks, st.sampled_from(ZONES))
def test_every_week_lasts_167_168_or_169_hours(day: date, zone: ZoneInfo) -> None:
    start, end = bounds(Period.week(day), zone)
    assert (end - start) / 3600 in (167, 168, 169)


@settings(max_examples=100, deadline=None)
@given(
    days_of_desks,
    st.integers(0, 366 * 86_400),
    st.sampled_from(KINDS),
    st.sampled_from(ZONES),
)
def test_a_period_stands_where_it_stands_itself(
    day: date, seconds: int, kind: Callable[[date], Period], zone: ZoneInfo
) -> None:
    made = kind(day)
    start, end = bounds(made, zone)
    now = datetime.fromtimestamp(start + seconds % (end - start), UTC)
    assert same_elapsed(made, made, now, zone) == min(end, int(now.timestamp()) + 1)
