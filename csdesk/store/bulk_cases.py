"""What a desk did with cases that an import resolves, by the driver's connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.sql.case import is_of_thread, is_resolved

if TYPE_CHECKING:
    import sqlite3

    from csdesk.store.bulk_threads import Case

# A thread of contacts is one case, whose hold stands on its first contact.
HELD: Final = f"""
SELECT pause.id, max(c.resolved_at)
FROM pause
JOIN contact AS c ON {is_of_thread("c", "pause.contact_id")}
WHERE pause.until IS NULL AND {is_resolved("c")}
GROUP BY pause.id
UNION ALL
SELECT pause.id, k.resolved_at
FROM pause
JOIN complaint AS k ON k.id = pause.complaint_id
WHERE pause.until IS NULL AND {is_resolved("k")}
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
