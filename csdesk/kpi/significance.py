"""Significance: the interval and the test of each kind of figure.

KPIS.md §4. Applies `csdesk.domain.stats` to figures, in the figures' units (percent,
points, seconds, scores).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from csdesk.domain.parsing.duration import format_duration
from csdesk.domain.stats import (
    counts,
    groups,
    means,
    proportions,
    ranks,
)
from csdesk.domain.stats.proportions import smallest_change
from csdesk.kpi.formula import names
from csdesk.kpi.kpi import StatKind
from csdesk.kpi.query import Taken, count, value
from csdesk.result import (
    SMALL_SAMPLE,
    Better,
    FigureChange,
    Interval,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from csdesk.domain.stats.comparison import Comparison
    from csdesk.kpi.kpi import Kpi

LEVEL = 0.95
FEW_EVENTS = 6  # fewer events in both periods together are too few
PERCENT = 100.0
ROUNDING = 1e-9  # equal shares, computed in two ways
TOO_FEW = "too few to compare"
ANOTHER_SCALE = "asked on another scale before"


class PeriodSample(NamedTuple):
    """The measures of one period, and its length in local days."""

    taken: Taken
    days: float


class Method(NamedTuple):
    """An interval and a test with their names; times `scale` in the figure's unit.

    `could_show`: some outcome of so many records would be a change.
    """

    interval: Callable[[Kpi, Taken], tuple[float, float] | None]
    interval_name: str
    compare: Callable[[Kpi, PeriodSample, PeriodSample], Comparison | None]
    test_name: str
    could_show: Callable[[Kpi, PeriodSample, PeriodSample], bool]
    scale: float = 1.0


def interval(kpi: Kpi, taken: Taken) -> Interval | None:
    """Compute the 95 % interval of a figure; None where it has none."""
    method = METHODS.get(kpi.stat_kind)
    if method is None or value(kpi, taken) is None:
        return None
    ends = method.interval(kpi, taken)
    if ends is None:
        return None
    low, high = ends
    scale = _scale(kpi, method)
    least, most = _ends(kpi, taken)
    low, high = max(low * scale, least), min(high * scale, most)
    return Interval(low, high, LEVEL, method.interval_name)


def _ends(kpi: Kpi, taken: Taken) -> tuple[float, float]:
    """Return the ends of the figure's scale, where it has any."""
    if kpi.unit is Unit.PERCENT:
        return 0.0, PERCENT
    if kpi.ends is None:
        return -math.inf, math.inf
    low, high = (taken[measure] for measure in kpi.ends)
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        raise TypeError(kpi.ends)
    return low, high


def change(
    kpi: Kpi, now: PeriodSample, before: PeriodSample, better: Better
) -> FigureChange | None:
    """Test the difference from the period before; None without data in either.

    Verdicts: better, worse or changed where it is significant; else too_few or
    no_evidence; none where the figure has no test.
    """
    value_now, value_before = value(kpi, now.taken), value(kpi, before.taken)
    if value_now is None or value_before is None:
        return None
    if kpi.single is not None:
        _, which, _ = kpi.single
        if now.taken[which] != before.taken[which]:
            return FigureChange(None, None, None, None, None, "none", ANOTHER_SCALE)
    difference = value_now - value_before
    method = METHODS.get(kpi.stat_kind)
    found = method.compare(kpi, now, before) if method else None
    if method is None:
        return FigureChange(
            difference, None, None, None, None, "none", _without_test(kpi)
        )
    if found is None:
        return FigureChange(difference, None, None, None, None, "too_few", TOO_FEW)
    scale = _scale(kpi, method)
    low = None if found.low is None else found.low * scale
    high = None if found.high is None else found.high * scale
    verdict = _verdict(kpi, found, now, before, better)
    text = _text(kpi, verdict, difference, now, before)
    return FigureChange(
        difference,
        low,
        high,
        found.p,
        method.test_name,
        verdict,
        text,
        method.could_show(kpi, now, before),
    )


def _verdict(
    kpi: Kpi, found: Comparison, now: PeriodSample, before: PeriodSample, better: Better
) -> str:
    if found.is_change:
        if better is Better.NEITHER:
            return "changed"
        went_up = found.difference > 0
        return "better" if went_up == (better is Better.HIGHER) else "worse"
    n1, n2 = _counts(kpi, now, before)
    if kpi.stat_kind is StatKind.COUNT:
        return "too_few" if n1 + n2 < FEW_EVENTS else "no_evidence"
    return "too_few" if min(n1, n2) < SMALL_SAMPLE else "no_evidence"


def _text(
    kpi: Kpi, verdict: str, difference: float, now: PeriodSample, before: PeriodSample
) -> str:
    if verdict == "no_evidence":
        return "no evidence of change"
    if verdict != "too_few":
        return f"{verdict}: {_amount(kpi, difference)}"
    if kpi.stat_kind is not StatKind.PROPORTION:
        return TOO_FEW
    n1, n2 = _counts(kpi, now, before)
    least = smallest_change(n1, n2)
    if least is None:
        return "no outcome of so few could show a change"
    share, people = least
    if abs(difference) > share * PERCENT + ROUNDING:
        return TOO_FEW
    if people is not None:
        return f"with {n1} against {n2} at least {people} would have to differ"
    least_points = math.floor(share * PERCENT + ROUNDING)
    return (
        f"with {n1} against {n2} the difference would have to be at least "
        f"{least_points} points"
    )


def _amount(kpi: Kpi, difference: float) -> str:
    if kpi.unit is Unit.SECONDS:
        way = "longer" if difference > 0 else "shorter"
        return f"{format_duration(abs(difference))} {way}"
    unit = " points" if kpi.unit in {Unit.PERCENT, Unit.SCORE} else ""
    return f"{difference:+.{0 if kpi.unit is Unit.COUNT else 1}f}{unit}"


def _without_test(kpi: Kpi) -> str:
    if kpi.unit is Unit.SECONDS:
        return "no test for a mean or a nine-in-ten of times"
    return "no test for this figure"


def _scale(kpi: Kpi, method: Method) -> float:
    """Return the scale of a method; a mean in percent is a mean of fractions."""
    if kpi.stat_kind is StatKind.MEAN:
        return PERCENT if kpi.unit is Unit.PERCENT else 1.0
    return method.scale


def _values(kpi: Kpi, taken: Taken) -> list[float]:
    """Return the list of values that the formula averages."""
    (name,) = names(kpi.formula)
    found = taken[name]
    return found if isinstance(found, list) else []


def _share(kpi: Kpi, taken: Taken) -> tuple[int, int]:
    parts = dict(kpi.parts)
    return count(taken, parts["numerator"]), count(taken, parts["denominator"])


def _counts(kpi: Kpi, now: PeriodSample, before: PeriodSample) -> tuple[int, int]:
    return count(now.taken, kpi.n), count(before.taken, kpi.n)


def _thirds(kpi: Kpi, taken: Taken) -> tuple[int, int, int]:
    first, second, third = (count(taken, measure) for _, measure in kpi.parts)
    return first, second, third


def _net_score_interval(kpi: Kpi, taken: Taken) -> tuple[float, float] | None:
    """Return the interval of a net score; None for a single answer."""
    thirds = _thirds(kpi, taken)
    return groups.net_score_interval(thirds) if sum(thirds) > 1 else None


METHODS: dict[StatKind, Method] = {
    StatKind.PROPORTION: Method(
        lambda kpi, taken: proportions.wilson(*_share(kpi, taken)),
        "Wilson",
        lambda kpi, now, before: proportions.proportion_change(
            *_share(kpi, now.taken), *_share(kpi, before.taken)
        ),
        "Newcombe and Fisher",
        lambda *compared: proportions.could_change(*_counts(*compared)),
        PERCENT,
    ),
    StatKind.GROUPS: Method(
        _net_score_interval,
        "adjusted Wald",
        lambda kpi, now, before: groups.net_score_change(
            _thirds(kpi, now.taken), _thirds(kpi, before.taken)
        ),
        "permutation, adjusted Wald",
        lambda *compared: groups.could_change(*_counts(*compared)),
    ),
    StatKind.MEDIAN: Method(
        lambda kpi, taken: ranks.median_interval(sorted(_values(kpi, taken))),
        "order statistics",
        lambda kpi, now, before: ranks.times_change(
            _values(kpi, now.taken), _values(kpi, before.taken)
        ),
        "Mann-Whitney",
        lambda *compared: ranks.could_change(*_counts(*compared)),
    ),
    StatKind.MEAN: Method(
        lambda kpi, taken: means.mean_interval(_values(kpi, taken)),
        "t",
        lambda kpi, now, before: means.mean_change(
            _values(kpi, now.taken), _values(kpi, before.taken)
        ),
        "Welch",
        lambda *_compared: True,  # two scores each, which a comparison needs
    ),
    StatKind.COUNT: Method(
        lambda kpi, taken: counts.poisson_interval(count(taken, kpi.n)),
        "exact Poisson",
        lambda kpi, now, before: counts.count_change(
            count(now.taken, kpi.n), now.days, count(before.taken, kpi.n), before.days
        ),
        "conditional binomial",
        lambda kpi, now, before: counts.could_change(
            sum(_counts(kpi, now, before)), now.days, before.days
        ),
    ),
}
