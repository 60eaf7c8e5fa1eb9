"""What a reader of a report should know about it as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.local_time import say_instant
from csdesk.store.corrections import corrected_since

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from csdesk.reports.windows import Plan
    from csdesk.result import Figure

FLAGGED = frozenset({"better", "worse", "changed"})


def notes(
    connection: sqlite3.Connection, plan: Plan, figures: Sequence[Figure]
) -> tuple[str, ...]:
    """How many figures were compared, what is still to come, what came late."""
    told = (_compared(figures), _running(plan), _corrected(connection, plan))
    return tuple(sentence for sentence in told if sentence)


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


def _running(plan: Plan) -> str:
    span = plan.span(plan.period)
    if span.complete:
        return ""
    if plan.asked is not None:
        told = say_instant(plan.asked_at, plan.zone)
        return f"{span.label} is taken as of {told}; other periods as of their ends."
    return (
        f"{span.label} is still running: every period is taken up to the same "
        "day and time."
    )


def _corrected(connection: sqlite3.Connection, plan: Plan) -> str:
    window, end = plan.window(plan.period), int(plan.span(plan.period).end.timestamp())
    if end > plan.now.timestamp():
        return ""
    late = corrected_since(connection, window.start, end, window.as_of)
    if not late:
        return ""
    many = "1 record was" if late == 1 else f"{late} records were"
    return f"{many} entered or corrected since {plan.period.label} ended."
