"""Markdown tables, for a mail or a wiki."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.timezone import format_instant
from csdesk.render import layout
from csdesk.render.console import one_line
from csdesk.render.layout import footnotes, is_right
from csdesk.render.trends import has_data
from csdesk.render.values import NOTHING, for_people, headline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csdesk.result import Figure, Listing, Record, Report

MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~!&"})


def listing(what: Listing, _width: int = 0) -> str:
    """Return a table of the columns shown on a screen."""
    if not what.rows:
        return f"{what.empty}\n"
    shown = [i for i, column in enumerate(what.columns) if column.width]
    heads = [what.columns[i] for i in shown]
    rows = (
        [for_people(row[i], what.columns[i].kind, what.locale) for i in shown]
        for row in what.rows
    )
    below = "".join(f"\n{_escaped(sentence)}\n" for sentence in footnotes(what))
    table = _table(
        [column.heading for column in heads], [is_right(c) for c in heads], rows
    )
    return f"## {what.title}\n\n{table}{below}"


def record(what: Record, width: int = 0) -> str:
    """Return the fields as a table, then the related rows."""
    rows = [
        [column.heading, for_people(value, column.kind, what.locale)]
        for column, value in what.fields
    ]
    filled = [row for row in rows if row[1] != NOTHING]
    out = f"# {what.title}\n\n" + _table(["Field", "Value"], [False, False], filled)
    for _, part in what.sections:
        if part.rows:
            out += "\n" + listing(part, width)
    return out


def report(what: Report, _width: int = 0) -> str:
    """Return a table for each section, breakdowns, attention, footnotes."""
    shown = [item for item in what.figures if what.shows_all or has_data(what, item)]
    name = _escaped(one_line(what.desk))
    out = f"# {name}: {what.period.label}\n\n{_escaped(_head(what))}\n"
    if what.summary:
        out += "\n" + "".join(f"{_escaped(sentence)}\n" for sentence in what.summary)
    for section in dict.fromkeys(item.section for item in shown):
        rows = [_figure(item, what) for item in shown if item.section == section]
        heads = ["Figure", "Value", _before(what), "n", "Change", "Note"]
        right = [False, True, True, True, False, False]
        out += f"\n## {section}\n\n" + _table(heads, right, rows)
    for dimension, slices in what.by.items():
        shown = layout.columns(what, dimension)
        heads = [dimension.capitalize(), *(one.label for one in shown)]
        rows = [layout.cells(what, group, shown) for group in slices]
        right = [False, *(True for _ in shown)]
        out += f"\n## By {dimension}\n\n" + _table(heads, right, rows)
    if what.alerts:
        out += "\n## News\n\n"
        out += "".join(f"- {_escaped(sentence)}\n" for sentence in what.alerts)
    if what.attention:
        out += "\n## What needs attention\n\n"
        out += "".join(f"- {_escaped(item.text)}\n" for item in what.attention)
    if what.footnotes:
        out += "\n" + "".join(f"{_escaped(note)}\n" for note in what.footnotes)
    return out


def _head(what: Report) -> str:
    when = format_instant(what.as_of_shown, what.locale.zone)
    against = f", against {what.compared.label}" if what.compared else ""
    return f"As of {when}{against}; times are {what.clock} time."


def _before(what: Report) -> str:
    return what.compared.label if what.compared else "Before"


def _figure(item: Figure, what: Report) -> list[str]:
    currency = what.locale.currency
    return [
        item.label,
        headline(item, currency),
        headline(item.previous, currency, item),
        str(item.n),
        item.change.text if item.change else "",
        item.note or "",
    ]


def _table(
    heads: Sequence[str], right: Sequence[bool], rows: Iterable[Sequence[str]]
) -> str:
    lines = [
        "| " + " | ".join(heads) + " |",
        "| " + " | ".join("---:" if is_so else "---" for is_so in right) + " |",
    ]
    lines += ["| " + " | ".join(_escaped(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.translate(MARKS)
