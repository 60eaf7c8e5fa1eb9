"""Opening hours as one record: every version of the week, and single days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from csdesk.domain.parsing.hours import format_intervals
from csdesk.domain.sla.business_hours import BEGINNING, CLOSED, Hours
from csdesk.domain.timezone import WEEKDAYS, format_day
from csdesk.result import Column, Kind, Listing, Record
from csdesk.store.queries.hours import (
    holiday_countries,
    last_holiday,
    read_days,
    read_week,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from csdesk.domain.sla.business_hours import Intervals, Step
    from csdesk.result import Cell, Locale
    from csdesk.store.connection import Reader
    from csdesk.store.queries.hours import OwnDay

    Week = tuple[tuple[Step, ...], ...]

NO_HOURS: Final = "No hours are set: business time is elapsed time."
SCREENFUL: Final = 10  # single days that people see
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
Rows = list[tuple["Cell", ...]]


def hours_record(
    reader: Reader, locale: Locale, today: date, *, for_people: bool
) -> Record:
    """Return the hours in force on the local day `today`, those before, and later ones.

    The week is empty where no hours are in force yet. For programs, closed is an empty
    list, "from the beginning" is null, and every single day from `today` on is listed;
    people see the next ten.
    """
    formatter = _Formatter(for_people=for_people)
    week = read_week(reader)
    days = [own for day, own in read_days(reader).items() if day >= today]
    since = Hours(locale.zone, week).since
    is_in_force = since is not None and since <= today
    shown = days[:SCREENFUL] if for_people else days
    parts = (
        ("week", "The week", WEEK, formatter.week(week, today) if is_in_force else []),
        ("coming", "Hours to come", WEEK, formatter.coming(week, today)),
        ("earlier", "Hours before", WEEK, formatter.earlier(week, today)),
        ("days", "Single days to come", DAYS, formatter.days(shown)),
    )
    count = len(days) or None if for_people else len(days)
    return Record(
        title="Opening hours",
        fields=(
            (Column("is_set", "Set", Kind.FLAG), None if for_people else any(week)),
            (Column("says", "Hours"), None if is_in_force else _no_hours(since)),
            (Column("timezone", "Time zone"), locale.zone.key),
            *_holidays(reader),
            (Column("days_to_come", "Single days to come", Kind.NUMBER), count),
        ),
        locale=locale,
        sections=tuple(
            (key, Listing(title, formatter.columns(columns), tuple(rows), locale))
            for key, title, columns, rows in parts
        ),
    )


@dataclass(frozen=True, slots=True)
class _Formatter:
    """Format days and hours as text for people, or as values for programs."""

    for_people: bool

    def columns(self, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        """Return `columns`, with the kind of hours for the reader."""
        if self.for_people:
            return columns
        return tuple(
            replace(one, kind=Kind.WORDS) if one.key == "hours" else one
            for one in columns
        )

    def hours(self, intervals: Intervals) -> Cell:
        """Format `09:00-12:30, 13:30-18:00` or `closed`; a list for programs."""
        text = format_intervals(intervals)
        if self.for_people:
            return text
        return tuple(text.split(", ")) if intervals else ()

    def since(self, day: date | None) -> Cell:
        """Format the day from which hours are in force; None: never set."""
        if day == BEGINNING:
            return "the beginning" if self.for_people else None
        return None if day is None else day.isoformat()

    def week(self, week: Week, today: date) -> Rows:
        """Return each weekday with its hours in force on `today`."""
        rows: Rows = []
        for name, steps in zip(WEEKDAYS, week, strict=True):
            past = [step for step in steps if step[0] <= today]
            day, intervals = past[-1] if past else (None, CLOSED)
            rows.append((name, self.hours(intervals), self.since(day)))
        return rows

    def coming(self, week: Week, today: date) -> Rows:
        """Return the hours of weekdays that begin after `today`."""
        return [
            (name, self.hours(intervals), day.isoformat())
            for name, steps in zip(WEEKDAYS, week, strict=True)
            for day, intervals in steps
            if day > today
        ]

    def earlier(self, week: Week, today: date) -> Rows:
        """Return the hours of weekdays that others have followed by `today`."""
        return [
            (name, self.hours(intervals), self.since(day))
            for name, steps in zip(WEEKDAYS, week, strict=True)
            for day, intervals in [step for step in steps if step[0] <= today][:-1]
        ]

    def days(self, days: Iterable[OwnDay]) -> Rows:
        """Return days with hours of their own."""
        return [
            (
                one.day.isoformat(),
                WEEKDAYS[one.day.weekday()],
                self.hours(one.intervals),
                one.name,
                one.country,
            )
            for one in days
        ]


def _no_hours(since: date | None) -> str:
    if since is None:
        return NO_HOURS
    return f"No hours hold before {format_day(since)}: business time is elapsed time."


def _holidays(reader: Reader) -> tuple[tuple[Column, Cell], ...]:
    last = last_holiday(reader)
    return (
        (Column("holidays", "Holidays", Kind.WORDS), tuple(holiday_countries(reader))),
        (
            Column("holidays_until", "Holidays until"),
            last.isoformat() if last else None,
        ),
    )
