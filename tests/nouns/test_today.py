"""What to do first, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from csdesk.domain.sla.business_hours import Hours
from csdesk.views.today import end_of_next_working_day
from tests.nouns.waiting import BERLIN, at, ids, rows, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

    Begin = Callable[[Callable[[Csdesk], None]], Csdesk]


def everything(csdesk: Csdesk) -> None:
    """One of each, the least pressing written down first."""
    csdesk.ok("customer", "add", "Ann Lee", "--at", "2026-01-10")
    csdesk.ok("followup", "add", "P1", "boiler", "--due", "9:30", "--kind", "reminder",
              "--at", "2026-11-18 09:00")  # fmt: skip
    csdesk.ok("loyalty", "add", "each", "--when", "visits", "--reaches", "1",
              "--voucher", "15", "--expires", "5d")  # fmt: skip
    csdesk.ok("purchase", "log", "Jo Roe", "40")
    csdesk.ok("survey", "record", "nps", "3", "--customer", "P1", "--at", "yesterday")
    csdesk.ok("log", "P1", "bill", "--channel", "email", "--at", "yesterday")
    stamp(csdesk, "contact", 1, resolution_due_at="2026-11-19 10:00")
    csdesk.ok("complaint", "open", "P1", "noise", "--no-contact", "--at", "yesterday")
    stamp(csdesk, "complaint", 1, resolution_due_at="2026-11-19 11:00")
    csdesk.ok("complaint", "investigate", "K1")
    csdesk.ok("log", "P1", "parcel", "--channel", "email", "--at", "yesterday")
    stamp(csdesk, "contact", 2, response_due_at="2026-11-18 09:00")
    csdesk.ok("complaint", "open", "P1", "smell", "--no-contact", "--at", "yesterday")
    stamp(csdesk, "complaint", 2, acknowledge_due_at="2026-11-18 17:00")
    csdesk.ok("followup", "add", "P2", "call", "--due", "15:00")
    csdesk.ok("followup", "add", "P2", "sorry card", "--due", "10:00", "--kind",
              "apology", "--at", "2026-11-17 09:00")  # fmt: skip


@pytest.fixture
def desk(begin: Begin) -> Csdesk:
    """A desk on which one of each waits."""
    return begin(everything)


def test_the_most_pressing_comes_first_with_its_reason(desk: Csdesk) -> None:
    told = [(row["rank"], row["id"], row["kind"], row["reason"]) for row in rows(desk)]
    # An unhappy customer to whom a promise is open is called back anyway; P1 has none.
    assert told == [
        (1, "F3", "promise overdue", "promise: 1 d late"),
        (2, "F2", "promise today", "promise: in 5 h"),
        (3, "K2", "acknowledgement", "acknowledge: in 7 h"),
        (4, "C2", "response", "answer: 1 h late"),
        (5, "K1", "resolution", "resolve: in 1 d"),
        (6, "C1", "resolution", "resolve: in 1 d"),
        (7, "S1", "unhappy", "unhappy: 1 d ago"),
        (8, "V1", "voucher", "voucher ends in 5 d"),
        (9, "F1", "reminder", "reminder: 30 m late"),
    ]


def test_each_row_says_whose_what_when_and_what_to_type(desk: Csdesk) -> None:
    found = {row["id"]: row for row in rows(desk)}
    assert found["F2"] == {
        "id": "F2",
        "rank": 2,
        "kind": "promise today",
        "reason": "promise: in 5 h",
        "about": "call",
        "customer": "P2",
        "customer_name": "Jo Roe",
        "due": "2026-11-18T15:00:00+01:00",
        "also": [],
        "next": "csdesk followup done F2",
    }
    assert found["S1"]["about"] == "NPS 3, detractor"
    assert found["V1"]["about"] == "15.00 EUR"
    assert [found[one]["next"] for one in ("K2", "C2", "C1", "S1")] == [
        "csdesk complaint acknowledge K2",
        "csdesk contact respond C2",
        "csdesk contact resolve C1",
        "csdesk customer show P1",
    ]


def test_a_record_comes_once_with_its_other_reasons_beside(desk: Csdesk) -> None:
    stamp(desk, "complaint", 2, resolution_due_at="2026-11-18 12:00")
    found = [row for row in rows(desk) if row["id"] == "K2"]
    assert [(row["kind"], row["also"]) for row in found] == [
        ("acknowledgement", ["resolve: in 2 h"])
    ]


@pytest.mark.parametrize("width", ["80", "120"])
def test_the_table_is_as_wide_as_the_terminal_and_no_id_is_cut(
    desk: Csdesk, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    lines = desk.ok("today").splitlines()
    assert max(map(len, lines)) <= int(width)
    assert [line.split()[0] for line in lines[4:13]] == ids(desk)
    assert ("csdesk contact respond C2" in "\n".join(lines[:-1])) == (width == "120")
    assert lines[-1] == "Next: csdesk followup done F3"


def test_nothing_waiting_is_said(csdesk: Csdesk) -> None:
    assert csdesk.ok("today") == "Nothing is waiting for you today.\n"
    assert rows(csdesk) == []


def test_looking_writes_nothing(desk: Csdesk) -> None:
    before = desk.path.read_bytes()
    desk.path.chmod(0o400)
    desk.ok("today")
    assert desk.path.read_bytes() == before


def test_a_limit_cuts_and_says_so(desk: Csdesk) -> None:
    assert desk.ok("today", "-q", "--limit", "2").split() == ["F3", "F2"]
    assert "2 of 9 shown" in desk.ok("today", "--limit", "2")


# -- what is done, or on hold, does not wait ---------------------------------------


@pytest.mark.parametrize(
    ("done", "gone"),
    [
        (("followup", "done", "F3"), "F3"),
        (("followup", "move", "F3", "in 3 days"), "F3"),
        (("complaint", "acknowledge", "K2"), "K2"),
        (("complaint", "investigate", "K2"), "K2"),
        (("complaint", "hold", "K2", "waits"), "K2"),
        (("complaint", "hold", "K1", "waits"), "K1"),
        (("contact", "respond", "C2"), "C2"),
        (("contact", "hold", "C2", "waits"), "C2"),
        (("contact", "resolve", "C1"), "C1"),
        (("contact", "hold", "C1", "waits"), "C1"),
        (("log", "P1", "sorry", "--direction", "outbound"), "S1"),
        (("followup", "add", "P1", "call", "--due", "fri"), "S1"),
        (("followup", "done", "F1"), "F1"),
        (("undo",), "F3"),
    ],
)
def test_what_is_done_or_on_hold_is_off_the_list(
    desk: Csdesk, done: tuple[str, ...], gone: str
) -> None:
    before = ids(desk)
    desk.ok(*done)
    assert ids(desk) == [one for one in before if one != gone]


def test_what_goes_on_is_back(desk: Csdesk) -> None:
    desk.ok("contact", "hold", "C1", "waits", "--at", "9:00")
    desk.ok("contact", "resume", "C1", "--at", "9:30")
    assert "C1" in ids(desk)


def test_a_redeemed_or_expired_voucher_waits_no_more(desk: Csdesk) -> None:
    stamp(desk, "voucher", 1, redeemed_at="2026-11-18 10:00")
    assert "V1" not in ids(desk)
    stamp(desk, "voucher", 1, redeemed_at=None, expires_at="2026-12-03 10:00")
    assert "V1" not in ids(desk)
    stamp(desk, "voucher", 1, expires_at="2026-12-02 10:00")
    assert "V1" in ids(desk)


# -- unhappy answers --------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "waits"),
    [
        (("nps", "6"), True),
        (("nps", "7"), False),
        (("csat", "3"), True),
        (("csat", "4"), False),
        (("ces", "2"), True),
        (("ces", "5"), False),
        (("ces", "6", "--direction", "effort"), True),
        (("nps", "0", "--at", "2026-11-04 10:01"), True),
        (("nps", "0", "--at", "2026-11-04 09:59"), False),
    ],
)
def test_an_unhappy_answer_of_fourteen_days_waits(
    csdesk: Csdesk, answer: tuple[str, ...], waits: bool
) -> None:
    csdesk.ok("customer", "add", "Ann Lee", "--at", "2026-01-10")
    csdesk.ok("survey", "record", *answer, "--customer", "P1")
    assert ids(csdesk) == (["S1"] if waits else [])


def test_of_one_customer_the_last_unhappy_answer_waits(csdesk: Csdesk) -> None:
    csdesk.ok("survey", "record", "nps", "3", "--customer", "Ann", "--at", "yesterday")
    csdesk.ok("survey", "record", "csat", "1", "--customer", "P1")
    csdesk.ok("survey", "record", "nps", "0")  # nobody who could be called
    assert ids(csdesk) == ["S2"]


def test_what_was_done_before_the_answer_is_no_call_back(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "hi", "--direction", "outbound", "--at", "8:00")
    csdesk.ok("followup", "add", "P1", "x", "--due", "fri")
    csdesk.ok("followup", "done", "F1", "--at", "8:30")
    csdesk.ok("followup", "add", "P1", "service", "--due", "fri", "--kind", "reminder")
    csdesk.ok("survey", "record", "nps", "0", "--customer", "P1", "--at", "9:00")
    assert ids(csdesk) == ["S1"]


# -- deadlines --------------------------------------------------------------------


def test_deadlines_are_near_until_the_next_working_day_ends(csdesk: Csdesk) -> None:
    csdesk.now("2026-11-20T10:00:00+01:00")  # a Friday
    csdesk.ok("log", "Ann Lee", "bill", "--channel", "email")
    stamp(csdesk, "contact", 1, resolution_due_at="2026-11-23 17:00")
    assert ids(csdesk) == []
    csdesk.ok("hours", "set", "mon-fri", "9-17")
    assert ids(csdesk) == ["C1"]
    stamp(csdesk, "contact", 1, resolution_due_at="2026-11-24 09:00")
    assert ids(csdesk) == []
    csdesk.ok("hours", "close", "2026-11-23")
    assert ids(csdesk) == ["C1"]


def test_whoever_never_opens_has_tomorrow() -> None:
    now = datetime(2026, 11, 18, 9, tzinfo=UTC)
    never = Hours(BERLIN, tuple(((datetime(2020, 1, 1).date(), ()),) for _ in range(7)))  # noqa: DTZ001
    for hours in (None, never):
        assert end_of_next_working_day(now, BERLIN, hours) == at("2026-11-20 00:00")


# -- do not contact ---------------------------------------------------------------


def test_whoever_left_is_owed_what_was_promised_and_may_be_won_back(
    desk: Csdesk,
) -> None:
    desk.ok("followup", "add", "P1", "back?", "--kind", "win-back", "--due", "today")
    for who in ("P1", "P2"):
        desk.ok("customer", "leave", who)
    assert ids(desk) == ["F3", "F2", "K2", "C2", "K1", "C1", "F4"]
    assert "Ann Lee" in desk.ok("today")


@pytest.mark.parametrize("fmt", ["table", "plain", "json", "csv", "markdown"])
def test_who_is_not_to_be_contacted_is_never_named(desk: Csdesk, fmt: str) -> None:
    for who in ("P1", "P2"):
        desk.ok("customer", "edit", who, "--do-not-contact")
    told = desk.ok("today", "--format", fmt)
    for secret in ("Ann", "Jo", "P1", "P2", "sorry card", "noise", "parcel", "bill"):
        assert secret not in told
    # What the shop owes stays, by its id; what would be outreach goes.
    assert ids(desk) == ["F3", "F2", "K2", "C2", "K1", "C1"]
