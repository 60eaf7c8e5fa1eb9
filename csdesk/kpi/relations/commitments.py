"""Commitments to customers, vouchers, and purchases after a complaint."""

from __future__ import annotations

from csdesk.kpi.dimensions import (
    TIER,
    complaint_dimensions,
    linked_dimensions,
)
from csdesk.kpi.relations.base import Relation, Source
from csdesk.store.dialect import THEN
from csdesk.store.sql.windows import RETENTION

FOLLOW_UPS = Relation(
    "follow_up",
    "a follow-up",
    (
        Source(
            "f",
            "follow_up AS f",
            columns={
                "letter": "'F'",
                "customer_id": """coalesce(f.customer_id,
  (SELECT customer_id FROM contact WHERE id = f.contact_id),
  (SELECT customer_id FROM complaint WHERE id = f.complaint_id))""",
            },
            dimensions=linked_dimensions("f", contact=True, own_tier=True),
        ),
    ),
)

_OF_COMPLAINT = linked_dimensions("g", contact=False, own_tier=False)
VOUCHERS = Relation(
    "voucher",
    "a voucher",
    (
        Source(
            "v",
            "voucher AS v LEFT JOIN remedy AS g ON g.id = v.remedy_id",
            columns={"letter": "'V'"},
            dimensions=_OF_COMPLAINT
            | {"tier": f"coalesce({TIER.format(row='v')}, {_OF_COMPLAINT['tier']})"},
        ),
    ),
)

# A purchase in the 90 days after a resolution that held for them, by the complaint's
# customer. In several such windows it belongs to the one that ended, and so began,
# first; of two that began in one second, to the older complaint's.
EARLIER_WINDOW = f"""EXISTS (
  SELECT 1 FROM complaint AS e
  WHERE e.customer_id = p.customer_id AND e.resolved_at > p.at - {RETENTION}
    AND (e.resolved_at, e.id) < ({{resolved_at}}, k.id))
  OR EXISTS (
  SELECT 1 FROM complaint AS e
  {THEN} reopening AS m ON m.complaint_id = e.id
  WHERE e.customer_id = p.customer_id AND m.resolved_at > p.at - {RETENTION}
    AND m.reopened_at >= m.resolved_at + {RETENTION}
    AND (m.resolved_at, e.id) < ({{resolved_at}}, k.id))"""


def _retained(tables: str, resolved_at: str, still_resolved: str) -> Source:
    return Source(
        "k",
        f"""{tables}
{THEN} purchase AS p ON p.customer_id = k.customer_id
  AND p.at >= {resolved_at} AND p.at < {resolved_at} + {RETENTION}""",
        f"{still_resolved} AND NOT ({EARLIER_WINDOW.format(resolved_at=resolved_at)})",
        {"letter": "'K'", "resolved_at": resolved_at, "amount": "p.amount"},
        complaint_dimensions("k"),
    )


RETAINED = Relation(
    "retained_purchase",
    "a purchase after a complaint was resolved, by its complaint",
    (
        _retained("complaint AS k", "k.resolved_at", "k.resolved_at IS NOT NULL"),
        _retained(
            f"reopening AS q {THEN} complaint AS k ON k.id = q.complaint_id",
            "q.resolved_at",
            f"q.reopened_at >= q.resolved_at + {RETENTION}",
        ),
    ),
)
