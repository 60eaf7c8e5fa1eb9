"""The clock: the only module that reads one."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from csdesk.errors import UsageProblem

VARIABLE = "CSDESK_NOW"
FIRST_YEAR = 1900
LAST_YEAR = 2200


def set_to() -> str | None:
    """Read what `CSDESK_NOW` sets the clock to; None: not set."""
    return os.environ.get(VARIABLE) or None


def now() -> datetime:
    """Return the current instant: UTC, whole seconds.

    `CSDESK_NOW` (an ISO instant with its offset) replaces the clock; tests and replays
    set it. Raises UsageProblem where it is not such an instant, or lies outside the
    years FIRST_YEAR to LAST_YEAR: the calendar ends in the year 9999, and dates
    computed from now must not come near it.
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
    # Checked before the conversion to UTC, which may lie beyond the calendar's end.
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise UsageProblem(
            f"{VARIABLE} is '{text}', outside the years {FIRST_YEAR} to {LAST_YEAR}.",
            f"Write {VARIABLE}=2026-11-21T09:00:00+01:00, or unset it.",
        )
    return instant.astimezone(UTC).replace(microsecond=0)
