"""Records that need attention as of an instant, the gravest and oldest first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from csdesk.domain.complaint_workflow import ACKNOWLEDGING_STEPS
from csdesk.domain.parsing.duration import format_duration
from csdesk.kpi.relations import (
    COMPLAINT_RESOLVED,
    OPEN_CASES,
    RESOLUTIONS_DUE,
    RESPONSES_DUE,
    UNANSWERED,
    listed,
    was_escalated,
)
from csdesk.result import Attention
from csdesk.store.dialect import THEN, temporary
from csdesk.store.sql.duties import DutyRows, ranked
from csdesk.store.sql.open import is_open_follow_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from csdesk.kpi.relations import Source
    from csdesk.store.connection import Reader
    from csdesk.store.sql.duties import Alert, Duty


# The open complaints, selected once for all duties.
FIND_OPEN: Final = (
    f"DROP TABLE IF EXISTS {temporary('open_complaint')}",
    "CREATE TEMP TABLE open_complaint (id INTEGER PRIMARY KEY)",
    f"""INSERT INTO open_complaint
SELECT k.id FROM (SELECT 1) {THEN} {OPEN_CASES.sources[0].tables}
WHERE k.opened_at < {{T}} AND NOT {COMPLAINT_RESOLVED}""",
)
_CASE, _QUESTION = OPEN_CASES.sources[1], UNANSWERED.sources[0]
_REOPENINGS: Final = """FROM reopening AS e
  WHERE e.{link} = {row}.id AND e.reopened_at < {{T}}"""
_OF_COMPLAINT: Final = _REOPENINGS.format(link="complaint_id", row="k")
_OF_CASE: Final = _REOPENINGS.format(link="contact_id", row="c")
_OF_THREAD: Final = """FROM thread_resolution AS e
  WHERE e.case_id = c.id AND e.reopened_at < {T}"""
_COMPLAINT_REOPENED: Final = f"EXISTS (SELECT 1 {_OF_COMPLAINT})"
_CASE_REOPENED: Final = f"""(EXISTS (SELECT 1 {_OF_CASE})
  OR EXISTS (SELECT 1 {_OF_THREAD}))"""


def _open(source: Source) -> tuple[str, str]:
    """Build the FROM and WHERE of the open rows of a source."""
    where = source.sql(f"{source.where} AND NOT r.is_resolved AND r.opened_at < {{T}}")
    return f"(SELECT 1) {THEN} {source.tables}", where


_COMPLAINTS: Final = DutyRows(
    "complaint AS k",
    "k.id IN (SELECT id FROM open_complaint)",
    {
        "on_hold": RESOLUTIONS_DUE.sources[0].columns["on_hold"],
        "reopened": _COMPLAINT_REOPENED,
        "reopened_at": f"(SELECT max(e.reopened_at) {_OF_COMPLAINT})",
        "unacknowledged": f"""coalesce(k.acknowledged_at >= {{T}}, 1)
  AND NOT EXISTS (SELECT 1 FROM complaint_event AS e WHERE e.complaint_id = k.id
    AND e.at < {{T}} AND e.kind IN ({listed(ACKNOWLEDGING_STEPS)}))""",
        "escalated": was_escalated("k"),
    },
)
_CASES: Final = DutyRows(
    *_open(_CASE),
    {
        "on_hold": RESOLUTIONS_DUE.sources[1].columns["on_hold"],
        "reopened": _CASE_REOPENED,
        "reopened_at": f"""(SELECT max(at) FROM (
    SELECT max(e.reopened_at) AS at {_OF_CASE}
    UNION ALL SELECT max(e.reopened_at) {_OF_THREAD}))""",
    },
)
_QUESTIONS: Final = DutyRows(
    *_open(_QUESTION),
    {
        "on_hold": RESPONSES_DUE.sources[0].columns["on_hold"],
        # Here of questions that came later, too: CURRENT leaves those out.
        "reopened": f"({_COMPLAINT_REOPENED} OR {_CASE_REOPENED})",
    },
)
AS_OF: Final = {
    "complaint": _COMPLAINTS,
    "case": _CASES,
    "reopened case": DutyRows(
        _CASES.source, f"{_CASES.where} AND {_CASE_REOPENED}", _CASES.terms
    ),
    "question": _QUESTIONS,
    "question with a deadline": _QUESTIONS,
    "follow-up": DutyRows(
        "follow_up AS f",
        f"""f.id IN (SELECT id FROM follow_up WHERE {is_open_follow_up(None)}
    UNION ALL SELECT id FROM follow_up WHERE done_at >= {{T}})""",
        {},
    ),
}


def alerts() -> list[tuple[Duty, Alert]]:
    """Return the duties that need attention, the gravest first.

    A record is named once, by its first reason.
    """
    return ranked(lambda duty: duty.attention)


def select(duty: Duty, alert: Alert) -> str:
    """Build the SELECT of id and age of the rows that an alert names.

    The age, in seconds, of a row with a deadline is the time since the deadline: below
    0 before it.
    """
    rows = AS_OF[duty.of]
    return f"""SELECT {duty.subject.row}.id AS id,
  {{T}} - {duty.due_column or rows.fill(duty.since)} AS age
FROM {rows.source}
WHERE {duty.condition(rows, alert.when)}"""


MOST_OF_A_KIND = 5


def attention(connection: Reader, as_of: int, zone: ZoneInfo) -> tuple[Attention, ...]:
    """Return the records that need attention as of `as_of`, in epoch seconds.

    At most five of a kind, the oldest first; the text of the last one counts the
    others. Needs the temporary tables of `csdesk.kpi.threads`.
    """
    for sql in FIND_OPEN:
        connection.scratch(_at(sql, as_of))
    named: set[str] = set()
    found: list[Attention] = []
    for duty, alert in alerts():
        rows = list(_ages(connection, duty, alert, as_of))
        fresh = [(ref, age) for ref, age in rows if ref not in named]
        named.update(ref for ref, _ in fresh)
        for place, (ref, age) in enumerate(fresh[:MOST_OF_A_KIND], 1):
            text = alert.text.format(
                ref=ref, age=format_duration(abs(age)), done=duty.done
            )
            more = len(fresh) - place
            if place == MOST_OF_A_KIND and more:
                text += f" (and {more} more like it)"
            due = datetime.fromtimestamp(as_of - age, zone) if duty.due else None
            found.append(Attention(alert.kind, ref, f"{text}.", due))
    return tuple(found)


def _ages(
    connection: Reader, duty: Duty, alert: Alert, as_of: int
) -> Iterator[tuple[str, int]]:
    """Yield id and age, in seconds, of the records that an alert names."""
    sql = f"{_at(select(duty, alert), as_of)}\nORDER BY age DESC, id"
    for number, age in connection.each(sql):
        yield f"{duty.subject.letter}{number}", age


def _at(sql: str, as_of: int) -> str:
    """Fill the marks `{T}` and `{oldest}` in `sql`."""
    return sql.replace("{T}", str(as_of)).replace("{oldest}", str(as_of))
