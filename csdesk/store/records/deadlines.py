"""What the deadlines of one contact or complaint go by; instants are epoch seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csdesk.store.settings import Execute

CONTACT: Final = """
SELECT received_at, first_response_at, complaint_id, follows_id,
       response_due_at, response_target, resolution_due_at, resolution_target
FROM contact
WHERE id = ?
"""
COMPLAINT: Final = """
SELECT opened_at, status, level, policy, acknowledge_due_at, resolution_due_at,
       resolution_target, resolved_at, resolved,
       (SELECT min(at) FROM complaint_event
        WHERE complaint_id = complaint.id AND kind = 'followed-up'
          AND at >= complaint.resolved_at) AS followed_up_at
FROM complaint
WHERE id = ?
"""
PAUSES: Final = """
SELECT since, until, reason
FROM pause
WHERE contact_id = ? OR complaint_id = ?
ORDER BY since, until
"""
# What tells a customer where the matter stands; a hold waits for the customer's word.
LAST_WORD: Final = """
SELECT max(at) AS at
FROM (
  SELECT opened_at AS at FROM complaint WHERE id = ?1
  UNION ALL SELECT acknowledged_at FROM complaint WHERE id = ?1
  UNION ALL SELECT at FROM complaint_event
    WHERE complaint_id = ?1 AND kind IN ('acknowledge', 'offer', 'resolve', 'reopen')
  UNION ALL SELECT received_at FROM contact
    WHERE complaint_id = ?1 AND direction = 'outbound'
  UNION ALL SELECT coalesce(until, since) FROM pause WHERE complaint_id = ?1)
"""


class Paused(NamedTuple):
    """A time on hold; `until` None: still."""

    since: int
    until: int | None
    reason: str | None


def contact_facts(execute: Execute, number: int) -> Mapping[str, Any] | None:
    """What a contact's deadlines go by, or None where it is not there."""
    return next(iter(execute(CONTACT, (number,))), None)


def complaint_facts(execute: Execute, number: int) -> Mapping[str, Any] | None:
    """What a complaint's deadlines go by, or None where it is not there."""
    return next(iter(execute(COMPLAINT, (number,))), None)


def pauses_of(
    execute: Execute, case_id: int | None, complaint_id: int | None
) -> list[Paused]:
    """The holds of a contact's case and of a complaint, oldest first."""
    rows = execute(PAUSES, (case_id, complaint_id))
    return [Paused(row["since"], row["until"], row["reason"]) for row in rows]


def last_word(execute: Execute, complaint_id: int) -> int | None:
    """When the customer of a complaint last heard from the shop, or it was opened."""
    (row,) = execute(LAST_WORD, (complaint_id,))
    at: int | None = row["at"]
    return at
