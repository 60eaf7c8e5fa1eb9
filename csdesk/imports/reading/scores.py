"""Read scores of surveys from cells: numbers on a scale, or the word `asked`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csdesk.domain.surveys import read_scale
from csdesk.domain.vocabulary import fold
from csdesk.errors import UsageProblem
from csdesk.imports.mapping.mapping import NPS_SCALE
from csdesk.imports.reading.cell_error import CellError
from csdesk.imports.reading.durations import COMMA

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csdesk.imports.mapping.mapping import ColumnMap, Mapping
    from csdesk.store.settings import Settings

ASKED: Final = "asked"  # in a mapping's [values]: sent, and not answered
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ScoreScale:
    """The ends of a survey's scale, and the direction of effort (ces only)."""

    low: float
    high: float
    direction: str | None


def scale_of(column: ColumnMap, settings: Settings) -> ScoreScale:
    """Return the scale of a score's column: the mapping's, else the settings'."""
    kind = column.field.name
    direction = None
    if kind == "ces":
        direction = column.direction or settings.text("ces_direction")
    return ScoreScale(*(column.scale or usual_ends(kind, settings)), direction)


def usual_ends(kind: str, settings: Settings) -> tuple[float, float]:
    """Return the ends of the scale of a kind of survey in the settings."""
    if kind == "nps":
        return NPS_SCALE
    low, _, high = settings.text(f"{kind}_scale").partition("-")
    return float(low), float(high)


def score_reader(
    column: ColumnMap, mapping: Mapping, scale: ScoreScale
) -> Callable[[str], float | str]:
    """Return a reader for the column of one kind of score, all on one scale."""
    name = column.field.name
    has_asked = lists_asked(mapping, name)
    ends = f"{scale.low:g} to {scale.high:g}"

    def read(text: str) -> float | str:
        if has_asked and fold(text) == ASKED:
            return ASKED
        score = _number(text, column, f"not a score from {ends}")
        if not scale.low <= score <= scale.high:
            hint = f'Say the scale in the mapping: {name} = {{ column = "…", '
            raise CellError(
                f"outside the scale {ends}",
                "NPS is asked from 0 to 10."
                if name == "nps"
                else f"{hint}scale = [1, 7] }}.",
                quotes=True,
            )
        if name == "nps" and not score.is_integer():
            raise CellError("not a whole number", "NPS has no halves.", quotes=True)
        return score

    return read


def lists_asked(mapping: Mapping, name: str) -> bool:
    """Return whether the mapping has a word for surveys sent and not answered."""
    return ASKED in _translations(mapping, name)


def _translations(mapping: Mapping, name: str) -> Sequence[str]:
    return [fold(word) for word in mapping.values.get(name, {}).values()]


def points_reader(column: ColumnMap, mapping: Mapping) -> Callable[[str], float | str]:
    """Return a reader of scores whose scale depends on the row, where it is checked."""
    has_asked = lists_asked(mapping, column.field.name)

    def read(text: str) -> float | str:
        if has_asked and fold(text) == ASKED:
            return ASKED
        return _number(text, column, "not a number")

    return read


def read_ends(text: str) -> tuple[float, float]:
    """Read the ends of a scale such as `1-7`."""
    try:
        scale = read_scale(text)
    except UsageProblem as error:
        raise CellError("not a scale", error.hint or "", quotes=True) from None
    return scale.low, scale.high


def _number(text: str, column: ColumnMap, problem: str) -> float:
    if (
        COMMA.fullmatch(text)
        and column.inference
        and column.inference.has_decimal_commas()
    ):
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        raise CellError(
            problem,
            f"Translate words in the mapping, under [values.{column.field.name}].",
            quotes=True,
        )
    return float(text)
