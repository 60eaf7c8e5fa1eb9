"""What waits for somebody today, kind by kind, as SELECTs; instants in epoch seconds.

Each SELECT gives id, due (None: none), about (text), at (what its age counts from),
customer_id, name and hidden: whether the customer is not to be contacted. `:now` is the
instant, `:end` the midnight that ends today, `:horizon` that which ends the next
working day, `:soon` 14 days from now, `:since` 90 days ago. Deadlines are those of the
first resolution: a case that was reopened has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from csdesk.domain.complaint_workflow import RESOLVED
from csdesk.domain.vocabulary import PROMISES
from csdesk.store.dialect import THEN, by_index
from csdesk.store.queries.outreach import NOT_EVEN_TO_WIN_BACK, NOT_TO_CONTACT, OUTREACH
from csdesk.store.sql.case import (
    IN_UNANSWERED_INDEX,
    is_of_thread,
    is_open_case,
    is_unanswered,
    is_unresolved,
)

SOON: Final = 14 * 86_400
FOLLOWED: Final = 90 * 86_400  # so long after its resolution a complaint is asked after


@dataclass(frozen=True, slots=True)
class Duty:
    """One reason to be on the list of today, ranked by its place in DUTIES.

    `late` and `near` are said of what is past its time and of what is not; {ago} and
    {left} (`in 5 h`, `now`) are filled in. `then` is what to type next. What is `owed`
    stays on the list without a name where the customer is not to be contacted; the
    rest goes. Where the rows are only candidates, `by` says what picks among them.
    """

    kind: str
    letter: str
    sql: str
    late: str
    near: str
    then: str
    owed: bool = True
    by: str | None = None


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_NAMED = "u.id AS customer_id, u.name AS name"
# What is owed is owed to whoever left, too; what the shop wishes is not for them, but
# to win them back.
_WHO = f"{_NAMED}, coalesce({NOT_EVEN_TO_WIN_BACK}, 0) AS hidden"
_WISHED = f"{_NAMED}, coalesce({NOT_TO_CONTACT}, 0) AS hidden"
_REMINDED = f"""{_NAMED}, coalesce(CASE f.kind WHEN 'win-back'
    THEN {NOT_EVEN_TO_WIN_BACK} ELSE {NOT_TO_CONTACT} END, 0) AS hidden"""
_FOLLOW_UP = f"""SELECT f.id AS id, f.due_at AS due, coalesce(f.text, f.kind) AS about,
  f.due_at AS at, {_WHO}
FROM follow_up AS f LEFT JOIN customer AS u ON u.id = f.customer_id
WHERE f.done_at IS NULL"""
_PROMISED = f"f.kind IN ({_words(PROMISES)})"
# The few that are open are looked at, not every deadline that there ever was:
# ix_complaint_open is partial on these words, and `_due` keeps the others out of it.
_OPEN = is_unresolved("complaint")
_COMPLAINT = f"""SELECT complaint.id AS id, {{due}} AS due,
  complaint.description AS about, {{at}} AS at, {_WHO}
FROM complaint LEFT JOIN customer AS u ON u.id = complaint.customer_id
WHERE {_OPEN}"""
_POLICY = f"""SELECT complaint.id AS id, NULL AS due, complaint.description AS about,
  NULL AS at, {_WHO}, complaint.policy AS policy, complaint.resolved_at AS resolved_at
FROM complaint LEFT JOIN customer AS u ON u.id = complaint.customer_id
WHERE complaint.policy IS NOT NULL"""
_CONTACT = f"""SELECT contact.id AS id, {{due}} AS due, contact.subject AS about,
  {{due}} AS at, {_WHO}
FROM contact {by_index("ix_contact_open")}
LEFT JOIN customer AS u ON u.id = contact.customer_id
WHERE {is_open_case("contact")}"""
# What is on hold is not due: it waits for the customer.
_FREE = """NOT EXISTS (SELECT 1 FROM pause WHERE {link}
  AND pause.since <= :now AND coalesce(pause.until > :now, 1))"""
_FREE_COMPLAINT = _FREE.format(link="pause.complaint_id = complaint.id")
_FREE_CONTACT = _FREE.format(link="pause.contact_id = contact.id")
_COMPLAINT_REOPENED = """(SELECT max(reopening.reopened_at) FROM reopening
  WHERE reopening.complaint_id = complaint.id)"""
# A reopening of any contact of a thread reopens it.
_THREAD = f"""(SELECT part.id FROM contact AS part
  WHERE {is_of_thread("part", "{case}.id")})"""
_NOT_REOPENED = f"""NOT EXISTS (SELECT 1 FROM reopening
  WHERE reopening.contact_id IN {_THREAD.format(case="contact")})"""
# Many contacts can be open, and few were reopened.
_REOPENED = f"""SELECT contact.id AS id, NULL AS due, contact.subject AS about,
  max(reopening.reopened_at) AS at, {_WHO}
FROM reopening
{THEN} contact AS part ON part.id = reopening.contact_id
{THEN} contact ON contact.id = coalesce(part.follows_id, part.id)
LEFT JOIN customer AS u ON u.id = contact.customer_id
WHERE part.complaint_id IS NULL AND {is_open_case("contact")} AND {_FREE_CONTACT}
GROUP BY contact.id"""
_HAD_ANSWERED = """coalesce(reopening.resolved_at, reopening.reopened_at)
        >= contact.received_at"""
# A question waits with its thread, or with the complaint that it or its thread is part
# of. A resolution after it was its answer, even one that did not hold.
_QUESTION = f"""SELECT contact.id AS id, contact.response_due_at AS due,
  contact.subject AS about, contact.response_due_at AS at, {_WHO}
FROM contact
{THEN} contact AS first ON first.id = coalesce(contact.follows_id, contact.id)
LEFT JOIN complaint
  ON complaint.id = coalesce(contact.complaint_id, first.complaint_id)
LEFT JOIN customer AS u ON u.id = contact.customer_id
WHERE contact.id IN (
    SELECT id FROM contact {by_index("ix_contact_unanswered")}
    WHERE {IN_UNANSWERED_INDEX}
      AND response_due_at < :horizon
    UNION SELECT id FROM contact WHERE complaint_id IN (
      SELECT id FROM complaint WHERE {_OPEN}))
  AND {is_unanswered("contact")} AND coalesce(contact.response_due_at < :horizon, 0)
  AND CASE WHEN complaint.id IS NOT NULL THEN {_OPEN}
    ELSE {is_open_case("first")} END
  AND {_FREE.format(link="pause.complaint_id = complaint.id")}
  AND {_FREE.format(link="pause.contact_id = first.id")}
  AND NOT EXISTS (SELECT 1 FROM reopening
    WHERE reopening.complaint_id = complaint.id AND {_HAD_ANSWERED})
  AND NOT EXISTS (SELECT 1 FROM reopening
    WHERE reopening.contact_id IN {_THREAD.format(case="first")}
      AND {_HAD_ANSWERED})"""


def _due(select: str, column: str, before: str) -> str:
    """What `select` finds whose deadline is in `column`, and is before an instant."""
    found = select.format(due=column, at=column)
    return f"{found} AND coalesce({column} < {before}, 0)"


DUTIES: Final = (
    Duty("promise overdue", "F",
         f"{_FOLLOW_UP} AND {_PROMISED} AND f.due_at < :now",
         "promise: {ago} late", "", "csdesk followup done {id}"),
    Duty("promise today", "F",
         f"{_FOLLOW_UP} AND {_PROMISED} AND f.due_at >= :now AND f.due_at < :end",
         "", "promise: {left}", "csdesk followup done {id}"),
    Duty("acknowledgement", "K",
         _due(_COMPLAINT, "complaint.acknowledge_due_at", ":end")
         + " AND complaint.acknowledged_at IS NULL"
           " AND complaint.status = 'received'"
           f" AND {_FREE_COMPLAINT} AND {_COMPLAINT_REOPENED} IS NULL",
         "acknowledge: {ago} late", "acknowledge: {left}",
         "csdesk complaint acknowledge {id}"),
    Duty("response", "C", _QUESTION,
         "answer: {ago} late", "answer: {left}", "csdesk contact respond {id}"),
    Duty("resolution", "K",
         _due(_COMPLAINT, "complaint.resolution_due_at", ":horizon")
         + f" AND {_FREE_COMPLAINT} AND {_COMPLAINT_REOPENED} IS NULL",
         "resolve: {ago} late", "resolve: {left}", "csdesk complaint show {id}"),
    Duty("resolution", "C",
         _due(_CONTACT, "contact.resolution_due_at", ":horizon")
         + f" AND {_FREE_CONTACT} AND {_NOT_REOPENED}",
         "resolve: {ago} late", "resolve: {left}", "csdesk contact resolve {id}"),
    Duty("reopened", "K",
         _COMPLAINT.format(due="NULL", at=_COMPLAINT_REOPENED)
         + f" AND {_FREE_COMPLAINT} AND {_COMPLAINT_REOPENED} IS NOT NULL",
         "reopened {ago} ago", "reopened just now", "csdesk complaint show {id}"),
    Duty("reopened", "C", _REOPENED,
         "reopened {ago} ago", "reopened just now", "csdesk contact resolve {id}"),
    # What a policy asks for besides: when it is due is not kept, but reckoned.
    Duty("update", "K", f"{_POLICY} AND {_OPEN} AND {_FREE_COMPLAINT}",
         "update: {ago} late", "update: {left}", "csdesk complaint show {id}",
         by="policy"),
    Duty("unhappy", "S",
         f"""SELECT s.id AS id, NULL AS due, s.comment AS about, s.answered_at AS at,
  {_WISHED}, s.kind, s.score, s.scale_min, s.scale_max, s.direction
FROM survey_answer AS s JOIN customer AS u ON u.id = s.customer_id
WHERE s.answered_at > :now - {SOON} AND s.answered_at <= :now
  AND NOT EXISTS (SELECT 1 FROM contact WHERE contact.customer_id = u.id
    AND contact.direction = 'outbound' AND contact.received_at > s.answered_at)
  AND NOT EXISTS (SELECT 1 FROM follow_up AS f WHERE f.customer_id = u.id
    AND f.kind IN ({_words(PROMISES)})
    AND coalesce(f.done_at > s.answered_at, 1))""",
         "unhappy: {ago} ago", "unhappy: just now",
         "csdesk customer show {customer}", owed=False, by="scale"),
    Duty("follow-up", "K",
         f"""{_POLICY.replace(_WHO, _WISHED)} AND complaint.resolved_at > :since
  AND complaint.status = '{RESOLVED}'""",
         "follow up: {ago} late", "follow up: {left}",
         "csdesk complaint followed-up {id}", owed=False, by="policy"),
    Duty("voucher", "V",
         f"""SELECT v.id AS id, v.expires_at AS due, v.value AS about,
  v.expires_at AS at, {_WISHED}
FROM voucher AS v JOIN customer AS u ON u.id = v.customer_id
WHERE v.redeemed_at IS NULL AND v.expires_at IS NOT NULL
  AND v.expires_at > :now AND v.expires_at <= :soon""",
         "", "voucher ends {left}",
         "csdesk customer show {customer}", owed=False),
    Duty("reminder", "F",
         f"{_FOLLOW_UP.replace(_WHO, _REMINDED)} AND f.kind IN {OUTREACH}"
         " AND f.due_at < :end",
         "reminder: {ago} late", "reminder: {left}",
         "csdesk followup done {id}", owed=False),
)  # fmt: skip
