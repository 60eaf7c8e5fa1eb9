"""Twelve weeks of contacts: calls, mails, visits, and what became of each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sample_data.generator import hours, topics
from sample_data.generator.contact import LIVE, PUBLIC, SELF_SERVICE, Contact
from sample_data.generator.people import AGENTS
from sample_data.generator.story import END, WEEKS, begins, mood, strained, week_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sample_data.generator.dice import Dice
    from sample_data.generator.people import Customer
    from sample_data.generator.story import Week

CHANNELS = {
    "phone": 35.0, "email": 23, "in-person": 10, "chat": 8, "web": 7, SELF_SERVICE: 6,
    "review": 4.5, "social": 3.5, "text": 2, "letter": 1,
}  # fmt: skip
# channel -> how well known its people are, its usual and its worst wait in seconds.
KNOWN = {
    "phone": 0.9,
    "chat": 0.75,
    "in-person": 0.5,
    SELF_SERVICE: 0.35,
    "social": 0.4,
}
WAIT = {"phone": (10, 42), "chat": (22, 90)}
SENTIMENT = {"positive": 62.0, "neutral": 22, "negative": 16}
WORST_SENTIMENT = {"positive": 10.0, "neutral": 15, "negative": 75}
SLOW = {"review": 2.0, "social": 1.2, "letter": 3.0, "text": 0.5}
MATCH = 0.82  # of the cases settled at once


class Counter:
    """Fills the weeks with contacts, around those that complaints have brought."""

    def __init__(
        self, dice: Dice, crowd: Callable[[], Customer], begun: list[Contact]
    ) -> None:
        self._dice, self._crowd = dice, crowd
        self.contacts = begun
        self._count = [0] * len(WEEKS)
        for contact in begun:
            self._take(contact, keep=False)

    def fill(self) -> None:
        """Bring every week to its number of contacts."""
        for number, week in enumerate(WEEKS):
            left = week.contacts - self._count[number]
            channels = self._dice.deal(CHANNELS, left)
            about = self._topics(week, left)
            gone = self._gone(channels, week)
            live = sum(channel in LIVE for channel in channels)
            days = self._dice.deal(hours.BUSY, live)
            evenings = self._dice.deal(hours.WRITING, left - live)
            for channel in channels:
                if self._count[number] >= week.contacts:
                    break
                in_shop = channel in LIVE
                day = begins(number) + (days if in_shop else evenings).pop() * hours.DAY
                moment = (hours.in_shop if in_shop else hours.in_writing)(
                    self._dice, day
                )
                contact = Contact(moment, channel, about.pop(), "")
                contact.abandoned = channel in gone and gone[channel].pop()
                self._tell(contact, week)
                self._take(contact)
                self._go_on(contact, week)

    def _take(self, contact: Contact, *, keep: bool = True) -> None:
        if keep:
            self.contacts.append(contact)
        if contact.direction == "inbound":
            self._count[week_of(contact.received_at)] += 1

    def _topics(self, week: Week, count: int) -> list[str]:
        weights = {name: topic.weight for name, topic in topics.TOPICS.items()}
        usual = weights[topics.DELIVERY]
        weights[topics.DELIVERY] = strained(usual, topics.WORST_DELIVERY, week.strain)
        return self._dice.deal(weights, count)

    def _gone(self, channels: list[str], week: Week) -> dict[str, list[bool]]:
        """For each call and chat whether the caller gave up."""
        share = strained(0.045, 0.24, week.strain)
        return {
            channel: self._dice.deal(
                {True: share, False: 1 - share}, channels.count(channel)
            )
            for channel in WAIT
        }

    def _tell(self, contact: Contact, week: Week) -> None:
        """Who it is and what about."""
        dice = self._dice
        if contact.channel == "letter":
            contact.category = dice.one(topics.BY_LETTER)
        topic = topics.TOPICS[contact.category]
        contact.phase = topic.phase
        contact.reason = dice.one(topic.reasons)
        contact.subject = dice.one(topic.subjects)
        if contact.channel in PUBLIC:
            self._tell_public(contact, week)
        known = KNOWN.get(contact.channel, 0.95) - (0.35 if contact.abandoned else 0)
        if dice.happens(known):
            contact.customer = self._crowd()
        topic = topics.TOPICS[contact.category]
        worst = topics.WORST_AVOIDABLE if contact.category == topics.DELIVERY else 0.2
        if dice.happens(0.88) and not contact.abandoned:
            chance = strained(topic.avoidable, worst, week.strain)
            contact.avoidable = dice.happens(chance)
        self._answer(contact, week)

    def _tell_public(self, contact: Contact, week: Week) -> None:
        dice = self._dice
        weights = mood(SENTIMENT, WORST_SENTIMENT, week.strain)
        contact.sentiment = dice.weighted(weights)
        contact.reason, contact.phase = "feedback", "after-sale"
        if contact.sentiment == "negative" and contact.category == topics.DELIVERY:
            contact.subject = dice.one(topics.PUBLIC_DELIVERY)
            return
        contact.category, contact.subject = dice.one(topics.PUBLIC[contact.sentiment])

    def _answer(self, contact: Contact, week: Week) -> None:
        """Who answers, how soon, and whether that settles it."""
        if contact.channel == SELF_SERVICE:
            return
        if contact.channel in LIVE:
            self.attend(contact, week)
            return
        dice = self._dice
        median = strained(1.7, 9.5, week.strain) * SLOW.get(contact.channel, 1)
        opened = hours.after(contact.received_at, dice.about(median * hours.HOUR, 0.65))
        if dice.happens(0.035):  # left lying
            opened = hours.after(opened, dice.between(14, 28) * hours.HOUR)
        if opened >= END:
            return
        contact.agent = self.agent()
        contact.first_response_at = opened
        contact.agent_replies = 1
        if dice.happens(MATCH):
            contact.resolved_at = opened
            contact.reopens = 1 if dice.happens(0.03) else None
        else:
            self._settle_later(contact, opened)

    def attend(self, contact: Contact, week: Week) -> None:
        """A live contact: the wait, the talk, and what comes of it."""
        dice = self._dice
        if contact.channel in WAIT:
            usual, worst = WAIT[contact.channel]
            contact.wait = dice.about(strained(usual, worst, week.strain), 0.7)
        if contact.abandoned:
            contact.wait = max(contact.wait or 0, 15) + dice.between(10, 60)
            return
        contact.agent = self.agent()
        contact.handle = dice.about(
            320 if contact.channel == "in-person" else 210, 0.55
        )
        if contact.complaint:
            return
        contact.ends_resolved = dice.happens(MATCH)
        if not contact.ends_resolved:
            self._settle_later(contact, contact.received_at)

    def _settle_later(self, contact: Contact, since: datetime) -> None:
        """Resolved some hours of work later, unless the story ends before."""
        dice = self._dice
        settled = hours.after(since, dice.about(8 * hours.HOUR, 0.8) + hours.HOUR)
        if contact.agent_replies is not None:
            contact.agent_replies += dice.between(1, 2)
        if settled < END:
            contact.resolved_at = settled

    def _go_on(self, contact: Contact, week: Week) -> None:
        """What follows: our call back, or the customer once more."""
        dice = self._dice
        if contact.abandoned:
            if contact.customer and dice.happens(0.5):
                self._call_back(
                    contact, hours.after(contact.received_at, 2 * hours.HOUR)
                )
        elif contact.is_case and contact.customer:
            if contact.channel in LIVE and contact.resolved_at and dice.happens(0.55):
                self._call_back(contact, contact.resolved_at)
            elif dice.happens(strained(0.1, 0.2, week.strain)):
                self._come_again(contact)

    def _call_back(self, contact: Contact, moment: datetime) -> None:
        if moment >= END:
            return
        back = Contact(
            moment, "phone", contact.category, self._dice.one(topics.CALLED_BACK),
            contact.customer, "outbound", contact.phase, contact.reason,
            agent=contact.agent or self.agent(),
            handle=self._dice.about(120, 0.5), follows=contact,
        )  # fmt: skip
        self._take(back)

    def _come_again(self, contact: Contact) -> None:
        """The same customer about the same, within the week."""
        dice = self._dice
        day = contact.received_at + dice.between(1, 5) * hours.DAY
        channel = dice.one(("phone", "email", contact.channel))
        moment = hours.in_writing(dice, day)
        if channel in LIVE:
            if hours.opening(day) is None:
                day += hours.DAY
            moment = hours.in_shop(dice, day)
        if (
            moment >= END
            or self._count[week_of(moment)] >= WEEKS[week_of(moment)].contacts
        ):
            return
        week = WEEKS[week_of(moment)]
        again = Contact(
            moment, channel, contact.category, dice.one(topics.AGAIN), contact.customer,
            phase=contact.phase, reason=contact.reason, avoidable=True,
        )  # fmt: skip
        self._answer(again, week)
        if dice.happens(0.7):
            self._join(again, contact)
        self._take(again)

    def _join(self, again: Contact, first: Contact) -> None:
        """`again` goes on with the case of `first`, which is settled only once."""
        again.follows = first
        again.resolved_at, again.ends_resolved = None, False

    def agent(self) -> str:
        """Who answers."""
        return self._dice.weighted(AGENTS)


def tell_ahead(dice: Dice, counter: Counter, crowd: Callable[[], Customer]) -> None:
    """In the week after the courier failed, customers hear before they ask."""
    start = begins(9) + timedelta(hours=14)
    for number in range(9):
        counter.contacts.append(
            Contact(
                start + timedelta(minutes=dice.between(2, 4) + 4 * number),
                "email",
                topics.DELIVERY,
                topics.SORRY,
                crowd(),
                "outbound",
                "after-sale",
                "information",
                agent=counter.agent(),
            )
        )
