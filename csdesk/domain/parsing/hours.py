"""Parse opening hours as typed: `mon-fri`, `09:00-12:30,13:30-18:00`, `closed`.

A closed grammar: anything else is refused, with a hint what to type.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from csdesk.domain.lengths import refuse_long
from csdesk.domain.parsing.day import DAY_WORDS, WEEKDAY_NUMBERS, fold_text
from csdesk.domain.sla.business_hours import CLOSED, DAY, WHOLE_DAY
from csdesk.domain.timezone import WEEKDAYS
from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csdesk.domain.sla.business_hours import Interval, Intervals

EVERY_DAY: Final = tuple(range(7))
EVERY_DAY_WORDS: Final = ("daily", "every-day", "every day", "everyday")
TIME_WORDS: Final = {
    "closed": CLOSED,
    "24h": WHOLE_DAY,
    "24 h": WHOLE_DAY,
}
MINUTE: Final = 60
HOUR: Final = 3600
_DASH = re.compile(r" ?[-–] ?")
_COMMA = re.compile(r" ?, ?")
_WORDS = re.compile(r"[a-z]+(?: ?[-–,] ?[a-z]+)*", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
_TIMES_EXAMPLE: Final = (
    "Write intervals such as 09:00-12:30,13:30-18:00, or closed, or 24h."
)
_DAYS_EXAMPLE: Final = (
    "Write mon, mon-fri, sat,sun or daily; or a date such as 2026-12-24."
)


class HoursError(UsageProblem):
    """Opening hours as typed cannot be read, or contradict themselves."""


def read_weekdays(text: str) -> tuple[int, ...] | None:
    """Read the weekdays that `text` names, Monday 0, in order; None for none.

    `sat-mon` goes round the end of the week. Raises HoursError where only some of its
    words are weekdays, or one is misspelt.
    """
    refuse_long(text, "Weekdays or a date", HoursError)
    words = fold_text(text)
    if words in EVERY_DAY_WORDS:
        return EVERY_DAY
    if not _WORDS.fullmatch(words) or words in DAY_WORDS:
        return None
    found: set[int] = set()
    for part in _COMMA.split(words):
        first, *rest = (_weekday(word, text) for word in _DASH.split(part))
        if len(rest) > 1:
            raise HoursError(f"'{part}' is no range of weekdays.", _DAYS_EXAMPLE)
        last = rest[0] if rest else first
        found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return tuple(sorted(found))


def read_intervals(text: str) -> Intervals:
    """Read the intervals that `text` names, in order; none for `closed`.

    Raises HoursError for a time no clock shows, an interval that is empty or goes past
    midnight, and two that overlap.
    """
    refuse_long(text, "Opening hours", HoursError)
    words = fold_text(text)
    if words in TIME_WORDS:
        return TIME_WORDS[words]
    found = tuple(sorted(_interval(part, text) for part in _COMMA.split(words)))
    for one, other in pairwise(found):
        if other[0] < one[1]:
            both = one[0], max(one[1], other[1])
            raise HoursError(
                f"{format_interval(one)} and {format_interval(other)} overlap.",
                f"Write {format_interval(both)}, or let the second begin later.",
            )
    return found


def format_intervals(intervals: Intervals) -> str:
    """Format as `09:00-12:30, 13:30-18:00`, `closed` or `24h`, for `read_intervals`."""
    if not intervals:
        return "closed"
    if intervals == WHOLE_DAY:
        return "24h"
    return ", ".join(map(format_interval, intervals))


def format_interval(interval: Interval) -> str:
    """Format an interval as `09:00-12:30`."""
    return "-".join(map(format_clock, interval))


def format_clock(seconds: int) -> str:
    """Format seconds after local midnight as `09:00`; the end of the day is `24:00`."""
    clock = f"{seconds // HOUR:02}:{seconds // MINUTE % 60:02}"
    return f"{clock}:{seconds % MINUTE:02}" if seconds % MINUTE else clock


def format_weekdays(weekdays: Iterable[int]) -> str:
    """Format as `Mon-Fri`, `Mon, Wed`, `daily`: three in a row or more are a range."""
    days = sorted(weekdays)
    if len(days) == len(EVERY_DAY):
        return "daily"
    return ", ".join(
        f"{_short(run[0])}-{_short(run[-1])}"
        if len(run) > 2
        else ", ".join(map(_short, run))
        for run in _runs(days)
    )


def _runs(days: list[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for day in days:
        if run and day != run[-1] + 1:
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _short(weekday: int) -> str:
    return WEEKDAYS[weekday][:3]


def _weekday(word: str, text: str) -> int:
    if word not in WEEKDAY_NUMBERS:
        raise HoursError(
            f"'{word}' is not a weekday."
            if word != fold_text(text)
            else f"'{text}' is neither weekdays nor a date.",
            did_you_mean(word, WEEKDAY_NUMBERS) or _DAYS_EXAMPLE,
        )
    return WEEKDAY_NUMBERS[word]


def _interval(part: str, text: str) -> Interval:
    clocks = _DASH.split(part)
    if len(clocks) != 2:
        raise HoursError(
            f"'{part or text}' is not a time from one to another.",
            did_you_mean(part, TIME_WORDS) or _TIMES_EXAMPLE,
        )
    opens, closes = (_clock(clock, part) for clock in clocks)
    if opens == closes:
        raise HoursError(
            f"'{part}' is no time at all.", "Write 24h for all day, or closed."
        )
    if closes < opens:
        evening = format_interval((opens, DAY))
        morning = (
            f", and {format_interval((0, closes))} on the next day" if closes else ""
        )
        raise HoursError(f"'{part}' goes past midnight.", f"Write {evening}{morning}.")
    return opens, closes


def _clock(clock: str, part: str) -> int:
    match = _CLOCK.fullmatch(clock)
    if match is None:
        raise HoursError(f"'{clock}' in '{part}' is not a time.", _TIMES_EXAMPLE)
    hour, minute = int(match[1]), int(match[2] or 0)
    seconds = hour * HOUR + minute * MINUTE
    if minute > 59 or seconds > DAY:
        raise HoursError(
            f"'{clock}' in '{part}' is a time no clock shows.",
            "Write times from 00:00 to 24:00.",
        )
    return seconds
