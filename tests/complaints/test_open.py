"""How complaints begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.complaints.conftest import Dump
    from tests.conftest import Csdesk


def test_opening_logs_the_inbound_contact_in_the_same_operation(csdesk: Csdesk) -> None:
    csdesk.ok(
        "complaint", "open", "Ann Lee", "the kettle leaks",
        "--channel", "email", "--category", "kettles",
    )  # fmt: skip
    (contact,) = csdesk.json("contact", "list")
    expected = {
        "subject": "the kettle leaks", "channel": "email", "category": "kettles",
        "direction": "inbound", "reason": "complaint", "phase": "after-sale",
        "complaint": "K1", "customer_name": "Ann Lee",
        "received_at": "2026-11-18T10:00:00+01:00",
    }  # fmt: skip
    assert {key: contact[key] for key in expected} == expected
    assert operations(csdesk) == ["complaint open"]


def test_everything_told_at_opening_is_kept(csdesk: Csdesk) -> None:
    csdesk.ok(
        "complaint", "open", "Ann Lee", "the kettle leaks", "--severity", "high",
        "--safety", "--product", "Kettle 3", "--order", "B-17", "--asked", "a new one",
        "--owner", "Bob", "--channel", "letter", "--category", "kettles",
    )  # fmt: skip
    (complaint,) = csdesk.json("complaint", "list")
    expected = {
        "id": "K1", "description": "the kettle leaks", "severity": "high",
        "safety": True, "product": "Kettle 3", "order": "B-17", "asked": "a new one",
        "agent": "Bob", "channel": "letter", "category": "kettles",
        "status": "received", "customer": "P1", "level": 0, "on_hold": False,
        "resolved": False, "acknowledged_at": None, "outcome": None,
    }  # fmt: skip
    assert {key: complaint[key] for key in expected} == expected


def test_the_owner_is_who_works_and_the_channel_phone(csdesk: Csdesk) -> None:
    csdesk.ok("complaint", "open", "-", "the shop was shut", "--agent", "Clara")
    (complaint,) = csdesk.json("complaint", "list")
    assert (complaint["agent"], complaint["channel"]) == ("Clara", "phone")
    assert complaint["customer"] is None


def test_a_complaint_opened_later_begins_when_it_is_said_to_have(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("complaint", "open", "Ann", "it leaks", "--at", "yesterday 14:05")
    opened = "2026-11-17T14:05:00+01:00"
    assert csdesk.json("complaint", "list")[0]["received_at"] == opened
    assert csdesk.json("contact", "list")[0]["received_at"] == opened


def test_no_contact_logs_none(csdesk: Csdesk) -> None:
    csdesk.ok("complaint", "open", "Ann", "it leaks", "--no-contact")
    assert csdesk.json("contact", "list") == []


def test_quiet_prints_the_id_alone(csdesk: Csdesk) -> None:
    assert csdesk.ok("complaint", "open", "Ann", "it leaks", "-q") == "K1\n"


def test_opening_says_what_comes_next(csdesk: Csdesk) -> None:
    assert csdesk.ok("complaint", "open", "Ann", "it leaks") == (
        "Opened K1: phone, received Wed 18 Nov 2026 10:00. Logged C1.\n"
        "Next: csdesk complaint acknowledge K1\n"
    )


def test_with_its_contact_it_begins_when_that_was_received(csdesk: Csdesk) -> None:
    csdesk.ok(
        "log", "Ann", "it leaks", "--channel", "email", "--category", "kettles",
        "--at", "yesterday 14:05",
    )  # fmt: skip
    csdesk.ok("complaint", "open", "--contact", "C1")
    (complaint,) = csdesk.json("complaint", "list")
    expected = {
        "received_at": "2026-11-17T14:05:00+01:00", "description": "it leaks",
        "channel": "email", "category": "kettles", "customer": "P1",
    }  # fmt: skip
    assert {key: complaint[key] for key in expected} == expected
    (contact,) = csdesk.json("contact", "list")
    assert contact["complaint"] == "K1"


def test_what_is_told_wins_over_what_its_contact_says(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "a question", "--category", "kettles")
    csdesk.ok("log", "Bea", "hello")
    csdesk.ok(
        "complaint", "open", "Bea", "it leaks", "--contact", "C1",
        "--channel", "letter", "--category", "parcels",
    )  # fmt: skip
    (complaint,) = csdesk.json("complaint", "list")
    told = {key: complaint[key] for key in ("description", "channel", "category")}
    assert told == {
        "description": "it leaks", "channel": "letter", "category": "parcels",
    }  # fmt: skip
    assert complaint["customer_name"] == "Bea"


def test_an_instant_beside_the_contact_does_not_move_the_beginning(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "Ann", "it leaks", "--at", "yesterday 14:05")
    result = csdesk("complaint", "open", "--contact", "C1", "--at", "09:00")
    assert "begins when C1 was received" in result.stderr
    (complaint,) = csdesk.json("complaint", "list")
    assert complaint["received_at"] == "2026-11-17T14:05:00+01:00"


def test_no_complaint_before_its_contact(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "it leaks", "--at", "09:00")
    said = csdesk.refused(2, "complaint", "open", "--contact", "C1", "--at", "08:59")
    assert "before the receipt of C1" in said


def test_the_whole_thread_of_its_contact_belongs_to_it(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "where is it", "--at", "08:00", "--channel", "email")
    csdesk.ok("log", "Ann", "on its way", "--direction", "outbound", "--follows", "C1")
    csdesk.ok("log", "Ann", "it never came", "--follows", "C1", "--at", "09:00")
    csdesk.ok("log", "Ann", "another matter")
    result = csdesk("complaint", "open", "--contact", "C3")
    assert "C1, C2" in result.stderr
    linked = {row["id"]: row["complaint"] for row in csdesk.json("contact", "list")}
    assert linked == {"C1": "K1", "C2": "K1", "C3": "K1", "C4": None}
    opened = csdesk.json("complaint", "list")[0]["received_at"]
    assert opened == "2026-11-18T09:00:00+01:00"


def test_a_hold_of_its_contact_ends_with_the_opening(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "it leaks", "--at", "08:00")
    csdesk.ok("contact", "hold", "C1", "waiting for a photo", "--at", "08:30")
    csdesk.ok("complaint", "open", "--contact", "C1")
    (pause,) = csdesk.json("contact", "show", "C1")["pauses"]
    assert pause["until"] == "2026-11-18T10:00:00+01:00"


def test_a_resolution_of_its_contact_counts_no_more_and_is_said(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "it leaks", "--resolved")
    assert "C1 was resolved" in csdesk("complaint", "open", "--contact", "C1").stderr


@pytest.mark.parametrize("how", [("--abandoned",), ("--channel", "self-service")])
def test_any_contact_that_came_in_may_bring_a_complaint(
    csdesk: Csdesk, how: tuple[str, ...]
) -> None:
    csdesk.ok("log", "Ann", "it leaks", *how)
    csdesk.ok("complaint", "open", "--contact", "C1")
    assert csdesk.json("contact", "show", "C1")["complaint"] == "K1"


def test_a_contact_that_went_out_brings_none(csdesk: Csdesk, dump: Dump) -> None:
    csdesk.ok("log", "Ann", "our news", "--direction", "outbound")
    before = dump()
    assert "C1 went out" in csdesk.refused(4, "complaint", "open", "--contact", "C1")
    assert dump() == before


def test_a_contact_brings_one_complaint(desk: Csdesk, dump: Dump) -> None:
    before = dump()
    said = desk.refused(4, "complaint", "open", "--contact", "C1")
    assert "C1 belongs to K1." in said
    assert dump() == before


def test_a_contact_that_follows_one_of_a_complaint_brings_none(desk: Csdesk) -> None:
    desk.ok("log", "Ann Lee", "still leaks", "--follows", "C1")
    said = desk.refused(4, "complaint", "open", "--contact", "C2")
    assert "C2 follows C1, which is of K1." in said


def test_a_lone_text_beside_a_contact_becomes_no_customer(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "a question")
    csdesk.refused(3, "complaint", "open", "--contact", "C1", "the kettle leaks")


def test_an_unknown_callers_contact_takes_a_new_customer(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "it leaks")
    result = csdesk("complaint", "open", "Ann Lee", "--contact", "C1")
    assert "New customer P1: Ann Lee." in result.stderr
    assert "K1 is of P1, C1 of an unknown caller." in result.stderr


@pytest.mark.parametrize(
    ("code", "args", "said"),
    [
        (2, ("open",), "WHO is missing."),
        (2, ("open", "Ann"), "TEXT is missing."),
        (2, ("open", "Ann", " "), "TEXT is empty."),
        (2, ("open", "Ann", "x", "--contact", "C1", "--no-contact"), "exclude"),
        (2, ("open", "Ann", "x", "--contact", "K1"), "'K1' is a complaint"),
        (3, ("open", "--contact", "C9"), "There is no contact C9."),
        (3, ("open", "P9", "x"), "There is no customer P9."),
        (2, ("open", "Ann", "x", "--severity", "hihg"), "'hihg' is not a severity."),
        (2, ("open", "Ann", "x", "--channel", "fon"), "'fon' is not a channel."),
        (2, ("open", "Ann", "x", "--at", "tomorrow"), "still to come"),
        (2, ("open", "Ann", "x", "--policy", "iso"), "'iso' is not a policy."),
    ],
)
def test_what_cannot_be_opened_is_said_and_nothing_is_kept(
    csdesk: Csdesk, dump: Dump, code: int, args: tuple[str, ...], said: str
) -> None:
    before = dump()
    assert said in csdesk.refused(code, "complaint", *args)
    assert dump() == before


def test_on_a_terminal_what_is_missing_is_asked(
    csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csdesk.cli.io.prompts.is_interactive", lambda: True)
    result = csdesk("complaint", "open", input="Ann Lee\nthe kettle leaks\n")
    assert result.exit_code == 0, result.output
    assert "Who complains" in result.stderr
    assert csdesk.json("complaint", "list")[0]["description"] == "the kettle leaks"


def test_on_a_terminal_it_says_what_is_open_with_the_customer(
    desk: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csdesk.cli.io.prompts.is_interactive", lambda: True)
    result = desk("complaint", "open", "Ann Lee", "it leaks again")
    assert "K1 received" in result.stderr


def test_no_input_asks_nothing(csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csdesk.cli.io.prompts.is_interactive", lambda: True)
    csdesk.refused(2, "complaint", "open", "Ann", "--no-input")


def operations(csdesk: Csdesk) -> list[Any]:
    import sqlite3

    connection = sqlite3.connect(csdesk.path)
    rows = connection.execute("SELECT verb FROM operation WHERE verb <> 'init'")
    found = [verb for (verb,) in rows]
    connection.close()
    return found
