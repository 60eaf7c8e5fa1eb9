"""Alerts: figures outside their usual range, and thresholds broken."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Final

from csdesk.domain.parsing.duration import format_duration
from csdesk.domain.thresholds import read_threshold
from csdesk.kpi.definitions import BY_KEY
from csdesk.render.values import figure as written
from csdesk.reports.usual_ranges import usual_ranges
from csdesk.result import Better, Limits, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csdesk.domain.thresholds import Threshold
    from csdesk.reports.usual_ranges import Periods, UsualRange
    from csdesk.result import Figure


WORDS: Final = {
    "<": "below",
    "<=": "at most",
    ">": "above",
    ">=": "at least",
    "==": "exactly",
    "!=": "not",
}
EXACT: Final = {Unit.PERCENT: " %", Unit.SECONDS: " s"}


def read_thresholds(texts: Iterable[str]) -> tuple[Threshold, ...]:
    """Read the thresholds of `--fail-on`. Raises UsageProblem."""
    known = {key: kpi.unit for key, kpi in BY_KEY.items()}
    return tuple(read_threshold(text, known) for text in texts)


def check(
    thresholds: Sequence[Threshold], figures: Iterable[Figure], currency: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a sentence for each threshold hit, and for each not tested.

    A figure without data is not tested.
    """
    by_key = {figure.key: figure for figure in figures}
    hits, untested = [], []
    for one in thresholds:
        found = by_key.get(one.key)
        option = f"--fail-on '{one.text}'"
        if found is None or found.value is None:
            why = "is not in this report" if found is None else "has no data"
            untested.append(f"{one.key} {why}: {option} was not tested.")
        elif one.is_hit(found.value):
            value, bound = _format_hit(found.value, one.bound, found.unit, currency)
            word = WORDS[one.operator]
            hits.append(f"{one.key} is {value}, which is {word} {bound} ({option}).")
    return tuple(hits), tuple(untested)


def _format_hit(
    value: float, bound: float, unit: Unit, currency: str
) -> tuple[str, str]:
    """Format a value and a bound; exactly, where they would be written alike."""
    shown = written(value, unit, currency)
    is_time = unit is Unit.SECONDS
    limit = format_duration(bound, parts=4) if is_time else digits(bound)
    if shown == written(bound, unit, currency) and value != bound:
        shown, limit = digits(value) + EXACT.get(unit, ""), digits(bound)
    return shown, limit


def digits(number: float) -> str:
    """Format every significant digit, without trailing zeros: `80`, `12.5`."""
    text = f"{number:.9f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


NOUNS: Final = {
    "day": "days",
    "week": "weeks",
    "month": "months",
    "quarter": "quarters",
    "year": "years",
}
WORTH: Final = {
    (Better.HIGHER, True): ", for the better",
    (Better.HIGHER, False): ", for the worse",
    (Better.LOWER, True): ", for the worse",
    (Better.LOWER, False): ", for the better",
}


def limits(trend: Periods, figures: Sequence[Figure]) -> tuple[Limits, ...]:
    """Return the usual range of each figure with at least nine values in `trend`.

    It is cut off where the figure cannot lie (0, 100 %); `outside` are the positions
    in `trend` of the values that stand out of it.
    """
    found = []
    for usual in usual_ranges(trend, figures):
        low, high = usual.ends
        centre = usual.trend.centre
        found.append(Limits(usual.figure.key, centre, low, high, usual.outside))
    return tuple(found)


def alerts(
    trend: Periods, figures: Sequence[Figure], *, kind: str, currency: str
) -> tuple[str, ...]:
    """Return a sentence for each figure unusual in the last period of `trend`.

    Its value is outside the usual range, or the last of eight or more in a row on one
    side of the mean; never where too few records are behind it (`usual_ranges`).
    `kind` is that of the period (day, week, …).
    """
    noun = NOUNS.get(kind, "periods")
    sentences = (
        _outside(usual, noun, currency) or _run(usual, noun, currency)
        for usual in usual_ranges(trend, figures)
        if not usual.figure.answers  # few answers are shown themselves
    )
    return tuple(sentence for sentence in sentences if sentence)


def _outside(usual: UsualRange, noun: str, currency: str) -> str | None:
    """Return the sentence on a latest value beyond the limits, or None.

    None, too, where it is beyond them by less than is shown.
    """
    last, figure = usual.last, usual.figure
    if last not in usual.outside:
        return None
    ends = _ends_of_range(usual, currency)
    value = usual.values[last] or 0
    shown, is_above = written(value, figure.unit, currency), value > usual.trend.centre
    if shown in ends:
        return None
    count = sum(one is not None for one in usual.values)
    return (
        f"{figure.label}: {shown} is {'above' if is_above else 'below'} the usual "
        f"{' to '.join(dict.fromkeys(ends))} ({count} {noun})"
        f"{_worth(figure, is_above)}."
    )


def _ends_of_range(usual: UsualRange, currency: str) -> tuple[str, str]:
    """Format the limits; of a count, the whole numbers within them."""
    low, high = usual.ends
    if usual.figure.unit is Unit.COUNT:
        if ceil(low) > floor(high):
            return (_finer(usual),) * 2
        low, high = ceil(low), floor(high)
    unit = usual.figure.unit
    return written(low, unit, currency), written(high, unit, currency)


def _finer(usual: UsualRange) -> str:
    """Format the mean of a count with a decimal, to differ from the values."""
    return f"{usual.trend.centre:.1f}"


def _run(usual: UsualRange, noun: str, currency: str) -> str | None:
    """Return the sentence on a run on one side up to the latest value, or None.

    None, too, where it differs from the mean by less than is shown.
    """
    begins, last, figure = usual.run, usual.last, usual.figure
    if begins is None:
        return None
    stretch = usual.values[begins:]
    shown = [written(one, figure.unit, currency) for one in stretch if one is not None]
    usually = written(usual.trend.centre, figure.unit, currency)
    if usually in shown:
        if figure.unit is not Unit.COUNT:
            return None
        usually = _finer(usual)
    is_above = (usual.values[last] or 0) > usual.trend.centre
    time = f"for {len(shown)} {noun} running"
    if len(shown) < len(stretch):
        time = f"in all of the last {len(shown)} {noun} with data"
    return (
        f"{figure.label} has been {'above' if is_above else 'below'} its usual "
        f"{usually} {time}{_worth(figure, is_above)}."
    )


def _worth(figure: Figure, is_above: bool) -> str:
    return WORTH.get((figure.better, is_above), "")
