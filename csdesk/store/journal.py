"""The journal: one operation a command, one change a row.

A session that is attached remembers each row that it touches as it was, and writes
the operation with its changes just before the commit. Rows are kept as the file has
them (instants as seconds, facts as 0 and 1), so that `undo` puts back exactly that.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, inspect
from sqlmodel import SQLModel

from csdesk.store.models import JOURNALLED, Change, Operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlmodel import Session

Row = dict[str, Any]
Key = tuple[str, int]
_ENCODER = json.JSONEncoder(ensure_ascii=False)
TABLES = frozenset(str(model.__tablename__) for model in JOURNALLED)


class Book:
    """What one unit of work has touched so far."""

    def __init__(self, verb: str, agent: str, at: datetime) -> None:
        self.operation = Operation(verb=verb, agent=agent, at=at)
        self.before: dict[Key, Row | None] = {}
        self.new: list[SQLModel] = []

    def settle(self) -> None:
        """Enter the rows added so far as new, those that have got their id."""
        waiting = []
        for item in self.new:
            if (identity := inspect(item).identity) is None:
                waiting.append(item)
            else:
                self.before.setdefault((str(item.__tablename__), identity[0]), None)
        self.new = waiting


def attach(session: Session, verb: str, agent: str, at: datetime) -> None:
    """Have `session` journal what it does as one operation."""
    session.info["book"] = Book(verb, agent, at)
    event.listen(session, "before_flush", _remember)
    event.listen(session, "before_commit", _write)


def book_of(session: Session) -> Book:
    """The open journal entry of a session that is attached."""
    book: Book = session.info["book"]
    return book


def operation_id(session: Session) -> int:
    """The id of this unit of work's operation, which is entered now if it was not."""
    operation = book_of(session).operation
    if operation.id is None:
        session.add(operation)
        session.flush()
    assert operation.id is not None  # noqa: S101 - flushed
    return operation.id


def read_row(session: Session, table: str, row_id: int) -> Row | None:
    """The row as the file has it, or None where there is none."""
    quoted = SQLModel.metadata.tables[table].name  # a name we know, never typed
    found = session.connection().exec_driver_sql(
        f"SELECT * FROM {quoted} WHERE id = ?", (row_id,)
    )
    row = found.mappings().first()
    return None if row is None else dict(row)


def text(row: Mapping[str, Any]) -> str:
    """JSON of what the row holds; its empty columns are left out."""
    return _ENCODER.encode(held(row.items()))


def held(values: Iterable[tuple[str, Any]]) -> Row:
    """The columns that are not empty: what the journal keeps of a row."""
    return {name: value for name, value in values if value is not None}


def remember(session: Session, table: str, row_id: int) -> None:
    """Keep the row as it is, before SQL outside the session's models changes it."""
    book = book_of(session)
    book.settle()
    if (table, row_id) not in book.before:
        book.before[table, row_id] = read_row(session, table, row_id)


def _remember(session: Session, _context: object, _instances: object) -> None:
    book = book_of(session)
    book.new += [item for item in session.new if item.__tablename__ in TABLES]
    for item in (*session.dirty, *session.deleted):
        if item.__tablename__ in TABLES and (
            item in session.deleted or session.is_modified(item)
        ):
            with session.no_autoflush:
                (row_id,) = inspect(item).identity
                remember(session, str(item.__tablename__), row_id)


def _write(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: the unit of work goes on
    session.flush()
    book = book_of(session)
    book.settle()
    changes = [
        Change(
            operation_id=0,
            table_name=table,
            row_id=row_id,
            before=None if before is None else text(before),
            after=None if after is None else text(after),
        )
        for (table, row_id), before in book.before.items()
        if (after := read_row(session, table, row_id)) != before
    ]
    if changes:
        number = operation_id(session)
        for change in changes:
            change.operation_id = number
        session.add_all(changes)
        session.flush()
    book.before.clear()
    book.new.clear()
