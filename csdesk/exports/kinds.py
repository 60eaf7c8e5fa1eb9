"""Export records of a kind as a file, and a desk as JSON lines."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from csdesk.render import Format
from csdesk.render.as_csv import inert, lines
from csdesk.render.as_json import text_of
from csdesk.render.values import for_programs
from csdesk.result import Kind
from csdesk.store.sqlite.backup import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from csdesk.result import Locale
    from csdesk.store.connection import Reader, Row
    from csdesk.views.base import Shown, View

    Rows = Iterable[Row]
    Convert = Callable[[Any], Any]


def desk_lines(connection: Reader) -> Generator[str]:
    """Yield the lines of the file of a desk."""
    digest, count = hashlib.sha256(), -1
    for one in _desk_objects(connection):
        line = text_of(one) + "\n"
        digest.update(line.encode())
        count += 1
        yield line
    yield text_of({"end": {"rows": count, "sha256": digest.hexdigest()}}) + "\n"


def _desk_objects(connection: Reader) -> Iterator[dict[str, Any]]:
    yield {
        "csdesk": "desk",
        "format": dump.FORMAT,
        "revision": dump.revision(connection),
    }
    for table, row in dump.rows(connection):
        yield {"table": table, "row": {name: _value(row[name]) for name in row}}


def _value(value: Any) -> Any:
    if not isinstance(value, bytes):
        return value
    from base64 import b64encode

    return {"base64": b64encode(value).decode()}


FORMATS: Final = (Format.CSV, Format.JSON, Format.JSONL)
UNCONVERTED: Final = (Kind.TEXT, Kind.DURATION)


def pieces(
    view: View, rows: Rows, locale: Locale, fmt: Format, *, raw: bool = False
) -> Generator[str]:
    """Return the text of a file in pieces: the `rows` of `view`, as `fmt`.

    In CSV an apostrophe guards text that a spreadsheet would run as a formula, unless
    `raw`. JSON has every text unchanged.
    """
    if fmt is Format.CSV:
        return _csv(view, rows, locale, raw=raw)
    objects = _objects(view, rows, locale)
    return _json(objects) if fmt is Format.JSON else _jsonl(objects)


def _csv(view: View, rows: Rows, locale: Locale, *, raw: bool) -> Generator[str]:
    converts = [_for_cell(item, locale, raw=raw) for item in view.columns]
    yield from lines([[item.column.key for item in view.columns]])
    yield from lines(_converted(rows, converts))


def _objects(view: View, rows: Rows, locale: Locale) -> Iterator[dict[str, Any]]:
    keys = [item.column.key for item in view.columns]
    converts = [_for_json(item, locale) for item in view.columns]
    for row in _converted(rows, converts):
        yield dict(zip(keys, row, strict=True))


def _json(objects: Iterable[object]) -> Generator[str]:
    """Yield a JSON array, formatted as in lists."""
    before = "[\n"
    for one in objects:
        yield before + text_of([one], indent=2).removeprefix("[\n").removesuffix("\n]")
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _jsonl(objects: Iterable[object]) -> Generator[str]:
    for one in objects:
        yield text_of(one) + "\n"


def _converted(
    rows: Rows, converts: Sequence[Convert | None]
) -> Iterator[Sequence[Any]]:
    """Yield the rows with each column converted; None stays None."""
    steps = [(place, convert) for place, convert in enumerate(converts) if convert]
    for row in rows:
        values = list(row)
        for place, convert in steps:
            if values[place] is not None:
                values[place] = convert(values[place])
        yield values


def _for_json(item: Shown, locale: Locale) -> Convert | None:
    """Return the conversion of a column to JSON; None: unchanged."""
    kind, letter, zone = item.column.kind, item.letter or "", locale.zone
    if kind in UNCONVERTED:
        return None
    if kind is Kind.REF:
        return lambda number: f"{letter}{number}"
    if kind is Kind.WORDS:
        return _words
    if kind is Kind.INSTANT:
        return lambda seconds: datetime.fromtimestamp(seconds, zone).isoformat()
    return lambda value: for_programs(value, kind, locale)


def _for_cell(item: Shown, locale: Locale, *, raw: bool) -> Convert | None:
    """Return the conversion of a column to a CSV cell; None: unchanged."""
    kind = item.column.kind
    if kind is Kind.TEXT:
        return None if raw else inert
    if kind is Kind.WORDS:
        return (lambda text: ",".join(_words(text))) if raw else _inert_words
    return _yes_no if kind is Kind.FLAG else _for_json(item, locale)


def _words(text: str) -> list[str]:
    """Split the words of a comma-separated column."""
    return [word for word in text.split(",") if word]


def _inert_words(text: str) -> object:
    return inert(",".join(_words(text)))


def _yes_no(value: object) -> str:
    return "yes" if value else "no"
