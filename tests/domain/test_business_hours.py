"""Business time, against the worked examples and against a walk minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.parsing.hours import (
    HoursError,
    format_intervals,
    format_weekdays,
    read_intervals,
    read_weekdays,
)
from csdesk.domain.parsing.period import PeriodError
from csdesk.domain.sla.business_hours import (
    BEGINNING,
    CLOSED,
    DAY,
    WHOLE_DAY,
    Hours,
    Intervals,
    after,
    business_seconds,
    next_open,
    open_stretches,
)

H = 3600
MINUTE = timedelta(minutes=1)
NINE_TO_FIVE: Intervals = ((9 * H, 17 * H),)
LONDON = ZoneInfo("Europe/London")
BERLIN = ZoneInfo("Europe/Berlin")


def week(
    zone: ZoneInfo,
    intervals: Intervals = NINE_TO_FIVE,
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4),
    since: date = BEGINNING,
    days: dict[date, Intervals] | None = None,
) -> Hours:
    """The same hours on some weekdays."""
    weekly = tuple(
        ((since, intervals),) if weekday in weekdays else () for weekday in range(7)
    )
    return Hours(zone, weekly, days or {})


def local(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def hours_between(start: str, end: str, hours: Hours) -> float:
    zone = hours.zone
    return business_seconds(local(start, zone), local(end, zone), hours) / H


# -- worked examples (KPIS.md §5) -------------------------------------------------


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        ("2026-11-13 16:30", 1 * H, "2026-11-16 09:30"),
        ("2026-11-13 16:00", 8 * H, "2026-11-16 16:00"),
        ("2026-11-13 16:00", 1 * H, "2026-11-13 17:00"),  # the earliest such instant
        ("2026-11-14 12:00", 1, "2026-11-16 09:00:01"),
        ("2026-11-14 12:00", 0, "2026-11-14 12:00"),
    ],
)
def test_nine_to_five(start: str, seconds: int, end: str) -> None:
    hours = week(BERLIN)
    assert after(local(start), seconds, hours) == local(end)
    assert business_seconds(local(start), local(end), hours) == seconds


def test_a_weekend_in_which_the_clocks_changed_in_london() -> None:
    start, end = "2026-03-27 16:30", "2026-03-30 09:30"
    assert hours_between(start, end, week(LONDON)) == 1
    assert hours_between(start, end, week(LONDON, WHOLE_DAY, tuple(range(7)))) == 64


# -- what hours mean --------------------------------------------------------------


def test_without_hours_business_time_is_elapsed_time() -> None:
    never = Hours(BERLIN, ((),) * 7, {date(2026, 11, 14): CLOSED})
    assert hours_between("2026-10-24 12:00", "2026-10-26 12:00", never) == 49


def test_days_before_the_first_hours_count_in_full() -> None:
    hours = week(BERLIN, since=date(2026, 11, 16))
    # Friday noon to Monday 10:00: 60 hours without hours, then one from 9 on.
    assert hours_between("2026-11-13 12:00", "2026-11-16 10:00", hours) == 61


def test_a_weekday_that_was_never_given_is_closed_once_hours_hold() -> None:
    assert hours_between("2026-11-14 00:00", "2026-11-16 00:00", week(BERLIN)) == 0


def test_hours_hold_until_others_do() -> None:
    steps = ((BEGINNING, NINE_TO_FIVE), (date(2026, 11, 16), ((10 * H, 12 * H),)))
    hours = Hours(BERLIN, (steps, *((),) * 6))
    for day, open_hours in (("09", 8), ("16", 2), ("23", 2)):
        span = f"2026-11-{day} 00:00", f"2026-11-{day} 23:59"
        assert hours_between(*span, hours) == open_hours


def test_a_lunch_gap_and_a_day_of_its_own() -> None:
    split: Intervals = ((9 * H, 12 * H), (13 * H, 18 * H))
    hours = week(
        BERLIN,
        split,
        days={date(2026, 11, 17): CLOSED, date(2026, 11, 18): ((9 * H, 10 * H),)},
    )
    assert hours_between("2026-11-16 11:00", "2026-11-16 14:00", hours) == 2
    assert hours_between("2026-11-16 12:00", "2026-11-19 00:00", hours) == 5 + 0 + 1


def test_the_end_is_exclusive_and_nothing_takes_no_time() -> None:
    hours = week(BERLIN)
    nine = local("2026-11-16 09:00")
    assert business_seconds(nine, nine, hours) == 0
    assert business_seconds(nine - timedelta(hours=2), nine, hours) == 0
    assert business_seconds(nine, nine + timedelta(seconds=1), hours) == 1


def test_an_end_before_its_start_is_refused() -> None:
    now = local("2026-11-16 09:00")
    with pytest.raises(PeriodError, match="is before"):
        business_seconds(now, now - timedelta(seconds=1), week(BERLIN))


def test_who_never_opens_is_not_waited_for() -> None:
    shut = week(BERLIN, CLOSED)
    start = local("2026-11-16 09:00")
    assert after(start, 1, shut) is None
    assert next_open(start, shut) is None
    assert list(open_stretches(start, start + timedelta(days=900), shut)) == []


def test_the_next_opening_is_now_where_it_is_open() -> None:
    hours = week(BERLIN)
    for start, opening in (
        ("2026-11-13 16:59", "2026-11-13 16:59"),
        ("2026-11-13 17:00", "2026-11-16 09:00"),
    ):
        assert next_open(local(start), hours) == local(opening)


def test_open_stretches_are_those_between_and_touching_ones_are_one() -> None:
    night: Intervals = ((0, 2 * H), (22 * H, DAY))
    hours = week(BERLIN, night, tuple(range(7)))
    found = list(
        open_stretches(local("2026-11-16 23:00"), local("2026-11-18 01:00"), hours)
    )
    assert found == [
        (local("2026-11-16 23:00"), local("2026-11-17 02:00")),
        (local("2026-11-17 22:00"), local("2026-11-18 01:00")),
    ]


def test_years_are_quick_and_add_up() -> None:
    hours = week(BERLIN)
    start, end = local("2006-01-01 00:00"), local("2026-01-01 00:00")
    in_years = sum(
        business_seconds(
            local(f"{year}-01-01 00:00"), local(f"{year + 1}-01-01 00:00"), hours
        )
        for year in range(2006, 2026)
    )
    assert business_seconds(start, end, hours) == in_years


# -- when the clocks change -------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "interval", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", (1, 4), 2),  # over the gap
        ("Europe/Berlin", "2026-03-29", (1, 2.5), 1),  # ends in the gap
        ("Europe/Berlin", "2026-03-29", (2.5, 4), 1),  # begins in it
        ("Europe/Berlin", "2026-03-29", (2, 3), 0),  # is the gap
        ("Europe/Berlin", "2026-10-25", (1, 4), 4),  # over the fold
        ("Europe/Berlin", "2026-10-25", (1, 2.5), 1.5),  # the first 2:30
        ("Europe/Berlin", "2026-10-25", (2.5, 4), 2.5),
        ("Australia/Lord_Howe", "2026-10-04", (1, 4), 2.5),
        ("Australia/Lord_Howe", "2026-04-05", (0, 24), 24.5),
        ("Africa/Cairo", "2026-04-24", (0, 24), 23),  # begins at 01:00
        ("Africa/Cairo", "2026-10-29", (22, 24), 3),  # 23:00 to 24:00 twice
        ("Pacific/Apia", "2011-12-30", (0, 24), 0),  # a day left out
        ("America/Havana", "2026-11-01", (0, 24), 25),  # 00:00 to 01:00 twice
    ],
)
def test_an_interval_is_as_long_as_it_really_lasts(
    zone: str, day: str, interval: tuple[float, float], hours: float
) -> None:
    opens, closes = (int(at * H) for at in interval)
    there = ZoneInfo(zone)
    own = week(there, CLOSED, days={date.fromisoformat(day): ((opens, closes),)})
    noon = local(f"{day} 12:00", there)
    span = noon - timedelta(days=2), noon + timedelta(days=2)
    assert business_seconds(*span, own) == hours * H


# A change of the clocks, and an ordinary day, in each zone.
AROUND = {
    "Europe/Berlin": ("2026-03-29", "2026-10-25", "2026-07-01"),
    "Europe/London": ("2026-03-29", "2026-10-25", "2026-12-31"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04", "2026-01-01"),
    "Africa/Cairo": ("2026-04-24", "2026-10-29", "2026-10-30"),
    "UTC": ("2026-03-01", "2024-02-29"),
}


@st.composite
def intervals(draw: st.DrawFn) -> Intervals:
    """None to three intervals of a day, on five minutes."""
    marks = st.lists(st.integers(0, 288), unique=True, max_size=6)
    times = sorted(draw(marks))
    pairs = zip(times[::2], times[1::2], strict=False)
    return tuple((opens * 300, closes * 300) for opens, closes in pairs)


@st.composite
def desks(draw: st.DrawFn) -> tuple[Hours, datetime, datetime]:
    """Random hours, and two instants around a day of their zone."""
    name = draw(st.sampled_from(sorted(AROUND)))
    zone = ZoneInfo(name)
    day = date.fromisoformat(draw(st.sampled_from(AROUND[name])))
    near = st.integers(-3, 3).map(lambda step: day + timedelta(days=step))
    begins = st.one_of(st.just(BEGINNING), near)
    step = st.tuples(begins, intervals())
    steps = st.lists(step, max_size=2, unique_by=lambda one: one[0])
    weekly = tuple(tuple(sorted(draw(steps))) for _ in range(7))
    days = draw(st.dictionaries(near, intervals(), max_size=2))
    minutes = st.integers(-3 * 1440, 3 * 1440)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)
    first, last = sorted(noon + draw(minutes) * MINUTE for _ in range(2))
    return Hours(zone, weekly, days), first, last


def open_minutes(hours: Hours, start: datetime, end: datetime) -> list[datetime]:
    """Walk: a minute is open where the clocks have shown its beginning, not its end.

    `shown` is the latest the clocks have shown so far: what comes again is not new.
    """
    since = [steps[0][0] for steps in hours.weekly if steps]
    found, shown = [], datetime.min  # noqa: DTZ901 - the face of a clock
    instant = start - timedelta(days=2)
    while instant < end:
        shown = max(shown, instant.astimezone(hours.zone).replace(tzinfo=None, fold=0))
        day, at = shown.date(), shown.hour * H + shown.minute * 60
        held: Intervals = WHOLE_DAY
        if since and day >= min(since):
            steps = [step for step in hours.weekly[day.weekday()] if step[0] <= day]
            held = hours.days.get(day, steps[-1][1] if steps else CLOSED)
        if instant >= start and any(opens <= at < closes for opens, closes in held):
            found.append(instant)
        instant += MINUTE
    return found


@settings(max_examples=25)
@given(desks())
def test_business_time_is_what_a_walk_minute_by_minute_counts(
    desk: tuple[Hours, datetime, datetime],
) -> None:
    hours, start, end = desk
    minutes = open_minutes(hours, start, end)
    assert business_seconds(start, end, hours) == 60 * len(minutes)
    stretches = list(open_stretches(start, end, hours))
    walked = {
        opens + step * MINUTE
        for opens, closes in stretches
        for step in range((closes - opens) // MINUTE)
    }
    assert walked == set(minutes)
    assert all(one[1] < other[0] for one, other in pairwise(stretches))


@settings(max_examples=25)
@given(desks(), st.integers(1, 200_000))
def test_after_is_the_first_instant_at_which_so_much_has_passed(
    desk: tuple[Hours, datetime, datetime], seconds: int
) -> None:
    hours, start, _ = desk
    end = after(start, seconds, hours)
    if end is None:
        assert business_seconds(start, start + timedelta(days=700), hours) < seconds
        return
    assert business_seconds(start, end, hours) == seconds
    before = end - timedelta(seconds=1)
    assert business_seconds(start, before, hours) == seconds - 1


# -- as it is typed ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon", (0,)),
        ("Mon-Fri", (0, 1, 2, 3, 4)),
        ("monday - friday", (0, 1, 2, 3, 4)),
        ("sat-mon", (0, 5, 6)),
        ("mon,wed,fri", (0, 2, 4)),
        ("thurs, sat–sun", (3, 5, 6)),
        ("daily", tuple(range(7))),
        ("every-day", tuple(range(7))),
        ("fri-fri", (4,)),
        ("2026-12-24", None),
        ("2026-12-24..2026-12-31", None),
        ("tomorrow", None),
        ("3 Mar 2026", None),
    ],
)
def test_weekdays(typed: str, days: tuple[int, ...] | None) -> None:
    assert read_weekdays(typed) == days


@pytest.mark.parametrize(
    ("typed", "problem", "hint"),
    [
        ("mon-fry", "'fry' is not a weekday", "Did you mean 'friday'?"),
        ("wendesday", "'wendesday' is neither weekdays nor a date", "'wednesday'"),
        ("mon-wed-fri", "no range of weekdays", "mon-fri"),
        ("xyz", "neither weekdays nor a date", "2026-12-24"),
    ],
)
def test_what_is_no_weekday(typed: str, problem: str, hint: str) -> None:
    with pytest.raises(HoursError, match=problem) as refused:
        read_weekdays(typed)
    assert hint in str(refused.value.hint)


@pytest.mark.parametrize(
    ("typed", "read", "said"),
    [
        ("9-17", NINE_TO_FIVE, "09:00-17:00"),
        ("9:00 – 17.00", NINE_TO_FIVE, "09:00-17:00"),
        (
            "13:30-18:00, 09:00-12:30",
            ((9 * H, 12.5 * H), (13.5 * H, 18 * H)),
            "09:00-12:30, 13:30-18:00",
        ),
        ("9-12,12-17", ((9 * H, 12 * H), (12 * H, 17 * H)), "09:00-12:00, 12:00-17:00"),
        ("22:00-24:00", ((22 * H, DAY),), "22:00-24:00"),
        ("0-24", WHOLE_DAY, "24h"),
        ("24H", WHOLE_DAY, "24h"),
        ("Closed", CLOSED, "closed"),
    ],
)
def test_times(typed: str, read: Intervals, said: str) -> None:
    assert read_intervals(typed) == read
    assert format_intervals(read_intervals(typed)) == said
    assert read_intervals(said) == read


@pytest.mark.parametrize(
    ("typed", "problem", "hint"),
    [
        ("22:00-02:00", "past midnight", "22:00-24:00, and 00:00-02:00 on the next"),
        ("22-0", "past midnight", "Write 22:00-24:00."),
        ("9-13,12-18", "09:00-13:00 and 12:00-18:00 overlap", "Write 09:00-18:00"),
        ("9-9", "no time at all", "24h"),
        ("9-25", "'25' in '9-25' is a time no clock shows", "24:00"),
        ("9:75-10", "no clock shows", "24:00"),
        ("9", "'9' is not a time from one to another", "09:00-12:30"),
        ("9-12,", "not a time from one to another", "09:00-12:30"),
        ("9am-5pm", "'9am' in '9am-5pm' is not a time", "09:00-12:30"),
        ("clsoed", "not a time from one to another", "Did you mean 'closed'?"),
    ],
)
def test_what_are_no_times(typed: str, problem: str, hint: str) -> None:
    with pytest.raises(HoursError, match=problem) as refused:
        read_intervals(typed)
    assert hint in str(refused.value.hint)


@given(st.sets(st.integers(0, 6), min_size=1))
def test_weekdays_are_read_as_they_are_said(days: set[int]) -> None:
    assert read_weekdays(format_weekdays(days)) == tuple(sorted(days))
