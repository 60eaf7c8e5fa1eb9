"""SQL of measures, and the figures calculated from its rows.

Measures that share a relation and a date are selected together: one SELECT per source
of the relation, for all periods at once (the period of the report, the one compared,
and those of the trend).
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
# take -> the aggregates that a SELECT has for a measure
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
    """Return the measures of `kpis`, window by window.

    Measures that neither values nor tests need (of parts, of records left out) are
    selected for the first window only. Without rows, counts and sums are 0, lists are
    empty, and a maximum is None. Lists are sorted. Needs `prepare`.
    """
    kpis = tuple(kpis)
    vital = _measures(key for kpi in kpis for key in kpi.vital)
    every = _measures(key for kpi in kpis for key in kpi.measures)
    extra = {key: one for key, one in every.items() if key not in vital}
    found = [_zeros(scope, vital) for _ in scope.windows]
    found[0] |= _zeros(scope, extra)
    parts = [(vital, scope), (extra, scope.headline)]
    if len(scope.windows) == 1:  # all in one pass over the rows
        parts = [(every, scope)]
    for measures, part in parts:
        for (index, _), taken in _taken(connection, measures, part).items():
            _add_all(found[index], taken)
    for taken in found:
        for values in taken.values():
            if isinstance(values, list):
                values.sort()  # once: sorting it again, for medians and p90, is cheap
    return found


def take_by(
    connection: Reader,
    kpis: Iterable[Kpi],
    scope: Scope,
    dimension: str,
) -> dict[str | None, Taken]:
    """Return the measures of the first window for each group of `dimension`.

    Only groups with a counted record are returned. Needs `prepare`.
    """
    vital = _measures(key for kpi in kpis for key in kpi.vital)
    found: dict[str | None, Taken] = {}
    taken = _taken(connection, vital, scope.headline, dimension)
    for (_, group), part in taken.items():
        total = found.setdefault(group, _zeros(scope, vital))
        _add_all(total, part)
    return found


def prepare(connection: Reader) -> None:
    """Create the SQL functions and temporary tables of queries, once a report."""
    sql_functions.register(connection)
    threads.prepare(connection)


def value(kpi: Kpi, taken: Mapping[str, Measured | None]) -> Value:
    """Calculate the figure of a window; None without data or a single scale."""
    if kpi.single is not None and taken[kpi.single[0]] != 1:
        return None
    numbers = {key: found for key, found in taken.items() if found is not None}
    return evaluate(kpi.formula, numbers)


def count(taken: Mapping[str, Measured | None], key: str) -> int:
    """Return the number of records in a measure: its count, or its number of values."""
    found = taken[key]
    if isinstance(found, MeanOnly):
        return found.n
    return len(found) if isinstance(found, list) else int(found or 0)


def depends_on_later_events(kpi: Kpi) -> bool:
    """Return whether a value depends on events up to T, after the period's end."""
    return any(
        measure.dated is None or "{T}" in source.sql(measure.where)
        for measure in _measures(kpi.vital).values()
        for source in measure.relation.sources
    )


def elapsed_times(connection: Reader, window: Window) -> int:
    """Count responses and resolutions of a window measured before hours were set."""
    bounds = {"start": window.start, "upto": window.upto}
    return int(connection.value(UNMEASURED, bounds))


def first_record(connection: Reader) -> int | None:
    """Return the instant of the oldest record that a figure counts, in epoch seconds.

    None if there is none.
    """
    first = connection.value(FIRST_RECORD)
    return None if first is None else int(first)


def hours_are_set(connection: Reader) -> bool:
    """Return whether the desk has opening hours, so that business time is defined."""
    sql = "SELECT EXISTS (SELECT 1 FROM opening_interval)"
    return bool(connection.value(sql))


def sources(source: Source, measure: Measure, *, is_all_time: bool = False) -> str:
    """Build the FROM and WHERE of a source's rows that a measure dates in the periods.

    `is_all_time`: nearly all rows are in the periods, so the index is not used.
    """
    if measure.dated is None:
        dated = "r.opened_at < {T}"
    else:
        column = f"r.{measure.dated}"
        if is_all_time:
            column = unindexed(column)
        # The bounds of all periods in numbers, so that any planner uses the index.
        dated = (
            f"{column} >= period.start - {measure.shift}"
            f" AND {column} < {{upto}} - {measure.shift}"
            f" AND {column} >= {{first_start}} - {measure.shift}"
            f" AND {column} < {{last_upto}} - {measure.shift}"
        )
    return f"FROM period {THEN} {source.tables}\nWHERE {dated}\n  AND {source.where}"


def _measures(keys: Iterable[str]) -> dict[str, Measure]:
    return {key: MEASURES[key] for key in keys if key in MEASURES}


def _zeros(scope: Scope, measures: Mapping[str, Measure]) -> Taken:
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
    """Select measures, by window and group (None without a dimension)."""
    groups: dict[object, list[Measure]] = {}
    for measure in measures.values():
        key = (measure.relation.key, measure.dated, measure.shift)
        groups.setdefault(key, []).append(measure)
    found: dict[Place, Taken] = {}
    for group in groups.values():
        relation = group[0].relation
        if relation.prepare is not None and dimension is None:
            relation.prepare(connection, scope)
        for source in relation.rows if dimension else relation.sources:
            split = source.dimensions[dimension] if dimension else NO_SPLIT
            text = scope.sql(source.sql(_select(source, group, split, scope)))
            for index, name, *row in connection.each(text):
                if index is None:
                    continue  # no rows
                place = found.setdefault((index, name), {})
                _add_all(place, _read(group, row, source.sign))
    return found


def _select(source: Source, group: Sequence[Measure], split: str, scope: Scope) -> str:
    columns = ",\n  ".join(
        f"{aggregate.format(of=one.of)} FILTER (WHERE {one.where})"
        for one in group
        for aggregate in AGGREGATES[one.take]
    )
    rows = sources(source, group[0], is_all_time=scope.is_all_time)
    body = f"SELECT period.i, {split},\n  {columns}\n{rows}"
    # GROUP BY sorts; a single group needs no sorting.
    is_one = len(scope.windows) == 1 and split == NO_SPLIT
    return body if is_one else f"{body}\nGROUP BY 1, 2"


def _read(group: Sequence[Measure], row: Sequence[Any], sign: int) -> Taken:
    """Convert a row of a SELECT to measures."""
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


def _add_all(total: Taken, part: Taken) -> None:
    """Add the measures of one source to `total`."""
    for key, found in part.items():
        before = total.get(key)
        if isinstance(found, list):
            if not isinstance(before, list):
                total[key] = before = []
            before += found
        elif isinstance(found, MeanOnly):
            so_far = before if isinstance(before, MeanOnly) else MeanOnly(0, 0)
            total[key] = MeanOnly(so_far.n + found.n, so_far.total + found.total)
        elif found is None or before is None:
            total[key] = found if before is None else before
        elif isinstance(before, int | float):
            is_most = MEASURES[key].take is Take.MAX
            total[key] = max(before, found) if is_most else before + found
