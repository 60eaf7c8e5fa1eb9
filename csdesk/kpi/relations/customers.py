"""Customers as of an instant: those known by then, less those who had left.

A customer merged into another does not count: all their records are the other's.
"""

from __future__ import annotations

from csdesk.kpi.dimensions import customer_dimensions
from csdesk.kpi.relations.base import Relation, Source
from csdesk.store.dialect import THEN

# Customers known before the first period of the query are one row.
CAME = """(SELECT {first_start} - 1 AS since, count(*) AS many FROM customer
    WHERE since < {first_start}
  UNION ALL SELECT since, 1 FROM customer WHERE since >= {first_start}) AS u"""
GONE = """d.left_at < {{{at}}} AND coalesce(d.returned_at >= {{{at}}}, 1)"""
LEFT_BY_START = GONE.format(at="start")
PEOPLE = {"letter": "'P'", "opened_at": "u.since", "many": "1"}
HAD_LEFT = Source(
    "u",
    f"departure AS d {THEN} customer AS u ON u.id = d.customer_id",
    LEFT_BY_START,
    PEOPLE,
    customer_dimensions("u"),
    sign=-1,
)
IS_SOMEBODY = "u.merged_into_id IS NULL"
# Subtracted rather than filtered: each of the two counts can use its own index.
MERGED = Source(
    "u",
    "customer AS u",
    "u.merged_into_id IS NOT NULL",
    PEOPLE,
    customer_dimensions("u"),
    sign=-1,
)
CUSTOMERS = Relation(
    "customer",
    "a customer known since some day, and not gone when the period began",
    (Source("u", CAME, columns=PEOPLE | {"many": "u.many"}), MERGED, HAD_LEFT),
    (
        Source(
            "u",
            "customer AS u",
            IS_SOMEBODY,
            columns=PEOPLE,
            dimensions=customer_dimensions("u"),
        ),
        HAD_LEFT,
    ),
)
DEPARTURES = Relation(
    "departure",
    "a customer's leaving",
    (
        Source(
            "d",
            f"departure AS d {THEN} customer AS u ON u.id = d.customer_id",
            columns={
                "letter": "'P'",
                "number": "u.id",
                "since": "u.since",
            },
            dimensions=customer_dimensions("u"),
        ),
    ),
)
UNDATED_CUSTOMERS = Relation(
    "undated_customer",
    "a customer known since nobody knows when",
    (
        Source(
            "u",
            "customer AS u",
            f"u.since IS NULL AND {IS_SOMEBODY}",
            {"letter": "'P'", "opened_at": "-1000000000000000000"},
            customer_dimensions("u"),
        ),
    ),
)
