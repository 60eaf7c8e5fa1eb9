"""Ids among selected rows, and records by the id of their source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.store.connection import Reader, Row

    Rows = Iterable[Row]


def every_id(rows: Rows) -> list[int]:
    """The id of each row, in the order of the rows."""
    return [row["id"] for row in rows]


def first_id(rows: Rows) -> int | None:
    """The id of the first row, or None where there is no row."""
    return next((row["id"] for row in rows), None)


Table = Literal["contact", "complaint"]


def imported_ids(reader: Reader, table: Table, source: str) -> dict[str, int]:
    """External id -> id of what `source` has brought into `table`."""
    rows = reader.rows(
        f"SELECT external_id, id FROM {table} WHERE source = ?", (source,)
    )
    return {row["external_id"]: row["id"] for row in rows}
