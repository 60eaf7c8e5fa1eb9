"""Readers and writers on connections of SQLite's driver."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from csdesk.store.connection import Reader, Writer
from csdesk.store.sqlite import schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def reader(connection: sqlite3.Connection) -> Reader:
    """Return a Reader on an open connection."""
    return Reader(partial(_cursor, connection))


def writer(connection: sqlite3.Connection) -> Writer:
    """Return a Writer on an open connection."""
    return Writer(partial(_cursor, connection))


def writer_of(driver: object) -> Writer:
    """Return a Writer on SQLAlchemy's handle of a driver connection."""
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - our only driver
    return writer(driver)


@contextmanager
def bare(
    path: Path, mode: str, *, patience: float | None = None, immutable: bool = False
) -> Iterator[Writer]:
    """Open the file at `path` outside any transaction; arguments as of `open_file`."""
    file = schema.open_file(path, mode, patience=patience, immutable=immutable)
    with closing(file) as connection:
        yield writer(connection)


def _cursor(connection: sqlite3.Connection) -> sqlite3.Cursor:
    """Return a cursor whose rows have names, whatever the connection's row factory."""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor


def driver_of(reader: Reader) -> sqlite3.Connection:
    """Return the driver's connection under a reader, for SQLite's own functions."""
    cursor = reader.cursor()
    assert isinstance(cursor, sqlite3.Cursor)  # noqa: S101 - our only driver
    return cursor.connection
