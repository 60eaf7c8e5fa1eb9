"""KPIs: a readable formula over measures, and its kind of statistic."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from csdesk.kpi.formula import names
from csdesk.result import Better, Few, Unit

STOCK = "as of"
PRACTICE = "contact-centre practice"
ISO_10002 = "ISO 10002"


class StatKind(StrEnum):
    """The kind of statistic of a figure: decides interval and test (KPIS.md §4)."""

    PROPORTION = "proportion"  # its numerator is a subset of its denominator
    GROUPS = "groups"  # of three groups, the first less the last
    MEDIAN = "median"
    MEAN = "mean"  # of scores
    COUNT = "count"  # of events
    NONE = "none"  # means and p90 of times, money, stocks, ratios that can pass 100


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure computed from measures; `meaning` explains it to an owner.

    `n` is the measure that is its n (the denominator of a rate, the values of a
    mean). `parts` maps JSON names to measures. `left_out` are the measures of records
    that the figure leaves out. `single` is a measure that must be 1 for the figure to
    mean anything (answers on one scale), the measure of which one it is, and the
    reason for none. `still_open` is a word, a stock and its oldest, shown with a time.
    `scores` are the answers shown instead of the figure where they are few, and the
    measure that counts their scales. `ends` are the measures of the ends of the scale
    of a mean score, which its interval is cut at. `few` is what people see where `n` is
    below five. Where `lower_where` counts anything, lower is
    better. `needs` is why there is no figure where `n` is 0. `on_request`: slow in a
    large desk, so that a report has it only when it is named.
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
    single: tuple[str, str, str] | None = None
    still_open: tuple[str, str, str] | None = None
    scores: tuple[str, str | None] | None = None
    ends: tuple[str, str] | None = None
    lower_where: str | None = None
    stat_kind: StatKind = StatKind.NONE
    few: Few = Few.VALUE
    section: str = ""
    on_request: bool = False
    meaning: str = ""

    @property
    def vital(self) -> tuple[str, ...]:
        """The measures that the value and its tests need."""
        also = [measure for _, measure in self.parts]
        also += [self.n, *(self.single or ())[:2]]
        also += [self.lower_where] if self.lower_where else []
        also += [key for key in self.scores or () if key]
        also += self.ends or ()
        return tuple(dict.fromkeys((*names(self.formula), *also)))

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that the figure and its notes need."""
        also = [*self.left_out, *(self.still_open or ())[1:]]
        return tuple(dict.fromkeys((*self.vital, *also)))


def count(
    key: str, label: str, better: Better, dated: str, measure: str, **also: Any
) -> Kpi:
    """Make a count of records: its n is the count itself; a stock if dated "as of"."""
    stat_kind = StatKind.NONE if dated == STOCK else StatKind.COUNT
    return Kpi(
        key,
        label,
        Unit.COUNT,
        better,
        measure,
        dated,
        measure,
        stat_kind=stat_kind,
        **also,
    )


def rate(  # noqa: PLR0913 - what every rate has
    key: str,
    label: str,
    better: Better,
    dated: str,
    *,
    of: tuple[str, str],
    needs: str,
    is_share: bool = True,
    **also: Any,
) -> Kpi:
    """Make a rate: numerator over denominator, in percent; n is the denominator.

    `is_share` False: the numerator is no part of the denominator, and may exceed it.
    """
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
        stat_kind=StatKind.PROPORTION if is_share else StatKind.NONE,
        few=Few.SHARE if is_share else Few.VALUE,
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
    """Make a mean, median or p90 of a list of seconds; n is how many there are."""
    return Kpi(
        key,
        label,
        Unit.SECONDS,
        better,
        f"{how}({measure})",
        dated,
        measure,
        needs=needs,
        stat_kind=StatKind.MEDIAN if how == "median" else StatKind.NONE,
        **also,
    )
