"""Integrity of a desk's file: its pages, its CHECKs, its references."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from csdesk.store.sqlite.sqlite_errors import DatabaseError, primary_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csdesk.store.connection import Reader

MOST_FINDINGS: Final = 100
# SQLITE_ERROR: a fixed statement that works on every desk fails on this file.
DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
TABLES: Final = """
SELECT name FROM pragma_table_list
WHERE schema = 'main' AND type IN ('table', 'shadow') ORDER BY name"""


class BrokenLink(NamedTuple):
    """Row that refers to a missing row."""

    table: str
    row_id: int
    parent: str


def is_damage(error: BaseException) -> bool:
    """Return whether SQLite failed because of the file's content, not its place."""
    return primary_code(error) in DAMAGED


@contextmanager
def unless_damaged() -> Iterator[None]:
    """Suppress errors of the block that come from damage of the file."""
    try:
        yield
    except DatabaseError as error:
        if not is_damage(error):
            raise


@contextmanager
def unless_unreadable() -> Iterator[None]:
    """Suppress errors of the block where SQLite cannot read the file at all."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_CORRUPT:
            raise


def damage(connection: Reader) -> tuple[str, ...]:
    """List SQLite's findings on pages, indexes and CHECKs; none of them quotes a row.

    A hundred findings at most.
    """
    try:
        found = connection.rows(f"PRAGMA integrity_check({MOST_FINDINGS})")
    except DatabaseError as error:
        if not is_damage(error):
            raise
        return ("the file cannot be read to its end",)
    return tuple(text for (text,) in found if text != "ok")


def broken_links(connection: Reader) -> tuple[BrokenLink, ...]:
    """Read every row that refers to a missing row."""
    return tuple(
        BrokenLink(table, row_id, parent)
        for table, row_id, parent, _ in connection.each("PRAGMA foreign_key_check")
    )


def census(connection: Reader) -> Mapping[str, int]:
    """Count the rows of each table; also the header's application id and version."""
    names = [name for (name,) in connection.rows(TABLES)]
    pragmas = ("application_id", "user_version")
    return {
        name: connection.value(f'SELECT count(*) FROM "{name}"') for name in names
    } | {pragma: connection.value(f"PRAGMA {pragma}") for pragma in pragmas}
