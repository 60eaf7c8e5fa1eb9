"""Entries of dated rules in the journal: which operation first entered a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.vocabulary import fold
from csdesk.store.journal.queries import read_row, undone_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csdesk.store.connection import Reader, Row

# An undo enters nothing: it brings back what was entered before.
OF_TABLE: Final = """
SELECT change.operation_id, change.row_id, change.before, change.after
FROM change
JOIN operation ON operation.id = change.operation_id
WHERE change.table_name = ? AND operation.at >= ? AND operation.undoes_id IS NULL
ORDER BY change.id
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """A row of a table as an operation found it and left it; None: no row."""

    operation_id: int
    row_id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def changes_since(reader: Reader, table: str, since: int) -> Iterator[Changed]:
    """Yield the changes of a table by operations at `since` (epoch seconds) or later.

    In order; without undone operations and those that undid them.
    """
    undone = undone_by(reader)
    for row in reader.rows(OF_TABLE, (table, since)):
        if row["operation_id"] not in undone:
            yield _changed(row)


def first_entry(
    reader: Reader, table: str, since: int, values: Mapping[str, object]
) -> int | None:
    """Find the first operation since then on a row with these values, or None.

    Words are compared as `fold` folds them.
    """
    wanted = {name: _key(value) for name, value in values.items()}
    for one in changes_since(reader, table, since):
        for row in (one.before, one.after):
            if row and all(_key(row.get(name)) == wanted[name] for name in wanted):
                return one.operation_id
    return None


def _changed(row: Row) -> Changed:
    before, after = (
        None if row[name] is None else read_row(row[name])
        for name in ("before", "after")
    )
    return Changed(row["operation_id"], row["row_id"], before, after)


def _key(value: object) -> object:
    return fold(value) if isinstance(value, str) else value
