"""Read durations, and the forms that spreadsheets give dates and durations."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.domain.parsing.duration import (
    LONGEST,
    UNIT_SECONDS,
    DurationError,
    read_duration,
)
from csdesk.imports.reading.cell_error import CellError

if TYPE_CHECKING:
    from collections.abc import Callable

    from csdesk.imports.mapping.mapping import ColumnMap


DAY_SECONDS: Final = 86_400
# Excel has a day 60, 29 February 1900, that never was; later days count from here.
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
    """Convert `44197.384` and `2021-01-01 0.384` to date and time; keep other texts."""
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
    """Convert `0.00165` (of a day) and `12:02:23 AM` to seconds; keep other texts."""
    if _SHARE.fullmatch(text):
        return f"{_seconds(text)}s"
    clock = _HALF_CLOCK.fullmatch(text)
    if clock and 1 <= int(clock[1]) <= 12:
        hours = int(clock[1]) % 12 + (12 if clock[4] in "Pp" else 0)
        return f"{hours}:{clock[2]}:{clock[3]}"
    return text


def is_mangled(text: str) -> bool:
    """Return whether Excel truncated a date and time to `text`, such as `03:17.4`."""
    return _MANGLED.fullmatch(text) is not None


def is_short_id(text: str) -> bool:
    """Return whether `text` is a number that Excel shortened, such as `1.03006E+13`."""
    return _SHORT_ID.fullmatch(text) is not None


def may_be_duration(text: str) -> bool:
    """Return whether `text` may be a duration that Excel converted."""
    is_fraction = len(text) >= 7 and re.fullmatch(_FRACTION, text, re.ASCII)
    return bool(is_fraction) or _HALF_CLOCK.fullmatch(text) is not None


def _seconds(days: str) -> int:
    return int(float(days.replace(",", ".")) * DAY_SECONDS + 0.5)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


SMALLER_UNIT: Final = {"h": "m", "m": "s"}
COMMA = re.compile(r"-?\d+,\d+", re.ASCII)
_TWO_PARTS = re.compile(r"(\d{1,6}):([0-5]\d)", re.ASCII)


def duration_reader(column: ColumnMap) -> Callable[[str], int | None]:
    """Return a reader of durations into seconds, which raises CellError.

    A bare number is in the column's unit (default: seconds). A negative duration is
    None where the mapping has `negative = "missing"`.
    """
    unit, inference = column.unit, column.inference
    factor = UNIT_SECONDS[unit or "s"]

    def read(text: str) -> int | None:
        if text.isdecimal() and text.isascii() and len(text) <= 10:
            seconds = int(text) * factor
            if seconds <= LONGEST:
                return seconds
        two = _TWO_PARTS.fullmatch(text) if unit in SMALLER_UNIT else None
        if two and unit:
            return int(two[1]) * factor + int(two[2]) * UNIT_SECONDS[SMALLER_UNIT[unit]]
        if unit is None and may_be_duration(text):
            raise CellError(
                "looks like a duration that Excel turned into a time of day",
                "If it is, say excel = true for this column in the mapping; if it is "
                'not, say unit = "s".',
                quotes=True,
            )
        if COMMA.match(text) and inference and inference.has_decimal_commas():
            text = text.replace(",", ".", 1)
        return _read(text, unit or "s")

    if column.excel:
        return lambda text: _read(as_duration(text), "s")
    if column.negative:
        return lambda text: _missing_below_0(column, read, text)
    return read


def _read(text: str, unit: str) -> int:
    try:
        return read_duration(text, unit=unit)
    except DurationError as error:
        raise CellError(f"cannot be read: {error}", error.hint or "") from None


def _missing_below_0(
    column: ColumnMap, read: Callable[[str], int | None], text: str
) -> int | None:
    if not text.startswith("-"):
        return read(text)
    read(text[1:])
    if column.inference:
        column.inference.remark(
            f"{column.field.name}: durations below 0, such as '{text}', are not known"
        )
    return None
