"""Undo an operation: write the inverse changes as another one, and apply them.

Written in SQL on the session's own connection, in batches: an import of 200,000 rows is
undone and redone without creating models of them.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlmodel import SQLModel

from csdesk.errors import RefusedError
from csdesk.store.connection import fields
from csdesk.store.dialect import DEFER_REFERENCES
from csdesk.store.journal import journal
from csdesk.store.journal.queries import read_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Table
    from sqlmodel import Session

    from csdesk.store.connection import Reader, Writer

Item = TypeVar("Item")
BATCH = 5_000
# SQLite builds the value lists of a table's CHECKs again for every statement.
ROWS_A_STATEMENT = 100
# From so many rows on, a column that refers to them is indexed during their removal.
MANY = 500
ENTER = (
    "INSERT INTO change (operation_id, table_name, row_id, before, after)"
    " VALUES (?, ?, ?, ?, ?)"
)


def driver(session: Session) -> Writer:
    """Return the connection of `session` in its transaction, after a flush."""
    session.flush()
    return journal.driver(session)


def enter(session: Session, number: int) -> int:
    """Enter an operation that undoes operation `number`, its changes reversed.

    Rows that an import added are not in the journal: they are written into it now.
    Returns the new operation's id. Only the journal is changed.
    """
    journal.book_of(session).operation.undoes_id = number
    by = journal.operation_id(session)
    connection = driver(session)
    connection.run(
        "INSERT INTO change (operation_id, table_name, row_id, before, after)"
        " SELECT ?, table_name, row_id, after, before FROM change"
        " WHERE operation_id = ? ORDER BY id DESC",
        (by, number),
    )
    is_import = connection.first(
        "SELECT 1 FROM import_run WHERE operation_id = ?", (number,)
    )
    for table in all_tables() if is_import else ():
        if "import_run_id" in table.columns:
            _enter_imported(connection, str(table.name), number, by)
    return by


def carry_out(connection: Writer, by: int) -> None:
    """Apply the changes of operation `by` to their rows.

    Raises IntegrityError where another row has taken a unique value since.
    """
    connection.run(DEFER_REFERENCES)
    tables = touched_tables(connection, by)
    for table in reversed(tables):
        with _references_indexed(connection, table, by):
            connection.run(
                f"DELETE FROM {table} WHERE id IN (SELECT row_id FROM change"
                " WHERE operation_id = ? AND table_name = ? AND before IS NOT NULL)",
                (by, table),
            )
    for table in tables:
        names = [column.name for column in SQLModel.metadata.tables[table].columns]
        blank = dict.fromkeys(names) | column_defaults(table)
        for batch in _batches(restored_rows(connection, table, by), ROWS_A_STATEMENT):
            rows = [blank | row for _, row in batch]
            if any(len(row) > len(names) for row in rows):
                raise RefusedError(
                    "The journal of that time has columns that are there no more.",
                    "Restore a backup from before, or correct the records by hand.",
                )
            places = f"({', '.join('?' * len(names))})"
            connection.run(
                f"INSERT INTO {table} ({', '.join(map(quoted, names))})"
                f" VALUES {', '.join([places] * len(rows))}",
                tuple(chain.from_iterable(row.values() for row in rows)),
            )


def _enter_imported(connection: Writer, table: str, number: int, by: int) -> None:
    """Journal the rows that the import `number` added, as removed."""
    rows = connection.each(
        f"SELECT * FROM {table} WHERE import_run_id IN"
        " (SELECT id FROM import_run WHERE operation_id = ?)"
        " AND id NOT IN (SELECT row_id FROM change"
        " WHERE operation_id = ? AND table_name = ?)",
        (number, number, table),
    )
    for batch in _batches(map(fields, rows), BATCH):
        connection.run_many(
            ENTER, ((by, table, row["id"], journal.text(row), None) for row in batch)
        )


def restored_rows(
    connection: Reader, table: str, by: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of `table` that come back, with their ids."""
    for row_id, after in connection.each(
        "SELECT row_id, after FROM change"
        " WHERE operation_id = ? AND table_name = ? AND after IS NOT NULL",
        (by, table),
    ):
        yield row_id, read_row(after)


@contextmanager
def _references_indexed(connection: Writer, table: str, by: int) -> Iterator[None]:
    """Index the references to `table` while many of its rows are removed.

    SQLite looks for referring rows at each removed row: without an index it reads the
    complete referring table each time.
    """
    going = connection.value(
        "SELECT count(*) FROM change WHERE operation_id = ? AND table_name = ?",
        (by, table),
    )
    made = []
    for child in all_tables() if going > MANY else ():
        for key in child.foreign_keys:
            column = key.parent.name
            firsts = {index.columns[0].name for index in child.indexes}
            if key.column.table.name == table and column not in firsts:
                made.append(f"undo_{child.name}_{column}")
                connection.run(f"CREATE INDEX {made[-1]} ON {child.name} ({column})")
    yield
    for name in made:
        connection.run(f"DROP INDEX {name}")


def touched_tables(connection: Reader, number: int) -> list[str]:
    """List the tables that an operation changed, each after its parents."""
    rows = connection.each(
        "SELECT DISTINCT table_name FROM change WHERE operation_id = ?", (number,)
    )
    touched = {name for (name,) in rows}
    # SQLAlchemy's own kind of str is slow to bind.
    return [str(table.name) for table in all_tables() if table.name in touched]


def all_tables() -> list[Table]:
    """Return every table of the models, each after its parents."""
    return SQLModel.metadata.sorted_tables


def column_defaults(table: str) -> dict[str, Any]:
    """Return defaults of columns that are never empty, for older journal entries."""
    return {
        column.name: getattr(column.default, "arg", None)
        for column in SQLModel.metadata.tables[table].columns
        if not column.nullable
    }


def unique_indexes(table: str) -> list[list[str]]:
    """Return the columns of each unique index."""
    return [
        [column.name for column in index.columns]
        for index in SQLModel.metadata.tables[table].indexes
        if index.unique
    ]


def quoted(name: str) -> str:
    """Quote a column's name for SQL, even if it is a keyword."""
    return f'"{name}"'


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
