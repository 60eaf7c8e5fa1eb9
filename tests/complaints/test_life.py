"""The steps of a complaint that need few words, and what each leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.complaints.conftest import FIRM

if TYPE_CHECKING:
    from tests.complaints.conftest import BringTo, Dump
    from tests.conftest import Csdesk


def test_acknowledging_says_how_long_it_took_and_what_comes_next(desk: Csdesk) -> None:
    assert desk.ok("complaint", "acknowledge", "K1") == (
        "Acknowledged K1 after 1 h.\nNext: csdesk complaint investigate K1\n"
    )
    (complaint,) = desk.json("complaint", "list")
    assert complaint["acknowledged_at"] == "2026-11-18T10:00:00+01:00"
    assert complaint["status"] == "acknowledged"


def test_acknowledging_is_the_first_response_to_a_written_contact(
    csdesk: Csdesk,
) -> None:
    csdesk.ok(
        "complaint", "open", "Ann", "x", "--channel", "email", "--at", "09:00"
    )  # fmt: skip
    result = csdesk("complaint", "acknowledge", "K1", "--at", "09:30")
    assert "C1 is answered with it." in result.stderr
    contact = csdesk.json("contact", "show", "C1")
    assert contact["first_response_at"] == "2026-11-18T09:30:00+01:00"


@pytest.mark.parametrize("channel", ["phone", "in-person", "self-service"])
def test_acknowledging_answers_no_contact_that_awaits_none(
    csdesk: Csdesk, channel: str
) -> None:
    csdesk.ok("complaint", "open", "Ann", "x", "--channel", channel)
    csdesk.ok("complaint", "acknowledge", "K1")
    assert csdesk.json("contact", "show", "C1")["first_response_at"] is None


def test_acknowledging_keeps_a_first_response_that_was_given(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "x", "--channel", "email", "--at", "08:00")
    csdesk.ok("contact", "respond", "C1", "--at", "08:30")
    csdesk.ok("complaint", "open", "--contact", "C1")
    csdesk.ok("complaint", "acknowledge", "K1")
    contact = csdesk.json("contact", "show", "C1")
    assert contact["first_response_at"] == "2026-11-18T08:30:00+01:00"


def test_acknowledging_answers_only_the_contact_that_brought_it(csdesk: Csdesk) -> None:
    mail = ("--channel", "email")
    csdesk.ok("log", "Ann", "where is it", *mail, "--at", "07:00")
    csdesk.ok("contact", "respond", "C1", "--at", "07:10")
    csdesk.ok("log", "Ann", "it leaks", *mail, "--at", "08:00", "--follows", "C1")
    csdesk.ok("log", "Ann", "hello?", *mail, "--at", "09:00", "--follows", "C1")
    csdesk.ok("complaint", "open", "--contact", "C2")
    csdesk.ok("complaint", "acknowledge", "K1")
    answered = {
        row["id"]: row["first_response_at"] for row in csdesk.json("contact", "list")
    }
    assert answered == {
        "C1": "2026-11-18T07:10:00+01:00",
        "C2": "2026-11-18T10:00:00+01:00",
        "C3": None,
    }


def test_a_step_skipped_forward_leaves_no_acknowledgement(desk: Csdesk) -> None:
    desk.ok("complaint", "investigate", "K1")
    (complaint,) = desk.json("complaint", "list")
    assert complaint["status"] == "investigating"
    assert complaint["acknowledged_at"] is None


def test_each_escalation_is_a_level(desk: Csdesk) -> None:
    desk.ok("complaint", "escalate", "K1", "asks for the owner")
    assert desk.ok("complaint", "escalate", "K1", "threatens to sue") == (
        "Escalated K1 to level 2.\nNext: csdesk complaint acknowledge K1\n"
    )
    (complaint,) = desk.json("complaint", "list")
    assert (complaint["level"], complaint["status"]) == (2, "received")


def test_a_hold_lasts_until_it_is_resumed(desk: Csdesk) -> None:
    desk.ok("complaint", "hold", "K1", "waiting for a photo", "--at", "09:10")
    assert desk.json("complaint", "list")[0]["on_hold"] is True
    desk.ok("complaint", "resume", "K1", "--at", "09:40")
    shown = desk.json("complaint", "show", "K1")
    assert shown["on_hold"] is False
    assert shown["pauses"] == [
        {
            "since": "2026-11-18T09:10:00+01:00",
            "until": "2026-11-18T09:40:00+01:00",
            "reason": "waiting for a photo",
        }
    ]


def test_a_hold_does_not_hold_the_contact(desk: Csdesk) -> None:
    desk.ok("complaint", "hold", "K1", "waiting")
    assert desk.json("contact", "show", "C1")["pauses"] == []


def test_no_second_hold_and_no_resuming_of_nothing(desk: Csdesk, dump: Dump) -> None:
    desk.ok("complaint", "hold", "K1", "waiting")
    before = dump()
    said = desk.refused(4, "complaint", "hold", "K1", "waiting")
    assert "K1 has been on hold since" in said
    assert dump() == before
    desk.ok("complaint", "resume", "K1")
    before = dump()
    assert "K1 is not on hold." in desk.refused(4, "complaint", "resume", "K1")
    assert dump() == before


def test_resolving_ends_a_hold(desk: Csdesk) -> None:
    desk.ok("complaint", "hold", "K1", "waiting", "--at", "09:30")
    desk.ok("complaint", "resolve", "K1", *FIRM, "--remedy", "none")
    shown = desk.json("complaint", "show", "K1")
    assert shown["pauses"][0]["until"] == "2026-11-18T10:00:00+01:00"
    assert shown["on_hold"] is False


def test_a_note_moves_nothing_and_may_come_late(
    desk: Csdesk, bring_to: BringTo
) -> None:
    bring_to("closed")
    desk.ok("complaint", "note", "K1", "she wrote a kind letter", "--at", "09:30")
    shown = desk.json("complaint", "show", "K1")
    assert shown["status"] == "closed"
    assert shown["events"][1] == {
        "at": "2026-11-18T09:30:00+01:00", "agent": "Anna", "kind": "note",
        "from_status": "closed", "to_status": "closed",
        "text": "she wrote a kind letter",
    }  # fmt: skip


def test_a_note_before_the_opening_is_refused(desk: Csdesk) -> None:
    said = desk.refused(2, "complaint", "note", "K1", "x", "--at", "08:59")
    assert "before the opening of K1" in said


def test_closing_needs_the_follow_up(desk: Csdesk, bring_to: BringTo) -> None:
    bring_to("resolved")
    said = desk.refused(4, "complaint", "close", "K1")
    assert "K1 is resolved: 'close' is for a complaint that is followed-up." in said
    assert "csdesk complaint followed-up K1" in said


@pytest.mark.parametrize(
    ("how", "kept", "said"),
    [
        ((), None, "Followed up K1."),
        (("--result", "content"), "content", "Followed up K1."),
        (("--waived", "moved away"), "waived: moved away", "of K1 is waived."),
    ],
)
def test_a_follow_up_is_done_or_waived_and_then_it_closes(
    desk: Csdesk, bring_to: BringTo, how: tuple[str, ...], kept: str | None, said: str
) -> None:
    bring_to("resolved")
    assert said in desk.ok("complaint", "followed-up", "K1", *how)
    desk.ok("complaint", "close", "K1")
    shown = desk.json("complaint", "show", "K1")
    assert shown["events"][-2]["text"] == kept
    assert shown["status"] == "closed"
    assert shown["closed_at"] == "2026-11-18T10:00:00+01:00"
    assert shown["resolved"] is True


def test_the_story_tells_every_step_with_who_and_when(desk: Csdesk) -> None:
    desk.ok("complaint", "acknowledge", "K1", "--at", "09:10", "--agent", "Bob")
    desk.ok("complaint", "hold", "K1", "a photo", "--at", "09:20", "--agent", "Clara")
    story = [
        (row["at"][11:16], row["agent"], row["kind"], row["from_status"],
         row["to_status"], row["text"])
        for row in desk.json("complaint", "show", "K1")["events"]
    ]  # fmt: skip
    assert story == [
        ("09:00", "Anna", "open", None, "received", None),
        ("09:10", "Bob", "acknowledge", "received", "acknowledged", None),
        ("09:20", "Clara", "hold", "acknowledged", "acknowledged", "a photo"),
    ]


@pytest.mark.parametrize(
    "step",
    [
        ("acknowledge",), ("investigate",), ("escalate", "why"), ("hold", "why"),
        ("offer", "apology"), ("resolve", *FIRM, "--remedy", "none"),
    ],
)  # fmt: skip
def test_no_step_goes_back_behind_the_last_one(
    desk: Csdesk, dump: Dump, step: tuple[str, ...]
) -> None:
    desk.ok("complaint", "escalate", "K1", "why", "--at", "09:30")
    before = dump()
    verb, *rest = step
    said = desk.refused(2, "complaint", verb, "K1", *rest, "--at", "09:29")
    assert "before the last step of K1, 'escalate'" in said
    assert dump() == before
    desk.ok("complaint", verb, "K1", *rest, "--at", "09:30")


def test_a_note_is_no_step_to_come_after(desk: Csdesk) -> None:
    desk.ok("complaint", "note", "K1", "x", "--at", "09:30")
    desk.ok("complaint", "acknowledge", "K1", "--at", "09:15")


@pytest.mark.parametrize(
    ("code", "args", "said"),
    [
        (3, ("acknowledge", "K9"), "There is no complaint K9."),
        (2, ("acknowledge", "C1"), "'C1' is a contact, not a complaint."),
        (2, ("acknowledge", "K1", "--at", "tomorrow"), "still to come"),
        (2, ("escalate", "K1", " "), "The reason is empty."),
        (2, ("hold", "K1", ""), "The reason is empty."),
        (2, ("note", "K1", "\n"), "The note is empty."),
        (2, ("escalate", "K1"), "REASON"),
        (4, ("followed-up", "K1"), "K1 is received"),
        (4, ("reopen", "K1", "why"), "K1 is received"),
        (2, ("aknowledge", "K1"), "There is no command"),
        (2, ("attach", "K1", "f"), "There is no file f."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_changes(
    desk: Csdesk, dump: Dump, code: int, args: tuple[str, ...], said: str
) -> None:
    before = dump()
    assert said in desk.refused(code, "complaint", *args)
    assert dump() == before


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (("--result", "ok", "--waived", "no"), "exclude each other"),
        (("--waived", " "), "The reason is empty."),
    ],
)
def test_a_follow_up_is_not_both_done_and_waived_nor_waived_without_a_reason(
    desk: Csdesk, bring_to: BringTo, how: tuple[str, ...], said: str
) -> None:
    bring_to("resolved")
    assert said in desk.refused(2, "complaint", "followed-up", "K1", *how)


def test_imported_instants_count_as_steps_too(desk: Csdesk) -> None:
    import sqlite3

    with sqlite3.connect(desk.path) as connection:
        connection.execute("DELETE FROM complaint_event")
        connection.execute(
            "UPDATE complaint SET status = 'acknowledged',"
            " acknowledged_at = opened_at + 1800"
        )
    connection.close()
    said = desk.refused(2, "complaint", "investigate", "K1", "--at", "09:29")
    assert "before the acknowledgement of K1" in said
