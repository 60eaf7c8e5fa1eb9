"""The life of a complaint, from its opening to its close or to the end of the story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_data.generator import hours
from sample_data.generator.complaint import Complaint, Step
from sample_data.generator.people import LEAD
from sample_data.generator.story import END, WEEKS, strained
from sample_data.generator.topics import DELIVERY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sample_data.generator.dice import Dice

HOUR = hours.HOUR
OUTCOMES = {"accepted": 52.0, "goodwill": 16, "rejected": 20, "withdrawn": 12}
UPHELD = {"accepted": "yes", "goodwill": "partly", "rejected": "no", "withdrawn": "no"}
UNFOUNDED = {
    "rejected": "looked into: nothing of it was our doing",
    "withdrawn": "the customer took it back",
}
CONTENT = (
    "rang up: all is well", "content", "thanked us, has ordered again",
    "still a little cross, but it is settled", "no answer to two calls",
)  # fmt: skip
NOTES = (
    "asked the courier for the route of that day",
    "spoke to the customer, photos to come",
    "looked at it together in the workshop", "checked the order and the till",
)  # fmt: skip


def life(dice: Dice, one: Complaint) -> list[Step]:
    """Its steps up to the end of the story, or as far as it may go."""
    steps: list[Step] = []
    for step in _Life(dice, one).steps():
        if step.at >= END:
            break
        steps.append(step)
        if step.verb == one.last_step:
            break
    return steps


class _Life:
    """One complaint on its way: `at` is when its last step was taken."""

    def __init__(self, dice: Dice, one: Complaint) -> None:
        self._dice, self._one = dice, one
        self._strain = WEEKS[one.week].strain
        self._slow = strained(1, 2.6, self._strain)
        self._at = one.contact.received_at

    def steps(self) -> Iterator[Step]:
        told, dice = self._one.grievance, self._dice
        yield Step("open", self._at, self._one.owner, told.asked)
        if told.evidence:
            yield Step("attach", self._at, self._one.owner, told.evidence)
        yield self._step("acknowledge", dice.about(2.2 * self._slow * HOUR, 0.6))
        if self._one.is_public:
            yield Step("move-private", self._at, self._one.owner)
        yield self._step("investigate", dice.about(3 * HOUR, 0.6))
        if dice.happens(0.3):
            yield self._step("note", HOUR, dice.one(NOTES))
        yield from self._troubles()
        yield from self._decide(self._outcome())
        if self._one.is_reopened:
            reason = "what was promised has not come"
            yield self._step("reopen", dice.between(14, 26) * HOUR, reason)
            yield from self._decide("accepted")
        self._at += 7 * hours.DAY
        yield self._step("followed-up", dice.about(3 * HOUR, 0.5), dice.one(CONTENT))
        yield self._step("close", dice.between(2, 20) * 60)

    def _step(self, verb: str, seconds: float, text: str | None = None) -> Step:
        """A step after so many seconds of work."""
        self._at = hours.after(self._at, seconds)
        return Step(verb, self._at, self._one.owner, text)

    def _troubles(self) -> Iterator[Step]:
        """It may have to wait for the customer, and may be passed up."""
        dice, last = self._dice, self._one.last_step
        if last == "hold" or dice.happens(0.1):
            yield self._step("hold", 2 * HOUR, "waits for photos from the customer")
            yield self._step("resume", dice.between(9, 20) * HOUR)
        if last == "escalate" or dice.happens(strained(0.07, 0.15, self._strain)):
            wish = "the customer wants to speak to the owner"
            step = self._step("escalate", 3 * HOUR, wish)
            self._one.owner = LEAD
            yield step

    def _outcome(self) -> str:
        one, outcome = self._one, self._dice.weighted(OUTCOMES)
        by_courier = one.grievance.category == DELIVERY and outcome in UNFOUNDED
        is_firm = one.last_step or one.is_reopened or by_courier
        return "accepted" if is_firm else outcome

    def _decide(self, outcome: str) -> Iterator[Step]:
        """An offer where there is ground for one, and the resolution."""
        told = self._one.grievance
        is_founded = outcome not in UNFOUNDED
        if is_founded:
            at = self._step("offer", self._dice.about(7 * self._slow * HOUR, 0.5)).at
            yield Step("offer", at, self._one.owner, told.offer.text, told.offer)
        at = self._step("resolve", self._dice.about(6 * HOUR, 0.6)).at
        yield Step(
            "resolve", at, self._one.owner, UNFOUNDED.get(outcome, told.decision),
            told.offer if is_founded else None, outcome, UPHELD[outcome],
        )  # fmt: skip
