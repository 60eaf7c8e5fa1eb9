"""Output formats: each is one module with one function a kind of result.

`listing`, `record` and `report` each format a value of `csdesk.result` as text.
"""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.result import Listing, Record, Report


class Format(StrEnum):
    """Output formats; each is a module `as_…` of this package."""

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
    """Format `what` as `fmt`, in formats for people at most `width` columns wide.

    The text ends with a newline unless it is empty.
    """
    from csdesk.result import (
        Listing,
        Record,
    )  # not needed where only Format is imported

    module = import_module(f"csdesk.render.as_{fmt}")
    if isinstance(what, Listing):
        text: str = module.listing(what, width)
    elif isinstance(what, Record):
        text = module.record(what, width)
    else:
        text = module.report(what, width)
    return text if not text or text.endswith("\n") else text + "\n"
