"""Plain text without lines and colours, for a log or a screen reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csdesk.render.layout import footnotes, is_right, texts, visible
from csdesk.render.values import NOTHING, for_people

if TYPE_CHECKING:
    from csdesk.result import Listing, Record, Report

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def listing(what: Listing, width: int) -> str:
    """Return rows under headings."""
    if not what.rows:
        return f"{what.empty}\n"
    positions = visible(what, width)
    heads = [what.columns[position] for position in positions]
    rows = [[column.heading for column in heads], *texts(what, positions)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    below = "".join(f"{sentence}\n" for sentence in footnotes(what))
    lines = (
        "  ".join(
            cell.rjust(size) if is_right(column) else cell.ljust(size)
            for cell, size, column in zip(row, widths, heads, strict=True)
        ).rstrip()
        + "\n"
        for row in rows
    )
    return "".join(lines) + below


def record(what: Record, width: int) -> str:
    """Return a line for each field, then the related rows."""
    lines = [what.title]
    for column, value in what.fields:
        text = for_people(value, column.kind, what.locale)
        if text != NOTHING:
            lines.append(f"{column.heading}: {text}")
    for _, part in what.sections:
        if part.rows:
            lines += ["", part.title, listing(part, width).rstrip("\n")]
    return "\n".join(lines) + "\n"


def report(what: Report, width: int) -> str:
    """Return the report's page without colours."""
    from csdesk.render.page import report_page

    return COLOURS.sub("", report_page(what, width))
