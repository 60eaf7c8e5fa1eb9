"""What waits for somebody today, kind by kind, as SELECTs; instants in epoch seconds.

Each SELECT gives id, due (None: none), about (text), at (what its age counts from),
customer_id, name and hidden: whether the customer is not to be contacted. `:now` is the
instant, `:end` the midnight that ends today, `:horizon` that which ends the next
working day, `:soon` 14 days from now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from csdesk.domain.vocabulary import LIVE_CHANNELS, PROMISES
from csdesk.store.records.reachable import NOT_TO_CONTACT, OUTREACH
from csdesk.store.views.complaint import OPEN as OPEN_COMPLAINT
from csdesk.store.views.contact import OPEN_CASE

SOON: Final = 14 * 86_400


@dataclass(frozen=True, slots=True)
class Duty:
    """One reason to be on the list of today, ranked by its place in DUTIES.

    `late` and `near` are said of what is past its time and of what is not; {ago} and
    {left} are filled in. `then` is what to type next. What is `owed` stays on the list
    without a name where the customer is not to be contacted; the rest goes.
    """

    kind: str
    letter: str
    sql: str
    late: str
    near: str
    then: str
    owed: bool = True


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_WHO = f"u.id AS customer_id, u.name AS name, coalesce({NOT_TO_CONTACT}, 0) AS hidden"
_FOLLOW_UP = f"""SELECT f.id AS id, f.due_at AS due, coalesce(f.text, f.kind) AS about,
  f.due_at AS at, {_WHO}
FROM follow_up AS f LEFT JOIN customer AS u ON u.id = f.customer_id
WHERE f.done_at IS NULL"""
_PROMISED = f"f.kind IN ({_words(PROMISES)})"
_COMPLAINT = f"""SELECT complaint.id AS id, {{due}} AS due,
  complaint.description AS about, {{due}} AS at, {_WHO}
FROM complaint LEFT JOIN customer AS u ON u.id = complaint.customer_id
WHERE {OPEN_COMPLAINT}"""
# The few open contacts are looked at, not every deadline that there ever was.
_CONTACT = f"""SELECT contact.id AS id, {{due}} AS due, contact.subject AS about,
  {{due}} AS at, {_WHO}
FROM contact INDEXED BY ix_contact_open
LEFT JOIN customer AS u ON u.id = contact.customer_id
WHERE {OPEN_CASE}"""
# What is on hold is not due: it waits for the customer.
_FREE = """NOT EXISTS (SELECT 1 FROM pause WHERE pause.{case}_id = {case}.id
  AND pause.since <= :now AND coalesce(pause.until > :now, 1))"""
_UNANSWERED = f"""contact.first_response_at IS NULL
  AND contact.channel NOT IN ({_words(LIVE_CHANNELS)})"""

DUTIES: Final = (
    Duty("promise overdue", "F",
         f"{_FOLLOW_UP} AND {_PROMISED} AND f.due_at < :now",
         "promise: {ago} late", "", "csdesk followup done {id}"),
    Duty("promise today", "F",
         f"{_FOLLOW_UP} AND {_PROMISED} AND f.due_at >= :now AND f.due_at < :end",
         "", "promise: in {left}", "csdesk followup done {id}"),
    Duty("acknowledgement", "K",
         _COMPLAINT.format(due="complaint.acknowledge_due_at")
         + " AND complaint.acknowledged_at IS NULL"
           " AND complaint.status = 'received'"
           " AND complaint.acknowledge_due_at < :end"
           f" AND {_FREE.format(case='complaint')}",
         "acknowledge: {ago} late", "acknowledge: in {left}",
         "csdesk complaint acknowledge {id}"),
    Duty("response", "C",
         _CONTACT.format(due="contact.response_due_at")
         + f" AND {_UNANSWERED} AND contact.response_due_at < :horizon"
           f" AND {_FREE.format(case='contact')}",
         "answer: {ago} late", "answer: in {left}", "csdesk contact respond {id}"),
    Duty("resolution", "K",
         _COMPLAINT.format(due="complaint.resolution_due_at")
         + " AND complaint.resolution_due_at < :horizon"
           f" AND {_FREE.format(case='complaint')}",
         "resolve: {ago} late", "resolve: in {left}", "csdesk complaint show {id}"),
    Duty("resolution", "C",
         _CONTACT.format(due="contact.resolution_due_at")
         + " AND contact.resolution_due_at < :horizon"
           f" AND {_FREE.format(case='contact')}",
         "resolve: {ago} late", "resolve: in {left}", "csdesk contact resolve {id}"),
    Duty("voucher", "V",
         f"""SELECT v.id AS id, v.expires_at AS due, v.value AS about,
  v.expires_at AS at, {_WHO}
FROM voucher AS v JOIN customer AS u ON u.id = v.customer_id
WHERE v.redeemed_at IS NULL AND v.expires_at > :now AND v.expires_at <= :soon""",
         "", "voucher ends in {left}",
         "csdesk customer show {customer}", owed=False),
    Duty("reminder", "F",
         f"{_FOLLOW_UP} AND f.kind IN {OUTREACH} AND f.due_at < :end",
         "reminder: {ago} late", "reminder: in {left}",
         "csdesk followup done {id}", owed=False),
)  # fmt: skip
# After deadlines, before vouchers: what is unhappy is judged by the scale, in Python.
UNHAPPY: Final = Duty(
    "unhappy",
    "S",
    f"""SELECT s.id AS id, NULL AS due, s.comment AS about, s.answered_at AS at,
  {_WHO}, s.kind, s.score, s.scale_min, s.scale_max, s.direction
FROM survey_answer AS s JOIN customer AS u ON u.id = s.customer_id
WHERE s.answered_at > :now - {SOON} AND s.answered_at <= :now
  AND NOT EXISTS (SELECT 1 FROM contact WHERE contact.customer_id = u.id
    AND contact.direction = 'outbound' AND contact.received_at > s.answered_at)
  AND NOT EXISTS (SELECT 1 FROM follow_up AS f WHERE f.customer_id = u.id
    AND f.kind IN ({_words(PROMISES)})
    AND coalesce(f.done_at > s.answered_at, 1))
ORDER BY s.answered_at DESC""",
    "unhappy: {ago} ago",
    "unhappy: just now",
    "csdesk customer show {customer}",
    owed=False,
)
