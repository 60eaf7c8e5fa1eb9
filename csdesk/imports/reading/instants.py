"""Read instants from cells, by a fixed grammar; each distinct cell is read once."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.lengths import LONGEST
from csdesk.domain.parsing.day import make_day
from csdesk.domain.timezone import DateError, midnight, to_utc
from csdesk.imports.reading import durations
from csdesk.imports.reading.cell_error import CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from zoneinfo import ZoneInfo

CACHE_SIZE: Final = 100_000
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:[.,]\d+)?)?", re.ASCII)
_WHOLE = re.compile(
    r"(?P<day>[\d./-]{8,10})"
    r"(?:(?:,? +|T)(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?: ?(?P<offset>[Zz]|[+-]\d{2}:?\d{2}))?)?",
    re.ASCII,
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_EXAMPLE: Final = "Write it as 2026-01-31 14:05."
_ORDER: Final = (
    "or say the order with --dates dmy (or mdy), or "
    '[dates] order = "dmy" in the mapping'
)


class Twice(int):
    """The first instant of an ambiguous local time; `later` is the second."""

    later: int


class _Clocks(dict[str, int | None]):
    """Cache: `9:12:58` -> seconds since midnight; None where it is no 24-hour time."""

    def __missing__(self, text: str) -> int | None:
        match = _CLOCK.fullmatch(text)
        seconds = None
        if match and int(match[1]) < 24:
            hours, minutes, rest = match.groups("0")
            seconds = int(hours) * 3600 + int(minutes) * 60 + int(rest)
        if len(self) >= CACHE_SIZE:
            self.clear()
        if len(text) <= LONGEST:
            self[text] = seconds
        return seconds


class _Tails(dict[str, int | None]):
    """Cache: ` 9:12:58` or `T9:12:58` -> seconds since midnight; None for others."""

    def __init__(self, clocks: _Clocks) -> None:
        super().__init__()
        self._clocks = clocks

    def __missing__(self, text: str) -> int | None:
        seconds = self._clocks[text[1:]] if text[:1] in {" ", "T"} else None
        if len(self) >= CACHE_SIZE:
            self.clear()
        if len(text) <= LONGEST:
            self[text] = seconds
        return seconds


class InstantReader:
    """Reads cells such as `2021-01-01 9:12:58` into Unix seconds.

    Local times are those of `zone`. `order` (ymd, dmy, mdy) decides how `31/01/2026` is
    read; without it `settle` is called for it at the first need. `form` is a strptime
    format, then the only one. Raises CellError.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        order: str | None = None,
        form: str | None = None,
        settle: Callable[[], str | None] | None = None,
    ) -> None:
        self._zone, self._order, self._form = zone, order, form
        self._settle = settle
        self._clocks = _Clocks()
        self._regular_days: dict[str, int] = {}  # without a clock change
        self._tails = _Tails(self._clocks)

    def __call__(self, text: str) -> int:
        """Read `text` as Unix seconds; a Twice where the local time is ambiguous."""
        try:
            return self._formed(text) if self._form else self._read(text)
        except DateError as error:
            raise _as_cell_error(error) from None

    def column(
        self, cells: Iterable[str], others: Mapping[str, Any]
    ) -> list[int | Any]:
        """Read the instants of `cells`; those that are not simple come from `others`.

        Simple is a day that was read before, with a time: two look-ups and a sum.
        """
        day, tails = self._regular_days.get, self._tails
        found: list[Any] = []
        for cell in cells:
            begin = day(cell[:10])
            if begin is None or (seconds := tails[cell[10:]]) is None:
                found.append(others[cell])
            else:
                found.append(begin + seconds)
        return found

    def _formed(self, text: str) -> int:
        try:
            moment = datetime.strptime(text, self._form or "")  # noqa: DTZ007
        except ValueError:
            raise CellError(
                f"not of the format {self._form}",
                "Say its own shape with format = … in the mapping.",
                quotes=True,
            ) from None
        if moment.tzinfo is not None:
            return int(moment.timestamp() // 1)
        return self._local(moment)

    def _read(self, text: str) -> int:
        match = _WHOLE.fullmatch(text)
        if match is None:
            raise _no_date(text)
        day = self._day(match["day"])
        if match["clock"] is None:
            return int(midnight(day, self._zone).timestamp())
        moment = datetime.combine(day, self._clock(match))
        if match["offset"]:
            ahead = _offset(match["offset"])
            return int(moment.replace(tzinfo=ahead).timestamp() // 1)
        self._cache_day(match["day"], day)
        return self._local(moment)

    def _day(self, text: str) -> date:
        first = _YEAR_FIRST.fullmatch(text)
        is_iso = first is not None and first[2] == "-"
        if self._settle and self._order is None and not is_iso:
            self._order, self._settle = self._settle(), None
        if first and (is_iso or self._order):
            return make_day(text, first[1], first[3], first[4])
        last = _YEAR_LAST.fullmatch(text)
        if last is None or self._order == "ymd":
            raise CellError("not a date", _EXAMPLE, quotes=True)
        if self._order == "dmy":
            return make_day(text, last[4], last[3], last[1])
        if self._order == "mdy":
            return make_day(text, last[4], last[1], last[3])
        possible = {int(last[1]), int(last[3])}
        if min(possible) > 12 or max(possible) > 31:
            raise CellError("not a date", f"Write 2026-01-31, {_ORDER}.", quotes=True)
        raise CellError(
            "not a date until the order of day and month is said",
            f"Write 2026-01-31, {_ORDER}.",
            quotes=True,
        )

    def _clock(self, match: re.Match[str]) -> time:
        seconds = self._clocks[match["clock"]]
        half = (match["half"] or "").casefold()
        if seconds is not None and half:
            # 12 am is midnight, 12 pm noon.
            is_clock = 3600 <= seconds < 13 * 3600
            seconds = seconds % 43_200 + (43_200 if half == "p" else 0)
            seconds = seconds if is_clock else None
        if seconds is None:
            raise CellError(
                "a time no clock shows", "Hours go from 00 to 23.", quotes=True
            )
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60)

    def _local(self, moment: datetime) -> int:
        understood = to_utc(moment, self._zone)
        seconds = int(understood.instant.timestamp())
        later = int(moment.replace(tzinfo=self._zone, fold=1).timestamp())
        if later == seconds:
            return seconds
        twice = Twice(seconds)
        twice.later = later
        return twice

    def _cache_day(self, text: str, day: date) -> None:
        """Cache the midnight of a day without a clock change; times are added to it."""
        if len(text) != len("2026-01-31"):
            return
        begin = datetime.combine(day, time(), self._zone)
        end = datetime.combine(day + timedelta(days=1), time(), self._zone)
        if begin.utcoffset() == end.utcoffset():
            self._regular_days[text] = int(begin.timestamp())


def _no_date(text: str) -> CellError:
    if durations.is_mangled(text):
        return CellError(
            "what Excel leaves of a date and time, whose day and hour are lost",
            "Export the file again; in Excel format the column as "
            "yyyy-mm-dd hh:mm:ss before saving it.",
            quotes=True,
        )
    if text.replace(".", "").replace(",", "").isdecimal():
        return CellError(
            "not a date",
            f"{_EXAMPLE[:-1]}; if it is Excel's number of a day, say excel = true "
            "for the column in the mapping.",
            quotes=True,
        )
    return CellError("not a date", _EXAMPLE, quotes=True)


def _as_cell_error(error: DateError) -> CellError:
    """Convert an error of the domain, which continues field and value if it can."""
    _, _, reason = str(error).partition(" is not a date: ")
    if reason:
        return CellError(f"not a date: {reason}", error.hint or _EXAMPLE, quotes=True)
    return CellError(f"cannot be read: {error}", error.hint or _EXAMPLE)


def _offset(text: str) -> timezone:
    if text in "Zz":
        return timezone.utc  # noqa: UP017 - of the type of the other results
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if ahead > timedelta(hours=15) or int(digits[2:]) > 59:
        raise CellError(
            "at an offset from UTC that no place has",
            "Offsets go from -12:00 to +14:00.",
            quotes=True,
        )
    return timezone(-ahead if text[0] == "-" else ahead)
