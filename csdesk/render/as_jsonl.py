"""JSON lines: an object a row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from csdesk.render.as_json import rows

if TYPE_CHECKING:
    from csdesk.result import Listing


def listing(what: Listing, _width: int = 0) -> str:
    """One object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(what))
