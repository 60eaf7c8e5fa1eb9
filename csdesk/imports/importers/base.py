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
    from csdesk.imports.rows.errors import Notes
    from csdesk.imports.session import Ground
    from csdesk.imports.summary import Counts
    from csdesk.store.bulk.lookup import Imported

    Row = dict[str, Any]
    Problems = Sequence[tuple[int, str]]  # (index of a row, what is wrong with it)


class Parts:
    """What rows of a kind bring beside their records; of this one, nothing."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

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
class Shape:
    """What a kind of record is made of.

    `begins` is the column of its first instant; `later` are those that cannot stand
    before it, and what a person calls each; `agent` is the column of whose it is.
    """

    kind: str
    table: Imported
    begins: str
    columns: Callable[[Batch, Rejects, Notes], Columns]
    parts: Callable[[Ground], Parts]
    later: Mapping[str, str]
    agent: str | None = None


class Records:
    """Brings records of one shape; `table` is where they go."""

    def __init__(self, ground: Ground, shape: Shape) -> None:
        self.table = shape.table
        self._ground, self._shape = ground, shape
        self._names = Names(ground)
        self._parts = shape.parts(ground)
        self._next = next_id(ground.db, self.table)

    def columns(self, batch: Batch, bound: BoundMapping, rejects: Rejects) -> Columns:
        """What the rows' fields come to; rows that contradict themselves go."""
        del bound
        return self._shape.columns(batch, rejects, self._ground.notes)

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
        ground, count = self._ground, len(batch.lines)
        self._link(batch, columns)
        ground.withhold(batch, columns, self.table)
        columns["id"] = list(range(self._next, self._next + count))
        self._next += count
        columns["source"] = [ground.source] * count
        columns["import_run_id"] = [ground.run] * count
        if "external_id" in batch.values:
            columns["external_id"] = batch.values["external_id"]
        ground.times.fill(self.table, columns)
        ground.deadlines.fill(self.table, columns)
        insert_columns(ground.db, self.table, columns)
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
        ground, shape = self._ground, self._shape
        ground.enter()
        ground.erased.unname(batch, self.table, numbers)
        self._link(batch, columns)
        ground.withhold(batch, columns, self.table, numbers)
        mapped = [
            name
            for name in (*mapped_columns(shape.kind, bound.fields), "row_digest")
            if name in columns
        ]
        kept: list[int] = []
        rows: list[Row] = []
        wrong: list[tuple[int, str]] = []
        for i, (number, line) in enumerate(zip(numbers, batch.lines, strict=True)):
            row = ground.row(self.table, number)
            values = {name: columns[name][i] for name in mapped}
            self._parts.amend(row, values)
            problem = contradiction(self.table, shape.begins, shape.later, row | values)
            if problem:
                wrong.append((line, problem))
                continue
            update_record(ground, self.table, row, values, line)
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
