"""Parse days as typed: `2026-11-17`, `yesterday`, `tue`, `3 Mar 2026`, `1.3.2026`.

A closed grammar (DESIGN.md §7): each form has one meaning; a text with two is refused,
and the error shows both. Every function takes text folded by `fold_text`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from csdesk.clock import FIRST_YEAR, LAST_YEAR
from csdesk.domain.timezone import (
    MONTHS,
    WEEKDAYS,
    DateError,
    format_day,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Moment = TypeVar("Moment", date, datetime)

ORDERS: Final = ("ymd", "dmy", "mdy")
CALENDAR_UNITS: Final = {
    **dict.fromkeys(("d", "day", "days"), "days"),
    **dict.fromkeys(("w", "week", "weeks"), "weeks"),
    **dict.fromkeys(("month", "months"), "months"),
    **dict.fromkeys(("y", "year", "years"), "years"),
}
DAY_WORDS: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
WEEKDAY_NUMBERS: Final = {
    **{name.casefold(): number for number, name in enumerate(WEEKDAYS)},
    **{name[:3].casefold(): number for number, name in enumerate(WEEKDAYS)},
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
_MONTH_NUMBERS: Final = {
    **{name.casefold(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2}|\d{4})", re.ASCII)
_LONG = re.compile(
    r"(?:(?P<weekday>[a-z]+),? )?"
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[-. ]{1,2}(?P<month>[a-z]+)\.?"
    r"|(?P<month_first>[a-z]+)\.? (?P<day_second>\d{1,2})(?:st|nd|rd|th)?)"
    r"(?:[-, ]{1,2}(?P<year>\d+))?",
    re.ASCII,
)
_RELATIVE = re.compile(r"(?:in (\d{1,6}) ?([a-z]+)|(\d{1,6}) ?([a-z]+) ago)", re.ASCII)


def fold_text(text: str) -> str:
    """Fold text to lower case and single blanks."""
    return " ".join(text.split()).casefold()


def find_day(
    words: str, *, today: date, order: str | None = None, ahead: bool = False
) -> date | None:
    """Find the day that `words` name; None where they match no form of the grammar.

    A weekday is the last one before `today`, or with `ahead` the next one after it:
    never `today` itself. `order` is the desk's date_order. Raises DateError where the
    form is known but there is no such day, or two.
    """
    if words in DAY_WORDS:
        return today + timedelta(days=DAY_WORDS[words])
    if words in WEEKDAY_NUMBERS:
        return _weekday(WEEKDAY_NUMBERS[words], today, ahead=ahead)
    forms: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date | None]], ...]
    forms = (
        (_ISO, lambda m: make_day(m[0], m[1], m[2], m[3])),
        (_YEAR_FIRST, lambda m: _year_first(m, order)),
        (_NUMERIC, lambda m: _numeric(m, order, today)),
        (_LONG, lambda m: _long(m, today)),
    )
    for pattern, read in forms:
        match = pattern.fullmatch(words)
        day = read(match) if match else None
        if day:
            return day
    return shift(today, words)


def make_day(text: str, year: str | int, month: str | int, day: str | int) -> date:
    """Make a day of the calendar; `text` is quoted in errors.

    Raises DateError where there is none, or its year lies outside 1900 to 2200.
    """
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise too_far(text)
    made = _day_or_none(int(year), int(month), int(day))
    if made is None:
        number = int(month)
        why = (
            f"{MONTHS[number - 1]} {year} has no day {int(day)}"
            if 1 <= number <= 12
            else f"there is no month {number}"
        )
        raise DateError(
            f"'{text}' is not a date: {why}.",
            "Write the date as YYYY-MM-DD, such as 2026-11-17.",
        )
    return made


def shift(start: Moment, words: str) -> Moment | None:
    """Move `start` by `in 3 days` or `2 months ago`; None for other words.

    Calendar units only (day, week, month, year): the wall clock stays, and a day that
    the month lacks becomes its last (relativedelta). Raises DateError where the result
    lies outside the years 1900 to 2200.
    """
    match = _RELATIVE.fullmatch(words)
    unit = CALENDAR_UNITS.get(match[2] or match[4]) if match else None
    if not match or not unit:
        return None
    from dateutil.relativedelta import relativedelta

    count = int(match[1]) if match[1] else -int(match[3])
    try:
        moved: Moment = start + relativedelta(**{unit: count})
    except (OverflowError, ValueError):
        raise too_far(words) from None
    if not FIRST_YEAR <= moved.year <= LAST_YEAR:
        raise too_far(words)
    return moved


def too_far(text: str) -> DateError:
    """Return the error for a date outside the years csdesk knows."""
    return DateError(
        f"'{text}' lies outside the years {FIRST_YEAR} to {LAST_YEAR}.",
        "Check the year; write the date as YYYY-MM-DD.",
    )


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(number: int, today: date, *, ahead: bool) -> date:
    if ahead:
        return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)


def _year_first(match: re.Match[str], order: str | None) -> date:
    """Read `2026/3/1` where the desk's order is ymd; else raise with the ISO date."""
    day = make_day(match[0], match[1], match[3], match[4])
    if order != "ymd":
        raise DateError(
            f"'{match[0]}' is not an ISO date.", f"Write {day.isoformat()}."
        )
    return day


def _numeric(match: re.Match[str], order: str | None, today: date) -> date:
    """Read `1.3.2026` by the desk's order; else raise with both readings."""
    text, first, second, year = match[0], int(match[1]), int(match[3]), match[4]
    if len(year) == 2:
        raise _two_digits(text, today)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise too_far(text)
    day_first = _day_or_none(int(year), second, first)
    month_first = _day_or_none(int(year), first, second)
    readings = [day for day in (day_first, month_first) if day]
    if order not in ("dmy", "mdy"):
        raise _two_orders(text, list(dict.fromkeys(readings)))
    wanted = day_first if order == "dmy" else month_first
    if wanted is None:
        way = "day first" if order == "dmy" else "month first"
        raise DateError(
            f"'{text}' is not a date, read {way} as this desk does.",
            f"Write {readings[0]}."
            if readings
            else "Write the date as YYYY-MM-DD, such as 2026-11-17.",
        )
    return wanted


def _two_orders(text: str, readings: list[date]) -> DateError:
    if not readings:
        return DateError(
            f"'{text}' is not a date, whichever of day and month is first.",
            "Write the date as YYYY-MM-DD, such as 2026-11-17.",
        )
    readings_text = " or ".join(
        f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in readings
    )
    return DateError(
        f"'{text}' can be read as {readings_text}; the order is not settled.",
        f"Write {' or '.join(day.isoformat() for day in readings)}, or settle it with "
        "`csdesk settings set date_order dmy` (or mdy).",
    )


def _two_digits(text: str, today: date) -> DateError:
    return DateError(
        f"'{text}' has a year of two digits.",
        f"Write the year in full, as in {today.isoformat()}.",
    )


def _long(match: re.Match[str], today: date) -> date | None:
    """Read `3 Mar 2026`, `March 3, 2026`, `Tue 3 Mar 2026`; None without a month."""
    month = _MONTH_NUMBERS.get(match["month"] or match["month_first"])
    weekday = WEEKDAY_NUMBERS.get(match["weekday"] or "")
    if month is None or (match["weekday"] and weekday is None):
        return None
    number, year = match["day"] or match["day_second"], match["year"]
    if year is None:
        raise DateError(
            f"'{match[0]}' has no year.",
            f"Write {number} {MONTHS[month - 1][:3]} {today.year}.",
        )
    if len(year) == 2:
        raise _two_digits(match[0], today)
    day = make_day(match[0], year, month, number)
    if weekday is not None and weekday != day.weekday():
        raise DateError(
            f"'{match[0]}' is not a {WEEKDAYS[weekday]}.", f"It is {format_day(day)}."
        )
    return day
