"""Survey scales and scores: what an answer means on its scale."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from csdesk.domain.lengths import refuse_long
from csdesk.errors import UsageProblem

# At most six digits an end, so that `str` of a scale can be read again.
_END = r"(-?\d{1,4}(?:\.\d{1,2})?)"
SCALE = re.compile(rf"{_END}\s*(?:-|–|\.\.|to)\s*{_END}", re.ASCII)
SCORE = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
PROMOTER_FLOOR = 9
PASSIVE_FLOOR = 7
# A satisfied answer lies in the top quarter of its scale: 4-5 of 5, 6-7 of 7.
SATISFIED_SHARE = 0.75
TOLERANCE = 1e-9  # 0.7 on a scale of 0.1-0.9 is three quarters, in floats a hair less
UNHAPPY = ("detractor", "not satisfied", "hard")
QUESTIONS = {"easy": "it was easy", "effort": "how much effort"}


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale: its lowest and highest possible answers."""

    low: float
    high: float

    def __str__(self) -> str:
        """Format as `1-7`."""
        return f"{self.low:g}-{self.high:g}"


NPS_SCALE = Scale(0, 10)


def read_scale(text: str) -> Scale:
    """Read a scale such as `1-7`. Raises UsageProblem for anything else."""
    refuse_long(text, "A scale")
    found = SCALE.fullmatch(text.strip())
    if found is None or not float(found[1]) < float(found[2]):
        raise UsageProblem(
            f"'{text}' is not a scale.", "Write its lowest and highest answer: 1-7."
        )
    return Scale(float(found[1]), float(found[2]))


def read_score(text: str, scale: Scale) -> float:
    """Read a score on `scale`. Raises UsageProblem where it is not on it."""
    refuse_long(text, "A score")
    typed = text.strip()
    is_number = SCORE.fullmatch(typed) is not None
    score = float(typed.replace(",", ".")) if is_number else math.nan
    if not scale.low <= score <= scale.high:
        raise UsageProblem(
            f"'{text}' is not a score from {scale.low:g} to {scale.high:g}.",
            f"Write a number from {scale.low:g} to {scale.high:g}, "
            "or another scale with --scale.",
        )
    return score


def format_score(kind: str, score: float, scale: Scale, direction: str | None) -> str:
    """Format the meaning of a score: promoter, satisfied, easy."""
    if kind == "nps":
        if score >= PROMOTER_FLOOR:
            return "promoter"
        return "passive" if score >= PASSIVE_FLOOR else "detractor"
    share = (score - scale.low) / (scale.high - scale.low)
    if kind == "csat":
        is_satisfied = share >= SATISFIED_SHARE - TOLERANCE
        return "satisfied" if is_satisfied else "not satisfied"
    above = share - 0.5 if direction == "easy" else 0.5 - share
    if abs(above) <= TOLERANCE:
        return "neither easy nor hard"
    return "easy" if above > 0 else "hard"


def format_answer(kind: str, score: float, scale: Scale, direction: str | None) -> str:
    """Format as `NPS 9, promoter` or `CES 2 of 1-7 (how much effort), easy`."""
    question = QUESTIONS.get(direction or "")
    on = (
        "" if kind == "nps" else f" of {scale}" + (f" ({question})" if question else "")
    )
    meaning = format_score(kind, score, scale, direction)
    return f"{kind.upper()} {score:g}{on}, {meaning}"


def is_unhappy(kind: str, score: float, scale: Scale, direction: str | None) -> bool:
    """Return whether a score is unhappy, so that somebody should ask why."""
    return format_score(kind, score, scale, direction) in UNHAPPY
