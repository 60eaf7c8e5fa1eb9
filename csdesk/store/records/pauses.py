"""Holds of cases. Of contact and complaint one is given, the other is None."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.store.records.ids import first_id

if TYPE_CHECKING:
    from csdesk.store.settings import Execute


def open_pause_id(
    execute: Execute, contact_id: int | None, complaint_id: int | None
) -> int | None:
    """The pause that the case is in, or None."""
    return first_id(
        execute(
            "SELECT id FROM pause WHERE until IS NULL"
            " AND (contact_id = ? OR complaint_id = ?)",
            (contact_id, complaint_id),
        )
    )


def last_pause_end(
    execute: Execute, contact_id: int | None, complaint_id: int | None
) -> int | None:
    """When the last pause of the case ended, in epoch seconds; None for never."""
    (row,) = execute(
        "SELECT max(until) AS at FROM pause WHERE contact_id = ? OR complaint_id = ?",
        (contact_id, complaint_id),
    )
    at: int | None = row["at"]
    return at
