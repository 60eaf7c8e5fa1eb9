"""Read values of TOML and check their types."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from csdesk.domain.parsing.day import ORDERS
from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem
from csdesk.imports.reading.file_bytes import read_encoding
from csdesk.imports.reading.file_shape import FileShape, check_headings, is_delimiter

if TYPE_CHECKING:
    from collections.abc import Iterable


class TomlTable:
    """A table of TOML; `name` is its place, for errors."""

    def __init__(self, values: dict[str, Any], name: str) -> None:
        self.values = values
        self.name = name

    def allow(self, keys: Iterable[str], what: str = "key") -> None:
        """Raise UsageProblem for a key that is none of `keys`."""
        known = list(keys)
        for key in self.values:
            if key not in known:
                raise UsageProblem(
                    f"{self.name}: there is no {what} '{key}'.",
                    did_you_mean(key, known) or f"It may be {', '.join(known)}.",
                )

    def need(self, key: str) -> None:
        """Raise UsageProblem where `key` is missing."""
        if key not in self.values:
            raise UsageProblem(
                f"{self.name}: {key} is missing.", f'Write {key} = "Heading".'
            )

    def wrong(self, key: str, wanted: str, hint: str) -> UsageProblem:
        """Return the error for a value that is not what is `wanted`."""
        return UsageProblem(
            f"{self.name}: {key} is {self.values.get(key)!r}, not {wanted}.", hint
        )

    def table(self, key: str) -> TomlTable:
        """Return the table under `key`; an empty one where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "a table", f"Write [{key}] on a line of its own.")
        inner = f"{self.name[:-1]}.{key}]" if self.name[-1:] == "]" else None
        return TomlTable(value, inner or f"{self.name} [{key}]")

    def text(self, key: str) -> str | None:
        """Return the text under `key`, or None."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value:
            raise self.wrong(key, "a text", f'Write {key} = "…".')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts listed under `key`; none where there is no such key."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise self.wrong(key, "a list of texts", f'Write {key} = ["…", "…"].')

    def number(self, key: str, default: int) -> int:
        """Return the whole number under `key`."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(key, "a whole number", f"Write {key} = {default}.")
        return value

    def truth(self, key: str) -> bool:
        """Return the true or false under `key`; false where there is no such key."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false", f"Write {key} = true.")
        return value

    def word(self, key: str, words: tuple[str, ...]) -> str | None:
        """Return the text under `key`, which must be one of `words`, or None."""
        value = self.text(key)
        if value is not None and value not in words:
            raise self.wrong(
                key,
                f"one of {', '.join(words)}",
                did_you_mean(value, words) or f'Write {key} = "{words[0]}".',
            )
        return value


def file_shape(table: TomlTable) -> FileShape:
    """Read the layout of a file from the table [file]."""
    table.allow(("heading", "names", "delimiter", "encoding"))
    heading = table.number("heading", 1)
    if heading not in (0, 1, 2):
        raise table.wrong("heading", "0, 1 or 2", "0 says that there are no headings.")
    names = tuple(name.strip() for name in table.texts("names"))
    if bool(names) != (heading == 0):
        raise UsageProblem(
            f"{table.name}: names go with heading = 0, and only with it.",
            'Write heading = 0 and names = ["First column", "Second column"].',
        )
    check_headings(names, f"{table.name} names")
    delimiter = table.text("delimiter")
    if delimiter is not None and not is_delimiter(delimiter):
        raise table.wrong("delimiter", "one character", 'Write ",", ";" or "\\t".')
    return FileShape(heading, names, delimiter, _encoding(table))


def _encoding(table: TomlTable) -> str | None:
    encoding = table.text("encoding")
    if encoding is None:
        return None
    try:
        return read_encoding(encoding)
    except UsageProblem as problem:
        raise table.wrong("encoding", "an encoding", problem.hint or "") from None


def day_order(dates: TomlTable) -> str | None:
    """Read ymd, dmy or mdy under `order`, or None."""
    return dates.word("order", ORDERS)


def zone_name(dates: TomlTable) -> str | None:
    """Read the IANA time zone under `timezone`, or None."""
    name = dates.text("timezone")
    if name is None:
        return None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise dates.wrong(
            "timezone",
            "a time zone",
            did_you_mean(name, available_timezones()) or "Write it as Europe/Berlin.",
        ) from None
    return name


def strptime_format(column: TomlTable) -> str | None:
    """Read the strptime format under `format`, or None; it is tried on a date."""
    form = column.text("format")
    if form is None:
        return None
    sample = datetime(2026, 11, 29, 14, 5, 9, tzinfo=UTC)
    try:
        datetime.strptime(sample.strftime(form), form)  # noqa: DTZ007 - only tried
    except (ValueError, re.error):  # %d twice is re's
        raise column.wrong(
            "format",
            "a format of strptime",
            "%Y is the year, %m the month, %d the day, %H:%M:%S the time.",
        ) from None
    if "%d" not in form and "%j" not in form and "%s" not in form:
        raise column.wrong("format", "a whole date", "It needs %Y, %m and %d.")
    return form
