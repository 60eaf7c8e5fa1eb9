"""From definitions to SQL, and from its rows to figures: every period in one query.

Measures that share a relation and a date are taken together, a SELECT a leg, over all
periods at once: the period asked for, the one compared, and those of the trend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csdesk.domain.money import minor_digits
from csdesk.kpi import threads
from csdesk.kpi.definitions import MEASURES
from csdesk.kpi.formula import (
    MeanOnly,
    Measured,
    Value,
    evaluate,
)
from csdesk.kpi.measure import Measure, Take
from csdesk.store.dialect import THEN, collected, unindexed
from csdesk.store.sql.case import could_be_case
from csdesk.store.sqlite import sql_functions
from csdesk.store.sqlite.sql_functions import values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from csdesk.kpi.kpi import Kpi
    from csdesk.kpi.relations import Source
    from csdesk.kpi.scope import Scope, Window
    from csdesk.store.connection import Reader

FIRST_RECORD = """
SELECT min(at) FROM (
  SELECT min(received_at) AS at FROM contact
  UNION ALL SELECT min(opened_at) FROM complaint
  UNION ALL SELECT min(answered_at) FROM survey_answer
  UNION ALL SELECT min(asked_at) FROM survey_answer
  UNION ALL SELECT min(granted_at) FROM remedy
  UNION ALL SELECT min(issued_at) FROM voucher
  UNION ALL SELECT min(done_at) FROM follow_up
  UNION ALL SELECT min(promised_at) FROM follow_up WHERE kind <> 'reminder')"""
UNMEASURED = f"""
SELECT (SELECT count(*) FROM contact WHERE first_response_at >= :start
    AND first_response_at < :upto AND direction = 'inbound'
    AND response_business_seconds IS NULL)
  + (SELECT count(*) FROM contact WHERE resolved_at >= :start AND resolved_at < :upto
    AND {could_be_case(None)} AND complaint_id IS NULL
    AND resolution_time_known AND resolution_business_seconds IS NULL)
  + (SELECT count(*) FROM complaint WHERE resolved_at >= :start AND resolved_at < :upto
    AND resolution_time_known AND resolution_business_seconds IS NULL)"""
# What a SELECT takes for a measure.
AGGREGATES = {
    Take.VALUES: (collected("{of}"),),
    Take.COUNT: ("count(*)",),
    Take.SUM: ("sum({of})",),
    Take.MAX: ("max({of})",),
    Take.DISTINCT: ("count(DISTINCT {of})",),
    Take.MEAN_ONLY: ("count({of})", "sum({of})"),
}
NO_SPLIT = "NULL"
Taken = dict[str, Measured | None]


def take(connection: Reader, kpis: Iterable[Kpi], scope: Scope) -> list[Taken]:
    """The measures of `kpis`, window by window.

    Of the windows after the first only what values and tests need is taken, not what
    is left out or stands beside. Counts and sums of nothing are 0, lists of nothing
    are empty; a maximum of nothing is None. Lists are sorted. Needs `prepare`.
    """
    kpis = tuple(kpis)
    vital = _measures(key for kpi in kpis for key in kpi.vital)
    every = _measures(key for kpi in kpis for key in kpi.measures)
    beside = {key: one for key, one in every.items() if key not in vital}
    found = [_nothing(scope, vital) for _ in scope.windows]
    found[0] |= _nothing(scope, beside)
    parts = [(vital, scope), (beside, scope.headline)]
    if len(scope.windows) == 1:  # one look at the rows for all
        parts = [(every, scope)]
    for measures, asked in parts:
        for (index, _), taken in _taken(connection, measures, asked).items():
            _add_all(found[index], taken)
    for taken in found:
        for values in taken.values():
            if isinstance(values, list):
                values.sort()  # once: medians, p90 and intervals sort again for nothing
    return found


def take_by(
    connection: Reader,
    kpis: Iterable[Kpi],
    scope: Scope,
    dimension: str,
) -> dict[str | None, Taken]:
    """The measures of the first window, group by group of `dimension`.

    A group is there if any record of it was counted. Needs `prepare`.
    """
    vital = _measures(key for kpi in kpis for key in kpi.vital)
    found: dict[str | None, Taken] = {}
    taken = _taken(connection, vital, scope.headline, dimension)
    for (_, group), part in taken.items():
        whole = found.setdefault(group, _nothing(scope, vital))
        _add_all(whole, part)
    return found


def prepare(connection: Reader) -> None:
    """Make ready what queries read beside the desk's tables; once a report."""
    sql_functions.register(connection)
    threads.prepare(connection)


def value(kpi: Kpi, taken: Mapping[str, Measured | None]) -> Value:
    """The figure of one window; None where there is no data, or no single scale."""
    if kpi.single is not None and taken[kpi.single[0]] != 1:
        return None
    numbers = {key: found for key, found in taken.items() if found is not None}
    return evaluate(kpi.formula, numbers)


def count(taken: Mapping[str, Measured | None], key: str) -> int:
    """A measure as a number of records: the count itself, or how many values."""
    found = taken[key]
    if isinstance(found, MeanOnly):
        return found.n
    return len(found) if isinstance(found, list) else int(found or 0)


def sees_later(kpi: Kpi) -> bool:
    """Whether its value goes by what happened up to T, beyond the period's end."""
    return any(
        measure.dated is None or "{T}" in leg.sql(measure.where)
        for measure in _measures(kpi.vital).values()
        for leg in measure.relation.sources
    )


def elapsed_times(connection: Reader, window: Window) -> int:
    """How many responses and resolutions in it were measured before hours were set."""
    bounds = {"start": window.start, "upto": window.upto}
    return int(connection.value(UNMEASURED, bounds))


def first_record(connection: Reader) -> int | None:
    """The epoch second of the oldest record that a figure counts; None for none."""
    first = connection.value(FIRST_RECORD)
    return None if first is None else int(first)


def hours_are_set(connection: Reader) -> bool:
    """Whether the desk has opening hours, so that business time means something."""
    sql = "SELECT EXISTS (SELECT 1 FROM opening_interval)"
    return bool(connection.value(sql))


def sources(leg: Source, measure: Measure, *, is_whole: bool = False) -> str:
    """FROM and WHERE of the rows of a leg that a measure dates into the periods.

    `is_whole`: nearly all rows are, so that their index is not worth the way.
    """
    if measure.dated is None:
        dated = "r.opened_at < {T}"
    else:
        column = f"r.{measure.dated}"
        if is_whole:
            column = unindexed(column)
        # The same for all periods in numbers: any planner finds the index by them.
        dated = (
            f"{column} >= period.start - {measure.shift}"
            f" AND {column} < {{upto}} - {measure.shift}"
            f" AND {column} >= {{first_start}} - {measure.shift}"
            f" AND {column} < {{last_upto}} - {measure.shift}"
        )
    return f"FROM period {THEN} {leg.tables}\nWHERE {dated}\n  AND {leg.where}"


def _measures(keys: Iterable[str]) -> dict[str, Measure]:
    return {key: MEASURES[key] for key in keys if key in MEASURES}


def _nothing(scope: Scope, measures: Mapping[str, Measure]) -> Taken:
    digits = minor_digits(scope.settings.text("currency"))
    empty: dict[Take, Measured | None] = {
        Take.MAX: None,
        Take.MEAN_ONLY: MeanOnly(0, 0),
    }
    nothing: Taken = {
        key: [] if one.take is Take.VALUES else empty.get(one.take, 0)
        for key, one in measures.items()
    }
    return {"minor_units": 10**digits} | nothing


Place = tuple[int, str | None]


def _taken(
    connection: Reader,
    measures: Mapping[str, Measure],
    scope: Scope,
    dimension: str | None = None,
) -> dict[Place, Taken]:
    """What was found, by window and group (None without a dimension)."""
    groups: dict[object, list[Measure]] = {}
    for measure in measures.values():
        key = (measure.relation.key, measure.dated, measure.shift)
        groups.setdefault(key, []).append(measure)
    found: dict[Place, Taken] = {}
    for group in groups.values():
        relation = group[0].relation
        if relation.prepare is not None and dimension is None:
            relation.prepare(connection, scope)
        for leg in relation.rows if dimension else relation.sources:
            split = leg.dimensions[dimension] if dimension else NO_SPLIT
            text = scope.sql(leg.sql(_select(leg, group, split, scope)))
            for index, name, *row in connection.each(text):
                if index is None:
                    continue  # no rows, and no groups to leave out
                place = found.setdefault((index, name), {})
                _add_all(place, _read(group, row, leg.sign))
    return found


def _select(leg: Source, group: Sequence[Measure], split: str, scope: Scope) -> str:
    columns = ",\n  ".join(
        f"{aggregate.format(of=one.of)} FILTER (WHERE {one.where})"
        for one in group
        for aggregate in AGGREGATES[one.take]
    )
    rows = sources(leg, group[0], is_whole=scope.is_whole)
    body = f"SELECT period.i, {split},\n  {columns}\n{rows}"
    # Groups are sorted, which a single one need not be.
    is_one = len(scope.windows) == 1 and split == NO_SPLIT
    return body if is_one else f"{body}\nGROUP BY 1, 2"


def _read(group: Sequence[Measure], row: Sequence[Any], sign: int) -> Taken:
    """A row of a SELECT as measures."""
    cells: Iterator[Any] = iter(row)
    found: Taken = {}
    for one in group:
        cell = next(cells)
        if one.take is Take.VALUES:
            found[one.key] = values_of(cell)
        elif one.take is Take.MEAN_ONLY:
            found[one.key] = MeanOnly(int(cell or 0), next(cells) or 0)
        elif one.take is Take.MAX:
            found[one.key] = cell
        else:
            found[one.key] = sign * (cell or 0)
    return found


def _add_all(whole: Taken, part: Taken) -> None:
    """Add what was found in one more leg."""
    for key, found in part.items():
        before = whole.get(key)
        if isinstance(found, list):
            if not isinstance(before, list):
                whole[key] = before = []
            before += found
        elif isinstance(found, MeanOnly):
            so_far = before if isinstance(before, MeanOnly) else MeanOnly(0, 0)
            whole[key] = MeanOnly(so_far.n + found.n, so_far.total + found.total)
        elif found is None or before is None:
            whole[key] = found if before is None else before
        elif isinstance(before, int | float):
            is_most = MEASURES[key].take is Take.MAX
            whole[key] = max(before, found) if is_most else before + found
