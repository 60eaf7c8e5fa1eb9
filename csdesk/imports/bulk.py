"""Many rows into a table, fast."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

# SQLite builds the word lists of a table's CHECKs anew for every statement: with a
# hundred rows in each, 200,000 contacts went in in 3.8 s instead of 6.5.
ROWS_A_STATEMENT: Final = 100


def insert(
    db: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    """Insert `rows`, each as `columns`, in their order."""
    into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    row = f"({', '.join('?' * len(columns))})"
    full = into + ", ".join([row] * ROWS_A_STATEMENT)
    waiting = iter(rows)
    while group := list(islice(waiting, ROWS_A_STATEMENT)):
        if len(group) == ROWS_A_STATEMENT:
            db.execute(full, list(chain.from_iterable(group)))
        else:
            db.executemany(into + row, group)
