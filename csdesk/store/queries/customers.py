"""Customers by what finds them, and when they left and came back (epoch seconds)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from csdesk.store.queries.ids import every_id, first_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csdesk.store.settings import Execute


# Columns that hold what a customer is found by, folded.
Key = Literal["name_key", "email_key", "phone_key", "external_id"]
# Who was merged into another is that one now.
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


def who_is_now(execute: Execute, number: int) -> int | None:
    """The customer of that id, or the one into whom it was merged; None for neither."""
    return first_id(execute(f"SELECT {NOW} FROM customer WHERE id = ?", (number,)))


def customers_with(execute: Execute, column: Key, key: str) -> list[int]:
    """The customers whose `column` holds exactly `key`, or held it until a merge."""
    return every_id(
        execute(
            f"SELECT DISTINCT {NOW} FROM customer WHERE {column} = ?"
            " AND erased_at IS NULL",
            (key,),
        )
    )


def other_customer_with(
    execute: Execute, column: Key, key: str, but: int | None
) -> int | None:
    """The first customer other than `but` whose `column` holds `key`, or None.

    `but` is None for a customer that has no id yet.
    """
    return first_id(
        execute(
            f"SELECT {NOW} FROM customer WHERE {column} = ? AND erased_at IS NULL"
            " AND coalesce(merged_into_id, id) IS NOT ? ORDER BY 1 LIMIT 1",
            (key, but),
        )
    )


def customers_whose_name_has(execute: Execute, piece: str) -> list[int]:
    """The customers whose folded name contains `piece`, which is folded too."""
    return every_id(
        execute(
            f"SELECT DISTINCT {NOW} FROM customer WHERE instr(name_key, ?) > 0"
            " AND erased_at IS NULL ORDER BY 1",
            (piece,),
        )
    )


def customers_with_local_phone(execute: Execute) -> list[int]:
    """The customers whose phone number was written without a country, none known."""
    return every_id(execute(WITHOUT_COUNTRY))


def ids_by_email(execute: Execute) -> dict[str | None, int]:
    """E-mail as it was written -> customer."""
    rows = execute("SELECT email, id FROM customer")
    return {row["email"]: row["id"] for row in rows}


def tags_in_use(execute: Execute) -> set[str]:
    """Every tag that some customer carries, folded."""
    rows = execute("SELECT DISTINCT tags FROM customer WHERE tags IS NOT NULL")
    return {tag for row in rows for tag in row["tags"].strip(",").split(",")}


def customer_row(execute: Execute, number: int) -> Mapping[str, Any] | None:
    """The customer of that id as it stands in the desk, merged or not."""
    rows = execute("SELECT id, merged_into_id FROM customer WHERE id = ?", (number,))
    return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class CustomerKeys:
    """A customer by what others may share."""

    id: int
    name: str
    name_key: str
    email_key: str | None
    phone_key: str | None


def people(execute: Execute) -> list[CustomerKeys]:
    """Every customer who is neither merged nor erased, by id."""
    return [CustomerKeys(**dict(row)) for row in execute(PEOPLE)]


def open_departure_id(execute: Execute, customer_id: int | None) -> int | None:
    """The departure from which the customer has not returned, or None."""
    return first_id(
        execute(
            "SELECT id FROM departure WHERE customer_id = ? AND returned_at IS NULL",
            (customer_id,),
        )
    )


def first_departure(execute: Execute, customer_id: int | None) -> int | None:
    """When the customer left for the first time; None for never."""
    (row,) = execute(
        "SELECT min(left_at) AS at FROM departure WHERE customer_id = ?",
        (customer_id,),
    )
    at: int | None = row["at"]
    return at


def last_return(execute: Execute, customer_id: int | None) -> int | None:
    """When the customer last came back; None for never."""
    (row,) = execute(
        "SELECT max(returned_at) AS at FROM departure WHERE customer_id = ?",
        (customer_id,),
    )
    at: int | None = row["at"]
    return at


def departures(execute: Execute, customer_id: int) -> list[int]:
    """The departures of the customer, the earliest first."""
    return every_id(
        execute(
            "SELECT id FROM departure WHERE customer_id = ? ORDER BY left_at, id",
            (customer_id,),
        )
    )
