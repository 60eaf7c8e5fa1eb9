"""The read side: plain SQLite, opened read-only. What reads cannot change a desk."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.connection import reader
from csdesk.store.sqlite.sqlite_errors import explained, primary_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from csdesk.store.connection import Reader

GLANCE_SECONDS = 0.1
GLANCE_STEPS = 2_000_000  # some tenths of a second
UNWRITABLE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
)


@contextmanager
def reading(path: Path, text: Callable[[bytes], object] = str) -> Iterator[Reader]:
    """One consistent, read-only view of the desk at `path`, rows by name.

    `text` decodes each text; by default one that is no UTF-8 is an error.
    An older desk is backed up and brought up to date first. Raises UnusableDeskError
    or BusyError.
    """
    schema.require_file(path)
    with explained(path, reads=True):
        connection = opened(path)
        try:
            bare = reader(connection)
            revision = schema.revision(bare, path)
            foreign_schema.require_own(bare, path, revision)
            if revision < schema.NEWEST:
                connection.close()
                from csdesk.store.sqlite.migrate import bring_up_to_date

                bring_up_to_date(path)
                connection = opened(path)
            connection.text_factory = text
            connection.execute("BEGIN")  # every SELECT of a command sees one state
            yield reader(connection)
        finally:
            connection.close()


@contextmanager
def glancing(path: Path) -> Iterator[Reader]:
    """A short look at the desk at `path`, read-only, for what nobody may wait for.

    It waits GLANCE_SECONDS for other programs, breaks off a SELECT after GLANCE_STEPS
    of SQLite's machine, and leaves an older desk as it is. Raises a DeskError, or
    sqlite3's, where there is nothing to see.
    """
    schema.require_file(path)
    connection = opened(path, GLANCE_SECONDS)
    try:
        desk = reader(connection)
        foreign_schema.require_own(desk, path, schema.revision(desk, path))
        connection.set_progress_handler(lambda: 1, GLANCE_STEPS)
        connection.execute("BEGIN")
        yield desk
    finally:
        connection.close()


@contextmanager
def looking(path: Path) -> Iterator[Reader]:
    """The desk at `path` as it is, read-only, outside any transaction."""
    with closing(opened(path)) as connection:
        yield reader(connection)


def opened(path: Path, patience: float | None = None) -> sqlite3.Connection:
    """A bare read-only connection to the desk at `path`, outside any transaction.

    It works in a folder that cannot be written, too; `patience` is how many seconds
    to wait for other programs (None: BUSY_SECONDS). Raises what SQLite raises.
    """
    connection = schema.open_file(path, "ro", patience=patience)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        # A WAL desk in a folder that is full, or cannot be written, opens only as
        # immutable; one that is merely busy must not be read past its locks and log.
        log = path.with_name(f"{path.name}-wal")
        has_log = log.exists() and log.stat().st_size
        if primary_code(error) not in UNWRITABLE or has_log:
            raise
        connection = schema.open_file(path, "ro", patience=patience, immutable=True)
    return connection
