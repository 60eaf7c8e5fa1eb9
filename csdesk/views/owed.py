"""What a contact or a complaint owes: each deadline, its term and where that began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csdesk.domain.case import Resolution, is_resolved
from csdesk.domain.ids import COMPLAINT, ref
from csdesk.domain.policies import BY_NAME
from csdesk.domain.sla import read_commitment
from csdesk.domain.sla_clock import (
    Days,
    Hold,
    Length,
    moves,
)
from csdesk.store.connection import fields
from csdesk.store.queries.sla import (
    complaint_facts,
    first_resolution_of_complaint,
    first_resolution_of_contact,
    first_step,
    last_word,
    pauses_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.domain.business_hours import Hours
    from csdesk.domain.policies import Limit, Policy
    from csdesk.result import Locale
    from csdesk.store.connection import Reader, Row
    from csdesk.store.queries.sla import Paused

NEAR: Final = 24 * 3600  # from here on somebody who may decide more should know


@dataclass(frozen=True, slots=True)
class Owed:
    """A deadline: since when its term runs, when it is due and was met (None: not)."""

    key: str
    term: Length | Days
    source: str
    start: int
    due_at: int
    done: int | None

    @property
    def in_days(self) -> bool:
        """Whether it counts days, not seconds."""
        return isinstance(self.term, Days)


@dataclass(frozen=True, slots=True)
class DeskRules:
    """What explains a deadline: the rules as they are now, and when now is."""

    reader: Reader
    locale: Locale
    now: int
    hours: Hours | None

    def length(self, kept: str) -> Length:
        """The term of a promise as it is kept."""
        return Length(read_commitment(kept), self.hours)

    def days(self, limit: Limit) -> Days:
        """The term of a policy's limit."""
        return Days(limit, self.locale.zone, self.hours)


def owed_by_contact(desk: DeskRules, number: int, row: Row) -> list[Owed]:
    """The first response and the resolution that were promised."""
    resolved = first_resolution_of_contact(desk.reader, row["follows_id"] or number)
    answered = row["first_response_at"]
    done = {"response": resolved if answered is None else answered}
    done["resolution"] = resolved
    return [
        Owed(what, desk.length(target), target, row["received_at"], due_at, at)
        for what, at in done.items()
        for due_at, target in [(row[f"{what}_due_at"], row[f"{what}_target"])]
        if due_at is not None
    ]


def owed_by_complaint(desk: DeskRules, number: int, row: Row) -> list[Owed]:
    """What is kept with the complaint, then what its policy asks for besides."""
    reader, opened = desk.reader, row["opened_at"]
    resolved = first_resolution_of_complaint(reader, number)
    policy = BY_NAME.get(row["policy"])
    found: list[Owed] = []

    def add(
        key: str, limit: Limit | None, start: int, due_at: int | None, done: int | None
    ) -> None:
        if policy and limit and due_at is not None:
            source = f"{policy.name}: {limit.said}"
            found.append(Owed(key, desk.days(limit), source, start, due_at, done))

    if policy:
        due_at = row["acknowledge_due_at"]
        done = first_step(reader, number)
        add("acknowledge", policy.acknowledge, opened, due_at, done)
        if policy.summary:
            due_at = _reckoned(desk, policy.summary, opened, number)
            add("summary", policy.summary, opened, due_at, resolved)
        if not is_resolved(Resolution.of(fields(row))):
            found += update_owed(desk, number, policy)
    due_at, target = row["resolution_due_at"], row["resolution_target"]
    if target is not None and due_at is not None:
        term = desk.length(target)
        found.append(Owed("resolution", term, target, opened, due_at, resolved))
    elif policy:
        add("resolution", policy.decide, opened, due_at, resolved)
    if policy and row["resolved_at"] is not None:
        done = row["followed_up_at"]
        found += follow_up_owed(desk, policy, row["resolved_at"], done)
    return found


def update_owed(desk: DeskRules, number: int, policy: Policy) -> list[Owed]:
    """The next word to the customer of an open complaint; nothing where none is due."""
    word = last_word(desk.reader, number)
    if word is None:
        return []
    return _counted(desk, ("update", policy.update), policy.name, word, None)


def follow_up_owed(
    desk: DeskRules, policy: Policy, resolved: int, done: int | None
) -> list[Owed]:
    """Asking after a complaint that was resolved; `done`: when it was (None: not)."""
    named = ("follow-up", policy.follow_up)
    return _counted(desk, named, policy.name, resolved, done)


def _counted(
    desk: DeskRules,
    named: tuple[str, Limit | None],
    policy: str,
    start: int,
    done: int | None,
) -> list[Owed]:
    """A limit that counts from `start`; nothing where there is none."""
    key, limit = named
    term = desk.days(limit) if limit else None
    due_at = term.end(start) if term else None
    if limit is None or term is None or due_at is None:
        return []
    return [Owed(key, term, f"{policy}: {limit.said}", start, due_at, done)]


def _reckoned(desk: DeskRules, limit: Limit, start: int, number: int) -> int | None:
    """When a limit ends that is not kept with its complaint, holds included."""
    term = desk.days(limit)
    due_at = term.end(start)
    holds = ended(pauses_of(desk.reader, None, number))
    for _, moved in moves(term, due_at, holds) if due_at is not None else ():
        due_at = moved
    return due_at


def advice(reader: Reader, number: int, now: int) -> str | None:
    """`Escalate to level 1 …` where an open complaint's decision is near or overdue.

    None where it is not, or where the complaint is on hold or not there.
    """
    row = complaint_facts(reader, number)
    if (
        row is None
        or row["resolution_due_at"] is None
        or is_resolved(Resolution.of(fields(row)))
    ):
        return None
    is_held = any(one.until is None for one in pauses_of(reader, None, number))
    was_resolved = first_resolution_of_complaint(reader, number) is not None
    if is_held or was_resolved or row["resolution_due_at"] - now > NEAR:
        return None
    level, name = row["level"] + 1, ref(COMPLAINT, number)
    return f"Escalate to level {level}: csdesk complaint escalate {name} REASON"


def ended(paused: Iterable[Paused]) -> list[Hold]:
    """The pauses that are over."""
    return [Hold(one.since, one.until) for one in paused if one.until is not None]
