"""Draft a mapping: the headings that are known, and the others as comments.

The draft contains headings, but no cell of the file.
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
from csdesk.imports.reading.file_shape import EXTRA_HEADINGS
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
# Keys of a column's table besides `column`: those with a text, and with a list.
TEXT_KEYS: Final = ("unit", "minus", "format", "direction", "negative")
LIST_KEYS: Final = ("missing", "true", "false", "scale")


@dataclass(frozen=True, slots=True)
class Draft:
    """The message about a drafted mapping, and the command to type next."""

    message: str
    next: str


def write_draft(
    paths: Sequence[str], kind: str, options: ImportOptions, to: Path
) -> Draft:
    """Draft a mapping for a file of `kind`, in the new file `to`.

    Raises UsageProblem where `to` exists already, and what reading headings raises.
    """
    if len(paths) != 1:
        raise UsageProblem(
            "A mapping is started from one file.",
            "Name one of them, beside --write-map.",
        )
    options.check(kind)
    opener = FileOpener(kind, options)
    with closing(opener.open(paths[0])) as file:
        mapping = opener.sketch(file)
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
    """Guess a heading for a required field: a column of dates."""
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
    """Return the headings of `file` that are mapped so far, folded."""
    named = {fold(name) for column in mapping.columns for name in column.headings}
    named |= {fold(name) for name in guesses.values()}
    return named & {fold(heading) for heading in file.headings}


def _lines(file: CsvFile, mapping: Mapping, guesses: dict[str, str]) -> Iterator[str]:
    name = _quoted(file.name)
    yield f"# How {name} is read. What begins with # says nothing yet: take"
    yield "# the # away and put a field in the place of the dots. The fields are"
    yield from _wrapped(FIELDS[mapping.kind])
    yield f"kind = {_quoted(mapping.kind)}"
    if mapping.source:
        yield f"source = {_quoted(mapping.source)}"
    else:
        yield '# source = "…"  # the system it comes from'
    yield from _missing(mapping.missing - {""})
    yield from _layout(file)
    yield from _dates(mapping)
    yield from _columns(file, mapping, guesses)
    for name, words in mapping.values.items():
        yield f"[values.{name}]"
        yield from _pairs({_quoted(raw): word for raw, word in words.items()})
    if mapping.constants:
        yield "[constants]"
        yield from _pairs(mapping.constants)


def _columns(file: CsvFile, mapping: Mapping, guesses: dict[str, str]) -> Iterator[str]:
    yield "[columns]"
    for column in mapping.columns:
        yield f"{column.field.name} = {_column(column)}"
    for name, heading in guesses.items():
        yield f"{name} = {_quoted(heading)}  # a guess: its cells look like dates"
    for name in sorted(_lacking(mapping).difference(guesses)):
        yield f'# {name} = "…"  # every row needs one'
    known = {*_read(file, mapping, guesses), *EXTRA_HEADINGS}
    for heading in file.headings:
        if fold(heading) not in known:
            yield f"# … = {_quoted(heading)}"


def _dates(mapping: Mapping) -> Iterator[str]:
    """Write [dates], where the mapping has settings of dates."""
    dates = mapping.dates
    texts = {"order": dates.order, "timezone": dates.timezone}
    if any(texts.values()) or dates.missing:
        yield "[dates]"
        yield from _pairs(texts)
        yield from _missing(dates.missing)


def _missing(marks: frozenset[str]) -> Iterator[str]:
    if marks:
        yield f"missing = {_list(sorted(marks))}"


def _layout(file: CsvFile) -> Iterator[str]:
    """Write [file], where the layout differs from the usual one."""
    shape = file.shape
    encoding = None if shape.encoding in (*UTF8, "utf-16") else shape.encoding
    is_default = shape.heading == 1 and shape.delimiter == "," and not encoding
    if is_default:
        return
    yield "[file]"
    if shape.heading != 1:
        yield f"heading = {shape.heading}"
    if shape.names:
        yield f"names = {_list(shape.names)}"
    if shape.delimiter != ",":
        yield f"delimiter = {_quoted(shape.delimiter or ',')}"
    yield from _pairs({"encoding": encoding})


def _column(column: ColumnMap) -> str:
    named = (
        _quoted(column.headings[0])
        if len(column.headings) == 1
        else _list(column.headings)
    )
    pairs = [
        f"{key} = {_quoted(getattr(column, key))}"
        for key in TEXT_KEYS
        if getattr(column, key)
    ]
    pairs += [
        f"{key} = {_list(getattr(column, key))}"
        for key in LIST_KEYS
        if getattr(column, key)
    ]
    if column.excel:
        pairs.append("excel = true")
    return f"{{ {', '.join([f'column = {named}', *pairs])} }}" if pairs else named


def _pairs(texts: Map[str, str | None]) -> Iterator[str]:
    for key, text in texts.items():
        if text is not None:
            yield f"{key} = {_quoted(text)}"


def _list(values: Iterable[Any]) -> str:
    texts = (f"{v:g}" if isinstance(v, float) else _quoted(v) for v in values)
    return f"[{', '.join(texts)}]"


def _quoted(text: str) -> str:
    """Format `text` as a string of TOML on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _wrapped(words: Iterable[str]) -> Iterator[str]:
    import textwrap

    yield from textwrap.wrap(
        f"{', '.join(words)}.", WIDTH, initial_indent="# ", subsequent_indent="# "
    )
