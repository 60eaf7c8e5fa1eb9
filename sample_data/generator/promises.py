"""What the shop promised to do by a time, and whether it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sample_data.generator import hours
from sample_data.generator.dice import Dice
from sample_data.generator.story import END, WEEKS, week_of

if TYPE_CHECKING:
    from sample_data.generator.contact import Contact

SEED = "Tin Bell Cycles, the promises"
CHANCE = 0.11  # of a call or mail that ends with a promise
KEPT = 0.85  # in a usual week; in the worst one half of that
TEXTS = {
    "call-back": ("call back about the date", "call back when the part is in"),
    "courtesy-call": ("ask whether the brakes hold", "ask whether all is well"),
    "apology": ("write and say sorry",),
}


@dataclass(eq=False, slots=True)
class Promise:
    """A row of followups.csv; its contact says whose it is."""

    contact: Contact
    kind: str
    text: str
    made_at: datetime
    due_at: datetime
    done_at: datetime | None


def promises(contacts: list[Contact]) -> list[Promise]:
    """Every promise, in the order in which they were made."""
    dice = Dice(SEED)
    found = []
    for contact in contacts:
        can_promise = contact.customer and contact.is_case and contact.agent
        if can_promise and dice.happens(CHANCE):
            found.append(_promise(dice, contact))
    return found


def _promise(dice: Dice, contact: Contact) -> Promise:
    kind = dice.weighted({"call-back": 7.0, "courtesy-call": 3, "apology": 1})
    made = hours.after(contact.first_response_at or contact.received_at, 900)
    due = hours.after(made + timedelta(days=dice.between(1, 4)), 3600)
    due = due.replace(minute=0, second=0)
    strain = WEEKS[week_of(contact.received_at)].strain
    early = hours.after(made, 3600 * dice.between(1, 6))
    late = hours.after(due, 3600 * dice.between(3, 20))
    is_kept = dice.happens(KEPT * (1 - 0.5 * max(0.0, strain)))
    # What slipped in the last week has still to be done.
    late = END if week_of(made) == len(WEEKS) - 1 else late
    done = min(early, due) if is_kept else late
    return Promise(
        contact,
        kind,
        dice.one(TEXTS[kind]),
        made,
        due,
        None if due >= END or max(made, done) >= END else done,
    )
