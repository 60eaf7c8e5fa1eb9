"""CSV: a heading line, then one row for each record or figure."""

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
# A spreadsheet runs a cell that begins so as a formula (DESIGN.md §6); full-width and
# small forms count as the same signs.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
# Separators at which some spreadsheet begins a new cell, and characters skipped there.
_SEPARATORS = ";,|\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_SKIPPED = f'(?:[^\\S{_SEPARATORS}]|["\u200b-\u200d\u2060\ufeff])*+'
_PIECE = f"(?:\\A|[{_SEPARATORS}]){_SKIPPED}"
_UNGUARDED = re.compile(f"\\A(?=['\t\r])|{_PIECE}(?='*+[{_SIGNS}])")
_GUARDED = re.compile(f"\\A'(?=['\t\r])|({_PIECE})'(?='*+[{_SIGNS}])")
_SUSPECT = re.compile(f"\\A['\t\r]|[{_SIGNS}]")


def inert(cell: object) -> object:
    """Guard `cell` with an apostrophe wherever a spreadsheet could run a formula.

    That is at its beginning, and after each separator in it: a spreadsheet that splits
    at semicolons begins a cell there. `as_typed` restores the text.
    """
    if isinstance(cell, str) and _SUSPECT.search(cell):
        return _UNGUARDED.sub(r"\g<0>'", cell)
    return cell


def as_typed(cell: str) -> str:
    """Remove the apostrophes of `inert`; others stay."""
    return _GUARDED.sub(r"\1", cell) if "'" in cell else cell


def listing(what: Listing, _width: int = 0) -> str:
    """Return one row for each record."""
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
    """Return the record's fields: a heading line and one row."""
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
    """Return one row for each figure; then the breakdowns, then the trend."""
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
    """A file for a csv writer that returns each line."""

    def write(self, line: str) -> str:
        """Return `line`."""
        return line


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the line of each row, with only the quotes that are needed."""
    # With this line ending the writer quotes cells that contain either half of it.
    writer = csv.writer(_LineWriter(), lineterminator="\r\n")
    for row in rows:
        line: str = writer.writerow(row)
        yield line[:-2] + "\n"


def _text(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    return "".join(lines((heads, *rows)))
