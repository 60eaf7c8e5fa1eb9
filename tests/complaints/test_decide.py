"""Offers, resolutions with their guards, remedies with their cost, reopenings."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.complaints.conftest import FIRM

if TYPE_CHECKING:
    from tests.complaints.conftest import BringTo, Dump
    from tests.conftest import Csdesk

NOW = "2026-11-18T10:00:00+01:00"


def resolve(csdesk: Csdesk, *more: str) -> str:
    return csdesk.ok("complaint", "resolve", "K1", *FIRM, *more)


def test_a_resolution_says_what_was_decided_and_what_comes_next(desk: Csdesk) -> None:
    assert resolve(desk, "--remedy", "refund", "--value", "20", "--cost", "8") == (
        "Resolved K1 after 1 h: accepted, upheld yes; "
        "granted refund, 20.00 EUR (cost 8.00 EUR).\n"
        "Next: csdesk complaint followed-up K1\n"
    )


def test_everything_told_at_the_resolution_is_kept(desk: Csdesk) -> None:
    resolve(
        desk, "--remedy", "voucher", "--value", "15", "--root-cause", "bad batch",
        "--corrective", "new supplier",
    )  # fmt: skip
    (complaint,) = desk.json("complaint", "list")
    expected = {
        "status": "resolved", "resolved": True, "resolved_at": NOW,
        "outcome": "accepted", "upheld": "yes", "decision": "the seal was faulty",
        "root_cause": "bad batch", "corrective_action": "new supplier",
        "remedy": "voucher", "remedy_value": 15, "remedy_cost": 15,
    }  # fmt: skip
    assert {key: complaint[key] for key in expected} == expected


def test_a_resolution_without_a_remedy_has_none(desk: Csdesk) -> None:
    assert "; no remedy." in resolve(desk, "--remedy", "none")
    shown = desk.json("complaint", "show", "K1")
    assert shown["remedies"] == []
    assert shown["remedy"] is None


@pytest.mark.parametrize(
    ("left_out", "named"),
    [
        ("--outcome", "an outcome"),
        ("--upheld", "a finding"),
        ("--decision", "a decision"),
    ],
)
def test_nothing_is_resolved_without_each_part_of_a_decision(
    desk: Csdesk, dump: Dump, left_out: str, named: str
) -> None:
    told = dict(zip(FIRM[::2], FIRM[1::2], strict=True))
    del told[left_out]
    given = [word for pair in told.items() for word in pair]
    before = dump()
    said = desk.refused(4, "complaint", "resolve", "K1", *given, "--remedy", "none")
    assert f"K1 cannot be resolved without {named}" in said
    assert left_out in said
    assert dump() == before


def test_nothing_is_resolved_without_a_remedy_or_none(desk: Csdesk, dump: Dump) -> None:
    before = dump()
    said = desk.refused(4, "complaint", "resolve", "K1", *FIRM)
    assert "without a remedy (or none)." in said
    assert "--remedy none" in said
    assert dump() == before


def test_all_that_is_missing_is_said_at_once(desk: Csdesk) -> None:
    said = desk.refused(4, "complaint", "resolve", "K1")
    for option in ("--outcome", "--upheld", "--decision", "--remedy"):
        assert option in said


def test_a_blank_decision_is_none(desk: Csdesk) -> None:
    given = (*FIRM[:-1], "  ", "--remedy", "none")
    assert "without a decision" in desk.refused(4, "complaint", "resolve", "K1", *given)


def test_an_offer_is_a_remedy_not_yet_granted(desk: Csdesk) -> None:
    said = desk.ok(
        "complaint", "offer", "K1", "refund", "--value", "20,50", "--cost", "8",
        "--text", "and she keeps it",
    )  # fmt: skip
    assert said.startswith("Offered for K1: refund, 20.50 EUR (cost 8.00 EUR).\n")
    shown = desk.json("complaint", "show", "K1")
    assert shown["status"] == "offered"
    assert shown["remedy"] is None
    assert shown["remedies"] == [
        {
            "kind": "refund", "value": 20.5, "cost": 8, "offered_at": NOW,
            "granted_at": None, "text": "and she keeps it",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("outcome", ["accepted", "goodwill"])
def test_accepting_grants_the_newest_offer(desk: Csdesk, outcome: str) -> None:
    desk.ok("complaint", "offer", "K1", "apology", "--at", "09:10")
    desk.ok("complaint", "offer", "K1", "voucher", "--value", "15", "--at", "09:20")
    said = resolve(desk, "--outcome", outcome)
    assert "granted voucher, 15.00 EUR." in said
    granted = {
        row["kind"]: row["granted_at"]
        for row in desk.json("complaint", "show", "K1")["remedies"]
    }
    assert granted == {"apology": None, "voucher": NOW}


@pytest.mark.parametrize("outcome", ["rejected", "withdrawn"])
def test_an_offer_is_not_granted_by_another_outcome(desk: Csdesk, outcome: str) -> None:
    desk.ok("complaint", "offer", "K1", "apology")
    args = ("complaint", "resolve", "K1", *FIRM, "--outcome", outcome)
    assert "without a remedy (or none)" in desk.refused(4, *args)
    desk.ok(*args, "--remedy", "none")
    (offered,) = desk.json("complaint", "show", "K1")["remedies"]
    assert offered["granted_at"] is None


def test_a_remedy_named_grants_the_offer_of_its_kind_with_new_amounts(
    desk: Csdesk,
) -> None:
    desk.ok("complaint", "offer", "K1", "voucher", "--value", "15", "--text", "by post")
    desk.ok("complaint", "offer", "K1", "refund", "--value", "40")
    resolve(desk, "--remedy", "voucher", "--value", "18", "--cost", "9")
    remedies = desk.json("complaint", "show", "K1")["remedies"]
    assert [(row["kind"], row["granted_at"]) for row in remedies] == [
        ("voucher", NOW), ("refund", None),
    ]  # fmt: skip
    assert (remedies[0]["value"], remedies[0]["cost"]) == (18, 9)
    assert remedies[0]["text"] == "by post"


def test_a_remedy_named_that_was_not_offered_is_new(desk: Csdesk) -> None:
    desk.ok("complaint", "offer", "K1", "voucher", "--value", "15")
    resolve(desk, "--remedy", "repair")
    rows = desk.json("complaint", "show", "K1")["remedies"]
    facts = [(row["kind"], row["offered_at"], row["granted_at"]) for row in rows]
    assert sorted(facts, key=str) == [("repair", None, NOW), ("voucher", NOW, None)]


def test_a_cost_not_given_is_left_to_the_value(desk: Csdesk) -> None:
    import sqlite3

    resolve(desk, "--remedy", "refund", "--value", "20")
    connection = sqlite3.connect(desk.path)
    (row,) = connection.execute("SELECT value, cost FROM remedy")
    connection.close()
    assert row == (2000, None)


def test_amounts_beside_no_remedy_are_refused(desk: Csdesk, dump: Dump) -> None:
    before = dump()
    args = (*FIRM, "--remedy", "none", "--value", "5")
    assert "--value" in desk.refused(2, "complaint", "resolve", "K1", *args)
    assert dump() == before


@pytest.mark.parametrize("amount", ["-5", "1,200.00", "five", "5 USD", "1.234"])
def test_an_amount_that_is_none_is_refused(
    desk: Csdesk, dump: Dump, amount: str
) -> None:
    before = dump()
    args = ("complaint", "offer", "K1", "refund", f"--value={amount}")
    assert f"'{amount}'" in desk.refused(2, *args)
    assert dump() == before


def test_none_is_no_offer(desk: Csdesk) -> None:
    said = desk.refused(2, "complaint", "offer", "K1", "none")
    assert "'none' is not a remedy." in said


def test_a_misspelt_outcome_gets_did_you_mean(desk: Csdesk) -> None:
    said = desk.refused(2, "complaint", "resolve", "K1", "--outcome", "acceptd")
    assert said == (
        "Error: 'acceptd' is not an outcome.\nHint: Did you mean 'accepted'?\n"
    )


@pytest.mark.parametrize("status", ["resolved", "followed-up", "closed"])
def test_the_second_to_resolve_is_told_who_did_it_and_when(
    desk: Csdesk, bring_to: BringTo, dump: Dump, status: str
) -> None:
    bring_to(status)
    before = dump()
    desk.now("2026-11-18T11:00:00+01:00")
    args = ("complaint", "resolve", "K1", *FIRM, "--remedy", "none", "--agent", "Bob")
    said = desk.refused(4, *args)
    assert "K1 was resolved by Anna Wed 18 Nov 2026 10:00." in said
    assert dump() == before


def test_one_imported_as_resolved_is_not_resolved_again(desk: Csdesk) -> None:
    import sqlite3

    with sqlite3.connect(desk.path) as connection:
        connection.execute("UPDATE complaint SET status = 'resolved', resolved = 1")
    connection.close()
    said = desk.refused(4, "complaint", "resolve", "K1", *FIRM, "--remedy", "none")
    assert "K1 was resolved at an unknown time." in said
    desk.ok("complaint", "reopen", "K1", "not at all")
    (reopening,) = desk.json("complaint", "show", "K1")["reopenings"]
    assert reopening["resolved_at"] is None


@pytest.mark.long
def test_of_two_who_resolve_at_once_one_is_refused(desk: Csdesk) -> None:
    command = (
        sys.executable, "-m", "csdesk", "complaint", "resolve", "K1", *FIRM,
        "--remedy", "refund", "--value", "20", "--agent",
    )  # fmt: skip
    running = [
        subprocess.Popen(
            (*command, name),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for name in ("Bob", "Clara")
    ]  # fmt: skip
    errors = [process.communicate()[1] for process in running]
    assert sorted(process.returncode for process in running) == [0, 4], errors
    assert any("K1 was resolved by" in error for error in errors)
    assert len(desk.json("complaint", "show", "K1")["remedies"]) == 1


def test_reopening_undoes_the_decision_and_keeps_its_story(desk: Csdesk) -> None:
    desk.ok("complaint", "offer", "K1", "refund", "--value", "20", "--at", "09:30")
    resolve(desk, "--root-cause", "bad batch")
    desk.ok("complaint", "followed-up", "K1")
    desk.ok("complaint", "close", "K1")
    desk.now("2026-11-20T10:00:00+01:00")
    assert desk.ok("complaint", "reopen", "K1", "leaks again").startswith("Reopened K1")
    shown = desk.json("complaint", "show", "K1")
    empty = ("resolved_at", "outcome", "upheld", "decision", "closed_at")
    assert [shown[key] for key in empty] == [None] * 5
    assert (shown["status"], shown["resolved"]) == ("investigating", False)
    assert shown["root_cause"] == "bad batch"
    assert shown["reopenings"] == [
        {
            "resolved_at": NOW, "reopened_at": "2026-11-20T10:00:00+01:00",
            "reason": "leaks again",
        }
    ]  # fmt: skip
    texts = {row["kind"]: row["text"] for row in shown["events"]}
    assert texts["resolve"] == (
        "accepted, upheld: yes, refund, 20.00 EUR. the seal was faulty"
    )
    assert texts["reopen"] == "leaks again"


def test_what_was_granted_stays_granted_through_a_reopening(desk: Csdesk) -> None:
    resolve(desk, "--remedy", "refund", "--value", "20")
    desk.ok("complaint", "reopen", "K1", "not enough")
    (remedy,) = desk.json("complaint", "show", "K1")["remedies"]
    assert remedy["granted_at"] == NOW


def test_an_offer_from_before_the_reopening_stands_no_more(desk: Csdesk) -> None:
    desk.ok("complaint", "offer", "K1", "apology", "--at", "09:10")
    desk.ok("complaint", "offer", "K1", "refund", "--value", "20", "--at", "09:20")
    resolve(desk, "--at", "09:30")
    desk.ok("complaint", "reopen", "K1", "not enough", "--at", "09:40")
    desk.refused(4, "complaint", "resolve", "K1", *FIRM)
    desk.ok("complaint", "offer", "K1", "voucher", "--value", "5", "--at", "09:50")
    resolve(desk, "--remedy", "apology")
    facts = [
        (row["kind"], row["granted_at"])
        for row in desk.json("complaint", "show", "K1")["remedies"]
        if row["kind"] == "apology"
    ]
    assert sorted(facts, key=str) == [("apology", NOW), ("apology", None)]


def test_an_offer_of_the_same_second_as_the_reopening_stands_no_more(
    desk: Csdesk,
) -> None:
    desk.ok("complaint", "offer", "K1", "apology")
    resolve(desk, "--remedy", "none")
    desk.ok("complaint", "reopen", "K1", "not enough")
    said = desk.refused(4, "complaint", "resolve", "K1", *FIRM)
    assert "without a remedy" in said


def test_a_cause_found_once_stays_until_another_is_found(desk: Csdesk) -> None:
    causes = ("--root-cause", "bad batch", "--corrective", "new supplier")
    resolve(desk, "--remedy", "none", *causes)
    desk.ok("complaint", "reopen", "K1", "not enough")
    resolve(desk, "--remedy", "none", "--corrective", "new seal")
    shown = desk.json("complaint", "show", "K1")
    assert shown["root_cause"] == "bad batch"
    assert shown["corrective_action"] == "new seal"


def test_a_complaint_decided_anew_keeps_each_reopening(desk: Csdesk) -> None:
    for at in ("09:10", "09:20"):
        resolve(desk, "--remedy", "none", "--at", at)
        desk.ok("complaint", "reopen", "K1", f"not at {at}", "--at", at)
    resolve(desk, "--remedy", "none", "--upheld", "no")
    shown = desk.json("complaint", "show", "K1")
    assert [row["reason"] for row in shown["reopenings"]] == [
        "not at 09:10", "not at 09:20",
    ]  # fmt: skip
    assert (shown["upheld"], shown["resolved_at"]) == ("no", NOW)


def test_a_reopening_needs_its_reason(desk: Csdesk, bring_to: BringTo) -> None:
    bring_to("resolved")
    desk.refused(2, "complaint", "reopen", "K1")
    assert "The reason is empty." in desk.refused(2, "complaint", "reopen", "K1", " ")


def test_no_reopening_before_the_resolution(desk: Csdesk, bring_to: BringTo) -> None:
    bring_to("resolved")
    desk.refused(2, "complaint", "reopen", "K1", "why", "--at", "09:59")
