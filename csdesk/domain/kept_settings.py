"""Check the stored value of a setting.

`csdesk.domain.setting_types` reads what is typed; this checks stored values,
which another program may have written.
"""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING, Final

from csdesk.domain.money import is_currency
from csdesk.domain.vocabulary import CES_DIRECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

INTEGER: Final = re.compile(r"[0-9]{1,15}")
SCALE: Final = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]+)?)-(-?[0-9]{1,9}(?:\.[0-9]+)?)")
COUNTRY: Final = re.compile(r"[A-Z]{2}")
ORDERS: Final = ("ymd", "dmy", "mdy")  # of day, month and year
LAST_INSTANT: Final = 253_370_764_800  # 9999-01-01: every zone can write it
DAY_SECONDS: Final = 86_400
LARGEST: Final = 10**15  # of any number
# A valid value of each kind, for hints.
EXAMPLES: Final = {
    "text": "'My desk'",
    "zone": "Europe/Berlin",
    "currency": "EUR",
    "country": "DE",
    "order": "dmy",
    "scale": "1-5",
    "direction": "easy",
    "duration": "20s",
    "days": "180",
    "number": "2",
    "money": "25",
}


def is_stored(kind: str, value: object) -> bool:
    """Return whether `value` is one that csdesk stores for that kind.

    '' is unset; only the time zone must be set. Raises OSError where no more files can
    be opened.
    """
    if not isinstance(value, str):
        return False
    return CHECKS[kind](value) if value or kind == "zone" else True


def is_instant(value: object) -> bool:
    """Return whether `value` is a Unix second that every time zone can write."""
    return type(value) is int and 0 <= value <= LAST_INSTANT


def is_day(value: object) -> bool:
    """Return whether `value` is a day as csdesk writes it: 2026-12-24."""
    from datetime import date

    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def is_interval(opens: object, closes: object) -> bool:
    """Return whether these are opening hours within a day, or none (closed)."""
    if opens is None or closes is None:
        return opens is closes
    return type(opens) is type(closes) is int and 0 <= opens < closes <= DAY_SECONDS


def is_target(value: object) -> bool:
    """Return whether `value` is an SLA term as stored with a deadline."""
    from csdesk.domain.parsing.duration import DurationError
    from csdesk.domain.sla.terms import read_term

    try:
        return isinstance(value, str) and bool(read_term(value))
    except (ValueError, OverflowError, DurationError):
        return False


def _is_zone(value: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (KeyError, ValueError):
        return False
    except OSError as error:
        if error.errno in {errno.EMFILE, errno.ENFILE}:
            raise  # the zone may be valid
        return False
    return True


def _is_scale(value: str) -> bool:
    found = SCALE.fullmatch(value)
    return found is not None and float(found[1]) < float(found[2])


def _is_integer(value: str) -> bool:
    return INTEGER.fullmatch(value) is not None


CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "text": lambda _: True,
    "zone": _is_zone,
    "currency": is_currency,
    "country": lambda value: COUNTRY.fullmatch(value) is not None,
    "order": lambda value: value in ORDERS,
    "scale": _is_scale,
    "direction": lambda value: value in CES_DIRECTIONS,
    "duration": _is_integer,
    "days": _is_integer,
    "number": _is_integer,
    "money": _is_integer,
}
