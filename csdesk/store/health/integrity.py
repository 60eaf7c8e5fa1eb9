"""Whether a desk's file is sound: its pages, its CHECKs, its links."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final, NamedTuple

from csdesk.store.sqlite.sqlite_errors import primary_code

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_TOLD: Final = 100
# SQLITE_ERROR: what is asked of a desk in fixed words cannot be asked of this file.
DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
TABLES: Final = """
SELECT name FROM pragma_table_list
WHERE schema = 'main' AND type IN ('table', 'shadow') ORDER BY name"""


class BrokenLink(NamedTuple):
    """A row that refers to one that is not there."""

    table: str
    row_id: int
    parent: str


def is_damage(error: BaseException) -> bool:
    """Whether SQLite failed because of what the file holds, not of where it is."""
    return primary_code(error) in DAMAGED


def damage(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What SQLite finds wrong with pages, indexes, CHECKs; none of it quotes a row.

    A hundred findings at most.
    """
    try:
        found = connection.execute(f"PRAGMA integrity_check({MOST_TOLD})").fetchall()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return ("the file cannot be read to its end",)
    return tuple(text for (text,) in found if text != "ok")


def broken_links(connection: sqlite3.Connection) -> tuple[BrokenLink, ...]:
    """Every row that refers to one that is not there."""
    return tuple(
        BrokenLink(table, row_id, parent)
        for table, row_id, parent, _ in connection.execute("PRAGMA foreign_key_check")
    )


def census(connection: sqlite3.Connection) -> Mapping[str, int]:
    """How many rows each table has, and what the header says of the file."""
    names = [name for (name,) in connection.execute(TABLES).fetchall()]
    marks = ("application_id", "user_version")
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for name in names
    } | {mark: connection.execute(f"PRAGMA {mark}").fetchone()[0] for mark in marks}
