"""Policies for complaints, as data: which step is due within how many days.

Reminders, not legal advice. A limit counts local days after the day on which it
begins, which itself is not counted. A business day is one on which the desk is open;
without opening hours, every day. What is due on a business day is due when the desk
closes, on a calendar day in the day's last second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BUSINESS_DAYS: Final = "business days"
DAYS: Final = "days"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of days, business or calendar ones."""

    days: int
    unit: str

    @property
    def label(self) -> str:
        """`1 business day`, `56 days`."""
        return f"{self.days} {self.unit if self.days != 1 else self.unit[:-1]}"


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of a policy; None: no such limit.

    `update` counts from the last message to the customer, `follow_up` from the
    resolution, the others from the receipt. `summary` is how long a short written
    statement is enough. `source` is where the numbers come from.
    """

    name: str
    acknowledge: Limit
    decide: Limit
    update: Limit | None = None
    follow_up: Limit | None = None
    summary: Limit | None = None
    source: str = ""


POLICIES: Final = (
    Policy(
        "small-shop",
        acknowledge=Limit(1, BUSINESS_DAYS),
        update=Limit(3, BUSINESS_DAYS),
        decide=Limit(10, BUSINESS_DAYS),
        follow_up=Limit(7, DAYS),
        source="our proposal for a small shop",
    ),
    # ISO 10002:2018 asks for an immediate acknowledgement, progress updates and a
    # prompt decision; it names no days.
    Policy(
        "iso10002",
        acknowledge=Limit(1, BUSINESS_DAYS),
        update=Limit(5, BUSINESS_DAYS),
        decide=Limit(20, BUSINESS_DAYS),
        follow_up=Limit(14, DAYS),
        source="after ISO 10002:2018, which names no days: they are our proposal",
    ),
    # DISP 1.6.1R: a prompt acknowledgement, and progress updates, without days;
    # 1.6.2R: a final response by the end of 8 weeks; 1.5.4R: a summary resolution
    # communication by close of business on the third business day after the receipt.
    Policy(
        "uk-disp",
        acknowledge=Limit(3, BUSINESS_DAYS),
        update=Limit(28, DAYS),
        decide=Limit(56, DAYS),
        follow_up=Limit(14, DAYS),
        summary=Limit(3, BUSINESS_DAYS),
        source="after the FCA's DISP 1.5 and 1.6: final response within 8 weeks, "
        "summary resolution by the third business day; the other days are our proposal",
    ),
)
BY_NAME: Final = {policy.name: policy for policy in POLICIES}
DEFAULT: Final = "small-shop"
