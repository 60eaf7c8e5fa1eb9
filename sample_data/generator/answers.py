"""The answers that the shop has written down, and the contacts that they answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sample_data.generator import hours
from sample_data.generator.dice import Dice
from sample_data.generator.story import END, begins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sample_data.generator.contact import Contact

SEED = "Tin Bell Cycles, the answers"
AT_HAND = 0.6  # how often whoever answers remembers that there is a text


@dataclass(frozen=True, slots=True)
class Article:
    """A row of articles.csv; `subjects` are those of the contacts that it answers.

    `week` is the one, counted from 0, on whose Monday it was written.
    """

    title: str
    body: str
    tags: str
    week: int
    subjects: tuple[str, ...]

    @property
    def written_at(self) -> datetime:
        """Monday, before the shop opens."""
        return begins(self.week).replace(hour=9)


@dataclass(frozen=True, slots=True)
class Use:
    """A row of article_uses.csv."""

    article: Article
    contact: Contact
    at: datetime


ARTICLES = (
    Article(
        "Which frame size",
        "Measure the inside of the leg, barefoot, in centimetres. City and trekking: "
        "times 0.66. Gravel and road: times 0.665. Between two sizes take the smaller "
        "one for a sporty seat. A test ride settles it.",
        "bikes;size", 0, ("which frame size for 1.72 m",),
    ),
    Article(
        "Sending things back",
        "Within 30 days, unused. The label is in the customer's account under Orders; "
        "where it will not print, we send it as a PDF. The money is back five days "
        "after the parcel has arrived.",
        "returns;refund", 1,
        ("how to send the jacket back", "return label will not print",
         "has the return arrived"),
    ),
    Article(
        "Where is my parcel",
        "The tracking link stands in the mail of the day of dispatch. No movement for "
        "three working days: we ask the courier and call back the next day. Seven: we "
        "send it again.",
        "delivery", 9,
        ("where is my parcel", "parcel shows no movement",
         "tracking number does not work"),
    ),
)  # fmt: skip


def uses(contacts: list[Contact]) -> Iterator[Use]:
    """Which contact was answered from which article, in the order of the contacts."""
    dice = Dice(SEED)
    answers = {subject: one for one in ARTICLES for subject in one.subjects}
    for contact in contacts:
        article = answers.get(contact.subject or "")
        if article is None or contact.agent is None:
            continue
        if contact.received_at >= article.written_at and dice.happens(AT_HAND):
            at = contact.first_response_at or hours.after(contact.received_at, 60)
            if at < END:
                yield Use(article, contact, at)
