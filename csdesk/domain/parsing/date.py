"""Parse instants and days as typed: a small closed grammar."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Final

from csdesk.domain.lengths import refuse_long
from csdesk.domain.parsing.day import (
    CALENDAR_UNITS,
    DAY_WORDS,
    WEEKDAY_NUMBERS,
    find_day,
    fold_text,
    shift,
)
from csdesk.domain.timezone import (
    SECOND,
    DateError,
    Understood,
    format_day,
    format_instant,
    iso,
    midnight,
    to_utc,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


__all__ = [
    "DateError",
    "Understood",
    "format_day",
    "format_instant",
    "iso",
    "read_as_of",
    "read_day",
    "read_due",
    "read_instant",
    "to_utc",
]

# A clock time ends the text; the day, if any, stands before a blank or the T of ISO.
_DAY_AND_CLOCK = re.compile(
    r"(?:(?P<day>.+?)(?:,? at |,? |(?<=\d)t))?"
    r"(?P<hour>\d{1,2})(?:"
    r":(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?: ?(?P<half>[ap])\.?m\.?)?"
    r"| ?(?P<half_alone>[ap])\.?m\.?)"
    r"(?: ?(?P<offset>z|[+-]\d{2}(?::?\d{2}(?::\d{2})?)?))?",
    re.ASCII,
)
_ELAPSED = re.compile(r"in (?P<ahead>\d.*)|(?P<back>\d.*) ago", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHAT: Final = "A date or time"
_EXAMPLES: Final = (
    "Write it as 2026-11-17 14:05, 14:05, yesterday 14:05, tue 9:30, 2h ago, "
    "in 3 days or 3 Mar 2026."
)
LAST_MINUTE: Final = timedelta(minutes=1)
_DAY_EXAMPLES: Final = "Write it as 2026-11-17, yesterday, tue or 3 Mar 2026."


def read_instant(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    order: str | None = None,
    ahead: bool = False,
) -> Understood:
    """Read the instant that `text` names: UTC, whole seconds (fractions are cut off).

    A day without a time is the local midnight that begins it. A time without a day is
    today's, whether or not it has passed. A weekday is the last one before today, or
    with `ahead` (due dates) the next one after it. `3 days ago` keeps the wall clock,
    `72 h ago` counts hours. `order` is the desk's date_order (ymd, dmy, mdy; None:
    not set). Raises DateError for anything else, and for a time that DST left out.
    """
    refuse_long(text, _WHAT, DateError)
    words = fold_text(text)
    moment = now.astimezone(UTC).replace(microsecond=0)
    if words == "now":
        return Understood(moment)
    local = moment.astimezone(zone).replace(tzinfo=None, fold=0)
    moved = shift(local, words)
    if moved:
        return to_utc(moved, zone)
    today = local.date()
    day = find_day(words, today=today, order=order, ahead=ahead)
    if day:
        return _begin(day, zone)
    split = _DAY_AND_CLOCK.fullmatch(words)
    if split:
        named = split["day"]
        day = find_day(named, today=today, order=order, ahead=ahead) if named else today
        if day:
            return _at_clock(text, day, split, zone)
    elapsed = _read_elapsed(text, words, moment)
    if elapsed:
        return elapsed
    raise _unreadable(text, words, _EXAMPLES)


def read_day(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    order: str | None = None,
    ahead: bool = False,
) -> date:
    """Read the local day that `text` names; weekdays and `order` as in `read_instant`.

    Raises DateError for anything else, a day with a time included.
    """
    refuse_long(text, _WHAT, DateError)
    words = fold_text(text)
    today = now.astimezone(zone).date()
    day = find_day(words, today=today, order=order, ahead=ahead)
    if day:
        return day
    split = _DAY_AND_CLOCK.fullmatch(words)
    if split and split["day"]:
        day_alone = find_day(split["day"], today=today, order=order, ahead=ahead)
        if day_alone:
            raise DateError(
                f"'{text}' has a time; only a day goes here.",
                f"Write {day_alone.isoformat()}.",
            )
    raise _unreadable(text, words, _DAY_EXAMPLES)


def read_as_of(
    text: str, *, now: datetime, zone: ZoneInfo, order: str | None = None
) -> datetime:
    """Read the instant of an `--as-of`, exclusive: a day means its end.

    Otherwise as `read_instant`, without a note on times that happened twice. Raises
    DateError.
    """
    refuse_long(text, _WHAT, DateError)
    day = find_day(fold_text(text), today=now.astimezone(zone).date(), order=order)
    if day:
        return midnight(day + timedelta(days=1), zone)
    return read_instant(text, now=now, zone=zone, order=order).instant


def read_due(
    text: str, *, now: datetime, zone: ZoneInfo, order: str | None = None
) -> Understood:
    """Read the instant of a deadline: a day alone means 23:59 of it.

    Otherwise as `read_instant` with `ahead`: weekdays are the next ones, `in 3 days`
    keeps the wall clock. Raises DateError.
    """
    refuse_long(text, _WHAT, DateError)
    words = fold_text(text)
    today = now.astimezone(zone).date()
    is_relative = shift(today, words) is not None
    day = find_day(words, today=today, order=order, ahead=True)
    if day and not is_relative:
        return Understood(midnight(day + timedelta(days=1), zone) - LAST_MINUTE)
    return read_instant(text, now=now, zone=zone, order=order, ahead=True)


def _begin(day: date, zone: ZoneInfo) -> Understood:
    """Return the first instant of a local day."""
    instant = midnight(day, zone)
    local = instant.astimezone(zone)
    if local.date() != day:  # Samoa, 2011-12-30: `to_utc` raises the error
        return to_utc(datetime.combine(day, time()), zone)
    if local.time() != time():
        note = f"{format_day(day)} began at {local:%H:%M}: the clocks went forward"
        return Understood(instant, note)
    return to_utc(datetime.combine(day, time()), zone)


def _read_elapsed(text: str, words: str, now: datetime) -> Understood | None:
    """Read `2h ago` or `in 1h30m`: hours and smaller units, as elapsed time."""
    match = _ELAPSED.fullmatch(words)
    amount = (match["ahead"] or match["back"]) if match else None
    if not match or amount is None or ":" in amount:
        return None
    from csdesk.domain.parsing.duration import DurationError, read_duration

    units = re.findall(r"[a-z]+", amount)
    if any(CALENDAR_UNITS.get(unit) for unit in units):
        raise DateError(
            f"'{text}' is not one whole number of days, weeks, months or years.",
            "Write it in one unit, such as 36h ago, in 3 days or 2 months ago.",
        )
    try:
        seconds = read_duration(amount, unit=None)
    except DurationError as error:
        raise DateError(
            f"'{text}' is not a time: {str(error).rstrip('.')}.",
            "Write it as 2h ago, 90 min ago, in 3 days or in 2 months.",
        ) from None
    sign = 1 if match["ahead"] else -1
    return Understood(now + timedelta(seconds=sign * seconds))


def _at_clock(text: str, day: date, split: re.Match[str], zone: ZoneInfo) -> Understood:
    local = datetime.combine(day, _read_clock(text, split))
    offset = split["offset"]
    if not offset:
        return to_utc(local, zone)
    if not _ISO_DAY.fullmatch(split["day"] or ""):
        raise DateError(
            f"'{text}' has an offset from UTC, but no ISO date.",
            f"Write {local:%Y-%m-%dT%H:%M}{offset.upper()}.",
        )
    return Understood(local.replace(tzinfo=_read_offset(text, offset)).astimezone(UTC))


def _read_clock(text: str, match: re.Match[str]) -> time:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = match["half"] or match["half_alone"]
    if half:
        # 12 am is midnight, 12 pm noon.
        is_clock = 1 <= hour <= 12
        hour = hour % 12 + (12 if half == "p" else 0)
    else:
        is_clock = hour < 24
    second = int(match["second"] or 0)
    if not is_clock or minute > 59 or second > 59:
        raise DateError(
            f"'{text}' has a time no clock shows.",
            "Write it from 00:00 to 23:59; midnight is 00:00 of the day it begins.",
        )
    return time(hour, minute, second)


def _read_offset(text: str, offset: str) -> timezone:
    if offset == "z":
        return UTC
    digits = offset[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if hours > 15 or minutes > 59 or seconds > 59:
        raise DateError(
            f"'{text}' has an offset from UTC that no place has.",
            "Write it from -12:00 to +14:00, or Z for UTC.",
        )
    ahead = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-ahead if offset[0] == "-" else ahead)


def _unreadable(text: str, words: str, examples: str) -> DateError:
    """Return the error for unreadable words; the hint may correct a misspelt one."""
    from csdesk.domain.vocabulary import nearest

    word = re.match(r"[a-z]{4,}", words, re.ASCII)
    known = [*DAY_WORDS, *(name for name in WEEKDAY_NUMBERS if len(name) > 4), "now"]
    meant = nearest(word[0], known) if word and word[0] not in known else None
    hint = f"Did you mean '{meant}{words[len(word[0]) :]}'?" if word and meant else None
    return DateError(f"'{text}' is not a date or time.", hint or examples)


_AMOUNT = re.compile(r"(?:in )?(\d{1,6} ?([a-z]+))", re.ASCII)


def read_expiry(
    text: str, *, now: datetime, zone: ZoneInfo, order: str | None = None
) -> Understood:
    """Read the last valid second: `90d`, `in 3 months`, `2026-12-31 18:00`.

    A day, also one so many days, weeks, months or years after `now`, is valid to its
    end in `zone`; a clock time is exact. Raises DateError for anything else.
    """
    refuse_long(text, "A date or time", DateError)
    words = fold_text(text)
    today = now.astimezone(zone).date()
    amount = _AMOUNT.fullmatch(words)
    if amount and amount[2] in CALENDAR_UNITS:
        day = shift(today, f"in {amount[1]}")
    elif amount and not words.startswith("in ") and amount[2] in {"h", "hours"}:
        return read_instant(f"in {text}", now=now, zone=zone, order=order)
    else:
        day = find_day(words, today=today, order=order, ahead=True)
    if day is None:
        return read_instant(text, now=now, zone=zone, order=order, ahead=True)
    return Understood(midnight(day + timedelta(days=1), zone) - SECOND)
