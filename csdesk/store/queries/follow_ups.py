"""Follow-ups by case and by series; instants in epoch seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from csdesk.store.dialect import same
from csdesk.store.queries.ids import every_id

if TYPE_CHECKING:
    from csdesk.store.connection import Reader

# The follow-ups that may be earlier ones of the same series.
SERIES: Final = f"""
SELECT earlier.promised_at
FROM follow_up AS mine
JOIN follow_up AS earlier
  ON {same("earlier.customer_id", "mine.customer_id")}
 AND {same("earlier.contact_id", "mine.contact_id")}
 AND {same("earlier.complaint_id", "mine.complaint_id")}
 AND earlier.kind = mine.kind
 AND {same("earlier.text", "mine.text")}
 AND earlier.every = mine.every
WHERE mine.id = ? AND earlier.promised_at < mine.promised_at
ORDER BY earlier.promised_at, earlier.id
"""


def follow_ups_of(
    reader: Reader, case: Literal["contact", "complaint"], number: int | None
) -> list[int]:
    """Read the follow-ups of a contact or a complaint."""
    return every_id(
        reader.rows(
            f"SELECT id FROM follow_up WHERE {case}_id = ? ORDER BY id", (number,)
        )
    )


def earlier_in_series(reader: Reader, number: int | None) -> list[int]:
    """Read the first due times of earlier follow-ups of the series.

    The earliest first.
    """
    return [row["promised_at"] for row in reader.rows(SERIES, (number,))]
