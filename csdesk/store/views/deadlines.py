"""Every deadline of a contact or a complaint, with how it came about, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.complaint_life import OPEN_STATUSES
from csdesk.domain.deadline_steps import (
    ON_HOLD,
    Step,
    say_span,
    say_steps,
    steps_of_days,
    steps_of_length,
)
from csdesk.domain.deadlines import Days, Hold, Length, moves
from csdesk.domain.policies import BY_NAME
from csdesk.domain.references import COMPLAINT, CONTACT, ref
from csdesk.domain.targets import read_promise
from csdesk.errors import NotFoundError
from csdesk.result import Column, Kind, Listing, Record
from csdesk.store.records.deadlines import (
    complaint_facts,
    contact_facts,
    last_word,
    pauses_of,
)
from csdesk.store.records.hours import read_days, read_hours
from csdesk.store.records.targets import (
    first_resolution_of_complaint,
    first_resolution_of_contact,
    first_step,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csdesk.domain.opening_hours import Hours
    from csdesk.domain.policies import Limit
    from csdesk.result import Cell, Locale
    from csdesk.store.records.deadlines import Paused
    from csdesk.store.settings import Execute

NEAR: Final = 24 * 3600  # from here on somebody who may decide more should know
LEGAL: Final = "Reminders, no legal advice."
NONE: Final = "No deadline."
TABLE: Final = (
    Column("deadline", "Deadline"),
    Column("due_at", "Due", Kind.INSTANT),
    Column("state", "State"),
    Column("left", "Left", Kind.DURATION),
    Column("source", "Promised", grows=True),
    Column("start", "From", Kind.INSTANT, 0),
    Column("done_at", "Done", Kind.INSTANT, 0),
    Column("seconds", "Seconds", Kind.DURATION, 0),
    Column("clock", "Clock", width=0),
    Column("days", "Days", Kind.NUMBER, 0),
    Column("days_of", "Days of", width=0),
    Column("says", "How", width=0),
    Column("note", "Note", width=0),
)
STEPS: Final = (
    Column("when", "When"),
    Column("from", "From", Kind.INSTANT, 0),
    Column("until", "Until", Kind.INSTANT, 0),
    Column("counted", "Counted", Kind.DURATION),
    Column("what", "What", grows=True),
)
STEPS_IN_DAYS: Final = (
    *STEPS[:3],
    Column("counted", "Days", Kind.NUMBER),
    STEPS[-1],
)
OTHER_HOURS: Final = "The opening hours have changed since; what was promised stays."


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
class Desk:
    """What explains a deadline: the rules as they are now, and when now is."""

    execute: Execute
    locale: Locale
    now: int
    hours: Hours | None

    def length(self, kept: str) -> Length:
        """The term of a promise as it is kept."""
        return Length(read_promise(kept), self.hours)

    def days(self, limit: Limit) -> Days:
        """The term of a policy's limit."""
        return Days(limit, self.locale.zone, self.hours)


def contact_deadlines(
    execute: Execute, number: int, locale: Locale, now: int
) -> Record:
    """The deadlines of a contact at `now` (Unix seconds). Raises NotFoundError."""
    row = contact_facts(execute, number)
    if row is None:
        raise NotFoundError(
            f"There is no contact {ref(CONTACT, number)}.",
            "List them with 'csdesk contact list'.",
        )
    desk = Desk(execute, locale, now, read_hours(execute, locale.zone))
    case = row["follows_id"] or number
    resolved = first_resolution_of_contact(execute, case)
    answered = row["first_response_at"]
    done = {"response": resolved if answered is None else answered}
    done["resolution"] = resolved
    owed = [
        Owed(what, desk.length(target), target, row["received_at"], due_at, at)
        for what, at in done.items()
        for due_at, target in [(row[f"{what}_due_at"], row[f"{what}_target"])]
        if due_at is not None
    ]
    part_of = None
    if row["complaint_id"] is not None:
        part_of = ref(COMPLAINT, row["complaint_id"])
    elif row["follows_id"] is not None:
        part_of = ref(CONTACT, row["follows_id"])
    fields: list[tuple[Column, Cell]] = [
        (Column("id", "Id", Kind.REF), ref(CONTACT, number)),
        (Column("received_at", "Received", Kind.INSTANT), row["received_at"]),
        (Column("part_of", "Resolved with", Kind.REF), part_of),
    ]
    paused = pauses_of(execute, case, row["complaint_id"])
    return _record(desk, f"Deadlines of {ref(CONTACT, number)}", fields, owed, paused)


def complaint_deadlines(
    execute: Execute, number: int, locale: Locale, now: int
) -> Record:
    """The deadlines of a complaint at `now` (Unix seconds). Raises NotFoundError."""
    row = complaint_facts(execute, number)
    if row is None:
        raise NotFoundError(
            f"There is no complaint {ref(COMPLAINT, number)}.",
            "List them with 'csdesk complaint list'.",
        )
    desk = Desk(execute, locale, now, read_hours(execute, locale.zone))
    owed = _owed_by_complaint(desk, number, row)
    paused = pauses_of(execute, None, number)
    policy = row["policy"]
    fields: list[tuple[Column, Cell]] = [
        (Column("id", "Id", Kind.REF), ref(COMPLAINT, number)),
        (Column("received_at", "Opened", Kind.INSTANT), row["opened_at"]),
        (Column("policy", "Policy"), policy),
        (Column("policy_source", "It is"), policy and BY_NAME[policy].source),
        (Column("legal", "Mind"), policy and LEGAL),
        (Column("advice", "Advice"), advice(execute, number, now)),
    ]
    return _record(desk, f"Deadlines of {ref(COMPLAINT, number)}", fields, owed, paused)


def advice(execute: Execute, number: int, now: int) -> str | None:
    """`Escalate to level 1 …` where an open complaint's decision is near or overdue.

    None where it is not, or where the complaint is on hold or not there.
    """
    row = complaint_facts(execute, number)
    if row is None or row["resolution_due_at"] is None or not _is_open(row):
        return None
    is_held = any(one.until is None for one in pauses_of(execute, None, number))
    was_resolved = first_resolution_of_complaint(execute, number) is not None
    if is_held or was_resolved or row["resolution_due_at"] - now > NEAR:
        return None
    level, name = row["level"] + 1, ref(COMPLAINT, number)
    return f"Escalate to level {level}: csdesk complaint escalate {name} REASON"


def _owed_by_complaint(desk: Desk, number: int, row: Mapping[str, Any]) -> list[Owed]:
    """What is kept with the complaint, then what its policy asks for besides."""
    execute, opened = desk.execute, row["opened_at"]
    resolved = first_resolution_of_complaint(execute, number)
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
        done = first_step(execute, number)
        add("acknowledge", policy.acknowledge, opened, due_at, done)
        if policy.summary:
            due_at = _reckoned(desk, policy.summary, opened, number)
            add("summary", policy.summary, opened, due_at, resolved)
        word = last_word(execute, number)
        if policy.update and _is_open(row) and word is not None:
            due_at = desk.days(policy.update).end(word)
            add("update", policy.update, word, due_at, None)
    due_at, target = row["resolution_due_at"], row["resolution_target"]
    if target is not None and due_at is not None:
        term = desk.length(target)
        found.append(Owed("resolution", term, target, opened, due_at, resolved))
    elif policy:
        add("resolution", policy.decide, opened, due_at, resolved)
    if policy and policy.follow_up and row["resolved_at"] is not None:
        start = row["resolved_at"]
        due_at = desk.days(policy.follow_up).end(start)
        add("follow-up", policy.follow_up, start, due_at, row["followed_up_at"])
    return found


def _reckoned(desk: Desk, limit: Limit, start: int, number: int) -> int | None:
    """When a limit ends that is not kept with its complaint, holds included."""
    term = desk.days(limit)
    due_at = term.end(start)
    holds = _ended(pauses_of(desk.execute, None, number))
    for _, moved in moves(term, due_at, holds) if due_at is not None else ():
        due_at = moved
    return due_at


def _record(
    desk: Desk,
    title: str,
    fields: list[tuple[Column, Cell]],
    owed: list[Owed],
    paused: list[Paused],
) -> Record:
    since = next((one.since for one in paused if one.until is None), None)
    names = {day: own.name for day, own in read_days(desk.execute).items() if own.name}
    told: list[tuple[Owed, list[Step], str | None]] = []
    for one in sorted(owed, key=lambda one: one.due_at):
        reached, holds = _way(one, _ended(paused))
        note = None if reached == one.due_at else OTHER_HOURS
        if isinstance(one.term, Days):
            steps = steps_of_days(one.term, one.start, one.due_at, holds, names)
        else:
            steps = steps_of_length(one.term, one.start, one.due_at, holds, names)
        told.append((one, steps, note))
    rows = tuple(_row(desk, *told_one, since) for told_one in told)
    if not rows:
        fields = [*fields, (Column("says", "Deadlines"), NONE)]
    return Record(
        title=title,
        fields=tuple(fields),
        locale=desk.locale,
        sections=(
            ("deadlines", Listing("Deadlines", TABLE, rows, desk.locale)),
            *(_steps(desk, one, steps, paused) for one, steps, _ in told),
        ),
    )


def _way(owed: Owed, holds: Iterable[Hold]) -> tuple[int | None, list[Hold]]:
    """Where a term ends by the hours as they are now, and the holds that moved it."""
    due_at, found = owed.term.end(owed.start), []
    mine = [
        hold._replace(since=max(hold.since, owed.start))
        for hold in holds
        if hold.until > owed.start
    ]
    for hold, moved in moves(owed.term, due_at or owed.due_at, mine, owed.done):
        due_at = moved
        found.append(hold)
    return due_at, found


def _row(
    desk: Desk, owed: Owed, steps: list[Step], note: str | None, held: int | None
) -> tuple[Cell, ...]:
    state, left = _state(owed, desk.now, held)
    promise = owed.term.promise if isinstance(owed.term, Length) else None
    limit = owed.term.limit if isinstance(owed.term, Days) else None
    return (
        owed.key,
        owed.due_at,
        state,
        left,
        owed.source,
        owed.start,
        owed.done,
        promise.seconds if promise else None,
        promise.clock if promise else None,
        limit.days if limit else None,
        limit.unit if limit else None,
        say_steps(steps, desk.locale.zone, in_days=owed.in_days),
        note,
    )


def _state(owed: Owed, now: int, held: int | None) -> tuple[str, int | None]:
    """How it stands, and the seconds left, below 0 where it is overdue."""
    if owed.done is not None and owed.done <= now:
        return "on time" if owed.done <= owed.due_at else "late", None
    if held is not None:
        return ON_HOLD, None
    left = owed.due_at - now
    return "due" if left >= 0 else "overdue", left


def _steps(
    desk: Desk, owed: Owed, steps: list[Step], paused: list[Paused]
) -> tuple[str, Listing]:
    reasons = {(one.since, one.until): one.reason for one in paused}
    rows = tuple(
        (
            say_span(step.start, step.end, desk.locale.zone),
            step.start,
            step.end,
            step.counted or None,
            _what(step, reasons),
        )
        for step in steps
    )
    title = f"{owed.key.capitalize()}, step by step"
    columns = STEPS_IN_DAYS if owed.in_days else STEPS
    return owed.key.replace("-", "_"), Listing(title, columns, rows, desk.locale)


def _what(step: Step, reasons: Mapping[tuple[int, int | None], str | None]) -> str:
    reason = reasons.get((step.start, step.end)) if step.what == ON_HOLD else None
    return f"{step.what}: {reason}" if reason else step.what


def _ended(paused: Iterable[Paused]) -> list[Hold]:
    return [Hold(one.since, one.until) for one in paused if one.until is not None]


def _is_open(row: Mapping[str, Any]) -> bool:
    return row["status"] in OPEN_STATUSES and not row["resolved"]
