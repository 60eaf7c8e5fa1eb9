"""Everything that happened in the shop, from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sample_data.generator.afterwards import departures, redemptions
from sample_data.generator.answers import uses
from sample_data.generator.complaints import chaser, complaints
from sample_data.generator.contact import LIVE
from sample_data.generator.contacts import Counter, tell_ahead
from sample_data.generator.dice import Dice
from sample_data.generator.people import customers
from sample_data.generator.promises import promises
from sample_data.generator.sales import sales
from sample_data.generator.story import WEEKS, week_of
from sample_data.generator.surveys import Asking

if TYPE_CHECKING:
    from collections.abc import Callable

    from sample_data.generator.afterwards import Departure, Redemption
    from sample_data.generator.answers import Use
    from sample_data.generator.complaint import Complaint, Step
    from sample_data.generator.contact import Contact
    from sample_data.generator.people import Customer
    from sample_data.generator.promises import Promise
    from sample_data.generator.sales import Sale
    from sample_data.generator.surveys import Survey

# Of many seeds tried, the one whose chance figures blur the story least.
SEED = "Tin Bell Cycles 61"
REGULARS = 70


@dataclass(frozen=True, slots=True)
class Shop:
    """Twelve weeks of a shop, each list in the order in which things happened."""

    contacts: list[Contact]
    complaints: list[Complaint]
    surveys: list[Survey]
    sales: list[Sale]
    promises: list[Promise]
    uses: list[Use]
    redemptions: list[Redemption]
    departures: list[Departure]

    @property
    def steps(self) -> list[tuple[Complaint, Step]]:
        """Every step in the life of every complaint."""
        steps = [(one, step) for one in self.complaints for step in one.steps]
        return sorted(steps, key=lambda pair: (pair[1].at, pair[0].id))


def live() -> Shop:
    """Let the shop live."""
    dice = Dice(SEED)
    people = customers(dice)
    crowd = _crowd(dice, people)
    cases = complaints(dice, iter(dice.shuffled(people)))
    begun = [one.contact for one in cases]
    begun += [again for one in cases if (again := chaser(dice, one))]
    counter = Counter(dice, crowd, begun)
    for contact in begun:
        if contact.channel in LIVE:
            counter.attend(contact, WEEKS[week_of(contact.received_at)])
    counter.fill()
    tell_ahead(dice, counter, crowd)
    contacts = sorted(counter.contacts, key=lambda one: one.received_at)
    for number, contact in enumerate(contacts, 1):
        contact.id = f"tb-{number:04}"
    surveys = Asking(dice, contacts, cases).all()
    redeemed = redemptions(cases)
    sold = sales(contacts, redeemed)
    bought = {one.customer.name: one.at for one in sold}
    return Shop(
        contacts,
        cases,
        surveys,
        sold,
        promises(contacts),
        list(uses(contacts)),
        redeemed,
        departures(cases, contacts, bought),
    )


def _crowd(dice: Dice, people: list[Customer]) -> Callable[[], Customer]:
    """Who comes next: somebody new, or one of those who come again and again."""
    new = dice.shuffled(people)
    known = [new.pop() for _ in range(REGULARS)]

    def come() -> Customer:
        if new and dice.happens(0.4):
            known.append(new.pop())
            return known[-1]
        return dice.one(known)

    return come
