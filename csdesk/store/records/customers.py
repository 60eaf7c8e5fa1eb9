"""Customers by what finds them: id, e-mail, phone number, name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from csdesk.store.records.ids import every_id, first_id

if TYPE_CHECKING:
    from csdesk.store.settings import Execute

# Columns that hold what a customer is found by, folded.
Key = Literal["name_key", "email_key", "phone_key"]
WITHOUT_COUNTRY: Final = """
SELECT id
FROM customer
WHERE phone IS NOT NULL AND phone_key NOT LIKE '+%'
"""


def has_customer(execute: Execute, number: int) -> bool:
    """Whether there is a customer of that id."""
    rows = execute("SELECT id FROM customer WHERE id = ?", (number,))
    return first_id(rows) is not None


def customers_with(execute: Execute, column: Key, key: str) -> list[int]:
    """The customers whose `column` holds exactly `key`."""
    return every_id(execute(f"SELECT id FROM customer WHERE {column} = ?", (key,)))


def other_customer_with(
    execute: Execute, column: Key, key: str, but: int | None
) -> int | None:
    """The first customer other than `but` whose `column` holds `key`, or None.

    `but` is None for a customer that has no id yet.
    """
    return first_id(
        execute(
            f"SELECT id FROM customer WHERE {column} = ? AND id IS NOT ?"
            " ORDER BY id LIMIT 1",
            (key, but),
        )
    )


def customers_whose_name_has(execute: Execute, piece: str) -> list[int]:
    """The customers whose folded name contains `piece`, which is folded too."""
    return every_id(
        execute(
            "SELECT id FROM customer WHERE instr(name_key, ?) > 0 ORDER BY id",
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
