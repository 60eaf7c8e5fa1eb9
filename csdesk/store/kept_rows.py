"""Read a row back from the text by which the journal keeps it."""

from __future__ import annotations

import json
from typing import Any

from csdesk.errors import UnusableDeskError


def read_row(text: str) -> dict[str, Any]:
    """Read the columns of a row. Raises UnusableDeskError where `text` is none."""
    try:
        row = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise UnusableDeskError(
            "The journal of the desk has an entry that cannot be read.",
            "See which with 'csdesk check'; restore a backup from before it.",
        )
    return row
