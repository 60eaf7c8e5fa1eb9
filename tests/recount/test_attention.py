"""What needs attention: deadlines and promises, as of the end of a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.recount.shop import DAY, END, START, Shop

if TYPE_CHECKING:
    from pathlib import Path

HOUR = 3600


@pytest.fixture
def shop(path: Path, empty_desk: bytes) -> Shop:
    return Shop(path, empty_desk)


def told(shop: Shop) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in shop.report().attention]


def test_overdue_promises_come_by_id_the_longest_first(shop: Shop) -> None:
    shop.follow_up("call-back", END - 2 * HOUR)
    shop.follow_up("apology", END - DAY)
    shop.follow_up("courtesy-call", END - DAY, done_at=END - 1)
    shop.follow_up("courtesy-call", START, due_at=END + 3 * DAY)  # moved
    shop.follow_up("reminder", START)
    shop.follow_up("win-back", START)
    assert told(shop) == [
        ("promise", "F2 is a promise to a customer, overdue by 1 d."),
        ("promise", "F1 is a promise to a customer, overdue by 2 h."),
    ]
    due = shop.report().attention[0].due
    assert due is not None
    assert due.isoformat() == "2026-11-15T00:00:00+01:00"


def test_deadlines_that_passed_and_those_near(shop: Shop) -> None:
    shop.complaint(END - HOUR, acknowledge_due_at=END - 60)
    shop.complaint(END - HOUR, acknowledge_due_at=END + 60)
    shop.complaint(END - HOUR, acknowledged_at=END - 9, resolution_due_at=END - 1)
    shop.contact(END - HOUR, response_due_at=END - 2 * 60)
    shop.contact(END - HOUR, response_due_at=END + DAY - HOUR)
    shop.contact(END - HOUR, response_due_at=END + DAY)
    shop.contact(END, response_due_at=END + 9, resolution_due_at=END + 9)
    shop.follow_up("call-back", END)  # perhaps promised since
    shop.contact(END - HOUR, resolution_due_at=END - 60)
    shop.contact(END - HOUR, resolution_due_at=END)
    assert told(shop) == [
        ("overdue", "K1 was to be acknowledged 1 m ago."),
        ("overdue", "C1 was to be answered 2 m ago."),
        ("overdue", "K3 was to be resolved 1 s ago."),
        ("overdue", "C5 was to be resolved 1 m ago."),
        ("due", "K2 is to be acknowledged in 1 m."),
        ("due", "C2 is to be answered in 23 h."),
        ("due", "C6 is to be resolved in 0 s."),
    ]


def test_what_was_done_or_is_on_hold_is_not_overdue(shop: Shop) -> None:
    shop.complaint(START, acknowledged_at=START, acknowledge_due_at=START + 1,
                   resolution_due_at=START + 9, resolved_at=END - 1)  # fmt: skip
    held = shop.complaint(END - HOUR, acknowledge_due_at=END - 9,
                          resolution_due_at=END - 9)  # fmt: skip
    shop.held(END - 10, None, complaint_id=held)
    shop.contact(END - HOUR, response_due_at=END - 9, first_response_at=END - 1)
    waits = shop.contact(END - HOUR, response_due_at=END - 9, resolution_due_at=END - 9)
    shop.held(END - 10, None, contact_id=waits)
    assert told(shop) == []


def test_a_reopening_makes_no_new_deadline(shop: Shop) -> None:
    case = shop.complaint(END - HOUR, resolution_due_at=END - 9)
    shop.reopened(END - 5, END - 10, complaint_id=case)
    again = shop.contact(END - HOUR, response_due_at=END - 9, resolution_due_at=END - 9)
    shop.reopened(END - 5, END - 10, contact_id=again)
    assert told(shop) == []


def test_an_unacknowledged_complaint_without_a_deadline_shows_after_a_day(
    shop: Shop,
) -> None:
    shop.complaint(END - DAY - 1)
    shop.complaint(END - DAY - 1, acknowledge_due_at=END + 2 * DAY)
    assert told(shop) == [("unacknowledged", "K1 has not been acknowledged in 1 d.")]
