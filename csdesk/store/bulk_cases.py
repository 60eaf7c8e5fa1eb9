"""What a desk did with cases that an import resolves, by the driver's connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

    from csdesk.store.bulk_threads import Case

# A thread of contacts is one case, whose hold stands on its first contact.
HELD: Final = """
SELECT pause.id, max(c.resolved_at)
FROM pause
JOIN contact AS c ON c.id = pause.contact_id
  OR (c.follows_id = pause.contact_id AND c.complaint_id IS NULL)
WHERE pause.until IS NULL AND (c.resolved = 1 OR c.resolved_at IS NOT NULL)
GROUP BY pause.id
UNION ALL
SELECT pause.id, k.resolved_at
FROM pause
JOIN complaint AS k ON k.id = pause.complaint_id
WHERE pause.until IS NULL AND (k.resolved = 1 OR k.resolved_at IS NOT NULL)
"""


def holds_of_resolved(db: sqlite3.Connection) -> list[tuple[int, int | None]]:
    """The holds that still run though their case is resolved, and when it was.

    Epoch seconds; None for a resolution at an unknown time.
    """
    return db.execute(HELD).fetchall()


def last_reopening(db: sqlite3.Connection, table: Case, number: int) -> int | None:
    """When a contact or complaint was last reopened, in epoch seconds."""
    (at,) = db.execute(
        f"SELECT max(reopened_at) FROM reopening WHERE {table}_id = ?", (number,)
    ).fetchone()
    last: int | None = at
    return last
