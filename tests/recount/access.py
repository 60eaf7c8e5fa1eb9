"""Demand and access again, in plain Python (KPIS.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.recount.found import Found, counted, mean_of, rate

if TYPE_CHECKING:
    from tests.recount.lives import Desk, Row

SEVEN_DAYS = 7 * 24 * 3600
LIVE = ("phone", "chat", "in-person")
DEFAULTS = {"abandon_after": 0, "service_level_phone": 20, "service_level_chat": 60}


def demand(desk: Desk, came: list[Row], opened: int) -> dict[str, Found]:
    """Volumes of a period: its inbound contacts and its number of complaints."""
    told = [one for one in came if one["customer_id"] and one["category"]]
    marked = [one for one in came if one["avoidable"] is not None]
    by_itself = [one for one in came if one["channel"] == "self-service"]
    return {
        "contacts": counted(len(came)),
        "complaints_opened": counted(opened),
        "complaint_rate": rate(opened, len(came)),
        "repeat_contact_rate": rate(
            sum(_came_before(desk, one) for one in told), len(told)
        ),
        "avoidable_rate": rate(sum(one["avoidable"] for one in marked), len(marked)),
        "self_service_rate": rate(len(by_itself), len(came)),
    }


def _came_before(desk: Desk, contact: Row) -> bool:
    """Whether its customer came about the same in the seven days before it."""
    return any(
        other["direction"] == "inbound"
        and other["customer_id"] == contact["customer_id"]
        and other["category"] == contact["category"]
        and 0 < contact["received_at"] - other["received_at"] <= SEVEN_DAYS
        for other in desk.contacts
    )


def access(desk: Desk, live: list[Row]) -> dict[str, Found]:
    """How callers were answered; `live` is the live ones of the inbound contacts."""
    answered = [one for one in live if not one["abandoned"]]
    given_up = [one for one in live if one["abandoned"]]
    offered_to = [
        one
        for one in given_up
        if one["wait_seconds"] is None
        or one["wait_seconds"] >= _setting(desk, "abandon_after", one)
    ]
    timed = [
        one
        for one in live
        if one["channel"] in ("phone", "chat") and one["wait_seconds"] is not None
    ]
    in_time = [
        one
        for one in timed
        if one["wait_seconds"] <= _setting(desk, f"service_level_{one['channel']}", one)
    ]
    soon = [one for one in in_time if not one["abandoned"]]
    counts = [one for one in timed if not (one["abandoned"] and one in in_time)]
    return {
        "abandonment_rate": rate(len(offered_to), len(answered) + len(offered_to)),
        "speed_of_answer": mean_of(known_of(answered, "wait_seconds")),
        "service_level": rate(len(soon), len(counts)),
        "handle_time": mean_of(known_of(answered, "handle_seconds")),
    }


def _setting(desk: Desk, key: str, contact: Row) -> int:
    """A setting as it held when the contact was received."""
    steps = [
        (row["valid_from"], int(row["value"]))
        for row in desk.settings
        if row["key"] == key and row["valid_from"] <= contact["received_at"]
    ]
    return max(steps)[1] if steps else DEFAULTS[key]


def known_of(rows: list[Row], column: str) -> list[int]:
    """The values of a column, without the empty ones."""
    return [one[column] for one in rows if one[column] is not None]
