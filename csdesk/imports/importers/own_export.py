"""Re-import of own exports: rows are the desk's own records, by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.ids import LARGEST_ID, NOUNS
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.imports.rows.validate import take_rows
from csdesk.result import Kind
from csdesk.store.bulk.insert import next_id
from csdesk.store.bulk.lookup import has_external_ids, is_there
from csdesk.views.exports import EXPORTED, exported_now

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.imports.importers.base import RowMessages
    from csdesk.imports.importers.kinds import RowImporter
    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns
    from csdesk.imports.session import ImportSession
    from csdesk.imports.summary import Counts
    from csdesk.store.bulk.lookup import Imported
    from csdesk.store.connection import Reader

    Row = dict[str, Any]


LETTERS: Final = {noun.table: noun.letter for noun in NOUNS}


def own_number(table: Imported, name: str) -> int:
    """Read the number in the `C12` of an export; LARGEST_ID if it is no such id."""
    letter, digits = name[:1], name[1:]
    if letter != LETTERS[table] or not (digits.isascii() and digits.isdecimal()):
        return LARGEST_ID
    return min(int(digits), LARGEST_ID)


def own_id(db: Reader, table: Imported, name: str | None) -> int | None:
    """Find the record of this desk by its id in own exports, or None."""
    number = None if name is None else own_number(table, name)
    return number if number is not None and is_there(db, table, number) else None


# At least one of these fields must equal the record's, else the row is another's.
IDENTIFYING: Final = {
    "contacts": ("received_at",),
    "complaints": ("received_at",),
    "surveys": ("answered_at", "asked_at"),
    "customers": ("name", "email", "phone", "since"),
    "purchases": ("at",),
}
CUSTOMER_ID: Final = "customer_external_id"
GONE: Final = (
    "{name} was removed from this desk since. Take the row out, undo the removal, or "
    "bring it as another system's with --source NAME."
)
ANOTHER: Final = (
    "{name} of this desk has another {fields}. Mend the row; if it is of a copy of "
    "this desk, bring it as another system's with --source NAME."
)


class OwnRows:
    """Imports rows of the desk's own records, with the usual importer of their kind."""

    def __init__(self, session: ImportSession, importer: RowImporter) -> None:
        self.table = importer.table
        self._session, self._importer = session, importer

    def columns(self, batch: Batch, bound: BoundMapping, rejects: Rejects) -> Columns:
        """Compute the table's columns; contradictory rows go to `rejects`."""
        return self._importer.columns(batch, bound, rejects)

    def refused(self, batch: Batch, bound: BoundMapping) -> RowMessages:
        """Return nothing: `change` compares rows with their records."""
        del batch, bound
        return []

    def span(self, columns: Columns) -> Sequence[int]:
        """Return the instants that date the rows."""
        return self._importer.span(columns)

    def add(
        self, batch: Batch, columns: Columns, bound: BoundMapping, counts: Counts
    ) -> RowMessages:
        """Add rows as usual; of the desk's own records none is ever new."""
        return self._importer.add(batch, columns, bound, counts)

    def change(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        numbers: Sequence[int],
        counts: Counts,
    ) -> RowMessages:
        """Update the records that differ from their rows."""
        wrong: list[tuple[int, str]] = []
        changed: dict[int, int] = {}  # index -> record
        erased = self._erased(batch)
        for i, (new, number, record) in enumerate(
            _with_records(self._session, self.table, batch)
        ):
            problem = _problem(self._session.kind, new, record)
            if number in erased:
                counts.unchanged += 1
            elif problem:
                wrong.append((batch.lines[i], problem))
            elif record is not None and _differs(new, record):
                changed[i] = number
            else:
                counts.unchanged += 1
        if changed:
            rows, values = take_rows(batch, columns, list(changed))
            numbers = list(changed.values())
            wrong += self._importer.change(rows, values, bound, numbers, counts)
        return wrong

    def finish(self) -> None:
        """Complete the import after the last row of the last file."""
        self._importer.finish()

    def _erased(self, batch: Batch) -> set[int]:
        """Return the records of these rows that are erased; rows do not change them."""
        numbers = [own_number(self.table, name) for name in batch.values[IDENTITY]]
        return self._session.erased.records(self.table, numbers)


def are_own_records(session: ImportSession, table: Imported, batch: Batch) -> bool:
    """Return whether exported rows are, or once were, records of this very desk.

    Else they are those of a desk that it was copied from, or of another copy.
    """
    db, kind = session.db, session.kind
    if any(
        _problem(kind, new, record) is None
        for new, _, record in _with_records(session, table, batch)
    ):
        return True
    first = min(own_number(table, name) for name in batch.values[IDENTITY])
    is_given = first < next_id(db, table)
    return is_given and not has_external_ids(db, table, session.source)


def _with_records(
    session: ImportSession, table: Imported, batch: Batch
) -> Iterator[tuple[Row, int, Row | None]]:
    """Yield each row, its record's number, and that record or None."""
    kind = session.kind
    own = [own_number(table, name) for name in batch.values[IDENTITY]]
    records = exported_now(session.db, kind, own)
    for i, number in enumerate(own):
        new = {name: column[i] for name, column in batch.values.items()}
        yield new, number, _as_imported(kind, records.get(number))


def _as_imported(kind: str, record: Row | None) -> Row | None:
    """Return a record in the form in which an import reads its exported row."""
    if record is None:
        return None
    row = dict(record)
    for item in EXPORTED[kind].columns:
        name, value = item.column.key, record[item.column.key]
        if value is None or value == "":
            row[name] = None
        elif item.column.kind is Kind.REF:
            row[name] = f"{item.letter}{value}"
        elif item.column.kind is Kind.TEXT:
            row[name] = value.strip()
    return row


def _problem(kind: str, new: Row, record: Row | None) -> str | None:
    """Explain why a row cannot be that record; None if it can."""
    if record is None:
        return GONE.format(name=new[IDENTITY])
    identifying = [name for name in IDENTIFYING[kind] if name in new]
    if any(new[one] is not None and new[one] == record[one] for one in identifying):
        return None
    return ANOTHER.format(name=new[IDENTITY], fields=" and ".join(identifying))


def _differs(new: Row, record: Row) -> bool:
    """Return whether a row has other values than the record.

    Where the customer is named by id, its other fields are not compared, nor written.
    """
    is_known = new.get(CUSTOMER_ID) is not None
    return any(
        _stored_form(value) != record[name]
        for name, value in new.items()
        if name in record
        and not (is_known and name.startswith("customer_") and name != CUSTOMER_ID)
    )


def _stored_form(value: Any) -> Any:
    """Return a value in its stored form: the ends of a scale are a text there."""
    if isinstance(value, tuple):
        return "-".join(f"{end:g}" for end in value)
    return value
