"""Durations in the cells of a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from csdesk.domain.durations import (
    LONGEST,
    UNIT_SECONDS,
    DurationError,
    read_duration,
)
from csdesk.imports import excel
from csdesk.imports.cell_error import CellError

if TYPE_CHECKING:
    from collections.abc import Callable

    from csdesk.imports.mapping import ColumnMap

SMALLER_UNIT: Final = {"h": "m", "m": "s"}
COMMA = re.compile(r"-?\d+,\d+", re.ASCII)
_TWO_PARTS = re.compile(r"(\d{1,6}):([0-5]\d)", re.ASCII)


def duration_reader(column: ColumnMap) -> Callable[[str], int | None]:
    """What reads the cells of a column of durations into seconds. Raises CellError.

    A bare number is in the column's unit, else seconds; None is a negative duration
    where the mapping calls those missing.
    """
    unit, whole = column.unit, column.whole
    factor = UNIT_SECONDS[unit or "s"]

    def read(text: str) -> int | None:
        if text.isdecimal() and text.isascii() and len(text) <= 10:
            seconds = int(text) * factor
            if seconds <= LONGEST:
                return seconds
        two = _TWO_PARTS.fullmatch(text) if unit in SMALLER_UNIT else None
        if two and unit:
            return int(two[1]) * factor + int(two[2]) * UNIT_SECONDS[SMALLER_UNIT[unit]]
        if unit is None and excel.may_be_duration(text):
            raise CellError(
                "looks like a duration that Excel turned into a time of day",
                "If it is, say excel = true for this column in the mapping; if it is "
                'not, say unit = "s".',
                quotes=True,
            )
        if COMMA.match(text) and whole and whole.has_decimal_commas():
            text = text.replace(",", ".", 1)
        return _read(text, unit or "s")

    if column.excel:
        return lambda text: _read(excel.as_duration(text), "s")
    if column.negative:
        return lambda text: _none_below_0(column, read, text)
    return read


def _read(text: str, unit: str) -> int:
    try:
        return read_duration(text, unit=unit)
    except DurationError as error:
        raise CellError(f"cannot be read: {error}", error.hint or "") from None


def _none_below_0(
    column: ColumnMap, read: Callable[[str], int | None], text: str
) -> int | None:
    if not text.startswith("-"):
        return read(text)
    read(text[1:])
    if column.whole:
        column.whole.remark(
            f"{column.field.name}: durations below 0, such as '{text}', are not known"
        )
    return None
