"""The read side: plain SQLite, opened read-only. What reads cannot change a desk."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.sqlite_errors import explained, primary_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Reader = sqlite3.Connection


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
            revision = schema.revision(connection, path)
            foreign_schema.require_own(connection, path, revision)
            if revision < schema.NEWEST:
                connection.close()
                from csdesk.store.sqlite.migrate import bring_up_to_date

                bring_up_to_date(path)
                connection = opened(path)
            connection.row_factory = sqlite3.Row
            connection.text_factory = text
            connection.execute("BEGIN")  # every SELECT of a command sees one state
            yield connection
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
        foreign_schema.require_own(connection, path, schema.revision(connection, path))
        connection.set_progress_handler(lambda: 1, GLANCE_STEPS)
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


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
