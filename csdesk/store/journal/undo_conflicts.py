"""Conflicts of an undo: later changes of its rows, or rows that refer to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.store.connection import fields
from csdesk.store.dialect import as_list, json_field, not_among, unindexed
from csdesk.store.journal import journal
from csdesk.store.journal.queries import (
    ERASE_VERB,
    read_row,
    row_name,
    undone_by,
)
from csdesk.store.journal.undo import (
    all_tables,
    column_defaults,
    quoted,
    restored_rows,
    touched_tables,
    unique_indexes,
)

if TYPE_CHECKING:
    from csdesk.store.connection import Reader


@dataclass(frozen=True, slots=True)
class Link:
    """Row that refers to another one, both by name."""

    child: str
    parent: str
    operation: int | None  # the newest that changed the child


@dataclass(frozen=True, slots=True)
class Touch:
    """Row that a later operation changed."""

    name: str
    operation: int


def later_touch(connection: Reader, number: int) -> Touch | None:
    """Find the newest later operation that changed a row of operation `number`.

    Later operations that are undone do not count, nor do those that undid them.
    """
    gone = {
        one
        for target, undoer in undone_by(connection).items()
        if target > number
        for one in (target, undoer)
    }
    parameters = (number, as_list(sorted(gone)))
    for query in (_LATER, _LATER_ON_IMPORTED):
        row = connection.first(query, parameters)
        if row is not None:
            operation, table, row_id, text = row
            return Touch(row_name(table, row_id, read_row(text)), operation)
    return None


def erased_touch(connection: Reader, number: int) -> str | None:
    """Name a row of operation `number` that a later erasure changed, or None."""
    for query in (_ERASED, _ERASED_IMPORTED):
        row = connection.first(query, (number, ERASE_VERB))
        if row is not None:
            table, row_id, text = row
            return row_name(table, row_id, read_row(text))
    return None


_LATER = f"""
SELECT later.operation_id, later.table_name, later.row_id,
       coalesce(later.before, later.after)
FROM change AS mine
JOIN change AS later
  ON later.table_name = mine.table_name AND later.row_id = mine.row_id
WHERE mine.operation_id = ?1 AND later.operation_id > ?1
  AND {not_among("later.operation_id", "?2")}
ORDER BY later.operation_id DESC, later.id
LIMIT 1"""
# A row that an import added has the id of its run before a later change.
_LATER_ON_IMPORTED = f"""
SELECT operation_id, table_name, row_id, before
FROM change
WHERE EXISTS (SELECT 1 FROM import_run WHERE operation_id = ?1)
  AND operation_id > ?1
  AND {not_among("operation_id", "?2")}
  AND {json_field("before", "import_run_id")}
      IN (SELECT id FROM import_run WHERE operation_id = ?1)
ORDER BY operation_id DESC, id
LIMIT 1"""


_ERASED = """
SELECT later.table_name, later.row_id, coalesce(later.before, later.after)
FROM change AS mine
JOIN change AS later
  ON later.table_name = mine.table_name AND later.row_id = mine.row_id
JOIN operation ON operation.id = later.operation_id
WHERE mine.operation_id = ?1 AND later.operation_id > ?1 AND operation.verb = ?2
ORDER BY later.id
LIMIT 1"""
_ERASED_IMPORTED = f"""
SELECT change.table_name, change.row_id, coalesce(change.before, change.after)
FROM operation
JOIN change ON change.operation_id = operation.id
WHERE EXISTS (SELECT 1 FROM import_run WHERE operation_id = ?1)
  AND operation.id > ?1 AND operation.verb = ?2
  AND {json_field("coalesce(change.before, change.after)", "import_run_id")}
      IN (SELECT id FROM import_run WHERE operation_id = ?1)
ORDER BY change.id
LIMIT 1"""


def differing_row(connection: Reader, number: int) -> str | None:
    """Name the first row that differs from what operation `number` wrote, or None."""
    for table in touched_tables(connection, number):
        rows = connection.each(
            f"SELECT change.row_id, change.after, {table}.* FROM change"
            f" LEFT JOIN {table} ON {table}.id = change.row_id"
            " WHERE change.operation_id = ? AND change.table_name = ?",
            (number, table),
        )
        newer = set(column_defaults(table))
        for row in rows:
            row_id, after, *values = row
            now = journal.non_null(zip(row.keys()[2:], values, strict=True))
            left = read_row(after) if after else {}
            since = newer - left.keys() if left else set()
            if {name: now[name] for name in now.keys() - since} != left:
                return row_name(table, row_id, now or left)
    return None


def dangling(connection: Reader, by: int) -> Link | None:
    """Find the first row that would refer to a removed row, or None."""
    tables = touched_tables(connection, by)
    for child in all_tables():
        for key in child.foreign_keys:
            column, parent = key.parent.name, key.column.table.name
            found = None
            if parent in tables:
                found = _left_behind(connection, child.name, column, parent, by)
            if found is None and child.name in tables:
                found = _without_parent(connection, child.name, column, parent, by)
            if found is not None:
                return _link(connection, child.name, parent, *found)
    return None


def clash(connection: Reader, by: int) -> tuple[str, str] | None:
    """Find a row that cannot come back, and the one that has its unique value."""
    for table in touched_tables(connection, by):
        for index in unique_indexes(table):
            same = " AND ".join(f"{quoted(name)} = ?" for name in index)
            for row_id, row in restored_rows(connection, table, by):
                other = connection.first(
                    f"SELECT id FROM {table} WHERE {same} AND id <> ?",
                    (*(row.get(name) for name in index), row_id),
                )
                if other is not None:
                    rival = _name(connection, table, other[0])
                    return row_name(table, row_id, row), rival
    return None


def _left_behind(
    connection: Reader, child: str, column: str, parent: str, by: int
) -> tuple[int, int] | None:
    """Find a row of `child` that refers to a removed row of `parent`."""
    found = connection.tuples(
        f"SELECT id, {column} FROM {child} WHERE {column} IN"
        " (SELECT row_id FROM change"
        " WHERE operation_id = ? AND table_name = ? AND after IS NULL)"
        f" ORDER BY {unindexed('id')} LIMIT 1",
        (by, parent),
    )
    return found[0] if found else None


def _without_parent(
    connection: Reader, child: str, column: str, parent: str, by: int
) -> tuple[int, int] | None:
    """Find a restored row of `child` that refers to a missing row."""
    found = connection.tuples(
        f"SELECT child.id, child.{column} FROM change"
        f" JOIN {child} AS child ON child.id = change.row_id"
        f" LEFT JOIN {parent} AS parent ON parent.id = child.{column}"
        " WHERE change.operation_id = ? AND change.table_name = ?"
        f" AND change.after IS NOT NULL AND child.{column} IS NOT NULL"
        " AND parent.id IS NULL ORDER BY change.id LIMIT 1",
        (by, child),
    )
    return found[0] if found else None


def _link(
    connection: Reader,
    child: str,
    parent: str,
    child_id: int,
    parent_id: int,
) -> Link:
    newest = connection.value(
        "SELECT max(operation_id) FROM change WHERE table_name = ? AND row_id = ?",
        (child, child_id),
    )
    return Link(
        _name(connection, child, child_id), _name(connection, parent, parent_id), newest
    )


def _name(connection: Reader, table: str, row_id: int) -> str:
    """Format the name of a row, existing or removed."""
    row = connection.first(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
    if row is not None:
        return row_name(table, row_id, fields(row))
    last = connection.value(
        "SELECT coalesce(before, after) FROM change WHERE table_name = ?"
        " AND row_id = ? UNION ALL SELECT '{}' LIMIT 1",
        (table, row_id),
    )
    return row_name(table, row_id, read_row(last))
