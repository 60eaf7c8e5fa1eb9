"""Import rows that are one record each."""

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
    # (index or line of a row, what is wrong with it)
    RowMessages = Sequence[tuple[int, str]]


class RelatedRows:
    """Rows of other tables that come with records; this base class has none."""

    def __init__(self, session: ImportSession) -> None:
        self.session = session

    def refused(self, batch: Batch, bound: BoundMapping) -> RowMessages:
        """List (index, message) of rows that conflict with rows of the desk."""
        del batch, bound
        return []

    def link(self, batch: Batch, columns: Columns) -> None:
        """Add the columns that refer to records of other files."""

    def amend(self, row: Row, values: Row) -> None:
        """Adjust `values`, about to be written into `row`, to the state of `row`."""

    def added(self, batch: Batch, columns: Columns, bound: BoundMapping) -> None:
        """Add the related rows of records just added."""

    def changed(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        rows: Sequence[Row],
    ) -> None:
        """Update the related rows of changed records; `rows` are those before."""

    def finish(self) -> None:
        """Complete the import after the last row of the last file."""


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """How rows of one kind become records.

    `begins` is the column of the first instant; `later` are the columns that may not
    be before it, with a label for each; `agent` is the column of the agent, or None.
    """

    kind: str
    table: Imported
    begins: str
    columns: Callable[[Batch, Rejects, ImportWarnings], Columns]
    related: Callable[[ImportSession], RelatedRows]
    later: Mapping[str, str]
    agent: str | None = None


class RecordImporter:
    """Imports records of one kind into `table`."""

    def __init__(self, session: ImportSession, spec: RecordSpec) -> None:
        self.table = spec.table
        self._session, self._spec = session, spec
        self._names = Names(session)
        self._related = spec.related(session)
        self._next = next_id(session.db, self.table)

    def columns(self, batch: Batch, bound: BoundMapping, rejects: Rejects) -> Columns:
        """Compute the table's columns; contradictory rows go to `rejects`."""
        del bound
        return self._spec.columns(batch, rejects, self._session.warnings)

    def refused(self, batch: Batch, bound: BoundMapping) -> RowMessages:
        """List (index, message) of rows that conflict with rows of the desk."""
        return self._related.refused(batch, bound)

    def span(self, columns: Columns) -> list[int]:
        """Return the instants at which the rows began."""
        return columns[self._spec.begins]

    def add(
        self, batch: Batch, columns: Columns, bound: BoundMapping, counts: Counts
    ) -> RowMessages:
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
        self._related.added(batch, columns, bound)
        counts.added += count
        return []

    def change(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        numbers: Sequence[int],
        counts: Counts,
    ) -> RowMessages:
        """Write the rows' mapped fields into the records `numbers`.

        Returns (line, message) of those that contradict the record.
        """
        session, spec = self._session, self._spec
        session.enter()
        session.erased.unname(batch, self.table, numbers)
        self._link(batch, columns)
        session.withhold(batch, columns, self.table, numbers)
        mapped = [
            name
            for name in (*mapped_columns(spec.kind, bound.fields), "row_digest")
            if name in columns
        ]
        written: list[int] = []
        rows: list[Row] = []
        wrong: list[tuple[int, str]] = []
        for i, (number, line) in enumerate(zip(numbers, batch.lines, strict=True)):
            row = session.row(self.table, number)
            values = {name: columns[name][i] for name in mapped}
            self._related.amend(row, values)
            problem = contradiction(self.table, spec.begins, spec.later, row | values)
            if problem:
                wrong.append((line, problem))
                continue
            update_record(session, self.table, row, values, line)
            written.append(i)
            rows.append(row)
        columns["id"] = list(numbers)
        taken = {name: [column[i] for i in written] for name, column in columns.items()}
        self._related.changed(batch.take(written), taken, bound, rows)
        counts.updated += len(written)
        return wrong

    def finish(self) -> None:
        """Complete the import after the last row of the last file."""
        self._names.finish()
        self._related.finish()

    def _link(self, batch: Batch, columns: Columns) -> None:
        self._names.fill(batch, columns, self._spec.begins, self._spec.agent)
        self._related.link(batch, columns)
