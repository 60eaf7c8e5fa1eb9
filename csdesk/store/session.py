"""Open a desk for writing: one unit of work, one journal entry, one commit."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlmodel import Session

from csdesk import clock
from csdesk.notices import notice
from csdesk.store.files.protected_file import followed
from csdesk.store.files.temporary_file import remove_leftovers
from csdesk.store.journal import journal
from csdesk.store.search import index
from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.connection import bare
from csdesk.store.sqlite.engine import engine_for
from csdesk.store.sqlite.sqlite_errors import explained
from csdesk.store.sqlite.write_lock import WriteLock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from csdesk.store.sqlite.write_lock import OnWait


@contextmanager
def writing(  # noqa: PLR0913 - the operation, and how to wait
    path: Path,
    verb: str,
    agent: str,
    at: datetime,
    *,
    patience: float | None = None,
    on_wait: OnWait | None = None,
) -> Iterator[Session]:
    """Open one unit of work on the desk at `path`, journalled as one operation.

    Committed when the block ends, undone if it raises. `verb` names the command
    ("complaint resolve"), `agent` who typed it, `at` when. A block that changes nothing
    leaves no operation; one that changes rows under a set clock gives notice of it.
    Waits for other writers as a WriteLock with that `patience` (seconds) and `on_wait`
    does. Raises UnusableDeskError or BusyError.
    """
    schema.require_file(path)
    with explained(path):
        remove_leftovers(followed(path).parent)
        _bring_up_to_date(path)
        lock = WriteLock(path, verb, agent, patience, on_wait)
        engine = engine_for(path, lock=lock, settles=True)
        try:
            with Session(engine, expire_on_commit=False) as session:
                journal.attach(session, verb, agent, at)
                event.listen(session, "before_commit", _catch_up)
                with session.begin():
                    yield session
        finally:
            engine.dispose()
            lock.end()
    if journal.book_of(session).operation.id is not None:
        _notify_set_clock(at)


def _notify_set_clock(at: datetime) -> None:
    """Give notice where the instant `at` of an operation is of a set clock."""
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
    """Update the search index with what was written, in the same commit."""
    if not session.in_nested_transaction():
        index.catch_up(journal.driver(session))
