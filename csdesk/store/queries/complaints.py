"""Events of complaints, offers, and the agents of steps; instants in epoch seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.dialect import differs, json_field_named
from csdesk.store.queries.ids import every_id, first_id

if TYPE_CHECKING:
    from csdesk.store.connection import Reader


_BEFORE, _AFTER = (
    json_field_named(f"change.{text}", "?3") for text in ("before", "after")
)
FILLED: Final = f"""
SELECT operation.agent
FROM change
JOIN operation ON operation.id = change.operation_id
WHERE change.table_name = ?1 AND change.row_id = ?2
  AND {_AFTER} IS NOT NULL AND {differs(_AFTER, _BEFORE)}
ORDER BY change.id DESC
LIMIT 1
"""
# The newest step of that kind, unless a later one of the other kind took it back.
STEP: Final = """
SELECT at, agent
FROM complaint_event
WHERE complaint_id = ?1 AND kind = ?2 AND id > (
    SELECT coalesce(max(id), 0) FROM complaint_event
    WHERE complaint_id = ?1 AND kind = ?3)
ORDER BY id DESC
LIMIT 1
"""


def agent_who_filled(
    reader: Reader, table: str, number: int, column: str
) -> str | None:
    """Read the agent who set the present value of a field; None if unknown.

    Rows that an import added are in no journal.
    """
    found = reader.rows(FILLED, (table, number, column))
    return next((row["agent"] for row in found), None)


def last_step_of_kind(
    reader: Reader, complaint_id: int | None, kind: str, revoked_by: str
) -> tuple[int, str | None] | None:
    """Read when (epoch seconds) and by whom a valid step was taken, or None."""
    found = reader.rows(STEP, (complaint_id, kind, revoked_by))
    return next(((row["at"], row["agent"]) for row in found), None)


LAST_STEP: Final = """
SELECT id
FROM complaint_event
WHERE complaint_id = ? AND kind <> 'note'
ORDER BY at DESC, id DESC
LIMIT 1
"""
RESOLVER: Final = """
SELECT agent
FROM complaint_event
WHERE complaint_id = ? AND kind = 'resolve'
ORDER BY at DESC, id DESC
LIMIT 1
"""
# Imported complaints have no events.
FIRST_AFTER: Final = """
WITH mine(number) AS (SELECT ?)
SELECT min(at) AS at FROM mine, (
    SELECT complaint_id, at FROM complaint_event WHERE kind <> 'open'
    UNION ALL SELECT complaint_id, coalesce(resolved_at, reopened_at) FROM reopening
    UNION ALL SELECT complaint_id, coalesce(offered_at, granted_at) FROM remedy
    UNION ALL SELECT id, acknowledged_at FROM complaint
    UNION ALL SELECT id, resolved_at FROM complaint
    UNION ALL SELECT id, closed_at FROM complaint)
WHERE complaint_id = number
"""
STANDING_OFFER: Final = """
SELECT id
FROM remedy
WHERE complaint_id = ? AND granted_at IS NULL
  AND (? IS NULL OR kind = ?)
  AND offered_at >= (
    SELECT coalesce(max(reopened_at), 0) FROM reopening WHERE complaint_id = ?)
ORDER BY offered_at DESC, id DESC
LIMIT 1
"""


def last_step_id(reader: Reader, complaint_id: int | None) -> int | None:
    """Find the newest event of a complaint that is no note, or None."""
    return first_id(reader.rows(LAST_STEP, (complaint_id,)))


def opening_events(reader: Reader, complaint_id: int | None) -> list[int]:
    """Read the events that opened a complaint: one, or none if imported."""
    return every_id(
        reader.rows(
            "SELECT id FROM complaint_event WHERE complaint_id = ? AND kind = 'open'",
            (complaint_id,),
        )
    )


def last_resolver(reader: Reader, complaint_id: int | None) -> str | None:
    """Read who resolved a complaint last, by name; None where no event tells."""
    return next((row["agent"] for row in reader.rows(RESOLVER, (complaint_id,))), None)


def first_after_opening(reader: Reader, complaint_id: int | None) -> int | None:
    """Read when something first happened to a complaint after its opening.

    None for nothing yet. Events count (notes too), reopenings, remedies, and the
    instants in the complaint itself.
    """
    row = reader.one(FIRST_AFTER, (complaint_id,))
    at: int | None = row["at"]
    return at


def standing_offer_id(
    reader: Reader, complaint_id: int | None, kind: str | None
) -> int | None:
    """Find the newest remedy offered since the last reopening, or None.

    Not granted yet; only those of `kind`, unless that is None.
    """
    return first_id(
        reader.rows(STANDING_OFFER, (complaint_id, kind, kind, complaint_id))
    )
