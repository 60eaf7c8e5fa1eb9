"""Amounts of money: minor units inside, major units outside."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.domain.money import (
    CURRENCIES,
    AmountError,
    format_amount,
    is_currency,
    major,
    minor_digits,
    read_amount,
)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12", "EUR", 1200),
        ("12.5", "EUR", 1250),
        ("12.50", "EUR", 1250),
        ("12,50", "EUR", 1250),
        ("0.05", "EUR", 5),
        ("1200", "JPY", 1200),
        ("1.2", "KWD", 1200),
        ("1.234", "KWD", 1234),
        (" 12.50 EUR ", "EUR", 1250),
        ("eur 12.50", "EUR", 1250),
        ("€12.50", "EUR", 1250),
        ("12.50€", "EUR", 1250),
        ("£3", "GBP", 300),
        ("$3", "USD", 300),
    ],
)
def test_amounts_are_read_in_minor_units(text: str, currency: str, minor: int) -> None:
    assert read_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "remedy"),
    [
        ("1'200.00", "EUR", "Write 1200.00."),
        ("1,200", "EUR", "Write 1200 or 1.20."),
        ("1.200", "EUR", "Write 1200 or 1.20."),
        ("1.200,50", "EUR", "Write 1200.50."),
        ("1 200", "EUR", "Write 1200."),
        ("1,200", "KWD", "Write 1200 or 1.200."),
        ("1,200", "JPY", "Write 1200."),
        ("12.5050", "EUR", "Write 12.50."),
        ("12.5", "JPY", "Write 12."),
        ("-3", "EUR", "Write it as 12.50."),
        ("12.", "EUR", "Write it as 12.50."),
        (".5", "EUR", "Write it as 12.50."),
        ("", "EUR", "Write it as 12.50."),
        ("1e3", "EUR", "Write it as 12.50."),
        ("١٢", "EUR", "Write it as 12.50."),
        ("12 USD", "EUR", "Write it in EUR, such as 12.50."),
        ("$12", "CAD", "Write it in CAD, such as 12.50."),
        ("$12", "EUR", "Write it in EUR, such as 12.50."),
    ],
)
def test_what_could_be_misread_is_refused_with_what_to_type(
    text: str, currency: str, remedy: str
) -> None:
    with pytest.raises(AmountError) as caught:
        read_amount(text, currency)
    assert f"'{text}'" in str(caught.value)
    assert caught.value.hint == remedy


@pytest.mark.parametrize(
    ("minor", "currency", "said", "outside"),
    [
        (1250, "EUR", "12.50 EUR", 12.5),
        (1200, "EUR", "12.00 EUR", 12.0),
        (5, "EUR", "0.05 EUR", 0.05),
        (-1250, "EUR", "-12.50 EUR", -12.5),
        (1200, "JPY", "1200 JPY", 1200),
        (1234, "KWD", "1.234 KWD", 1.234),
        (0, "EUR", "0.00 EUR", 0),
    ],
)
def test_an_amount_is_said_with_every_digit_of_its_currency(
    minor: int, currency: str, said: str, outside: float
) -> None:
    assert format_amount(minor, currency) == said
    assert major(minor, currency) == outside


def test_an_amount_without_cents_is_a_whole_number_in_json() -> None:
    assert isinstance(major(1200, "JPY"), int)


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3)])
def test_digits_after_the_point_are_the_currencys(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize("code", ["EUR", "CHF", "USD", "GBP", "JPY", "XCG"])
def test_codes_one_can_pay_in_are_currencies(code: str) -> None:
    assert is_currency(code)


@pytest.mark.parametrize("code", ["eur", "EURO", "XXX", "XAU", "DEM", "", "€"])
def test_other_codes_are_none(code: str) -> None:
    assert not is_currency(code)


@settings(max_examples=200)
@given(st.integers(0, 10**12 - 1), st.sampled_from(sorted(CURRENCIES)))
def test_what_is_said_is_read_back(minor: int, currency: str) -> None:
    assert read_amount(format_amount(minor, currency), currency) == minor


@settings(max_examples=150)
@given(st.text(max_size=12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_no_text_is_anything_but_read_or_refused(text: str, currency: str) -> None:
    try:
        assert read_amount(text, currency) >= 0
    except AmountError as error:
        assert error.hint  # noqa: PT017 - most texts are refused
