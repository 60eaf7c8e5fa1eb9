"""Lists as data: `View` declares columns and filters, `select` reads the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csdesk.result import Cell, Column, Kind, Listing, Locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csdesk.store.connection import Reader

# Kinds of csdesk.domain.contact_fields, as cells.
PLAIN_KINDS = {"count": Kind.NUMBER, "yes/no": Kind.FLAG, "word": Kind.TEXT}


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of a view and the SQL expression that fills it.

    `letter` is put before a number to make an id: 12 becomes C12.
    """

    column: Column
    sql: str
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Columns, rows, order and filters of a list.

    `filters` maps a filter's name to its SQL: with one `?` a value, or without `?`
    where the filter is only switched on. `dated` is the column that `--period` filters
    by. `joins` are LEFT JOINs by the name of their table: they add columns to a row of
    `source`, and neither add nor remove rows.
    """

    title: str
    columns: tuple[Shown, ...]
    source: str
    order: str
    empty: str
    dated: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    joins: Mapping[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> str:
        """The FROM clause, with all joins."""
        return self._joined(self.joins)

    def tables_of(self, condition: str) -> str:
        """Return the FROM clause with only the joins that `condition` names."""
        return self._joined(name for name in self.joins if f"{name}." in condition)

    def _joined(self, names: Iterable[str]) -> str:
        return "\nLEFT JOIN ".join((self.source, *(self.joins[one] for one in names)))


def shown(  # noqa: PLR0913 - a row in a table of columns
    key: str,
    heading: str,
    sql: str,
    kind: Kind = Kind.TEXT,
    width: int = 1,
    *,
    grows: bool = False,
    letter: str | None = None,
) -> Shown:
    """Build a column of a view."""
    return Shown(Column(key, heading, kind, width, grows), sql, letter)


def select(  # noqa: PLR0913 - every list passes these
    connection: Reader,
    view: View,
    locale: Locale,
    filters: Mapping[str, object],
    *,
    bounds: tuple[int, int] | None = None,
    limit: int | None = None,
) -> Listing:
    """Return the rows of `view` that pass every filter.

    Filters with the value None or False are off. `bounds` are [start, end) of a period
    in epoch seconds. `limit` None or 0: all rows.
    """
    where, values = conditions(view, filters, bounds)
    columns = ",\n       ".join(item.sql for item in view.columns)
    rows: Sequence[Any] = connection.rows(
        f"SELECT {columns}\nFROM {view.tables}\n{where}\n"
        f"ORDER BY {view.order}\nLIMIT ?",
        (*values, limit or -1),
    )
    total = None
    if limit and len(rows) == limit:
        total = connection.value(
            f"SELECT count(*)\nFROM {view.tables_of(where)}\n{where}", values
        )
    return Listing(
        title=view.title,
        columns=tuple(item.column for item in view.columns),
        rows=tuple(cells(view, row) for row in rows),
        locale=locale,
        empty=view.empty,
        total=total if total and total > len(rows) else None,
    )


def record_fields(
    connection: Reader, view: View, number: int
) -> tuple[tuple[Column, Cell], ...] | None:
    """Return the columns of `view` with the values of one record; None: no record."""
    columns = ", ".join(item.sql for item in view.columns)
    row = connection.first(
        f"SELECT {columns} FROM {view.tables} WHERE {view.filters['id']}", (number,)
    )
    if row is None:
        return None
    heads = (item.column for item in view.columns)
    return tuple(zip(heads, cells(view, row), strict=True))


def conditions(
    view: View, filters: Mapping[str, object], bounds: tuple[int, int] | None
) -> tuple[str, tuple[object, ...]]:
    """Build the WHERE clause and the values bound in it."""
    clauses: list[str] = []
    values: list[object] = []
    for name, value in filters.items():
        if value is None or value is False:
            continue
        clause = view.filters[name]
        clauses.append(f"({clause})")
        values += [value] * clause.count("?")
    if bounds is not None:
        clauses.append(f"{view.dated} >= ? AND {view.dated} < ?")
        values += bounds
    return ("WHERE " + "\n  AND ".join(clauses) if clauses else ""), tuple(values)


def cells(view: View, row: Iterable[Any]) -> tuple[Cell, ...]:
    """Convert a row of SQL to cells of a result, ids with their letter."""
    return tuple(
        f"{item.letter}{value}"
        if item.letter and value is not None
        else _cell(item, value)
        for item, value in zip(view.columns, row, strict=True)
    )


def _cell(item: Shown, value: Any) -> Cell:
    if item.column.kind is Kind.WORDS:
        return tuple(word for word in (value or "").split(",") if word)
    if item.column.kind is Kind.FLAG and value is not None:
        return bool(value)
    return value  # type: ignore[no-any-return]
