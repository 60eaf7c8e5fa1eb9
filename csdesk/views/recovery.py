"""Recovery of a complaint: cost of its remedies, and later purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.result import Cell, Column, Kind
from csdesk.store.settings import read_settings
from csdesk.store.sql.remedy import cost, is_costly

if TYPE_CHECKING:
    from csdesk.store.connection import Reader

_COST: Final = f"""
SELECT sum({cost("remedy")})
FROM {{remedies}}
WHERE {{whose}} = ? AND remedy.granted_at IS NOT NULL AND {is_costly("remedy")}
"""
COST: Final = _COST.format(remedies="remedy", whose="complaint_id")
COST_OF_CUSTOMER: Final = _COST.format(
    remedies="complaint JOIN remedy ON remedy.complaint_id = complaint.id",
    whose="complaint.customer_id",
)
# Windows after and before an instant both exclude it.
BOUGHT: Final = """
SELECT count(purchase.id), sum(purchase.amount)
FROM complaint LEFT JOIN purchase
  ON purchase.customer_id = complaint.customer_id
  AND purchase.at > complaint.resolved_at
WHERE complaint.id = ? AND complaint.resolved_at IS NOT NULL
  AND complaint.customer_id IS NOT NULL
GROUP BY complaint.id
"""


def recovery(connection: Reader, number: int) -> tuple[tuple[Column, Cell], ...]:
    """Return the fields of a complaint on its recovery.

    Purchases since the resolution are None without a resolution at a known time or
    without a customer. The cost of a new customer is None without a cost of remedies.
    """
    cost = connection.value(COST, (number,))
    times, amount = connection.first(BOUGHT, (number,)) or (None, None)
    setting = read_settings(connection).get("acquisition_cost")
    acquisition = int(setting) if setting and cost is not None else None
    return (
        (Column("recovery_cost", "Cost of remedies", Kind.MONEY), cost),
        (
            Column("acquisition_cost", "A new customer costs", Kind.MONEY),
            acquisition,
        ),
        (Column("bought_since", "Bought again", Kind.NUMBER), times),
        (Column("bought_since_amount", "… for", Kind.MONEY), amount),
    )
