"""What making a complaint good cost, and whether the customer stayed."""

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
# A window after an instant leaves that instant out, as one before it does.
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
    """The fields of a complaint that tell of its recovery.

    Purchases since the resolution are None where there is none at a known time, or no
    customer; a new customer's cost is shown beside the cost of a remedy alone.
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
