"""What a plan's periods measured, as figures: the one way to compare two periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csdesk.kpi.evidence import Sample
from csdesk.kpi.query import Taken, hours_are_set, prepare, sees_later, take
from csdesk.kpi.scope import BUSINESS, ELAPSED, Scope
from csdesk.reports.figures import figure

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from csdesk.domain.periods import Period
    from csdesk.kpi.kpi import Kpi
    from csdesk.reports.windows import Plan
    from csdesk.result import Figure
    from csdesk.store.settings import Settings


class Measured(NamedTuple):
    """The measures of every period of a plan, and the figures of its own period."""

    taken: dict[Period, Taken]
    figures: tuple[Figure, ...]


def measured(
    connection: sqlite3.Connection, plan: Plan, kpis: Sequence[Kpi], scope: Scope
) -> Measured:
    """The figures of `plan`, against the period compared where the two are alike."""
    prepare(connection)
    taken = dict(zip(plan.all, take(connection, kpis, scope), strict=True))
    now, before = _sample(plan, plan.period, taken), None
    if plan.compared is not None:
        before = _sample(plan, plan.compared, taken)
    figures = (figure(kpi, now, before, _unlike(plan, kpi)) for kpi in kpis)
    return Measured(taken, tuple(figures))


def scope_of(
    connection: sqlite3.Connection, plan: Plan, settings: Settings, clock: str | None
) -> Scope:
    """What the queries of a report on `plan` are about.

    `clock` None: business time where hours are set.
    """
    windows = tuple(plan.window(one) for one in plan.all)
    if clock is None:
        clock = BUSINESS if hours_are_set(connection) else ELAPSED
    return Scope(windows, settings, clock, is_whole=plan.period.kind == "all")


def _sample(plan: Plan, period: Period, taken: dict[Period, Taken]) -> Sample:
    return Sample(taken[period], plan.days(period))


def _unlike(plan: Plan, kpi: Kpi) -> str | None:
    """Why a figure is not to be compared with the period before; None: it is."""
    if plan.is_before_the_desk:
        return "the desk had not begun then"
    if plan.is_moved and sees_later(kpi):
        return "taken as of another instant than the period before"
    return None
