"""Everything that a desk has of one customer, row by row, as it is told to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from csdesk.store.kept_rows import read_row
from csdesk.store.person import columns_of, held_ids
from csdesk.store.person_columns import TABLES, UNTOLD

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from csdesk.store.person import Person

    Row = dict[str, Any]

ROWS: Final = """
SELECT {columns} FROM {table} AS record
WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""
# What stands in another table and belongs to the telling.
MORE: Final = {
    "article_use": {
        "title": "(SELECT title FROM article WHERE id = record.article_id)"
    },
}
CHANGES: Final = """
SELECT o.at, o.verb, c.row_id, c.before, c.after
FROM change AS c JOIN operation AS o ON o.id = c.operation_id
WHERE c.table_name = ? AND c.row_id IN (SELECT value FROM json_each(?))
ORDER BY c.id"""
WHOSE: Final = "customer_id"


@dataclass(frozen=True, slots=True)
class Version:
    """A row as it was before and after an operation, where these differ.

    None: it was not there; `at` in epoch seconds.
    """

    at: int
    verb: str
    table: str
    row_id: int
    before: Row | None
    after: Row | None


def told_columns(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns of `table` that are told to the person whose row it is."""
    return [name for name in columns_of(db, table) if name not in UNTOLD]


def rows_of(db: sqlite3.Connection, whose: Person, table: str) -> list[Row]:
    """The person's rows of `table`, oldest first."""
    names = told_columns(db, table)
    more = MORE.get(table, {})
    columns = [f'"{name}"' for name in names] + list(more.values())
    cursor = db.execute(
        ROWS.format(columns=", ".join(columns), table=table),
        (held_ids(whose.rows.get(table, ())),),
    )
    return [dict(zip((*names, *more), row, strict=True)) for row in cursor]


def versions(db: sqlite3.Connection, whose: Person) -> Iterator[Version]:
    """What the journal has of the person's rows beside the rows as they stand.

    Not what was another customer's at that time.
    """
    for table in TABLES:
        told = set(told_columns(db, table))
        ids = whose.every(table)
        for at, verb, row_id, *texts in db.execute(CHANGES, (table, held_ids(ids))):
            old, new = (_told(text, told, whose) for text in texts)
            if old and new:
                changed = {name for name in old | new if old.get(name) != new.get(name)}
                old = {name: old.get(name) for name in old | new if name in changed}
                new = {name: new.get(name) for name in old}
            if old:  # what it became, and nothing more, is told by the row itself
                yield Version(at, verb, table, row_id, old, new)
            elif new and row_id not in whose.rows.get(table, ()):
                yield Version(at, verb, table, row_id, None, new)


def _told(text: str | None, told: set[str], whose: Person) -> Row | None:
    if text is None:
        return None
    row = read_row(text)
    if row.get(WHOSE) not in {None, *whose.customers}:
        return {}
    return {name: value for name, value in row.items() if name in told}
