"""The read side: plain SQLite, opened read-only. What reads cannot change a desk."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from csdesk.store import schema
from csdesk.store.faults import explained, primary_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Reader = sqlite3.Connection


UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """One consistent, read-only view of the desk at `path`, rows by name.

    An older desk is backed up and brought up to date first. Raises UnusableDeskError
    or BusyError.
    """
    schema.require_file(path)
    with explained(path, reads=True):
        connection = _open(path)
        try:
            if schema.revision(connection, path) < schema.NEWEST:
                connection.close()
                from csdesk.store.migrate import bring_up_to_date

                bring_up_to_date(path)
                connection = _open(path)
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN")  # every SELECT of a command sees one state
            yield connection
        finally:
            connection.close()


def _open(path: Path) -> sqlite3.Connection:
    connection = schema.open_file(path, "ro")
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        # A WAL desk in a folder that cannot be written opens only as immutable; one
        # that is merely busy must not be read past its locks and its log.
        log = path.with_name(f"{path.name}-wal")
        has_log = log.exists() and log.stat().st_size
        if primary_code(error) not in UNWRITABLE or has_log:
            raise
        connection = schema.open_file(path, "ro", immutable=True)
    return connection
