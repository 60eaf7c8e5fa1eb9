"""Cases, those that may be open, and what still waits for an answer.

Stocks look only at the few rows that can be in them: `thread_resolution` comes from
`csdesk.kpi.threads`.
"""

from __future__ import annotations

from csdesk.kpi.dimensions import complaint_dimensions, contact_dimensions
from csdesk.kpi.relations.leg import Leg, Relation
from csdesk.kpi.relations.states import (
    COMPLAINT_RESOLVED,
    COMPLAINT_UNTIMED,
    CONTACT_RESOLVED,
    CONTACT_UNTIMED,
    IS_CASE,
)
from csdesk.store.sql.case import IN_UNANSWERED_INDEX, is_unresolved, owes_response


def _cases(contacts: str, complaints: str) -> tuple[Leg, Leg]:
    """Both legs of cases: complaints, and contacts that stand alone."""
    return (
        Leg(
            "k",
            complaints,
            columns={
                "letter": "'K'",
                "is_resolved": COMPLAINT_RESOLVED,
                "is_untimed": COMPLAINT_UNTIMED,
            },
            dimensions=complaint_dimensions("k"),
        ),
        Leg(
            "c",
            contacts,
            IS_CASE,
            {
                "letter": "'C'",
                "opened_at": "c.received_at",
                "is_resolved": CONTACT_RESOLVED,
                "is_untimed": CONTACT_UNTIMED,
            },
            contact_dimensions("c"),
        ),
    )


# Cases that may be open as of one of the instants asked about: open now, resolved or
# reopened since the oldest of them, or in a thread (there a root's word is not all).
MAYBE_OPEN = f"""(
    SELECT id FROM complaint WHERE {is_unresolved(None)}
    UNION SELECT id FROM complaint WHERE resolved_at >= {{oldest}}
    UNION SELECT complaint_id FROM reopening
      WHERE reopened_at >= {{oldest}} AND complaint_id IS NOT NULL)"""
MAYBE_OPEN_COMPLAINTS = f"complaint AS k ON k.id IN {MAYBE_OPEN}"
MAYBE_OPEN_CONTACTS = f"""contact AS c ON c.id IN (
    SELECT c.id FROM contact AS c INDEXED BY ix_contact_open
      WHERE {is_unresolved("c")} AND {IS_CASE}
    UNION SELECT id FROM contact WHERE resolved_at >= {{oldest}}
    UNION SELECT contact_id FROM reopening
      WHERE reopened_at >= {{oldest}} AND contact_id IS NOT NULL
    UNION SELECT case_id FROM thread_resolution)"""

# Written contacts that may be without an answer, with the state of their case.
MAYBE_UNANSWERED = f"""contact AS one ON one.id IN (
    SELECT id FROM contact INDEXED BY ix_contact_unanswered
      WHERE {IN_UNANSWERED_INDEX}
    UNION SELECT id FROM contact WHERE first_response_at >= {{oldest}}
    UNION SELECT id FROM contact
      WHERE resolved_at >= {{oldest}} AND first_response_at IS NULL
    UNION SELECT id FROM contact
      WHERE complaint_id IN {MAYBE_OPEN} AND first_response_at IS NULL
    UNION SELECT contact_id FROM reopening WHERE contact_id IS NOT NULL
    UNION SELECT case_id FROM thread_resolution
    UNION SELECT l.id FROM thread_resolution
      CROSS JOIN contact AS l ON l.follows_id = case_id)
CROSS JOIN contact AS c ON c.id = coalesce(one.follows_id, one.id)
LEFT JOIN complaint AS k ON k.id = coalesce(one.complaint_id, c.complaint_id)"""

UNANSWERED = Relation(
    "unanswered",
    "a written contact without a first response",
    (
        Leg(
            "one",
            MAYBE_UNANSWERED,
            f"""{owes_response("one")}
  AND coalesce(one.first_response_at >= {{T}}, 1)""",
            {
                "letter": "'C'",
                "opened_at": "one.received_at",
                "is_resolved": f"""(CASE WHEN k.id IS NULL THEN {CONTACT_RESOLVED}
  ELSE {COMPLAINT_RESOLVED} END)""",
            },
            contact_dimensions("one"),
        ),
    ),
)
CASES = Relation(
    "case",
    "a complaint, or a contact that stands alone",
    _cases("contact AS c", "complaint AS k"),
)
OPEN_CASES = Relation(
    "open_case",
    "a case that may be open",
    _cases(MAYBE_OPEN_CONTACTS, MAYBE_OPEN_COMPLAINTS),
)
