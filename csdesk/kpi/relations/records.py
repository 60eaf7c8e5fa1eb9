"""Relations of records: contacts, complaints, remedies, answers; and resolutions."""

from __future__ import annotations

from csdesk.kpi.dimensions import (
    complaint_dimensions,
    contact_dimensions,
    linked_dimensions,
)
from csdesk.kpi.relations.base import Relation, Source, by_clock
from csdesk.kpi.relations.cases import IS_CASE, IS_THREAD
from csdesk.store.dialect import THEN

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

NO_FOLLOWER = "NOT EXISTS (SELECT 1 FROM contact AS f WHERE f.follows_id = c.id)"


def _stated(
    letter: str, case: str, link: str, opened: str, only: str
) -> tuple[Source, Source]:
    """Return the sources of current resolutions, and of reopened ones."""
    shared = {
        "letter": f"'{letter}'",
        "opened_at": f"c.{opened}",
        "resolution_seconds": by_clock(
            f"c.resolved_at - c.{opened}", "c.resolution_business_seconds"
        ),
    }
    if letter == "K":
        dimensions = complaint_dimensions("c")
        shared |= {"is_alone": "0", "agent_replies": "NULL", "reopens": "NULL"}
    else:
        dimensions = contact_dimensions("c")
        shared |= {"is_alone": NO_FOLLOWER}
    holds = {
        **shared,
        "reopened_at": "NULL",
        "time_known": "c.resolution_time_known",
        "is_first": f"""NOT EXISTS (SELECT 1 FROM reopening AS q
    WHERE q.{link} = c.id)""",
    }
    undone = {
        **shared,
        "resolved_at": "p.resolved_at",
        "resolution_seconds": by_clock(
            f"p.resolved_at - c.{opened}", "p.resolution_business_seconds"
        ),
        "reopened_at": "p.reopened_at",
        "time_known": "p.time_known",
        "upheld": "p.upheld",
        "is_first": f"""NOT EXISTS (SELECT 1 FROM reopening AS q
    WHERE q.{link} = c.id AND (q.reopened_at, q.id) < (p.reopened_at, p.id))""",
    }
    reopened = f"reopening AS p {THEN} {case} AS c ON c.id = p.{link}"
    condition = f"resolved_at IS NOT NULL AND {only}"
    return (
        Source("c", f"{case} AS c", f"c.{condition}", holds, dimensions),
        Source("c", reopened, f"p.{condition}", undone, dimensions),
    )


COMPLAINTS_STATED = _stated("K", "complaint", "complaint_id", "opened_at", "1")
CONTACTS_STATED = _stated(
    "C", "contact", "contact_id", "received_at", f"{IS_CASE} AND NOT {IS_THREAD}"
)
THREADS_STATED = Source(
    "c",
    f"thread_resolution AS s {THEN} contact AS c ON c.id = s.case_id",
    f"s.resolved_at IS NOT NULL AND {IS_CASE}",
    {
        "letter": "'C'",
        "opened_at": "c.received_at",
        "resolved_at": "s.resolved_at",
        "resolution_seconds": by_clock(
            "s.resolved_at - c.received_at", "s.business_seconds"
        ),
        "reopened_at": "s.reopened_at",
        "time_known": "s.time_known",
        "is_first": "s.is_first",
        "is_alone": "0",
    },
    contact_dimensions("c"),
)

RESOLUTIONS = Relation(
    "resolution",
    "a resolution of a case",
    (*COMPLAINTS_STATED, *CONTACTS_STATED, THREADS_STATED),
)
COMPLAINT_RESOLUTIONS = Relation(
    "complaint_resolution", "a resolution of a complaint", COMPLAINTS_STATED
)
