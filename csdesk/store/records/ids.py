"""The ids among the rows that a SELECT found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Rows = Iterable[Mapping[str, Any]]


def every_id(rows: Rows) -> list[int]:
    """The id of each row, in the order of the rows."""
    return [row["id"] for row in rows]


def first_id(rows: Rows) -> int | None:
    """The id of the first row, or None where there is no row."""
    # A reader's `execute` gives a cursor, which is true even without rows.
    return next((row["id"] for row in rows), None)
