"""When customers left and came back; instants are epoch seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.store.records.ids import every_id, first_id

if TYPE_CHECKING:
    from csdesk.store.settings import Execute


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
