"""What a contact or a complaint owes: each deadline, its term and where that began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.case import Resolution, is_resolved
from csdesk.domain.ids import COMPLAINT, CONTACT, ref
from csdesk.domain.policies import BY_NAME
from csdesk.domain.sla import read_term
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
from csdesk.store.sql.duties import (
    LAST_WORD,
    NEAR,
    RECEIPT,
    RESOLUTION,
    deadlines_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.domain.business_hours import Hours
    from csdesk.domain.policies import Limit, Policy
    from csdesk.result import Locale
    from csdesk.store.connection import Reader, Row
    from csdesk.store.queries.sla import Paused
    from csdesk.store.sql.duties import ListedDeadline


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
        return Length(read_term(kept), self.hours)

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
        Owed(
            one.name,
            desk.length(row[f"{one.name}_target"]),
            row[f"{one.name}_target"],
            row["received_at"],
            row[column],
            done[one.name],
        )
        for one, column in deadlines_of(CONTACT.letter)
        if column is not None and row[column] is not None
    ]


def owed_by_complaint(desk: DeskRules, number: int, row: Row) -> list[Owed]:
    """What is kept with the complaint, and what its policy asks for besides."""
    policy, target = BY_NAME.get(row["policy"]), row["resolution_target"]
    starts, met = _starts(desk.reader, number, row), _met(desk.reader, number, row)
    found: list[Owed] = []
    for one, column in deadlines_of(COMPLAINT.letter):
        start, done = starts[one.start], met.get(one.name)
        kept = row[column] if column else None
        if start is None or (column and kept is None):
            continue
        if column == "resolution_due_at" and target is not None and kept is not None:
            term = desk.length(target)
            found.append(Owed(one.name, term, target, start, kept, done))
        elif policy is not None:
            paused = one.start == RECEIPT and column is None
            holds = ended(pauses_of(desk.reader, None, number)) if paused else []
            found += owed_by_policy(desk, one, policy, start, done, kept, holds)
    return found


def _starts(reader: Reader, number: int, row: Row) -> dict[str, int | None]:
    """When each kind of limit of a complaint began; None: not yet, or no more."""
    is_open = not is_resolved(Resolution.of(fields(row)))
    return {
        RECEIPT: row["opened_at"],
        LAST_WORD: last_word(reader, number) if is_open else None,
        RESOLUTION: row["resolved_at"],
    }


def _met(reader: Reader, number: int, row: Row) -> dict[str, int | None]:
    """When each deadline of a complaint was met; None: not."""
    resolved = first_resolution_of_complaint(reader, number)
    return {
        "acknowledge": first_step(reader, number),
        "summary": resolved,
        "resolution": resolved,
        "follow-up": row["followed_up_at"],
    }


def owed_by_policy(  # noqa: PLR0913, PLR0917 - what a deadline is made of
    desk: DeskRules,
    deadline: ListedDeadline,
    policy: Policy,
    start: int,
    done: int | None = None,
    kept: int | None = None,
    holds: Iterable[Hold] = (),
) -> list[Owed]:
    """What a policy asks for from `start` on; nothing where it sets no such limit.

    `done` is when it was met. `kept` is the deadline that stands on the record; None:
    it is calculated, and moved by `holds`.
    """
    limit: Limit | None = getattr(policy, deadline.limit) if deadline.limit else None
    if limit is None:
        return []
    term, due_at = desk.days(limit), kept
    if due_at is None:
        due_at = term.end(start)
        for _, moved in moves(term, due_at, holds) if due_at is not None else ():
            due_at = moved
    if due_at is None:
        return []
    source = f"{policy.name}: {limit.label}"
    return [Owed(deadline.name, term, source, start, due_at, done)]


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
