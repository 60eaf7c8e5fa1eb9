"""Copy the rows of a desk, table by table, out of one file and into another.

Every table with entered data is found in the schema, of any revision. SQLite's own
tables, and those of `csdesk search`, are left out, except for the last used ids (a row
of `GIVEN_IDS` a table), so that no id is used twice.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from csdesk.store.bulk import insert
from csdesk.store.dialect import COLUMNS, DEFER_REFERENCES, GIVEN_IDS
from csdesk.store.health.values import unsound
from csdesk.store.journal.queries import INIT_VERB
from csdesk.store.search import index
from csdesk.store.sqlite.sqlite_errors import DataError, IntegrityError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csdesk.store.connection import Reader, Writer

    Row = dict[str, Any]

FORMAT: Final = 1  # of the file, as in `csdesk.exports.kinds`
# Tables that `init` writes; a desk with rows in others was worked in.
WRITTEN_BY_INIT: Final = frozenset({"setting", "operation", "change"})
TABLES: Final = """
SELECT name
FROM pragma_table_list
WHERE schema = 'main' AND type = 'table'
  AND name NOT LIKE 'sqlite%' AND name NOT IN ('alembic_version', 'search_due')
ORDER BY name
"""
# Errors of the driver, or of a CHECK, for a value that no desk has.
UNFIT: Final = (
    IntegrityError,
    DataError,
    OverflowError,
    UnicodeEncodeError,
)


class UnfitRowError(Exception):
    """A row does not fit this schema."""


def revision(connection: Reader) -> int:
    """Read the schema revision of the desk, by which its rows are read."""
    number = connection.value("PRAGMA user_version")
    return int(number)


def tables(connection: Reader) -> tuple[str, ...]:
    """List every table, each after those that it refers to."""
    parents = {
        name: {
            parent
            for (parent,) in connection.each(
                'SELECT "table" FROM pragma_foreign_key_list(?)', (name,)
            )
            if parent != name
        }
        for (name,) in connection.each(TABLES)
    }
    found: list[str] = []
    while parents:
        ready = [name for name, of in parents.items() if of <= set(found)]
        for name in ready or list(parents):  # tables that refer to each other
            found.append(name)
            del parents[name]
    return tuple(found)


def rows(connection: Reader) -> Iterator[tuple[str, Row]]:
    """Yield every row of the desk with its table, by id, without its empty columns."""
    for table in tables(connection):
        yield from _non_null_rows(connection, table, "id")
    yield from _non_null_rows(connection, GIVEN_IDS, "name")


def is_untouched(connection: Reader) -> bool:
    """Return whether the desk is as `init` made it."""
    done = connection.value(
        "SELECT count(*) FROM operation WHERE verb <> ?", (INIT_VERB,)
    )
    return not done and not any(
        connection.first(f"SELECT 1 FROM {table} LIMIT 1")
        for table in tables(connection)
        if table not in WRITTEN_BY_INIT
    )


def replace(connection: Writer, found: Iterable[tuple[str, Row]]) -> dict[str, int]:
    """Replace the rows of the desk by `found`; return how many each table has.

    Nothing is journalled: the journal is among the rows. Raises UnfitRowError for a row
    that does not fit this schema, and where references are broken.
    """
    insert.enlarge_cache(connection)
    connection.run(DEFER_REFERENCES)
    with index.replaced(connection):
        counts = _replaced(connection, found)
    if connection.first("PRAGMA foreign_key_check"):
        raise UnfitRowError
    if unsound(connection):
        raise UnfitRowError
    return counts


def _replaced(connection: Writer, found: Iterable[tuple[str, Row]]) -> dict[str, int]:
    known = {name: _columns(connection, name) for name in tables(connection)}
    for table in reversed(known):
        connection.run(f"DELETE FROM {table}")
    connection.run(f"DELETE FROM {GIVEN_IDS}")
    counts = dict.fromkeys(known, 0)
    last_ids: list[Row] = []
    try:
        for table, group in groupby(found, key=lambda one: one[0]):
            if table == GIVEN_IDS:
                last_ids += [row for _, row in group]
                continue
            if table not in known:
                raise UnfitRowError
            lines = _Lines(known[table], (row for _, row in group))
            insert.insert(connection, table, lines.columns, lines)
            counts[table] += lines.count
        _reserve_ids(connection, last_ids)
    except UNFIT as error:
        raise UnfitRowError from error
    return counts


class _Lines:
    """Rows as tuples of the table's columns, counted on their way."""

    def __init__(self, columns: tuple[str, ...], found: Iterable[Row]) -> None:
        self.columns, self.count, self._found = columns, 0, found

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        columns, known = self.columns, set(self.columns)
        for row in self._found:
            if not row.keys() <= known:
                raise UnfitRowError
            self.count += 1
            yield tuple(map(row.get, columns))


def _non_null_rows(
    connection: Reader, table: str, order: str
) -> Iterator[tuple[str, Row]]:
    for row in connection.each(f"SELECT * FROM {table} ORDER BY {order}"):
        yield (
            table,
            {
                name: value
                for name, value in zip(row.keys(), row, strict=True)
                if value is not None
            },
        )


def _columns(connection: Reader, table: str) -> tuple[str, ...]:
    return tuple(name for name, _ in connection.each(COLUMNS, (table,)))


def _reserve_ids(connection: Writer, last_ids: Iterable[Row]) -> None:
    """Store the last used ids, so that no id is used again."""
    connection.run(f"DELETE FROM {GIVEN_IDS}")
    connection.run_many(
        f"INSERT INTO {GIVEN_IDS} (name, seq) VALUES (?, ?)",
        [(row.get("name"), row.get("seq")) for row in last_ids],
    )
