"""Records behind a figure: each row of a measure, with the value it contributes."""

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
LONG_AGO = -(10**17)  # an opening before this is unknown


class Contribution(NamedTuple):
    """A record by its id (K3), when it counts, and the value it contributes.

    `at` dates it, in epoch seconds: for a measure of the days after an event, the end
    of those days; for a stock, the opening. None: not known.
    """

    ref: str
    at: int | None
    value: float


def parts_of(kpi: Kpi) -> dict[str, Measure]:
    """Return the measures of a KPI: of its formula, its parts, and those left out.

    The key is the name of the part, if a measure has one.
    """
    named = {measure: name for name, measure in kpi.parts}
    keys = (*formula_measures(kpi), *named, *kpi.left_out)
    return {named.get(key, key): MEASURES[key] for key in keys}


def formula_measures(kpi: Kpi) -> tuple[str, ...]:
    """Return the measures that the formula names, without constants."""
    return tuple(key for key in names(kpi.formula) if key in MEASURES)


def chosen_parts(kpi: Kpi, part: str | None) -> dict[str, Measure]:
    """Return the part called `part`, or those of the formula for None.

    Raises UsageProblem if there is no such part.
    """
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
    """Return the records that `measure` counts in the first window, the earliest first.

    For a maximum, this is the first record that reaches it. Needs `query.prepare`.
    """
    found: list[Contribution] = []
    subtracted: Counter[str] = Counter()
    for source in measure.relation.rows:
        contributions = _contributions(connection, source, measure, scope.headline)
        if source.sign < 0:
            subtracted.update(one.ref for one in contributions)
        else:
            found += contributions
    left = [one for one in found if not _subtract(subtracted, one.ref)]
    left.sort(key=lambda one: (one.at is not None, one.at or 0, len(one.ref), one.ref))
    if measure.take is Take.MAX and left:
        return [max(left, key=lambda one: one.value)]
    return left


def _subtract(subtracted: Counter[str], ref: str) -> bool:
    """Use up one subtraction of `ref`, if there is one left."""
    if not subtracted[ref]:
        return False
    subtracted[ref] -= 1
    return True


def _contributions(
    connection: Reader, source: Source, measure: Measure, scope: Scope
) -> Iterator[Contribution]:
    of = "1" if measure.take in COUNTED else measure.of
    dated = measure.dated or "opened_at"
    body = (
        f"SELECT r.letter || r.number, r.{dated}, {of}\n{sources(source, measure)}"
        f"\n  AND {measure.where}"
    )
    for ref, at, value in connection.each(scope.sql(source.sql(body))):
        if value is not None:
            known = at + measure.shift if at is not None and at > LONG_AGO else None
            yield Contribution(ref, known, value)
