"""Deadlines that contacts and complaints owe: term, source, start, due and met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.case import Resolution, is_resolved
from csdesk.domain.ids import COMPLAINT, CONTACT, ref
from csdesk.domain.policies import BY_NAME
from csdesk.domain.sla.clock import (
    Days,
    Hold,
    Length,
    moves,
)
from csdesk.domain.sla.terms import read_term
from csdesk.store.connection import fields
from csdesk.store.queries.sla import (
    complaint_facts,
    first_resolution_of_complaint,
    first_resolution_of_contact,
    first_step,
    last_word,
    pauses_of,
)
from csdesk.store.sql.duties import (
    LAST_WORD,
    NEAR,
    RECEIPT,
    RESOLUTION,
    deadlines_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.domain.policies import Limit, Policy
    from csdesk.domain.sla.business_hours import Hours
    from csdesk.result import Locale
    from csdesk.store.connection import Reader, Row
    from csdesk.store.queries.sla import Paused
    from csdesk.store.sql.duties import ListedDeadline


@dataclass(frozen=True, slots=True)
class Owed:
    """A deadline: the start of its term, when it is due, when it was met (None: not).

    `start`, `due_at` and `done` are epoch seconds.
    """

    key: str
    term: Length | Days
    source: str
    start: int
    due_at: int
    done: int | None

    @property
    def in_days(self) -> bool:
        """Whether its term is in days, not in seconds."""
        return isinstance(self.term, Days)


@dataclass(frozen=True, slots=True)
class DeadlineContext:
    """What deadlines are explained with: a reader, locale, now and current hours.

    `now` is in epoch seconds.
    """

    reader: Reader
    locale: Locale
    now: int
    hours: Hours | None

    def length(self, target: str) -> Length:
        """Return the term of an SLA target as stored on a record."""
        return Length(read_term(target), self.hours)

    def days(self, limit: Limit) -> Days:
        """Return the term of a policy's limit."""
        return Days(limit, self.locale.zone, self.hours)


def owed_by_contact(context: DeadlineContext, number: int, row: Row) -> list[Owed]:
    """Return the deadlines of first response and resolution stored on a contact."""
    resolved = first_resolution_of_contact(context.reader, row["follows_id"] or number)
    answered = row["first_response_at"]
    done = {"response": resolved if answered is None else answered}
    done["resolution"] = resolved
    return [
        Owed(
            one.name,
            context.length(row[f"{one.name}_target"]),
            row[f"{one.name}_target"],
            row["received_at"],
            row[column],
            done[one.name],
        )
        for one, column in deadlines_of(CONTACT.letter)
        if column is not None and row[column] is not None
    ]


def owed_by_complaint(context: DeadlineContext, number: int, row: Row) -> list[Owed]:
    """Return the deadlines stored on a complaint, and others of its policy."""
    policy, target = BY_NAME.get(row["policy"]), row["resolution_target"]
    starts, met = (
        _starts(context.reader, number, row),
        _met(context.reader, number, row),
    )
    found: list[Owed] = []
    for one, column in deadlines_of(COMPLAINT.letter):
        start, done = starts[one.start], met.get(one.name)
        stored = row[column] if column else None
        if start is None or (column and stored is None):
            continue
        if column == "resolution_due_at" and target is not None and stored is not None:
            term = context.length(target)
            found.append(Owed(one.name, term, target, start, stored, done))
        elif policy is not None:
            paused = one.start == RECEIPT and column is None
            holds = ended(pauses_of(context.reader, None, number)) if paused else []
            found += owed_by_policy(context, one, policy, start, done, stored, holds)
    return found


def _starts(reader: Reader, number: int, row: Row) -> dict[str, int | None]:
    """Return the start of each kind of limit; None: not begun, or over."""
    is_open = not is_resolved(Resolution.of(fields(row)))
    return {
        RECEIPT: row["opened_at"],
        LAST_WORD: last_word(reader, number) if is_open else None,
        RESOLUTION: row["resolved_at"],
    }


def _met(reader: Reader, number: int, row: Row) -> dict[str, int | None]:
    """Return when each deadline of a complaint was met; None: not met."""
    resolved = first_resolution_of_complaint(reader, number)
    return {
        "acknowledge": first_step(reader, number),
        "summary": resolved,
        "resolution": resolved,
        "follow-up": row["followed_up_at"],
    }


def owed_by_policy(  # noqa: PLR0913, PLR0917 - the parts of a deadline
    context: DeadlineContext,
    deadline: ListedDeadline,
    policy: Policy,
    start: int,
    done: int | None = None,
    stored: int | None = None,
    holds: Iterable[Hold] = (),
) -> list[Owed]:
    """Return the deadline that a policy sets from `start` on; empty without a limit.

    `start`, `done` (when it was met) and `stored` are epoch seconds. `stored` is the
    deadline on the record; None: it is calculated, and moved by `holds`.
    """
    limit: Limit | None = getattr(policy, deadline.limit) if deadline.limit else None
    if limit is None:
        return []
    term, due_at = context.days(limit), stored
    if due_at is None:
        due_at = term.end(start)
        for _, moved in moves(term, due_at, holds) if due_at is not None else ():
            due_at = moved
    if due_at is None:
        return []
    source = f"{policy.name}: {limit.label}"
    return [Owed(deadline.name, term, source, start, due_at, done)]


def advice(reader: Reader, number: int, now: int) -> str | None:
    """Return `Escalate to level 1 …` if a complaint's decision is due soon or late.

    None if it is not, or if the complaint is resolved, on hold or not found.
    """
    row = complaint_facts(reader, number)
    if (
        row is None
        or row["resolution_due_at"] is None
        or is_resolved(Resolution.of(fields(row)))
    ):
        return None
    is_on_hold = any(one.until is None for one in pauses_of(reader, None, number))
    was_resolved = first_resolution_of_complaint(reader, number) is not None
    if is_on_hold or was_resolved or row["resolution_due_at"] - now > NEAR:
        return None
    level, name = row["level"] + 1, ref(COMPLAINT, number)
    return f"Escalate to level {level}: csdesk complaint escalate {name} REASON"


def ended(paused: Iterable[Paused]) -> list[Hold]:
    """Return the holds that have ended."""
    return [Hold(one.since, one.until) for one in paused if one.until is not None]
