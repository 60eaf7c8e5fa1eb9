"""Put a report together: definitions + period + connection -> Report."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.durations import say_duration
from csdesk.kpi.attention import attention
from csdesk.kpi.definitions import KPIS, MEASURES
from csdesk.kpi.evidence import Sample, change, interval
from csdesk.kpi.measure import Take
from csdesk.kpi.query import Taken, count, take, value
from csdesk.reports.summary import summary
from csdesk.result import Better, Figure, Past, Point, Report

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from csdesk.kpi.kpi import Kpi
    from csdesk.reports.windows import Plan
    from csdesk.store.settings import Settings

NAMES = {
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "yearly",
    "range": "range",
    "all": "all",
}
ELAPSED = "elapsed"
FLAGGED = frozenset({"better", "worse", "changed"})


def build(connection: sqlite3.Connection, plan: Plan, settings: Settings) -> Report:
    """The report of `plan` on the desk behind `connection`."""
    periods = plan.all
    found = dict(
        zip(
            periods,
            take(connection, KPIS, [plan.window(one) for one in periods], settings),
            strict=True,
        )
    )
    now = Sample(found[plan.period], plan.days(plan.period))
    before = None
    if plan.compared is not None:
        before = Sample(found[plan.compared], plan.days(plan.compared))
    as_of = plan.as_of(plan.period)
    figures = tuple(figure(kpi, now, before) for kpi in KPIS)
    return Report(
        name=NAMES[plan.period.kind],
        desk=settings.text("name"),
        locale=settings.locale,
        clock=ELAPSED,
        period=plan.span(plan.period),
        compared=plan.span(plan.compared) if plan.compared else None,
        as_of=datetime.fromtimestamp(as_of, UTC).astimezone(plan.zone),
        figures=figures,
        trend=tuple(
            (plan.span(one), tuple(point(kpi, found[one]) for kpi in KPIS))
            for one in plan.trend
        ),
        attention=attention(connection, as_of),
        summary=summary(figures),
        notes=_notes(plan, figures),
    )


def figure(kpi: Kpi, now: Sample, before: Sample | None) -> Figure:
    """One KPI's value with its evidence, against the period before if there was one."""
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
        parts={name: _part(taken, measure) for name, measure in kpi.parts},
        left_out={key: n for key in kpi.left_out if (n := count(taken, key))},
        interval=interval(kpi, taken),
        previous=_past(kpi, before.taken) if before else None,
        change=change(kpi, now, before, goal) if before else None,
        note=note(kpi, taken, number),
    )


def _past(kpi: Kpi, taken: Taken) -> Past:
    return Past(value(kpi, taken), count(taken, kpi.n))


def point(kpi: Kpi, taken: Taken) -> Point:
    """One KPI's value in a period of the trend."""
    return Point(kpi.key, value(kpi, taken), count(taken, kpi.n))


def better(kpi: Kpi, taken: Taken) -> Better:
    """Which way the figure should go; effort scores as their question was asked."""
    is_lower = kpi.lower_where is not None and count(taken, kpi.lower_where)
    return Better.LOWER if is_lower else kpi.better


def note(kpi: Kpi, taken: Taken, number: float | None) -> str | None:
    """What to know beside the value: why there is none, what it cannot see."""
    if number is None and kpi.single is not None and count(taken, kpi.n):
        return kpi.single[2]
    said = [kpi.needs] if number is None and kpi.needs else []
    said += [
        f"left out: {n} {MEASURES[key].meaning}"
        for key in kpi.left_out
        if (n := count(taken, key))
    ]
    if kpi.beside is not None:
        word, stock, oldest = kpi.beside
        still, age = count(taken, stock), taken[oldest]
        if still and isinstance(age, int | float):
            said.append(f"still {word}: {still}, the oldest {say_duration(age)}")
    if kpi.formula.startswith("p90(") and 0 < count(taken, kpi.n) < 10:
        said.append("of fewer than 10 this is the longest")
    return "; ".join(said) or None


def _part(taken: Taken, measure: str) -> float | None:
    found = taken[measure]
    if isinstance(found, list):
        return float(len(found))
    if found is None and MEASURES[measure].take is not Take.MAX:
        return 0
    return found


def _notes(plan: Plan, figures: Sequence[Figure]) -> tuple[str, ...]:
    verdicts = [one.change.verdict for one in figures if one.change]
    tested = sum(verdict != "none" for verdict in verdicts)
    flagged = sum(verdict in FLAGGED for verdict in verdicts)
    notes = []
    if tested:
        notes.append(
            f"{tested} figures compared, {flagged} changed; by chance alone one in "
            "twenty would."
        )
    span = plan.span(plan.period)
    if not span.complete:
        notes.append(
            f"{span.label} is still running: every period is taken up to the same "
            "day and time."
        )
    return tuple(notes)
