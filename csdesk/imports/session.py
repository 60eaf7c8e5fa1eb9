"""State of a running import: the database, the source, the import runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.imports.importers.erased import ErasedCustomers
from csdesk.imports.importers.own_export import own_id
from csdesk.imports.importers.stamps import Stamps
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

# Values of a run when it is entered, before its file is read.
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
# Columns of a record's origin, which an export does not contain.
ORIGIN: Final = frozenset({"source", "external_id", "row_digest"})


class ImportSession:
    """State of one operation that imports files, one after another.

    `db` is the driver's own connection within the session's transaction: inserting
    through it is several times as fast as through the session.
    """

    def __init__(self, work: Work, kind: str, source: str, mapping: str) -> None:
        self.work, self.kind, self._mapping = work, kind, mapping
        self.db = journal.driver(work.session)
        insert.enlarge_cache(self.db)
        self.warnings = ImportWarnings("")
        self.runs: list[int] = []  # of this operation
        self.stamps = Stamps(self)
        # Whether the files were exported from this desk, or one that it is a copy of.
        self.is_own_export = False
        self.is_home = False  # whether the rows are this desk's own records
        self.source = source_now(self.db, source)
        self.erased = ErasedCustomers(self.db, source, self.source)
        self._file: str | None = None

    def begin(self, file: str) -> None:
        """Start the file of that name."""
        self._file = file
        self.warnings = ImportWarnings(file)

    @property
    def run(self) -> int:
        """The id of this file's import run, which is entered at first use."""
        self.enter()
        return self.runs[-1]

    def enter(self) -> None:
        """Enter this file's import run, unless that is done: the file has an effect."""
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
        """Return whether this operation added the row."""
        return row.get("import_run_id") in self.runs

    def row(self, table: str, number: int) -> dict[str, Any]:
        """Read the row with that id from the database."""
        return insert.read_row(self.db, table, number)

    def called(self, table: Imported, external_id: str | None) -> int | None:
        """Find the record that has this external id in the files; or None."""
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
        """Empty the personal values in rows of erased customers, and warn of it."""
        lines = self.erased.withhold(batch, columns, table, numbers)
        self.warnings.count(WITHOUT_THE_PERSON, lines)

    def update(self, table: str, row: dict[str, Any], values: dict[str, Any]) -> None:
        """Write `values` into `row`, journalled unless this operation added it."""
        if self.is_home:
            values = {name: values[name] for name in values if name not in ORIGIN}
            if not values:
                return
        self._journal(table, row)
        self.stamps.remember(table, row, values)
        insert.write_row(self.db, table, row["id"], values)

    def remove(self, table: str, row: dict[str, Any]) -> None:
        """Remove `row`, journalled unless this operation added it."""
        self._journal(table, row)
        insert.remove_row(self.db, table, row["id"])

    def _journal(self, table: str, row: dict[str, Any]) -> None:
        if not self.is_own(row):
            journal.remember(self.work.session, table, row["id"])
