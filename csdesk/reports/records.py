"""A figure opened: the very records behind it, and the list of all figures."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.kpi.definitions import BY_KEY, KPIS
from csdesk.kpi.query import prepare
from csdesk.kpi.rows import chosen_parts, rows
from csdesk.reports.measured import scope_of
from csdesk.result import Column, Kind, Listing, Locale

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from csdesk.reports.request import Request
    from csdesk.store.settings import Settings

FIGURES = (
    Column("key", "Key"),
    Column("label", "Figure"),
    Column("unit", "Unit"),
    Column("better", "Better"),
    Column("dated", "Dated by", width=2),
    Column("section", "Section", width=0),
    Column("meaning", "Meaning", width=0),
    Column("formula", "Formula", width=0),
    Column("source", "Source", width=0),
)
RECORDS = (
    Column("id", "Id", Kind.REF),
    Column("part", "Part"),
    Column("at", "When", Kind.INSTANT),
)


def figures_listing() -> Listing:
    """Every figure that csdesk knows, in the order of the report."""
    found = tuple(
        tuple(str(getattr(one, column.key)) for column in FIGURES) for one in KPIS
    )
    return Listing("Figures", FIGURES, found, Locale(ZoneInfo("UTC"), "EUR"))


def records_listing(  # noqa: PLR0913 - what `kpi rows` takes
    connection: sqlite3.Connection,
    settings: Settings,
    request: Request,
    *,
    key: str,
    part: str | None,
    now: datetime,
) -> Listing:
    """The records that a figure counts, each with the value it put in, part by part.

    `part` None: the parts that the formula names. Raises UsageProblem for a part that
    the figure has not, and what `Request` raises.
    """
    kpi = BY_KEY[key]
    parts = chosen_parts(kpi, part)
    plan = request.plan(connection, settings, now)
    scope = scope_of(connection, plan, settings, request.wanted().clock)
    prepare(connection)
    kinds = {one.kind for one in parts.values()}
    kind = kinds.pop() if len(kinds) == 1 else Kind.NUMBER
    found = tuple(
        (put.ref, name, put.at, put.value)
        for name, measure in parts.items()
        for put in rows(connection, measure, scope)
    )
    return Listing(
        f"{kpi.label}, {plan.period.label}: the records behind it",
        (*RECORDS, Column("value", "Value", kind)),
        found,
        settings.locale,
        empty=f"No record counts towards {kpi.key} in {plan.period.label}.",
    )
