"""Customers of an import, looked up and added by the driver's connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    import sqlite3

By = Literal["external_id", "email", "phone", "name"]
CONDITIONS: Final[dict[By, str]] = {
    "external_id": "source = ? AND external_id = ?",
    "email": "email_key = ?",
    "phone": "phone_key = ?",
    # Those with an id of their own are told apart by it.
    "name": "name_key = ? AND source = ? AND external_id IS NULL"
    " AND email_key IS NULL AND phone_key IS NULL",
}
FIND: Final[dict[By, str]] = {
    by: f"SELECT id FROM customer WHERE {condition} ORDER BY id LIMIT 1"
    for by, condition in CONDITIONS.items()
}
ADD: Final = """
INSERT INTO customer (source, external_id, import_run_id, name, name_key, email,
    email_key, phone, phone_key, company, tier, since, do_not_contact)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
"""


def customer_id(
    db: sqlite3.Connection, by: By, values: tuple[str | None, ...]
) -> int | None:
    """The first customer whom these values identify, or None.

    `values`: source and external_id; the folded email; the phone number as compared;
    the folded name and the source.
    """
    row = db.execute(FIND[by], values).fetchone()
    return None if row is None else int(row[0])


def add_customer(db: sqlite3.Connection, values: tuple[Any, ...]) -> int:
    """Add a customer; `values` are as the columns in ADD. Returns the id."""
    number = db.execute(ADD, values).lastrowid
    assert number is not None  # noqa: S101 - SQLite gave one
    return number


def departures_of(
    db: sqlite3.Connection, customer: int
) -> list[tuple[int, int | None]]:
    """When a customer left and came back, in epoch seconds, the oldest first."""
    return db.execute(
        "SELECT left_at, returned_at FROM departure WHERE customer_id = ?"
        " ORDER BY left_at",
        (customer,),
    ).fetchall()
