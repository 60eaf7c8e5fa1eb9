"""Tables for a terminal, by Rich; every text of the desk is a `Text`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.render.console import drawn
from csdesk.render.layout import footnotes, is_right, texts, visible
from csdesk.render.values import NOTHING, for_people

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

    from csdesk.result import Listing, Record, Report


ROOM_TO_GROW = 8


def listing(what: Listing, width: int) -> str:
    """Return rows under headings."""
    if not what.rows:
        return f"{what.empty}\n"
    below = "".join(f"{sentence}\n" for sentence in footnotes(what))
    return drawn(titled(what, width), width) + _rest(what) + below


def record(what: Record, width: int) -> str:
    """Return the fields, then the related rows; empty ones are left out."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(
        box=None,
        show_header=False,
        title=Text(what.title, "bold"),
        title_justify="left",
    )
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    above = ""
    for column, value in what.fields:
        text = for_people(value, column.kind, what.locale)
        if text != NOTHING:
            grid.add_row("" if column.heading == above else column.heading, Text(text))
            above = column.heading
    out = drawn(grid, width)
    for _, part in what.sections:
        if part.rows:
            out += "\n" + drawn(titled(part, width, wraps=True), width)
    return out


def report(what: Report, width: int) -> str:
    """Return the report's page."""
    from csdesk.render.page import report_page

    return report_page(what, width)


def titled(what: Listing, width: int, *, wraps: bool = False) -> Group:
    """Return the table below its title, which may be wider."""
    from rich.console import Group
    from rich.text import Text

    return Group(Text(what.title, "bold"), table_of(what, width, wraps=wraps))


def table_of(what: Listing, width: int, *, wraps: bool = False) -> Table:
    """Return a Rich table of the columns of `what` that fit.

    A text too long for the column that grows is shortened, or wrapped with `wraps`.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    positions = visible(what, width)
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    rows = texts(what, positions)
    for place, position in enumerate(positions):
        column = what.columns[position]
        longest = max(len(column.heading), *(len(row[place]) for row in rows))
        table.add_column(
            Text(column.heading, "bold"),
            justify="right" if is_right(column) else "left",
            # Rich takes room from columns that may wrap; without any, from all of them.
            no_wrap=not column.grows,
            overflow="fold" if wraps else "ellipsis",
            # Columns that need not shrink keep their width: a shortened id is no id.
            min_width=min(longest, ROOM_TO_GROW) if column.grows else longest,
        )
    for row in rows:
        table.add_row(*(Text(cell, no_wrap=not wraps) for cell in row))
    return table


def _rest(what: Listing) -> str:
    if what.total is None:
        return ""
    return f"{len(what.rows)} of {what.total} shown; --limit 0 shows all.\n"
