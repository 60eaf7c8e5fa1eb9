"""Parse durations as typed (`1h30m`) and format them (`1 h 30 m`)."""

from __future__ import annotations

import re
from typing import Final

from csdesk.domain.lengths import refuse_long
from csdesk.errors import UsageProblem

UNIT_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPELLINGS: Final = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "m": ("m", "min", "mins", "minute", "minutes"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "d": ("d", "day", "days"),
    "w": ("w", "week", "weeks"),
}
_UNIT_OF: Final = {word: unit for unit, words in _SPELLINGS.items() for word in words}
_SHOWN: Final = ("d", "h", "m", "s")
LONGEST: Final = 36_525 * UNIT_SECONDS["d"]
_NUMBER: Final = r"(\d{1,12})(?:\.(\d{1,18}))?"
_BARE = re.compile(_NUMBER, re.ASCII)
_PART = re.compile(rf"{_NUMBER} ?([a-z]+)(?: |(?=\d)|$)", re.ASCII)
_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d):([0-5]\d(?:\.\d{1,18})?)", re.ASCII)
_TWO_PARTS = re.compile(r"(\d{1,6}):([0-5]\d)", re.ASCII)
_EXAMPLES: Final = "Write it as 45s, 3m, 1h30m, 2d or 0:02:23."


class DurationError(UsageProblem):
    """A duration as typed cannot be read."""


def read_duration(text: str, *, unit: str | None = "s") -> int:
    """Read whole seconds (0 or more) from `45s`, `3m`, `1h30m`, `2 days`, `0:02:23`.

    `unit` (s, m, h, d or w) is that of a bare number such as `143` or `2.5`; None: a
    bare number is refused. A day is 24 h. Fractions are rounded once, halves up.
    Raises DurationError for anything else, for a negative duration, for `02:23` (two
    readings) and above 100 years.
    """
    refuse_long(text, "A duration", DurationError)
    words = " ".join(text.split()).casefold()
    if words[:1] in ("-", "\N{MINUS SIGN}"):
        raise DurationError(
            f"'{text}' is negative; a duration is 0 or more.",
            f"Write {words[1:].strip() or '0s'}.",
        )
    if _BARE.fullmatch(words):
        if unit is None:
            raise DurationError(
                f"'{text}' has no unit.", f"Write {words}s, {words}m, {words}h, …."
            )
        words += unit
    clock = _CLOCK.fullmatch(words)
    parts = list(zip(clock.groups(), "hms", strict=True)) if clock else None
    seconds = _sum_parts(parts or _read_parts(text, words))
    if seconds > LONGEST:
        raise DurationError(f"'{text}' is longer than 100 years.", _EXAMPLES)
    return seconds


def format_duration(seconds: float, *, parts: int = 2) -> str:
    """Format as `45 s`, `4 m 10 s`, `3 d 4 h`: the biggest unit and those next to it.

    Rounded (halves up) to the smallest of the `parts` units that may be shown; units
    that come to 0 are left out. Less than half a second is `0 s`; a negative duration,
    the difference of two, has a minus sign.
    """
    if seconds < 0:
        positive = format_duration(-seconds, parts=parts)
        return positive if positive == "0 s" else f"-{positive}"
    rest = _rounded(seconds, 1)
    shown = _units_of(rest, parts)
    # 59 m 59.6 s, or 23 h 59 m 40 s: rounding can reach the unit above.
    rest = _rounded(rest, UNIT_SECONDS[shown[-1]])
    shown_parts = []
    for unit in _units_of(rest, parts):
        count, rest = divmod(rest, UNIT_SECONDS[unit])
        if count:
            shown_parts.append(f"{count} {unit}")
    return " ".join(shown_parts) or "0 s"


def _units_of(seconds: int, parts: int) -> tuple[str, ...]:
    first = next(
        (i for i, unit in enumerate(_SHOWN) if seconds >= UNIT_SECONDS[unit]),
        len(_SHOWN) - 1,
    )
    return _SHOWN[first : first + max(parts, 1)]


def _rounded(seconds: float, step: int) -> int:
    return int((seconds + step / 2) // step) * step


def _read_parts(text: str, words: str) -> list[tuple[str, str]]:
    """Split `1h 30m` into numbers and units: from big to small, each once."""
    two = _TWO_PARTS.fullmatch(words)
    if two:
        first, second = int(two[1]), int(two[2])
        raise DurationError(
            f"'{text}' could be {first} h {second} m or {first} m {second} s.",
            f"Write {first}h{second}m or {first}m{second}s.",
        )
    parts: list[tuple[str, str]] = []
    position = 0
    while position < len(words):
        part = _PART.match(words, position)
        unit = _UNIT_OF.get(part[3]) if part else None
        if part is None or unit is None:
            raise _unreadable(text, words, part[3] if part else None)
        parts.append((part[1] + (f".{part[2]}" if part[2] else ""), unit))
        position = part.end()
    sizes = [UNIT_SECONDS[unit] for _, unit in parts]
    if not parts or sizes != sorted(set(sizes), reverse=True):
        raise _unreadable(text, words, None)
    return parts


def _sum_parts(parts: list[tuple[str, str]]) -> int:
    """Sum parts exactly, in decimals, and round once at the end: 0.1 has no float."""
    scale = 10**18
    total = 0
    for number, unit in parts:
        integer, _, fraction = number.partition(".")
        exact = int(integer) * scale + int(fraction.ljust(18, "0"))
        total += exact * UNIT_SECONDS[unit]
    return (2 * total + scale) // (2 * scale)


def _unreadable(text: str, words: str, unit: str | None) -> DurationError:
    problem = f"'{text}' is not a duration."
    if unit in ("mo", "month", "months", "y", "yr", "year", "years"):
        return DurationError(
            f"'{text}' has no fixed length.", "Write it in days, such as 30d."
        )
    if re.fullmatch(r"\d+,\d+ ?[a-z]*", words, re.ASCII):
        grouped = re.match(r"\d+,\d{3}(?!\d)", words, re.ASCII)
        other = f" or {words.replace(',', '')}" if grouped else ""
        return DurationError(problem, f"Write {words.replace(',', '.')}{other}.")
    if unit:
        from csdesk.domain.vocabulary import nearest

        meant = nearest(unit, _UNIT_OF)
        if meant and len(unit) > 2:
            return DurationError(
                f"'{text}' is not a duration: '{unit}' is no unit.",
                f"Did you mean '{meant}'?",
            )
    return DurationError(problem, _EXAMPLES)
