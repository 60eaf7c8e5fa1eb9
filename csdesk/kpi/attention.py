"""Attention: open matters as of an instant, the gravest and oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from csdesk.domain.complaint_workflow import ACKNOWLEDGING_STEPS
from csdesk.domain.parsing.duration import format_duration
from csdesk.domain.vocabulary import PROMISES
from csdesk.kpi.relations import (
    COMPLAINT_RESOLVED,
    OPEN_CASES,
    RESOLUTIONS_DUE,
    RESPONSES_DUE,
    UNANSWERED,
    listed,
)
from csdesk.result import Attention
from csdesk.store.dialect import THEN, temporary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from csdesk.store.connection import Reader


DAY = 86_400


@dataclass(frozen=True, slots=True)
class Watch:
    """A reason to look at records: the SQL that finds them gives id and age.

    `{T}` is the instant; `says` is filled with the record's id and age. `by_deadline`:
    the age is that of its deadline, below 0 where that is still to come.
    """

    kind: str
    letter: str
    sql: str
    says: str
    by_deadline: bool = False


# The open complaints, found once for all that watch them.
FIND_OPEN = (
    f"DROP TABLE IF EXISTS {temporary('open_complaint')}",
    "CREATE TEMP TABLE open_complaint (id INTEGER PRIMARY KEY)",
    f"""INSERT INTO open_complaint
SELECT k.id FROM (SELECT 1) {THEN} {OPEN_CASES.legs[0].source}
WHERE k.opened_at < {{T}} AND NOT {COMPLAINT_RESOLVED}""",
)
OPEN_COMPLAINT = """SELECT k.id AS id, {T} - {since} AS age
FROM complaint AS k WHERE k.id IN (SELECT id FROM open_complaint)"""
OPENED = OPEN_COMPLAINT.replace("{since}", "k.opened_at")
ACKNOWLEDGE_DUE = OPEN_COMPLAINT.replace("{since}", "k.acknowledge_due_at")
RESOLVE_DUE = OPEN_COMPLAINT.replace("{since}", "k.resolution_due_at")
UNACKNOWLEDGED = f"""coalesce(k.acknowledged_at >= {{T}}, 1)
  AND NOT EXISTS (SELECT 1 FROM complaint_event AS e WHERE e.complaint_id = k.id
    AND e.at < {{T}} AND e.kind IN ({listed(ACKNOWLEDGING_STEPS)}))"""
HELD_COMPLAINT = RESOLUTIONS_DUE.legs[0].columns["on_hold"]
HELD_CONTACT = RESOLUTIONS_DUE.legs[1].columns["on_hold"]
HELD_QUESTION = RESPONSES_DUE.legs[0].columns["on_hold"]
# A deadline is that of the first resolution: a case reopened has none.
REOPENED = """EXISTS (SELECT 1 FROM reopening AS e
  WHERE e.{link} = {row}.id AND e.reopened_at < {{T}})"""
REOPENED_COMPLAINT = REOPENED.format(link="complaint_id", row="k")
REOPENED_CONTACT = f"""({REOPENED.format(link="contact_id", row="c")}
  OR EXISTS (SELECT 1 FROM thread_resolution AS e
    WHERE e.case_id = c.id AND e.reopened_at < {{T}}))"""
_CONTACT = OPEN_CASES.legs[1]
_WRITTEN = UNANSWERED.legs[0]
PROMISED = f"""SELECT f.id AS id, {{T}} - f.due_at AS age
FROM follow_up AS f WHERE f.kind IN ({listed(PROMISES)})
  AND f.id IN (SELECT id FROM follow_up WHERE done_at IS NULL
    UNION ALL SELECT id FROM follow_up WHERE done_at >= {{T}})"""


def _open_contact(since: str) -> str:
    return _CONTACT.sql(f"""SELECT r.id AS id, {{T}} - r.{since} AS age
FROM (SELECT 1) {THEN} {_CONTACT.source} WHERE {_CONTACT.where}
  AND NOT r.is_resolved AND r.opened_at < {{T}} AND NOT {HELD_CONTACT}""")


def _unanswered(since: str) -> str:
    return _WRITTEN.sql(f"""SELECT r.id AS id, {{T}} - r.{since} AS age
FROM (SELECT 1) {THEN} {_WRITTEN.source} WHERE {_WRITTEN.where}
  AND NOT r.is_resolved AND r.opened_at < {{T}}""")


QUESTION_DUE = f"""{_unanswered("response_due_at")} AND NOT {HELD_QUESTION}
  AND NOT {REOPENED_COMPLAINT} AND NOT {REOPENED_CONTACT}"""
COMPLAINT_DUE = f"""{RESOLVE_DUE} AND NOT {HELD_COMPLAINT}
  AND NOT {REOPENED_COMPLAINT}"""
CONTACT_DUE = f"{_open_contact('resolution_due_at')} AND NOT {REOPENED_CONTACT}"
ACKNOWLEDGEMENT_DUE = f"""{ACKNOWLEDGE_DUE} AND {UNACKNOWLEDGED}
  AND NOT {HELD_COMPLAINT} AND NOT {REOPENED_COMPLAINT}"""
# What has a deadline: letter, SQL, its column, what was to be done.
DEADLINES = (
    ("K", ACKNOWLEDGEMENT_DUE, "k.acknowledge_due_at", "acknowledged"),
    ("C", QUESTION_DUE, "one.response_due_at", "answered"),
    ("K", COMPLAINT_DUE, "k.resolution_due_at", "resolved"),
    ("C", CONTACT_DUE, "c.resolution_due_at", "resolved"),
)
PASSED = "{column} < {T}"
NEAR = f"{{column}} >= {{T}} AND {{column}} < {{T}} + {DAY}"


def _by_deadline(when: str, kind: str, says: str) -> tuple[Watch, ...]:
    return tuple(
        Watch(
            kind,
            letter,
            f"{sql} AND {when.replace('{column}', column)}",
            says.replace("{done}", done),
            by_deadline=True,
        )
        for letter, sql, column, done in DEADLINES
    )


# In the order in which they are shown; a record is named once, by its first reason.
WATCHES = (
    Watch("safety", "K", f"{OPENED} AND k.safety = 1",
          "{ref} is about safety and open for {age}"),
    Watch("critical", "K", f"{OPENED} AND k.severity = 'critical'",
          "{ref} is critical and open for {age}"),
    Watch("promise", "F", f"{PROMISED} AND f.due_at < {{T}}",
          "{ref} is a promise to a customer, overdue by {age}", by_deadline=True),
    *_by_deadline(PASSED, "overdue", "{ref} was to be {done} {age} ago"),
    Watch("unacknowledged", "K", f"""{OPENED}
  AND k.acknowledge_due_at IS NULL AND k.opened_at < {{T}} - {DAY}
  AND {UNACKNOWLEDGED}""",
          "{ref} has not been acknowledged in {age}"),
    Watch("escalated", "K", f"""{OPENED} AND EXISTS (
  SELECT 1 FROM complaint_event AS e
  WHERE e.complaint_id = k.id AND e.kind = 'escalate' AND e.at < {{T}})""",
          "{ref} was escalated and is open for {age}"),
    *_by_deadline(NEAR, "due", "{ref} is to be {done} in {age}"),
    Watch("old", "K", f"""{OPENED} AND k.opened_at < {{T}} - {7 * DAY}
  AND NOT {HELD_COMPLAINT}""",
          "{ref} has been open for {age}"),
    Watch("unanswered", "C",
          f"{_unanswered('opened_at')} AND one.received_at < {{T}} - {DAY}",
          "{ref} has waited {age} for an answer"),
    Watch("open", "C", f"""{_open_contact('opened_at')}
  AND c.received_at < {{T}} - {7 * DAY}""",
          "{ref} has been open for {age}"),
)  # fmt: skip

MOST_OF_A_KIND = 5


def attention(connection: Reader, as_of: int, zone: ZoneInfo) -> tuple[Attention, ...]:
    """The records that somebody should look at, as of the epoch second `as_of`.

    At most five of a kind, the oldest first; how many more there are is said in the
    last one. Needs the threads of `csdesk.kpi.threads`.
    """
    for sql in FIND_OPEN:
        connection.scratch(_at(sql, as_of))
    named: set[str] = set()
    found: list[Attention] = []
    for watch in WATCHES:
        rows = list(_seen(connection, watch, as_of))
        fresh = [(ref, age) for ref, age in rows if ref not in named]
        named.update(ref for ref, _ in fresh)
        for place, (ref, age) in enumerate(fresh[:MOST_OF_A_KIND], 1):
            says = watch.says.format(ref=ref, age=format_duration(abs(age)))
            more = len(fresh) - place
            if place == MOST_OF_A_KIND and more:
                says += f" (and {more} more like it)"
            due = (
                datetime.fromtimestamp(as_of - age, zone) if watch.by_deadline else None
            )
            found.append(Attention(watch.kind, ref, f"{says}.", due))
    return tuple(found)


def _seen(connection: Reader, watch: Watch, as_of: int) -> Iterator[tuple[str, int]]:
    """The records that a watch finds, by id and age."""
    sql = f"{_at(watch.sql, as_of)}\nORDER BY age DESC, id"
    for number, age in connection.each(sql):
        yield f"{watch.letter}{number}", age


def _at(sql: str, as_of: int) -> str:
    """`sql` as of an instant."""
    return sql.replace("{T}", str(as_of)).replace("{oldest}", str(as_of))
