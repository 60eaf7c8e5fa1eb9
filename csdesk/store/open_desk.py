"""Open a desk for reading: read-only, in one state, brought up to date first."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.connection import reader
from csdesk.store.sqlite.read_only import opened
from csdesk.store.sqlite.sqlite_errors import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from csdesk.store.connection import Reader

GLANCE_SECONDS = 0.1
GLANCE_STEPS = 2_000_000  # a few tenths of a second


@contextmanager
def reading(path: Path, text: Callable[[bytes], object] = str) -> Iterator[Reader]:
    """Open the desk at `path` read-only, in one consistent state, rows by name.

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
            connection.execute("BEGIN")  # every SELECT of a command reads one state
            yield reader(connection)
        finally:
            connection.close()


@contextmanager
def glancing(path: Path) -> Iterator[Reader]:
    """Open the desk at `path` read-only for a short look, such as completion.

    It waits GLANCE_SECONDS for other programs, breaks off a SELECT after GLANCE_STEPS
    of SQLite's machine, and leaves an older desk as it is. Raises a DeskError, or an
    error of sqlite3, where it cannot be read.
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
