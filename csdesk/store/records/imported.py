"""Records by the id that their source gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from csdesk.store.settings import Execute

Table = Literal["contact", "complaint"]


def imported_ids(execute: Execute, table: Table, source: str) -> dict[str, int]:
    """External id -> id of what `source` has brought into `table`."""
    rows = execute(f"SELECT external_id, id FROM {table} WHERE source = ?", (source,))
    return {row["external_id"]: row["id"] for row in rows}
