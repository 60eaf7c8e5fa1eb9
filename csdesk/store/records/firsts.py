"""Who was first: the agent whose command filled a field, or took a step of a life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from csdesk.store.settings import Execute

FILLED: Final = """
SELECT operation.agent
FROM change
JOIN operation ON operation.id = change.operation_id
WHERE change.table_name = ?1 AND change.row_id = ?2
  AND json_extract(change.after, ?3) IS NOT NULL
  AND json_extract(change.after, ?3) IS NOT json_extract(change.before, ?3)
ORDER BY change.id DESC
LIMIT 1
"""
# The newest step of that kind, unless one of the kind that takes it back came later.
STEP: Final = """
SELECT at, agent
FROM complaint_event
WHERE complaint_id = ?1 AND kind = ?2 AND id > (
    SELECT coalesce(max(id), 0) FROM complaint_event
    WHERE complaint_id = ?1 AND kind = ?3)
ORDER BY id DESC
LIMIT 1
"""


def who_filled(execute: Execute, table: str, number: int, column: str) -> str | None:
    """Who gave that field of a row the value that it has; None where nobody says.

    Rows that an import added are in no journal.
    """
    found = execute(FILLED, (table, number, f"$.{column}"))
    return next((row["agent"] for row in found), None)


def last_step_of_kind(
    execute: Execute, complaint_id: int | None, kind: str, taken_back_by: str
) -> tuple[int, str | None] | None:
    """When (epoch seconds) and by whom a step was taken that still holds, or None."""
    found = execute(STEP, (complaint_id, kind, taken_back_by))
    return next(((row["at"], row["agent"]) for row in found), None)
