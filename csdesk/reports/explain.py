"""Explain one figure: its meaning, its formula with numbers, its records."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.domain.parsing.duration import format_duration
from csdesk.kpi.definitions import BY_KEY, KPIS
from csdesk.kpi.drilldown import chosen_parts, parts_of, rows
from csdesk.kpi.formula import MeanOnly
from csdesk.kpi.query import prepare
from csdesk.kpi.significance import METHODS
from csdesk.render.values import NOTHING, full_note
from csdesk.render.values import figure as written
from csdesk.reports.figures import measure_figures, part, scope_of
from csdesk.result import Column, Kind, Listing, Locale, Record, Unit

if TYPE_CHECKING:
    from datetime import datetime

    from csdesk.kpi.kpi import Kpi
    from csdesk.kpi.query import Taken
    from csdesk.reports.request import Request
    from csdesk.result import Cell, Figure
    from csdesk.store.connection import Reader
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
    """List every figure that csdesk knows, in the order of the report."""
    found = tuple(
        tuple(str(getattr(one, column.key)) for column in FIGURES) for one in KPIS
    )
    return Listing("Figures", FIGURES, found, Locale(ZoneInfo("UTC"), "EUR"))


def records_listing(  # noqa: PLR0913 - what `kpi rows` takes
    connection: Reader,
    settings: Settings,
    request: Request,
    *,
    key: str,
    part: str | None,
    now: datetime,
) -> Listing:
    """List the records that a figure counts, with their values, part by part.

    `part` None: the parts named in the formula. Raises UsageProblem for an unknown
    part, and what `Request` raises.
    """
    kpi = BY_KEY[key]
    parts = chosen_parts(kpi, part)
    plan = request.plan(connection, settings, now)
    scope = scope_of(connection, plan, settings, request.options().clock)
    prepare(connection)
    kinds = {one.kind for one in parts.values()}
    kind = kinds.pop() if len(kinds) == 1 else Kind.NUMBER
    found = tuple(
        (contribution.ref, name, contribution.at, contribution.value)
        for name, measure in parts.items()
        for contribution in rows(connection, measure, scope)
    )
    return Listing(
        f"{kpi.label}, {plan.period.label}: the records behind it",
        (*RECORDS, Column("value", "Value", kind)),
        found,
        settings.locale,
        empty=f"No record counts towards {kpi.key} in {plan.period.label}.",
    )


PARTS = (
    Column("part", "Part"),
    Column("value", "Number", Kind.NUMBER),
    Column("meaning", "What it counts", grows=True),
)
# In a formula: a function of a list of values, or a number by its name.
TERM = re.compile(r"(?P<function>\w+)\((?P<list>\w+)\)|(?P<number>[a-z]\w*)")


def explain(
    connection: Reader,
    settings: Settings,
    request: Request,
    key: str,
    now: datetime,
) -> Record:
    """Explain the figure `key` of the request's period, down to its parts.

    Raises what `Request` raises.
    """
    kpi = BY_KEY[key]
    plan = request.plan(connection, settings, now)
    scope = scope_of(connection, plan, settings, request.options().clock)
    found, (one,) = measure_figures(connection, plan, (kpi,), scope)
    taken = found[plan.period]
    currency = settings.text("currency")
    fields: tuple[tuple[Column, Cell], ...] = (
        (Column("key", "Key"), kpi.key),
        (Column("label", "Figure"), kpi.label),
        (Column("meaning", "Meaning"), kpi.meaning),
        (Column("period", "Period"), plan.period.label),
        (Column("as_of", "As of", Kind.INSTANT), plan.as_of(plan.period)),
        (Column("dated", "Dated by"), kpi.dated),
        (Column("clock", "Clock"), f"{scope.clock} time"),
        (Column("formula", "Formula"), kpi.formula),
        (Column("worked", "Worked out"), worked(kpi, taken, one, currency)),
        (Column("value", "Value", _kind(kpi)), one.value),
        (Column("unit", "Unit"), str(kpi.unit)),
        (Column("n", "n", Kind.NUMBER), one.n),
        (Column("better", "Better"), str(one.better)),
        (Column("interval", "Interval"), _interval(one, currency)),
        (Column("interval_method", "Its method"), _method(kpi)),
        (Column("change", "Change"), _change(one, currency)),
        (Column("change_method", "Its test"), _test(kpi)),
        (Column("note", "Note"), full_note(one)),
        (Column("source", "Source"), kpi.source),
    )
    return Record(
        f"{kpi.label}, {plan.period.label}",
        fields,
        settings.locale,
        (
            ("parts", _parts(kpi, taken, settings, left_out=False)),
            ("left_out", _parts(kpi, taken, settings, left_out=True)),
        ),
    )


def worked(kpi: Kpi, taken: Taken, one: Figure, currency: str) -> str:
    """Return the formula with this period's numbers in it, and its result."""
    if one.value is None and kpi.single is not None and one.n:
        return f"{NOTHING}, since {kpi.single[2]}"
    result = written(one.value, one.unit, currency)
    if one.value is None:
        result = f"{NOTHING}, since there are {kpi.needs}"

    def filled_in(found: re.Match[str]) -> str:
        if found["function"]:
            return _of_values(found["function"], taken[found["list"]], kpi)
        return _number(part(taken, found["number"]))

    return f"{TERM.sub(filled_in, kpi.formula)} = {result}"


def _of_values(function: str, values: object, kpi: Kpi) -> str:
    if isinstance(values, MeanOnly):
        count, total = values
    elif isinstance(values, list):
        count, total = len(values), math.fsum(values)
        if values and function != "mean":
            low, high = _amount(min(values), kpi), _amount(max(values), kpi)
            return f"{function}({count} values from {low} to {high})"
    else:
        raise TypeError(function)
    return f"{function}({count} values adding up to {_amount(total, kpi)})"


def _amount(value: float, kpi: Kpi) -> str:
    return format_duration(round(value)) if kpi.unit is Unit.SECONDS else _number(value)


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.10g}"


def _interval(one: Figure, currency: str) -> str | None:
    if one.interval is None:
        return None
    low, high = (
        written(end, one.unit, currency)
        for end in (one.interval.low, one.interval.high)
    )
    return f"{low} to {high}, at {one.interval.level:.0%}"


def _method(kpi: Kpi) -> str:
    method = METHODS.get(kpi.stat_kind)
    return method.interval_name if method else "none for this kind of figure"


def _test(kpi: Kpi) -> str:
    method = METHODS.get(kpi.stat_kind)
    return method.test_name if method else "none for this kind of figure"


def _change(one: Figure, currency: str) -> str | None:
    if one.change is None or one.previous is None:
        return None
    before = written(one.previous.value, one.unit, currency)
    return f"{before} before, n {one.previous.n}: {one.change.text}"


def _parts(kpi: Kpi, taken: Taken, settings: Settings, *, left_out: bool) -> Listing:
    """List the measures of the formula and the named parts, or those left out."""
    known = {
        name: one
        for name, one in parts_of(kpi).items()
        if (one.key in kpi.left_out) == left_out
    }
    title = "Left out" if left_out else "Made of"
    rows = tuple(
        (name, part(taken, one.key), one.meaning) for name, one in known.items()
    )
    return Listing(title, PARTS, rows, settings.locale)


def _kind(kpi: Kpi) -> Kind:
    return Kind.DURATION if kpi.unit is Unit.SECONDS else Kind.NUMBER
