"""Relations of single records: contacts, complaints, remedies, survey answers."""

from __future__ import annotations

from csdesk.kpi.dimensions import (
    complaint_dimensions,
    contact_dimensions,
    linked_dimensions,
)
from csdesk.kpi.relations.base import Relation, Source, by_clock

RESPONSE_SECONDS = by_clock(
    "c.first_response_at - c.received_at", "c.response_business_seconds"
)
CONTACTS = Relation(
    "contact",
    "a contact",
    (
        Source(
            "c",
            "contact AS c",
            columns={"letter": "'C'", "response_seconds": RESPONSE_SECONDS},
            dimensions=contact_dimensions("c"),
        ),
    ),
)

CAUSE_MARK = "\n"  # between root cause and category
CAUSE = (
    "coalesce(k.root_cause, '') || char(10) || "
    f"coalesce({complaint_dimensions('k')['category']}, '')"
)
COMPLAINTS = Relation(
    "complaint",
    "a complaint",
    (
        Source(
            "k",
            "complaint AS k",
            columns={"letter": "'K'"},
            dimensions=complaint_dimensions("k") | {"cause": CAUSE},
        ),
    ),
)
REMEDIES = Relation(
    "remedy",
    "a remedy, by its complaint",
    (
        Source(
            "g",
            "remedy AS g",
            columns={"letter": "'K'", "number": "g.complaint_id"},
            dimensions=linked_dimensions("g", contact=False, own_tier=False),
        ),
    ),
)
ANSWERS = Relation(
    "answer",
    "a survey answer",
    (
        Source(
            "a",
            "survey_answer AS a",
            columns={"letter": "'S'"},
            dimensions=linked_dimensions("a", contact=True, own_tier=True),
        ),
    ),
)
