"""`csdesk hours`: what is set holds from a day on, and is shown as it was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.store.dumps import dump, value

if TYPE_CHECKING:
    from tests.conftest import Csdesk

FIVE_DAYS = ("hours", "set", "mon-fri", "09:00-12:30,13:30-18:00")
SPLIT = ["09:00-12:30", "13:30-18:00"]


def week(csdesk: Csdesk) -> dict[str, tuple[list[str], str | None]]:
    """Weekday -> its hours today, and from when on."""
    shown = csdesk.json("hours", "show")["week"]
    return {row["weekday"][:3]: (row["hours"], row["since"]) for row in shown}


def days(csdesk: Csdesk) -> list[tuple[Any, ...]]:
    shown = csdesk.json("hours", "show")["days"]
    return [(row["day"], row["hours"], row["name"], row["country"]) for row in shown]


# -- the week ---------------------------------------------------------------------


def test_a_desk_without_hours_says_what_business_time_is(csdesk: Csdesk) -> None:
    said = "No hours are set: business time is elapsed time."
    assert said in csdesk.ok("hours", "show")
    found = csdesk.json("hours", "show")
    assert found == {
        "is_set": False,
        "says": said,
        "timezone": "Europe/Berlin",
        "holidays": [],
        "holidays_until": None,
        "days_to_come": 0,
        "week": [],
        "coming": [],
        "earlier": [],
        "days": [],
    }


def test_first_hours_hold_from_the_beginning(csdesk: Csdesk) -> None:
    done = csdesk(*FIVE_DAYS)
    assert done.stdout.startswith(
        "Mon-Fri: 09:00-12:30, 13:30-18:00, from the beginning.\n"
    )
    assert done.stderr == ""  # nothing is measured yet
    found = week(csdesk)
    assert found["Mon"] == found["Fri"] == (SPLIT, None)
    assert found["Sat"] == ([], None)
    shown = csdesk.ok("hours", "show")
    assert "Monday     09:00-12:30, 13:30-18:00  the beginning" in shown
    assert "Saturday   closed" in shown


def test_hours_of_a_weekday_that_had_some_hold_from_today(csdesk: Csdesk) -> None:
    csdesk.now("2026-11-17T10:00:00+01:00")
    csdesk.ok(*FIVE_DAYS)
    csdesk.now("2026-11-18T10:00:00+01:00")
    out = csdesk.ok("hours", "set", "fri,sat", "9-16")
    assert out.splitlines()[:2] == [
        "Sat: 09:00-16:00, from the beginning.",
        "Fri: 09:00-16:00, from Wed 18 Nov 2026 on.",
    ]
    found = week(csdesk)
    assert found["Fri"] == (["09:00-16:00"], "2026-11-18")
    assert found["Thu"] == (SPLIT, None)


def test_a_weekday_added_to_hours_that_begin_later_does_not_begin_before_them(
    csdesk: Csdesk,
) -> None:
    csdesk.ok(*FIVE_DAYS, "--from", "2026-11-01")
    out = csdesk.ok("hours", "set", "sat", "10-14")
    assert "Sat: 10:00-14:00, from Sun 1 Nov 2026 on." in out


def test_hours_to_come_are_shown_and_do_not_hold_yet(csdesk: Csdesk) -> None:
    csdesk.ok(*FIVE_DAYS)
    csdesk.ok("hours", "set", "mon", "closed", "--from", "2026-12-01")
    assert week(csdesk)["Mon"] == (SPLIT, None)
    coming = csdesk.json("hours", "show")["coming"]
    assert coming == [{"weekday": "Monday", "hours": [], "since": "2026-12-01"}]
    assert "2026-12-01" in csdesk.ok("hours", "show")
    csdesk.now("2026-12-01T00:00:00+01:00")
    assert week(csdesk)["Mon"] == ([], "2026-12-01")
    assert csdesk.json("hours", "show")["coming"] == []


def test_hours_that_begin_later_leave_the_week_empty_until_then(csdesk: Csdesk) -> None:
    csdesk.ok("hours", "set", "mon", "9-17", "--from", "2026-12-01")
    found = csdesk.json("hours", "show")
    assert found["is_set"] is True
    assert found["week"] == []
    assert found["says"] == (
        "No hours hold before Tue 1 Dec 2026: business time is elapsed time."
    )


def test_an_earlier_change_holds_until_the_next_and_it_is_said(csdesk: Csdesk) -> None:
    csdesk.ok(*FIVE_DAYS)
    csdesk.ok("hours", "set", "mon", "8-12", "--from", "2026-12-01")
    done = csdesk("hours", "set", "mon", "9-13")
    assert "Mon: until Tue 1 Dec 2026; from then on 08:00-12:00." in done.stderr


def test_the_same_day_again_replaces(csdesk: Csdesk) -> None:
    for times in ("9-12,13-17", "9-12,14-18", "closed", "8-12"):
        csdesk.ok("hours", "set", "mon", times, "--from", "2026-11-01")
    assert week(csdesk)["Mon"] == (["08:00-12:00"], "2026-11-01")
    assert value(csdesk.path, "SELECT count(*) FROM opening_interval") == 1


def test_what_is_measured_stays_and_how_to_change_it_is_said(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "x", "--channel", "email", "--at", "2026-11-12 10:00")
    csdesk.ok("contact", "resolve", "C1", "--at", "2026-11-17 10:00")
    said = csdesk(*FIVE_DAYS).stderr
    assert "csdesk hours recompute --since 2026-11-17" in said
    # Nothing is measured from then on.
    assert csdesk("hours", "set", "mon", "9-10", "--from", "2026-11-18").stderr == ""
    assert csdesk("hours", "close", "2026-11-18").stderr == ""
    assert "recompute" in csdesk("hours", "close", "2026-11-10").stderr


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("mon-fry", "9-17"), "Did you mean 'friday'?"),
        (("mon-fri", "9-25"), "a time no clock shows"),
        (("mon", "22:00-02:00"), "Write 22:00-24:00, and 00:00-02:00 on the next day."),
        (("mon", "9-13,12-18"), "09:00-13:00 and 12:00-18:00 overlap"),
        (("mon", "usual"), "'usual' is for a date"),
        (("mon", "9-17", "--from", "soon"), "'soon' is not a date"),
        (("mon", "9-17", "--from", "01/03/2026"), "01/03/2026"),
        (("2026-12-24", "9-12", "--from", "today"), "it has no --from"),
        (("2026-12-31..2026-12-24", "closed"), "Write 2026-12-24..2026-12-31."),
        (("2026-01-01..2027-06-01", "closed"), "is 517 days"),
        (("2026-13-24", "closed"), "no month 13"),
        (("mon", "\udcff"), "not UTF-8"),
    ],
)
def test_what_cannot_be_set_is_refused(
    csdesk: Csdesk, typed: tuple[str, ...], why: str
) -> None:
    before = dump(csdesk.path)
    assert why in csdesk.refused(2, "hours", "set", *typed)
    assert dump(csdesk.path) == before


# -- single days ------------------------------------------------------------------


def test_days_are_closed_by_hand_with_a_name(csdesk: Csdesk) -> None:
    csdesk.ok(*FIVE_DAYS)
    out = csdesk.ok("hours", "close", "2026-12-24..2026-12-25", "--name", " a  break ")
    assert "Thu 24 Dec 2026 to Fri 25 Dec 2026: closed (a break)." in out
    assert days(csdesk) == [
        ("2026-12-24", [], "a break", None),
        ("2026-12-25", [], "a break", None),
    ]


def test_a_day_gets_hours_of_its_own_and_its_usual_ones_back(csdesk: Csdesk) -> None:
    csdesk.ok(*FIVE_DAYS)
    csdesk.ok("hours", "close", "tomorrow")
    csdesk.ok("hours", "set", "2026-11-19", "9-12,13-14")
    assert days(csdesk) == [("2026-11-19", ["09:00-12:00", "13:00-14:00"], None, None)]
    assert "as usual again" in csdesk.ok("hours", "set", "2026-11-19", "usual")
    assert days(csdesk) == []
    said = csdesk.refused(4, "hours", "set", "2026-11-19", "usual")
    assert "Thu 19 Nov 2026 has no hours of its own" in said


def test_days_without_weekly_hours_count_for_nothing_and_it_is_said(
    csdesk: Csdesk,
) -> None:
    said = csdesk("hours", "close", "2026-12-24").stderr
    assert "No weekly hours are set yet" in said
    assert csdesk.json("hours", "show")["is_set"] is False


def test_a_weekday_is_not_closed_by_mistake(csdesk: Csdesk) -> None:
    said = csdesk.refused(2, "hours", "close", "sun")
    assert "csdesk hours set sun closed" in said


def test_days_gone_by_are_not_shown_and_people_see_the_next_ten(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("hours", "close", "2026-11-10..2026-12-05")
    assert len(days(csdesk)) == 18
    shown = csdesk.ok("hours", "show")
    assert "2026-11-17" not in shown
    assert "2026-11-27" in shown
    assert "2026-11-28" not in shown
    assert "Single days to come  18" in shown


# -- holidays ---------------------------------------------------------------------


def test_holidays_of_the_desks_own_country(csdesk: Csdesk) -> None:
    csdesk.ok(*FIVE_DAYS)
    done = csdesk("hours", "holidays")
    assert "holidays of DE, Wed 1 Jan 2025 to Wed 31 Dec 2036." in done.stdout
    assert "--region" in done.stderr
    assert days(csdesk)[:3] == [
        ("2026-12-25", [], "Christmas Day", "DE"),
        ("2026-12-26", [], "Second Day of Christmas", "DE"),
        ("2027-01-01", [], "New Year's Day", "DE"),
    ]
    found = csdesk.json("hours", "show")
    assert found["holidays"] == ["DE"]
    assert found["holidays_until"] == "2036-12-26"


@pytest.mark.parametrize(
    "typed",
    [("DE", "--region", "BY"), ("de-by",), ("Germany", "--region", "bayern")],
)
def test_a_region_by_its_letters_or_its_name(
    csdesk: Csdesk, typed: tuple[str, ...]
) -> None:
    done = csdesk("hours", "holidays", *typed, "--years", "1")
    assert "of DE-BY, Wed 1 Jan 2025 to Fri 31 Dec 2027." in done.stdout
    assert ("2027-01-06", [], "Epiphany", "DE-BY") in days(csdesk)


def test_again_brings_what_is_new_and_doubles_nothing(csdesk: Csdesk) -> None:
    csdesk.ok("hours", "holidays", "DE", "--years", "0")
    before = dump(csdesk.path)
    csdesk.ok("hours", "holidays", "DE", "--years", "0")
    assert dump(csdesk.path) == before
    csdesk.ok("hours", "holidays", "DE", "--years", "1")
    kept = {row[1] for row in dump(csdesk.path)["closed_day"]}
    assert len(kept) == len(dump(csdesk.path)["closed_day"])
    assert (
        dump(csdesk.path)["closed_day"][: len(before["closed_day"])]
        == (before["closed_day"])
    )


def test_another_country_takes_over_from_today_on(csdesk: Csdesk) -> None:
    csdesk.ok("hours", "holidays", "DE", "--years", "1")
    out = csdesk.ok("hours", "holidays", "FR", "--years", "1")
    assert "of FR, Wed 18 Nov 2026 to Fri 31 Dec 2027." in out
    rows = dump(csdesk.path)["closed_day"]
    assert {row[5] for row in rows if row[1] < "2026-11-18"} == {"DE"}
    assert {row[5] for row in rows if row[1] >= "2026-11-18"} == {"FR"}
    csdesk.ok("hours", "holidays", "FR", "--years", "1", "--from", "2026-01-01")
    rows = dump(csdesk.path)["closed_day"]
    assert {row[5] for row in rows if row[1] >= "2026-01-01"} == {"FR"}


def test_what_a_hand_entered_wins_over_a_holiday(csdesk: Csdesk) -> None:
    csdesk.ok("hours", "holidays", "DE", "--years", "0")
    csdesk.ok("hours", "set", "2026-12-25", "9-12")
    named = ("2026-12-25", ["09:00-12:00"], "Christmas Day", None)
    assert days(csdesk)[0] == named
    csdesk.ok("hours", "holidays", "DE", "--years", "0")
    assert days(csdesk)[0] == named
    said = csdesk("hours", "set", "2026-12-25", "usual").stderr
    assert "Fri 25 Dec 2026 stays closed: Christmas Day." in said
    csdesk.ok("hours", "set", "2026-12-25", "9-12")
    csdesk.ok("hours", "holidays", "none")
    assert days(csdesk) == [("2026-12-25", ["09:00-12:00"], None, None)]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("XX",), "No holidays are known for 'XX'"),
        (("Germny",), "Did you mean DE (Germany)?"),
        (("DE", "--region", "XX"), "Write one of BB, BE, BW, BY"),
        (("DE", "--region", "Bayen"), "Did you mean BY (Bayern)?"),
        (("JM", "--region", "XX"), "JM has no regions"),
        (("DE", "--from", "beginning"), "'beginning' is not a date"),
        (("DE", "--years", "500"), "500"),
    ],
)
def test_holidays_that_nobody_knows_are_refused(
    csdesk: Csdesk, typed: tuple[str, ...], why: str
) -> None:
    assert why in csdesk.refused(2, "hours", "holidays", *typed)
    assert dump(csdesk.path)["closed_day"] == []


def test_a_desk_without_a_country_is_asked_for_one(csdesk: Csdesk) -> None:
    csdesk.ok("settings", "set", "country", "-")
    assert "csdesk hours holidays DE" in csdesk.refused(2, "hours", "holidays")


def test_holidays_are_named_the_same_whatever_the_language_of_the_machine(
    csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    csdesk.ok("hours", "holidays", "DE", "--years", "0")
    assert "Christmas Day" in {name for _, _, name, _ in days(csdesk)}


# -- the journal ------------------------------------------------------------------


def test_history_and_undo_call_hours_by_their_day(csdesk: Csdesk) -> None:
    csdesk.ok("hours", "set", "mon", "9-17")
    csdesk.ok("hours", "close", "2026-12-24")
    touched = [row["touched"] for row in csdesk.json("history")][:2]
    assert touched == [["hours of 2026-12-24"], ["hours of Monday"]]
    assert "hours of 2026-12-24 removed" in csdesk.ok("undo")
    out = csdesk.ok("undo")
    assert "hours of Monday removed: weekday Monday, opens 09:00, closes 17:00" in out


def test_recompute_asks_since_when(csdesk: Csdesk) -> None:
    said = csdesk.refused(2, "hours", "recompute")
    assert "--since" in said
    assert "'soon' is not a date" in csdesk.refused(
        2, "hours", "recompute", "--since", "soon"
    )


def test_every_version_of_the_hours_is_shown(csdesk: Csdesk) -> None:
    csdesk.now("2026-11-16T10:00:00+01:00")
    csdesk.ok(*FIVE_DAYS)
    csdesk.now("2026-11-17T10:00:00+01:00")
    csdesk.ok("hours", "set", "mon", "8-12")
    csdesk.now("2026-11-18T10:00:00+01:00")
    csdesk.ok("hours", "set", "mon", "closed")
    csdesk.ok("hours", "set", "mon", "10-11", "--from", "2026-12-01")
    assert csdesk.json("hours", "show")["earlier"] == [
        {"weekday": "Monday", "hours": SPLIT, "since": None},
        {"weekday": "Monday", "hours": ["08:00-12:00"], "since": "2026-11-17"},
    ]
    shown = csdesk.ok("hours", "show")
    assert "Hours before" in shown
    assert "the beginning" in shown


# -- evenings that go past midnight ---------------------------------------------------


@pytest.mark.parametrize(
    ("times", "hours"),
    [("closed", 6), ("12-14", 2 + 6), ("20-24", 4 + 2 + 6), ("usual", 6 + 2 + 6)],
)
def test_an_evening_that_is_closed_is_closed_after_midnight_too(
    csdesk: Csdesk, times: str, hours: int
) -> None:
    csdesk.ok("hours", "set", "daily", "0-2,18-24")
    csdesk.ok("hours", "close", "2026-11-13")
    if times != "closed":
        csdesk.ok("hours", "set", "2026-11-13", times)
    csdesk.ok("log", "-", "x", "--channel", "email", "--at", "2026-11-13 02:00")
    csdesk.ok("contact", "respond", "C1", "--at", "2026-11-15 00:00")
    seconds = value(csdesk.path, "SELECT response_business_seconds FROM contact")
    # Friday evening, Saturday until 2, Saturday evening.
    assert seconds == hours * 3600


def test_a_desk_that_never_closes_opens_at_midnight_after_a_closed_day(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("hours", "set", "daily", "24h")
    csdesk.ok("hours", "close", "2026-11-13")
    csdesk.ok("log", "-", "x", "--channel", "email", "--at", "2026-11-13 02:00")
    csdesk.ok("contact", "respond", "C1", "--at", "2026-11-14 05:00")
    seconds = value(csdesk.path, "SELECT response_business_seconds FROM contact")
    assert seconds == 5 * 3600


# -- what falls due on a closed day ---------------------------------------------------


def test_closing_a_day_names_what_is_due_on_it_and_leaves_it(csdesk: Csdesk) -> None:
    csdesk.ok("hours", "set", "mon-fri", "9-17")
    csdesk.ok("targets", "set", "response", "10h", "--channel", "email")
    csdesk.ok("log", "-", "x", "--channel", "email", "--at", "9:30")
    csdesk.ok("log", "Ann", "x", "--promise", "call back on 2026-11-19 10:00")
    csdesk.ok("log", "-", "x", "--channel", "email", "--at", "9:40")
    csdesk.ok("contact", "respond", "C3")
    before = csdesk.json("contact", "show", "C1")["response_due_at"]
    assert before.startswith("2026-11-19T11:30")
    said = csdesk("hours", "close", "2026-11-19").stderr
    assert "Due while it is closed: F1, C1. Deadlines stay as promised" in said
    assert csdesk.json("contact", "show", "C1")["response_due_at"] == before
    assert "Due while" not in csdesk("hours", "close", "2026-11-20").stderr
