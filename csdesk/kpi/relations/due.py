"""Relations of deadlines that fell due, and whether each was met (KPIS.md §3, "due").

A record on hold as of T has nothing due: the hold moves its deadline. A deadline is
`unknown` where only a resolution at an unknown time may have met it.
"""

from __future__ import annotations

from csdesk.domain.complaint_workflow import ACKNOWLEDGING_STEPS
from csdesk.kpi.dimensions import complaint_dimensions, contact_dimensions
from csdesk.kpi.relations.base import Relation, Source, listed
from csdesk.kpi.relations.cases import IS_CASE, IS_THREAD
from csdesk.store.dialect import THEN, by_index
from csdesk.store.sql.case import could_be_case

BEGINNING = str(-(1 << 62))  # before every instant
ON_HOLD = """EXISTS (SELECT 1 FROM pause AS e WHERE e.{link} = {row}.id
  AND e.since < {{T}} AND coalesce(e.until >= {{T}}, 1))"""
# A question is on hold with its thread, and with its complaint.
QUESTION_ON_HOLD = """(EXISTS (SELECT 1 FROM pause AS e
    WHERE e.contact_id IN (one.id, one.follows_id)
      AND e.since < {T} AND coalesce(e.until >= {T}, 1))
  OR EXISTS (SELECT 1 FROM pause AS e
    WHERE e.complaint_id = coalesce(one.complaint_id,
        (SELECT f.complaint_id FROM contact AS f WHERE f.id = one.follows_id))
      AND e.since < {T} AND coalesce(e.until >= {T}, 1)))"""

# A resolution of the case {c} at a known time from {begin} to {due}, both included.
TIMED = """(coalesce({c}.resolved_at BETWEEN {begin} AND {due}, 0)
  OR EXISTS (SELECT 1 FROM reopening AS e WHERE e.{link} = {c}.id
    AND e.resolved_at BETWEEN {begin} AND {due}))"""
THREAD_TIMED = """EXISTS (SELECT 1 FROM thread_resolution AS e
  WHERE e.case_id = c.id AND e.resolved_at BETWEEN {begin} AND {due})"""

# A resolution at an unknown time that may be in that interval: it counts from the
# reopening before its own on, and was reopened, if at all, at {begin} or later.
UNTIMED = """({c}.resolved = 1 AND NOT EXISTS (SELECT 1 FROM reopening AS e
    WHERE e.{link} = {c}.id AND e.reopened_at > {due})
  OR EXISTS (SELECT 1 FROM reopening AS e
    WHERE e.{link} = {c}.id AND e.resolved_at IS NULL AND e.reopened_at >= {begin}
      AND NOT EXISTS (SELECT 1 FROM reopening AS l
        WHERE l.{link} = {c}.id AND (l.reopened_at, l.id) < (e.reopened_at, e.id)
          AND (l.reopened_at > {due} OR l.reopened_at = e.reopened_at))))"""
THREAD_UNTIMED = """EXISTS (SELECT 1 FROM thread_resolution AS e
  WHERE e.case_id = c.id AND e.resolved_at IS NULL
    AND e.since <= {due} AND coalesce(e.reopened_at >= {begin}, 1))"""


def _of_complaint(text: str, due: str, begin: str = BEGINNING) -> str:
    return text.format(c="k", link="complaint_id", due=due, begin=begin)


def _of_contact(single: str, thread: str, due: str, begin: str = BEGINNING) -> str:
    single = single.format(c="c", link="contact_id", due=due, begin=begin)
    thread = thread.format(due=due, begin=begin)
    return f"(CASE WHEN {IS_THREAD} THEN {thread} ELSE {single} END)"


def _of_either(texts: tuple[str, str], due: str, begin: str) -> str:
    """Build the condition for a contact's complaint, or for its case if it has none."""
    return f"""(CASE WHEN k.id IS NOT NULL THEN {_of_complaint(texts[0], due, begin)}
  WHEN NOT ({could_be_case("c")}) THEN 0 ELSE {_of_contact(*texts, due, begin)} END)"""


RESPONSE_DUE, RECEIVED = "one.response_due_at", "one.received_at"
ANSWERED = "one.first_response_at < {T}"
RESPONSES_DUE = Relation(
    "response_due",
    "a contact whose first response fell due",
    (
        Source(
            "one",
            f"""contact AS one {by_index("ix_contact_response_due_at")}
{THEN} contact AS c ON c.id = coalesce(one.follows_id, one.id)
LEFT JOIN complaint AS k ON k.id = coalesce(one.complaint_id, c.complaint_id)""",
            # Few have a deadline: this condition finds them by the index in every case.
            f"{RESPONSE_DUE} > {BEGINNING} AND one.direction = 'inbound'",
            {
                "letter": "'C'",
                "due_at": RESPONSE_DUE,
                "on_hold": QUESTION_ON_HOLD,
                # Without a recorded response, the resolution counts as the response.
                "kept": f"""(CASE WHEN {ANSWERED}
  THEN one.first_response_at <= {RESPONSE_DUE}
  ELSE {_of_either((TIMED, THREAD_TIMED), RESPONSE_DUE, RECEIVED)} END)""",
                "unknown": f"""(CASE WHEN {ANSWERED} THEN 0
  ELSE {_of_either((UNTIMED, THREAD_UNTIMED), RESPONSE_DUE, RECEIVED)} END)""",
            },
            contact_dimensions("one"),
        ),
    ),
)

COMPLAINT_ON_HOLD = ON_HOLD.format(link="complaint_id", row="k")
COMPLAINT_DUE, CONTACT_DUE = "k.resolution_due_at", "c.resolution_due_at"
RESOLUTIONS_DUE = Relation(
    "resolution_due",
    "a case whose resolution fell due",
    (
        Source(
            "k",
            f"complaint AS k {by_index('ix_complaint_resolution_due_at')}",
            f"{COMPLAINT_DUE} > {BEGINNING}",
            {
                "letter": "'K'",
                "due_at": COMPLAINT_DUE,
                "on_hold": COMPLAINT_ON_HOLD,
                "kept": _of_complaint(TIMED, COMPLAINT_DUE),
                "unknown": _of_complaint(UNTIMED, COMPLAINT_DUE),
            },
            complaint_dimensions("k"),
        ),
        Source(
            "c",
            f"contact AS c {by_index('ix_contact_resolution_due_at')}",
            f"{CONTACT_DUE} > {BEGINNING} AND {IS_CASE}",
            {
                "letter": "'C'",
                "due_at": CONTACT_DUE,
                "on_hold": ON_HOLD.format(link="contact_id", row="c"),
                "kept": _of_contact(TIMED, THREAD_TIMED, CONTACT_DUE),
                "unknown": _of_contact(UNTIMED, THREAD_UNTIMED, CONTACT_DUE),
            },
            contact_dimensions("c"),
        ),
    ),
)

ACKNOWLEDGE_DUE = "k.acknowledge_due_at"
ACKNOWLEDGED = "k.acknowledged_at < {T}"
STEPPED = f"""EXISTS (SELECT 1 FROM complaint_event AS e WHERE e.complaint_id = k.id
  AND e.kind IN ({listed(ACKNOWLEDGING_STEPS)}) AND e.at <= {ACKNOWLEDGE_DUE})"""
ACKNOWLEDGEMENTS_DUE = Relation(
    "acknowledgement_due",
    "a complaint whose acknowledgement fell due",
    (
        Source(
            "k",
            f"complaint AS k {by_index('ix_complaint_acknowledge_due_at')}",
            f"{ACKNOWLEDGE_DUE} > {BEGINNING}",
            {
                "letter": "'K'",
                "due_at": ACKNOWLEDGE_DUE,
                "on_hold": COMPLAINT_ON_HOLD,
                # Without a recorded acknowledgement, a later step counts as one.
                "kept": f"""(CASE WHEN {ACKNOWLEDGED}
  THEN k.acknowledged_at <= {ACKNOWLEDGE_DUE}
  ELSE {STEPPED} OR {_of_complaint(TIMED, ACKNOWLEDGE_DUE)} END)""",
                "unknown": f"""(CASE WHEN {ACKNOWLEDGED} THEN 0
  ELSE {_of_complaint(UNTIMED, ACKNOWLEDGE_DUE)} END)""",
            },
            complaint_dimensions("k"),
        ),
    ),
)
