"""What is kept of a contact or a complaint alone, and goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from csdesk.store.records.ids import every_id

if TYPE_CHECKING:
    from csdesk.store.settings import Execute

Part = Literal[
    "article_use", "attachment", "complaint_event", "follow_up", "pause", "remedy",
    "reopening",
]  # fmt: skip


def parts_of_contact(execute: Execute, table: Part, contact_id: int) -> list[int]:
    """The rows of `table`, which refers to contacts, that a contact has."""
    return every_id(
        execute(f"SELECT id FROM {table} WHERE contact_id = ?", (contact_id,))
    )


def parts_of_complaint(execute: Execute, table: Part, complaint_id: int) -> list[int]:
    """The rows of `table` that a complaint has."""
    return every_id(
        execute(f"SELECT id FROM {table} WHERE complaint_id = ?", (complaint_id,))
    )
