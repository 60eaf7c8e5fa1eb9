"""Create the engine of a desk's file: its pragmas, its write lock, its transactions."""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import NullPool, event
from sqlmodel import create_engine

from csdesk.store import lineage
from csdesk.store.sqlite import schema
from csdesk.store.sqlite.connection import writer
from csdesk.store.sqlite.write_lock import WriteLock

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "recursive_triggers = 1",
    "trusted_schema = OFF",
    "secure_delete = ON",
)


def engine_for(
    path: Path,
    *,
    foreign_keys: bool = True,
    lock: WriteLock | None = None,
    settles: bool = False,
) -> Engine:
    """Create an engine on the existing file at `path`.

    Every transaction begins IMMEDIATE, once it has its `lock`, and no error of
    SQLAlchemy's quotes a row. Where it `settles`, a copy first gets an id of its own.
    """
    lock = lock or WriteLock(path)

    def connect() -> sqlite3.Connection:
        connection = schema.open_file(path, "rw", patience=lock.patience)
        connection.text_factory = (
            str  # a damaged text must not be journalled as another one
        )
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            switch = "ON" if foreign_keys else "OFF"
            connection.execute(f"PRAGMA foreign_keys = {switch}")
        except BaseException:
            connection.close()
            raise
        return connection

    # Its pool logs errors at the end of a transaction, with a traceback.
    logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())
    engine = create_engine(
        "sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - our only driver
        lock.take(driver)
        if settles:
            lineage.settle(writer(driver), path)

    return engine
