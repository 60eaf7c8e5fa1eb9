"""What came of complaints: vouchers that were redeemed, customers who went away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sample_data.generator import hours
from sample_data.generator.dice import Dice
from sample_data.generator.story import END

if TYPE_CHECKING:
    from datetime import datetime

    from sample_data.generator.complaint import Complaint
    from sample_data.generator.contact import Contact
    from sample_data.generator.people import Customer

SEED = "Tin Bell Cycles, afterwards"
REDEEMS = 0.75
LEAVES = 0.7  # of those who got nothing
REASONS = ("buys elsewhere now", "said goodbye in a review", "moved to another shop")


@dataclass(frozen=True, slots=True)
class Redemption:
    """A row of redemptions.csv: the voucher of a complaint, taken off a purchase."""

    complaint: Complaint
    at: datetime


@dataclass(frozen=True, slots=True)
class Departure:
    """A row of departures.csv."""

    customer: Customer
    at: datetime
    reason: str


def redemptions(complaints: list[Complaint]) -> list[Redemption]:
    """Which vouchers were brought back to the shop, in their order."""
    dice = Dice(SEED)
    found = []
    for one in complaints:
        end = one.resolution
        if end and end.offer and end.offer.kind == "voucher" and dice.happens(REDEEMS):
            later = end.at + timedelta(days=dice.between(2, 24))
            at = hours.after(later, 60 * dice.between(10, 300))
            if at < END:
                found.append(Redemption(one, at))
    return sorted(found, key=lambda one: one.at)


def departures(
    complaints: list[Complaint], contacts: list[Contact], sold: dict[str, datetime]
) -> list[Departure]:
    """Who left after a complaint that brought them nothing, in their order.

    `sold` holds when each customer, by name, bought something last.
    """
    dice = Dice(f"{SEED}, gone")
    last = {one.customer.name: one.received_at for one in contacts if one.customer}
    found = []
    for one in complaints:
        end, who = one.resolution, one.contact.customer
        if end is None or end.offer or who is None or not who.email:
            continue
        at = hours.after(end.at + timedelta(days=dice.between(1, 6)), 600)
        stayed = max(last[who.name], sold.get(who.name, last[who.name]))
        if dice.happens(LEAVES) and stayed < at < END:
            found.append(Departure(who, at, dice.one(REASONS)))
    return sorted(found, key=lambda one: one.at)
