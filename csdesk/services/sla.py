"""What is promised to a contact or complaint as it comes in, and what moves it.

A promise stays the one that was made: targets changed later, and another channel,
tier or severity, leave it alone. A corrected receipt moves it. A contact that becomes,
or is no more, one that has such a deadline (KPIS.md §2) gets one, or loses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csdesk.domain.case import owes_resolution, owes_response
from csdesk.domain.policies import BY_NAME
from csdesk.domain.sla import (
    RESOLUTION,
    RESPONSE,
    SlaTerm,
    TargetScope,
    choose,
    fitting,
    format_commitment,
    read_commitment,
)
from csdesk.domain.sla_clock import Days, Length, held
from csdesk.store.queries.sla import (
    first_resolution_of_contact,
    holds_of,
    read_targets,
    tiers_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from csdesk.domain.sla import Target
    from csdesk.domain.sla_clock import Hold, Term
    from csdesk.services.business_time import BusinessTime
    from csdesk.store.connection import Reader

WHATS = (RESPONSE, RESOLUTION)


class Brought(NamedTuple):
    """A contact as far as its deadlines depend on it; instants in Unix seconds."""

    number: int | None
    received_at: int
    channel: str
    direction: str
    abandoned: bool
    complaint_id: int | None
    follows_id: int | None
    customer_id: int | None
    first_response_at: int | None

    def owes(self, what: str) -> bool:
        """Whether it has a deadline of that kind at all."""
        if what == RESPONSE:
            return owes_response(self.direction, self.channel)
        return owes_resolution(self)


class Deadline(NamedTuple):
    """A deadline in Unix seconds and the promise that it came from, as it is kept."""

    due_at: int | None = None
    target: str | None = None


class Promises:
    """Makes promises by the desk's targets and hours, read when first asked for."""

    def __init__(self, reader: Reader, zone: ZoneInfo, time: BusinessTime) -> None:
        self.reader, self.zone, self._time = reader, zone, time
        self._targets: list[Target] | None = None
        self._ranked: dict[tuple[str, TargetScope], list[Target]] = {}
        self._kept: dict[Target, tuple[Length, str]] = {}

    @property
    def targets(self) -> list[Target]:
        """Every target that the desk has."""
        if self._targets is None:
            self._targets = read_targets(self.reader)
        return self._targets

    @property
    def knows_tiers(self) -> bool:
        """Whether any target asks for a tier."""
        return any(target.scope.tier is not None for target in self.targets)

    def tiers(self, customers: Iterable[int | None]) -> Mapping[int, str]:
        """Customer -> tier, where it matters to a target."""
        known = {number for number in customers if number is not None}
        return tiers_of(self.reader, known) if known and self.knows_tiers else {}

    def tier_of(self, customer: int | None) -> str | None:
        """The tier of a customer, where it matters to a target."""
        return None if customer is None else self.tiers([customer]).get(customer)

    def made(self, what: str, facts: TargetScope, received: int) -> Deadline:
        """What is promised at a receipt; nothing where no target fits."""
        if not self.targets:
            return Deadline()
        ranked = self._ranked.get((what, facts))
        if ranked is None:
            ranked = fitting(self.targets, what, facts)
            self._ranked[what, facts] = ranked
        target = choose(ranked, received)
        if target is None or target.seconds is None:
            return Deadline()
        if target not in self._kept:
            promise = SlaTerm(target.seconds, target.clock, target.scope)
            self._kept[target] = self.length(promise), format_commitment(promise)
        term, text = self._kept[target]
        due_at = term.end(received)
        return Deadline() if due_at is None else Deadline(due_at, text)

    def length(self, promise: SlaTerm | str) -> Length:
        """The term of a promise, be it as it is kept."""
        made = read_commitment(promise) if isinstance(promise, str) else promise
        return Length(made, self._time.hours)

    def days(self, policy: str) -> tuple[Days, Days]:
        """The terms of a policy for the acknowledgement and for the decision."""
        limits = BY_NAME[policy].acknowledge, BY_NAME[policy].decide
        first, last = (Days(one, self.zone, self._time.hours) for one in limits)
        return first, last

    def of_contact(self, what: str, brought: Brought) -> Deadline:
        """What is promised to a contact that comes in, or becomes one that owes."""
        if not brought.owes(what):
            return Deadline()
        facts = TargetScope(brought.channel, None, self.tier_of(brought.customer_id))
        made = self.made(what, facts, brought.received_at)
        return self._with_holds(what, brought, made)

    def corrected(
        self, what: str, was: Brought, now: Brought, kept: Deadline
    ) -> Deadline:
        """The deadline `kept` of a contact that is another than it was."""
        if not now.owes(what):
            return Deadline()
        if not was.owes(what):
            return self.of_contact(what, now)
        if kept.target is None or was.received_at == now.received_at:
            return kept
        due_at = self.length(kept.target).end(now.received_at)
        return self._with_holds(what, now, Deadline(due_at, kept.target))

    def after(
        self, what: str, brought: Brought, kept: Deadline, holds: Iterable[Hold]
    ) -> Deadline:
        """The deadline `kept` of a contact after holds of its case."""
        if kept.due_at is None or kept.target is None:
            return kept
        done = brought.first_response_at
        if what == RESOLUTION:
            done = first_resolution_of_contact(self.reader, brought.number)
        mine = [
            hold._replace(since=max(hold.since, brought.received_at))
            for hold in holds
            if hold.until > brought.received_at
        ]
        term: Term = self.length(kept.target)
        return kept._replace(due_at=held(term, kept.due_at, mine, done))

    def _with_holds(self, what: str, brought: Brought, made: Deadline) -> Deadline:
        if made.due_at is None or brought.number is None:
            return made
        case = brought.follows_id or brought.number
        holds = holds_of(self.reader, case, brought.complaint_id)
        return self.after(what, brought, made, holds)
