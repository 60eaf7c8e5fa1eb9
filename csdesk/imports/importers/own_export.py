"""Re-import of own exports: rows that are the desk's own records, by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.ids import LARGEST_ID, NOUNS
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.imports.rows.validate import take_rows
from csdesk.result import Kind
from csdesk.store.bulk.insert import next_id
from csdesk.store.bulk.lookup import has_known, is_there
from csdesk.views.exports import EXPORTED, exported_now

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.imports.importers.base import Problems
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
    """The number in the `C12` of an export; one that no record has where it is none."""
    letter, digits = name[:1], name[1:]
    if letter != LETTERS[table] or not (digits.isascii() and digits.isdecimal()):
        return LARGEST_ID
    return min(int(digits), LARGEST_ID)


def own_id(db: Reader, table: Imported, name: str | None) -> int | None:
    """The record of this desk that its own exports call so, or None."""
    number = None if name is None else own_number(table, name)
    return number if number is not None and is_there(db, table, number) else None


# Of these fields one at least must say what the record says: else it is another's.
STEADY: Final = {
    "contacts": ("received_at",),
    "complaints": ("received_at",),
    "surveys": ("answered_at", "asked_at"),
    "customers": ("name", "email", "phone", "since"),
    "purchases": ("at",),
}
WHOSE: Final = "customer_external_id"
GONE: Final = (
    "{name} was removed from this desk since. Take the row out, undo the removal, or "
    "bring it as another system's with --source NAME."
)
ANOTHER: Final = (
    "{name} of this desk has another {fields}. Mend the row; if it is of a copy of "
    "this desk, bring it as another system's with --source NAME."
)


class OwnRows:
    """Keeps rows of a desk's own records, by way of what keeps such rows else."""

    def __init__(self, session: ImportSession, keeper: RowImporter) -> None:
        self.table = keeper.table
        self._session, self._keeper = session, keeper

    def columns(self, batch: Batch, bound: BoundMapping, rejects: Rejects) -> Columns:
        """What the rows' fields come to; rows that contradict themselves go."""
        if self._session.is_home is None and batch.lines:
            self._session.is_home = self._is_home(batch)
        return self._keeper.columns(batch, bound, rejects)

    def refused(self, batch: Batch, bound: BoundMapping) -> Problems:
        """What of the rows cannot stand beside what the desk has."""
        return [] if self._session.is_home else self._keeper.refused(batch, bound)

    def span(self, columns: Columns) -> Sequence[int]:
        """The instants that the rows are dated by."""
        return self._keeper.span(columns)

    def add(
        self, batch: Batch, columns: Columns, bound: BoundMapping, counts: Counts
    ) -> Problems:
        """Add rows of a copy of the desk; at home nothing is new."""
        return self._keeper.add(batch, columns, bound, counts)

    def change(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        numbers: Sequence[int],
        counts: Counts,
    ) -> Problems:
        """Bring the records that differ from their rows to what these say."""
        if not self._session.is_home:
            return self._keeper.change(batch, columns, bound, numbers, counts)
        wrong: list[tuple[int, str]] = []
        changed: dict[int, int] = {}  # index -> record
        erased = self._erased(batch)
        for i, (told, number, record) in enumerate(self._beside(batch)):
            problem = _problem(self._session.kind, told, record)
            if number in erased:
                counts.unchanged += 1
            elif problem:
                wrong.append((batch.lines[i], problem))
            elif record is not None and _differs(told, record):
                changed[i] = number
            else:
                counts.unchanged += 1
        if changed:
            rows, values = take_rows(batch, columns, list(changed))
            numbers = list(changed.values())
            wrong += self._keeper.change(rows, values, bound, numbers, counts)
        return wrong

    def finish(self) -> None:
        """Settle what is known once every row of every file is there."""
        self._keeper.finish()

    def _erased(self, batch: Batch) -> set[int]:
        """The records of these rows whose customer was erased: no row undoes that."""
        numbers = [own_number(self.table, name) for name in batch.values[IDENTITY]]
        return self._session.erased.records(self.table, numbers)

    def _beside(self, batch: Batch) -> Iterator[tuple[Row, int, Row | None]]:
        """Each row, the number that it names, and what the desk says of that record."""
        kind = self._session.kind
        own = [own_number(self.table, name) for name in batch.values[IDENTITY]]
        records = exported_now(self._session.db, kind, own)
        for i, number in enumerate(own):
            told = {name: column[i] for name, column in batch.values.items()}
            yield told, number, _as_told(kind, records.get(number))

    def _is_home(self, batch: Batch) -> bool:
        """Whether rows are records of this desk, or once were, as far as it knows."""
        db, kind = self._session.db, self._session.kind
        if any(
            _problem(kind, told, one) is None for told, _, one in self._beside(batch)
        ):
            return True
        names = batch.values[IDENTITY]
        first = min(own_number(self.table, name) for name in names)
        is_given = first < next_id(db, self.table)
        return is_given and not has_known(db, self.table, self._session.source)


def _as_told(kind: str, record: Row | None) -> Row | None:
    """A record as an import reads the row of an export."""
    if record is None:
        return None
    told = dict(record)
    for item in EXPORTED[kind].columns:
        name, value = item.column.key, record[item.column.key]
        if value is None or value == "":
            told[name] = None
        elif item.column.kind is Kind.REF:
            told[name] = f"{item.letter}{value}"
        elif item.column.kind is Kind.TEXT:
            told[name] = value.strip()
    return told


def _problem(kind: str, told: Row, record: Row | None) -> str | None:
    """Why a row cannot be that record, or None."""
    if record is None:
        return GONE.format(name=told[IDENTITY])
    steady = [name for name in STEADY[kind] if name in told]
    if any(told[one] is not None and told[one] == record[one] for one in steady):
        return None
    return ANOTHER.format(name=told[IDENTITY], fields=" and ".join(steady))


def _differs(told: Row, record: Row) -> bool:
    """Whether a row says anything else than the record.

    Of a customer who is named by id, nothing else is looked at, nor written.
    """
    is_known = told.get(WHOSE) is not None
    return any(
        _plain(value) != record[name]
        for name, value in told.items()
        if name in record
        and not (is_known and name.startswith("customer_") and name != WHOSE)
    )


def _plain(value: Any) -> Any:
    """A value as the desk keeps it: the ends of a scale are a text there."""
    if isinstance(value, tuple):
        return "-".join(f"{end:g}" for end in value)
    return value
