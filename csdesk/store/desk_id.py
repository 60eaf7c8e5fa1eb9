"""Which desk this is, so that a desk knows its own exports when they come back.

A word of chance that is written when a desk is made. Desks that were made without one
go by the instant of their first operation. A copy has the id until it is first written:
csdesk.store.lineage.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

BYTES: Final = 6
ID_KEY: Final = "desk"
DESK_ID: Final = """coalesce(
    (SELECT value FROM setting WHERE key = 'desk'),
    (SELECT printf('%x', at) FROM operation ORDER BY id LIMIT 1))"""


def give_id(db: sqlite3.Connection) -> None:
    """Give a new desk its id; it is no rule, so nothing is journalled."""
    db.execute(
        "INSERT INTO setting (key, value, valid_from) VALUES ('desk', ?, 0)",
        (new_id(),),
    )


def new_id() -> str:
    """An id of chance, in hexadecimal."""
    return secrets.token_hex(BYTES)


def desk_id(db: sqlite3.Connection) -> str | None:
    """The id of the desk; None for one in which nothing was ever done."""
    (found,) = db.execute(f"SELECT {DESK_ID}").fetchone()
    return None if found is None else str(found)
