"""One contact of the shop, and what has come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sample_data.generator.people import Customer

LIVE = ("phone", "chat", "in-person")
PUBLIC = ("review", "social")
SELF_SERVICE = "self-service"


@dataclass(eq=False, slots=True)
class Contact:
    """A row of contacts.csv. `id` is given once all are known, in order of receipt.

    `ends_resolved`: a live contact that settled the matter then and there.
    """

    received_at: datetime
    channel: str
    category: str
    subject: str
    customer: Customer | None = None
    direction: str = "inbound"
    phase: str | None = None
    reason: str | None = None
    agent: str | None = None
    wait: int | None = None
    handle: int | None = None
    abandoned: bool = False
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    ends_resolved: bool = False
    agent_replies: int | None = None
    reopens: int | None = None
    avoidable: bool | None = None
    sentiment: str | None = None
    follows: Contact | None = None
    complaint: str | None = None
    id: str = ""

    @property
    def can_be_settled(self) -> bool:
        """Whether it asks for something, by itself or as the start of a complaint."""
        return (
            self.direction == "inbound"
            and not self.abandoned
            and self.channel != SELF_SERVICE
            and self.follows is None
        )

    @property
    def is_case(self) -> bool:
        """Whether it is something to resolve by itself."""
        return self.can_be_settled and self.complaint is None

    @property
    def settled_at(self) -> datetime | None:
        """When it was resolved, however that is written down."""
        if not self.ends_resolved:
            return self.resolved_at
        return self.received_at + timedelta(
            seconds=(self.wait or 0) + (self.handle or 0)
        )
