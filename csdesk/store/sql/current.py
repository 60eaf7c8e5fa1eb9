"""CURRENT: the rows of duties as the records stand now, in SQL.

`{T}` is now, in epoch seconds; `:horizon` the instant before which a deadline is near.
Only open records are read, which are few: each source uses the condition of the partial
index of its table.
"""

from __future__ import annotations

from typing import Final

from csdesk.store.dialect import THEN, by_index
from csdesk.store.sql.case import (
    IN_UNANSWERED_INDEX,
    is_of_thread,
    is_open_case,
    is_unanswered,
    is_unresolved,
)
from csdesk.store.sql.duties import DutyRows
from csdesk.store.sql.open import is_open_follow_up

_ON_HOLD: Final = """EXISTS (SELECT 1 FROM pause WHERE {link}
    AND pause.since <= {{T}} AND coalesce(pause.until > {{T}}, 1))"""
_COMPLAINT_ON_HOLD: Final = _ON_HOLD.format(link="pause.complaint_id = k.id")
_CASE_ON_HOLD: Final = _ON_HOLD.format(link="pause.contact_id = c.id")
# A reopening of any contact of a thread reopens it.
_OF_COMPLAINT: Final = "FROM reopening WHERE reopening.complaint_id = k.id"
_OF_CASE: Final = f"""FROM reopening WHERE reopening.contact_id IN (
      SELECT part.id FROM contact AS part WHERE {is_of_thread("part", "c.id")})"""
# A resolution after a question was its answer, even one that was reopened.
_ANSWERED: Final = """coalesce(reopening.resolved_at, reopening.reopened_at)
      >= one.received_at"""
_COMPLAINT: Final = {
    "on_hold": _COMPLAINT_ON_HOLD,
    "reopened": f"EXISTS (SELECT 1 {_OF_COMPLAINT})",
    "reopened_at": f"(SELECT max(reopening.reopened_at) {_OF_COMPLAINT})",
    "unacknowledged": "k.acknowledged_at IS NULL AND k.status = 'received'",
    "escalated": """EXISTS (SELECT 1 FROM complaint_event AS e
    WHERE e.complaint_id = k.id AND e.kind = 'escalate')""",
}
_CASE: Final = {
    "on_hold": _CASE_ON_HOLD,
    "reopened": f"EXISTS (SELECT 1 {_OF_CASE})",
    "reopened_at": f"(SELECT max(reopening.reopened_at) {_OF_CASE})",
}
# Many cases can be open, and few were reopened: those are read first.
_REOPENED_CASES: Final = f"""(SELECT DISTINCT coalesce(part.follows_id, part.id) AS id
    FROM reopening {THEN} contact AS part ON part.id = reopening.contact_id
    WHERE part.complaint_id IS NULL) AS again
{THEN} contact AS c ON c.id = again.id"""


def _questions(condition: str) -> DutyRows:
    """Build the rows of unanswered questions that fit `condition`.

    A question is open with its thread, or with the complaint that it or its thread
    belongs to.
    """
    return DutyRows(
        f"""contact AS one
{THEN} contact AS c ON c.id = coalesce(one.follows_id, one.id)
LEFT JOIN complaint AS k ON k.id = coalesce(one.complaint_id, c.complaint_id)""",
        f"""one.id IN (
    SELECT id FROM contact {by_index("ix_contact_unanswered")}
    WHERE {IN_UNANSWERED_INDEX} AND {condition}
    UNION SELECT id FROM contact WHERE complaint_id IN (
      SELECT id FROM complaint WHERE {is_unresolved("complaint")}))
  AND {is_unanswered("one")}
  AND CASE WHEN k.id IS NOT NULL THEN {is_unresolved("k")}
    ELSE {is_open_case("c")} END""",
        {
            "on_hold": f"({_COMPLAINT_ON_HOLD} OR {_CASE_ON_HOLD})",
            "reopened": f"""(EXISTS (SELECT 1 {_OF_COMPLAINT} AND {_ANSWERED})
    OR EXISTS (SELECT 1 {_OF_CASE} AND {_ANSWERED}))""",
        },
    )


CURRENT: Final = {
    "complaint": DutyRows("complaint AS k", is_unresolved("k"), _COMPLAINT),
    "resolved complaint": DutyRows("complaint AS k", "k.resolved_at IS NOT NULL", {}),
    "case": DutyRows(
        f"contact AS c {by_index('ix_contact_open')}", is_open_case("c"), _CASE
    ),
    "reopened case": DutyRows(_REOPENED_CASES, is_open_case("c"), _CASE),
    "question": _questions("1"),
    "question with a deadline": _questions("response_due_at < :horizon"),
    "follow-up": DutyRows("follow_up AS f", is_open_follow_up("f"), {}),
    # Of customers who are known.
    "answer": DutyRows("survey_answer AS s", "u.id IS NOT NULL", {}),
    "voucher": DutyRows("voucher AS v", "u.id IS NOT NULL", {}),
}
