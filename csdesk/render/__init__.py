"""Ways to show what a command gives: a format is one module with one function a shape.

`listing`, `record` and `report` each turn a value of `csdesk.result` into text.
"""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.result import Listing, Record, Report


class Format(StrEnum):
    """Output formats; each is a module of this package, named `as_` it."""

    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"


LISTS = tuple(fmt for fmt in Format if fmt is not Format.HTML)
RECORDS = (Format.TABLE, Format.PLAIN, Format.JSON, Format.CSV, Format.MARKDOWN)
REPORTS = (*RECORDS, Format.HTML)


def render(what: Listing | Record | Report, fmt: Format, width: int) -> str:
    """Show `what` as `fmt`, at most `width` columns wide where that is for people.

    The text ends with a newline unless it is empty.
    """
    from csdesk.result import Listing, Record  # not for those who only need Format

    module = import_module(f"csdesk.render.as_{fmt}")
    if isinstance(what, Listing):
        text: str = module.listing(what, width)
    elif isinstance(what, Record):
        text = module.record(what, width)
    else:
        text = module.report(what, width)
    return text if not text or text.endswith("\n") else text + "\n"
