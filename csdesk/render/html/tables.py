"""Every figure by section, and the breakdowns, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.render.html.bars import NOT_SAID
from csdesk.render.html.figures import Told, shown, told
from csdesk.render.html.spark import Spark, spark
from csdesk.render.trends import values_of
from csdesk.render.values import NOTHING, figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.result import Figure, Report, Slice


@dataclass(frozen=True, slots=True)
class Section:
    """A section's figures, each with its trend in small."""

    title: str
    rows: tuple[tuple[Told, Spark | None], ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A dimension's slices: a row each, a column a figure that has data."""

    dimension: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


def sections(report: Report) -> list[Section]:
    """The figures that have data, in the sections and the order of the report."""
    items = shown(report)
    currency = report.locale.currency
    return [
        Section(
            title,
            tuple(
                (told(item, currency), spark(values_of(report, item.key)))
                for item in items
                if item.section == title
            ),
        )
        for title in dict.fromkeys(item.section for item in items)
    ]


def breakdowns(report: Report) -> Iterator[Breakdown]:
    """A table a dimension."""
    known = {item.key: item for item in report.figures}
    for dimension, slices in report.by.items():
        items = _with_data(slices, known)
        yield Breakdown(
            dimension,
            tuple(item.label for item in items),
            tuple(
                (
                    NOT_SAID if part.value is None else part.value,
                    tuple(_cell(part, item, report.locale.currency) for item in items),
                )
                for part in slices
            ),
        )


def _with_data(slices: Sequence[Slice], known: dict[str, Figure]) -> list[Figure]:
    keys = dict.fromkeys(
        point.key for part in slices for point in part.points if point.value is not None
    )
    return [known[key] for key in keys if key in known]


def _cell(part: Slice, item: Figure, currency: str) -> tuple[str, int]:
    for point in part.points:
        if point.key == item.key:
            return figure(point.value, item.unit, currency), point.n
    return NOTHING, 0
