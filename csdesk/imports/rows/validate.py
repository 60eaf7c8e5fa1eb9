"""Validate the rows of one file: columns of the valid ones, errors of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.imports.mapping.columns import IDENTITY, Batch, Rejects
from csdesk.imports.mapping.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.importers.kinds import RowImporter
    from csdesk.imports.mapping.columns import BoundMapping
    from csdesk.imports.reading.csv_file import RowBatch
    from csdesk.imports.rows.copy import Columns
    from csdesk.imports.rows.errors import RowErrors
    from csdesk.imports.session import ImportSession


class FileRows:
    """Reads batches of one file, and remembers the external ids that occurred in it."""

    def __init__(
        self, file: str, bound: BoundMapping, session: ImportSession, errors: RowErrors
    ) -> None:
        self._file, self._bound = file, bound
        self._session, self._errors = session, errors
        self._lines: dict[str, int] = {}  # external id -> its first line

    def read(self, rows: RowBatch) -> Batch:
        """Return the rows with valid fields."""
        rejects = Rejects()
        batch = self._bound.read(rows, rejects)
        if IDENTITY in batch.values:
            self._reject_duplicates(batch, rejects)
        self._errors.add(self._file, [*rows.broken, *_by_line(batch.lines, rejects)])
        return batch.take(_valid_indexes(batch, rejects))

    def columns(self, batch: Batch, importer: RowImporter) -> tuple[Batch, Columns]:
        """Return the rows that are valid as a whole, and their columns of the table."""
        rejects = Rejects()
        columns = importer.columns(batch, self._bound, rejects)
        if not self._session.is_home:
            self._session.erased.recognise(batch, importer.table)
        rejects.found += importer.refused(batch, self._bound)
        self._errors.add(self._file, _by_line(batch.lines, rejects))
        return take_rows(batch, columns, _valid_indexes(batch, rejects))

    def _reject_duplicates(self, batch: Batch, rejects: Rejects) -> None:
        lines, names = self._lines, batch.values[IDENTITY]
        if None not in names and lines.keys().isdisjoint(names):
            seen = dict(zip(names, batch.lines, strict=True))
            if len(seen) == len(names):
                lines.update(seen)
                return
        for index, (name, line) in enumerate(zip(names, batch.lines, strict=True)):
            if name is not None and lines.setdefault(name, line) != line:
                rejects.add(index, self._duplicate_message(name))

    def _duplicate_message(self, name: str) -> str:
        is_private = FIELDS[self._bound.kind][IDENTITY].private
        shown = IDENTITY if is_private else f"{IDENTITY} '{name}'"
        return (
            f"{shown} stands on line {self._lines[name]} already. "
            "Take one of the two rows out, or map a column that differs."
        )


def take_rows(
    batch: Batch, columns: Columns, keep: Sequence[int]
) -> tuple[Batch, Columns]:
    """Return only the rows at the indexes `keep`, of both."""
    if len(keep) == len(batch.lines):
        return batch, columns
    return batch.take(keep), {
        name: [column[i] for i in keep] for name, column in columns.items()
    }


def _valid_indexes(batch: Batch, rejects: Rejects) -> Sequence[int]:
    bad = {index for index, _ in rejects.found}
    every = range(len(batch.lines))
    return [index for index in every if index not in bad] if bad else every


def _by_line(lines: Sequence[int], rejects: Rejects) -> list[tuple[int, str]]:
    return [(lines[index], message) for index, message in rejects.found]
