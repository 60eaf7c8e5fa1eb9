"""What an import works on: the desk's session, its driver, the run that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.imports.importers.business_time import BusinessTimes
from csdesk.imports.importers.deadlines import Deadlines
from csdesk.imports.importers.erased import ErasedCustomers
from csdesk.imports.importers.own_export import own_id
from csdesk.imports.rows.errors import ImportWarnings
from csdesk.store.bulk import insert
from csdesk.store.bulk.lookup import linked_id
from csdesk.store.journal import journal
from csdesk.store.privacy.mentions import source_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.mapping.columns import Batch
    from csdesk.imports.rows.copy import Columns
    from csdesk.services.unit_of_work import Work
    from csdesk.store.bulk.lookup import Imported

# How a run is entered, before anything is known of its file's rows.
UNREAD: Final = {
    "sha256": "",
    "rows_read": 0,
    "added": 0,
    "updated": 0,
    "unchanged": 0,
    "rejected": 0,
}
WITHOUT_THE_PERSON: Final = (
    "the row is of a customer who was erased; it is kept without the person"
)
# Where a record came from, which its export does not tell.
ORIGIN: Final = frozenset({"source", "external_id", "row_digest"})


class ImportSession:
    """A desk during one operation that imports files, one after the other.

    `db` is the driver's own connection, within the session's transaction: rows go in
    by it, several times as fast as by the session.
    """

    def __init__(self, work: Work, kind: str, source: str, mapping: str) -> None:
        self.work, self.kind, self._mapping = work, kind, mapping
        self.db = journal.driver(work.session)
        insert.enlarge_cache(self.db)
        self.notes = ImportWarnings("")
        self.runs: list[int] = []  # of this operation
        self.times = BusinessTimes(self)
        # Whether the rows are this desk's own; None: the first of them will tell.
        self.is_home: bool | None = False
        self.deadlines = Deadlines(self)
        self.source = source_now(self.db, source)
        self.erased = ErasedCustomers(self.db, source, self.source)
        self._file: str | None = None

    def begin(self, file: str) -> None:
        """Go on to the file of that name."""
        self._file = file
        self.notes = ImportWarnings(file)

    @property
    def run(self) -> int:
        """The id of this file's import run, which is entered when first asked for."""
        self.enter()
        return self.runs[-1]

    def enter(self) -> None:
        """Enter this file's import run, unless that is done: it changes something."""
        if self._file is not None:
            run = {
                "operation_id": journal.operation_id(self.work.session),
                "at": int(self.work.now.timestamp()),
                "kind": self.kind,
                "source": self.source,
                "file_name": self._file,
                "mapping": self._mapping,
            }
            self.runs.append(insert.add_row(self.db, "import_run", run | UNREAD))
            self._file = None

    @property
    def has_run(self) -> bool:
        """Whether this file has changed anything so far."""
        return self._file is None

    def is_own(self, row: dict[str, Any]) -> bool:
        """Whether this operation added the row."""
        return row.get("import_run_id") in self.runs

    def row(self, table: str, number: int) -> dict[str, Any]:
        """The row as the file of the desk has it."""
        return insert.read_row(self.db, table, number)

    def called(self, table: Imported, external_id: str | None) -> int | None:
        """The record that the files call so, or None."""
        if self.is_home:
            return own_id(self.db, table, external_id)
        return linked_id(self.db, table, self.source, external_id) or linked_id(
            self.db, table, self.source, self.erased.external_id(external_id)
        )

    def withhold(
        self,
        batch: Batch,
        columns: Columns,
        table: Imported,
        numbers: Sequence[int] = (),
    ) -> None:
        """Empty what rows of erased customers say of the person, and note it."""
        lines = self.erased.withhold(batch, columns, table, numbers)
        self.notes.count(WITHOUT_THE_PERSON, lines)

    def update(self, table: str, row: dict[str, Any], values: dict[str, Any]) -> None:
        """Write `values` into `row`, journalled unless this operation added it."""
        if self.is_home:
            values = {name: values[name] for name in values if name not in ORIGIN}
            if not values:
                return
        self._keep(table, row)
        self.times.remember(table, row)
        self.deadlines.remember(table, row)
        insert.write_row(self.db, table, row["id"], values)

    def remove(self, table: str, row: dict[str, Any]) -> None:
        """Remove `row`, journalled unless this operation added it."""
        self._keep(table, row)
        insert.remove_row(self.db, table, row["id"])

    def _keep(self, table: str, row: dict[str, Any]) -> None:
        if not self.is_own(row):
            journal.remember(self.work.session, table, row["id"])
