"""Customers of whom nothing has been seen for a while, as of T.

A sign of a customer is an inbound contact, a complaint, a purchase. Asking each
customer for the last one, at every instant that a report is about, would make the
report of a large desk wait; `csdesk.kpi.signs` counts them from the signs of those
days, and only `--by` and `kpi rows` ask customer by customer.
"""

from __future__ import annotations

from csdesk.kpi import signs
from csdesk.kpi.dimensions import customer_dimensions
from csdesk.kpi.relations.leg import Leg, Relation

LONG_AGO = "-1000000000000000000"
GONE = """EXISTS (SELECT 1 FROM departure AS d WHERE d.customer_id = u.id
  AND d.left_at < {T} AND coalesce(d.returned_at >= {T}, 1))"""


def _sign(where: str) -> str:
    """Whether a customer gave a sign at an `{at}` for which `where` holds."""
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} AS o WHERE o.customer_id = u.id"
        f" AND {where.replace('{at}', f'o.{dated}')}{also})"
        for table, dated, also in signs.SIGNS
    )


HAS_LAPSED = f"""u.merged_into_id IS NULL AND NOT {GONE}
  AND (coalesce(u.since < {{lapsed_before}}, 0)
    OR {_sign("{at} < {lapsed_before}")})
  AND NOT ({_sign("{at} >= {lapsed_before} AND {at} < {T}")})"""
LAPSED = Relation(
    "lapsed_customer",
    "a customer who is there, and of whom nothing has been seen for a while",
    (
        Leg(
            "u",
            f"{signs.TABLE} AS u",
            "u.as_of = {T}",
            {"letter": "'P'", "opened_at": LONG_AGO, "many": "u.many"},
        ),
    ),
    (
        Leg(
            "u",
            "customer AS u",
            HAS_LAPSED,
            {
                "letter": "'P'",
                "opened_at": f"coalesce(u.since, {LONG_AGO})",
                "many": "1",
            },
            customer_dimensions("u"),
        ),
    ),
    prepare=signs.prepare,
)
UNSEEN = f"u.since IS NULL AND u.merged_into_id IS NULL AND NOT ({_sign('{at} < {T}')})"
UNSEEN_CUSTOMERS = Relation(
    "unseen_customer",
    "a customer known since nobody knows when, of whom nothing was ever seen",
    (
        Leg(
            "u",
            "customer AS u",
            UNSEEN,
            {"letter": "'P'", "opened_at": LONG_AGO},
            customer_dimensions("u"),
        ),
    ),
)
