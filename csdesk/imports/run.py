"""One import: files into the desk, all of them or nothing, as one operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.errors import ExpectedNoError
from csdesk.imports.importers.kinds import keeper_on
from csdesk.imports.mapping.columns import bind
from csdesk.imports.mapping.mapping import mapping_of_headings
from csdesk.imports.mapping.sources import name_desk, source_of
from csdesk.imports.rows.compare import RowComparison
from csdesk.imports.rows.errors import RowErrors
from csdesk.imports.rows.validate import FileRows, take_rows
from csdesk.imports.session import ImportSession
from csdesk.imports.summary import Counts, Result, period_of
from csdesk.store.bulk.answers import has_surveys
from csdesk.store.bulk.customers import has_customers
from csdesk.store.bulk.deferred_indexes import is_worth_it, postponed
from csdesk.store.bulk.insert import write_row
from csdesk.store.lineage import lineage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csdesk.imports.mapping.columns import Batch, BoundMapping
    from csdesk.imports.mapping.mapping import Mapping
    from csdesk.imports.reading.csv_file import CsvFile
    from csdesk.imports.rows.copy import Columns
    from csdesk.services.unit_of_work import Work

    Progress = Callable[[int], None]  # bytes read of all files


def import_files(  # noqa: PLR0913 - what a person may say of an import
    work: Work,
    kind: str,
    files: Sequence[CsvFile],
    mapping: Mapping | None,
    *,
    source: str | None = None,
    progress: Progress | None = None,
    skip_bad: bool = False,
) -> Result:
    """Bring the rows of `files`, all of that kind, into the desk; the counts of each.

    Without a mapping the headings are the field names. Notes go to `work`. Raises
    ExpectedNoError with a listing where a row is wrong, unless those are skipped, and
    UsageProblem where a file is.
    """
    source = source or (mapping and mapping.source) or source_of(files, kind)
    session = ImportSession(work, kind, source, mapping.text if mapping else "")
    session.is_home = None if name_desk(files, source, lineage(session.db)) else False
    loading = RowLoader(session, skip_bad=skip_bad)
    before = 0
    for file in files:

        def tell(done: int, start: int = before) -> None:
            if progress:
                progress(start + done)

        meant = file.mapping or mapping
        meant = meant or mapping_of_headings(file.headings, kind, file.name)
        bound = bind(meant, file.headings, work.settings, file.name)
        loading.read(file, bound, tell)
        before += file.size
    loading.finish()
    return Result(
        tuple(loading.counts),
        tuple(session.runs),
        period_of(loading.counts, work.settings.zone),
        loading.problems,
    )


class RowLoader:
    """The rows of one operation on their way into the desk."""

    def __init__(self, session: ImportSession, *, skip_bad: bool = False) -> None:
        self.counts: list[Counts] = []
        self.problems = RowErrors(keeps_all=skip_bad)
        self._session = session
        self._keeper = keeper_on(session)
        self._skips = skip_bad
        self._notes = [session.notes]

    def read(
        self, file: CsvFile, bound: BoundMapping, progress: Callable[[int], None]
    ) -> None:
        """Read one file to its end."""
        self._session.begin(file.name)
        self._notes.append(self._session.notes)
        counts = Counts(file.name, self._session.source)
        self.counts.append(counts)
        reading = FileRows(file.name, bound, self._keeper, self._session)
        comparison = RowComparison(self._session, bound, self._keeper.table)
        rejected = self.problems.rows
        filled = self._filled(file, bound, comparison)
        with postponed(self._session.db, filled):
            for rows in file.batches():
                counts.read += len(rows.lines) + len(rows.broken)
                batch, columns = reading.take(rows, self.problems)
                self._keep(batch, columns, bound, comparison, counts)
                progress(file.bytes_read)
        counts.rejected = self.problems.rows - rejected
        counts.blank = file.blank_rows
        file.rejected = self.problems.take()
        # Nobody knows how many rows are behind a quote that never closes.
        self._skips = self._skips and file.never_closes is None
        if self._session.has_run:
            self._reconcile(counts, file.sha256)

    def _filled(
        self, file: CsvFile, bound: BoundMapping, comparison: RowComparison
    ) -> list[str]:
        """The tables that the file fills from nothing, or nearly so.

        Nothing but ids is looked up in them while a source's first file is read.
        """
        db, source = self._session.db, self._session.source
        if self._keeper.table != "contact" or not comparison.is_first:
            return []
        tables = ["contact"]
        if bound.scales and not has_surveys(db, source):
            tables.append("survey_answer")
        if not has_customers(db):
            tables.append("customer")
        return [table for table in tables if is_worth_it(db, table, file.size)]

    def finish(self) -> None:
        """Settle what links rows, or raise ExpectedNoError where rows were rejected."""
        if self.problems.rows and not self._skips:
            read = sum(counts.read for counts in self.counts)
            raise ExpectedNoError(
                f"{self.problems.listing}\n"
                f"{self.problems.rows:,} of {read:,} rows rejected; nothing was kept.",
                "Mend these rows, or the mapping, and import again.",
            )
        self._keeper.finish()
        self._session.stamps.settle()
        for notes in self._notes:
            notes.tell(self._session.work.note)

    def _keep(
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
        counts.span(self._keeper.span(columns))
        if self.problems.rows and not self._skips:
            # Nothing will be kept: the rest is only looked through.
            counts.added += len(found.new)
            counts.updated += len(found.changed)
            return
        columns["row_digest"] = digests
        if found.new:
            rows, values = take_rows(batch, columns, found.new)
            wrong = self._keeper.add(rows, values, bound, counts)
            self.problems.add(counts.file, wrong)
        if found.changed:
            indexes = [i for i, _ in found.changed]
            numbers = [number for _, number in found.changed]
            rows, values = take_rows(batch, columns, indexes)
            wrong = self._keeper.change(rows, values, bound, numbers, counts)
            self.problems.add(counts.file, wrong)

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
