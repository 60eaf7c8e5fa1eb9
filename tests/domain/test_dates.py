"""The closed grammar of dates and times (DESIGN.md §7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from csdesk.domain.parsing.date import (
    DateError,
    Understood,
    format_instant,
    iso,
    read_day,
    read_instant,
    to_utc,
)
from csdesk.domain.timezone import midnight
from csdesk.errors import UsageProblem

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "America/Sao_Paulo",
        "America/St_Johns",
        "Africa/Cairo",
        "Asia/Beirut",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
    )
)
TUESDAY = datetime(2026, 11, 17, 13, 30, tzinfo=UTC)  # 14:30 in Berlin


def understood(text: str, *, order: str | None = None, ahead: bool = False) -> str:
    """What `text` is taken for in Berlin on Tue 17 Nov 2026 at 14:30: local ISO."""
    taken = read_instant(text, now=TUESDAY, zone=BERLIN, order=order, ahead=ahead)
    return taken.instant.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M:%S")


def refusal(text: str, *, order: str | None = None) -> DateError:
    with pytest.raises(DateError) as caught:
        read_instant(text, now=TUESDAY, zone=BERLIN, order=order)
    return caught.value


def hint(text: str, *, order: str | None = None) -> str:
    return refusal(text, order=order).hint or ""


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2026-11-17", "2026-11-17 00:00:00"),
        ("2026-11-17T14:05", "2026-11-17 14:05:00"),
        ("2026-11-17 14:05", "2026-11-17 14:05:00"),
        ("2026-11-17 14:05:30", "2026-11-17 14:05:30"),
        ("2026-11-17T14:05:30.999", "2026-11-17 14:05:30"),
        ("2026-11-17T14:05Z", "2026-11-17 15:05:00"),
        ("2026-11-17t14:05:30z", "2026-11-17 15:05:30"),
        ("2026-11-17T14:05+03:00", "2026-11-17 12:05:00"),
        ("2026-11-17T14:05+0300", "2026-11-17 12:05:00"),
        ("2026-11-17 14:05 -05:00", "2026-11-17 20:05:00"),
        ("  2026-11-17   9:05 ", "2026-11-17 09:05:00"),
    ],
)
def test_iso_forms_are_read_in_the_desks_zone_or_their_own(
    text: str, local: str
) -> None:
    assert understood(text) == local


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("now", "2026-11-17 14:30:00"),
        ("today", "2026-11-17 00:00:00"),
        ("Yesterday", "2026-11-16 00:00:00"),
        ("tomorrow", "2026-11-18 00:00:00"),
        ("yesterday 14:05", "2026-11-16 14:05:00"),
        ("tomorrow at 9:30", "2026-11-18 09:30:00"),
        ("14:05", "2026-11-17 14:05:00"),
        ("9:30", "2026-11-17 09:30:00"),
        ("2:05 pm", "2026-11-17 14:05:00"),
        ("2pm", "2026-11-17 14:00:00"),
        ("12:30 am", "2026-11-17 00:30:00"),
        ("12 pm", "2026-11-17 12:00:00"),
        ("yesterday 2:05 p.m.", "2026-11-16 14:05:00"),
    ],
)
def test_words_and_bare_times_count_from_today(text: str, local: str) -> None:
    assert understood(text) == local


@pytest.mark.parametrize(
    ("text", "last", "following"),
    [
        ("mon", "2026-11-16", "2026-11-23"),
        ("tue", "2026-11-10", "2026-11-24"),
        ("Tuesday", "2026-11-10", "2026-11-24"),
        ("WED", "2026-11-11", "2026-11-18"),
        ("thurs", "2026-11-12", "2026-11-19"),
        ("sunday", "2026-11-15", "2026-11-22"),
    ],
)
def test_a_weekday_is_the_last_one_and_for_due_dates_the_next_never_today(
    text: str, last: str, following: str
) -> None:
    assert understood(text) == f"{last} 00:00:00"
    assert understood(text, ahead=True) == f"{following} 00:00:00"
    assert understood(f"{text} 9:30") == f"{last} 09:30:00"
    assert understood(f"{text} 10:00", ahead=True) == f"{following} 10:00:00"


def test_a_bare_time_that_has_passed_stays_today_even_for_due_dates() -> None:
    assert understood("14:05", ahead=True) == "2026-11-17 14:05:00"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2h ago", "2026-11-17 12:30:00"),
        ("90 min ago", "2026-11-17 13:00:00"),
        ("1h 30m ago", "2026-11-17 13:00:00"),
        ("in 2 h", "2026-11-17 16:30:00"),
        ("45 s ago", "2026-11-17 14:29:15"),
        ("3 days ago", "2026-11-14 14:30:00"),
        ("in 3 days", "2026-11-20 14:30:00"),
        ("in 3 days 10:00", "2026-11-20 10:00:00"),
        ("in 3 days 2pm", "2026-11-20 14:00:00"),
        ("1 week ago", "2026-11-10 14:30:00"),
        ("in 2 months", "2027-01-17 14:30:00"),
        ("1 year ago", "2025-11-17 14:30:00"),
    ],
)
def test_ago_and_in_count_from_now(text: str, local: str) -> None:
    assert understood(text) == local


def test_a_day_keeps_the_wall_clock_across_dst_and_24_hours_do_not() -> None:
    after = datetime(2026, 3, 29, 10, 0, tzinfo=UTC)  # 12:00, summer time since 03:00
    yesterday = read_instant("1 day ago", now=after, zone=BERLIN).instant
    hours = read_instant("24h ago", now=after, zone=BERLIN).instant
    assert format_instant(yesterday, BERLIN) == "Sat 28 Mar 2026 12:00"
    assert format_instant(hours, BERLIN) == "Sat 28 Mar 2026 11:00"


def test_a_month_after_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    now = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
    taken = read_instant("in 1 month", now=now, zone=BERLIN)
    assert format_instant(taken.instant, BERLIN) == "Sat 28 Feb 2026 10:00"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("3 Mar 2026", "2026-03-03 00:00:00"),
        ("3 March 2026 14:05", "2026-03-03 14:05:00"),
        ("Mar 3, 2026", "2026-03-03 00:00:00"),
        ("March 3 2026", "2026-03-03 00:00:00"),
        ("3rd march 2026 at 2pm", "2026-03-03 14:00:00"),
        ("3-Mar-2026", "2026-03-03 00:00:00"),
        ("30 Sept 2026", "2026-09-30 00:00:00"),
        ("Tue 3 Mar 2026 14:05", "2026-03-03 14:05:00"),
    ],
)
def test_a_month_in_letters_needs_no_order(text: str, local: str) -> None:
    assert understood(text) == local


@pytest.mark.parametrize(
    ("text", "order", "local"),
    [
        ("31.1.2026", "dmy", "2026-01-31 00:00:00"),
        ("01/03/2026", "dmy", "2026-03-01 00:00:00"),
        ("01/03/2026", "mdy", "2026-01-03 00:00:00"),
        ("1-3-2026 14:05", "mdy", "2026-01-03 14:05:00"),
        ("2026/3/1", "ymd", "2026-03-01 00:00:00"),
    ],
)
def test_day_and_month_in_digits_follow_the_desks_order(
    text: str, order: str, local: str
) -> None:
    assert understood(text, order=order) == local


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1900-01-01", date(1900, 1, 1)),
        ("31.12.2200", date(2200, 12, 31)),
        ("1.1.1900", date(1900, 1, 1)),
        ("126 years ago", date(1900, 11, 17)),
        ("in 174 years", date(2200, 11, 17)),
    ],
)
def test_the_years_1900_and_2200_are_still_known(text: str, day: date) -> None:
    assert read_day(text, now=TUESDAY, zone=BERLIN, order="dmy") == day


@pytest.mark.parametrize("order", [None, "ymd"])
def test_without_an_order_both_readings_are_shown(order: str | None) -> None:
    error = refusal("01/03/2026", order=order)
    assert "1 March 2026 or 3 January 2026" in str(error)
    assert error.hint is not None
    assert error.hint.startswith("Write 2026-03-01 or 2026-01-03, or settle it")


def test_a_single_reading_is_still_refused_without_an_order_and_shown_as_iso() -> None:
    assert hint("31/01/2026").startswith("Write 2026-01-31, or settle it")


def test_a_date_of_the_other_order_is_refused_with_what_it_may_mean() -> None:
    assert hint("01/31/2026", order="dmy") == "Write 2026-01-31."
    assert hint("31.01.2026", order="mdy") == "Write 2026-01-31."


@pytest.mark.parametrize("text", ["1.3.26", "01/03/26", "3 Mar 26", "1.3.26 14:05"])
@pytest.mark.parametrize("order", [None, "dmy", "mdy"])
def test_a_year_of_two_digits_is_refused(text: str, order: str | None) -> None:
    assert "two digits" in str(refusal(text, order=order))
    assert "in full" in hint(text, order=order)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "14",
        "1405",
        "2026-11-17T14",
        "2026-11-17Z",
        "20261117",
        "2026-W47",
        "now 14:05",
        "next tuesday",
        "noon",
        "ago",
        "-3 days ago",
        "in 5",
        "in 0:05:00",
        "1.5 days ago",
        "3 days 2 hours ago",
        "14:05Z",
        "2026-11-17T14:05+25:00",
        "٣ days ago",
        "31/31/2026",
        "3 Mar",
        "Mon 17 Nov 2026",
        "99999 years ago",
    ],
)
def test_anything_else_is_refused_with_what_to_type(text: str) -> None:
    error = refusal(text)
    assert isinstance(error, UsageProblem)
    assert f"'{text.casefold()}'" in str(error).casefold()
    assert error.hint


@pytest.mark.parametrize(
    ("text", "says", "remedy"),
    [
        ("2026-02-30", "February 2026 has no day 30", "YYYY-MM-DD"),
        ("2026-12-32", "December 2026 has no day 32", "YYYY-MM-DD"),
        ("2026-01-32", "January 2026 has no day 32", "YYYY-MM-DD"),
        ("30 Feb 2026", "'30 feb 2026' is not a date", "YYYY-MM-DD"),
        ("2026-13-01", "there is no month 13", "YYYY-MM-DD"),
        ("1899-12-31", "outside the years 1900 to 2200", "Check the year"),
        ("2201-01-01", "outside the years 1900 to 2200", "Check the year"),
        ("0026-01-01", "outside the years 1900 to 2200", "Check the year"),
        ("2026-3-1", "not an ISO date", "Write 2026-03-01."),
        ("24:00", "no clock shows", "midnight is 00:00"),
        ("14 pm", "no clock shows", "from 00:00 to 23:59"),
        ("13:60", "no clock shows", "from 00:00 to 23:59"),
        ("tommorow 9:30", "not a date", "Did you mean 'tomorrow 9:30'?"),
        ("Mon 17 Nov 2026", "not a Monday", "It is Tue 17 Nov 2026."),
        ("3 Mar", "no year", "Write 3 Mar 2026."),
    ],
)
def test_a_refusal_names_the_fault_and_the_remedy(
    text: str, says: str, remedy: str
) -> None:
    error = refusal(text)
    assert says in str(error)
    assert remedy in (error.hint or "")


def test_of_a_time_that_happened_twice_the_earlier_is_taken_and_said() -> None:
    taken = read_instant("2026-10-25T02:30", now=TUESDAY, zone=BERLIN)
    assert taken.instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert taken.note == (
        "02:30 happened twice on Sun 25 Oct 2026; the earlier was taken"
    )


def test_an_offset_reaches_the_later_of_two_times_without_a_note() -> None:
    taken = read_instant("2026-10-25T02:30+01:00", now=TUESDAY, zone=BERLIN)
    assert taken == Understood(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


def test_a_time_that_never_happened_is_refused_with_the_time_after_it() -> None:
    error = refusal("2026-03-29 02:30")
    assert "from 2026-03-29 02:00 to 2026-03-29 03:00" in str(error)
    assert "Europe/Berlin" in str(error)
    assert error.hint == "Write 2026-03-29T03:00 or later."


def test_the_edges_of_a_gap_happened() -> None:
    before = to_utc(datetime.fromisoformat("2026-03-29T01:59:59"), BERLIN).instant
    after = to_utc(datetime.fromisoformat("2026-03-29T03:00"), BERLIN).instant
    assert after - before == timedelta(seconds=1)


def test_a_day_whose_midnight_was_left_out_begins_when_the_clocks_changed() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    taken = read_instant("2018-11-04", now=TUESDAY, zone=zone)
    assert format_instant(taken.instant, zone) == "Sun 4 Nov 2018 01:00"
    assert taken.note == "Sun 4 Nov 2018 began at 01:00: the clocks went forward"


def test_a_day_that_was_left_out_is_refused() -> None:
    with pytest.raises(DateError, match="does not exist in Pacific/Apia"):
        read_instant("2011-12-30", now=TUESDAY, zone=ZoneInfo("Pacific/Apia"))


def test_a_midnight_that_came_twice_begins_its_day_the_first_time() -> None:
    havana = ZoneInfo("America/Havana")
    taken = read_instant("2026-11-01", now=TUESDAY, zone=havana)
    assert taken.instant == datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
    assert taken.note is not None


def test_today_is_the_desks_day_and_not_utcs() -> None:
    late = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)
    assert read_day("today", now=late, zone=BERLIN) == date(2026, 11, 18)


def test_fractions_of_a_second_are_cut_off() -> None:
    now = TUESDAY.replace(second=59, microsecond=999_999)
    assert read_instant("now", now=now, zone=BERLIN).instant == now.replace(
        microsecond=0
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-01", date(2026, 11, 1)),
        ("yesterday", date(2026, 11, 16)),
        ("fri", date(2026, 11, 13)),
        ("2 weeks ago", date(2026, 11, 3)),
        ("24 Dec 2026", date(2026, 12, 24)),
    ],
)
def test_a_day_is_read_without_a_time(text: str, day: date) -> None:
    assert read_day(text, now=TUESDAY, zone=BERLIN) == day


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2026-11-01 10:00", "Write 2026-11-01."),
        ("yesterday 2pm", "Write 2026-11-16."),
        ("yesturday", "Did you mean 'yesterday'?"),
        ("now", "Write it as 2026-11-17"),
        ("2h ago", "Write it as 2026-11-17"),
    ],
)
def test_a_day_with_a_time_or_a_time_alone_is_refused(text: str, remedy: str) -> None:
    with pytest.raises(DateError) as caught:
        read_day(text, now=TUESDAY, zone=BERLIN)
    assert (caught.value.hint or "").startswith(remedy)


def test_an_instant_is_said_with_its_weekday_and_seconds_only_where_there_are_any() -> (
    None
):
    assert format_instant(TUESDAY, BERLIN) == "Tue 17 Nov 2026 14:30"
    later = TUESDAY + timedelta(seconds=7)
    assert format_instant(later, BERLIN) == "Tue 17 Nov 2026 14:30:07"


def test_iso_has_the_offset_of_its_day() -> None:
    assert iso(midnight(date(2026, 11, 16), BERLIN), BERLIN) == (
        "2026-11-16T00:00:00+01:00"
    )
    assert iso(midnight(date(2026, 7, 1), BERLIN), BERLIN) == (
        "2026-07-01T00:00:00+02:00"
    )


instants = st.datetimes(
    min_value=datetime.fromisoformat("1975-01-01"),  # hypothesis wants them naive
    max_value=datetime.fromisoformat("2100-01-01"),
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(microsecond=0))


@settings(max_examples=100, deadline=None)
@given(instants, st.sampled_from(ZONES))
def test_what_iso_prints_is_read_back(instant: datetime, zone: ZoneInfo) -> None:
    taken = read_instant(iso(instant, zone), now=TUESDAY, zone=zone)
    assert taken == Understood(instant)


@settings(max_examples=100, deadline=None)
@given(instants, st.sampled_from(ZONES))
def test_what_is_said_is_read_back_but_for_the_later_of_two_times(
    instant: datetime, zone: ZoneInfo
) -> None:
    taken = read_instant(format_instant(instant, zone), now=TUESDAY, zone=zone)
    if taken.note is None:
        assert taken.instant == instant
    else:
        assert taken.instant <= instant


@settings(max_examples=100, deadline=None)
@given(instants, st.sampled_from(ZONES))
def test_midnight_is_the_first_instant_of_its_day(
    instant: datetime, zone: ZoneInfo
) -> None:
    day = instant.astimezone(zone).date()
    first = midnight(day, zone)
    assert first <= instant
    assert first.astimezone(zone).date() == day
    assert (first - timedelta(seconds=1)).astimezone(zone).date() < day


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=20), st.sampled_from([None, "ymd", "dmy", "mdy"]))
def test_no_text_is_anything_but_read_or_refused(text: str, order: str | None) -> None:
    assume(text.strip().casefold() != "now")
    try:
        taken = read_instant(text, now=TUESDAY, zone=BERLIN, order=order)
    except DateError as error:
        assert error.hint  # noqa: PT017 - most texts are refused
    else:
        assert taken.instant.microsecond == 0
