"""Customers of an import, looked up and added by the driver's connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

By = Literal["external_id", "email", "phone", "name"]
CONDITIONS: Final[dict[By, str]] = {
    "external_id": "external_id = ? AND source = ?",
    "email": "email_key = ?",
    "phone": "phone_key = ?",
    # Those with an id of their own are told apart by it.
    "name": "name_key = ? AND source = ? AND external_id IS NULL"
    " AND email_key IS NULL AND phone_key IS NULL",
}
FIND: Final[dict[By, str]] = {
    # Who was merged into another is that one now.
    by: f"SELECT coalesce(merged_into_id, id) FROM customer WHERE {condition}"
    " ORDER BY id LIMIT 1"
    for by, condition in CONDITIONS.items()
}
COLUMNS: Final = (
    "id", "source", "external_id", "import_run_id", "name", "name_key", "email",
    "email_key", "phone", "phone_key", "company", "tier", "since", "do_not_contact",
)  # fmt: skip


def customer_id(
    db: sqlite3.Connection, by: By, values: tuple[str | None, ...]
) -> int | None:
    """The first customer whom these values identify, or None.

    `values`: source and external_id; the folded email; the phone number as compared;
    the folded name and the source.
    """
    row = db.execute(FIND[by], values).fetchone()
    return None if row is None else int(row[0])


def has_customers(db: sqlite3.Connection) -> bool:
    """Whether the desk has any customer."""
    return db.execute("SELECT 1 FROM customer LIMIT 1").fetchone() is not None


def date_from(db: sqlite3.Connection, since: Mapping[int, int]) -> None:
    """Write since when customers, id -> Unix seconds, are known."""
    rows = ((at, number) for number, at in since.items())
    db.executemany("UPDATE customer SET since = ? WHERE id = ?", rows)


def departures_of(
    db: sqlite3.Connection, customer: int
) -> list[tuple[int, int | None]]:
    """When a customer left and came back, in epoch seconds, the oldest first."""
    return db.execute(
        "SELECT left_at, returned_at FROM departure WHERE customer_id = ?"
        " ORDER BY left_at",
        (customer,),
    ).fetchall()
