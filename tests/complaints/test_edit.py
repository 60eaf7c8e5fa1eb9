"""Complaints corrected and removed."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.complaints.conftest import FIRM

if TYPE_CHECKING:
    from tests.complaints.conftest import BringTo, Dump
    from tests.conftest import Csdesk


def test_only_what_is_given_changes(desk: Csdesk) -> None:
    (before,) = desk.json("complaint", "list")
    desk.ok("complaint", "edit", "K1", "--severity", "critical", "--safety")
    (after,) = desk.json("complaint", "list")
    assert after == before | {"severity": "critical", "safety": True}


def test_every_field_can_be_corrected(desk: Csdesk, bring_to: BringTo) -> None:
    bring_to("resolved")
    desk.ok("log", "Bea Lund", "hello")
    desk.ok(
        "complaint", "edit", "K1", "--customer", "Bea Lund", "--channel", "letter",
        "--category", "worktops", "--severity", "low", "--product", "Kettle 4",
        "--order", "B-18", "--text", "it ruined the worktop", "--asked", "money",
        "--owner", "Bob", "--outcome", "goodwill", "--upheld", "partly",
        "--decision", "half of it", "--root-cause", "steam", "--corrective", "a mat",
        "--opened", "08:00",
    )  # fmt: skip
    (complaint,) = desk.json("complaint", "list")
    expected = {
        "customer_name": "Bea Lund", "channel": "letter", "category": "worktops",
        "severity": "low", "product": "Kettle 4", "order": "B-18",
        "description": "it ruined the worktop", "asked": "money", "agent": "Bob",
        "outcome": "goodwill", "upheld": "partly", "decision": "half of it",
        "root_cause": "steam", "corrective_action": "a mat",
        "received_at": "2026-11-18T08:00:00+01:00",
    }  # fmt: skip
    assert {key: complaint[key] for key in expected} == expected


def test_fields_can_be_emptied(desk: Csdesk) -> None:
    told = ("--product", "x", "--order", "x", "--asked", "x", "--root-cause", "x")
    desk.ok("complaint", "edit", "K1", *told, "--corrective", "x")
    fields = (
        "customer", "category", "product", "order", "text", "asked", "owner",
        "root-cause", "corrective",
    )  # fmt: skip
    desk.ok("complaint", "edit", "K1", *(f"--clear={field}" for field in fields))
    (complaint,) = desk.json("complaint", "list")
    emptied = (
        "customer", "category", "product", "order", "description", "asked", "agent",
        "root_cause", "corrective_action",
    )  # fmt: skip
    assert {complaint[key] for key in emptied} == {None}


def test_a_safety_mark_can_be_taken_off(desk: Csdesk) -> None:
    desk.ok("complaint", "edit", "K1", "--safety")
    desk.ok("complaint", "edit", "K1", "--no-safety")
    assert desk.json("complaint", "list")[0]["safety"] is False


def test_a_category_keeps_the_spelling_the_shop_uses(desk: Csdesk) -> None:
    desk.ok("complaint", "edit", "K1", "--category", "KETTLES")
    assert desk.json("complaint", "list")[0]["category"] == "kettles"


def test_another_beginning_moves_the_opening_in_the_story(desk: Csdesk) -> None:
    result = desk("complaint", "edit", "K1", "--opened", "yesterday 08:00")
    assert "C1, which brought it, stays received Wed 18 Nov" in result.stderr
    shown = desk.json("complaint", "show", "K1")
    assert shown["events"][0]["at"] == shown["received_at"]
    assert shown["received_at"] == "2026-11-17T08:00:00+01:00"


@pytest.mark.parametrize(
    "step",
    [
        ("acknowledge",),
        ("hold", "why"),
        ("offer", "apology"),
        ("note", "x"),
        ("resolve", *FIRM, "--remedy", "none"),
    ],
)
def test_no_beginning_after_what_happened_since(
    desk: Csdesk, dump: Dump, step: tuple[str, ...]
) -> None:
    verb, *rest = step
    desk.ok("complaint", verb, "K1", *rest, "--at", "09:30")
    before = dump()
    said = desk.refused(2, "complaint", "edit", "K1", "--opened", "09:31")
    assert "is after what happened to K1 first (Wed 18 Nov 2026 09:30)" in said
    assert dump() == before
    desk.ok("complaint", "edit", "K1", "--opened", "09:30")


def test_another_complaints_steps_do_not_bind_the_beginning(desk: Csdesk) -> None:
    desk.ok("complaint", "open", "Bea", "x", "--at", "08:00")
    desk.ok("complaint", "acknowledge", "K2", "--at", "08:10")
    desk.ok("complaint", "edit", "K1", "--opened", "09:30")


@pytest.mark.parametrize(
    "change", [("--outcome", "rejected"), ("--upheld", "no"), ("--decision", "x")]
)
def test_an_open_complaint_has_no_decision_to_correct(
    desk: Csdesk, dump: Dump, change: tuple[str, str]
) -> None:
    before = dump()
    said = desk.refused(4, "complaint", "edit", "K1", *change)
    assert f"K1 is received: it has no {change[0][2:]} yet." in said
    assert dump() == before


@pytest.mark.parametrize(
    ("code", "args", "said"),
    [
        (2, ("K1",), "Nothing to change was given."),
        (2, ("K1", "--clear", "severity"), "'severity' cannot be cleared."),
        (2, ("K1", "--clear", "outcome"), "'outcome' cannot be cleared."),
        (2, ("K1", "--clear", "asked", "--asked", "x"), "both set and cleared"),
        (2, ("K1", "--opened", "tomorrow"), "still to come"),
        (2, ("K1", "--severity", "hihg"), "'hihg' is not a severity."),
        (3, ("K1", "--customer", "Nobody"), "No customer is called"),
        (3, ("K9", "--asked", "x"), "There is no complaint K9."),
    ],
)
def test_an_edit_that_cannot_be_is_said_and_changes_nothing(
    desk: Csdesk, dump: Dump, code: int, args: tuple[str, ...], said: str
) -> None:
    before = dump()
    assert said in desk.refused(code, "complaint", "edit", *args)
    assert dump() == before


def test_a_decision_is_replaced_never_emptied(desk: Csdesk, bring_to: BringTo) -> None:
    bring_to("resolved")
    said = desk.refused(2, "complaint", "edit", "K1", "--decision", " ")
    assert "The decision is empty." in said


def test_removing_takes_what_belongs_to_it_and_leaves_its_contact(desk: Csdesk) -> None:
    desk.ok("complaint", "hold", "K1", "waiting")
    desk.ok("complaint", "offer", "K1", "refund", "--value", "5")
    desk.ok("complaint", "resolve", "K1", *FIRM)
    desk.ok("complaint", "reopen", "K1", "why")
    desk.ok("log", "Ann Lee", "again", "--complaint", "K1")
    result = desk("complaint", "remove", "K1")
    assert result.stdout.startswith("Removed K1.\n")
    assert "C1, C2 stay, without K1." in result.stderr
    for table in ("complaint", "complaint_event", "pause", "reopening", "remedy"):
        assert count(desk, table) == 0, table
    contacts = desk.json("contact", "list", "--open")
    assert [row["id"] for row in contacts] == ["C2", "C1"]
    assert desk.ok("contact", "resolve", "C1").startswith("Resolved C1")


def test_removing_leaves_another_complaint_as_it_is(desk: Csdesk) -> None:
    desk.ok("complaint", "open", "Bea", "the lid is loose")
    desk.ok("complaint", "acknowledge", "K2")
    before = desk.json("complaint", "show", "K2")
    desk.ok("complaint", "remove", "K1")
    assert desk.json("complaint", "show", "K2") == before


def test_removing_keeps_survey_answers_for_the_customer(desk: Csdesk) -> None:
    with sqlite3.connect(desk.path) as connection:
        connection.execute(
            "INSERT INTO survey_answer (kind, score, scale_min, scale_max,"
            " complaint_id, answered_at) VALUES ('csat', 4, 1, 5, 1, 1795000000)"
        )
    connection.close()
    assert "C1, S1 stay, without K1." in desk("complaint", "remove", "K1").stderr
    connection = sqlite3.connect(desk.path)
    (row,) = connection.execute("SELECT complaint_id, customer_id FROM survey_answer")
    connection.close()
    assert row == (None, 1)


def test_every_row_removed_is_in_the_journal(desk: Csdesk) -> None:
    desk.ok("complaint", "hold", "K1", "waiting")
    desk.ok("complaint", "offer", "K1", "refund")
    desk.ok("complaint", "resolve", "K1", *FIRM)
    desk.ok("complaint", "reopen", "K1", "why")
    desk.ok("complaint", "remove", "K1")
    connection = sqlite3.connect(desk.path)
    rows = connection.execute(
        "SELECT table_name, count(*) FROM change JOIN operation"
        " ON operation.id = change.operation_id"
        " WHERE operation.verb = 'complaint remove' AND after IS NULL"
        " GROUP BY table_name"
    ).fetchall()
    connection.close()
    assert dict(rows) == {
        "complaint": 1, "complaint_event": 5, "pause": 1, "remedy": 1, "reopening": 1,
    }  # fmt: skip


def test_what_is_not_there_cannot_be_removed(desk: Csdesk) -> None:
    assert "no complaint K9" in desk.refused(3, "complaint", "remove", "K9")


def count(csdesk: Csdesk, table: str) -> int:
    connection = sqlite3.connect(csdesk.path)
    (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    return int(number)
