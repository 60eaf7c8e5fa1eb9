"""Rules of cases: what can be resolved, what waits for an answer (KPIS.md §2).

`csdesk.store.sql.case` is the same in SQL; a property test checks that both agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from csdesk.domain.vocabulary import (
    DIRECTIONS,
    LIVE_CHANNELS,
    SELF_SERVICE,
    WRITTEN_CHANNELS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csdesk.domain.sla.rows import Values

INBOUND, OUTBOUND = DIRECTIONS
# Why a contact cannot follow another, beside what that one is.
ITSELF: Final = "itself"
ABANDONED: Final = "abandoned"
TOO_EARLY: Final = "too early"


class Exchange(Protocol):
    """The columns of a contact that describe the exchange."""

    @property
    def direction(self) -> str:
        """`inbound` or `outbound`."""

    @property
    def channel(self) -> str:
        """A word of `vocabulary.CHANNELS`."""

    @property
    def abandoned(self) -> bool:
        """Whether the customer gave up before anyone answered."""


class CaseFacts(Exchange, Protocol):
    """The columns of a contact that decide whether it is a case."""

    @property
    def complaint_id(self) -> int | None:
        """The complaint that it belongs to."""

    @property
    def follows_id(self) -> int | None:
        """The first contact of its thread; None where it is the first itself."""


class Resolvable(Protocol):
    """The columns of a contact or complaint that state a resolution."""

    @property
    def resolved_at(self) -> Any:
        """When it was resolved; None: not, or at an unknown time."""

    @property
    def resolved(self) -> bool:
        """Whether it was resolved at an unknown time."""


class Resolution(NamedTuple):
    """The columns of a contact or complaint that state a resolution, by themselves."""

    resolved_at: Any
    resolved: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Resolution:
        """Take them out of a row."""
        return cls(row["resolved_at"], bool(row["resolved"]))


class Answerable(Exchange, Protocol):
    """The columns of a contact that decide whether it can still be answered."""

    @property
    def first_response_at(self) -> Any:
        """When it was first answered."""


class Threaded(Exchange, Protocol):
    """The columns of a contact that decide which thread it may be part of."""

    @property
    def id(self) -> int | None:
        """Its id; None where it has none yet."""

    @property
    def received_at(self) -> Any:
        """When it was received, or went out."""


class CaseColumns(NamedTuple):
    """The columns of a contact that decide whether it is a case, by themselves."""

    direction: str
    channel: str
    abandoned: bool
    complaint_id: int | None
    follows_id: int | None

    @classmethod
    def of(cls, row: Values) -> CaseColumns:
        """Take them out of a row of `contact`."""
        return cls(*(row[name] for name in cls._fields))


def owes_resolution(contact: CaseFacts) -> bool:
    """Return whether the contact is a case of its own, which can be resolved."""
    return (
        why_no_case(contact.direction, contact.channel, abandoned=contact.abandoned)
        is None
        and contact.complaint_id is None
        and contact.follows_id is None
    )


def why_no_case(direction: str, channel: str, *, abandoned: bool) -> str | None:
    """Return why a contact that stands alone is no case, for a sentence, or None."""
    if direction != INBOUND:
        return "went out: it is no question of a customer"
    if abandoned:
        return "was abandoned: there is nothing to resolve"
    if channel == SELF_SERVICE:
        return "was self-service: nothing is left to do"
    return None


def can_carry_resolution(
    direction: str, channel: str, *, abandoned: bool, follows: int | None
) -> bool:
    """Return whether a contact can state that its case is resolved.

    An outbound contact can where it follows an inbound one.
    """
    is_ours = direction == OUTBOUND and follows is not None
    return (
        why_no_case(INBOUND if is_ours else direction, channel, abandoned=abandoned)
        is None
    )


def is_resolved(row: Resolvable) -> bool:
    """Return whether the row states a resolution, at a known time or not."""
    return row.resolved or row.resolved_at is not None


def is_live_inbound(direction: str, channel: str) -> bool:
    """Return whether a contact is answered at once or abandoned."""
    return direction == INBOUND and channel in LIVE_CHANNELS


def live_length(wait: int | None, handle: int | None) -> tuple[int, bool]:
    """Return the seconds from the receipt of a live contact to its end, if it is known.

    An unknown part counts 0; without a handling time the end is not known.
    """
    return (wait or 0) + (handle or 0), handle is not None


def owes_response(direction: str, channel: str) -> bool:
    """Return whether a contact waits for a first response: written and inbound."""
    return direction == INBOUND and channel in WRITTEN_CHANNELS


def can_be_answered(contact: Answerable) -> bool:
    """Return whether a first response can be recorded: written or abandoned, no answer.

    An abandoned call can be answered by a call back, but does not wait for it.
    """
    return (
        contact.direction == INBOUND
        and contact.first_response_at is None
        and (contact.channel in WRITTEN_CHANNELS or contact.abandoned)
    )


def why_not_followed(first: Threaded, contact: Threaded) -> str | None:
    """Return why `contact` cannot go on with the thread of `first`, or None if it can.

    One of `itself`, `outbound`, `abandoned`, `self-service`, `too early`. A thread
    begins with a contact that came in; one that was given up or by self-service goes on
    with contacts of ours alone (KPIS.md §2, "case").
    """
    if first.id is not None and first.id == contact.id:
        return ITSELF
    if first.direction != INBOUND:
        return OUTBOUND
    if contact.direction != INBOUND:
        return None
    if first.abandoned:
        return ABANDONED
    if first.channel == SELF_SERVICE:
        return SELF_SERVICE
    return TOO_EARLY if is_too_early(first, contact) else None


def is_too_early(first: Threaded, contact: Threaded) -> bool:
    """Return whether an inbound contact came before the first one of its thread."""
    return contact.direction == INBOUND and contact.received_at < first.received_at


def is_reply(asked: Threaded, contact: Threaded) -> bool:
    """Return whether `contact`, of the thread of `asked`, is an answer to it."""
    return contact.direction == OUTBOUND and contact.received_at >= asked.received_at
