"""Ids of selected rows, and records by external id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.store.connection import Reader, Row

    Rows = Iterable[Row]


def every_id(rows: Rows) -> list[int]:
    """Return the id of each row, in the order of the rows."""
    return [row["id"] for row in rows]


def first_id(rows: Rows) -> int | None:
    """Return the id of the first row, or None without rows."""
    return next((row["id"] for row in rows), None)


Table = Literal["contact", "complaint"]


def imported_ids(reader: Reader, table: Table, source: str) -> dict[str, int]:
    """Map external id to id, of the rows of `table` from `source`."""
    rows = reader.rows(
        f"SELECT external_id, id FROM {table} WHERE source = ?", (source,)
    )
    return {row["external_id"]: row["id"] for row in rows}
