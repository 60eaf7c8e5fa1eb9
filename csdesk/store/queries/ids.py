"""Ids among selected rows, and records by the id of their source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csdesk.store.settings import Execute

    Rows = Iterable[Mapping[str, Any]]


def every_id(rows: Rows) -> list[int]:
    """The id of each row, in the order of the rows."""
    return [row["id"] for row in rows]


def first_id(rows: Rows) -> int | None:
    """The id of the first row, or None where there is no row."""
    # A reader's `execute` gives a cursor, which is true even without rows.
    return next((row["id"] for row in rows), None)


Table = Literal["contact", "complaint"]


def imported_ids(execute: Execute, table: Table, source: str) -> dict[str, int]:
    """External id -> id of what `source` has brought into `table`."""
    rows = execute(f"SELECT external_id, id FROM {table} WHERE source = ?", (source,))
    return {row["external_id"]: row["id"] for row in rows}
