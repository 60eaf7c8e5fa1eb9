"""The records behind a figure: every row of a measure, with the value it put in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem
from csdesk.kpi.definitions import MEASURES
from csdesk.kpi.formula import names
from csdesk.kpi.measure import Measure, Take
from csdesk.kpi.query import sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csdesk.kpi.kpi import Kpi
    from csdesk.kpi.relations import Source
    from csdesk.kpi.scope import Scope
    from csdesk.store.connection import Reader

COUNTED = {Take.COUNT, Take.DISTINCT}
LONG_AGO = -(10**17)  # what stands for an opening that nobody knows is before


class Contribution(NamedTuple):
    """A record as people know it (K3), when it counts, and the value it put in.

    `at` is what dates it, in epoch seconds (of a window, its end); of a stock, its
    opening; None: not known.
    """

    ref: str
    at: int | None
    value: float


def parts_of(kpi: Kpi) -> dict[str, Measure]:
    """What a KPI is made of: its formula's measures, its parts, what is left out.

    Measures go by their part's name where they have one.
    """
    named = {measure: name for name, measure in kpi.parts}
    keys = (*formula_measures(kpi), *named, *kpi.left_out)
    return {named.get(key, key): MEASURES[key] for key in keys}


def formula_measures(kpi: Kpi) -> tuple[str, ...]:
    """The measures that the formula names, without the constants."""
    return tuple(key for key in names(kpi.formula) if key in MEASURES)


def chosen_parts(kpi: Kpi, part: str | None) -> dict[str, Measure]:
    """The part called `part`, or those of the formula. Raises UsageProblem for none."""
    known = parts_of(kpi)
    if part is None:
        wanted = formula_measures(kpi)
        return {name: one for name, one in known.items() if one.key in wanted}
    by_key = {one.key: name for name, one in known.items()}
    folded = part.strip().casefold()
    for name, one in known.items():
        if folded in {name.casefold(), one.key}:
            return {name: one}
    raise UsageProblem(
        f"{kpi.key} has no part '{part}'.",
        did_you_mean(folded, (*known, *by_key)) or f"Its parts: {', '.join(known)}.",
    )


def rows(connection: Reader, measure: Measure, scope: Scope) -> list[Contribution]:
    """The records that `measure` counts in the first window, the earliest first.

    A maximum is one record, the first that reaches it. Needs `query.prepare`.
    """
    found: list[Contribution] = []
    taken_away: Counter[str] = Counter()
    for leg in measure.relation.rows:
        put = _put(connection, leg, measure, scope.headline)
        if leg.sign < 0:
            taken_away.update(one.ref for one in put)
        else:
            found += put
    left = [one for one in found if not _take_away(taken_away, one.ref)]
    left.sort(key=lambda one: (one.at is not None, one.at or 0, len(one.ref), one.ref))
    if measure.take is Take.MAX and left:
        return [max(left, key=lambda one: one.value)]
    return left


def _take_away(taken_away: Counter[str], ref: str) -> bool:
    if not taken_away[ref]:
        return False
    taken_away[ref] -= 1
    return True


def _put(
    connection: Reader, leg: Source, measure: Measure, scope: Scope
) -> Iterator[Contribution]:
    of = "1" if measure.take in COUNTED else measure.of
    dated = measure.dated or "opened_at"
    body = (
        f"SELECT r.letter || r.number, r.{dated}, {of}\n{sources(leg, measure)}"
        f"\n  AND {measure.where}"
    )
    for ref, at, value in connection.each(scope.sql(leg.sql(body))):
        if value is not None:
            known = at + measure.shift if at is not None and at > LONG_AGO else None
            yield Contribution(ref, known, value)
