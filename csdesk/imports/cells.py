"""Cells to values: one reader a column, each distinct cell read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from csdesk.domain.durations import (
    LONGEST,
    UNIT_SECONDS,
    DurationError,
    read_duration,
)
from csdesk.domain.vocabulary import did_you_mean, fold
from csdesk.imports.cell_error import CellError
from csdesk.imports.fields import Field, FieldKind
from csdesk.imports.instants import InstantReader
from csdesk.imports.mapping import NPS_SCALE
from csdesk.render.as_csv import as_typed
from csdesk.services.addresses import looks_like_email

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from csdesk.imports.mapping import ColumnMap, Mapping
    from csdesk.store.settings import Settings

ASKED: Final = "asked"
MOST_KEPT: Final = 50_000
LARGEST_COUNT: Final = 1_000_000
TRUE: Final = ("yes", "y", "true", "1")
FALSE: Final = ("no", "n", "false", "0")
# What a listed word stands for: no cell holds NUL, so none is taken for these.
YES: Final = "\0yes"
NO: Final = "\0no"
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_TWO_PARTS = re.compile(r"(\d{1,6}):([0-5]\d)", re.ASCII)
SMALLER_UNIT: Final = {"h": "m", "m": "s"}


class Reader(dict[str, Any]):
    """A column's cells as they were read: cell -> value, None for nothing.

    A cell that is wrong stands here as its CellError; `has_bad` says that there was
    one. What `known` holds is translated before it counts as missing. `is_inert` cells
    are led by an apostrophe where a spreadsheet would run them: it is taken off.
    """

    def __init__(
        self,
        read: Callable[[str], Any],
        missing: frozenset[str],
        known: dict[str, str],
        *,
        is_inert: bool = False,
    ) -> None:
        super().__init__()
        self.has_bad = False
        self._read, self._missing, self._known = read, missing, known
        self._is_inert = is_inert

    def __missing__(self, cell: str) -> Any:
        """Read a cell that was not seen yet."""
        if len(self) >= MOST_KEPT:
            self.clear()
        value = self[cell] = self.value_of(cell)
        return value

    def column(self, cells: Iterable[str]) -> list[Any]:
        """The values of `cells`."""
        return list(map(self.__getitem__, cells))

    def value_of(self, cell: str) -> Any:
        """The value of one cell; a CellError is returned, not raised."""
        text = as_typed(cell.strip()) if self._is_inert else cell.strip()
        translated = self._known.get(fold(text)) if self._known else None
        if translated is None and text in self._missing:
            return None
        if translated is not None:
            text = translated.strip()
        if not text:
            return None
        try:
            return self._read(text)
        except CellError as error:
            self.has_bad = True
            return error


class TextReader(Reader):
    """Text that seldom comes twice: kept but for outer blanks, and not cached."""

    def column(self, cells: Iterable[str]) -> list[Any]:
        """The values of `cells`."""
        missing = self._missing
        found = [None if (text := cell.strip()) in missing else text for cell in cells]
        if not self._is_inert:
            return found
        return [as_typed(text) if text and text[0] == "'" else text for text in found]


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a survey's scale, and which way effort goes (ces only)."""

    low: float
    high: float
    direction: str | None


def reader_for(column: ColumnMap, mapping: Mapping, settings: Settings) -> Reader:
    """The reader of a column's cells, as the mapping and the desk's rules say."""
    known = {
        fold(raw): word
        for raw, word in mapping.values.get(column.field.name, {}).items()
    }
    missing = mapping.missing | column.missing
    if column.field.kind is FieldKind.INSTANT:
        missing |= mapping.dates.missing
    if column.field.kind in (FieldKind.TEXT, FieldKind.ID) and not known:
        return TextReader(str, missing, known, is_inert=mapping.is_inert)
    if column.field.kind is FieldKind.YES_NO:
        known = _facts(column, known)
    read = _read_of(column, mapping, settings)
    return Reader(read, missing, known, is_inert=mapping.is_inert)


def scale_of(column: ColumnMap, settings: Settings) -> Scale:
    """The scale of a score's column: the mapping's, else the desk's."""
    kind = column.field.name
    direction = None
    if kind == "ces":
        direction = column.direction or settings.text("ces_direction")
    if column.scale or kind == "nps":
        return Scale(*(column.scale or NPS_SCALE), direction)
    low, _, high = settings.text(f"{kind}_scale").partition("-")
    return Scale(float(low), float(high), direction)


def _read_of(
    column: ColumnMap, mapping: Mapping, settings: Settings
) -> Callable[[str], Any]:
    kind = column.field.kind
    if kind is FieldKind.INSTANT:
        name = mapping.dates.timezone
        zone = ZoneInfo(name) if name else settings.zone
        return InstantReader(zone, mapping.dates.order, column.format)
    if kind is FieldKind.DURATION:
        return _duration_reader(column.unit)
    if kind is FieldKind.YES_NO:
        return _yes_no_reader(column)
    if kind is FieldKind.WORD:
        return _word_reader(column.field)
    if kind is FieldKind.SCORE:
        return _score_reader(column.field.name, mapping, scale_of(column, settings))
    return _PLAIN.get(kind, str)


def _duration_reader(unit: str | None) -> Callable[[str], int]:
    factor = UNIT_SECONDS[unit or "s"]

    def read(text: str) -> int:
        if text.isdecimal() and text.isascii() and len(text) <= 10:
            seconds = int(text) * factor
            if seconds <= LONGEST:
                return seconds
        two = _TWO_PARTS.fullmatch(text) if unit in SMALLER_UNIT else None
        if two and unit:
            return int(two[1]) * factor + int(two[2]) * UNIT_SECONDS[SMALLER_UNIT[unit]]
        try:
            return read_duration(text, unit=unit or "s")
        except DurationError as error:
            raise CellError(f"cannot be read: {error}", error.hint or "") from None

    return read


def _facts(column: ColumnMap, known: dict[str, str]) -> dict[str, str]:
    """What the mapping calls true and false, though it be a mark for nothing."""
    meant = dict.fromkeys(TRUE, YES) | dict.fromkeys(FALSE, NO)
    return (
        {raw: meant.get(fold(word), word) for raw, word in known.items()}
        | {fold(raw): YES for raw in column.true}
        | {fold(raw): NO for raw in column.false}
    )


def _yes_no_reader(column: ColumnMap) -> Callable[[str], bool]:
    listed = bool(column.true or column.false)
    true = (YES,) if listed else (YES, *TRUE)
    false = (NO,) if listed else (NO, *FALSE)
    shown = column.true + column.false if listed else ("yes", "no")

    def read(text: str) -> bool:
        word = fold(text)
        if word in true:
            return True
        if word in false:
            return False
        raise CellError(
            f"none of {', '.join(shown)}",
            "Say in the mapping what it means: "
            f'{column.field.name} = {{ column = "…", true = ["…"], false = ["…"] }}.',
            quotes=True,
        )

    return read


def _word_reader(field: Field) -> Callable[[str], str]:
    words = {fold(word): word for word in field.words}

    def read(text: str) -> str:
        word = words.get(fold(text))
        if word is None:
            near = did_you_mean(text, field.words)
            raise CellError(
                f"none of {', '.join(field.words)}",
                f"{f'{near} ' if near else ''}Translate it in the mapping, under "
                f"[values.{field.name}].",
                quotes=True,
            )
        return word

    return read


def _score_reader(name: str, mapping: Mapping, scale: Scale) -> Callable[[str], Any]:
    knows_asked = ASKED in _asked_words(mapping, name)
    ends = f"{scale.low:g} to {scale.high:g}"

    def read(text: str) -> float | str:
        if knows_asked and fold(text) == ASKED:
            return ASKED
        if not _NUMBER.fullmatch(text):
            raise CellError(
                f"not a score from {ends}",
                f"Translate words in the mapping, under [values.{name}].",
                quotes=True,
            )
        score = float(text)
        if not scale.low <= score <= scale.high:
            hint = f'Say the scale in the mapping: {name} = {{ column = "…", '
            raise CellError(
                f"outside the scale {ends}",
                "NPS is asked from 0 to 10."
                if name == "nps"
                else f"{hint}scale = [1, 7] }}.",
                quotes=True,
            )
        if name == "nps" and not score.is_integer():
            raise CellError("not a whole number", "NPS has no halves.", quotes=True)
        return score

    return read


def knows_asked(mapping: Mapping, name: str) -> bool:
    """Whether the mapping tells surveys asked from those never sent."""
    return ASKED in _asked_words(mapping, name)


def _asked_words(mapping: Mapping, name: str) -> Sequence[str]:
    return [fold(word) for word in mapping.values.get(name, {}).values()]


def _read_count(text: str) -> int:
    if text.isdecimal() and text.isascii() and len(text) <= 9:
        count = int(text)
        if count <= LARGEST_COUNT:
            return count
    raise CellError(
        "not a whole number from 0 on", "Write it in digits, as in 2.", quotes=True
    )


def _read_email(text: str) -> str:
    if not looks_like_email(text):
        raise CellError(
            "is not an e-mail address", 'If it means "none", list it under missing.'
        )
    return text


def _read_phone(text: str) -> str:
    if not any(character.isdigit() for character in text):
        raise CellError(
            "is not a phone number", 'If it means "none", list it under missing.'
        )
    return text


_PLAIN: dict[FieldKind, Callable[[str], Any]] = {
    FieldKind.COUNT: _read_count,
    FieldKind.EMAIL: _read_email,
    FieldKind.PHONE: _read_phone,
}
