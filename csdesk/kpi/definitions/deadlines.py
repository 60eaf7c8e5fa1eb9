"""Measures and rates of deadlines met, whatever fell due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.kpi.kpi import Kpi, rate
from csdesk.kpi.measure import Measure
from csdesk.result import Better

if TYPE_CHECKING:
    from csdesk.kpi.relations import Relation

KNOWN = "NOT r.on_hold AND (r.kept OR NOT r.unknown)"
KEPT = "NOT r.on_hold AND r.kept"
UNKNOWN = "NOT r.on_hold AND NOT r.kept AND r.unknown"


def on_time_measures(name: str, what: str, done: str, over: Relation) -> list[Measure]:
    """Make the measures of what fell due in the period and before T, and in time.

    `name` (responses) begins their keys; `what` (responses) and `done` (given) are
    words of their meanings.
    """
    parts = (
        ("due", f"{what} that fell due", KNOWN),
        ("on_time", f"of these, those {done} by then", KEPT),
        ("unknown", f"{what} due that were {done} at an unknown time", UNKNOWN),
    )
    return [
        Measure(f"{name}_{key}", meaning, over, "due_at", where)
        for key, meaning, where in parts
    ]


def on_time(key: str, label: str, name: str, what: str, meaning: str) -> Kpi:
    """Make the share of what fell due that was in time."""
    return rate(
        key,
        label,
        Better.HIGHER,
        "due",
        of=(f"{name}_on_time", f"{name}_due"),
        needs=f"no {what} due",
        left_out=(f"{name}_unknown",),
        meaning=meaning,
    )
