"""Surveys sent out, and the scores that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sample_data.generator import hours, topics
from sample_data.generator.story import WEEK, WEEKS, begins, mood, week_of

if TYPE_CHECKING:
    from sample_data.generator.complaint import Complaint
    from sample_data.generator.contact import Contact
    from sample_data.generator.dice import Dice
    from sample_data.generator.people import Customer

KINDS = {"csat": 43.0, "nps": 37, "ces": 20}
ANSWERED = {"csat": 0.46, "nps": 0.4, "ces": 0.5}
SCALES = {"csat": "1-5", "nps": None, "ces": "1-7"}
USUAL: dict[str, dict[int, float]] = {
    "csat": {5: 50.0, 4: 32, 3: 10, 2: 5, 1: 3},
    "nps": {10: 28.0, 9: 26, 8: 18, 7: 11, 6: 5, 5: 5, 3: 4, 0: 3},
    "ces": {7: 32.0, 6: 30, 5: 19, 4: 9, 3: 6, 2: 4},
}
WORST: dict[str, dict[int, float]] = {
    "csat": {5: 12.0, 4: 20, 3: 18, 2: 24, 1: 26},
    "nps": {10: 8.0, 9: 10, 8: 12, 7: 12, 6: 16, 5: 14, 3: 16, 0: 12},
    "ces": {7: 6.0, 6: 12, 5: 18, 4: 18, 3: 24, 2: 22},
}
LOW = {"csat": 2, "nps": 6, "ces": 3}
HIGH = {"csat": 5, "nps": 9, "ces": 6}
USUAL_STRAIN = 0.1
SWAY = 0.5  # how far moods go up and down in a usual week, as strain
EFFORT = ("workshop", "returns", "website", topics.DELIVERY, "billing", "warranty")


@dataclass(eq=False, slots=True)
class Survey:
    """A row of surveys.csv; without a score it was asked and not answered."""

    kind: str
    customer: Customer
    asked_at: datetime
    contact: Contact | None = None
    complaint: Complaint | None = None
    score: int | None = None
    comment: str | None = None
    answered_at: datetime | None = None
    id: str = ""

    @property
    def is_about_delivery(self) -> bool:
        """Whether what it is about went by courier."""
        about = self.complaint.contact if self.complaint else self.contact
        return about is not None and about.category == topics.DELIVERY


class Asking:
    """Puts the questions of each week, and gathers the answers."""

    def __init__(
        self,
        dice: Dice,
        contacts: list[Contact],
        complaints: list[Complaint],
    ) -> None:
        self._dice = dice
        self._contacts, self._complaints = contacts, complaints
        self._came: dict[Customer, datetime] = {}
        for contact in contacts:
            if contact.customer and contact.customer.email:
                self._came.setdefault(contact.customer, contact.received_at)
        self._people = dice.shuffled(self._came)

    def all(self) -> list[Survey]:
        """Every survey, in the order in which they were sent."""
        found = [one for number in range(len(WEEKS)) for one in self._week(number)]
        found.sort(key=lambda one: one.asked_at)
        for number, one in enumerate(found, 1):
            one.id = f"tb-s{number:03}"
        return found

    def _week(self, number: int) -> list[Survey]:
        answers = self._dice.deal(KINDS, WEEKS[number].answers)
        cases = self._settled(number)
        found: list[Survey] = []
        for kind in ("nps", "ces", "csat"):
            count = answers.count(kind)
            asked = round(count / ANSWERED[kind])
            if kind == "nps":
                sent = [self._ask_customer(number) for _ in range(asked)]
            else:
                sent = self._ask_about(kind, cases, asked)
            self._gather(sent, count, number)
            found += sent
        return found

    def _settled(self, number: int) -> list[Survey]:
        """What was settled in a week, as questions that might be put about it."""
        found = [
            Survey("", one.customer, settled, contact=one)
            for one in self._contacts
            if one.is_case
            and (settled := one.settled_at)
            and one.customer
            and one.customer.email
        ]
        found += [
            Survey("", customer, one.resolution.at, complaint=one)
            for one in self._complaints
            if one.resolution and (customer := one.contact.customer) and customer.email
        ]
        last = begins(number) + WEEK - timedelta(hours=12)
        for one in found:
            one.asked_at = hours.awake(one.asked_at + timedelta(hours=1))
        return self._dice.shuffled(
            one
            for one in found
            if week_of(one.asked_at) == number and one.asked_at < last
        )

    def _ask_customer(self, number: int) -> Survey:
        """Whether they would recommend the shop, customers are asked on Thursdays."""
        moment = begins(number) + timedelta(days=3, hours=18)
        customer = next(one for one in self._people if self._came[one] < moment)
        self._people.remove(customer)
        self._people.append(customer)
        return Survey("nps", customer, moment + timedelta(seconds=self._dice.below(90)))

    def _ask_about(self, kind: str, cases: list[Survey], count: int) -> list[Survey]:
        sent = [
            one
            for one in cases
            if kind == "csat" or (one.contact and one.contact.category in EFFORT)
        ][:count]
        for one in sent:
            cases.remove(one)
            one.kind = kind
        return sent

    def _gather(self, sent: list[Survey], count: int, number: int) -> None:
        """`count` of them are answered within the week, as the week was."""
        dice, kind = self._dice, sent[0].kind
        strain = WEEKS[number].strain
        sway = SWAY if 0 <= strain <= USUAL_STRAIN else 0.0
        strain += (dice.share() - 0.5) * sway
        scores = sorted(dice.deal(mood(USUAL[kind], WORST[kind], strain), count))
        # What went by courier gets the lower scores, by and large.
        ranks = {one: dice.share() + (not one.is_about_delivery) * 0.45 for one in sent}
        answering = sorted(dice.shuffled(sent)[:count], key=ranks.__getitem__)
        end = begins(number) + WEEK - timedelta(minutes=30)
        for one, score in zip(answering, scores, strict=True):
            delay = dice.about(5 * hours.HOUR, 1.0) + 120
            answered = hours.awake(one.asked_at + timedelta(seconds=delay))
            one.score, one.answered_at = score, min(answered, end)
            if dice.happens(0.4):
                one.comment = self._comment(one, score, strain)

    def _comment(self, one: Survey, score: int, strain: float) -> str:
        place = 0 if score <= LOW[one.kind] else 2 if score >= HIGH[one.kind] else 1
        about_delivery = one.is_about_delivery
        if one.contact is None and one.complaint is None and place == 0:
            about_delivery = strain > 0.3
        return self._dice.one(topics.COMMENTS[about_delivery][place])
