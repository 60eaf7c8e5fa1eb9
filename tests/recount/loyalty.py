"""Loyalty, social and money again, in plain Python (KPIS.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.recount.found import Found, counted, rate

if TYPE_CHECKING:
    from tests.recount.groups import Group
    from tests.recount.lives import Desk, Row

DAY = 24 * 3600
MINOR_UNITS = {"EUR": 100, "JPY": 1, "KWD": 1000}


def mentions(came: list[Row]) -> dict[str, Found]:
    """What was said in public; `came` is the inbound contacts of a period."""
    said = [one for one in came if one["channel"] in ("social", "review")]
    with_reason = [one for one in said if one["reason"] is not None]
    parts = {
        sentiment: sum(one["sentiment"] == sentiment for one in said)
        for sentiment in ("positive", "neutral", "negative")
    }
    felt = sum(parts.values())
    net = 100 * (parts["positive"] - parts["negative"]) / felt if felt else None
    return {
        "mentions": counted(len(said)),
        "negative_mention_rate": rate(parts["negative"], felt),
        "technical_mention_rate": rate(
            sum(one["reason"] == "support" for one in with_reason), len(with_reason)
        ),
        "net_sentiment": Found(net, felt, parts),
    }


def loyalty(
    desk: Desk, group: Group, period: tuple[int, int], as_of: int
) -> dict[str, Found]:
    """Who left in [start, end), and who has not been heard of as of `as_of`."""
    start, end = period
    customers = [
        one
        for one in desk.customers
        if group.customer(one) and one["merged_into_id"] is None
    ]
    there = [
        one
        for one in customers
        if one["since"] is not None
        and one["since"] < start
        and not _is_gone(desk, one, start)
    ]
    left = [
        one
        for one in there
        if any(start <= away["left_at"] < end for away in _departures(desk, one))
    ]
    lapsed = [one for one in customers if _has_lapsed(desk, one, as_of)]
    return {
        "churn_rate": rate(len(left), len(there)),
        "lapsed_customers": counted(len(lapsed)),
    }


def cost_per_contact(desk: Desk, handled: list[Row]) -> Found:
    """`handled`: the contacts of a period, both ways, with a known handling time."""
    priced = [
        (one, hourly)
        for one in handled
        if (hourly := rule(desk, "hourly_cost", one["received_at"] + 1))
    ]
    spent = sum(one["handle_seconds"] * int(hourly) for one, hourly in priced)
    total = spent / 3600 / minor_units(desk)
    return Found(total / len(priced) if priced else None, len(priced))


def rule(desk: Desk, key: str, before: int) -> str | None:
    """The setting `key` as it held just before an instant; None where none was."""
    steps = [
        (row["valid_from"], row["value"])
        for row in desk.settings
        if row["key"] == key and row["valid_from"] < before
    ]
    return max(steps)[1] if steps else None


def minor_units(desk: Desk) -> int:
    """How many of the smallest coins make one of the desk's currency."""
    (currency,) = (row["value"] for row in desk.settings if row["key"] == "currency")
    return MINOR_UNITS[currency]


def _departures(desk: Desk, customer: Row) -> list[Row]:
    return [one for one in desk.departures if one["customer_id"] == customer["id"]]


def _is_gone(desk: Desk, customer: Row, as_of: int) -> bool:
    return any(
        away["left_at"] < as_of
        and (away["returned_at"] is None or away["returned_at"] >= as_of)
        for away in _departures(desk, customer)
    )


def _has_lapsed(desk: Desk, customer: Row, as_of: int) -> bool:
    """Whether its last sign, else its first day, lies before the days that count."""
    since = customer["since"]
    if customer["merged_into_id"] is not None or _is_gone(desk, customer, as_of):
        return False
    if since is not None and since >= as_of:
        return False
    signs = (
        [
            one["received_at"]
            for one in desk.contacts
            if one["direction"] == "inbound" and one["customer_id"] == customer["id"]
        ]
        + [
            one["opened_at"]
            for one in desk.complaints
            if one["customer_id"] == customer["id"]
        ]
        + [one["at"] for one in desk.purchases if one["customer_id"] == customer["id"]]
    )
    last = max((at for at in signs if at < as_of), default=since)
    days = int(rule(desk, "lapsed_after", as_of) or 180)
    return last is not None and last < as_of - days * DAY
