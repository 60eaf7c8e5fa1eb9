"""Footnotes of a report: comparisons, running periods, late entries."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.stats.comparison import ALPHA
from csdesk.domain.timezone import format_instant
from csdesk.kpi.query import elapsed_times, hours_are_set
from csdesk.kpi.restatements.records import corrected_since
from csdesk.kpi.scope import BUSINESS
from csdesk.result import FLAGGED

NUMBERS = ("no", "one", "two", "three", "four")

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
    changes = [one.change for one in figures if one.change]
    if all(change.verdict == "none" for change in changes):
        return ""
    able = sum(change.could_show for change in changes)
    if not able:
        return "No figure could have shown a change: there was too little of each."
    changed = sum(change.verdict in FLAGGED for change in changes) or "none"
    many = "1 figure" if able == 1 else f"{able} figures"
    return f"{many} could have shown a change, {changed} did; {_by_chance(able)}."


def _by_chance(able: int) -> str:
    """Return how many of so many figures would show a change by chance."""
    expected = round(able * ALPHA)
    if not expected:
        return "by chance one in twenty would"
    number = NUMBERS[expected] if expected < len(NUMBERS) else expected
    return f"about {number} would by chance, and related figures move together"


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
