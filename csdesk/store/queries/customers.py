"""Customers by key, and when they left and came back (epoch seconds)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from csdesk.store.dialect import differs, holds
from csdesk.store.queries.ids import every_id, first_id

if TYPE_CHECKING:
    from csdesk.store.connection import Reader, Row


# Columns by which a customer is found, folded.
Key = Literal["name_key", "email_key", "phone_key", "external_id"]
# A merged customer counts as the one it was merged into.
NOW: Final = "coalesce(merged_into_id, id) AS id"
PEOPLE: Final = """
SELECT id, name, name_key, email_key, phone_key
FROM customer
WHERE merged_into_id IS NULL AND erased_at IS NULL
ORDER BY id"""
WITHOUT_COUNTRY: Final = """
SELECT id
FROM customer
WHERE phone IS NOT NULL AND phone_key NOT LIKE '+%'
"""


def current_id(reader: Reader, number: int) -> int | None:
    """Return the customer of that id, or the one it was merged into, or None."""
    return first_id(reader.rows(f"SELECT {NOW} FROM customer WHERE id = ?", (number,)))


def customers_with(reader: Reader, column: Key, key: str) -> list[int]:
    """Find the customers whose `column` is exactly `key`, merged ones included."""
    return every_id(
        reader.rows(
            f"SELECT DISTINCT {NOW} FROM customer WHERE {column} = ?"
            " AND erased_at IS NULL",
            (key,),
        )
    )


def other_customer_with(
    reader: Reader, column: Key, key: str, but: int | None
) -> int | None:
    """Find the first customer other than `but` with that `key`, or None.

    `but` is None for a customer that has no id yet.
    """
    return first_id(
        reader.rows(
            f"SELECT {NOW} FROM customer WHERE {column} = ? AND erased_at IS NULL"
            f" AND {differs('coalesce(merged_into_id, id)')} ORDER BY 1 LIMIT 1",
            (key, but),
        )
    )


def customers_by_name_part(reader: Reader, piece: str) -> list[int]:
    """Find the customers whose folded name contains `piece`."""
    return every_id(
        reader.rows(
            f"SELECT DISTINCT {NOW} FROM customer WHERE {holds('name_key')}"
            " AND erased_at IS NULL ORDER BY 1",
            (piece,),
        )
    )


def customers_with_local_phone(reader: Reader) -> list[int]:
    """Read the customers whose phone number has no country code."""
    return every_id(reader.rows(WITHOUT_COUNTRY))


def ids_by_email(reader: Reader) -> dict[str | None, int]:
    """Map each e-mail, as written, to its customer."""
    rows = reader.rows("SELECT email, id FROM customer")
    return {row["email"]: row["id"] for row in rows}


def tags_in_use(reader: Reader) -> set[str]:
    """Read every tag of any customer, folded."""
    rows = reader.rows("SELECT DISTINCT tags FROM customer WHERE tags IS NOT NULL")
    return {tag for row in rows for tag in row["tags"].strip(",").split(",")}


def customer_row(reader: Reader, number: int) -> Row | None:
    """Read the customer of that id, merged or not, or None."""
    rows = reader.rows(
        "SELECT id, merged_into_id FROM customer WHERE id = ?", (number,)
    )
    return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class CustomerKeys:
    """Customer with the keys that others may share."""

    id: int
    name: str
    name_key: str
    email_key: str | None
    phone_key: str | None


def people(reader: Reader) -> list[CustomerKeys]:
    """Read every customer who is neither merged nor erased, by id."""
    return [CustomerKeys(**dict(row)) for row in reader.rows(PEOPLE)]


def open_departure_id(reader: Reader, customer_id: int | None) -> int | None:
    """Find the departure without a return, or None."""
    return first_id(
        reader.rows(
            "SELECT id FROM departure WHERE customer_id = ? AND returned_at IS NULL",
            (customer_id,),
        )
    )


def first_departure(reader: Reader, customer_id: int | None) -> int | None:
    """Read when the customer first left; None for never."""
    row = reader.one(
        "SELECT min(left_at) AS at FROM departure WHERE customer_id = ?",
        (customer_id,),
    )
    at: int | None = row["at"]
    return at


def last_return(reader: Reader, customer_id: int | None) -> int | None:
    """Read when the customer last came back; None for never."""
    row = reader.one(
        "SELECT max(returned_at) AS at FROM departure WHERE customer_id = ?",
        (customer_id,),
    )
    at: int | None = row["at"]
    return at


def departures(reader: Reader, customer_id: int) -> list[int]:
    """Read the departures of the customer, the earliest first."""
    return every_id(
        reader.rows(
            "SELECT id FROM departure WHERE customer_id = ? ORDER BY left_at, id",
            (customer_id,),
        )
    )
