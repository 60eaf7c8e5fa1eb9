"""A large file goes in faster where its tables' indexes are built once, at the end.

Each row that goes in otherwise touches a page of every index. All of it happens inside
the transaction of the import: whoever pulls the plug finds the desk as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

BYTES_A_ROW: Final = 100  # of a file, roughly: only to compare with what is there
WORTH_IT: Final = 5_000  # rows; below this the indexes are no matter
INDEXES: Final = """
SELECT name, sql FROM sqlite_master
WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL
ORDER BY rowid"""


def is_worth_it(db: sqlite3.Connection, table: str, file_bytes: int) -> bool:
    """Whether the file's rows outnumber those of the table, and are many."""
    rows = file_bytes // BYTES_A_ROW
    if rows < WORTH_IT:
        return False
    (there,) = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT ?)", (rows,)
    ).fetchone()
    return int(there) < rows


class Postponed:
    """Indexes that are away until `rebuild`; in a transaction, by its connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._statements: list[str] = []

    def take(self, tables: Sequence[str]) -> None:
        """Take the indexes of `tables` away. Their rows are then found by id alone."""
        for table in tables:
            for name, sql in self._db.execute(INDEXES, (table,)).fetchall():
                self._db.execute(f"DROP INDEX {name}")
                self._statements.append(sql)

    def rebuild(self) -> None:
        """Build them again, to the letter, in the order in which they were.

        Raises sqlite3.IntegrityError where what went in breaks a unique one.
        """
        for sql in self._statements:
            self._db.execute(sql)
        self._statements.clear()
