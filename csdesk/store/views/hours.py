"""The desk's opening hours as one record: the week, what is to come, single days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.domain.hours_grammar import say_intervals
from csdesk.domain.local_time import WEEKDAYS
from csdesk.domain.opening_hours import BEGINNING, CLOSED
from csdesk.result import Column, Kind, Listing, Record
from csdesk.store.records.hours import (
    holiday_countries,
    last_holiday,
    read_days,
    read_week,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from csdesk.domain.opening_hours import Intervals, Step
    from csdesk.result import Cell, Locale
    from csdesk.store.settings import Execute

NONE_SET: Final = "No hours are set: business time is elapsed time."
SCREENFUL: Final = 10  # days that people see
Rows = list[tuple["Cell", ...]]


def hours_record(
    execute: Execute, locale: Locale, today: date, *, for_people: bool
) -> Record:
    """The hours that hold on the local day `today`, and what comes after.

    For programs closed is an empty list, "from the beginning" is null, and every
    single day from `today` on is there; people see the next ten.
    """
    week = read_week(execute)
    days = [own for day, own in read_days(execute).items() if day >= today]
    shown = days[:SCREENFUL] if for_people else days

    def hours(intervals: Intervals) -> Cell:
        text = say_intervals(intervals)
        return text if for_people else tuple(text.split(", ") if intervals else ())

    def since(day: date | None) -> Cell:
        if day is None or day == BEGINNING:
            return "the beginning" if for_people and day else None
        return day.isoformat()

    holding = [(*_held(steps, today), name) for name, steps in _named(week)]
    coming = [
        (name, hours(intervals), day.isoformat())
        for name, steps in _named(week)
        for day, intervals in steps
        if day > today
    ]
    own: Rows = [
        (
            one.day.isoformat(),
            WEEKDAYS[one.day.weekday()],
            hours(one.intervals),
            one.name,
            one.country,
        )
        for one in shown
    ]
    is_set = any(week)
    held: Rows = [(name, hours(times), since(day)) for day, times, name in holding]
    kind = Kind.TEXT if for_people else Kind.WORDS
    return Record(
        title="Opening hours",
        fields=(
            (Column("is_set", "Set", Kind.FLAG), None if for_people else is_set),
            *_fields(execute, locale, is_set=is_set, days=len(days)),
        ),
        locale=locale,
        sections=(
            ("week", _listing("The week", WEEK, held if is_set else [], kind, locale)),
            ("coming", _listing("Hours to come", WEEK, coming, kind, locale)),
            ("days", _listing("Single days to come", DAYS, own, kind, locale)),
        ),
    )


WEEK: Final = (
    Column("weekday", "Weekday"),
    Column("hours", "Hours", grows=True),
    Column("since", "From"),
)
DAYS: Final = (
    Column("day", "Day"),
    Column("weekday", "Weekday"),
    Column("hours", "Hours"),
    Column("name", "Name", grows=True),
    Column("country", "Holiday of"),
)


def _fields(
    execute: Execute, locale: Locale, *, is_set: bool, days: int
) -> tuple[tuple[Column, Cell], ...]:
    countries = holiday_countries(execute)
    last = last_holiday(execute)
    return (
        (Column("says", "Hours"), None if is_set else NONE_SET),
        (Column("timezone", "Time zone"), locale.zone.key),
        (Column("holidays", "Holidays", Kind.WORDS), tuple(countries)),
        (
            Column("holidays_until", "Holidays until"),
            last.isoformat() if last else None,
        ),
        (Column("days_to_come", "Single days to come", Kind.NUMBER), days or None),
    )


def _listing(
    title: str, columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]],
    kind: Kind, locale: Locale,
) -> Listing:  # fmt: skip
    """Rows of hours, which are `kind`: text for people, words for programs."""
    heads = tuple(
        Column(one.key, one.heading, kind, one.width, one.grows)
        if one.key == "hours"
        else one
        for one in columns
    )
    return Listing(title, heads, tuple(rows), locale)


def _named(week: tuple[tuple[Step, ...], ...]) -> list[tuple[str, tuple[Step, ...]]]:
    return list(zip(WEEKDAYS, week, strict=True))


def _held(steps: tuple[Step, ...], today: date) -> tuple[date | None, Intervals]:
    """The step that holds today; no day, and closed, where none does."""
    past = [step for step in steps if step[0] <= today]
    return past[-1] if past else (None, CLOSED)
