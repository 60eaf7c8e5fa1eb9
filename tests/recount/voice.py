"""The voice of the customer again, in plain Python (KPIS.md §3)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.recount.found import Found, mean_of, rate

if TYPE_CHECKING:
    from tests.recount.groups import Group
    from tests.recount.lives import Desk, Row


def voice(
    desk: Desk, group: Group, period: tuple[int, int], as_of: int
) -> dict[str, Found]:
    """The figures of survey answers in [start, end) as of `as_of`."""
    start, end = period
    given = [
        one
        for one in desk.answers
        if one["answered_at"] is not None and start <= one["answered_at"] < end
        and one["answered_at"] < as_of
    ]  # fmt: skip
    asked = [
        one
        for one in desk.answers
        if one["asked_at"] is not None and start <= one["asked_at"] < end
        and one["asked_at"] < as_of and group.answer(one)
    ]  # fmt: skip
    came_back = [
        one
        for one in asked
        if one["answered_at"] is not None and one["answered_at"] < as_of
    ]
    nps, csat, ces = (
        [one for one in _counted_once(given, kind) if group.answer(one)]
        for kind in ("nps", "csat", "ces")
    )
    return {
        "nps": _nps(nps),
        "csat": rate(sum(_share(one) >= Fraction(3, 4) for one in csat), len(csat)),
        "csat_mean": _mean_on_one_scale(csat),
        "ces": _mean_on_one_scale(ces),
        "effort_index": mean_of([100 * float(_effort(one)) for one in ces]),
        "easy_rate": rate(sum(_effort(one) < Fraction(1, 2) for one in ces), len(ces)),
        "response_rate": rate(len(came_back), len(asked)),
    }


def _counted_once(given: list[Row], kind: str) -> list[Row]:
    """Of a customer's answers to one kind of question about one thing, the last."""
    of_kind = [one for one in given if one["kind"] == kind]
    return [
        one
        for one in of_kind
        if one["customer_id"] is None
        or not any(
            other["customer_id"] == one["customer_id"]
            and _about(other) == _about(one)
            and (other["answered_at"], other["id"]) > (one["answered_at"], one["id"])
            for other in of_kind
        )
    ]


def _about(answer: Row) -> tuple[str, int] | None:
    """A contact, within a complaint or not; else a complaint; else nothing."""
    if answer["contact_id"] is not None:
        return "contact", answer["contact_id"]
    if answer["complaint_id"] is not None:
        return "complaint", answer["complaint_id"]
    return None


def _nps(answers: list[Row]) -> Found:
    scores = [one["score"] for one in answers]
    parts = {
        "promoters": sum(score >= 9 for score in scores),
        "passives": sum(7 <= score < 9 for score in scores),
        "detractors": sum(score < 7 for score in scores),
    }
    n = len(scores)
    value = 100 * (parts["promoters"] - parts["detractors"]) / n if n else None
    return Found(value, n, parts)


def _mean_on_one_scale(answers: list[Row]) -> Found:
    scales = {(one["scale_min"], one["scale_max"], one["direction"]) for one in answers}
    if len(scales) > 1:
        return Found(None, len(answers))
    return mean_of([one["score"] for one in answers])


def _share(answer: Row) -> Fraction:
    """Where the score stands on its scale, from 0 to 1, exactly as it was typed."""
    score, low, high = (
        Fraction(str(answer[name])) for name in ("score", "scale_min", "scale_max")
    )
    return (score - low) / (high - low)


def _effort(answer: Row) -> Fraction:
    """From 0 (no effort) to 1 (most effort)."""
    share = _share(answer)
    return 1 - share if answer["direction"] == "easy" else share
