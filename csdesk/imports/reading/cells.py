"""Read cells into values: a reader for each column reads each distinct cell once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from csdesk.domain.lengths import LONGEST, cut_off
from csdesk.domain.money import AmountError, read_amount
from csdesk.domain.vocabulary import did_you_mean, fold
from csdesk.imports.mapping.fields import Field, FieldKind
from csdesk.imports.reading import durations
from csdesk.imports.reading.cell_error import CellError
from csdesk.imports.reading.durations import duration_reader
from csdesk.imports.reading.instants import InstantReader
from csdesk.imports.reading.scores import (
    points_reader,
    read_ends,
    scale_of,
    score_reader,
)
from csdesk.render.as_csv import as_typed
from csdesk.services.customers.addresses import looks_like_email
from csdesk.services.customers.customers import tag_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from csdesk.imports.mapping.mapping import ColumnMap, Mapping
    from csdesk.store.settings import Settings

CACHE_SIZE: Final = 50_000
LARGEST_COUNT: Final = 1_000_000
TRUE: Final = ("yes", "y", "true", "1")
FALSE: Final = ("no", "n", "false", "0")
# Values of listed words. No cell has a NUL, so none is mistaken for these.
YES: Final = "\0yes"
NO: Final = "\0no"
LISTED: Final = dict.fromkeys(TRUE, YES) | dict.fromkeys(FALSE, NO)
# The key in a mapping's [values] for all words that it does not list.
ANYTHING_ELSE: Final = "*"


# Kinds whose values are short. Texts, names, ids and words to be translated may be of
# any length.
SHORT: Final = frozenset(
    {
        FieldKind.INSTANT,
        FieldKind.DURATION,
        FieldKind.COUNT,
        FieldKind.SCORE,
        FieldKind.POINTS,
        FieldKind.SCALE,
        FieldKind.AMOUNT,
    }
)


class CellReader(dict[str, Any]):
    """The cells read so far of a column: cell -> value, None for a missing one.

    The value of an invalid cell is its CellError; `has_bad` is whether there was one.
    Words in `known` are translated before missing ones are looked for. `is_inert` cells
    have apostrophes where a spreadsheet would run them: these are removed. Text of more
    than `longest` characters is invalid.
    """

    def __init__(
        self,
        read: Callable[[str], Any],
        missing: frozenset[str],
        known: dict[str, str],
        *,
        is_inert: bool = False,
        longest: int | None = None,
    ) -> None:
        super().__init__()
        self.has_bad = False
        self._longest = longest
        self._read, self._missing, self._known = read, missing, known
        self._is_inert = is_inert

    def __missing__(self, cell: str) -> Any:
        """Read a cell seen for the first time."""
        if len(self) >= CACHE_SIZE:
            self.clear()
        value = self.value_of(cell)
        if len(cell) <= LONGEST:
            self[cell] = value
        return value

    def column(self, cells: Iterable[str]) -> list[Any]:
        """Read the values of `cells`."""
        return list(map(self.__getitem__, cells))

    def value_of(self, cell: str) -> Any:
        """Read the value of one cell; a CellError is returned, not raised."""
        text = as_typed(cell.strip()) if self._is_inert else cell.strip()
        translated = self._known.get(fold(text)) if self._known else None
        if translated is None and text in self._missing:
            return None
        if translated is not None:
            text = translated.strip()
        if not text:
            return None
        try:
            if self._longest is not None and len(text) > self._longest:
                raise _too_long(text, self._longest)
            return self._read(text)
        except CellError as error:
            self.has_bad = True
            return error


class TextReader(CellReader):
    """Reads text without outer blanks, and does not cache it: it seldom repeats."""

    def column(self, cells: Iterable[str]) -> list[Any]:
        """Read the values of `cells`."""
        missing = self._missing
        found = [None if (text := cell.strip()) in missing else text for cell in cells]
        if not self._is_inert:
            return found
        return [as_typed(text) if text else text for text in found]


class IdReader(TextReader):
    """Reads ids of another system: text, but no number that a spreadsheet shortened."""

    def column(self, cells: Iterable[str]) -> list[Any]:
        """Read the values of `cells`."""
        cells = list(cells)
        if "E+" in "".join(cells):
            return list(map(self.value_of, cells))
        return super().column(cells)


class InstantCellReader(CellReader):
    """Reads instants from cached days and times of day: instants seldom repeat."""

    def __init__(
        self, read: InstantReader, missing: frozenset[str], *, is_inert: bool
    ) -> None:
        super().__init__(read, missing, {}, is_inert=is_inert, longest=LONGEST)
        self._instants = read

    def column(self, cells: Iterable[str]) -> list[Any]:
        """Read the values of `cells`."""
        return self._instants.column(cells, self)


def reader_for(column: ColumnMap, mapping: Mapping, settings: Settings) -> CellReader:
    """Return the reader of a column's cells, by the mapping and the settings."""
    known = {
        fold(raw): word
        for raw, word in mapping.values.get(column.field.name, {}).items()
    }
    missing = mapping.missing | column.missing
    if column.field.kind is FieldKind.INSTANT:
        missing |= mapping.dates.missing
    if column.field.kind is FieldKind.TEXT and not known:
        return TextReader(str, missing, known, is_inert=mapping.is_inert)
    if column.field.kind is FieldKind.ID and not known:
        return IdReader(_read_id, missing, known, is_inert=mapping.is_inert)
    if column.field.kind is FieldKind.YES_NO:
        known = _truth_words(column, known)
    read = _read_of(column, mapping, settings)
    if isinstance(read, InstantReader) and not known and _are_short(missing):
        return InstantCellReader(read, missing, is_inert=mapping.is_inert)
    longest = LONGEST if column.field.kind in SHORT else None
    return CellReader(read, missing, known, is_inert=mapping.is_inert, longest=longest)


def _too_long(text: str, longest: int) -> CellError:
    return CellError(
        f"which goes on for {len(text):,} characters; it has at most {longest:,}",
        "Check the column, and the quotes around this cell.",
        quotes=True,
    )


def _are_short(missing: Iterable[str]) -> bool:
    """Return whether no missing mark is as long as a day with a time."""
    return all(len(mark) <= len("2026-01-31") for mark in missing)


def _read_of(
    column: ColumnMap, mapping: Mapping, settings: Settings
) -> Callable[[str], Any]:
    kind = column.field.kind
    if kind is FieldKind.INSTANT:
        return _instant_reader(column, mapping, settings)
    if kind is FieldKind.DURATION:
        return duration_reader(column)
    if kind is FieldKind.YES_NO:
        return _with_default(_yes_no_reader(column), column, mapping)
    if kind is FieldKind.WORD:
        return _with_default(_word_reader(column.field), column, mapping)
    if kind is FieldKind.SCORE:
        return score_reader(column, mapping, scale_of(column, settings))
    if kind is FieldKind.POINTS:
        return points_reader(column, mapping)
    if kind is FieldKind.AMOUNT:
        return _amount_reader(settings.text("currency"))
    return _READERS.get(kind, str)


def _instant_reader(
    column: ColumnMap, mapping: Mapping, settings: Settings
) -> Callable[[str], int] | InstantReader:
    name = mapping.dates.timezone
    read = InstantReader(
        ZoneInfo(name) if name else settings.zone,
        mapping.dates.order,
        column.format,
        column.inference.date_order if column.inference else None,
    )
    return (lambda text: read(durations.as_instant(text))) if column.excel else read


def _amount_reader(currency: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            return read_amount(text, currency)
        except AmountError as error:
            raise CellError(f"cannot be read: {error}", error.hint or "") from None

    return read


def _truth_words(column: ColumnMap, known: dict[str, str]) -> dict[str, str]:
    """Return the words for true and false, also those that are missing marks."""
    return (
        {raw: LISTED.get(fold(word), word) for raw, word in known.items()}
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


def _with_default(
    read: Callable[[str], Any], column: ColumnMap, mapping: Mapping
) -> Callable[[str], Any]:
    """Read words that are not listed as the mapping's "*" value, with a remark."""
    name = column.field.name
    otherwise = mapping.values.get(name, {}).get(ANYTHING_ELSE)
    if otherwise is None:
        return read
    default = otherwise
    if column.field.kind is FieldKind.YES_NO:
        default = LISTED.get(fold(otherwise), otherwise)

    def read_with_default(text: str) -> Any:
        try:
            return read(text)
        except CellError:
            if column.inference:
                column.inference.remark(
                    f"{name} '{cut_off(text)}' is read as {otherwise}"
                )
            return read(default)

    return read_with_default


def _read_count(text: str) -> int:
    if text.isdecimal() and text.isascii() and len(text) <= 9:
        count = int(text)
        if count <= LARGEST_COUNT:
            return count
    raise CellError(
        "not a whole number from 0 on", "Write it in digits, as in 2.", quotes=True
    )


def _read_id(text: str) -> str:
    if durations.is_short_id(text):
        raise CellError(
            "is a long number that a spreadsheet has shortened: its digits are lost",
            "Export the file again, and format the column as text before saving it.",
        )
    return text


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


def _read_tags(text: str) -> str | None:
    return tag_list(re.split("[,;]", text))


_READERS: dict[FieldKind, Callable[[str], Any]] = {
    FieldKind.COUNT: _read_count,
    FieldKind.ID: _read_id,
    FieldKind.EMAIL: _read_email,
    FieldKind.PHONE: _read_phone,
    FieldKind.SCALE: read_ends,
    FieldKind.TAGS: _read_tags,
}
