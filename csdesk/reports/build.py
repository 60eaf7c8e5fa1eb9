"""Put a report together: definitions + periods + connection -> Report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.kpi.attention import attention
from csdesk.kpi.definitions import BY_KEY, KPIS
from csdesk.reports.alerts import limits, news
from csdesk.reports.chart_data import gallery
from csdesk.reports.figures import measured, point, scope_of, slices
from csdesk.reports.footnotes import notes
from csdesk.reports.summary import summary
from csdesk.result import ChartData, Report

if TYPE_CHECKING:
    from csdesk.kpi.kpi import Kpi
    from csdesk.reports.periods import ReportPeriods
    from csdesk.store.connection import Reader
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a report is wanted: which KPIs (none named: all), split by what.

    `also` are KPIs beside those that every report has, `everything` is all there are.
    `clock` None: business time where hours are set. `with_gallery`: what a page shows.
    """

    kpis: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    clock: str | None = None
    with_gallery: bool = False
    also: tuple[str, ...] = ()
    everything: bool = False

    def chosen(self) -> tuple[Kpi, ...]:
        """The KPIs of the report, in its order."""
        if self.kpis:
            return tuple(BY_KEY[key] for key in self.kpis)
        return tuple(
            kpi
            for kpi in KPIS
            if self.everything or kpi.key in self.also or not kpi.on_request
        )


EVERYTHING = Wanted()
HEADLINES = (
    "contacts",
    "complaints_opened",
    "resolution_rate",
    "backlog",
    "csat",
    "nps",
    "first_response_median",
    "resolution_median",
    "abandonment_rate",
    "complaint_rate",
)


def build(
    connection: Reader,
    plan: ReportPeriods,
    settings: Settings,
    wanted: Wanted = EVERYTHING,
) -> Report:
    """The report of `plan` on the desk behind `connection`."""
    kpis = wanted.chosen()
    scope = scope_of(connection, plan, settings, wanted.clock)
    found, figures = measured(connection, plan, kpis, scope)
    trend = tuple(
        (plan.span(one), tuple(point(kpi, found[one]) for kpi in kpis))
        for one in plan.trend
    )
    return Report(
        name=NAMES[plan.period.kind],
        desk=settings.text("name"),
        locale=settings.locale,
        clock=scope.clock,
        period=plan.span(plan.period),
        compared=plan.span(plan.compared) if plan.compared else None,
        as_of=plan.asked_at.astimezone(plan.zone),
        figures=figures,
        by={name: slices(connection, kpis, scope, name) for name in wanted.by},
        trend=trend,
        attention=attention(connection, plan.as_of(plan.period), plan.zone),
        summary=() if wanted.kpis else summary(figures, _is_like(plan)),
        news=()
        if plan.is_moved
        else news(
            trend, figures, kind=plan.period.kind, currency=settings.text("currency")
        ),
        notes=notes(connection, plan, figures, scope),
        limits=limits(trend[:-1] if plan.is_moved else trend, figures),
        headlines=() if wanted.kpis else HEADLINES,
        is_up_to_now=plan.asked is None and not plan.span(plan.period).complete,
        gallery=gallery(connection, scope) if wanted.with_gallery else ChartData(),
    )


def _is_like(plan: ReportPeriods) -> bool:
    """Whether the period and the one compared can be set side by side."""
    return not plan.is_moved and not plan.is_before_the_desk
