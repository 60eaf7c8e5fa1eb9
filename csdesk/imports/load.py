"""One import: files into the desk, all of them or nothing, as one operation."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any

from csdesk.errors import ExpectedNoError, UsageProblem
from csdesk.imports.answers import COLUMNS as ANSWER_COLUMNS
from csdesk.imports.answers import CONTACT, KIND, Origin, answers_of
from csdesk.imports.changes import (
    contradiction,
    mapped_columns,
    update_answers,
    update_contact,
)
from csdesk.imports.columns import bind
from csdesk.imports.compare import Comparison
from csdesk.imports.counts import Counts, Result, period_of
from csdesk.imports.csv_file import STDIN, FileShape, open_csv
from csdesk.imports.customers import FIELDS as CUSTOMER_FIELDS
from csdesk.imports.customers import Customers
from csdesk.imports.ground import Ground
from csdesk.imports.links import Links
from csdesk.imports.mapping import mapping_of_headings, read_mapping_file
from csdesk.imports.notes import Problems
from csdesk.imports.rows import FileRows, take_rows
from csdesk.imports.sources import source_of
from csdesk.imports.words import AgentIds, Spellings
from csdesk.store.bulk import insert, next_id, write_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from csdesk.imports.columns import Batch, BoundMapping
    from csdesk.imports.contacts import Columns
    from csdesk.imports.csv_file import CsvFile
    from csdesk.imports.mapping import Mapping
    from csdesk.services.work import Work

    Progress = Callable[[int], None]  # bytes read of all files


@contextmanager
def open_files(
    paths: Sequence[str], map_path: Path | None, kind: str
) -> Iterator[tuple[Mapping | None, list[CsvFile]]]:
    """The mapping, if one is named, and every file, its headings read.

    Raises UsageProblem for what cannot be read, before any desk is opened.
    """
    if paths.count(STDIN) > 1:
        raise UsageProblem("Standard input can be read only once.", "Write - once.")
    mapping = None if map_path is None else read_mapping_file(map_path, kind)
    shape = mapping.file if mapping else FileShape()
    with ExitStack() as stack:
        yield (
            mapping,
            [stack.enter_context(closing(open_csv(path, shape))) for path in paths],
        )


def import_contacts(
    work: Work,
    files: Sequence[CsvFile],
    mapping: Mapping | None,
    source: str | None = None,
    progress: Progress | None = None,
) -> Result:
    """Bring the contacts in `files` into the desk; the counts of each.

    Without a mapping the headings are the field names. Notes go to `work`. Raises
    ExpectedNoError with a listing where a row is wrong, UsageProblem where a file is.
    """
    source = source or (mapping and mapping.source) or source_of(files, "contacts")
    ground = Ground(work, "contacts", source, mapping.text if mapping else "")
    loading = Loading(ground)
    before = 0
    for file in files:
        each = mapping or mapping_of_headings(file.headings, "contacts", file.name)
        bound = bind(each, file.headings, work.settings, file.name)
        reached = before

        def tell(done: int, start: int = reached) -> None:
            if progress:
                progress(start + done)

        loading.read(file, bound, tell)
        before += file.size
    loading.finish()
    return Result(
        tuple(loading.counts),
        tuple(ground.runs),
        period_of(loading.counts, work.settings.zone),
    )


class Loading:
    """The rows of one operation on their way into the desk."""

    def __init__(self, ground: Ground) -> None:
        self.counts: list[Counts] = []
        self._ground = ground
        self._problems = Problems()
        self._agents = AgentIds(ground)
        self._customers = Customers(ground)
        self._links = Links(ground)
        self._categories: Spellings | None = None
        self._next = next_id(ground.db, "contact")
        self._notes = [ground.notes]

    def read(
        self, file: CsvFile, bound: BoundMapping, progress: Callable[[int], None]
    ) -> None:
        """Read one file to its end."""
        self._ground.begin(file.name)
        self._notes.append(self._ground.notes)
        counts = Counts(file.name, self._ground.source)
        self.counts.append(counts)
        reading = FileRows(file.name, bound)
        comparison = Comparison(self._ground, bound)
        if self._categories is None and "category" in bound.fields:
            self._categories = Spellings(
                self._ground, "category", ("complaint", "contact")
            )
        rejected = self._problems.rows
        for rows in file.batches():
            counts.read += len(rows.lines) + len(rows.broken)
            batch, columns = reading.take(rows, self._problems, self._ground.notes)
            self._keep(batch, columns, bound, comparison, counts)
            progress(file.bytes_read)
        counts.rejected = self._problems.rows - rejected
        counts.blank = file.blank_rows
        if self._ground.has_run:
            self._reconcile(counts, file.sha256)

    def finish(self) -> None:
        """Settle what links rows, or raise ExpectedNoError where rows were rejected."""
        if self._problems.rows:
            read = sum(counts.read for counts in self.counts)
            raise ExpectedNoError(
                f"{self._problems.listing}\n"
                f"{self._problems.rows:,} of {read:,} rows rejected; nothing was kept.",
                "Mend these rows, or the mapping, and import again.",
            )
        self._customers.finish()
        self._links.settle()
        self._ground.times.settle()
        for notes in self._notes:
            notes.tell(self._ground.work.note)

    def _keep(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        comparison: Comparison,
        counts: Counts,
    ) -> None:
        digests = comparison.digests(batch, bound.fields)
        found = comparison.sort(batch, digests)
        counts.unchanged += found.unchanged
        counts.added += len(found.new)
        counts.updated += len(found.changed)
        counts.span(columns["received_at"])
        if self._problems.rows:
            return  # nothing will be kept: the rest is only looked through
        columns["row_digest"] = digests
        if found.new:
            self._add(*take_rows(batch, columns, found.new), bound)
        if found.changed:
            indexes = [i for i, _ in found.changed]
            numbers = [number for _, number in found.changed]
            self._change(*take_rows(batch, columns, indexes), bound, numbers)

    def _link(self, batch: Batch, columns: Columns) -> None:
        """Fill in the ids of the records that rows name."""
        values = batch.values
        if "agent" in values:
            columns["agent_id"] = list(map(self._agents.__getitem__, values["agent"]))
        if self._categories is not None and "category" in values:
            columns["category"] = list(
                map(self._categories.__getitem__, values["category"])
            )
        if not values.keys().isdisjoint(CUSTOMER_FIELDS):
            columns["customer_id"] = self._customers.ids(batch)
        if "complaint" in values:
            columns["complaint_id"] = [
                self._links.complaint(name, line)
                for name, line in zip(values["complaint"], batch.lines, strict=True)
            ]

    def _add(self, batch: Batch, columns: Columns, bound: BoundMapping) -> None:
        ground, count = self._ground, len(batch.lines)
        self._link(batch, columns)
        columns["id"] = list(range(self._next, self._next + count))
        self._next += count
        columns["source"] = [ground.source] * count
        columns["import_run_id"] = [ground.run] * count
        if "external_id" in batch.values:
            columns["external_id"] = batch.values["external_id"]
        ground.times.fill(columns)
        names = tuple(columns)
        insert(ground.db, "contact", names, zip(*columns.values(), strict=True))
        origin = Origin(ground.source, ground.run)
        answers = answers_of(batch, columns, bound, origin)
        insert(ground.db, "survey_answer", ANSWER_COLUMNS, answers)
        self._note_links(batch, columns["id"])

    def _change(
        self, batch: Batch, columns: Columns, bound: BoundMapping, numbers: list[int]
    ) -> None:
        ground = self._ground
        self._link(batch, columns)
        columns["id"] = list(numbers)
        origin = Origin(ground.source, ground.run)
        answers: dict[int, dict[str, tuple[Any, ...]]] = {}
        for answer in answers_of(batch, columns, bound, origin):
            answers.setdefault(answer[CONTACT], {})[answer[KIND]] = answer
        mapped = [
            name
            for name in (*mapped_columns("contacts", bound.fields), "row_digest")
            if name in columns
        ]
        wrong: list[tuple[int, str]] = []
        for i, (number, line) in enumerate(zip(numbers, batch.lines, strict=True)):
            row = ground.row("contact", number)
            values = {name: columns[name][i] for name in mapped}
            if "follows" in batch.values:
                values["follows_id"] = None
            problem = contradiction(row, values)
            if problem:
                wrong.append((line, problem))
                continue
            update_contact(ground, row, values, line)
            update_answers(
                ground, row, tuple(bound.scales), answers.get(number, {}), line
            )
            self._links.ask_again(number)
        self._problems.add(self.counts[-1].file, wrong)
        self.counts[-1].updated -= len(wrong)
        self._note_links(batch, numbers)

    def _note_links(self, batch: Batch, numbers: Sequence[int]) -> None:
        for number, followed, line in zip(
            numbers, batch.values.get("follows", ()), batch.lines, strict=False
        ):
            if followed is not None:
                self._links.add(number, followed, line)

    def _reconcile(self, counts: Counts, sha256: str) -> None:
        found = {
            "sha256": sha256,
            "rows_read": counts.read,
            "added": counts.added,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "rejected": counts.rejected,
        }
        write_row(self._ground.db, "import_run", self._ground.run, found)
