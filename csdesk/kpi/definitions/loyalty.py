"""Who stays, what is said in public, and what an answer costs."""

from __future__ import annotations

from csdesk.kpi.kpi import Evidence, Kpi, count, rate
from csdesk.kpi.measure import INBOUND, Measure, Take
from csdesk.kpi.relations import (
    CONTACTS,
    CUSTOMERS,
    DEPARTURES,
    LEFT_BY_START,
    UNDATED_CUSTOMERS,
)
from csdesk.result import Better, Unit

SECTION = "Loyalty, social, money"

WAS_THERE = f"""r.since < {{start}} AND NOT EXISTS (SELECT 1 FROM departure AS e
  WHERE e.customer_id = r.number AND {LEFT_BY_START.replace("d.", "e.")})"""
# Who left twice in a period left once.
FIRST_LEAVING = """NOT EXISTS (SELECT 1 FROM departure AS l
  WHERE l.customer_id = r.number AND l.left_at >= {start}
    AND (l.left_at, l.id) < (r.left_at, r.id))"""
MENTION = f"{INBOUND} AND r.channel IN ('social', 'review')"
COSTED = "r.handle_seconds IS NOT NULL AND {hourly_cost} IS NOT NULL"

MEASURES = (
    Measure(
        "customers_at_start",
        "customers when the period began",
        CUSTOMERS,
        None,
        "r.opened_at < {start}",
        Take.SUM,
        "r.many",
    ),
    Measure(
        "customers_left",
        "of these, those who left in it",
        DEPARTURES,
        "left_at",
        f"{WAS_THERE} AND {FIRST_LEAVING}",
    ),
    Measure(
        "customers_undated",
        "customers whose first day is not known",
        UNDATED_CUSTOMERS,
        None,
    ),
    Measure(
        "mentions",
        "inbound contacts by social media or a review",
        CONTACTS,
        "received_at",
        MENTION,
    ),
    Measure(
        "positive_mentions",
        "mentions with a positive sentiment",
        CONTACTS,
        "received_at",
        f"{MENTION} AND r.sentiment = 'positive'",
    ),
    Measure(
        "neutral_mentions",
        "mentions with a neutral sentiment",
        CONTACTS,
        "received_at",
        f"{MENTION} AND r.sentiment = 'neutral'",
    ),
    Measure(
        "negative_mentions",
        "mentions with a negative sentiment",
        CONTACTS,
        "received_at",
        f"{MENTION} AND r.sentiment = 'negative'",
    ),
    Measure(
        "judged_mentions",
        "mentions with a sentiment",
        CONTACTS,
        "received_at",
        f"{MENTION} AND r.sentiment IS NOT NULL",
    ),
    Measure(
        "unjudged_mentions",
        "mentions without a sentiment",
        CONTACTS,
        "received_at",
        f"{MENTION} AND r.sentiment IS NULL",
    ),
    Measure(
        "technical_mentions",
        "mentions with reason support",
        CONTACTS,
        "received_at",
        f"{MENTION} AND r.reason = 'support'",
    ),
    Measure(
        "reasoned_mentions",
        "mentions with a reason",
        CONTACTS,
        "received_at",
        f"{MENTION} AND r.reason IS NOT NULL",
    ),
    Measure(
        "unreasoned_mentions",
        "mentions without a reason",
        CONTACTS,
        "received_at",
        f"{MENTION} AND r.reason IS NULL",
    ),
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
)

NO_SENTIMENT = "no mentions with a sentiment"

KPIS = (
    rate(
        "churn_rate",
        "Customers who left",
        Better.LOWER,
        "left",
        of=("customers_left", "customers_at_start"),
        needs="no customers when the period began",
        left_out=("customers_undated",),
        source="customer relationship management",
        meaning="Of those who were customers when the period began, the share who "
        "left in it. Whoever was won in the period is no part of it.",
    ),
    count(
        "mentions",
        "Mentions in public",
        Better.NEITHER,
        "received",
        "mentions",
        meaning="How often somebody spoke about the shop on social media or in a "
        "review.",
    ),
    rate(
        "negative_mention_rate",
        "Negative mentions",
        Better.LOWER,
        "received",
        of=("negative_mentions", "judged_mentions"),
        needs=NO_SENTIMENT,
        left_out=("unjudged_mentions",),
        meaning="Of the mentions whose sentiment was noted, the share that was "
        "negative.",
    ),
    rate(
        "technical_mention_rate",
        "Mentions about support",
        Better.NEITHER,
        "received",
        of=("technical_mentions", "reasoned_mentions"),
        needs="no mentions with a reason",
        left_out=("unreasoned_mentions",),
        meaning="Of the mentions whose reason was noted, the share that asked for "
        "help with a product.",
    ),
    Kpi(
        "net_sentiment",
        "Net sentiment",
        Unit.SCORE,
        Better.HIGHER,
        "100 * (positive_mentions - negative_mentions) / judged_mentions",
        "received",
        "judged_mentions",
        needs=NO_SENTIMENT,
        parts=(
            ("positive", "positive_mentions"),
            ("neutral", "neutral_mentions"),
            ("negative", "negative_mentions"),
        ),
        evidence=Evidence.GROUPS,
        left_out=("unjudged_mentions",),
        meaning="Positive less negative mentions, in points from -100 to 100.",
    ),
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
        meaning="What a contact costs in working time, at the hourly cost that held "
        "when it came in (csdesk settings set hourly_cost 24).",
    ),
)
