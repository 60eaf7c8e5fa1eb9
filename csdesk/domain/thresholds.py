"""Parse thresholds on figures: `csat<80`, `first_response_time > 4h`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csdesk.domain.lengths import refuse_long
from csdesk.domain.parsing.duration import read_duration
from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

# Operator -> where a value hits: -1 below the bound, 0 at it, 1 above it.
OPERATORS: Final = {
    "<": {-1},
    "<=": {-1, 0},
    ">": {1},
    ">=": {0, 1},
    "==": {0},
    "!=": {-1, 1},
}
TOLERANCE: Final = 1e-9  # a share computed in floats may miss its bound by less
_EXPRESSION = re.compile(r"([^\s<>=!]+)\s*(<=|>=|==|!=|=|<|>)([^<>=!]+)")
_NUMBER = re.compile(r"([+-]?\d{1,15}(?:\.\d{1,9})?)", re.ASCII)
_PERCENT = re.compile(rf"{_NUMBER.pattern}\s*%?", re.ASCII)
_SAMPLE: Final = {
    "percent": "80, or 80%",
    "seconds": "4h, 90m or 1h30m",
    "money": "12.50",
}
HINT: Final = "Write a figure, a sign and a number, such as --fail-on 'csat<80'."


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure, a sign and a bound in the figure's unit (seconds, %, major units).

    `operator` is one of `OPERATORS`; `text` is the text as typed.
    """

    key: str
    operator: str
    bound: float
    text: str

    def is_hit(self, value: float | None) -> bool:
        """Return whether the value breaks the threshold; None (no data) never does."""
        if value is None:
            return False
        side = (value > self.bound) - (value < self.bound)
        if abs(value - self.bound) <= TOLERANCE * max(1, abs(self.bound)):
            side = 0
        return side in OPERATORS[self.operator]


def read_threshold(text: str, known: Mapping[str, str]) -> Threshold:
    """Read the threshold in `text`; `known` maps each figure's key to its unit.

    The bound of a percentage may have a %, that of a time is a duration (a bare number
    is seconds), money is in major units. Raises UsageProblem.
    """
    refuse_long(text, "A threshold")
    found = _EXPRESSION.fullmatch(text.strip())
    bound_text = found[3].strip() if found else ""
    if found is None or not bound_text:
        raise UsageProblem(f"'{text}' is not a threshold.", HINT)
    key = found[1].casefold()
    if key not in known:
        raise UsageProblem(
            f"There is no figure '{found[1]}'.",
            did_you_mean(key, known) or "List them with 'csdesk kpi list'.",
        )
    operator = "==" if found[2] == "=" else found[2]
    bound = _read_bound(bound_text, key, known[key])
    return Threshold(key, operator, bound, " ".join(text.split()))


def _read_bound(text: str, key: str, unit: str) -> float:
    shape = _PERCENT if unit == "percent" else _NUMBER
    number = shape.fullmatch(text)
    if unit == "seconds" and (number is None or text[0] == "-"):
        return read_duration(text)
    if number is None:
        raise UsageProblem(
            f"'{text}' is no bound for {key}.",
            f"Write {_SAMPLE.get(unit, 'a number')}.",
        )
    return float(number[1])
