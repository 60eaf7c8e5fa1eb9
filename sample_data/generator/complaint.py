"""One complaint and its life, and which of them are told by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sample_data.generator import grievances
from sample_data.generator.story import WEEKS

if TYPE_CHECKING:
    from datetime import datetime

    from sample_data.generator.contact import Contact
    from sample_data.generator.grievances import Grievance, Offer

LAST_WEEK = len(WEEKS) - 1
# (week, which complaint of it) -> the last step of its life before the story ends.
LEFT_AT = {
    (8, 3): "reopen",
    (9, 2): "escalate",
    (10, 1): "hold",
    (10, 3): "offer",
    (LAST_WEEK, 1): "investigate",
    (LAST_WEEK, 2): "open",
}
REOPENED = ((1, 1), (4, 0), (6, 2), (8, 3), (8, 6), (9, 0))
# In the last week: (week, which) -> what it is about, by which channel, on which day.
BY_HAND = {
    (LAST_WEEK, 1): (grievances.BRAKE, "phone", 3),
    (LAST_WEEK, 2): (grievances.LETTER, "letter", 2),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A row of complaint_events.csv: a verb with what it takes."""

    verb: str
    at: datetime
    agent: str
    text: str | None = None
    offer: Offer | None = None
    outcome: str | None = None
    upheld: str | None = None


@dataclass(slots=True)
class Complaint:
    """A row of complaints.csv; `id` comes in order of opening.

    `place` says which of its week it is, for what is told by hand.
    """

    grievance: Grievance
    contact: Contact
    owner: str
    week: int
    place: int
    steps: list[Step] = field(default_factory=list)
    id: str = ""

    @property
    def last_step(self) -> str | None:
        """The step after which it is left, or None where it goes its way."""
        return LEFT_AT.get((self.week, self.place))

    @property
    def is_reopened(self) -> bool:
        """Whether its first resolution does not hold."""
        return (self.week, self.place) in REOPENED

    @property
    def is_public(self) -> bool:
        """Whether others read it where it was made."""
        return self.contact.channel == "review"

    @property
    def acknowledged_at(self) -> datetime | None:
        """When the customer was told that it arrived."""
        return next((one.at for one in self.steps if one.verb == "acknowledge"), None)

    @property
    def resolution(self) -> Step | None:
        """The resolution that holds, or None while it is open."""
        for step in reversed(self.steps):
            if step.verb in {"resolve", "reopen"}:
                return step if step.verb == "resolve" else None
        return None
