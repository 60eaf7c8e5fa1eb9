"""JSON lines: one object for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.render.as_json import rows, text_of

if TYPE_CHECKING:
    from csdesk.result import Listing


def listing(what: Listing, _width: int = 0) -> str:
    """Return one object a line."""
    return "".join(text_of(row) + "\n" for row in rows(what))
