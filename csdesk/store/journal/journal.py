"""Write the journal: one operation a command, one change a row."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, inspect
from sqlmodel import SQLModel

from csdesk.domain.kept_settings import is_instant
from csdesk.notices import notice
from csdesk.store.connection import Reader, fields
from csdesk.store.journal.queries import CLOCKS_APART
from csdesk.store.models import JOURNALLED, Operation
from csdesk.store.sqlite.connection import writer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlmodel import Session

    from csdesk.store.connection import Writer


Row = dict[str, Any]
Key = tuple[str, int]
CHUNK = 500
INSERT = """INSERT INTO change (operation_id, table_name, row_id, before, after)
VALUES (?, ?, ?, ?, ?)"""
LAST_AT = "SELECT at FROM operation ORDER BY id DESC LIMIT 1"
_ENCODER = json.JSONEncoder(ensure_ascii=False)
TABLES = frozenset(str(model.__tablename__) for model in JOURNALLED)


class Book:
    """Rows that one unit of work has changed so far."""

    def __init__(self, verb: str, agent: str, at: datetime) -> None:
        self.operation = Operation(verb=verb, agent=agent, at=at)
        self.before: dict[Key, str | None] = {}  # JSON, as it will be entered
        self.new: list[SQLModel] = []

    def settle(self) -> None:
        """Enter the added rows that have an id by now as new."""
        waiting = []
        for item in self.new:
            if (identity := inspect(item).identity) is None:
                waiting.append(item)
            else:
                self.before.setdefault((str(item.__tablename__), identity[0]), None)
        self.new = waiting


def attach(session: Session, verb: str, agent: str, at: datetime) -> None:
    """Journal the changes of `session` as one operation."""
    session.info["book"] = Book(verb, agent, at)
    event.listen(session, "before_flush", _remember)
    event.listen(session, "before_commit", _write)


def book_of(session: Session) -> Book:
    """Return the open journal entry of an attached session."""
    book: Book = session.info["book"]
    return book


def operation_id(session: Session) -> int:
    """Return the id of the session's operation, entered now if it was not."""
    operation = book_of(session).operation
    if operation.id is None:
        _look_at_clock(session, operation.at)
        session.add(operation)
        session.flush()
    assert operation.id is not None  # noqa: S101 - flushed
    return operation.id


def _look_at_clock(session: Session, at: datetime) -> None:
    """Give notice where the clock is before the newest operation of the desk."""
    last = driver(session).first(LAST_AT)
    if last is None or not is_instant(last[0]):
        return
    if at.timestamp() < last[0] - CLOCKS_APART:
        notice(
            f"The clock says {_day(at.timestamp())}, before the desk's last entry "
            f"of {_day(last[0])}. See 'csdesk check'."
        )


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def text(row: Mapping[str, Any]) -> str:
    """Format the row as JSON, without its empty columns."""
    return _ENCODER.encode(non_null(row.items()))


def non_null(values: Iterable[tuple[str, Any]]) -> Row:
    """Return the columns that are not empty, which the journal keeps of a row."""
    return {name: value for name, value in values if value is not None}


def remember(session: Session, table: str, *row_ids: int) -> None:
    """Keep rows as they are, before SQL outside the session's models changes them."""
    book = book_of(session)
    book.settle()
    fresh = [row_id for row_id in row_ids if (table, row_id) not in book.before]
    for chunk in batched(fresh):
        found = read_texts(session, table, chunk)
        for row_id in chunk:
            book.before[table, row_id] = found.get(row_id)


def read_texts(session: Session, table: str, row_ids: Sequence[int]) -> dict[int, str]:
    """Read the journal's text of each of those rows that exists, by id."""
    known = SQLModel.metadata.tables[table].name  # a name of the models, never typed
    marks = ", ".join("?" * len(row_ids))
    found = driver(session).each(
        f"SELECT * FROM {known} WHERE id IN ({marks})", row_ids
    )
    return {row["id"]: text(fields(row)) for row in found}


def driver(session: Session) -> Writer:
    """Return the connection of a session, inside its transaction."""
    return writer_of(session.connection().connection.driver_connection)


def session_reader(session: Session) -> Reader:
    """Return a Reader within a session's transaction, opened at each statement."""
    return Reader(lambda: driver(session).cursor())


def batched(row_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield `row_ids` in pieces that fit into one statement."""
    for start in range(0, len(row_ids), CHUNK):
        yield row_ids[start : start + CHUNK]


def _remember(session: Session, _context: object, _instances: object) -> None:
    book = book_of(session)
    book.new += [item for item in session.new if item.__tablename__ in TABLES]
    # A session keeps them by their address in memory: the order differs between runs.
    for item in sorted((*session.dirty, *session.deleted), key=_place):
        if item.__tablename__ in TABLES and (
            item in session.deleted or session.is_modified(item)
        ):
            with session.no_autoflush:
                (row_id,) = inspect(item).identity
                remember(session, str(item.__tablename__), row_id)


def _place(item: SQLModel) -> tuple[str, int]:
    return str(item.__tablename__), inspect(item).identity[0]


def _write(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: the unit of work goes on
    session.flush()
    book = book_of(session)
    book.settle()
    by_table: dict[str, list[int]] = {}
    for table, row_id in book.before:
        by_table.setdefault(table, []).append(row_id)
    for table, row_ids in by_table.items():
        for chunk in batched(row_ids):
            _enter(session, table, chunk)
    book.before.clear()
    book.new.clear()


def _enter(session: Session, table: str, row_ids: Sequence[int]) -> None:
    """Write a change for each row that differs from its former state."""
    before, after = book_of(session).before, read_texts(session, table, row_ids)
    changed = [
        (table, row_id, before[table, row_id], after.get(row_id))
        for row_id in row_ids
        if before[table, row_id] != after.get(row_id)
    ]
    if changed:
        number = operation_id(session)
        driver(session).run_many(INSERT, [(number, *change) for change in changed])
