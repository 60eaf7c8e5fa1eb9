"""Entries of dated rules in the journal: which operation first entered a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.vocabulary import fold
from csdesk.store.journal.queries import read_row, undone_by
from csdesk.store.queries.ids import every_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from csdesk.store.connection import Reader, Row

# An undo enters nothing: it brings back what was entered before.
OF_TABLE: Final = """
SELECT change.operation_id, change.row_id, change.before, change.after
FROM change
JOIN operation ON operation.id = change.operation_id
WHERE change.table_name = ? AND operation.at >= ? AND operation.id > ?
  AND operation.undoes_id IS NULL
ORDER BY change.id
"""
# The journal does not copy the new rows of an import: they name its run.
IMPORTED: Final = """
SELECT imported.id
FROM {table} AS imported
JOIN import_run ON import_run.id = imported.import_run_id
WHERE import_run.operation_id > ?
ORDER BY imported.id
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """A row of a table as an operation found it and left it; None: no row."""

    operation_id: int
    row_id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def changes_since(
    reader: Reader, table: str, since: int, after: int = 0
) -> Iterator[Changed]:
    """Yield the changes of a table by operations at `since` (epoch seconds) or later.

    In order; without undone operations and those that undid them, and without the
    operation `after` and those before it.
    """
    undone = undone_by(reader)
    for row in reader.rows(OF_TABLE, (table, since, after)):
        if row["operation_id"] not in undone:
            yield _changed(row)


def imported_after(reader: Reader, table: str, operation: int) -> list[int]:
    """Read the rows of a table that imports after an operation added."""
    return every_id(reader.rows(IMPORTED.format(table=table), (operation,)))


def first_entry(
    reader: Reader, table: str, since: int, rows: Iterable[Mapping[str, object]]
) -> int | None:
    """Find the first operation since then on a row with one of these sets of values.

    None without any. Words are compared as `fold` folds them.
    """
    wanted = [_folded(values) for values in rows]
    for one in changes_since(reader, table, since):
        for row in (one.before, one.after):
            if row and any(_has(row, values) for values in wanted):
                return one.operation_id
    return None


def _changed(row: Row) -> Changed:
    before, after = (
        None if row[name] is None else read_row(row[name])
        for name in ("before", "after")
    )
    return Changed(row["operation_id"], row["row_id"], before, after)


def _folded(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _key(value) for name, value in values.items()}


def _has(row: Mapping[str, Any], values: Mapping[str, object]) -> bool:
    return all(_key(row.get(name)) == value for name, value in values.items())


def _key(value: object) -> object:
    return fold(value) if isinstance(value, str) else value
