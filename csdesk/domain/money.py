"""Money: whole minor units (cents) inside, major units (12.50) outside."""

from __future__ import annotations

import re
from typing import Final

from csdesk.domain.lengths import refuse_long
from csdesk.errors import UsageProblem

# ISO 4217, list one of 2026-01-01: currencies in use (no metals, funds or test codes),
# and those withdrawn in 2023-2026, which older desks may still use.
_CODES: Final = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD
BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB
EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR
ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND
VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES: Final = frozenset(_CODES.split())
_NO_DIGITS: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DIGITS: Final = "BHD IQD JOD KWD LYD OMR TND"
_MINOR_DIGITS: Final = {
    **dict.fromkeys(_NO_DIGITS.split(), 0),
    **dict.fromkeys(_THREE_DIGITS.split(), 3),
}
# A sign is read only where it can mean the desk's own currency alone.
_SIGNS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}
_AMOUNT = re.compile(r"(\d{1,12})(?:([.,])(\d+))?", re.ASCII)
_GROUPED = re.compile(
    r"\d{1,3}(?:[.,' \u2019\u00a0\u202f]\d{3})+(?:[.,]\d+)?", re.ASCII
)
_NAMED = re.compile(
    r"(?P<before>[^\W\d_]{3}|[€£$¥])? ?(?P<number>.*?) ?(?P<after>[^\W\d_]{3}|[€£$¥])?"
)


class AmountError(UsageProblem):
    """An amount of money as typed cannot be read."""


def is_currency(code: str) -> bool:
    """Return whether `code` is an ISO 4217 code in capitals (`EUR`)."""
    return code in CURRENCIES


def minor_digits(currency: str) -> int:
    """Return the digits after the decimal point: EUR 2, JPY 0, KWD 3; 2 if unknown."""
    return _MINOR_DIGITS.get(currency, 2)


def read_amount(text: str, currency: str) -> int:
    """Read minor units of `currency` (0 or more) from `12`, `12.50` or `12,50`.

    The desk's own code or sign may stand before or after. Raises AmountError for
    another currency, a thousands separator, more digits than the currency has, a
    negative amount, and anything else.
    """
    refuse_long(text, "An amount", AmountError)
    number = _without_currency(text, currency)
    digits = minor_digits(currency)
    example = _decimal("12", "50000", currency)
    if number[:1] in ("-", "\N{MINUS SIGN}", "("):
        raise AmountError(
            f"'{text}' is negative; an amount is 0 or more.", f"Write it as {example}."
        )
    match = _AMOUNT.fullmatch(number)
    if not match or len(match[3] or "") > digits or _has_two_readings(match):
        if _GROUPED.fullmatch(number):
            exact = match and digits and _decimal(match[1], match[3], currency)
            other = f" or {exact}" if exact else ""
            raise AmountError(
                f"'{text}' seems to have a thousands separator.",
                f"Write {_ungrouped(number, currency)}{other}.",
            )
        if match:
            places = f"{digits} digits" if digits else "no digits"
            raise AmountError(
                f"'{text}' is too exact: {currency} has {places} after the point.",
                f"Write {_decimal(match[1], match[3], currency)}.",
            )
        raise AmountError(f"'{text}' is not an amount.", f"Write it as {example}.")
    return int(match[1] + (match[3] or "").ljust(digits, "0"))


def format_amount(minor: int, currency: str) -> str:
    """Format an amount as `12.50 EUR`: all minor digits, no thousands separator."""
    integer, rest = divmod(abs(minor), 10 ** minor_digits(currency))
    sign = "-" if minor < 0 else ""
    fraction = str(rest).rjust(minor_digits(currency), "0")
    return f"{sign}{_decimal(str(integer), fraction, currency)} {currency}"


def major(minor: int, currency: str) -> float:
    """Convert to major units for JSON: 12.5; an integer where there are no cents."""
    digits = minor_digits(currency)
    return minor / 10**digits if digits else minor


def _without_currency(text: str, currency: str) -> str:
    match = _NAMED.fullmatch(text.strip())
    if not match:
        return text
    given = [name for name in (match["before"], match["after"]) if name]
    own = (currency, _SIGNS.get(currency, currency))
    if len(given) > 1 or any(name.upper() not in own for name in given):
        raise AmountError(
            f"'{text}' is not an amount in {currency}, the desk's currency.",
            f"Write it in {currency}, such as {_decimal('12', '50000', currency)}.",
        )
    return match["number"]


def _has_two_readings(match: re.Match[str]) -> bool:
    """Return whether it is 1.2 or 1200: `1,200` in a currency with three digits."""
    return match[2] == "," and len(match[3]) == 3


def _decimal(integer: str, fraction: str, currency: str) -> str:
    digits = minor_digits(currency)
    return f"{integer}.{fraction[:digits]}" if digits else integer


def _ungrouped(number: str, currency: str) -> str:
    *groups, last = re.split(r"[^\d]", number)
    if len(last) == 3:  # the last group, so nothing was behind a decimal point
        return "".join([*groups, last])
    return _decimal("".join(groups), last.ljust(3, "0"), currency)
