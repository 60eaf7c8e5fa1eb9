"""Mentions of the shop on social media and in reviews."""

from __future__ import annotations

from csdesk.kpi.kpi import (
    Kpi,
    StatKind,
    count,
    rate,
)
from csdesk.kpi.measure import INBOUND, Measure
from csdesk.kpi.relations import CONTACTS
from csdesk.result import Better, Unit

SECTION = "Loyalty, social, money"

MENTION = f"{INBOUND} AND r.channel IN ('social', 'review')"
NO_SENTIMENT = "no mentions with a sentiment"

MEASURES = (
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
)

KPIS = (
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
        stat_kind=StatKind.GROUPS,
        left_out=("unjudged_mentions",),
        meaning="Positive less negative mentions, in points from -100 to 100.",
    ),
)
