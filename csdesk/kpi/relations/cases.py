"""Relations of cases, of open cases and of unanswered contacts (KPIS.md §2)."""

from __future__ import annotations

from csdesk.kpi.dimensions import complaint_dimensions, contact_dimensions
from csdesk.kpi.relations.base import Relation, Source
from csdesk.store.dialect import THEN, by_index
from csdesk.store.sql.case import (
    IN_UNANSWERED_INDEX,
    is_case,
    is_unresolved,
    owes_response,
)

IS_CASE = is_case("c")
IS_THREAD = "EXISTS (SELECT 1 FROM thread_resolution WHERE case_id = c.id)"

# The state of a case {c} as of T. The first reopening at T or later shows whether the
# case was resolved before T; without one, its own row shows it. A resolution at an
# unknown time counts from the reopening before it.
STATE = """CASE WHEN {c}.resolved_at < {{T}} THEN {by_then} ELSE coalesce((
    SELECT {undone} FROM reopening AS s
    WHERE s.{link} = {c}.id AND s.reopened_at >= {{T}}
    ORDER BY s.reopened_at, s.id LIMIT 1), {c}.resolved) END"""
THREAD_STATE = """coalesce((
    SELECT s.since < {{T}} AND {undone} FROM thread_resolution AS s
    WHERE s.case_id = c.id AND coalesce(s.reopened_at >= {{T}}, 1)
    ORDER BY s.id LIMIT 1), 0)"""
BY_THEN = "coalesce(s.resolved_at < {T}, 1)"
SOME_TIME = "s.resolved_at IS NULL"


def _state(by_then: int, undone: str) -> tuple[str, str]:
    """Build the conditions that complaint `k` and contact `c` have a state as of T."""
    complaint, alone = (
        STATE.format(c=c, link=link, by_then=by_then, undone=undone)
        for c, link in (("k", "complaint_id"), ("c", "contact_id"))
    )
    thread = THREAD_STATE.format(undone=undone)
    return f"({complaint})", f"(CASE WHEN {IS_THREAD} THEN {thread} ELSE {alone} END)"


def was_escalated(k: str) -> str:
    """Build the condition that the complaint `k` was escalated before T."""
    return f"""EXISTS (SELECT 1 FROM complaint_event AS e
  WHERE e.complaint_id = {k}.id AND e.kind = 'escalate' AND e.at < {{T}})"""


COMPLAINT_RESOLVED, CONTACT_RESOLVED = _state(1, BY_THEN)
COMPLAINT_UNTIMED, CONTACT_UNTIMED = _state(0, SOME_TIME)


def _cases(contacts: str, complaints: str) -> tuple[Source, Source]:
    """Build both sources of cases: complaints, and contacts that stand alone."""
    return (
        Source(
            "k",
            complaints,
            columns={
                "letter": "'K'",
                "is_resolved": COMPLAINT_RESOLVED,
                "is_untimed": COMPLAINT_UNTIMED,
            },
            dimensions=complaint_dimensions("k"),
        ),
        Source(
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


# Cases that may be open as of an instant of the query: open now, resolved or reopened
# since the oldest instant, or in a thread (whose first contact does not decide alone).
MAYBE_OPEN = f"""(
    SELECT id FROM complaint WHERE {is_unresolved(None)}
    UNION SELECT id FROM complaint WHERE resolved_at >= {{oldest}}
    UNION SELECT complaint_id FROM reopening
      WHERE reopened_at >= {{oldest}} AND complaint_id IS NOT NULL)"""
MAYBE_OPEN_COMPLAINTS = f"complaint AS k ON k.id IN {MAYBE_OPEN}"
MAYBE_OPEN_CONTACTS = f"""contact AS c ON c.id IN (
    SELECT c.id FROM contact AS c {by_index("ix_contact_open")}
      WHERE {is_unresolved("c")} AND {IS_CASE}
    UNION SELECT id FROM contact WHERE resolved_at >= {{oldest}}
    UNION SELECT contact_id FROM reopening
      WHERE reopened_at >= {{oldest}} AND contact_id IS NOT NULL
    UNION SELECT case_id FROM thread_resolution)"""

# Written contacts that may be unanswered, with the state of their case.
MAYBE_UNANSWERED = f"""contact AS one ON one.id IN (
    SELECT id FROM contact {by_index("ix_contact_unanswered")}
      WHERE {IN_UNANSWERED_INDEX}
    UNION SELECT id FROM contact WHERE first_response_at >= {{oldest}}
    UNION SELECT id FROM contact
      WHERE resolved_at >= {{oldest}} AND first_response_at IS NULL
    UNION SELECT id FROM contact
      WHERE complaint_id IN {MAYBE_OPEN} AND first_response_at IS NULL
    UNION SELECT contact_id FROM reopening WHERE contact_id IS NOT NULL
    UNION SELECT case_id FROM thread_resolution
    UNION SELECT l.id FROM thread_resolution
      {THEN} contact AS l ON l.follows_id = case_id)
{THEN} contact AS c ON c.id = coalesce(one.follows_id, one.id)
LEFT JOIN complaint AS k ON k.id = coalesce(one.complaint_id, c.complaint_id)"""

UNANSWERED = Relation(
    "unanswered",
    "a written contact without a first response",
    (
        Source(
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
