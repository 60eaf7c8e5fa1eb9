"""Merge the resolutions that several contacts of a thread state, once a query.

A contact states its resolution on its own row, and former ones, which were reopened,
in `reopening`. Most cases are one contact, and plain SQL reads those. Where later
contacts of a thread state resolutions too, they are merged here: of several without a
reopening between them only the first is an event, and a reopening of any contact
reopens the case (KPIS.md §2, "case").
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from csdesk.store.dialect import TEMPORARY_IN_MEMORY, THEN, by_index, temporary
from csdesk.store.sql.case import IN_THREAD_INDEX, is_resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csdesk.store.connection import Reader

STATEMENTS = f"""
WITH stating AS (
  SELECT follows_id AS id FROM contact {by_index("ix_contact_thread")}
  WHERE {IN_THREAD_INDEX}
  UNION
  SELECT c.follows_id FROM reopening AS r {THEN} contact AS c ON c.id = r.contact_id
  WHERE c.follows_id IS NOT NULL AND c.complaint_id IS NULL),
member AS (
  SELECT stating.id AS case_id, c.* FROM stating
  {THEN} contact AS c ON c.id = stating.id OR c.follows_id = stating.id
  WHERE c.complaint_id IS NULL)
SELECT case_id, resolved_at, NULL AS reopened_at,
  resolution_time_known AS time_known, resolution_business_seconds, 0 AS number,
  0 AS is_undone, id <> case_id AS is_later, id AS contact
FROM member WHERE {is_resolved(None)}
UNION ALL
SELECT case_id, r.resolved_at, r.reopened_at, r.time_known,
  r.resolution_business_seconds, r.id, 1, member.id <> case_id, member.id
FROM member {THEN} reopening AS r ON r.contact_id = member.id
ORDER BY case_id, time_known DESC, is_undone, is_later, contact, number"""
ALWAYS = -(1 << 62)  # before every instant
TABLE = """
CREATE TEMP TABLE thread_resolution (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL,
  resolved_at INTEGER, reopened_at INTEGER,
  time_known INTEGER NOT NULL, business_seconds INTEGER,
  since INTEGER NOT NULL, is_first INTEGER NOT NULL)"""


class Statement(NamedTuple):
    """A resolution that a contact states.

    `resolved_at` None: at an unknown time; `reopened_at` None: not reopened;
    `business_seconds` None: no hours were set, so the elapsed ones count. `number` is
    the id of its reopening, 0 for none. `since` is set by `merge`.
    """

    resolved_at: int | None
    reopened_at: int | None
    time_known: bool
    business_seconds: int | None = None
    number: int = 0
    since: int = ALWAYS


def merge(statements: Iterable[Statement]) -> list[Statement]:
    """Merge the statements of one case into resolutions in order, without overlaps.

    One at an unknown time counts from the reopening before its own on, else always: a
    later resolution must not make the days before it open again.
    """
    given = list(statements)
    undone = [
        (one.reopened_at, one.number) for one in given if one.reopened_at is not None
    ]
    steps: list[tuple[int, int, int, Statement | None]] = []
    for place, one in enumerate(given):
        at, end = one.resolved_at, one.reopened_at
        # Order within a second: first earlier resolutions are reopened; then come
        # those resolved and reopened within it; then those that last beyond it, at
        # an unknown time first.
        if at is not None:
            steps.append((at, 2 if at == end else 4, place, one))
        else:
            before = (r for r, n in undone if end is None or (r, n) < (end, one.number))
            since = max(before, default=ALWAYS)
            if since != end:
                steps.append((since, 3, place, one))
        if end is not None:
            steps.append((end, 2 if at == end else 1, place, None))
    resolutions: list[Statement] = []
    standing: Statement | None = None
    for instant, _, _, stated in sorted(steps, key=lambda step: step[:3]):
        if stated is not None:
            standing = standing or stated._replace(since=instant)
        elif standing is not None:
            resolutions.append(standing._replace(reopened_at=instant))
            standing = None
    if standing is not None:
        resolutions.append(standing._replace(reopened_at=None))
    return resolutions


def prepare(connection: Reader) -> None:
    """Fill the temporary table `thread_resolution` of this connection."""
    connection.scratch(TEMPORARY_IN_MEMORY)
    connection.scratch(f"DROP TABLE IF EXISTS {temporary('thread_resolution')}")
    connection.scratch(TABLE)
    connection.scratch_many(
        "INSERT INTO thread_resolution VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((number, *row) for number, row in enumerate(_rows(connection), start=1)),
    )
    index = temporary("ix_thread")
    connection.scratch(f"CREATE INDEX {index} ON thread_resolution (case_id)")


def _rows(connection: Reader) -> Iterator[tuple[int | bool | None, ...]]:
    found = connection.rows(STATEMENTS)
    for case_id, rows in groupby(found, key=lambda row: row[0]):
        resolutions = merge(Statement(*row[1:6]) for row in map(tuple, rows))
        for place, one in enumerate(resolutions):
            is_first = place == 0 and one.resolved_at is not None
            yield (
                case_id, one.resolved_at, one.reopened_at, one.time_known,
                one.business_seconds, one.since, is_first,
            )  # fmt: skip
