"""Deadlines and promises again, in plain Python (KPIS.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.recount.found import Found, rate
from tests.recount.lives import REOPENED, RESOLVED, belongs_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.recount.groups import Group
    from tests.recount.lives import Case, Desk, Row

PROMISED = ("call-back", "courtesy-call", "apology")
LATER_STEPS = (
    "acknowledge", "investigate", "offer", "resolve", "followed-up", "close",
)  # fmt: skip


class Span(NamedTuple):
    """Deadlines from `start` until before `end`, as of `as_of`."""

    start: int
    end: int
    as_of: int

    def has(self, deadline: int | None) -> bool:
        return deadline is not None and self.start <= deadline < self.end


class Due(NamedTuple):
    """Something that fell due: kept in time or not; None: nobody can know."""

    is_on_hold: bool
    in_time: bool | None


def deadlines(
    desk: Desk, group: Group, period: tuple[int, int], as_of: int
) -> dict[str, Found]:
    """What fell due in [start, end) as of `as_of`, and what of it was kept."""
    span = Span(*period, as_of)
    complaints = [case for case in desk.cases if case.is_complaint and group.case(case)]
    return {
        "first_response_on_time": _share(_responses(desk, group, span)),
        "resolution_on_time": _share(
            _resolution(desk, case, span)
            for case in desk.cases
            if group.case(case) and span.has(case.first["resolution_due_at"])
        ),
        "acknowledged_on_time": _share(
            _acknowledgement(desk, case, span)
            for case in complaints
            if span.has(case.first["acknowledge_due_at"])
        ),
        "promises_kept": _promises(desk, group, span),
    }


def _share(found: Iterable[Due]) -> Found:
    due = [
        one.in_time
        for one in found
        if not one.is_on_hold and one.in_time is not None
    ]  # fmt: skip
    return rate(sum(due), len(due))


def _responses(desk: Desk, group: Group, span: Span) -> Iterable[Due]:
    cases = {
        ("complaint" if case.is_complaint else "contact", case.first["id"]): case
        for case in desk.cases
    }
    for one in desk.contacts:
        due, answered = one["response_due_at"], one["first_response_at"]
        if not (one["direction"] == "inbound" and group.contact(one) and span.has(due)):
            continue
        case = cases.get(belongs_to(desk, one))
        if answered is not None and answered < span.as_of:
            in_time: bool | None = answered <= due
        elif case is None:
            in_time = False
        else:
            in_time = _resolved_between(case, one["received_at"], due)
        yield Due(_waits(desk, one, span), in_time)


def _resolution(desk: Desk, case: Case, span: Span) -> Due:
    link = "complaint_id" if case.is_complaint else "contact_id"
    return Due(
        _on_hold(desk, link, case.first, span),
        _resolved_between(case, None, case.first["resolution_due_at"]),
    )


def _acknowledgement(desk: Desk, case: Case, span: Span) -> Due:
    complaint = case.first
    told, due = complaint["acknowledged_at"], complaint["acknowledge_due_at"]
    if told is not None and told < span.as_of:
        in_time: bool | None = told <= due
    elif any(
        step["complaint_id"] == complaint["id"]
        and step["kind"] in LATER_STEPS
        and step["at"] <= due
        for step in desk.steps
    ):
        in_time = True
    else:
        in_time = _resolved_between(case, None, due)
    return Due(_on_hold(desk, "complaint_id", complaint, span), in_time)


def _resolved_between(case: Case, begin: int | None, end: int) -> bool | None:
    """Whether a case was resolved then; None where nobody can know."""
    resolved = [
        (number, event.what, event.since)
        for number, event in enumerate(case.life)
        if event.what != REOPENED
    ]
    if any(
        what == RESOLVED and (begin is None or begin <= since) and since <= end
        for _, what, since in resolved
    ):
        return True
    for number, what, since in resolved:
        undone = case.life[number + 1].since if number + 1 < len(case.life) else None
        is_over = begin is not None and undone is not None and undone < begin
        if what != RESOLVED and since <= end and not is_over:
            return None
    return False


def _waits(desk: Desk, one: Row, span: Span) -> bool:
    """Whether a contact is on hold, or the thread or complaint that it belongs to."""
    rows = {row["id"]: row for row in desk.contacts}
    what, number = belongs_to(desk, one)
    held = [("contact_id", one)]
    if one["follows_id"] is not None:
        held.append(("contact_id", rows[one["follows_id"]]))
    if what == "complaint":
        held.append(("complaint_id", {"id": number}))
    return any(_on_hold(desk, link, row, span) for link, row in held)


def _on_hold(desk: Desk, link: str, row: Row, span: Span) -> bool:
    return any(
        pause[link] == row["id"]
        and pause["since"] < span.as_of
        and (pause["until"] is None or pause["until"] >= span.as_of)
        for pause in desk.pauses
    )


def _promises(desk: Desk, group: Group, span: Span) -> Found:
    promised = [
        one
        for one in desk.follow_ups
        if one["kind"] in PROMISED
        and span.has(one["promised_at"])
        and group.follow_up(one)
    ]
    kept = [
        one
        for one in promised
        if one["done_at"] is not None and one["done_at"] <= one["promised_at"]
    ]
    return rate(len(kept), len(promised))
