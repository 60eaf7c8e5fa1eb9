"""The write side: one engine factory, one unit of work, one journal entry."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import NullPool, event
from sqlmodel import Session, create_engine

from csdesk import clock
from csdesk.notices import notice
from csdesk.store import lineage
from csdesk.store.files.protected_file import followed
from csdesk.store.files.temporary_file import remove_leftovers
from csdesk.store.journal import journal
from csdesk.store.search import index
from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.connection import bare, writer
from csdesk.store.sqlite.sqlite_errors import explained
from csdesk.store.sqlite.write_lock import WriteLock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from csdesk.store.sqlite.write_lock import OnWait

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
    turn: WriteLock | None = None,
    settles: bool = False,
) -> Engine:
    """An engine on the existing file at `path`.

    Every transaction begins IMMEDIATE, when its `turn` has come, and no error of
    SQLAlchemy's quotes a row. Where it `settles`, a copy first gets an id of its own.
    """
    turn = turn or WriteLock(path)

    def connect() -> sqlite3.Connection:
        connection = schema.open_file(path, "rw", patience=turn.patience)
        connection.text_factory = str  # no damaged text may be journalled as another
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            switch = "ON" if foreign_keys else "OFF"
            connection.execute(f"PRAGMA foreign_keys = {switch}")
        except BaseException:
            connection.close()
            raise
        return connection

    # Its pool logs what went wrong in ending a transaction, with the whole traceback.
    logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())
    engine = create_engine(
        "sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - our only driver
        turn.take(driver)
        if settles:
            lineage.settle(writer(driver), path)

    return engine


@contextmanager
def writing(  # noqa: PLR0913 - what a person may say, and how to wait
    path: Path,
    verb: str,
    agent: str,
    at: datetime,
    *,
    patience: float | None = None,
    on_wait: OnWait | None = None,
) -> Iterator[Session]:
    """One unit of work on the desk at `path`, journalled as one operation.

    Committed when the block ends, undone if it raises. `verb` names the command
    ("complaint resolve"), `agent` who typed it, `at` when. A block that changes
    nothing leaves no operation; one that does gives notice of a set clock. Waits for
    another writer as long as a Turn with that `patience` (seconds), which tells
    `on_wait`. Raises UnusableDeskError or BusyError.
    """
    schema.require_file(path)
    with explained(path):
        remove_leftovers(followed(path).parent)
        _bring_up_to_date(path)
        turn = WriteLock(path, verb, agent, patience, on_wait)
        engine = engine_for(path, turn=turn, settles=True)
        try:
            with Session(engine, expire_on_commit=False) as session:
                journal.attach(session, verb, agent, at)
                event.listen(session, "before_commit", _catch_up)
                with session.begin():
                    yield session
        finally:
            engine.dispose()
            turn.end()
    if journal.book_of(session).operation.id is not None:
        _tell_set_clock(at)


def _tell_set_clock(at: datetime) -> None:
    """Give notice where the instant `at` of what was written is that of a set clock."""
    instant = clock.set_to()
    if instant is not None and at == clock.now():
        notice(f"Note: {clock.VARIABLE} is set: the clock stands at {instant}.")


def _bring_up_to_date(path: Path) -> None:
    with bare(path, "rw") as desk:
        revision = schema.revision(desk, path)
        foreign_schema.require_own(desk, path, revision)
    if revision != schema.NEWEST:
        from csdesk.store.sqlite.migrate import bring_up_to_date

        bring_up_to_date(path)


def _catch_up(session: Session) -> None:
    """What search looks through follows what was written, in the same commit."""
    if not session.in_nested_transaction():
        index.catch_up(journal.driver(session))
