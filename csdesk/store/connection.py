"""Connections to a desk: a `Reader` selects, a `Writer` changes rows too.

The engine behind one gives cursors; nothing here depends on which engine that is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Parameters = Sequence[Any] | Mapping[str, Any]


class Columns(Protocol):
    """What has a value for each name of a column, as a row or a dictionary of one."""

    def __getitem__(self, name: Any, /) -> Any:
        """The value of that name."""


class Row(Columns, Protocol):
    """One row of a SELECT: its values in order, and each by the name of its column."""

    def __iter__(self) -> Iterator[Any]:
        """Every value, in the order of the columns."""

    def __len__(self) -> int:
        """How many columns there are."""

    def keys(self) -> list[str]:
        """The names of the columns."""


class Cursor(Protocol):
    """What runs a statement and holds its rows, as a driver of Python gives it."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor:
        """Run a statement."""

    def executemany(self, sql: str, parameters: Any, /) -> Cursor:
        """Run a statement once for each set of parameters."""

    def fetchone(self) -> Any:
        """The next row; None after the last."""

    def fetchall(self) -> list[Any]:
        """Every row left."""

    def __iter__(self) -> Iterator[Any]:
        """Row after row."""


class Reader:
    """Select rows of a desk, by a cursor for each statement.

    `cursor` opens one whose rows have names.
    """

    __slots__ = ("cursor",)

    def __init__(self, cursor: Callable[[], Cursor]) -> None:
        self.cursor = cursor

    def each(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """The rows one by one, read as they are asked for."""
        return iter(self.cursor().execute(sql, parameters))

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Every row."""
        return self.cursor().execute(sql, parameters).fetchall()

    def tuples(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Every row as a tuple of its values: to be compared, or a key."""
        return list(map(tuple, self.cursor().execute(sql, parameters)))

    def first(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row; None where there is none."""
        row: Row | None = self.cursor().execute(sql, parameters).fetchone()
        return row

    def one(self, sql: str, parameters: Parameters = ()) -> Row:
        """The row of a SELECT that always has one, as an aggregate."""
        row: Row | None = self.cursor().execute(sql, parameters).fetchone()
        if row is None:
            raise LookupError("no row")
        return row

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first value of the first row; None where there is no row."""
        row = self.cursor().execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def scratch(self, sql: str) -> None:
        """Run a statement that changes the connection or its temporary tables alone."""
        self.cursor().execute(sql)

    def scratch_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run such a statement once for each of `rows`."""
        self.cursor().executemany(sql, rows)


class Writer(Reader):
    """Change rows of a desk, too, within the transaction that is open."""

    __slots__ = ()

    def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement; how many rows it changed."""
        return self.cursor().execute(sql, parameters).rowcount

    def run_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run a statement once for each of `rows`."""
        self.cursor().executemany(sql, rows)


def fields(row: Row) -> dict[str, Any]:
    """Column -> value of a row."""
    return dict(zip(row.keys(), row, strict=True))
