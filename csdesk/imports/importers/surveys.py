"""Read survey answers from rows: of a contact, or in rows of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csdesk.imports.reading.scores import ASKED, ScoreScale, usual_ends
from csdesk.imports.rows.chronology import check_order, settle_twice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns
    from csdesk.store.settings import Settings


COLUMNS: Final = (
    "source", "external_id", "import_run_id", "kind", "score", "scale_min", "scale_max",
    "direction", "customer_id", "contact_id", "asked_at", "answered_at",
)  # fmt: skip
KIND: Final = COLUMNS.index("kind")
CONTACT: Final = COLUMNS.index("contact_id")


@dataclass(frozen=True, slots=True)
class AnswerOrigin:
    """The source and import run of all answers of a batch."""

    source: str
    run: int


def taken_message(kind: str) -> str:
    """Explain why an answer is refused that a contact's row and a survey both have."""
    return (
        f"a {kind} under this external_id came from this source already, with a "
        f"contact's row or in a file of surveys. Leave {kind} out of one of the two "
        "mappings, or name another --source."
    )


def answers_of(
    batch: Batch, columns: Columns, bound: BoundMapping, origin: AnswerOrigin
) -> Iterator[tuple[Any, ...]]:
    """Yield rows for the survey_answer table, as COLUMNS; `columns` has contacts' ids.

    An answer's time is its own where that is mapped, else that of the resolution, else
    of the receipt. Where the file lists unanswered surveys too, the survey counts as
    sent at the time of its answer.
    """
    none: list[Any] = [None] * len(batch.lines)
    ids = batch.values.get("external_id", none)
    customers = columns.get("customer_id", none)
    for kind, scale in bound.scales.items():
        rows = zip(
            batch.values[kind], batch.values.get(f"{kind}_at", none),
            columns["resolved_at"], columns["received_at"], ids, customers,
            columns["id"], strict=True,
        )  # fmt: skip
        is_asked = kind in bound.lists_asked
        for score, own, resolved, received, external_id, customer, contact in rows:
            if score is None:
                continue
            at = own if own is not None else received if resolved is None else resolved
            is_answered = score != ASKED
            yield (
                origin.source, external_id, origin.run, kind,
                score if is_answered else None, scale.low, scale.high, scale.direction,
                customer, contact, at if is_asked else None,
                at if is_answered else None,
            )  # fmt: skip


ANSWERS: Final = "answers"
DATED: Final = "dated"


class Answer(NamedTuple):
    """Columns of survey_answer: a question that was sent, and its score or None."""

    kind: str
    score: float | None
    scale_min: float
    scale_max: float
    direction: str | None
    asked_at: int | None
    answered_at: int | None


def survey_columns(
    batch: Batch, bound: BoundMapping, settings: Settings, rejects: Rejects
) -> Columns:
    """Compute a list of answers for each row, and the instant that dates it.

    Where a row has an `asked_at`, but no score and no `answered_at`, each question was
    sent. Else an empty score is neither an answer nor a question.
    """
    settle_twice(batch, "asked_at", ("answered_at",))
    none: list[Any] = [None] * len(batch.lines)
    asked_at = batch.values.get("asked_at", none)
    answered_at = batch.values.get("answered_at", none)
    check_order(
        asked_at,
        answered_at,
        "the survey was answered before it was asked. Check its times in the file.",
        rejects,
    )
    dated = [b if a is None else a for a, b in zip(answered_at, asked_at, strict=True)]
    for i, at in enumerate(dated):
        if at is None:
            rejects.add(
                i,
                "the survey has neither asked_at nor answered_at. "
                "Every row needs one of them.",
            )
    scored = _scored(batch, bound, settings, rejects)
    return {
        DATED: dated,
        ANSWERS: [
            list(_answers(scores, sent, answered, bound))
            for scores, sent, answered in zip(
                scored, asked_at, answered_at, strict=True
            )
        ],
    }


def _answers(
    scores: list[tuple[str, Any, ScoreScale]],
    asked_at: int | None,
    answered_at: int | None,
    bound: BoundMapping,
) -> Iterator[Answer]:
    is_only_asked = answered_at is None and all(score is None for _, score, _ in scores)
    for kind, score, scale in scores:
        ends = (scale.low, scale.high, scale.direction)
        dated = asked_at if answered_at is None else answered_at
        if score == ASKED or (score is None and is_only_asked):
            sent_at = dated if asked_at is None else asked_at
            yield Answer(kind, None, *ends, sent_at, None)
        elif score is not None:
            # Where a file lists unanswered surveys, an answer's own time is asked_at.
            is_known = kind in bound.lists_asked or "score" in bound.lists_asked
            sent_at = dated if asked_at is None and is_known else asked_at
            yield Answer(kind, score, *ends, sent_at, dated)


def _scored(
    batch: Batch, bound: BoundMapping, settings: Settings, rejects: Rejects
) -> list[list[tuple[str, Any, ScoreScale]]]:
    """Return each row's scores: (kind, score, scale)."""
    if "score" not in batch.values:
        columns = [
            [(kind, score, scale) for score in batch.values[kind]]
            for kind, scale in bound.scales.items()
        ]
        return [list(row) for row in zip(*columns, strict=True)]
    none: list[Any] = [None] * len(batch.lines)
    rows = zip(
        batch.values["kind"], batch.values["score"], batch.values.get("scale", none),
        batch.values.get("direction", none), strict=True,
    )  # fmt: skip
    found: list[list[tuple[str, Any, ScoreScale]]] = []
    for i, (kind, score, ends, direction) in enumerate(rows):
        if kind is None:
            rejects.add(i, "kind is empty. Every score is nps, csat or ces.")
            found.append([])
            continue
        problem, scale = _scale(kind, ends, direction, settings)
        problem = problem or _off_scale(kind, score, scale)
        if problem:
            rejects.add(i, problem)
        found.append([(kind, score, scale)])
    return found


def _scale(
    kind: str,
    ends: tuple[float, float] | None,
    direction: str | None,
    settings: Settings,
) -> tuple[str | None, ScoreScale]:
    """Return what is wrong with the scale of a row, or None, and the scale."""
    usual = usual_ends(kind, settings)
    scale = ScoreScale(*(ends or usual), direction)
    if kind == "ces" and direction is None:
        scale = ScoreScale(scale.low, scale.high, settings.text("ces_direction"))
    if kind == "nps" and ends not in {None, usual}:
        return "scale is not that of NPS. NPS is always asked from 0 to 10.", scale
    if kind != "ces" and direction is not None:
        return f"{kind} has no direction. Only ces has one: leave it empty.", scale
    return None, scale


def _off_scale(kind: str, score: Any, scale: ScoreScale) -> str | None:
    if score is None or score == ASKED:
        return None
    if not scale.low <= score <= scale.high:
        return (
            f"score is '{score:g}', outside the scale {scale.low:g} to {scale.high:g} "
            f"of {kind}. Say the scale of the row under scale, as in 1-7."
        )
    if kind == "nps" and not float(score).is_integer():
        return f"score is '{score:g}', not a whole number. NPS has no halves."
    return None
