"""What comes again, and what becomes of days that a month lacks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from csdesk.domain.recurrence import next_time

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "Australia/Lord_Howe")]
STEPS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "year": relativedelta(years=1),
}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def chain(every: str, first: str, count: int) -> list[str]:
    """The next `count` times, each after the one before."""
    begin = moment = local(first)
    found = []
    for _ in range(count):
        moment = next_time(every, begin, moment, BERLIN)
        found.append(f"{moment.astimezone(BERLIN):%Y-%m-%d %H:%M}")
    return found


def test_29_february_comes_on_the_28th_and_in_leap_years_on_the_29th() -> None:
    assert chain("year", "2028-02-29 10:00", 5) == [
        "2029-02-28 10:00",
        "2030-02-28 10:00",
        "2031-02-28 10:00",
        "2032-02-29 10:00",
        "2033-02-28 10:00",
    ]


def test_the_31st_comes_on_the_last_day_of_every_month() -> None:
    assert chain("month", "2027-12-31 10:00", 4) == [
        "2028-01-31 10:00",
        "2028-02-29 10:00",
        "2028-03-31 10:00",
        "2028-04-30 10:00",
    ]


def test_the_30th_is_moved_by_february_alone() -> None:
    assert chain("month", "2026-12-30 10:00", 3) == [
        "2027-01-30 10:00",
        "2027-02-28 10:00",
        "2027-03-30 10:00",
    ]


def test_the_wall_clock_stays_when_the_clocks_change() -> None:
    assert chain("day", "2026-10-24 10:00", 2) == [
        "2026-10-25 10:00",
        "2026-10-26 10:00",
    ]
    gap = chain("day", "2026-03-28 02:30", 2)
    assert gap == ["2026-03-29 03:00", "2026-03-30 02:30"]


def test_what_was_missed_is_not_made_up_for() -> None:
    first, done = local("2026-11-02 10:00"), local("2026-11-18 09:00")
    late = next_time("week", first, done, BERLIN)
    assert f"{late.astimezone(BERLIN):%Y-%m-%d %H:%M}" == "2026-11-23 10:00"


@pytest.mark.parametrize("every", STEPS)
@given(
    zone=st.sampled_from(ZONES),
    first=st.integers(946_684_800, 2_208_988_800),
    later=st.integers(0, 40_000_000),
)
def test_the_next_time_is_later_and_as_the_calendar_has_it(
    every: str, zone: ZoneInfo, first: int, later: int
) -> None:
    begin = datetime.fromtimestamp(first, UTC)
    after = begin + timedelta(seconds=later)
    found = next_time(every, begin, after, zone)
    assert found > after
    # As dateutil counts from the beginning: the first such day that comes after.
    wall, count = begin.astimezone(zone).replace(tzinfo=None, fold=0), 0
    days: list[date] = []
    while not days or days[-1] <= found.astimezone(zone).date():
        days.append((wall + count * STEPS[every]).date())
        count += 1
    assert found.astimezone(zone).date() in days
    between = [day for day in days if after.astimezone(zone).date() < day]
    assert found.astimezone(zone).date() <= between[0]
