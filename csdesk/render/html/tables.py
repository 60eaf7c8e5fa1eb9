"""Tables of the page: figures by section, and breakdowns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.render.html.figures import FigureText, figure_text, shown
from csdesk.render.svg.bars import NOT_STATED
from csdesk.render.svg.line import Spark, spark
from csdesk.render.trends import values_of
from csdesk.render.values import NOTHING, brief

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.result import Figure, Report, Slice


@dataclass(frozen=True, slots=True)
class Section:
    """A section's figures, each with its sparkline."""

    title: str
    rows: tuple[tuple[FigureText, Spark | None], ...]


Cells = tuple[tuple[str, int], ...]  # value, n


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table of slices and figures with data; the more numerous are the rows."""

    dimension: str
    corner: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, Cells], ...]


def sections(report: Report) -> list[Section]:
    """Return the figures with data, in the sections and order of the report."""
    items = shown(report)
    currency = report.locale.currency
    return [
        Section(
            title,
            tuple(
                (figure_text(item, currency), spark(values_of(report.trend, item.key)))
                for item in items
                if item.section == title
            ),
        )
        for title in dict.fromkeys(item.section for item in items)
    ]


def breakdowns(report: Report) -> Iterator[Breakdown]:
    """Yield one table for each dimension."""
    known = {item.key: item for item in report.figures}
    for dimension, slices in report.by.items():
        items = _with_data(slices, known)
        labels = tuple(item.label for item in items)
        names = tuple(
            NOT_STATED if part.value is None else part.value for part in slices
        )
        cells = [
            tuple(_cell(part, item, report.locale.currency) for part in slices)
            for item in items
        ]
        if len(items) >= len(slices):
            rows = tuple(zip(labels, cells, strict=True))
            yield Breakdown(dimension, "Figure", names, rows)
        else:
            rows = tuple(zip(names, zip(*cells, strict=True), strict=False))
            yield Breakdown(dimension, dimension.capitalize(), labels, rows)


def _with_data(slices: Sequence[Slice], known: dict[str, Figure]) -> list[Figure]:
    keys = {
        point.key for part in slices for point in part.points if point.value is not None
    }
    return [item for key, item in known.items() if key in keys]


def _cell(part: Slice, item: Figure, currency: str) -> tuple[str, int]:
    for point in part.points:
        if point.key == item.key:
            return brief(point.value, point.n, item, currency), point.n
    return NOTHING, 0
