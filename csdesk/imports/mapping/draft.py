"""The beginning of a mapping: what is known of a file's headings, the rest to fill in.

It holds headings and no cell of the file.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.vocabulary import fold
from csdesk.errors import UsageProblem
from csdesk.imports.mapping.fields import FIELDS, REQUIRED, FieldKind
from csdesk.imports.open_files import FileOpener
from csdesk.imports.reading.file_bytes import UTF8
from csdesk.imports.reading.file_shape import BESIDE
from csdesk.imports.reading.inference import is_dated
from csdesk.store.files.atomic_file import write_new

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Mapping as Map
    from pathlib import Path

    from csdesk.imports.mapping.mapping import ColumnMap, Mapping
    from csdesk.imports.options import ImportOptions
    from csdesk.imports.reading.csv_file import CsvFile

ROWS_LOOKED_AT: Final = 50
WIDTH: Final = 80
# What the table of a column may say beside `column`.
SAID: Final = ("unit", "minus", "format", "direction", "negative")
LISTED: Final = ("missing", "true", "false", "scale")


@dataclass(frozen=True, slots=True)
class Draft:
    """What to say of a mapping that was started, and what to type next."""

    told: str
    next: str


def write_draft(
    paths: Sequence[str], kind: str, asked: ImportOptions, to: Path
) -> Draft:
    """Start a mapping for a file of `kind`, in the new file `to`.

    Raises UsageProblem where `to` is there already, and what reading headings raises.
    """
    if len(paths) != 1:
        raise UsageProblem(
            "A mapping is started from one file.",
            "Name one of them, beside --write-map.",
        )
    asked.check(kind)
    opening = FileOpener(kind, asked)
    with closing(opening.open(paths[0])) as file:
        mapping = opening.sketch(file)
        guesses = _guesses(file, mapping)
        text = "\n".join(_lines(file, mapping, guesses)) + "\n"
    try:
        write_new(to, text.encode())
    except FileExistsError:
        raise UsageProblem(
            f"{to} is there already; it is not written over.", "Name another file."
        ) from None
    except OSError as error:
        raise UsageProblem(
            f"{to} cannot be written: {error.strerror}.",
            "Name a file in a folder that you may write, with --write-map FILE.",
        ) from None
    read = _read(file, mapping, guesses)
    lacking = _lacking(mapping).difference(guesses)
    todo = f" Say there which is {', '.join(sorted(lacking))}." if lacking else ""
    guessed = "".join(f" {name} is a guess: look at it." for name in guesses)
    return Draft(
        f"{to} maps {len(read)} of the {len(file.headings)} columns of {file.name}; "
        f"the others stand there as comments.{guessed}{todo}",
        f"csdesk import {kind} {paths[0]} --map {to} --dry-run",
    )


def _lacking(mapping: Mapping) -> set[str]:
    there = {column.field.name for column in mapping.columns} | set(mapping.constants)
    return set(REQUIRED[mapping.kind]) - there


def _guesses(file: CsvFile, mapping: Mapping) -> dict[str, str]:
    """A heading for a field that no mapping can do without: a column of dates."""
    read = _read(file, mapping, {})
    rows = [row for _, row in islice(file.scan(), ROWS_LOOKED_AT)]
    dated = [
        heading
        for heading, cells in zip(file.headings, zip(*rows, strict=True), strict=False)
        if fold(heading) not in read and is_dated(cells)
    ]
    fields = FIELDS[mapping.kind]
    wanted = [
        name for name in _lacking(mapping) if fields[name].kind is FieldKind.INSTANT
    ]
    return dict(zip(wanted, dated[:1], strict=False))


def _read(file: CsvFile, mapping: Mapping, guesses: dict[str, str]) -> set[str]:
    """The headings of `file` that are read so far, folded."""
    named = {fold(name) for column in mapping.columns for name in column.headings}
    named |= {fold(name) for name in guesses.values()}
    return named & {fold(heading) for heading in file.headings}


def _lines(file: CsvFile, mapping: Mapping, guesses: dict[str, str]) -> Iterator[str]:
    yield f"# How {_word(file.name)} is read. What begins with # says nothing yet: take"
    yield "# the # away and put a field in the place of the dots. The fields are"
    yield from _wrapped(FIELDS[mapping.kind])
    yield f"kind = {_word(mapping.kind)}"
    if mapping.source:
        yield f"source = {_word(mapping.source)}"
    else:
        yield '# source = "…"  # the system it comes from'
    yield from _missing(mapping.missing - {""})
    yield from _layout(file)
    yield from _dates(mapping)
    yield from _columns(file, mapping, guesses)
    for name, words in mapping.values.items():
        yield f"[values.{name}]"
        yield from _pairs({_word(raw): word for raw, word in words.items()})
    if mapping.constants:
        yield "[constants]"
        yield from _pairs(mapping.constants)


def _columns(file: CsvFile, mapping: Mapping, guesses: dict[str, str]) -> Iterator[str]:
    yield "[columns]"
    for column in mapping.columns:
        yield f"{column.field.name} = {_column(column)}"
    for name, heading in guesses.items():
        yield f"{name} = {_word(heading)}  # a guess: its cells look like dates"
    for name in sorted(_lacking(mapping).difference(guesses)):
        yield f'# {name} = "…"  # every row needs one'
    known = {*_read(file, mapping, guesses), *BESIDE}
    for heading in file.headings:
        if fold(heading) not in known:
            yield f"# … = {_word(heading)}"


def _dates(mapping: Mapping) -> Iterator[str]:
    """[dates], where anything is said of them."""
    dates = mapping.dates
    said = {"order": dates.order, "timezone": dates.timezone}
    if any(said.values()) or dates.missing:
        yield "[dates]"
        yield from _pairs(said)
        yield from _missing(dates.missing)


def _missing(marks: frozenset[str]) -> Iterator[str]:
    if marks:
        yield f"missing = {_list(sorted(marks))}"


def _layout(file: CsvFile) -> Iterator[str]:
    """[file], where anything of it is not as always."""
    shape = file.shape
    encoding = None if shape.encoding in (*UTF8, "utf-16") else shape.encoding
    is_plain = shape.heading == 1 and shape.delimiter == "," and not encoding
    if is_plain:
        return
    yield "[file]"
    if shape.heading != 1:
        yield f"heading = {shape.heading}"
    if shape.names:
        yield f"names = {_list(shape.names)}"
    if shape.delimiter != ",":
        yield f"delimiter = {_word(shape.delimiter or ',')}"
    yield from _pairs({"encoding": encoding})


def _column(column: ColumnMap) -> str:
    named = (
        _word(column.headings[0])
        if len(column.headings) == 1
        else _list(column.headings)
    )
    said = [
        f"{key} = {_word(getattr(column, key))}" for key in SAID if getattr(column, key)
    ]
    said += [
        f"{key} = {_list(getattr(column, key))}"
        for key in LISTED
        if getattr(column, key)
    ]
    if column.excel:
        said.append("excel = true")
    return f"{{ {', '.join([f'column = {named}', *said])} }}" if said else named


def _pairs(texts: Map[str, str | None]) -> Iterator[str]:
    for key, text in texts.items():
        if text is not None:
            yield f"{key} = {_word(text)}"


def _list(values: Iterable[Any]) -> str:
    said = (f"{v:g}" if isinstance(v, float) else _word(v) for v in values)
    return f"[{', '.join(said)}]"


def _word(text: str) -> str:
    """`text` as a string of TOML, on one line whatever it holds."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _wrapped(words: Iterable[str]) -> Iterator[str]:
    import textwrap

    yield from textwrap.wrap(
        f"{', '.join(words)}.", WIDTH, initial_indent="# ", subsequent_indent="# "
    )
