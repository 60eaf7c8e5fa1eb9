"""What a KPI is: a formula over measures that the user can read, and its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csdesk.kpi.formula import names
from csdesk.result import Better, Unit

PRACTICE = "contact-centre practice"
ISO_10002 = "ISO 10002"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure computed from measures.

    `n` is the measure that is its n (the denominator of a rate, the values of a
    mean). `parts` maps the names of JSON to measures. `left_out` names the measures
    of what the figure cannot see. `single` is a measure that must be 1 for the figure
    to mean anything (answers on one scale), with the reason. `beside` is a word, a
    stock and its oldest, shown beside a time. Where `lower_where` counts anything,
    lower is better. `needs` says why there is no figure where `n` is 0.
    """

    key: str
    label: str
    unit: Unit
    better: Better
    formula: str
    dated: str
    n: str
    source: str = PRACTICE
    needs: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    single: tuple[str, str] | None = None
    beside: tuple[str, str, str] | None = None
    lower_where: str | None = None
    section: str = ""

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that the figure and its evidence take."""
        also = [measure for _, measure in self.parts]
        also += [
            *self.left_out,
            self.n,
            *(self.single or ())[:1],
            *(self.beside or ())[1:],
        ]
        also += [self.lower_where] if self.lower_where else []
        return tuple(dict.fromkeys((*names(self.formula), *also)))


def count(
    key: str, label: str, better: Better, dated: str, measure: str, **also: Any
) -> Kpi:
    """A count of records: its n is the count itself."""
    return Kpi(key, label, Unit.COUNT, better, measure, dated, measure, **also)


def rate(  # noqa: PLR0913 - what every rate has
    key: str,
    label: str,
    better: Better,
    dated: str,
    *,
    of: tuple[str, str],
    needs: str,
    **also: Any,
) -> Kpi:
    """A numerator over a denominator, in percent; n is the denominator."""
    numerator, denominator = of
    return Kpi(
        key,
        label,
        Unit.PERCENT,
        better,
        f"100 * {numerator} / {denominator}",
        dated,
        denominator,
        needs=needs,
        parts=(("numerator", numerator), ("denominator", denominator)),
        **also,
    )


def time(  # noqa: PLR0913 - what every time has
    key: str,
    label: str,
    dated: str,
    how: str,
    measure: str,
    *,
    needs: str,
    better: Better = Better.LOWER,
    **also: Any,
) -> Kpi:
    """The mean, median or p90 of a list of seconds; n is how many there are."""
    formula = f"{how}({measure})"
    return Kpi(
        key, label, Unit.SECONDS, better, formula, dated, measure, needs=needs, **also
    )
