"""Connections to a desk: a `Reader` selects, a `Writer` changes rows too.

The engine behind one gives cursors; nothing here depends on which engine that is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Parameters = Sequence[Any] | Mapping[str, Any]


class Columns(Protocol):
    """Values by name: a row, or a dictionary of one."""

    def __getitem__(self, name: Any, /) -> Any:
        """Return the value of that name."""


class Row(Columns, Protocol):
    """Row of a SELECT: values in order and by the name of their column."""

    def __iter__(self) -> Iterator[Any]:
        """Yield every value, in the order of the columns."""

    def __len__(self) -> int:
        """Count the columns."""

    def keys(self) -> list[str]:
        """Return the names of the columns."""


class Cursor(Protocol):
    """Cursor of a Python database driver."""

    @property
    def rowcount(self) -> int:
        """Number of rows that the statement changed."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor:
        """Run a statement."""

    def executemany(self, sql: str, parameters: Any, /) -> Cursor:
        """Run a statement once for each set of parameters."""

    def fetchone(self) -> Any:
        """Return the next row; None after the last."""

    def fetchall(self) -> list[Any]:
        """Return all remaining rows."""

    def __iter__(self) -> Iterator[Any]:
        """Yield row after row."""


class Reader:
    """Select rows of a desk, by a cursor for each statement.

    `cursor` opens one whose rows have names.
    """

    __slots__ = ("cursor",)

    def __init__(self, cursor: Callable[[], Cursor]) -> None:
        self.cursor = cursor

    def each(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """Yield the rows one by one, read when they are needed."""
        return iter(self.cursor().execute(sql, parameters))

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return every row."""
        return self.cursor().execute(sql, parameters).fetchall()

    def tuples(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return every row as a tuple of its values, to compare or to use as a key."""
        return list(map(tuple, self.cursor().execute(sql, parameters)))

    def first(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row; None where there is none."""
        row: Row | None = self.cursor().execute(sql, parameters).fetchone()
        return row

    def one(self, sql: str, parameters: Parameters = ()) -> Row:
        """Return the row of a SELECT that always has one, such as an aggregate."""
        row: Row | None = self.cursor().execute(sql, parameters).fetchone()
        if row is None:
            raise LookupError("no row")
        return row

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """Return the first value of the first row; None where there is no row."""
        row = self.cursor().execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def scratch(self, sql: str) -> None:
        """Run a statement that changes the connection or its temporary tables alone."""
        self.cursor().execute(sql)

    def scratch_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run such a statement once for each of `rows`."""
        self.cursor().executemany(sql, rows)


class Writer(Reader):
    """Select and change rows of a desk, within the open transaction."""

    __slots__ = ()

    def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement and return how many rows it changed."""
        return self.cursor().execute(sql, parameters).rowcount

    def run_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run a statement once for each of `rows`."""
        self.cursor().executemany(sql, rows)


def fields(row: Row) -> dict[str, Any]:
    """Return the columns of a row as a dictionary."""
    return dict(zip(row.keys(), row, strict=True))
