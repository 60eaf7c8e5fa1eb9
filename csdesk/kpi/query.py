"""From definitions to SQL, and from its rows to figures: every period in one query.

Measures that share a relation and a date are taken together, a SELECT a leg, over all
periods at once: the period asked for, the one compared, and those of the trend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.money import minor_digits
from csdesk.kpi import threads
from csdesk.kpi.definitions import MEASURES
from csdesk.kpi.formula import Measured, Value, evaluate
from csdesk.kpi.measure import Measure, Take

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from csdesk.kpi.kpi import Kpi
    from csdesk.kpi.relations import Leg
    from csdesk.store.settings import Settings

AGGREGATES = {
    Take.COUNT: "count(*)",
    Take.SUM: "sum({of})",
    Take.MAX: "max({of})",
    Take.DISTINCT: "count(DISTINCT {of})",
}


FIRST_RECORD = """
SELECT min(at) FROM (
  SELECT min(received_at) AS at FROM contact
  UNION ALL SELECT min(opened_at) FROM complaint
  UNION ALL SELECT min(answered_at) FROM survey_answer
  UNION ALL SELECT min(asked_at) FROM survey_answer
  UNION ALL SELECT min(granted_at) FROM remedy)"""


@dataclass(frozen=True, slots=True)
class Window:
    """What is counted: [start, upto) as known as of `as_of`; epoch seconds.

    `upto` is the earlier of the period's end and `as_of`.
    """

    start: int
    upto: int
    as_of: int


Taken = dict[str, Measured | None]


def take(
    connection: sqlite3.Connection,
    kpis: Iterable[Kpi],
    windows: Sequence[Window],
    settings: Settings,
) -> list[Taken]:
    """The measures of `kpis`, window by window.

    Counts and sums of nothing are 0, lists of nothing are empty; a maximum of nothing
    is None.
    """
    constants = {"minor_units": 10 ** minor_digits(settings.text("currency"))}
    wanted = {
        key: MEASURES[key]
        for kpi in kpis
        for key in kpi.measures
        if key not in constants
    }
    threads.prepare(connection)
    found: list[Taken] = [dict(constants) | _nothing(wanted.values()) for _ in windows]
    groups: dict[object, list[Measure]] = {}
    for measure in wanted.values():
        alone = measure.key if measure.take is Take.VALUES else None
        key = (measure.relation.key, measure.dated, measure.shift, alone)
        groups.setdefault(key, []).append(measure)
    for group in groups.values():
        for leg in group[0].relation.legs:
            sql = _rows_sql if group[0].take is Take.VALUES else _sums_sql
            text = sql(leg, group, windows, settings)
            for index, *values in connection.execute(text):
                _add(found[index], group, values)
    return found


def value(kpi: Kpi, taken: Mapping[str, Measured | None]) -> Value:
    """The figure of one window; None where there is no data, or no single scale."""
    if kpi.single is not None and taken[kpi.single[0]] != 1:
        return None
    numbers = {key: found for key, found in taken.items() if found is not None}
    return evaluate(kpi.formula, numbers)


def count(taken: Mapping[str, Measured | None], key: str) -> int:
    """A measure as a number of records: the count itself, or how many values."""
    found = taken[key]
    return len(found) if isinstance(found, list) else int(found or 0)


def first_record(connection: sqlite3.Connection) -> int | None:
    """The epoch second of the oldest record that a figure counts; None for none."""
    (first,) = connection.execute(FIRST_RECORD).fetchone()
    return None if first is None else int(first)


def _nothing(measures: Iterable[Measure]) -> Taken:
    empty: dict[Take, Measured | None] = {Take.MAX: None}
    return {
        measure.key: [] if measure.take is Take.VALUES else empty.get(measure.take, 0)
        for measure in measures
    }


def _add(
    taken: Taken, group: Sequence[Measure], values: Sequence[float | None]
) -> None:
    for measure, found in zip(group, values, strict=True):
        so_far = taken[measure.key]
        if isinstance(so_far, list):
            so_far.append(found or 0)
        elif found is None:
            continue
        elif measure.take is Take.MAX:
            taken[measure.key] = found if so_far is None else max(so_far, found)
        else:
            taken[measure.key] = (so_far or 0) + found


def _sums_sql(
    leg: Leg, group: Sequence[Measure], windows: Sequence[Window], settings: Settings
) -> str:
    columns = ",\n  ".join(
        f"{AGGREGATES[one.take].format(of=one.of)} FILTER (WHERE {one.where})"
        for one in group
    )
    body = f"SELECT period.i,\n  {columns}\n{_from(leg, group[0])}\nGROUP BY period.i"
    return _bound(leg.sql(body), windows, settings)


def _rows_sql(
    leg: Leg, group: Sequence[Measure], windows: Sequence[Window], settings: Settings
) -> str:
    (one,) = group
    body = f"SELECT period.i, {one.of}\n{_from(leg, one)}\n  AND {one.where}"
    return _bound(leg.sql(body), windows, settings)


def _from(leg: Leg, measure: Measure) -> str:
    if measure.dated is None:
        dated = "r.opened_at < {T}"
    else:
        dated = (
            f"r.{measure.dated} >= period.start - {measure.shift}"
            f" AND r.{measure.dated} < {{upto}} - {measure.shift}"
        )
    return f"FROM period CROSS JOIN {leg.source}\nWHERE {dated}\n  AND {leg.where}"


def _bound(body: str, windows: Sequence[Window], settings: Settings) -> str:
    """`body` with its periods before it and its marks replaced."""
    periods = ", ".join(
        f"({index}, {one.start}, {one.upto}, {one.as_of})"
        for index, one in enumerate(windows)
    )
    marks = {
        "{T}": "period.as_of",
        "{upto}": "period.upto",
        "{oldest}": str(min((one.as_of for one in windows), default=0)),
        "{abandon_after}": _steps(settings, "abandon_after"),
        "{answer_within}": (
            f"CASE c.channel WHEN 'chat' THEN {_steps(settings, 'service_level_chat')}"
            f" ELSE {_steps(settings, 'service_level_phone')} END"
        ),
    }
    for mark, sql in marks.items():
        body = body.replace(mark, sql)
    return f"WITH period(i, start, upto, as_of) AS (VALUES {periods})\n{body}"


def _steps(settings: Settings, key: str) -> str:
    """The rule `key` as it held when the contact `c` was received."""
    sql = str(int(settings.get(key, -1) or 0))
    for valid_from, step in settings.steps.get(key, ()):
        since = f"c.received_at >= {int(valid_from)}"
        sql = f"CASE WHEN {since} THEN {int(step)} ELSE {sql} END"
    return f"({sql})"
