"""Threads, holds and resolutions, as an import updates them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csdesk.store.dialect import as_list, cell, json_field, rows_of
from csdesk.store.sql.case import is_of_thread, is_reply, is_resolved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.store.connection import Reader


Case = Literal["contact", "complaint"]
FIRST_REPLY: Final = f"""
SELECT min(reply.received_at)
FROM contact AS question
JOIN contact AS reply ON reply.follows_id = question.id
WHERE question.id = ? AND {is_reply("question", "reply")}
"""

UNLINKED: Final = f"""
SELECT contact.id, complaint.id, {cell("named", 2)}
FROM {rows_of("?1", "named")}
JOIN complaint ON complaint.source = ?2
  AND complaint.external_id = {cell("named", 1)}
JOIN contact ON contact.source = ?2
  AND contact.external_id = {cell("named", 0)}
WHERE contact.complaint_id IS NULL AND NOT EXISTS (
    SELECT 1
    FROM change
    WHERE table_name = 'contact' AND row_id = contact.id
      AND {json_field("before", "complaint_id")} IS NOT NULL
)
"""


class Seen(NamedTuple):
    """Columns of a contact that linking depends on."""

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
    db: Reader, source: str, named: Sequence[tuple[str, str, int]]
) -> list[tuple[int, int, int]]:
    """Find contact, complaint and line of pairs that were never linked.

    `named` are the external ids of a contact and its complaint, and the line that names
    them.
    """
    return db.tuples(UNLINKED, (as_list(named), source))


def look(db: Reader, contact: int) -> Seen:
    """Read the columns of a contact that linking depends on."""
    return Seen._make(db.one(LOOK, (contact,)))


def followers_but(db: Reader, contact: int, but: int) -> list[int]:
    """Read the contacts that follow `contact`, except `but`."""
    found = db.each(
        "SELECT id FROM contact WHERE follows_id = ? AND id <> ?", (contact, but)
    )
    return [number for (number,) in found]


def reopenings(db: Reader, table: Case, number: int) -> list[int]:
    """Read the reopenings of a contact or complaint."""
    found = db.each(f"SELECT id FROM reopening WHERE {table}_id = ?", (number,))
    return [number for (number,) in found]


def first_reply(db: Reader, contact: int) -> int | None:
    """Read when the first outbound contact after `contact` went out, or None.

    In epoch seconds. Contacts before it do not count.
    """
    at = db.value(FIRST_REPLY, (contact,))
    first: int | None = at
    return first


# A thread of contacts is one case, whose hold belongs to its first contact.
HOLDS_OF_RESOLVED: Final = f"""
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


def holds_of_resolved(db: Reader) -> list[tuple[int, int | None]]:
    """Read holds still open though their case is resolved, and since when.

    Epoch seconds; None for a resolution at an unknown time.
    """
    return db.tuples(HOLDS_OF_RESOLVED)


def last_reopening(db: Reader, table: Case, number: int) -> int | None:
    """Read when a contact or complaint was last reopened, in epoch seconds."""
    at = db.value(
        f"SELECT max(reopened_at) FROM reopening WHERE {table}_id = ?", (number,)
    )
    last: int | None = at
    return last
