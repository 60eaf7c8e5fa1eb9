"""Deadlines on the list of today: whose there are, whose there are none any more."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from csdesk.store.queries.today import select, todays
from tests.nouns.waiting import at, ids, reasons, rows, stamp

if TYPE_CHECKING:
    from tests.conftest import Csdesk

OPEN_INDEXES = """
CREATE INDEX IF NOT EXISTS ix_complaint_open ON complaint (opened_at)
WHERE resolved_at IS NULL AND resolved = 0;
CREATE INDEX IF NOT EXISTS ix_voucher_open ON voucher (expires_at)
WHERE redeemed_at IS NULL AND expires_at IS NOT NULL;
DROP INDEX ix_complaint_resolution_due_at;
CREATE INDEX ix_complaint_resolution_due_at ON complaint (resolution_due_at)
WHERE resolution_due_at IS NOT NULL"""  # the newest wins where the planner sees a tie
NOON = "2026-11-18 12:00"


def log(csdesk: Csdesk, text: str, when: str, *more: str) -> None:
    """Write down an e-mail of Ann's."""
    csdesk.ok("log", "Ann Lee", text, "--channel", "email", "--at", when, *more)


def complain(csdesk: Csdesk, when: str, *more: str) -> None:
    csdesk.ok("complaint", "open", "Ann Lee", "noise", "--no-contact", "--at", when,
              *more)  # fmt: skip


def resolve(csdesk: Csdesk, when: str) -> None:
    csdesk.ok("complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
              "--decision", "ok", "--remedy", "none", "--at", when)  # fmt: skip


# -- reopened: without a deadline, and not forgotten ---------------------------------


@pytest.fixture
def promised(csdesk: Csdesk) -> Csdesk:
    """A desk that promises answers to e-mails, and resolutions."""
    csdesk.ok("hours", "set", "mon-fri", "9-18", "--from", "2026-01-01")
    csdesk.ok("targets", "set", "response", "4h", "--channel", "email", "--from",
              "2026-01-01")  # fmt: skip
    csdesk.ok("targets", "set", "resolution", "16h", "--from", "2026-01-01")
    return csdesk


def test_a_complaint_reopened_has_no_deadline_and_is_not_forgotten(
    promised: Csdesk,
) -> None:
    complain(promised, "2026-11-02 10:00")
    resolve(promised, "2026-11-02 15:00")
    promised.ok("complaint", "reopen", "K1", "loud", "--at", "2026-11-17 9:30")
    (row,) = rows(promised)
    assert (row["kind"], row["reason"], row["due"], row["also"]) == (
        "reopened", "reopened 1 d ago", None, [],
    )  # fmt: skip
    assert row["next"] == "csdesk complaint show K1"
    resolve(promised, "9:45")
    assert ids(promised) == []


def test_a_complaint_reopened_is_not_to_be_acknowledged(promised: Csdesk) -> None:
    complain(promised, "2026-11-02 10:00")
    resolve(promised, "2026-11-02 15:00")
    promised.ok("complaint", "reopen", "K1", "loud", "--at", "2026-11-17 9:30")
    with sqlite3.connect(promised.path) as desk:  # as imports bring it
        desk.execute("UPDATE complaint SET status = 'received'")
    desk.close()
    assert reasons(promised) == [("K1", "reopened 1 d ago", [])]


def test_a_contact_reopened_has_no_deadline_and_is_not_forgotten(
    promised: Csdesk,
) -> None:
    log(promised, "bill", "2026-11-02 10:00")
    promised.ok("contact", "resolve", "C1", "--at", "2026-11-02 15:00")
    promised.ok("contact", "reopen", "C1", "--at", "9:30")
    (row,) = rows(promised)  # nor has the question: the resolution was its answer
    assert (row["kind"], row["reason"], row["due"], row["also"]) == (
        "reopened", "reopened 30 m ago", None, [],
    )  # fmt: skip
    assert row["next"] == "csdesk contact resolve C1"
    promised.ok("contact", "hold", "C1", "waits", "--at", "9:40")
    assert ids(promised) == []


def test_a_thread_is_reopened_by_any_of_its_contacts(promised: Csdesk) -> None:
    log(promised, "bill", "2026-11-02 10:00")
    log(promised, "and?", "2026-11-02 11:00", "--follows", "C1")
    promised.ok("contact", "resolve", "C1", "--at", "2026-11-02 15:00")
    promised.ok("contact", "reopen", "C1", "--at", "9:30")
    with sqlite3.connect(promised.path) as desk:  # as imports bring it
        desk.execute("UPDATE reopening SET contact_id = 2")
    desk.close()
    assert reasons(promised) == [("C1", "reopened 30 m ago", [])]


def test_what_was_asked_after_the_resolution_still_waits(promised: Csdesk) -> None:
    log(promised, "bill", "2026-11-02 10:00")
    promised.ok("contact", "resolve", "C1", "--at", "2026-11-02 15:00")
    log(promised, "still wrong", "2026-11-17 9:00", "--follows", "C1")
    promised.ok("contact", "reopen", "C1", "--at", "9:30")
    assert reasons(promised) == [
        ("C2", "answer: 21 h late", []),
        ("C1", "reopened 30 m ago", []),
    ]


# -- questions within threads and complaints ---------------------------------------


def test_a_second_mail_waits_for_its_answer(promised: Csdesk) -> None:
    log(promised, "bill", "2026-11-16 10:00")
    promised.ok("contact", "respond", "C1", "--at", "2026-11-16 11:00")
    log(promised, "and?", "2026-11-17 9:00", "--follows", "C1")
    assert reasons(promised) == [
        ("C2", "answer: 21 h late", []),
        ("C1", "resolve: 17 h late", []),
    ]


def test_a_mail_in_a_complaint_waits_for_its_answer(promised: Csdesk) -> None:
    complain(promised, "2026-11-17 9:00")
    promised.ok("complaint", "investigate", "K1", "--at", "2026-11-17 9:10")
    log(promised, "and?", "2026-11-17 9:30", "--complaint", "K1")
    assert "C1" in ids(promised)


@pytest.mark.parametrize(
    "done",
    [
        ("contact", "respond", "C2"),
        ("contact", "resolve", "C1"),
        ("contact", "hold", "C1", "waits"),
    ],
)
def test_a_second_mail_is_answered_resolved_and_held_with_its_thread(
    promised: Csdesk, done: tuple[str, ...]
) -> None:
    log(promised, "bill", "2026-11-16 10:00")
    promised.ok("contact", "respond", "C1", "--at", "2026-11-16 11:00")
    log(promised, "and?", "2026-11-17 9:00", "--follows", "C1")
    assert "C2" in ids(promised)
    promised.ok(*done)
    assert "C2" not in ids(promised)


def test_a_mail_in_a_complaint_is_answered_resolved_and_held_with_it(
    promised: Csdesk,
) -> None:
    complain(promised, "2026-11-17 9:00")
    log(promised, "and?", "2026-11-17 9:30", "--complaint", "K1")
    promised.ok("complaint", "hold", "K1", "waits", "--at", "9:10")
    assert "C1" not in ids(promised)
    promised.ok("complaint", "resume", "K1", "--at", "9:11")
    assert "C1" in ids(promised)
    resolve(promised, "9:30")
    assert "C1" not in ids(promised)
    promised.ok("complaint", "reopen", "K1", "loud", "--at", "9:40")
    assert "C1" not in ids(promised)


def test_a_resolution_that_a_mail_brought_into_a_complaint_answers_nothing(
    promised: Csdesk,
) -> None:
    complain(promised, "2026-11-17 9:00")
    log(promised, "and?", "2026-11-17 9:30", "--complaint", "K1")
    stamp(promised, "contact", 1, resolved_at="2026-11-17 10:00")  # as imports bring it
    assert "C1" in ids(promised)


# -- what a policy asks for besides ----------------------------------------------


def test_word_to_the_customer_is_due_by_the_policy_until_it_is_given(
    csdesk: Csdesk,
) -> None:
    complain(csdesk, "2026-11-10 9:00")
    csdesk.ok("complaint", "acknowledge", "K1", "--at", "2026-11-13 9:00")
    csdesk.ok("complaint", "investigate", "K1", "--at", "2026-11-14 9:00")
    (row,) = rows(csdesk)
    told = [row["kind"], row["reason"], row["due"], row["next"]]
    assert told == ["update", "update: 1 d late", "2026-11-16T23:59:59+01:00",
                    "csdesk complaint show K1"]  # fmt: skip
    csdesk.ok("complaint", "hold", "K1", "waits")
    assert ids(csdesk) == []
    csdesk.ok("complaint", "resume", "K1")
    assert ids(csdesk) == []  # the hold waited for the customer's own word
    csdesk.now("2026-11-21T10:00:00+01:00")
    assert reasons(csdesk) == [("K1", "resolve: 10 h late", ["update: in 13 h"])]
    csdesk.ok("log", "P1", "soon", "--direction", "outbound", "--complaint", "K1")
    assert reasons(csdesk) == [("K1", "resolve: 10 h late", [])]


def test_a_resolved_complaint_is_asked_after_by_its_policy(csdesk: Csdesk) -> None:
    complain(csdesk, "2026-11-02 9:00")
    resolve(csdesk, "2026-11-11 9:00")
    (row,) = rows(csdesk)
    told = [row["kind"], row["reason"], row["due"], row["next"]]
    assert told == ["follow-up", "follow up: in 13 h", "2026-11-18T23:59:59+01:00",
                    "csdesk complaint followed-up K1"]  # fmt: skip
    csdesk.now("2026-11-21T10:00:00+01:00")
    assert reasons(csdesk) == [("K1", "follow up: 2 d late", [])]
    csdesk.now("2027-02-09T08:59:00+01:00")
    assert ids(csdesk) == ["K1"]
    csdesk.now("2027-02-09T09:00:00+01:00")
    assert ids(csdesk) == []  # after 90 days nobody is asked any more
    csdesk.now("2026-11-18T10:00:00+01:00")
    csdesk.ok("complaint", "followed-up", "K1")
    assert ids(csdesk) == []


def test_who_wants_no_contact_is_not_asked_after(csdesk: Csdesk) -> None:
    complain(csdesk, "2026-11-02 9:00")
    resolve(csdesk, "2026-11-11 9:00")
    csdesk.ok("customer", "edit", "P1", "--do-not-contact")
    assert ids(csdesk) == []


def test_an_imported_complaint_has_no_policy_and_nobody_is_reminded(
    csdesk: Csdesk,
) -> None:
    path = csdesk.folder / "old.csv"
    path.write_text(
        "external_id,received_at,resolved_at\n"
        "a,2026-11-01T09:00:00+01:00,\n"
        "b,2026-11-01T09:00:00+01:00,2026-11-05T09:00:00+01:00\n"
    )
    csdesk.ok("import", "complaints", str(path))
    assert ids(csdesk) == []


# -- time left --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-18 09:59:59", "answer: 1 m late"),
        ("2026-11-18 10:00:00", "answer: now"),
        ("2026-11-18 10:00:59", "answer: now"),
        ("2026-11-18 10:01:59", "answer: in 1 m"),
        ("2026-11-18 10:59:59", "answer: in 59 m"),
        ("2026-11-18 11:59:59", "answer: in 1 h"),
        ("2026-11-19 23:59:59", "answer: in 1 d"),
    ],
)
def test_time_left_is_never_more_than_there_is(
    csdesk: Csdesk, due: str, said: str
) -> None:
    log(csdesk, "bill", "yesterday")
    stamp(csdesk, "contact", 1, response_due_at=due)
    assert reasons(csdesk) == [("C1", said, [])]


# -- what is settled is not read ----------------------------------------------------


def test_what_is_settled_is_not_read_where_the_open_are_indexed(
    csdesk: Csdesk,
) -> None:
    told = dict.fromkeys(("now", "end", "horizon", "soon", "since"), at(NOON))
    with sqlite3.connect(csdesk.path) as desk:
        desk.executescript(OPEN_INDEXES)
        read = {
            step[3]
            for duty, entry in todays()
            for step in desk.execute(f"EXPLAIN QUERY PLAN {select(duty, entry)}", told)
            if step[3].split()[1] in ("k", "complaint", "v")
        }
    desk.close()
    assert read == {
        "SCAN complaint USING INDEX ix_complaint_open",
        "SCAN k USING INDEX ix_complaint_open",
        "SEARCH k USING INDEX ix_complaint_resolved_at (resolved_at>?)",
        "SEARCH k USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
        "SEARCH v USING INDEX ix_voucher_open (expires_at>? AND expires_at<?)",
    }
