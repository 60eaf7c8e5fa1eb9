"""Until when something holds: a day that is named is included, to its last second."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from csdesk.domain.dates import read_instant
from csdesk.domain.day_grammar import CALENDAR_UNITS, find_day, fold_text, shift
from csdesk.domain.lengths import refuse_long
from csdesk.domain.local_time import SECOND, DateError, Understood, midnight

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

_AMOUNT = re.compile(r"(?:in )?(\d{1,6} ?([a-z]+))", re.ASCII)


def read_expiry(
    text: str, *, now: datetime, zone: ZoneInfo, order: str | None = None
) -> Understood:
    """The last second of `90d`, `in 3 months`, `2026-12-31`, or `2026-12-31 18:00`.

    A day, also one so many days, weeks, months or years after `now`, holds to its end
    in `zone`; a clock time is exact. Raises DateError for anything else.
    """
    refuse_long(text, "A date or time", DateError)
    words = fold_text(text)
    today = now.astimezone(zone).date()
    amount = _AMOUNT.fullmatch(words)
    if amount and amount[2] in CALENDAR_UNITS:
        day = shift(today, f"in {amount[1]}")
    elif amount and not words.startswith("in ") and amount[2] in {"h", "hours"}:
        return read_instant(f"in {text}", now=now, zone=zone, order=order)
    else:
        day = find_day(words, today=today, order=order, ahead=True)
    if day is None:
        return read_instant(text, now=now, zone=zone, order=order, ahead=True)
    return Understood(midnight(day + timedelta(days=1), zone) - SECOND)
