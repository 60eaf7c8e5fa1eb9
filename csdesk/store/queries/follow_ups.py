"""Follow-ups by whom and what they are about; instants are epoch seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from csdesk.store.queries.ids import every_id

if TYPE_CHECKING:
    from csdesk.store.settings import Execute

# The follow-ups that may be earlier ones of the same series.
SERIES: Final = """
SELECT earlier.promised_at
FROM follow_up AS mine
JOIN follow_up AS earlier
  ON earlier.customer_id IS mine.customer_id
 AND earlier.contact_id IS mine.contact_id
 AND earlier.complaint_id IS mine.complaint_id
 AND earlier.kind = mine.kind
 AND earlier.text IS mine.text
 AND earlier.every = mine.every
WHERE mine.id = ? AND earlier.promised_at < mine.promised_at
ORDER BY earlier.promised_at
"""


def follow_ups_of(
    execute: Execute, case: Literal["contact", "complaint"], number: int | None
) -> list[int]:
    """The follow-ups of a contact or a complaint."""
    return every_id(
        execute(f"SELECT id FROM follow_up WHERE {case}_id = ? ORDER BY id", (number,))
    )


def earlier_in_series(execute: Execute, number: int | None) -> list[int]:
    """When follow-ups like that one were first due before it, the earliest first."""
    return [row["promised_at"] for row in execute(SERIES, (number,))]
