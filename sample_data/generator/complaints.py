"""Sixty complaints: who complains about what, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_data.generator import grievances, hours, lives, topics
from sample_data.generator.complaint import BY_HAND, LAST_WEEK, Complaint
from sample_data.generator.contact import LIVE, Contact
from sample_data.generator.people import AGENTS, LEAD
from sample_data.generator.story import END, WEEKS, begins, strained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sample_data.generator.dice import Dice
    from sample_data.generator.grievances import Grievance
    from sample_data.generator.people import Customer

CHANNELS = {
    "phone": 40.0,
    "email": 34,
    "web": 10,
    "in-person": 6,
    "review": 6,
    "letter": 4,
}
LAST_DAYS = {0: 1, 3: 0, 4: 4}  # which complaint of the last week -> its weekday


def complaints(dice: Dice, crowd: Iterator[Customer]) -> list[Complaint]:
    """Every complaint with its life, in order of opening."""
    late = _endless(dice, grievances.LATE)
    other = _endless(dice, grievances.OTHER)
    found = []
    for number, week in enumerate(WEEKS):
        for place in range(week.complaints):
            told = next(late if place < week.deliveries else other)
            found.append(_new(dice, next(crowd), told, number, place))
    found.sort(key=lambda one: one.contact.received_at)
    for number, one in enumerate(found, 1):
        one.id = one.contact.complaint = f"tb-k{number:02}"
        one.steps = lives.life(dice, one)
        if one.contact.channel not in LIVE and one.acknowledged_at:
            one.contact.first_response_at = one.acknowledged_at
            one.contact.agent, one.contact.agent_replies = one.owner, 1
    return found


def chaser(dice: Dice, one: Complaint) -> Contact | None:
    """The contact of a customer who asks what has become of it, if one does."""
    first, end = one.contact, one.resolution
    moment = hours.after(first.received_at, dice.between(6, 14) * hours.HOUR)
    asks = dice.happens(strained(0.12, 0.4, WEEKS[one.week].strain))
    if not asks or moment >= (end.at if end else END):
        return None
    return Contact(
        moment, "phone", first.category, dice.one(topics.CHASING), first.customer,
        phase="after-sale", reason="complaint", avoidable=True, follows=first,
        complaint=one.id,
    )  # fmt: skip


def _endless(dice: Dice, told: tuple[Grievance, ...]) -> Iterator[Grievance]:
    while True:
        yield from dice.shuffled(told)


def _new(
    dice: Dice, customer: Customer, told: Grievance, number: int, place: int
) -> Complaint:
    day, channel = dice.weighted(hours.BUSY), dice.weighted(CHANNELS)
    if number == LAST_WEEK:
        day = LAST_DAYS.get(place, day)
        told, channel, day = BY_HAND.get((number, place), (told, channel, day))
    is_live = channel in LIVE
    when = hours.in_shop if is_live else hours.in_writing
    contact = Contact(
        when(dice, begins(number) + day * hours.DAY), channel, told.category,
        told.description, customer, phase="after-sale", reason="complaint",
        avoidable=True, sentiment="negative" if channel == "review" else None,
    )  # fmt: skip
    owner = dice.one([name for name in AGENTS if name != LEAD])
    return Complaint(told, contact, owner, number, place)
