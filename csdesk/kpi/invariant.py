"""Check the backlog case by case: open cases are those opened and not resolved.

The cases that a report counts as open as of an instant are compared with the events of
each case up to then: opened, and reopened as often as resolved. Over any period it
follows that backlog(end) = backlog(start) + opened + reopenings - resolutions (KPIS.md
§3). Cases with a resolution at an unknown time are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.kpi.definitions import BY_KEY, MEASURES
from csdesk.kpi.drilldown import rows
from csdesk.kpi.query import count, prepare, take
from csdesk.kpi.relations.cases import IS_CASE
from csdesk.kpi.scope import Scope, Window
from csdesk.store.sql.case import is_resolved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.store.connection import Reader
    from csdesk.store.settings import Settings

# Events of each case: (letter, id, when, +1 opened or -1 resolved). The contacts of a
# thread are taken together, from `thread_resolution`.
EVENTS: Final = f"""
WITH thread AS (SELECT DISTINCT case_id AS id FROM thread_resolution),
event(letter, id, at, step) AS (
  SELECT 'K', id, opened_at, 1 FROM complaint
  UNION ALL SELECT 'K', id, resolved_at, -1 FROM complaint
    WHERE {is_resolved(None)}
  UNION ALL SELECT 'K', complaint_id, resolved_at, -1 FROM reopening
    WHERE complaint_id IS NOT NULL
  UNION ALL SELECT 'K', complaint_id, reopened_at, 1 FROM reopening
    WHERE complaint_id IS NOT NULL
  UNION ALL SELECT 'C', c.id, c.received_at, 1 FROM contact AS c WHERE {IS_CASE}
  UNION ALL SELECT 'C', c.id, c.resolved_at, -1 FROM contact AS c
    WHERE {IS_CASE} AND {is_resolved("c")}
      AND c.id NOT IN (SELECT id FROM thread)
  UNION ALL SELECT 'C', c.id, r.resolved_at, -1
    FROM reopening AS r JOIN contact AS c ON c.id = r.contact_id
    WHERE {IS_CASE} AND c.id NOT IN (SELECT id FROM thread)
  UNION ALL SELECT 'C', c.id, r.reopened_at, 1
    FROM reopening AS r JOIN contact AS c ON c.id = r.contact_id
    WHERE {IS_CASE} AND c.id NOT IN (SELECT id FROM thread)
  UNION ALL SELECT 'C', case_id, resolved_at, -1 FROM thread_resolution
  UNION ALL SELECT 'C', case_id, reopened_at, 1 FROM thread_resolution
    WHERE reopened_at IS NOT NULL)"""
UNTIMED: Final = f"{EVENTS}\nSELECT DISTINCT letter || id FROM event WHERE at IS NULL"
# No case is resolved before it is opened, nor twice; events within a second are summed.
OUT_OF_ORDER: Final = f"""{EVENTS},
second AS (
  SELECT letter || id AS id, at, sum(step) AS step FROM event
  WHERE at IS NOT NULL GROUP BY letter, id, at)
SELECT DISTINCT id FROM (
  SELECT id, sum(step) OVER (PARTITION BY id ORDER BY at) AS open FROM second)
WHERE open NOT IN (0, 1)"""
SUMS: Final = """{events}
SELECT letter || id, {sums} FROM event GROUP BY letter, id HAVING {some}"""


def inconsistent_cases(
    connection: Reader, settings: Settings, instants: Sequence[int]
) -> tuple[str, ...]:
    """List cases whose events are out of order, or that a report counts otherwise.

    Compared with reports as of the `instants`, epoch seconds.
    """
    if not instants:
        return ()
    prepare(connection)
    windows = tuple(Window(one, one, one) for one in instants)
    taken = take(connection, (BY_KEY["backlog"],), Scope(windows, settings))
    came = _sums(connection, instants)
    wrong = {case for (case,) in connection.each(OUT_OF_ORDER)}
    for place, window in enumerate(windows):
        still = {case for case, sums in came.items() if sums[place]}
        if count(taken[place], "open_cases") != len(still):
            counted = rows(
                connection, MEASURES["open_cases"], Scope((window,), settings)
            )
            wrong |= {one.ref for one in counted}.symmetric_difference(still)
    wrong -= {case for (case,) in connection.each(UNTIMED)}
    return tuple(sorted(wrong, key=lambda case: (len(case), case)))


def _sums(connection: Reader, instants: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """Sum each case's events before each instant, where that is not 0."""
    sums = [
        f"coalesce(sum(step) FILTER (WHERE at < {int(one)}), 0)" for one in instants
    ]
    sql = SUMS.format(
        events=EVENTS,
        sums=", ".join(sums),
        some=" OR ".join(f"{one} <> 0" for one in sums),
    )
    return {case: tuple(found) for case, *found in connection.each(sql)}
