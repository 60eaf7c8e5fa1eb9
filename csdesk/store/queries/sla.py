"""Service targets, and the data of deadlines; instants are epoch seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csdesk.domain.sla.clock import Hold
from csdesk.domain.sla.terms import Target, TargetScope
from csdesk.store.dialect import among, as_list, folded, same
from csdesk.store.queries.broken_rules import broken_target
from csdesk.store.queries.ids import first_id
from csdesk.store.sql.case import is_of_thread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.store.connection import Reader, Row


EVERY: Final = """
SELECT id, what, seconds, clock, tier, channel, severity, valid_from
FROM service_target
ORDER BY id
"""
ONE: Final = f"""
SELECT id
FROM service_target
WHERE what = ? AND valid_from = ? AND {same("channel")} AND {same("severity")}
  AND {same(folded("tier"), folded("?"))}
"""
HOLDS: Final = """
SELECT since, until
FROM pause
WHERE (contact_id = ? OR complaint_id = ?) AND until IS NOT NULL
ORDER BY since, until, id
"""
# The first step that counts as an acknowledgement where none was recorded.
FIRST_STEP: Final = """
SELECT min(at) AS at
FROM (
  SELECT acknowledged_at AS at FROM complaint WHERE id = ?1
  UNION ALL SELECT resolved_at FROM complaint WHERE id = ?1
  UNION ALL SELECT at FROM complaint_event
    WHERE complaint_id = ?1 AND kind IN ('acknowledge', 'investigate', 'offer',
                                         'resolve'))
"""
FIRST_RESOLUTION: Final = """
SELECT min(at) AS at
FROM (
  SELECT {case}.resolved_at AS at FROM {case} WHERE {rows}
  UNION ALL SELECT coalesce(reopening.resolved_at, reopening.reopened_at)
    FROM reopening JOIN {case} ON {case}.id = reopening.{case}_id WHERE {rows})
"""
FIRST_OF_COMPLAINT: Final = FIRST_RESOLUTION.format(
    case="complaint", rows="complaint.id = ?1"
)
FIRST_OF_CONTACT: Final = FIRST_RESOLUTION.format(
    case="contact",
    rows=is_of_thread("contact", "?1"),
)
TIERS: Final = f"""
SELECT id, tier
FROM customer
WHERE tier IS NOT NULL AND {among("id")}
"""


def read_targets(reader: Reader) -> list[Target]:
    """Read every target that was ever set, in order of entry.

    Raises UnusableDeskError for a row that cannot be read.
    """
    return [_target(row) for row in reader.rows(EVERY)]


def _target(row: Row) -> Target:
    if broken := broken_target(row):
        raise broken.error
    return Target(
        what=row["what"],
        seconds=row["seconds"],
        clock=row["clock"],
        scope=TargetScope(row["channel"], row["severity"], row["tier"]),
        valid_from=row["valid_from"],
    )


def target_id(reader: Reader, target: Target) -> int | None:
    """Find the row of the same target from exactly the same instant, or None."""
    scope = target.scope
    return first_id(
        reader.rows(
            ONE,
            (
                target.what,
                target.valid_from,
                scope.channel,
                scope.severity,
                scope.tier,
            ),
        )
    )


def holds_of(
    reader: Reader, case_id: int | None, complaint_id: int | None
) -> list[Hold]:
    """Read the ended holds of a contact's case or of a complaint, oldest first."""
    rows = reader.rows(HOLDS, (case_id, complaint_id))
    return [Hold(row["since"], row["until"]) for row in rows]


def first_step(reader: Reader, complaint_id: int | None) -> int | None:
    """Read when a complaint was acknowledged, or a later step taken; None: not yet."""
    return _at(reader, FIRST_STEP, complaint_id)


def first_resolution_of_complaint(
    reader: Reader, complaint_id: int | None
) -> int | None:
    """Read when a complaint was first resolved, or None.

    Of a resolution at an unknown time that was undone: when it was undone.
    """
    return _at(reader, FIRST_OF_COMPLAINT, complaint_id)


def first_resolution_of_contact(reader: Reader, case_id: int | None) -> int | None:
    """Read when the case that a contact begins was first resolved.

    As `first_resolution_of_complaint`.
    """
    return _at(reader, FIRST_OF_CONTACT, case_id)


def tiers_of(reader: Reader, customers: Iterable[int]) -> dict[int, str]:
    """Map customers to their tier, where they have one."""
    rows = reader.rows(TIERS, (as_list(customers),))
    return {row["id"]: row["tier"] for row in rows}


def _at(reader: Reader, sql: str, number: int | None) -> int | None:
    row = reader.one(sql, (number,))
    at: int | None = row["at"]
    return at


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
ORDER BY since, until, id
"""
# Events that inform the customer; a hold waits for the customer's answer.
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
    """Time on hold; `until` None: still on hold."""

    since: int
    until: int | None
    reason: str | None


def contact_facts(reader: Reader, number: int) -> Row | None:
    """Read the columns of a contact that its deadlines depend on, or None."""
    return reader.first(CONTACT, (number,))


def complaint_facts(reader: Reader, number: int) -> Row | None:
    """Read the columns of a complaint that its deadlines depend on, or None."""
    return reader.first(COMPLAINT, (number,))


def pauses_of(
    reader: Reader, case_id: int | None, complaint_id: int | None
) -> list[Paused]:
    """Read the holds of a contact's case and of a complaint, oldest first."""
    rows = reader.rows(PAUSES, (case_id, complaint_id))
    return [Paused(row["since"], row["until"], row["reason"]) for row in rows]


def last_word(reader: Reader, complaint_id: int) -> int | None:
    """Read when a complaint's customer last heard from the shop, or it was opened."""
    row = reader.one(LAST_WORD, (complaint_id,))
    at: int | None = row["at"]
    return at
