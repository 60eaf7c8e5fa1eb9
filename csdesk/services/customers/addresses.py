"""E-mail addresses and phone numbers, in the one form in which they are compared."""

from __future__ import annotations

import re

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
PHONE = re.compile(r"\+?[\d\s()/.\-]{4,}")
FEWEST_DIGITS = 4


def looks_like_email(text: str) -> bool:
    """Whether `text` is one e-mail address."""
    return EMAIL.fullmatch(text.strip()) is not None


def looks_like_phone(text: str) -> bool:
    """Whether `text` is written like one phone number."""
    return (
        PHONE.fullmatch(text.strip()) is not None
        and sum(character.isdigit() for character in text) >= FEWEST_DIGITS
    )


def email_key(text: str | None) -> str | None:
    """The address folded by case; None for none."""
    return text.strip().casefold() or None if text else None


def phone_key(text: str | None, country: str | None) -> str | None:
    """The number as E.164 (+4930123456); None for none.

    `country` (two letters, or None) is where a number without `+` is dialled. A number
    that no country has keeps its digits, so that it still finds itself.
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
    """Whether no country has a number like `text`, as far as can be told."""
    key = phone_key(text, country)
    return country is not None and not (key or "").startswith("+")
