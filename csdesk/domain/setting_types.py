"""Kinds of settings: read typed text into the text that is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.kept_settings import COUNTRY, ORDERS
from csdesk.domain.lengths import refuse_long
from csdesk.domain.money import is_currency, read_amount
from csdesk.domain.parsing.duration import read_duration
from csdesk.domain.surveys import read_scale
from csdesk.domain.vocabulary import CES_DIRECTIONS, did_you_mean
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable


CURRENCY_OF = {
    "AU": "AUD",
    "CA": "CAD",
    "CH": "CHF",
    "CZ": "CZK",
    "DK": "DKK",
    "GB": "GBP",
    "HU": "HUF",
    "IN": "INR",
    "JP": "JPY",
    "NO": "NOK",
    "NZ": "NZD",
    "PL": "PLN",
    "SE": "SEK",
    "US": "USD",
    "ZA": "ZAR",
}
LONGEST_NAME = 200


def read_rule(kind: str, text: str, currency: str) -> str:
    """Read the value of a setting, in the form in which it is stored.

    `kind` is the setting's; `currency` is the desk's, for amounts. Amounts are stored
    in minor units, durations in seconds. Raises UsageProblem where `text` is not of
    that kind.
    """
    refuse_long(text, "A setting")
    return READERS[kind](" ".join(text.split()), currency)


def _text(text: str, _currency: str) -> str:
    if not text or len(text) > LONGEST_NAME:
        raise UsageProblem(
            "A name has 1 to 200 characters.", "Write it, such as 'Blue Door Books'."
        )
    return text


def _zone(text: str, _currency: str) -> str:
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        names = available_timezones()
    known = {name.casefold(): name for name in names}
    if text.casefold() in known:
        return known[text.casefold()]
    raise UsageProblem(
        f"There is no time zone '{text}'.",
        did_you_mean(text, names) or "Write it as Europe/Berlin.",
    )


def _currency(text: str, _desk_currency: str) -> str:
    if not is_currency(text.upper()):
        raise UsageProblem(
            f"'{text}' is not a currency.", "Write its three letters, such as EUR."
        )
    return text.upper()


def _country(text: str, _currency: str) -> str:
    if not COUNTRY.fullmatch(text.upper()):
        raise UsageProblem(
            f"'{text}' is not a country.", "Write its two letters, such as DE."
        )
    return text.upper()


def _one_of(words: tuple[str, ...]) -> Callable[[str, str], str]:
    def read(text: str, _currency: str) -> str:
        if text.casefold() in words:
            return text.casefold()
        raise UsageProblem(
            f"'{text}' is not one of {', '.join(words)}.", did_you_mean(text, words)
        )

    return read


def _scale(text: str, _currency: str) -> str:
    scale = read_scale(text)
    return f"{scale.low:g}-{scale.high:g}"


def _duration(text: str, _currency: str) -> str:
    return str(read_duration(text))


def _days(text: str, _currency: str) -> str:
    return str(_integer(text.removesuffix("days").removesuffix("d").strip(), "days"))


def _number(text: str, _currency: str) -> str:
    return str(_integer(text, "times"))


def _money(text: str, currency: str) -> str:
    return str(read_amount(text, currency))


def _integer(text: str, what: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise UsageProblem(
            f"'{text}' is not a number of {what}.", "Write a whole number, such as 30."
        )
    return int(text)


READERS: dict[str, Callable[[str, str], str]] = {
    "text": _text,
    "zone": _zone,
    "currency": _currency,
    "country": _country,
    "order": _one_of(ORDERS),
    "scale": _scale,
    "direction": _one_of(CES_DIRECTIONS),
    "duration": _duration,
    "days": _days,
    "number": _number,
    "money": _money,
}
