"""CSV: one heading line, then a row a record or a figure."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

from csdesk.render.values import for_programs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from csdesk.result import Figure, Listing, Point, Record, Report

REPORT_COLUMNS = (
    "period",
    "dimension",
    "group",
    "key",
    "label",
    "unit",
    "value",
    "n",
    "low",
    "high",
    "previous",
    "difference",
    "verdict",
)
# A spreadsheet runs what begins so as a formula (DESIGN.md §6); full-width and small
# forms are taken for the same signs.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
# Where one set to another separator begins a new cell, and what it skips there.
_SEPARATORS = ";,|\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_SKIPPED = f'(?:[^\\S{_SEPARATORS}]|["\u200b-\u200d\u2060\ufeff])*+'
_PIECE = f"(?:\\A|[{_SEPARATORS}]){_SKIPPED}"
_UNGUARDED = re.compile(f"\\A(?=['\t\r])|{_PIECE}(?='*+[{_SIGNS}])")
_GUARDED = re.compile(f"\\A'(?=['\t\r])|({_PIECE})'(?='*+[{_SIGNS}])")
_SUSPECT = re.compile(f"\\A['\t\r]|[{_SIGNS}]")


def inert(cell: object) -> object:
    """Guard `cell` with an apostrophe wherever a spreadsheet could run a formula.

    That is at its beginning, and behind each separator in it: a spreadsheet that
    splits at semicolons begins a cell there. `as_typed` gives back the same text.
    """
    if isinstance(cell, str) and _SUSPECT.search(cell):
        return _UNGUARDED.sub(r"\g<0>'", cell)
    return cell


def as_typed(cell: str) -> str:
    """Take off the apostrophes of `inert`; any other one stays."""
    return _GUARDED.sub(r"\1", cell) if "'" in cell else cell


def listing(what: Listing, _width: int = 0) -> str:
    """A row a record."""
    heads = [column.key for column in what.columns]
    return _text(
        heads,
        (
            [
                _cell(for_programs(value, column.kind, what.locale))
                for column, value in zip(what.columns, row, strict=True)
            ]
            for row in what.rows
        ),
    )


def record(what: Record, _width: int = 0) -> str:
    """The record's fields: a heading line and one row."""
    return _text(
        [column.key for column, _ in what.fields],
        [
            [
                _cell(for_programs(value, column.kind, what.locale))
                for column, value in what.fields
            ]
        ],
    )


def report(what: Report, _width: int = 0) -> str:
    """A row a figure; then the breakdowns, then the trend."""
    return _text(REPORT_COLUMNS, _figure_rows(what))


def _figure_rows(what: Report) -> Iterable[Sequence[object]]:
    known = {figure.key: figure for figure in what.figures}
    for figure in what.figures:
        low, high = (
            (figure.interval.low, figure.interval.high)
            if figure.interval
            else (None, None)
        )
        yield (
            what.period.label,
            "",
            "",
            *_who(figure),
            figure.value,
            figure.n,
            low,
            high,
            figure.previous.value if figure.previous else None,
            figure.change.difference if figure.change else None,
            figure.change.verdict if figure.change else None,
        )
    for dimension, slices in what.by.items():
        for part in slices:
            for point in part.points:
                yield (
                    what.period.label,
                    dimension,
                    "" if part.value is None else inert(part.value),
                    *_point(known[point.key], point),
                )
    for span, points in what.trend:
        for point in points:
            yield (span.label, "trend", "", *_point(known[point.key], point))


def _who(figure: Figure) -> tuple[str, str, str]:
    return figure.key, figure.label, figure.unit


def _point(figure: Figure, point: Point) -> tuple[object, ...]:
    return (*_who(figure), point.value, point.n, None, None, None, None, None)


def _cell(value: Any) -> object:
    if isinstance(value, list):
        return inert(",".join(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return inert(value)


class _LineWriter:
    """What a csv writer writes to: it hands back each line as it is."""

    def write(self, line: str) -> str:
        """`line`."""
        return line


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The line of each row, one at a time, quoted as far as it must be."""
    # With this ending the writer quotes a cell that holds either half of it.
    writer = csv.writer(_LineWriter(), lineterminator="\r\n")
    for row in rows:
        line: str = writer.writerow(row)
        yield line[:-2] + "\n"


def _text(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    return "".join(lines((heads, *rows)))
