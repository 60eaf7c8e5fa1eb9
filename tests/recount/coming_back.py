"""Who came back, and what they bought: again, in plain Python (KPIS.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.recount.found import Found, rate
from tests.recount.lives import REOPENED, RESOLVED
from tests.recount.loyalty import DAY, minor_units

if TYPE_CHECKING:
    from tests.recount.groups import Group
    from tests.recount.lives import Desk, Row


def coming_back(
    desk: Desk, group: Group, period: tuple[int, int], as_of: int
) -> dict[str, Found]:
    """Win-backs, vouchers and purchases after complaints, of [start, end)."""
    start, end = period
    called = [
        one
        for one in desk.follow_ups
        if one["kind"] == "win-back"
        and one["done_at"] is not None
        and start <= one["done_at"] + 60 * DAY < end
        and group.follow_up(one)
    ]
    issued = [
        one
        for one in desk.vouchers
        if start <= one["issued_at"] < end and group.voucher(one)
    ]
    used = [
        one
        for one in issued
        if one["redeemed_at"] is not None and one["redeemed_at"] < as_of
    ]
    return {
        "winback_rate": rate(sum(_came_back(desk, one) for one in called), len(called)),
        "voucher_redemption_rate": rate(len(used), len(issued)),
        "retained_value": _retained_value(desk, group, period),
    }


def customer_of(desk: Desk, follow_up: Row) -> int | None:
    """Its own, else that of its contact, else that of its complaint."""
    places = (
        ([follow_up], follow_up["id"]),
        (desk.contacts, follow_up["contact_id"]),
        (desk.complaints, follow_up["complaint_id"]),
    )
    for rows, number in places:
        for row in rows:
            if row["id"] == number and row["customer_id"] is not None:
                found: int = row["customer_id"]
                return found
    return None


def _came_back(desk: Desk, follow_up: Row) -> bool:
    done, who = follow_up["done_at"], customer_of(desk, follow_up)
    return who is not None and any(
        one["customer_id"] == who and done <= one["at"] < done + 60 * DAY
        for one in desk.purchases
    )


class Window(NamedTuple):
    """Ninety days after a resolution that held for them; the first begins first."""

    begin: int
    complaint: int
    customer: int
    row: Row


def _retained_value(desk: Desk, group: Group, period: tuple[int, int]) -> Found:
    start, end = period
    windows = [
        Window(event.since, case.first["id"], case.first["customer_id"], case.first)
        for case in desk.cases
        if case.is_complaint and case.first["customer_id"] is not None
        for number, event in enumerate(case.life)
        if event.what == RESOLVED
        and not any(
            later.what == REOPENED and later.since < event.since + 90 * DAY
            for later in case.life[number + 1 :]
        )
    ]
    bought = []
    for purchase in desk.purchases:
        of = [
            one
            for one in windows
            if one.customer == purchase["customer_id"]
            and one.begin <= purchase["at"] < one.begin + 90 * DAY
        ]
        first = min(of, key=lambda one: (one.begin, one.complaint), default=None)
        if (
            first is not None
            and start <= first.begin + 90 * DAY < end
            and group.complaint(first.row)
        ):
            bought.append(purchase["amount"])
    return Found(sum(bought) / minor_units(desk), len(bought))
