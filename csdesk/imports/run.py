"""Import files into the desk: all of them or nothing, as one operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.errors import ExpectedNoError
from csdesk.imports.importers.kinds import IMPORTERS
from csdesk.imports.importers.own_export import OwnRows, are_own_records
from csdesk.imports.mapping.columns import bind
from csdesk.imports.mapping.mapping import mapping_of_headings
from csdesk.imports.mapping.sources import (
    require_ids,
    source_of,
    were_exported_from,
)
from csdesk.imports.rows.compare import RowComparison
from csdesk.imports.rows.errors import RowErrors
from csdesk.imports.rows.validate import FileRows, take_rows
from csdesk.imports.session import ImportSession
from csdesk.imports.summary import Counts, Result, period_of
from csdesk.store.bulk.answers import has_surveys
from csdesk.store.bulk.customers import has_customers
from csdesk.store.bulk.insert import write_row
from csdesk.store.lineage import lineage
from csdesk.store.sqlite.deferred_indexes import is_worth_deferring, postponed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csdesk.imports.mapping.columns import Batch, BoundMapping
    from csdesk.imports.mapping.mapping import Mapping
    from csdesk.imports.reading.csv_file import CsvFile
    from csdesk.imports.rows.copy import Columns
    from csdesk.services.unit_of_work import Work

    Progress = Callable[[int], None]  # bytes read of all files


def import_files(  # noqa: PLR0913 - the options of an import
    work: Work,
    kind: str,
    files: Sequence[CsvFile],
    mapping: Mapping | None,
    *,
    source: str | None = None,
    progress: Progress | None = None,
    skip_bad: bool = False,
) -> Result:
    """Import the rows of `files`, all of that kind, and count those of each file.

    Without a mapping the headings are the field names. Warnings go to `work`. Raises
    ExpectedNoError with a listing where a row is wrong, unless those are skipped, and
    UsageProblem where a file is.
    """
    source = source or (mapping and mapping.source) or source_of(files, kind)
    session = ImportSession(work, kind, source, mapping.text if mapping else "")
    session.is_own_export = were_exported_from(files, source, lineage(session.db))
    loader = RowLoader(session, skip_bad=skip_bad)
    before = 0
    for file in files:

        def report_progress(done: int, start: int = before) -> None:
            if progress:
                progress(start + done)

        file_mapping = file.mapping or mapping
        file_mapping = file_mapping or mapping_of_headings(
            file.headings, kind, file.name
        )
        bound = bind(file_mapping, file.headings, work.settings, file.name)
        if session.is_own_export:
            require_ids(file.name, bound.fields)
        loader.read(file, bound, report_progress)
        before += file.size
    loader.finish()
    return Result(
        tuple(loader.counts),
        tuple(session.runs),
        period_of(loader.counts, work.settings.zone),
        loader.row_errors,
    )


class RowLoader:
    """Loads the rows of one operation into the desk."""

    def __init__(self, session: ImportSession, *, skip_bad: bool = False) -> None:
        self.counts: list[Counts] = []
        self.row_errors = RowErrors(keep_all=skip_bad)
        self._session = session
        self._importer = IMPORTERS[session.kind](session)
        self._is_undecided = session.is_own_export  # whether the rows are own records
        self._skip_bad = skip_bad
        self._warnings = [session.warnings]

    def read(
        self, file: CsvFile, bound: BoundMapping, progress: Callable[[int], None]
    ) -> None:
        """Load one file to its end."""
        self._session.begin(file.name)
        self._warnings.append(self._session.warnings)
        counts = Counts(file.name, self._session.source)
        self.counts.append(counts)
        file_rows = FileRows(file.name, bound, self._session, self.row_errors)
        comparison = RowComparison(self._session, bound, self._importer.table)
        rejected = self.row_errors.rows
        tables = self._tables_to_fill(file, bound, comparison)
        with postponed(self._session.db, tables):
            for rows in file.batches():
                counts.read += len(rows.lines) + len(rows.broken)
                batch = file_rows.read(rows)
                if self._is_undecided and batch.lines:
                    self._decide(batch)
                batch, columns = file_rows.columns(batch, self._importer)
                self._store(batch, columns, bound, comparison, counts)
                progress(file.bytes_read)
        counts.rejected = self.row_errors.rows - rejected
        counts.blank = file.blank_rows
        file.rejected = self.row_errors.take()
        # A quote that never closes hides an unknown number of rows.
        self._skip_bad = self._skip_bad and file.never_closes is None
        if self._session.has_run:
            self._reconcile(counts, file.sha256)

    def _decide(self, first: Batch) -> None:
        """Settle once whether the rows are this desk's own records, by the first."""
        session, importer = self._session, self._importer
        session.is_home = are_own_records(session, importer.table, first)
        if session.is_home:
            self._importer = OwnRows(session, importer)
        self._is_undecided = False

    def _tables_to_fill(
        self, file: CsvFile, bound: BoundMapping, comparison: RowComparison
    ) -> list[str]:
        """List the tables that are empty, or nearly so, before this file fills them.

        Only ids are looked up in them while a source's first file is read.
        """
        db, source = self._session.db, self._session.source
        if self._importer.table != "contact" or not comparison.is_first:
            return []
        tables = ["contact"]
        if bound.scales and not has_surveys(db, source):
            tables.append("survey_answer")
        if not has_customers(db):
            tables.append("customer")
        return [table for table in tables if is_worth_deferring(db, table, file.size)]

    def finish(self) -> None:
        """Write links between rows. Raises ExpectedNoError where rows were rejected."""
        if self.row_errors.rows and not self._skip_bad:
            read = sum(counts.read for counts in self.counts)
            rejected = self.row_errors.rows
            raise ExpectedNoError(
                f"{self.row_errors.listing}\n"
                f"{rejected:,} of {read:,} rows rejected; nothing was kept.",
                "Mend these rows, or the mapping, and import again.",
            )
        self._importer.finish()
        self._session.stamps.settle()
        for warnings in self._warnings:
            warnings.emit(self._session.work.warn)

    def _store(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        comparison: RowComparison,
        counts: Counts,
    ) -> None:
        digests = comparison.digests(batch, bound.fields)
        found = comparison.sort(batch, digests)
        counts.unchanged += found.unchanged
        counts.span(self._importer.span(columns))
        if self.row_errors.rows and not self._skip_bad:
            # Nothing will be stored: the other rows are only validated.
            counts.added += len(found.new)
            counts.updated += len(found.changed)
            return
        columns["row_digest"] = digests
        if found.new:
            rows, values = take_rows(batch, columns, found.new)
            wrong = self._importer.add(rows, values, bound, counts)
            self.row_errors.add(counts.file, wrong)
        if found.changed:
            indexes = [i for i, _ in found.changed]
            numbers = [number for _, number in found.changed]
            rows, values = take_rows(batch, columns, indexes)
            wrong = self._importer.change(rows, values, bound, numbers, counts)
            self.row_errors.add(counts.file, wrong)

    def _reconcile(self, counts: Counts, sha256: str) -> None:
        found = {
            "sha256": sha256,
            "rows_read": counts.read,
            "added": counts.added,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "rejected": counts.rejected,
        }
        write_row(self._session.db, "import_run", self._session.run, found)
