"""Every figure again in plain Python, straight from the words of KPIS.md §3.

Shares no code with csdesk, is slow, and is meant to be read beside that page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.recount.access import LIVE, SEVEN_DAYS, access, demand, known_of
from tests.recount.coming_back import coming_back
from tests.recount.deadlines import deadlines
from tests.recount.found import Found, counted, mean_of, median_of, p90_of, rate
from tests.recount.groups import Group, values
from tests.recount.lives import (
    REOPENED,
    RESOLVED,
    Case,
    Desk,
    Row,
    belongs_to,
    is_resolved,
    is_resolved_some_time,
    resolution_in,
)
from tests.recount.loyalty import cost_per_contact, loyalty, mentions, minor_units
from tests.recount.voice import voice

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = 24 * 3600
WRITTEN = ("email", "text", "social", "review", "web", "letter", "other")
BANDS = {
    "0-1 days": (0, 1),
    "1-3 days": (1, 3),
    "3-7 days": (3, 7),
    "7-30 days": (7, 30),
    "30+ days": (30, 10**9),
}


def recount(  # noqa: PLR0913, PLR0917 - what a figure is of, by when, and how told
    desk: Desk,
    start: int,
    end: int,
    as_of: int,
    clock: str = "elapsed",
    group: Group | None = None,
) -> dict[str, Found]:
    """Every figure of [start, end) as of `as_of`, all in epoch seconds.

    `clock` "business": times count opening hours. `group`: of its records only.
    """
    end = min(end, as_of)  # what happens at as_of or later did not happen yet
    period, group = (start, end), group or Group(desk)
    handled = [
        one
        for one in desk.contacts
        if start <= one["received_at"] < end and group.contact(one)
    ]
    came = [one for one in handled if one["direction"] == "inbound"]
    opened = [
        one
        for one in desk.complaints
        if start <= one["opened_at"] < end and group.complaint(one)
    ]
    cases = [case for case in desk.cases if group.case(case)]
    return {
        **demand(desk, came, len(opened)),
        **access(desk, [one for one in came if one["channel"] in LIVE]),
        **_response(desk, group, period, as_of, clock),
        **_resolution(cases, period, as_of, clock),
        **_held(desk, cases, period),
        **_complaints(desk, group, period, as_of, clock),
        **voice(desk, group, period, as_of),
        **loyalty(desk, group, period, as_of),
        **coming_back(desk, group, period, as_of),
        **deadlines(desk, group, period, as_of),
        **mentions(came),
        "cost_per_contact": cost_per_contact(
            desk, [one for one in handled if one["handle_seconds"] is not None]
        ),
    }


def recount_by(
    desk: Desk, dimension: str, start: int, end: int, as_of: int
) -> dict[str | None, dict[str, Found]]:
    """The same by the values of a dimension; each record falls under one of them."""
    return {
        value: recount(desk, start, end, as_of, group=Group(desk, dimension, value))
        for value in values(desk, dimension)
    }


def _response(
    desk: Desk, group: Group, period: tuple[int, int], as_of: int, clock: str
) -> dict[str, Found]:
    start, end = period
    inbound = [
        one
        for one in desk.contacts
        if one["direction"] == "inbound" and group.contact(one)
    ]
    times = [
        _told_by(
            clock,
            one["first_response_at"] - one["received_at"],
            one.get("response_business_seconds"),
        )
        for one in inbound
        if one["first_response_at"] is not None
        and start <= one["first_response_at"] < end
    ]
    unresolved = {
        ("complaint" if case.is_complaint else "contact", case.first["id"])
        for case in desk.cases
        if not is_resolved(case, as_of)
    }
    waiting = [
        as_of - one["received_at"]
        for one in inbound
        if one["channel"] in WRITTEN
        and one["received_at"] < as_of
        and (one["first_response_at"] is None or one["first_response_at"] >= as_of)
        and belongs_to(desk, one) in unresolved
    ]
    oldest = {"oldest": max(waiting, default=None)}
    return {
        "first_response_time": mean_of(times),
        "first_response_median": median_of(times),
        "first_response_p90": p90_of(times),
        "awaiting_response": Found(len(waiting), len(waiting), oldest),
    }


def _told_by(clock: str, elapsed: int, business: int | None) -> int:
    """A time by a clock; where no business time is kept, all of it was."""
    return elapsed if clock == "elapsed" or business is None else business


def _times(
    cases: Sequence[Case], period: tuple[int, int], as_of: int, clock: str
) -> list[int]:
    """How long the cases resolved in the period took, where that is known."""
    found = [(case, resolution_in(case, *period, as_of)) for case in cases]
    return [
        _told_by(clock, event.since - case.opened_at, event.business_seconds)
        for case, event in found
        if event is not None and event.took_is_known
    ]


def _resolution(
    cases: list[Case], period: tuple[int, int], as_of: int, clock: str
) -> dict[str, Found]:
    start, end = period
    times = _times(cases, period, as_of, clock)
    opened = [case for case in cases if start <= case.opened_at < end]
    timed = [case for case in opened if not is_resolved_some_time(case, as_of)]
    resolved = [case for case in cases if resolution_in(case, start, end, as_of)]
    ages = [
        as_of - case.opened_at
        for case in cases
        if case.opened_at < as_of and not is_resolved(case, as_of)
    ]
    bands: dict[str, float | None] = {
        name: sum(low * DAY <= age < high * DAY for age in ages)
        for name, (low, high) in BANDS.items()
    }
    return {
        "resolution_time": mean_of(times),
        "resolution_median": median_of(times),
        "resolution_p90": p90_of(times),
        "resolution_rate": rate(
            sum(is_resolved(case, as_of) for case in opened), len(opened)
        ),
        "clearance_rate": rate(len(resolved), len(timed)),
        "backlog": Found(
            len(ages), len(ages), {**bands, "oldest": max(ages, default=None)}
        ),
    }


def _held(desk: Desk, cases: list[Case], period: tuple[int, int]) -> dict[str, Found]:
    """What is known only seven days after a resolution."""
    start, end = period
    first = [
        (case, case.life[0].since)
        for case in cases
        if case.life
        and case.life[0].what == RESOLVED
        and start <= case.life[0].since + SEVEN_DAYS < end
    ]
    at_once = [case for case, at in first if _took_one_contact(desk, case, at)]
    events = [
        (case, number)
        for case in cases
        for number, event in enumerate(case.life)
        if event.what == RESOLVED and start <= event.since + SEVEN_DAYS < end
    ]
    undone = [
        case
        for case, number in events
        if number + 1 < len(case.life)
        and case.life[number + 1].since - case.life[number].since < SEVEN_DAYS
    ]
    return {
        "first_contact_resolution": rate(len(at_once), len(first)),
        "reopen_rate": rate(len(undone), len(events)),
    }


def _took_one_contact(desk: Desk, case: Case, resolved_at: int) -> bool:
    """Whether the first resolution took one contact, one reply at most, and held."""
    until = resolved_at + SEVEN_DAYS
    by_then = [one for one in case.contacts if one["received_at"] <= resolved_at]
    inbound = [one for one in by_then if one["direction"] == "inbound"]
    counted_replies = known_of(by_then, "agent_replies")
    replies = sum(counted_replies)
    if not counted_replies:
        replies = len(by_then) - len(inbound)
    reopened = any(
        event.what == REOPENED and event.since < until for event in case.life
    ) or any(known_of(by_then, "reopens"))
    customer, category = case.first["customer_id"], case.first["category"]
    came_again = customer and category and any(
        one["direction"] == "inbound"
        and one["customer_id"] == customer
        and one["category"] == category
        and resolved_at <= one["received_at"] < until
        and one not in by_then
        for one in desk.contacts
    )  # fmt: skip
    return (
        (len(inbound) == 1 or not inbound)
        and replies <= 1
        and not reopened
        and not came_again
    )


def _complaints(
    desk: Desk, group: Group, period: tuple[int, int], as_of: int, clock: str
) -> dict[str, Found]:
    start, end = period
    complaints = [case for case in desk.cases if case.is_complaint and group.case(case)]
    times = _times(complaints, period, as_of, clock)
    resolved = [
        (case.first, event)
        for case in complaints
        if (event := resolution_in(case, start, end, as_of))
    ]
    findings = [event.upheld for _, event in resolved if event.upheld is not None]
    passed_up = {
        step["complaint_id"]
        for step in desk.steps
        if step["kind"] == "escalate" and step["at"] < as_of
    }
    costs = [
        cost
        for one in desk.remedies
        if group.remedy(one)
        if one["granted_at"] is not None and start <= one["granted_at"] < end
        if (cost := _cost(one)) is not None
    ]
    spent = sum(costs) / minor_units(desk)
    return {
        "complaints_resolved": counted(len(resolved)),
        "complaint_resolution_time": mean_of(times),
        "complaint_resolution_median": median_of(times),
        "upheld_rate": rate(
            sum(finding in ("yes", "partly") for finding in findings), len(findings)
        ),
        "escalation_rate": rate(
            sum(one["id"] in passed_up for one, _ in resolved), len(resolved)
        ),
        "recovery_cost": Found(spent, len(costs)),
        "recovery_cost_per_complaint": Found(
            spent / len(resolved) if resolved else None, len(resolved)
        ),
    }


def _cost(remedy: Row) -> int | None:
    """What a remedy cost the shop, in minor units; None where nobody said."""
    found: int | None = None
    if remedy["kind"] == "voucher":
        found = remedy["cost"] if remedy["value"] is None else remedy["value"]
    elif remedy["kind"] in ("refund", "replacement", "repair", "discount"):
        found = remedy["value"] if remedy["cost"] is None else remedy["cost"]
    return found
