"""Deadlines of a contact or a complaint, each calculated step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from csdesk.domain.ids import COMPLAINT, CONTACT, ref
from csdesk.domain.policies import BY_NAME
from csdesk.domain.sla.clock import (
    Days,
    Hold,
    Length,
    moves,
)
from csdesk.domain.sla.steps import (
    ON_HOLD,
    Step,
    format_span,
    format_steps,
    steps_of_days,
    steps_of_length,
)
from csdesk.errors import NotFoundError
from csdesk.result import Column, Kind, Listing, Record
from csdesk.store.queries.former_hours import entry_of, hours_after
from csdesk.store.queries.hours import read_days, read_hours
from csdesk.store.queries.sla import complaint_facts, contact_facts, pauses_of
from csdesk.store.sql.duties import deadlines_of
from csdesk.views.owed import (
    DeadlineContext,
    Owed,
    advice,
    ended,
    owed_by_complaint,
    owed_by_contact,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from csdesk.domain.ids import Noun
    from csdesk.result import Cell, Locale
    from csdesk.store.connection import Reader
    from csdesk.store.queries.hours import OwnDay
    from csdesk.store.queries.sla import Paused

LEGAL_NOTE: Final = "Reminders, no legal advice."
NO_DEADLINES: Final = "No deadline."
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


def contact_deadlines(reader: Reader, number: int, locale: Locale, now: int) -> Record:
    """Return the deadlines of a contact at `now`, in epoch seconds.

    Raises NotFoundError.
    """
    row = contact_facts(reader, number)
    if row is None:
        raise NotFoundError(
            f"There is no contact {ref(CONTACT, number)}.",
            "List them with 'csdesk contact list'.",
        )
    context = DeadlineContext(reader, locale, now, read_hours(reader, locale.zone))
    owed = owed_by_contact(context, number, row)
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
    paused = pauses_of(reader, row["follows_id"] or number, row["complaint_id"])
    return _record(context, CONTACT, number, fields, owed, paused)


def complaint_deadlines(
    reader: Reader, number: int, locale: Locale, now: int
) -> Record:
    """Return the deadlines of a complaint at `now`, in epoch seconds.

    Raises NotFoundError.
    """
    row = complaint_facts(reader, number)
    if row is None:
        raise NotFoundError(
            f"There is no complaint {ref(COMPLAINT, number)}.",
            "List them with 'csdesk complaint list'.",
        )
    context = DeadlineContext(reader, locale, now, read_hours(reader, locale.zone))
    owed = owed_by_complaint(context, number, row)
    paused = pauses_of(reader, None, number)
    policy = row["policy"]
    fields: list[tuple[Column, Cell]] = [
        (Column("id", "Id", Kind.REF), ref(COMPLAINT, number)),
        (Column("received_at", "Opened", Kind.INSTANT), row["opened_at"]),
        (Column("policy", "Policy"), policy),
        (Column("policy_source", "It is"), policy and BY_NAME[policy].source),
        (Column("legal", "Mind"), policy and LEGAL_NOTE),
        (Column("advice", "Advice"), advice(reader, number, now)),
    ]
    return _record(context, COMPLAINT, number, fields, owed, paused)


def _record(  # noqa: PLR0913, PLR0917 - the parts of a record
    context: DeadlineContext,
    noun: Noun,
    number: int,
    fields: list[tuple[Column, Cell]],
    owed: list[Owed],
    paused: list[Paused],
) -> Record:
    on_hold_since = next((one.since for one in paused if one.until is None), None)
    days = read_days(context.reader)
    explained: list[tuple[Owed, list[Step], str | None]] = []
    for one in sorted(owed, key=lambda one: one.due_at):
        reached, holds = _recalculated(one, ended(paused))
        note, made, names = None, one, _names(days)
        if reached != one.due_at:
            note = OTHER_HOURS
            made, names = _as_made(context, noun, number, one)
            _, holds = _recalculated(made, ended(paused))
        if isinstance(made.term, Days):
            steps = steps_of_days(made.term, one.start, one.due_at, holds, names)
        else:
            steps = steps_of_length(made.term, one.start, one.due_at, holds, names)
        explained.append((one, steps, note))
    rows = tuple(_row(context, *one, on_hold_since) for one in explained)
    if not rows:
        fields = [*fields, (Column("says", "Deadlines"), NO_DEADLINES)]
    return Record(
        title=f"Deadlines of {ref(noun, number)}",
        fields=tuple(fields),
        locale=context.locale,
        sections=(
            ("deadlines", Listing("Deadlines", TABLE, rows, context.locale)),
            *(_steps(context, one, steps, paused) for one, steps, _ in explained),
        ),
    )


def _names(days: Mapping[date, OwnDay]) -> dict[date, str]:
    """Return the names of holidays and closed days."""
    return {day: own.name for day, own in days.items() if own.name}


def _as_made(
    context: DeadlineContext, noun: Noun, number: int, owed: Owed
) -> tuple[Owed, dict[date, str]]:
    """Return a deadline with the calendar that made it, and the names of its days."""
    columns = {one.name: column for one, column in deadlines_of(noun.letter)}
    column = columns[owed.key]
    entry = column and entry_of(context.reader, noun.table, number, column, owed.due_at)
    if not entry:
        return owed, _names(read_days(context.reader))
    hours, days = hours_after(context.reader, context.locale.zone, entry)
    return replace(owed, term=replace(owed.term, hours=hours)), _names(days)


def _recalculated(owed: Owed, holds: Iterable[Hold]) -> tuple[int | None, list[Hold]]:
    """Return the end of a term by the current hours, and the holds that moved it."""
    due_at, found = owed.term.end(owed.start), []
    later = [
        hold._replace(since=max(hold.since, owed.start))
        for hold in holds
        if hold.until > owed.start
    ]
    for hold, moved in moves(owed.term, due_at or owed.due_at, later, owed.done):
        due_at = moved
        found.append(hold)
    return due_at, found


def _row(
    context: DeadlineContext,
    owed: Owed,
    steps: list[Step],
    note: str | None,
    on_hold_since: int | None,
) -> tuple[Cell, ...]:
    state, left = _state(owed, context.now, on_hold_since)
    sla = owed.term.sla_term if isinstance(owed.term, Length) else None
    limit = owed.term.limit if isinstance(owed.term, Days) else None
    return (
        owed.key,
        owed.due_at,
        state,
        left,
        owed.source,
        owed.start,
        owed.done,
        sla.seconds if sla else None,
        sla.clock if sla else None,
        limit.days if limit else None,
        limit.unit if limit else None,
        format_steps(steps, context.locale.zone, in_days=owed.in_days),
        note,
    )


def _state(owed: Owed, now: int, on_hold_since: int | None) -> tuple[str, int | None]:
    """Return the state of a deadline and the seconds left.

    Seconds are below 0 where it is overdue, None where it was met or is on hold.
    """
    if owed.done is not None and owed.done <= now:
        return "on time" if owed.done <= owed.due_at else "late", None
    if on_hold_since is not None:
        return ON_HOLD, None
    left = owed.due_at - now
    return "due" if left >= 0 else "overdue", left


def _steps(
    context: DeadlineContext, owed: Owed, steps: list[Step], paused: list[Paused]
) -> tuple[str, Listing]:
    reasons = {(one.since, one.until): one.reason for one in paused}
    rows = tuple(
        (
            format_span(step.start, step.end, context.locale.zone),
            step.start,
            step.end,
            step.counted or None,
            _description(step, reasons),
        )
        for step in steps
    )
    title = f"{owed.key.capitalize()}, step by step"
    columns = STEPS_IN_DAYS if owed.in_days else STEPS
    return owed.key.replace("-", "_"), Listing(title, columns, rows, context.locale)


def _description(
    step: Step, reasons: Mapping[tuple[int, int | None], str | None]
) -> str:
    reason = reasons.get((step.start, step.end)) if step.what == ON_HOLD else None
    return f"{step.what}: {reason}" if reason else step.what
