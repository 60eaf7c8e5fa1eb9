"""Footnotes of a report: comparisons, running periods, late entries."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.timezone import format_instant
from csdesk.kpi.query import elapsed_times, hours_are_set
from csdesk.kpi.restatements.records import corrected_since
from csdesk.kpi.scope import BUSINESS
from csdesk.result import FLAGGED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.kpi.scope import Scope
    from csdesk.reports.periods import ReportPeriods
    from csdesk.result import Figure
    from csdesk.store.connection import Reader


def footnotes(
    connection: Reader,
    plan: ReportPeriods,
    figures: Sequence[Figure],
    scope: Scope,
) -> tuple[str, ...]:
    """Return the footnotes: comparisons, running periods, times, late entries."""
    sentences = (
        _compared(figures),
        _moved(plan) or _running(plan),
        _earlier(plan),
        _elapsed(connection, scope),
        _corrected(connection, plan),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _compared(figures: Sequence[Figure]) -> str:
    verdicts = [one.change.verdict for one in figures if one.change]
    tested = sum(verdict != "none" for verdict in verdicts)
    flagged = sum(verdict in FLAGGED for verdict in verdicts)
    if not tested:
        return ""
    figures_compared = "1 figure" if tested == 1 else f"{tested} figures"
    return (
        f"{figures_compared} compared, {flagged} changed; by chance alone one in "
        "twenty would."
    )


def _moved(plan: ReportPeriods) -> str:
    if not plan.is_moved:
        return ""
    instant = format_instant(plan.as_of_instant, plan.zone)
    sentence = f"{plan.period.label} is taken as of {instant}"
    others = "; other periods as of their ends" if len(plan.all) > 1 else ""
    return f"{sentence}{others}."


def _earlier(plan: ReportPeriods) -> str:
    """Return the footnote on the period compared, or ''."""
    if plan.compared is None or plan.first is None:
        return ""
    label, span = plan.compared.label, plan.span(plan.compared)
    first = datetime.fromtimestamp(plan.first, UTC)
    if plan.is_before_first_record:
        return f"{label} was before the desk's first record."
    if span.start < first:
        began = format_instant(first, plan.zone)
        return f"The desk's first record is of {began}: {label} is not whole."
    if not span.complete and plan.span(plan.period).complete:
        return f"{label} is still running, and counted as far as it has come."
    return ""


def _elapsed(connection: Reader, scope: Scope) -> str:
    """Return the footnote on elapsed times in a report in business time, or ''."""
    if scope.clock != BUSINESS or not hours_are_set(connection):
        return ""
    many = elapsed_times(connection, scope.windows[0])
    if not many:
        return ""
    times = "1 time was" if many == 1 else f"{many} times were"
    return (
        f"{times} measured before hours were set, and count as elapsed; "
        "'csdesk hours recompute' measures anew."
    )


def _running(plan: ReportPeriods) -> str:
    span = plan.span(plan.period)
    if span.complete or len(plan.all) == 1:
        return ""
    return (
        f"{span.label} is still running: every period is taken up to the same "
        "day and time."
    )


def _corrected(connection: Reader, plan: ReportPeriods) -> str:
    window, end = plan.window(plan.period), int(plan.span(plan.period).end.timestamp())
    if end > plan.now.timestamp():
        return ""
    late = corrected_since(connection, window.start, end, window.as_of)
    if not late:
        return ""
    many = "1 record was" if late == 1 else f"{late} records were"
    return f"{many} entered or corrected since {plan.period.label} ended."
