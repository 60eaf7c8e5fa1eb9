"""Threads and resolutions that an import settles, by the driver's connection."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csdesk.store.sql.case import is_of_thread, is_reply, is_resolved

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


Case = Literal["contact", "complaint"]
FIRST_REPLY: Final = f"""
SELECT min(reply.received_at)
FROM contact AS asked
JOIN contact AS reply ON reply.follows_id = asked.id
WHERE asked.id = ? AND {is_reply("asked", "reply")}
"""

UNLINKED: Final = """
SELECT contact.id, complaint.id, json_extract(named.value, '$[2]')
FROM json_each(?1) AS named
JOIN complaint ON complaint.source = ?2
  AND complaint.external_id = json_extract(named.value, '$[1]')
JOIN contact ON contact.source = ?2
  AND contact.external_id = json_extract(named.value, '$[0]')
WHERE contact.complaint_id IS NULL AND NOT EXISTS (
    SELECT 1
    FROM change
    WHERE table_name = 'contact' AND row_id = contact.id
      AND json_extract(before, '$.complaint_id') IS NOT NULL
)
"""


class Seen(NamedTuple):
    """The columns of a contact that settling a link goes by."""

    id: int
    direction: str
    channel: str
    abandoned: bool
    received_at: int
    follows_id: int | None
    first_response_at: int | None


LOOK: Final = f"""
SELECT {", ".join(Seen._fields)}
FROM contact
WHERE id = ?
"""


def unlinked(
    db: sqlite3.Connection, source: str, named: Sequence[tuple[str, str, int]]
) -> list[tuple[int, int, int]]:
    """Contact, complaint and line, of those that could be linked and never were.

    `named` are the external ids of a contact and its complaint, and the line that
    names them.
    """
    return db.execute(UNLINKED, (json.dumps(named), source)).fetchall()


def look(db: sqlite3.Connection, contact: int) -> Seen:
    """What settling a link looks at, of a contact that is there."""
    return Seen._make(db.execute(LOOK, (contact,)).fetchone())


def followers_but(db: sqlite3.Connection, contact: int, but: int) -> list[int]:
    """The contacts that follow `contact`, without the contact `but`."""
    found = db.execute(
        "SELECT id FROM contact WHERE follows_id = ? AND id <> ?", (contact, but)
    )
    return [number for (number,) in found]


def reopenings(db: sqlite3.Connection, table: Case, number: int) -> list[int]:
    """The resolutions of a contact or complaint that did not hold."""
    found = db.execute(f"SELECT id FROM reopening WHERE {table}_id = ?", (number,))
    return [number for (number,) in found]


def first_reply(db: sqlite3.Connection, contact: int) -> int | None:
    """When the first outbound contact that follows one went out, in epoch seconds.

    Those before it do not count; None where there is none.
    """
    (at,) = db.execute(FIRST_REPLY, (contact,)).fetchone()
    first: int | None = at
    return first


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
