"""When terms end, by opening hours and by days, and where holds move them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.policies import BUSINESS_DAYS, BY_NAME, DAYS, POLICIES, Limit
from csdesk.domain.sla.business_hours import (
    BEGINNING,
    DAY,
    Hours,
    Intervals,
    after,
    due,
    open_seconds,
)
from csdesk.domain.sla.clock import (
    Days,
    Hold,
    Length,
    moved_by_holds,
)
from csdesk.domain.sla.steps import format_steps, steps_of_days, steps_of_length
from csdesk.domain.sla.terms import SlaTerm
from csdesk.domain.vocabulary import POLICIES as POLICY_WORDS

if TYPE_CHECKING:
    from csdesk.domain.sla.clock import Term

H = 3600
BERLIN = ZoneInfo("Europe/Berlin")
LONDON = ZoneInfo("Europe/London")
SYDNEY = ZoneInfo("Australia/Sydney")
NINE_TO_FIVE: Intervals = ((9 * H, 17 * H),)
EASTER = {date(2026, 4, 3): "Good Friday", date(2026, 4, 6): "Easter Monday"}


def week(
    zone: ZoneInfo = BERLIN,
    intervals: Intervals = NINE_TO_FIVE,
    closed: tuple[date, ...] = tuple(EASTER),
) -> Hours:
    steps = ((BEGINNING, intervals),)
    weekly = (steps, steps, steps, steps, steps, (), ())
    return Hours(zone, weekly, dict.fromkeys(closed, ()))


def at(text: str, zone: ZoneInfo = BERLIN) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


def local(instant: int | None, zone: ZoneInfo = BERLIN) -> str:
    assert instant is not None
    moment = datetime.fromtimestamp(instant, zone)
    return f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def length(seconds: float, hours: Hours | None, clock: str = "business") -> Length:
    return Length(SlaTerm(int(seconds), clock), hours)


# -- targets ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # KPIS.md §5
        ("2026-11-13 16:30", 1, "2026-11-16 09:30"),
        ("2026-11-13 16:00", 8, "2026-11-16 16:00"),
        # Ends with the day, not as the next one begins.
        ("2026-11-13 16:00", 1, "2026-11-13 17:00"),
        ("2026-11-14 12:00", 1, "2026-11-16 10:00"),
        ("2026-11-13 17:00", 1, "2026-11-16 10:00"),
        # Good Friday, the weekend, Easter Monday.
        ("2026-04-02 16:30", 1, "2026-04-07 09:30"),
        ("2026-04-05 10:00", 8, "2026-04-07 17:00"),
    ],
)
def test_hours_from_nine_to_five(start: str, count: int, end: str) -> None:
    assert local(length(count * H, week()).end(at(start))) == end


def test_a_lunch_break_does_not_count() -> None:
    hours = week(intervals=((9 * H, 12 * H + H // 2), (13 * H + H // 2, 18 * H)))
    start = at("2026-11-17 12:00")
    assert local(length(1 * H, hours).end(start)) == "2026-11-17 14:00"
    assert local(length(H / 2, hours).end(start)) == "2026-11-17 12:30"


def test_a_night_in_which_the_clocks_change_counts_as_long_as_it_was() -> None:
    start = at("2026-03-27 16:30", LONDON)
    one_hour = length(1 * H, week(LONDON))
    assert local(one_hour.end(start), LONDON) == "2026-03-30 09:30"
    elapsed = length(64 * H, week(LONDON), "elapsed")
    assert local(elapsed.end(start), LONDON) == "2026-03-30 09:30"
    round_the_clock = Hours(BERLIN, (((BEGINNING, ((0, DAY),)),),) * 7)
    assert local(length(24 * H, round_the_clock).end(at("2026-03-28 12:00"))) == (
        "2026-03-29 13:00"
    )


def test_without_hours_business_time_is_elapsed_time() -> None:
    assert local(length(2 * H, None).end(at("2026-11-14 23:00"))) == "2026-11-15 01:00"


def test_a_desk_that_never_opens_owes_nothing() -> None:
    never = Hours(BERLIN, (((BEGINNING, ()),),) * 7)
    assert length(1, never).end(0) is None


instants = st.integers(at("2026-01-01 00:00"), at("2027-12-31 00:00"))
some_hours = st.lists(
    st.lists(st.integers(0, 96), min_size=0, max_size=4, unique=True).map(
        lambda marks: tuple(
            (first * 900, last * 900)
            for first, last in zip(*[iter(sorted(marks)[: len(marks) // 2 * 2])] * 2,
                                   strict=True)
        )
    ),
    min_size=7, max_size=7,
)  # fmt: skip


@given(
    st.sampled_from([BERLIN, LONDON, SYDNEY]),
    some_hours,
    instants,
    st.integers(1, 400 * H),
)
def test_a_deadline_is_the_very_instant_at_which_the_seconds_are_used_up(
    zone: ZoneInfo, weekly: list[Intervals], start: int, seconds: int
) -> None:
    hours = Hours(zone, tuple(((BEGINNING, one),) for one in weekly))
    end = due(start, seconds, hours)
    if end is None:
        assert not any(weekly)
        return
    assert open_seconds(start, end, hours) == seconds
    assert open_seconds(start, end - 1, hours) == seconds - 1
    same = after(datetime.fromtimestamp(start, UTC), seconds, hours)
    assert same is not None
    assert int(same.timestamp()) == end


# -- holds ------------------------------------------------------------------------


def test_a_hold_moves_a_deadline_by_the_open_time_that_it_took() -> None:
    term = length(4 * H, week())
    due_at = term.end(at("2026-11-13 10:00")) or 0
    hold = Hold(at("2026-11-13 12:00"), at("2026-11-16 10:00"))
    assert local(due_at) == "2026-11-13 14:00"
    assert local(moved_by_holds(term, due_at, [hold])) == "2026-11-16 12:00"


def test_by_elapsed_time_a_hold_moves_it_by_all_of_it() -> None:
    term = length(4 * H, week(), "elapsed")
    hold = Hold(at("2026-11-13 12:00"), at("2026-11-16 10:00"))
    assert (
        local(moved_by_holds(term, at("2026-11-13 14:00"), [hold]))
        == "2026-11-16 12:00"
    )


def test_a_hold_that_begins_at_the_deadline_moves_nothing() -> None:
    term, due_at = length(4 * H, week()), at("2026-11-13 14:00")
    assert moved_by_holds(term, due_at, [Hold(due_at, due_at + DAY)]) == due_at


def test_a_hold_after_it_was_done_moves_nothing() -> None:
    term, due_at = length(4 * H, week()), at("2026-11-13 14:00")
    hold = Hold(due_at - H, due_at + DAY)
    assert moved_by_holds(term, due_at, [hold], done=hold.since) == due_at
    assert moved_by_holds(term, due_at, [hold], done=hold.since + 1) > due_at


@given(
    instants,
    st.integers(1, 200 * H),
    st.lists(st.integers(0, 30 * DAY), max_size=6, unique=True).map(sorted),
    st.sampled_from(["business", "elapsed"]),
)
@settings(max_examples=60)
def test_on_the_way_to_a_deadline_the_time_not_on_hold_is_what_was_promised(
    start: int, seconds: int, marks: list[int], clock: str
) -> None:
    hours = week()
    term = length(seconds, hours, clock)
    holds = [
        Hold(start + first, start + last)
        for first, last in zip(marks[::2], marks[1::2], strict=False)
    ]
    end = moved_by_holds(term, term.end(start) or 0, holds)

    def used(first: int, last: int) -> int:
        return open_seconds(first, last, hours) if clock == "business" else last - first

    over = sum(used(hold.since, hold.until) for hold in holds if hold.since < end)
    assert used(start, end) - over == seconds


# -- days of policies -------------------------------------------------------------


def days(count: int, unit: str = BUSINESS_DAYS, hours: Hours | None = None) -> Days:
    return Days(Limit(count, unit), hours.zone if hours else BERLIN, hours)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-04-02 10:00", 3, "2026-04-09 17:00"),
        ("2026-04-02 23:00", 3, "2026-04-09 17:00"),
        ("2026-04-04 10:00", 1, "2026-04-07 17:00"),
        ("2026-11-16 08:00", 1, "2026-11-17 17:00"),
    ],
)
def test_business_days_follow_the_day_itself_and_end_at_closing_time(
    start: str, count: int, end: str
) -> None:
    assert local(days(count, hours=week()).end(at(start))) == end


def test_eight_weeks_are_56_calendar_days_to_the_last_second() -> None:
    decide = BY_NAME["uk-disp"].decide
    assert decide == Limit(56, DAYS)
    end = Days(decide, LONDON, week(LONDON)).end(at("2026-03-02 09:15", LONDON))
    assert local(end, LONDON) == "2026-04-27 23:59:59"


def test_without_hours_every_day_is_a_business_day() -> None:
    assert local(days(1).end(at("2026-11-13 10:00"))) == "2026-11-14 23:59:59"


def test_a_day_open_to_midnight_ends_in_its_last_second() -> None:
    late = week(intervals=((9 * H, DAY),))
    assert local(days(1, hours=late).end(at("2026-11-16 10:00"))) == (
        "2026-11-17 23:59:59"
    )


def test_days_of_a_desk_that_never_opens_do_not_end() -> None:
    assert days(1, hours=Hours(BERLIN, (((BEGINNING, ()),),) * 7)).end(0) is None


@pytest.mark.parametrize(
    ("since", "until", "end"),
    [
        ("2026-11-16 11:00", "2026-11-16 16:00", "2026-11-18 17:00"),  # no day of it
        ("2026-11-16 11:00", "2026-11-17 09:00", "2026-11-19 17:00"),
        ("2026-11-17 11:00", "2026-11-23 09:00", "2026-11-24 17:00"),  # Wed Thu Fri Mon
        ("2026-11-18 16:59", "2026-11-18 18:00", "2026-11-18 17:00"),
        ("2026-11-18 17:00", "2026-11-25 18:00", "2026-11-18 17:00"),  # too late
    ],
)
def test_a_hold_moves_days_by_those_that_began_in_it(
    since: str, until: str, end: str
) -> None:
    term: Term = days(2, hours=week())
    due_at = term.end(at("2026-11-16 10:00")) or 0
    assert local(moved_by_holds(term, due_at, [Hold(at(since), at(until))])) == end


def test_the_policies_are_those_that_complaints_may_have() -> None:
    assert tuple(policy.name for policy in POLICIES) == POLICY_WORDS
    small = BY_NAME["small-shop"]
    assert (small.acknowledge.days, small.decide.days) == (1, 10)
    assert small.update == Limit(3, BUSINESS_DAYS)
    assert small.follow_up == Limit(7, DAYS)


# -- how they came about ----------------------------------------------------------


def test_a_deadline_is_told_hour_by_hour() -> None:
    term = length(1 * H, week())
    start, end = at("2026-04-02 16:30"), at("2026-04-07 09:30")
    steps = steps_of_length(term, start, end, [], EASTER)
    assert format_steps(steps, BERLIN, in_days=False) == (
        "Thu 16:30–17:00 30 m, Good Friday, weekend, Easter Monday, "
        "Tue 09:00–09:30 30 m"
    )


def test_a_hold_stands_between_what_counted() -> None:
    term = length(4 * H, week())
    hold = Hold(at("2026-11-17 12:00"), at("2026-11-18 10:00"))
    start = at("2026-11-17 10:00")
    end = moved_by_holds(term, term.end(start) or 0, [hold])
    steps = steps_of_length(term, start, end, [hold], {})
    assert format_steps(steps, BERLIN, in_days=False) == (
        "Tue 10:00–12:00 2 h, on hold, Wed 10:00–12:00 2 h"
    )


def test_days_are_told_by_runs_of_a_sort() -> None:
    term = days(3, hours=week())
    start, end = at("2026-04-02 10:00"), at("2026-04-09 17:00")
    steps = steps_of_days(term, start, end, [], EASTER)
    assert [(step.counted, step.what) for step in steps] == [
        (0, "the day itself, which does not count"),
        (0, "Good Friday"),
        (0, "weekend"),
        (0, "Easter Monday"),
        (3, "counts"),
    ]


@given(instants, st.integers(1, 60 * H))
def test_what_counted_is_what_was_promised(start: int, seconds: int) -> None:
    term = length(seconds, week())
    end = term.end(start) or 0
    steps = steps_of_length(term, start, end, [], EASTER)
    assert sum(step.counted for step in steps) == seconds
    assert all(step.start < step.end for step in steps)
    assert all(one.end <= two.start for one, two in pairwise(steps))


@given(instants, st.sampled_from([BUSINESS_DAYS, DAYS]), st.integers(1, 30))
def test_the_days_that_counted_are_those_of_the_limit(
    start: int, unit: str, count: int
) -> None:
    term = days(count, unit, week())
    steps = steps_of_days(term, start, term.end(start) or 0, [], EASTER)
    assert sum(step.counted for step in steps) == count
