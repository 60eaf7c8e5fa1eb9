"""What a spreadsheet program makes of dates and durations, and back again.

Only where the mapping says `excel = true`: the same cells mean something else in files
that no spreadsheet has touched.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

DAY_SECONDS: Final = 86_400
# Day 60 is 29 February 1900, which Excel believes in; later days count from here.
DAY_ZERO: Final = date(1899, 12, 30)
FIRST_DAY: Final = 61
LAST_DAY: Final = 109_938  # in 2200
_FRACTION = r"0?[.,]\d{1,17}(?:[Ee]-\d{1,2})?|0"
_SERIAL = re.compile(r"(\d{2,6})(?:[.,](\d{1,17}))?", re.ASCII)
_DAY_AND_FRACTION = re.compile(rf"(.*\S) ({_FRACTION})", re.ASCII)
_SHARE = re.compile(r"\d{1,5}(?:[.,]\d{1,17})?(?:[Ee]-\d{1,2})?|[.,]\d{1,17}", re.ASCII)
_HALF_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d) ?([AaPp])\.?[Mm]\.?", re.ASCII)
_MANGLED = re.compile(r"(?:.* )?\d{1,2}:\d{2}\.\d", re.ASCII)
_SHORT_ID = re.compile(r"\d[.,]\d+E\+\d+", re.ASCII)


def as_instant(text: str) -> str:
    """`44197.384` and `2021-01-01 0.384` as a date and a time; the rest as it is."""
    joined = _DAY_AND_FRACTION.fullmatch(text)
    day, fraction = joined.groups() if joined else (text, None)
    serial = _SERIAL.fullmatch(day)
    if serial and FIRST_DAY <= int(serial[1]) <= LAST_DAY:
        seconds = _seconds(f"0.{serial[2]}") if serial[2] else 0
        after = timedelta(int(serial[1]), seconds)
        day = str(DAY_ZERO + timedelta(after.days))
        if fraction is None:
            return f"{day} {_clock(after.seconds)}"
    if fraction is None:
        return text
    return f"{day} {_clock(min(_seconds(fraction), DAY_SECONDS - 1))}"


def as_duration(text: str) -> str:
    """`0.00165` (of a day) and `12:02:23 AM` as seconds; the rest as it is."""
    if _SHARE.fullmatch(text):
        return f"{_seconds(text)}s"
    clock = _HALF_CLOCK.fullmatch(text)
    if clock and 1 <= int(clock[1]) <= 12:
        hours = int(clock[1]) % 12 + (12 if clock[4] in "Pp" else 0)
        return f"{hours}:{clock[2]}:{clock[3]}"
    return text


def is_mangled(text: str) -> bool:
    """Whether `text` is what Excel leaves of a date and time, such as `03:17.4`."""
    return _MANGLED.fullmatch(text) is not None


def is_short_id(text: str) -> bool:
    """Whether `text` is a long number that Excel shortened, such as `1.03006E+13`."""
    return _SHORT_ID.fullmatch(text) is not None


def may_be_duration(text: str) -> bool:
    """Whether Excel may have made `text` of a duration."""
    is_fraction = len(text) >= 7 and re.fullmatch(_FRACTION, text, re.ASCII)
    return bool(is_fraction) or _HALF_CLOCK.fullmatch(text) is not None


def _seconds(days: str) -> int:
    return int(float(days.replace(",", ".")) * DAY_SECONDS + 0.5)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
