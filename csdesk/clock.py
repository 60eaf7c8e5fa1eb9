"""The one place that reads a clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from csdesk.errors import UsageProblem

VARIABLE = "CSDESK_NOW"


def now() -> datetime:
    """The present instant: UTC, whole seconds.

    `CSDESK_NOW` (an ISO instant with its offset) stands in for the clock; tests and
    replays set it. Raises UsageProblem where it is not such an instant.
    """
    text = os.environ.get(VARIABLE)
    if not text:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise UsageProblem(
            f"{VARIABLE} is '{text}', not an instant.",
            f"Write {VARIABLE}=2026-11-21T09:00:00+01:00, or unset it.",
        )
    return instant.astimezone(UTC).replace(microsecond=0)
