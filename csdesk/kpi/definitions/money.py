"""Money: the cost of a contact, and purchases after a complaint."""

from __future__ import annotations

from csdesk.kpi.kpi import Kpi
from csdesk.kpi.measure import Measure, Take
from csdesk.kpi.relations import COMPLAINT_RESOLUTIONS, CONTACTS, RETAINED
from csdesk.result import Better, Kind, Unit
from csdesk.store.sql.windows import RETENTION

SECTION = "Loyalty, social, money"

COSTED = "r.handle_seconds IS NOT NULL AND {hourly_cost} IS NOT NULL"
RESOLVED_THROUGHOUT = f"coalesce(r.reopened_at >= r.resolved_at + {RETENTION}, 1)"

MEASURES = (
    Measure(
        "costed_contacts",
        "contacts of both directions with a known handling time and hourly cost",
        CONTACTS,
        "received_at",
        COSTED,
    ),
    Measure(
        "uncosted_contacts",
        "contacts without a known handling time or hourly cost",
        CONTACTS,
        "received_at",
        f"NOT ({COSTED})",
    ),
    Measure(
        "handling_cost",
        "their handling seconds times the hourly cost, in minor units",
        CONTACTS,
        "received_at",
        COSTED,
        Take.SUM,
        "r.handle_seconds * {hourly_cost}",
    ),
    Measure(
        "retained_purchases",
        "purchases in the 90 days after a resolution not reopened in them",
        RETAINED,
        "resolved_at",
        shift=RETENTION,
    ),
    Measure(
        "retained_amounts",
        "what was bought in these 90 days, in minor units",
        RETAINED,
        "resolved_at",
        "1",
        Take.SUM,
        "r.amount",
        shift=RETENTION,
        kind=Kind.MONEY,
    ),
    Measure(
        "unknown_complainants",
        "resolutions 90 days before, of complaints by customers not known",
        COMPLAINT_RESOLUTIONS,
        "resolved_at",
        f"r.customer_id IS NULL AND {RESOLVED_THROUGHOUT}",
        shift=RETENTION,
    ),
)

KPIS = (
    Kpi(
        "cost_per_contact",
        "Handling cost, a contact",
        Unit.MONEY,
        Better.LOWER,
        "handling_cost / 3600 / minor_units / costed_contacts",
        "received",
        "costed_contacts",
        needs="no contacts with a known handling time and hourly cost",
        left_out=("uncosted_contacts",),
        meaning="What a contact costs in working time, at the hourly cost valid "
        "when it came in (csdesk settings set hourly_cost 24).",
    ),
    Kpi(
        "retained_value",
        "Bought after a complaint",
        Unit.MONEY,
        Better.HIGHER,
        "retained_amounts / minor_units",
        "resolution + 90 d",
        "retained_purchases",
        source="Zemke and Bell, Service Recovery, 1990",
        left_out=("unknown_complainants",),
        meaning="What customers bought in the 90 days after their complaint was "
        "resolved, where it was not reopened in them. A purchase after two "
        "resolutions counts once, for the first.",
    ),
)
