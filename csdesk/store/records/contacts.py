"""Contacts by their thread and by their complaint; instants are epoch seconds.

A case is the first contact of a thread. Members that belong to a complaint are none of
its case (KPIS.md §2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.records.ids import every_id, first_id
from csdesk.store.sql.case import is_of_thread, is_resolved

if TYPE_CHECKING:
    from csdesk.store.settings import Execute

RESOLUTION: Final = f"""
SELECT max(resolved_at) AS at, max(resolved) AS untimed
FROM contact
WHERE {is_of_thread(None, "?1")}
"""
REOPENED: Final = f"""
SELECT max(reopened_at) AS at
FROM contact JOIN reopening ON reopening.contact_id = contact.id
WHERE {is_of_thread("contact", "?1")}
"""
RESOLVED: Final = f"""
SELECT id
FROM contact
WHERE {is_of_thread(None, "?1")} AND {is_resolved(None)}
"""
FREE: Final = """
SELECT id
FROM contact
WHERE (id = ? OR follows_id = ?) AND complaint_id IS NULL
ORDER BY received_at, id
"""
TOO_EARLY: Final = """
SELECT follower.id
FROM contact AS follower
JOIN contact AS first ON first.id = follower.follows_id
WHERE (first.id = ? OR follower.id = ?) AND follower.direction = 'inbound'
  AND follower.received_at < first.received_at
LIMIT 1
"""
OPENING: Final = """
SELECT id
FROM contact
WHERE complaint_id = ? AND direction = 'inbound'
ORDER BY received_at < ?, received_at, id
LIMIT 1
"""


def followers(execute: Execute, contact_id: int | None) -> list[int]:
    """The contacts that follow a contact."""
    return every_id(
        execute(
            "SELECT id FROM contact WHERE follows_id = ? ORDER BY id", (contact_id,)
        )
    )


def follower_too_early(execute: Execute, contact_id: int | None) -> int | None:
    """An inbound contact received before the first of its thread, or None.

    Looked at are the contact and those that follow it.
    """
    return first_id(execute(TOO_EARLY, (contact_id, contact_id)))


def last_resolution(execute: Execute, case_id: int | None) -> tuple[int | None, bool]:
    """When a case was last resolved, and whether it ever was without a known time.

    None for no resolution that has a time.
    """
    (row,) = execute(RESOLUTION, (case_id,))
    return row["at"], bool(row["untimed"])


def last_reopening(execute: Execute, case_id: int | None) -> int | None:
    """When a case was last reopened, or None."""
    (row,) = execute(REOPENED, (case_id,))
    at: int | None = row["at"]
    return at


def resolved_contacts(execute: Execute, case_id: int | None) -> list[int]:
    """The contacts of a case that carry a resolution."""
    return every_id(execute(RESOLVED, (case_id,)))


def thread_without_complaint(execute: Execute, case_id: int | None) -> list[int]:
    """The contacts of a thread that belong to no complaint, as they were received."""
    return every_id(execute(FREE, (case_id, case_id)))


def contacts_of_complaint(execute: Execute, complaint_id: int | None) -> list[int]:
    """The contacts that belong to a complaint."""
    return every_id(
        execute(
            "SELECT id FROM contact WHERE complaint_id = ? ORDER BY id",
            (complaint_id,),
        )
    )


def opening_contact_id(
    execute: Execute, complaint_id: int | None, opened: int
) -> int | None:
    """The inbound contact of a complaint first received at `opened` or later.

    Else the earliest of its inbound contacts; None where it has none.
    """
    return first_id(execute(OPENING, (complaint_id, opened)))
