"""Figures from measures: value, significance, footnotes; by period and by dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csdesk.domain.parsing.duration import format_duration
from csdesk.kpi.definitions import MEASURES
from csdesk.kpi.kpi import StatKind
from csdesk.kpi.measure import Take
from csdesk.kpi.query import (
    Taken,
    count,
    depends_on_later_events,
    hours_are_set,
    prepare,
    take,
    take_by,
    value,
)
from csdesk.kpi.scope import BUSINESS, ELAPSED, Scope
from csdesk.kpi.significance import PeriodSample, change, interval
from csdesk.result import (
    FEW,
    SMALL_SAMPLE,
    Better,
    Few,
    Figure,
    FigureChange,
    PastFigure,
    Point,
    Slice,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.domain.periods import Period
    from csdesk.kpi.kpi import Kpi
    from csdesk.reports.periods import ReportPeriods
    from csdesk.store.connection import Reader
    from csdesk.store.settings import Settings


SAMPLED = {StatKind.PROPORTION, StatKind.GROUPS, StatKind.MEDIAN, StatKind.MEAN}


def figure(
    kpi: Kpi,
    now: PeriodSample,
    before: PeriodSample | None,
    incomparable: str | None = None,
) -> Figure:
    """Make one KPI's figure, with its interval and its change since `before`.

    `incomparable` is why the two must not be compared; None: they may.
    """
    taken = now.taken
    number, goal = value(kpi, taken), better(kpi, taken)
    return Figure(
        key=kpi.key,
        label=kpi.label,
        unit=kpi.unit,
        better=goal,
        section=kpi.section,
        value=number,
        n=count(taken, kpi.n),
        parts={name: part(taken, measure) for name, measure in kpi.parts},
        left_out={key: n for key in kpi.left_out if (n := count(taken, key))},
        interval=interval(kpi, taken),
        previous=_past(kpi, before.taken) if before else None,
        change=_change(kpi, now, before, goal, incomparable),
        note=note(kpi, taken, number),
        answers=answers(kpi, taken),
        few=kpi.few,
    )


def _change(
    kpi: Kpi,
    now: PeriodSample,
    before: PeriodSample | None,
    goal: Better,
    incomparable: str | None,
) -> FigureChange | None:
    found = change(kpi, now, before, goal) if before else None
    if found is None or incomparable is None:
        return found
    return FigureChange(found.difference, None, None, None, None, "none", incomparable)


def point(kpi: Kpi, taken: Taken) -> Point:
    """Return one KPI's value in a period of the trend, or a group of a breakdown."""
    return Point(kpi.key, value(kpi, taken), count(taken, kpi.n))


def better(kpi: Kpi, taken: Taken) -> Better:
    """Return which way the figure should go; for effort scores by their question."""
    is_lower = kpi.lower_where is not None and count(taken, kpi.lower_where)
    return Better.LOWER if is_lower else kpi.better


def answers(kpi: Kpi, taken: Taken) -> tuple[float, ...]:
    """Return the scores themselves where they are fewer than five and on one scale."""
    if kpi.scores is None:
        return ()
    key, scales = kpi.scores
    scores = taken[key]
    if not isinstance(scores, list) or len(scores) >= FEW:
        return ()
    is_one_scale = scales is None or count(taken, scales) == 1
    return tuple(scores) if is_one_scale else ()


def part(taken: Taken, measure: str) -> float | None:
    """Return a measure as a number; None is no data."""
    found = taken[measure]
    if found is None:
        return None if MEASURES[measure].take is Take.MAX else 0
    return found if isinstance(found, int | float) else float(count(taken, measure))


def note(kpi: Kpi, taken: Taken, number: float | None) -> str | None:
    """Return the note of a figure: why there is no value, what is left out."""
    if number is None and kpi.single is not None and count(taken, kpi.n):
        return kpi.single[2]
    remarks = [kpi.needs] if number is None and kpi.needs else []
    remarks += [*_small(kpi, taken), *left_out(kpi, taken), *_still(kpi, taken)]
    if kpi.formula.startswith("p90(") and 0 < count(taken, kpi.n) < 10:
        remarks.append("of fewer than 10 this is the longest")
    return "; ".join(remarks) or None


def left_out(kpi: Kpi, taken: Taken) -> list[str]:
    """Return what the figure leaves out, and why."""
    return [
        f"left out: {n} {MEASURES[key].meaning}"
        for key in kpi.left_out
        if (n := count(taken, key))
    ]


def _small(kpi: Kpi, taken: Taken) -> list[str]:
    n = count(taken, kpi.n)
    if kpi.stat_kind not in SAMPLED or not 0 < n < SMALL_SAMPLE:
        return []
    if n >= FEW or kpi.few is Few.VALUE:
        return ["small sample"]
    return [f"fewer than {FEW} answers"] if kpi.few is Few.NOTHING else []


def _still(kpi: Kpi, taken: Taken) -> list[str]:
    if kpi.still_open is None:
        return []
    word, stock, oldest = kpi.still_open
    still, age = count(taken, stock), taken[oldest]
    if not still or not isinstance(age, int | float):
        return []
    return [f"still {word}: {still}, the oldest {format_duration(age)}"]


def _past(kpi: Kpi, taken: Taken) -> PastFigure:
    return PastFigure(value(kpi, taken), count(taken, kpi.n), answers(kpi, taken))


def slices(
    connection: Reader, kpis: Sequence[Kpi], scope: Scope, dimension: str
) -> tuple[Slice, ...]:
    """Return the groups with data, largest first; records without a group last.

    A group's figures are computed from its records, never from other figures.
    """
    found = [
        Slice(name, tuple(point(kpi, taken) for kpi in kpis))
        for name, taken in take_by(connection, kpis, scope, dimension).items()
    ]
    there = [one for one in found if any(point.n for point in one.points)]
    return tuple(sorted(there, key=_place))


def _place(group: Slice) -> tuple[bool, int, int, str]:
    """Return the sort key: the first figure's n, then that of all; None last."""
    first, *_ = group.points
    total = sum(point.n for point in group.points)
    return group.value is None, -first.n, -total, group.value or ""


class PeriodFigures(NamedTuple):
    """The measures of all periods of a report, and the figures of its main period."""

    taken: dict[Period, Taken]
    figures: tuple[Figure, ...]


def measure_figures(
    connection: Reader,
    plan: ReportPeriods,
    kpis: Sequence[Kpi],
    scope: Scope,
) -> PeriodFigures:
    """Measure the figures of `plan`, compared where the periods are comparable."""
    prepare(connection)
    taken = dict(zip(plan.all, take(connection, kpis, scope), strict=True))
    now, before = _sample(plan, plan.period, taken), None
    if plan.compared is not None:
        before = _sample(plan, plan.compared, taken)
    figures = (figure(kpi, now, before, _incomparable(plan, kpi)) for kpi in kpis)
    return PeriodFigures(taken, tuple(figures))


def scope_of(
    connection: Reader, plan: ReportPeriods, settings: Settings, clock: str | None
) -> Scope:
    """Return the scope of the queries of a report on `plan`.

    `clock` None: business time where hours are set.
    """
    windows = tuple(plan.window(one) for one in plan.all)
    if clock is None:
        clock = BUSINESS if hours_are_set(connection) else ELAPSED
    return Scope(windows, settings, clock, is_all_time=plan.period.kind == "all")


def _sample(
    plan: ReportPeriods, period: Period, taken: dict[Period, Taken]
) -> PeriodSample:
    return PeriodSample(taken[period], plan.days(period))


def _incomparable(plan: ReportPeriods, kpi: Kpi) -> str | None:
    """Return why a figure must not be compared with the period before, or None."""
    if plan.is_before_first_record:
        return "the desk had not begun then"
    if plan.is_moved and depends_on_later_events(kpi):
        return "taken as of another instant than the period before"
    return None
