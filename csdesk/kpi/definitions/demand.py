"""Demand: how many contacts and complaints came, and how many were avoidable."""

from __future__ import annotations

from csdesk.kpi.kpi import ISO_10002, count, rate
from csdesk.kpi.measure import INBOUND, WEEK, Measure
from csdesk.kpi.relations import COMPLAINTS, CONTACTS
from csdesk.result import Better

SECTION = "Demand"

WITH_CUSTOMER_AND_CATEGORY = (
    f"{INBOUND} AND r.customer_id IS NOT NULL AND r.category IS NOT NULL"
)
SAME_MATTER_BEFORE = f"""EXISTS (SELECT 1 FROM contact AS e
  WHERE e.customer_id = r.customer_id AND e.direction = 'inbound'
    AND e.category = r.category
    AND e.received_at >= r.received_at - {WEEK} AND e.received_at < r.received_at)"""

MEASURES = (
    Measure(
        "contacts",
        "inbound contacts, abandoned ones included",
        CONTACTS,
        "received_at",
        INBOUND,
    ),
    Measure("complaints_opened", "complaints opened", COMPLAINTS, "opened_at"),
    Measure(
        "traceable",
        "inbound contacts with a customer and a category",
        CONTACTS,
        "received_at",
        WITH_CUSTOMER_AND_CATEGORY,
    ),
    Measure(
        "repeated",
        "of these, those whose customer came about the same in the 7 days before",
        CONTACTS,
        "received_at",
        f"{WITH_CUSTOMER_AND_CATEGORY} AND {SAME_MATTER_BEFORE}",
    ),
    Measure(
        "untraceable",
        "inbound contacts without a customer or a category",
        CONTACTS,
        "received_at",
        f"{INBOUND} AND (r.customer_id IS NULL OR r.category IS NULL)",
    ),
    Measure(
        "judged",
        "inbound contacts marked avoidable or not",
        CONTACTS,
        "received_at",
        f"{INBOUND} AND r.avoidable IS NOT NULL",
    ),
    Measure(
        "avoidable",
        "inbound contacts marked avoidable",
        CONTACTS,
        "received_at",
        f"{INBOUND} AND r.avoidable = 1",
    ),
    Measure(
        "unjudged",
        "inbound contacts not marked either way",
        CONTACTS,
        "received_at",
        f"{INBOUND} AND r.avoidable IS NULL",
    ),
    Measure(
        "self_served",
        "inbound contacts by self-service",
        CONTACTS,
        "received_at",
        f"{INBOUND} AND r.channel = 'self-service'",
    ),
)

KPIS = (
    count(
        "contacts",
        "Contacts",
        Better.NEITHER,
        "received",
        "contacts",
        meaning="How often customers came to the shop, by any channel. A call that "
        "nobody answered counts too.",
    ),
    count(
        "complaints_opened",
        "Complaints opened",
        Better.LOWER,
        "opened",
        "complaints_opened",
        source=ISO_10002,
        meaning="How many complaints began. A complaint begins when the contact that "
        "brought it came in.",
    ),
    rate(
        "complaint_rate",
        "Complaints per 100 contacts",
        Better.LOWER,
        "opened, received",
        of=("complaints_opened", "contacts"),
        needs="no contacts",
        source=ISO_10002,
        is_share=False,
        meaning="Complaints begun for every 100 contacts that came in: whether there "
        "is more anger, or only more traffic.",
    ),
    rate(
        "repeat_contact_rate",
        "Repeat contacts",
        Better.LOWER,
        "received",
        of=("repeated", "traceable"),
        needs="no contacts with customer and category",
        left_out=("untraceable",),
        meaning="The share of contacts whose customer had come about the same "
        "category in the seven days before: what was not settled the first "
        "time.",
    ),
    rate(
        "avoidable_rate",
        "Avoidable contacts",
        Better.LOWER,
        "received",
        of=("avoidable", "judged"),
        needs="none marked avoidable or not",
        left_out=("unjudged",),
        source="Price and Jaffe, The Best Service is No Service, 2008",
        meaning="Of the contacts that somebody marked, the share that need not have "
        "been: a clearer label or page would have spared them.",
    ),
    rate(
        "self_service_rate",
        "Self-service",
        Better.HIGHER,
        "received",
        of=("self_served", "contacts"),
        needs="no contacts",
        meaning="The share of contacts in which customers helped themselves.",
    ),
)
