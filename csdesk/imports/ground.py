"""What an import works on: the desk's session, its driver, the run that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.imports.notes import Notes
from csdesk.store import journal

if TYPE_CHECKING:
    import sqlite3

    from csdesk.services.work import Work

CACHE_KB: Final = 32_768  # SQLite's own 2 MB spills the indexes of a large file
RUN: Final = """
INSERT INTO import_run (operation_id, at, kind, source, file_name, sha256, mapping,
    rows_read, added, updated, unchanged, rejected)
VALUES (?, ?, ?, ?, ?, '', ?, 0, 0, 0, 0, 0)
"""


class Ground:
    """A desk during one operation that imports files, one after the other.

    `db` is the driver's own connection, within the session's transaction: rows go in
    by it, several times as fast as by the session.
    """

    def __init__(self, work: Work, kind: str, source: str, mapping: str) -> None:
        self.work, self.kind, self.source, self._mapping = work, kind, source, mapping
        fairy = work.session.connection().connection
        self.db: sqlite3.Connection = fairy.driver_connection  # type: ignore[assignment]
        self.db.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        self.notes = Notes("")
        self.runs: list[int] = []  # of this operation
        self._file: str | None = None

    def begin(self, file: str) -> None:
        """Go on to the file of that name."""
        self._file = file
        self.notes = Notes(file)

    @property
    def run(self) -> int:
        """The id of this file's import run, which is entered when first asked for."""
        if self._file is not None:
            values = (
                journal.operation_id(self.work.session),
                int(self.work.now.timestamp()),
                self.kind,
                self.source,
                self._file,
                self._mapping,
            )
            number = self.db.execute(RUN, values).lastrowid
            assert number is not None  # noqa: S101 - SQLite gave one
            self.runs.append(number)
            self._file = None
        return self.runs[-1]

    @property
    def has_run(self) -> bool:
        """Whether this file has changed anything so far."""
        return self._file is None

    def is_own(self, row: dict[str, Any]) -> bool:
        """Whether this operation added the row."""
        return row["import_run_id"] in self.runs

    def row(self, table: str, number: int) -> dict[str, Any]:
        """The row as the file of the desk has it."""
        cursor = self.db.execute(f"SELECT * FROM {table} WHERE id = ?", (number,))
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))

    def update(self, table: str, row: dict[str, Any], values: dict[str, Any]) -> None:
        """Write `values` into `row`, journalled unless this operation added it."""
        number = row["id"]
        if not self.is_own(row):
            journal.remember(self.work.session, table, number)
        assigned = ", ".join(f"{name} = ?" for name in values)
        self.db.execute(
            f"UPDATE {table} SET {assigned} WHERE id = ?", (*values.values(), number)
        )

    def next_id(self, table: str) -> int:
        """The id that the table's next row gets; ids are never used twice."""
        (used,) = self.db.execute(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", (table,)
        ).fetchone()
        (last,) = self.db.execute(
            f"SELECT coalesce(max(id), 0) FROM {table}"
        ).fetchone()
        return int(max(used, last)) + 1
