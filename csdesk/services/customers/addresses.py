"""E-mail addresses and phone numbers: recognize them, and normalize to compare."""

from __future__ import annotations

import re

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
PHONE = re.compile(r"\+?[\d\s()/.\-]{4,}")
FEWEST_DIGITS = 4


def looks_like_email(text: str) -> bool:
    """Return whether `text` is one e-mail address."""
    return EMAIL.fullmatch(text.strip()) is not None


def looks_like_phone(text: str) -> bool:
    """Return whether `text` is written like one phone number."""
    return (
        PHONE.fullmatch(text.strip()) is not None
        and sum(character.isdigit() for character in text) >= FEWEST_DIGITS
    )


def email_key(text: str | None) -> str | None:
    """Return the address in lower case; None for none."""
    return text.strip().casefold() or None if text else None


def phone_key(text: str | None, country: str | None) -> str | None:
    """Return the number as E.164 (+4930123456); None for none.

    `country` (two letters, or None) is where a number without `+` is dialled. An
    invalid number keeps its digits, so that the same digits still find it.
    """
    if not text or not text.strip():
        return None
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        number = None
    if number is not None and phonenumbers.is_possible_number(number):
        return str(
            phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        )
    digits = "".join(character for character in text if character.isdigit())
    return digits or None


def is_odd_phone(text: str, country: str | None) -> bool:
    """Return whether `text` is no possible phone number; False without a `country`."""
    key = phone_key(text, country)
    return country is not None and not (key or "").startswith("+")
