"""Purchases: what a customer is worth, what was bought last, what rules count."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from csdesk.domain.loyalty import Bought

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from csdesk.store.settings import Execute

LAST_PRODUCTS: Final = """
SELECT product
FROM purchase
WHERE customer_id = ? AND product IS NOT NULL
GROUP BY product COLLATE NOCASE
ORDER BY max(at) DESC, max(id) DESC
LIMIT ?
"""
COUNTED: Final = """
SELECT customer_id, at, amount, quantity, paid_at
FROM purchase
WHERE customer_id IS NOT NULL AND at >= ? AND at <= ?
ORDER BY customer_id, at, id
"""
COUNTED_OF_ONE: Final = """
SELECT customer_id, at, amount, quantity, paid_at
FROM purchase
WHERE customer_id = ?3 AND at >= ?1 AND at <= ?2
ORDER BY at, id
"""


def lifetime_value(connection: sqlite3.Connection, customer: int) -> int | None:
    """What a customer has bought in all, in minor units; None: nothing on record."""
    (value,) = connection.execute(
        "SELECT sum(amount) FROM purchase WHERE customer_id = ?", (customer,)
    ).fetchone()
    total: int | None = value
    return total


def last_products(execute: Execute, customer: int, most: int = 3) -> tuple[str, ...]:
    """What a customer bought last, each product once, the newest first."""
    return tuple(row["product"] for row in execute(LAST_PRODUCTS, (customer, most)))


def bought_by_customer(
    execute: Execute, since: int, until: int, customer: int | None = None
) -> Iterator[tuple[int, list[Bought]]]:
    """Each customer's purchases, oldest first; both epoch seconds are included.

    `customer` None: of everyone who bought anything then.
    """
    rows = (
        execute(COUNTED, (since, until))
        if customer is None
        else execute(COUNTED_OF_ONE, (since, until, customer))
    )
    for number, group in groupby(rows, key=lambda row: row["customer_id"]):
        yield (
            number,
            [
                Bought(row["at"], row["amount"], row["quantity"], row["paid_at"])
                for row in group
            ],
        )
