"""Insert and update rows in bulk, on the driver's connection without models.

Names of tables and columns are those of the models, never typed. The caller journals
the changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.store.connection import fields
from csdesk.store.dialect import GIVEN_IDS, cache_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csdesk.store.connection import Reader, Writer

CACHE_KB: Final = 32_768  # SQLite's own 2 MB spills the indexes of a large file
# SQLite builds the value lists of a table's CHECKs again for every statement, and each
# statement has its own overhead: as many rows in one as its 32,766 parameters allow.
ROWS_A_STATEMENT: Final = (1_000, 100, 1)
MOST_MARKS: Final = 32_000


def enlarge_cache(db: Writer) -> None:
    """Enlarge the connection's cache as an import needs it."""
    db.run(cache_of(CACHE_KB))


def insert(
    db: Writer,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    """Insert `rows`, each as `columns`, in their order."""
    cells = list(zip(*rows, strict=True))
    insert_columns(db, table, dict(zip(columns, cells, strict=bool(cells))))


def insert_columns(
    db: Writer, table: str, columns: Mapping[str, Sequence[Any]]
) -> None:
    """Insert rows given as columns, name -> one cell a row, in order.

    A column is bound once where its cells are all the same, and left out where they are
    all None: binding a value costs as much as half of SQLite's work on it.
    """
    count = min(map(len, columns.values()), default=0)
    same = {name: cells[0] for name, cells in columns.items() if _is_one(cells)}
    same = {name: value for name, value in same.items() if value is not None}
    vary = {name: cells for name, cells in columns.items() if not _is_one(cells)}
    names = ", ".join([*same, *vary])
    row = ", ".join([f"?{place + 1}" for place in range(len(same))] + ["?"] * len(vary))
    into, row, width = f"INSERT INTO {table} ({names}) VALUES ", f"({row})", len(vary)
    done = 0
    for size in ROWS_A_STATEMENT:
        full = into + ", ".join([row] * size)
        while count - done >= size and size * width + len(same) <= MOST_MARKS:
            values: list[Any] = [None] * (size * width)
            for place, cells in enumerate(vary.values()):
                values[place::width] = cells[done : done + size]
            db.run(full, [*same.values(), *values])
            done += size


def _is_one(cells: Sequence[Any]) -> bool:
    """Return whether every cell is the first one."""
    first = cells[0] if cells else None
    return cells.count(first) == len(cells)


def add_row(db: Writer, table: str, values: Mapping[str, Any]) -> int:
    """Insert one row, column -> value, and return its id."""
    marks = ", ".join("?" * len(values))
    number = db.value(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks}) RETURNING id",
        tuple(values.values()),
    )
    return int(number)


def read_row(db: Reader, table: str, number: int) -> dict[str, Any]:
    """Read the existing row of that id, as stored."""
    return fields(db.one(f"SELECT * FROM {table} WHERE id = ?", (number,)))


def write_row(db: Writer, table: str, number: int, values: Mapping[str, Any]) -> None:
    """Write `values`, column -> value, into the row of that id."""
    assigned = ", ".join(f"{name} = ?" for name in values)
    db.run(f"UPDATE {table} SET {assigned} WHERE id = ?", (*values.values(), number))


def remove_row(db: Writer, table: str, number: int) -> None:
    """Remove the row of that id."""
    db.run(f"DELETE FROM {table} WHERE id = ?", (number,))


def next_id(db: Reader, table: str) -> int:
    """Return the id of the table's next row; ids are never used twice."""
    used = db.value(
        f"SELECT coalesce(max(seq), 0) FROM {GIVEN_IDS} WHERE name = ?", (table,)
    )
    last = db.value(f"SELECT coalesce(max(id), 0) FROM {table}")
    return int(max(used, last)) + 1
