"""Whether a report's figures are where they should not be (`--fail-on`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.domain.durations import say_duration
from csdesk.domain.thresholds import read_threshold
from csdesk.kpi.definitions import BY_KEY
from csdesk.render.values import figure as written
from csdesk.result import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csdesk.domain.thresholds import Threshold
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
    """What `--fail-on` was given. Raises UsageProblem for what is no test."""
    known = {key: kpi.unit for key, kpi in BY_KEY.items()}
    return tuple(read_threshold(text, known) for text in texts)


def check(
    thresholds: Sequence[Threshold], figures: Iterable[Figure], currency: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A sentence for each threshold that is hit, and for each that was not tested.

    What has no data is not tested: it hits nothing.
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
            value, bound = _say(found.value, one.bound, found.unit, currency)
            word = WORDS[one.operator]
            hits.append(f"{one.key} is {value}, which is {word} {bound} ({option}).")
    return tuple(hits), tuple(untested)


def _say(value: float, bound: float, unit: Unit, currency: str) -> tuple[str, str]:
    """A value as the report writes it, to the last digit where that is the bound."""
    said = written(value, unit, currency)
    is_time = unit is Unit.SECONDS
    limit = say_duration(bound, parts=4) if is_time else digits(bound)
    if said == written(bound, unit, currency) and value != bound:
        said, limit = digits(value) + EXACT.get(unit, ""), digits(bound)
    return said, limit


def digits(number: float) -> str:
    """`80`, `12.5`: every digit that counts, without trailing zeros."""
    text = f"{number:.9f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
