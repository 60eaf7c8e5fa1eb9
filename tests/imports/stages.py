"""Runs csdesk, and writes to a pipe which stage an import has reached.

`python stages.py PIPE import contacts …`. Where SPILLS is set, it has only SQLite's own
small cache, so that the desk's files grow from the first rows on; PATIENCE is the
number of seconds that it waits for another writer. The stages are known by the actions
that SQLite authorises when a statement is prepared, whichever code sends it.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from typing import Any, Final

READING, INDEXING, COMMITTING = b"r", b"i", b"c"
connect: Final = sqlite3.connect


def stage_of(action: int, first: str | None) -> bytes | None:
    """The stage that begins with a statement for this, if any does."""
    if action == sqlite3.SQLITE_CREATE_INDEX:
        return INDEXING
    if (action, first) == (sqlite3.SQLITE_TRANSACTION, "COMMIT"):
        return COMMITTING
    is_row = action == sqlite3.SQLITE_INSERT and first != "sqlite_master"
    return READING if is_row else None  # the desk is locked by then


def main(pipe: int, *command: str) -> None:
    """Run the command; each stage is a byte in the pipe, once."""
    reported: set[bytes] = set()
    spills = "SPILLS" in os.environ

    def look(action: int, first: str | None, *_: Any) -> int:
        if spills and (action, first) == (sqlite3.SQLITE_PRAGMA, "cache_size"):
            return sqlite3.SQLITE_IGNORE
        stage = stage_of(action, first)
        if stage is not None and stage not in reported:
            reported.add(stage)
            os.write(pipe, stage)
        return sqlite3.SQLITE_OK

    def connect_and_look(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **options)
        connection.set_authorizer(look)
        return connection

    sqlite3.connect = connect_and_look  # type: ignore[assignment]
    sys.argv = ["csdesk", *command]
    from csdesk.cli.app import main as csdesk
    from csdesk.store.sqlite import sqlite_errors, write_lock

    sqlite_errors.BUSY_SECONDS = float(
        os.environ.get("PATIENCE", sqlite_errors.BUSY_SECONDS)
    )
    write_lock.LASTING_SECONDS = float(
        os.environ.get("PATIENCE", write_lock.LASTING_SECONDS)
    )
    csdesk()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
