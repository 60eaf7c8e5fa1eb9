"""Parse periods as typed (DESIGN.md §7): words, weeks, months, quarters, ranges."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.domain.lengths import refuse_long
from csdesk.domain.parsing.day import find_day, fold_text
from csdesk.domain.timezone import DateError
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2200
# Word -> (kind, 0 for the current period or 1 for the one before).
_WORDS: Final = {
    "today": ("day", 0),
    "yesterday": ("day", 1),
    **{f"this-{kind}": (kind, 0) for kind in ("week", "month", "quarter", "year")},
    **{f"last-{kind}": (kind, 1) for kind in ("week", "month", "quarter", "year")},
}
PERIOD_WORDS: Final = (*_WORDS, "all")
_WEEK = re.compile(r"(\d{4})-?w(\d{1,2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-?q(\d{1,2})", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_EXAMPLES: Final = (
    "Write last-week, this-month, 2026-W47, 2026-11, 2026-Q4, 2026, yesterday, "
    "2026-11-01..2026-11-15 or all."
)


class PeriodError(UsageProblem):
    """A period as typed cannot be read, or does not exist."""


def read_shape(
    text: str, *, today: date, order: str | None = None
) -> tuple[str, date, date]:
    """Read the kind of period `text` names, and its first and last day.

    Kinds are day, week, month, quarter, year, range and all. Of a range both days are
    those typed; otherwise both are one day that lies in the period (of `all`: today).
    Raises PeriodError as `periods.read_period` does.
    """
    refuse_long(text, "A period", PeriodError)
    words = fold_text(text)
    name = re.sub(r"[ _]", "-", words)
    if name == "all":
        return "all", today, today
    if name in _WORDS:
        kind, back = _WORDS[name]
        day = _step_back(kind, today) if back else today
        return kind, day, day
    forms: tuple[tuple[str, re.Pattern[str], Callable[[str, re.Match[str]], date]], ...]
    forms = (
        ("week", _WEEK, _week_day),
        ("month", _MONTH, _month_day),
        ("quarter", _QUARTER, _quarter_day),
        ("year", _YEAR, lambda text, m: date(_year(text, m[1]), 1, 1)),
    )
    for kind, pattern, read in forms:
        match = pattern.fullmatch(words)
        if match:
            day = read(text, match)
            return kind, day, day
    if ".." in words:
        return ("range", *_range(text, words, today, order))
    day = _read_day(text, words, today, order)
    return "day", day, day


def _step_back(kind: str, today: date) -> date:
    """Return a day in the period before the one with `today` in it."""
    starts = {
        "day": today,
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
    }
    return starts[kind] - timedelta(days=1)


def _year(text: str, digits: str) -> int:
    year = int(digits)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(
            f"'{text}' lies outside the years {FIRST_YEAR} to {LAST_YEAR}.",
            "Write a year such as 2026, or all for everything there is.",
        )
    return year


def _week_day(text: str, match: re.Match[str]) -> date:
    year, week = _year(text, match[1]), int(match[2])
    # 28 December always lies in the last ISO week.
    last = date(year, 12, 28).isocalendar().week
    if not 1 <= week <= last:
        raise PeriodError(
            f"'{text}' is not a week: {year} has {last} of them.",
            f"Write {year}-W01 to {year}-W{last}.",
        )
    return date.fromisocalendar(year, week, 1)


def _month_day(text: str, match: re.Match[str]) -> date:
    year, month = _year(text, match[1]), int(match[2])
    if not 1 <= month <= 12:
        raise PeriodError(
            f"'{text}' is not a month: there is no month {month}.",
            f"Write {year}-01 to {year}-12.",
        )
    if len(match[2]) == 1:
        raise PeriodError(
            f"'{text}' is not a month as csdesk writes them.",
            f"Write {year}-{month:02}.",
        )
    return date(year, month, 1)


def _quarter_day(text: str, match: re.Match[str]) -> date:
    year, quarter = _year(text, match[1]), int(match[2])
    if not 1 <= quarter <= 4:
        raise PeriodError(
            f"'{text}' is not a quarter: a year has 4.",
            f"Write {year}-Q1 to {year}-Q4.",
        )
    return date(year, 3 * quarter - 2, 1)


def _range(text: str, words: str, today: date, order: str | None) -> tuple[date, date]:
    first_words, _, last_words = words.partition("..")
    if not first_words.strip() or not last_words.strip():
        raise PeriodError(
            f"'{text}' lacks a day beside the '..'.",
            "Write both days, such as 2026-11-01..2026-11-15; both are included.",
        )
    first = _read_day(text, first_words.strip(), today, order)
    last = _read_day(text, last_words.strip(), today, order)
    if last < first:
        raise PeriodError(f"'{text}' ends before it begins.", f"Write {last}..{first}.")
    return first, last


def _read_day(text: str, words: str, today: date, order: str | None) -> date:
    try:
        day = find_day(words, today=today, order=order)
    except DateError as error:
        raise PeriodError(str(error), error.hint) from None
    if day is None:
        raise _unreadable(text, words)
    _year(text, str(day.year))
    return day


def _unreadable(text: str, words: str) -> PeriodError:
    from csdesk.domain.vocabulary import nearest

    meant = nearest(re.sub(r"[ _]", "-", words), [*_WORDS, "all"])
    hint = f"Did you mean '{meant}'?" if meant else _EXAMPLES
    return PeriodError(f"'{text}' is not a period.", hint)
