"""The inverse of an operation, written as changes of another and then carried out.

All of it is plain SQL on the session's own connection, in batches: an import of
200,000 rows goes back and comes back without a model made of any of them.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlmodel import SQLModel

from csdesk.errors import RefusedError
from csdesk.store.journal import journal
from csdesk.store.journal.queries import read_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Table
    from sqlmodel import Session

Item = TypeVar("Item")
BATCH = 5_000
# SQLite builds the word lists of a table's CHECKs anew for every statement.
ROWS_A_STATEMENT = 100
# From so many rows on, a column that refers to them gets an index while they go.
MANY = 500
ENTER = (
    "INSERT INTO change (operation_id, table_name, row_id, before, after)"
    " VALUES (?, ?, ?, ?, ?)"
)


def driver(session: Session) -> sqlite3.Connection:
    """The SQLite connection on which `session` has its transaction."""
    session.flush()
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - our only engine
    return connection


def enter(session: Session, number: int) -> int:
    """Enter an operation that undoes operation `number`, its changes turned round.

    Rows that an import added are not in the journal: they are written into it now.
    Returns the new operation's id. Nothing but the journal is changed.
    """
    journal.book_of(session).operation.undoes_id = number
    by = journal.operation_id(session)
    connection = driver(session)
    connection.execute(
        "INSERT INTO change (operation_id, table_name, row_id, before, after)"
        " SELECT ?, table_name, row_id, after, before FROM change"
        " WHERE operation_id = ? ORDER BY id DESC",
        (by, number),
    )
    is_import = connection.execute(
        "SELECT 1 FROM import_run WHERE operation_id = ?", (number,)
    ).fetchone()
    for table in all_tables() if is_import else ():
        if "import_run_id" in table.columns:
            _enter_imported(connection, str(table.name), number, by)
    return by


def carry_out(connection: sqlite3.Connection, by: int) -> None:
    """Make every row what the changes of operation `by` say.

    Raises sqlite3.IntegrityError where another row has taken its place since.
    """
    connection.execute("PRAGMA defer_foreign_keys = ON")
    tables = touched_tables(connection, by)
    for table in reversed(tables):
        with _references_indexed(connection, table, by):
            connection.execute(
                f"DELETE FROM {table} WHERE id IN (SELECT row_id FROM change"
                " WHERE operation_id = ? AND table_name = ? AND before IS NOT NULL)",
                (by, table),
            )
    for table in tables:
        names = [column.name for column in SQLModel.metadata.tables[table].columns]
        blank = dict.fromkeys(names) | fillers(table)
        for batch in _batches(afters(connection, table, by), ROWS_A_STATEMENT):
            rows = [blank | row for _, row in batch]
            if any(len(row) > len(names) for row in rows):
                raise RefusedError(
                    "The journal of that time has columns that are there no more.",
                    "Restore a backup from before, or correct the records by hand.",
                )
            places = f"({', '.join('?' * len(names))})"
            connection.execute(
                f"INSERT INTO {table} ({', '.join(map(quoted, names))})"
                f" VALUES {', '.join([places] * len(rows))}",
                tuple(chain.from_iterable(row.values() for row in rows)),
            )


def _enter_imported(
    connection: sqlite3.Connection, table: str, number: int, by: int
) -> None:
    """Write the rows that the import `number` added into the journal, as removed."""
    rows = connection.execute(
        f"SELECT * FROM {table} WHERE import_run_id IN"
        " (SELECT id FROM import_run WHERE operation_id = ?)"
        " AND id NOT IN (SELECT row_id FROM change"
        " WHERE operation_id = ? AND table_name = ?)",
        (number, number, table),
    )
    names = [column[0] for column in rows.description]
    found = (dict(zip(names, row, strict=True)) for row in rows)
    for batch in _batches(found, BATCH):
        connection.executemany(
            ENTER, ((by, table, row["id"], journal.text(row), None) for row in batch)
        )


def afters(
    connection: sqlite3.Connection, table: str, by: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of `table` that come back, as they come back."""
    for row_id, after in connection.execute(
        "SELECT row_id, after FROM change"
        " WHERE operation_id = ? AND table_name = ? AND after IS NOT NULL",
        (by, table),
    ):
        yield row_id, read_row(after)


@contextmanager
def _references_indexed(
    connection: sqlite3.Connection, table: str, by: int
) -> Iterator[None]:
    """While many rows of `table` go, whatever refers to them is found by an index.

    SQLite looks for rows left behind at each row that goes: without an index it
    reads the whole referring table each time.
    """
    (going,) = connection.execute(
        "SELECT count(*) FROM change WHERE operation_id = ? AND table_name = ?",
        (by, table),
    ).fetchone()
    made = []
    for child in all_tables() if going > MANY else ():
        for key in child.foreign_keys:
            column = key.parent.name
            firsts = {index.columns[0].name for index in child.indexes}
            if key.column.table.name == table and column not in firsts:
                made.append(f"undo_{child.name}_{column}")
                connection.execute(
                    f"CREATE INDEX {made[-1]} ON {child.name} ({column})"
                )
    yield
    for name in made:
        connection.execute(f"DROP INDEX {name}")


def touched_tables(connection: sqlite3.Connection, number: int) -> list[str]:
    """The tables that an operation changed, each after those that it refers to."""
    rows = connection.execute(
        "SELECT DISTINCT table_name FROM change WHERE operation_id = ?", (number,)
    )
    touched = {name for (name,) in rows}
    # SQLAlchemy's own kind of str is slow to bind.
    return [str(table.name) for table in all_tables() if table.name in touched]


def all_tables() -> list[Table]:
    """Every table of the models, each after those that it refers to."""
    return SQLModel.metadata.sorted_tables


def fillers(table: str) -> dict[str, Any]:
    """Columns that are never empty: where the journal lacks one, it is a newer one."""
    return {
        column.name: getattr(column.default, "arg", None)
        for column in SQLModel.metadata.tables[table].columns
        if not column.nullable
    }


def unique_indexes(table: str) -> list[list[str]]:
    """The columns of each index that lets no two rows be the same."""
    return [
        [column.name for column in index.columns]
        for index in SQLModel.metadata.tables[table].indexes
        if index.unique
    ]


def quoted(name: str) -> str:
    """A column's name as SQL takes it, be it a keyword."""
    return f'"{name}"'


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
