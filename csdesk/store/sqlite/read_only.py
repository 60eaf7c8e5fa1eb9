"""Open a desk's file read-only, so that it cannot be changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from csdesk.store.sqlite import schema
from csdesk.store.sqlite.connection import reader
from csdesk.store.sqlite.sqlite_errors import primary_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from csdesk.store.connection import Reader

UNWRITABLE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
)


@contextmanager
def open_read_only(path: Path) -> Iterator[Reader]:
    """Open the desk at `path` read-only, outside any transaction."""
    with closing(opened(path)) as connection:
        yield reader(connection)


def opened(path: Path, patience: float | None = None) -> sqlite3.Connection:
    """Open a read-only connection to the desk at `path`, outside any transaction.

    It works in a folder that cannot be written, too; `patience` is how many seconds to
    wait for other programs (None: BUSY_SECONDS). Raises SQLite's errors.
    """
    connection = schema.open_file(path, "ro", patience=patience)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        # A WAL desk in a folder that is full, or cannot be written, opens only as
        # immutable; a busy one must not be read without its locks and log.
        log = path.with_name(f"{path.name}-wal")
        has_log = log.exists() and log.stat().st_size
        if primary_code(error) not in UNWRITABLE or has_log:
            raise
        connection = schema.open_file(path, "ro", patience=patience, immutable=True)
    return connection
