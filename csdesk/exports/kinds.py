"""Records as files, a kind at a time: rows in, lines of text out, none of them kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.render import Format
from csdesk.render.as_csv import as_cell, inert, lines
from csdesk.render.as_json import text_of
from csdesk.render.values import for_programs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from csdesk.result import Cell, Column, Locale, Scalar

    Rows = Iterable[tuple[Cell, ...]]

FORMATS: Final = (Format.CSV, Format.JSON, Format.JSONL)


def pieces(
    columns: Sequence[Column],
    rows: Rows,
    locale: Locale,
    fmt: Format,
    *,
    raw: bool = False,
) -> Iterator[str]:
    """The text of a file, piece by piece: `rows` under `columns`, as `fmt`.

    In CSV a cell that a spreadsheet would run as a formula is led by an apostrophe,
    unless `raw`. JSON keeps every text as it is.
    """
    if fmt is Format.CSV:
        return _csv(columns, rows, locale, raw=raw)
    objects = _objects(columns, rows, locale)
    return _json(objects) if fmt is Format.JSON else _jsonl(objects)


def _csv(
    columns: Sequence[Column], rows: Rows, locale: Locale, *, raw: bool
) -> Iterator[str]:
    kinds = [column.kind for column in columns]
    yield from lines([[column.key for column in columns]])
    cells = (
        [
            "" if value is None else as_cell(for_programs(value, kind, locale))
            for value, kind in zip(row, kinds, strict=True)
        ]
        for row in rows
    )
    yield from lines(cells if raw else (list(map(inert, row)) for row in cells))


def _objects(
    columns: Sequence[Column], rows: Rows, locale: Locale
) -> Iterator[dict[str, Scalar | list[str]]]:
    for row in rows:
        yield {
            column.key: for_programs(value, column.kind, locale)
            for column, value in zip(columns, row, strict=True)
        }


def _json(objects: Iterable[object]) -> Iterator[str]:
    """A plain array, as the lists write it."""
    before = "[\n"
    for one in objects:
        yield before + text_of([one], indent=2).removeprefix("[\n").removesuffix("\n]")
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _jsonl(objects: Iterable[object]) -> Iterator[str]:
    for one in objects:
        yield text_of(one) + "\n"
