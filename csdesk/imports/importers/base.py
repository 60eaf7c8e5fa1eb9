"""Rows that are one record each, on their way into the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csdesk.imports.rows.names import Names
from csdesk.imports.rows.update import contradiction, mapped_columns, update_record
from csdesk.store.bulk.insert import insert_columns, next_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns
    from csdesk.imports.rows.errors import ImportWarnings
    from csdesk.imports.session import ImportSession
    from csdesk.imports.summary import Counts
    from csdesk.store.bulk.lookup import Imported

    Row = dict[str, Any]
    Problems = Sequence[tuple[int, str]]  # (index of a row, what is wrong with it)


class RelatedRows:
    """What rows of a kind bring beside their records; of this one, nothing."""

    def __init__(self, session: ImportSession) -> None:
        self.session = session

    def refused(self, batch: Batch, bound: BoundMapping) -> Problems:
        """What of the rows cannot stand beside what the desk has."""
        del batch, bound
        return []

    def link(self, batch: Batch, columns: Columns) -> None:
        """Add the columns that refer to records which other files brought."""

    def amend(self, row: Row, values: Row) -> None:
        """Settle what `values`, about to be written into `row`, mean beside it."""

    def added(self, batch: Batch, columns: Columns, bound: BoundMapping) -> None:
        """Bring the parts of records just added."""

    def changed(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        rows: Sequence[Row],
    ) -> None:
        """Bring the parts of the records `rows`, as they were before they changed."""

    def finish(self) -> None:
        """Settle what is known once every row of every file is there."""


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """What a kind of record is made of.

    `begins` is the column of its first instant; `later` are those that cannot stand
    before it, and what a person calls each; `agent` is the column of whose it is.
    """

    kind: str
    table: Imported
    begins: str
    columns: Callable[[Batch, Rejects, ImportWarnings], Columns]
    parts: Callable[[ImportSession], RelatedRows]
    later: Mapping[str, str]
    agent: str | None = None


class RecordImporter:
    """Brings records of one shape; `table` is where they go."""

    def __init__(self, session: ImportSession, shape: RecordSpec) -> None:
        self.table = shape.table
        self._session, self._shape = session, shape
        self._names = Names(session)
        self._parts = shape.parts(session)
        self._next = next_id(session.db, self.table)

    def columns(self, batch: Batch, bound: BoundMapping, rejects: Rejects) -> Columns:
        """What the rows' fields come to; rows that contradict themselves go."""
        del bound
        return self._shape.columns(batch, rejects, self._session.notes)

    def refused(self, batch: Batch, bound: BoundMapping) -> Problems:
        """What of the rows cannot stand beside what the desk has."""
        return self._parts.refused(batch, bound)

    def span(self, columns: Columns) -> list[int]:
        """The instants at which the rows began."""
        return columns[self._shape.begins]

    def add(
        self, batch: Batch, columns: Columns, bound: BoundMapping, counts: Counts
    ) -> Problems:
        """Add a record for each row."""
        session, count = self._session, len(batch.lines)
        self._link(batch, columns)
        session.withhold(batch, columns, self.table)
        columns["id"] = list(range(self._next, self._next + count))
        self._next += count
        columns["source"] = [session.source] * count
        columns["import_run_id"] = [session.run] * count
        if "external_id" in batch.values:
            columns["external_id"] = batch.values["external_id"]
        session.stamps.fill(self.table, columns)
        insert_columns(session.db, self.table, columns)
        self._parts.added(batch, columns, bound)
        counts.added += count
        return []

    def change(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        numbers: Sequence[int],
        counts: Counts,
    ) -> Problems:
        """Write the rows' mapped fields into the records `numbers`.

        Returns (line, reason) of those that contradict what the desk holds.
        """
        session, shape = self._session, self._shape
        session.enter()
        session.erased.unname(batch, self.table, numbers)
        self._link(batch, columns)
        session.withhold(batch, columns, self.table, numbers)
        mapped = [
            name
            for name in (*mapped_columns(shape.kind, bound.fields), "row_digest")
            if name in columns
        ]
        kept: list[int] = []
        rows: list[Row] = []
        wrong: list[tuple[int, str]] = []
        for i, (number, line) in enumerate(zip(numbers, batch.lines, strict=True)):
            row = session.row(self.table, number)
            values = {name: columns[name][i] for name in mapped}
            self._parts.amend(row, values)
            problem = contradiction(self.table, shape.begins, shape.later, row | values)
            if problem:
                wrong.append((line, problem))
                continue
            update_record(session, self.table, row, values, line)
            kept.append(i)
            rows.append(row)
        columns["id"] = list(numbers)
        taken = {name: [column[i] for i in kept] for name, column in columns.items()}
        self._parts.changed(batch.take(kept), taken, bound, rows)
        counts.updated += len(kept)
        return wrong

    def finish(self) -> None:
        """Settle what is known once every row of every file is there."""
        self._names.finish()
        self._parts.finish()

    def _link(self, batch: Batch, columns: Columns) -> None:
        self._names.fill(batch, columns, self._shape.begins, self._shape.agent)
        self._parts.link(batch, columns)
