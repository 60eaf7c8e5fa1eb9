"""Build a report: definitions + periods + connection -> Report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.kpi.attention import attention
from csdesk.kpi.definitions import BY_KEY, KPIS
from csdesk.reports.alerts import alerts, limits
from csdesk.reports.chart_data import chart_data
from csdesk.reports.figures import measure_figures, point, scope_of, slices
from csdesk.reports.footnotes import footnotes
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
class ReportOptions:
    """The parts of a report wanted: KPIs (none: all) and dimensions.

    `also` are KPIs in addition to those of every report, `everything` is all KPIs.
    `clock` None: business time where hours are set. `with_chart_data`: for HTML.
    """

    kpis: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    clock: str | None = None
    with_chart_data: bool = False
    also: tuple[str, ...] = ()
    everything: bool = False

    def chosen(self) -> tuple[Kpi, ...]:
        """Return the KPIs of the report, in its order."""
        if self.kpis:
            return tuple(BY_KEY[key] for key in self.kpis)
        return tuple(
            kpi
            for kpi in KPIS
            if self.everything or kpi.key in self.also or not kpi.on_request
        )


DEFAULT_OPTIONS = ReportOptions()
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
    options: ReportOptions = DEFAULT_OPTIONS,
) -> Report:
    """Build the report of `plan` on the desk behind `connection`."""
    kpis = options.chosen()
    scope = scope_of(connection, plan, settings, options.clock)
    found, figures = measure_figures(connection, plan, kpis, scope)
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
        as_of=plan.as_of_instant.astimezone(plan.zone),
        figures=figures,
        by={name: slices(connection, kpis, scope, name) for name in options.by},
        trend=trend,
        attention=attention(connection, plan.as_of(plan.period), plan.zone),
        summary=() if options.kpis else summary(figures, _is_like(plan)),
        alerts=()
        if plan.is_moved
        else alerts(
            trend, figures, kind=plan.period.kind, currency=settings.text("currency")
        ),
        footnotes=footnotes(connection, plan, figures, scope),
        limits=limits(trend[:-1] if plan.is_moved else trend, figures),
        headlines=() if options.kpis else HEADLINES,
        is_up_to_now=plan.given_as_of is None and not plan.span(plan.period).complete,
        chart_data=chart_data(connection, scope)
        if options.with_chart_data
        else ChartData(),
    )


def _is_like(plan: ReportPeriods) -> bool:
    """Return whether the period and the one compared are comparable."""
    return not plan.is_moved and not plan.is_before_first_record
