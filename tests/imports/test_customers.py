"""Whose a row is: by id, e-mail, phone; never by likeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.imports.conftest import at

if TYPE_CHECKING:
    from tests.imports.conftest import Shop

HEADINGS = (
    "external_id,received_at,customer_external_id,customer_name,"
    "customer_email,customer_phone"
)


def rows(*who: str) -> str:
    lines = [f"r{number},2026-11-02,{cells}" for number, cells in enumerate(who)]
    return "\n".join([HEADINGS, *lines, ""])


def whose(shop: Shop) -> list[int]:
    return shop.rows("SELECT customer_id FROM contact ORDER BY id")


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("7,Ann,,", "7,Other,,", True),
        (",Ann,ann@example.com,", ",Bo,ANN@example.com,", True),
        (",Ann,,030 123456", ",Bo,,+49 30 123456", True),
        ("7,Ann,ann@example.com,", ",,ann@example.com,", True),
        (",Ann,,", ",ann,,", True),
        (",Ann,,", ",Anne,,", False),
        (",Ann,ann@example.com,", ",Ann,,", False),
        (",Ann,,", ",Ann,ann@example.com,", False),
        ("7,Ann,,", "8,Ann,,", False),
        ("7,Ann,,", ",Ann,,", False),
    ],
)
def test_customers_are_matched_by_what_identifies_them(
    shop: Shop, first: str, second: str, is_same: bool
) -> None:
    shop.bring(rows(first, second))
    found = whose(shop)
    assert (found[0] == found[1]) is is_same


def test_a_name_of_another_source_is_another_customer(shop: Shop) -> None:
    shop.bring(rows(",Ann,,"), None, "--source", "shop")
    shop.bring(rows(",Ann,,"), None, "--source", "till")
    assert whose(shop) == [1, 2]


def test_a_customer_who_was_typed_is_found_by_address_but_not_by_name(
    shop: Shop,
) -> None:
    shop.csdesk.ok("log", "Ann Lee", "Hello", "--no-input")
    shop.csdesk.ok("log", "bo@example.com", "Hello", "--no-input")
    shop.bring(rows(",Ann Lee,,", ",Bo Ek,bo@example.com,"))
    assert whose(shop)[2:] == [3, 2]
    assert shop.rows("SELECT name FROM customer WHERE id = 2") == ["Bo Ek"]


def test_the_email_wins_over_the_phone_and_that_is_said_by_id(shop: Shop) -> None:
    shop.bring(rows(",Ann,ann@example.com,", ",Bo,,030 123456"))
    output = shop.warnings(
        HEADINGS + "\nr9,2026-11-02,,Cy,ann@example.com,030 123456\n"
    )
    assert "that of P1" in output
    assert "that of P2; it went to P1" in output
    assert "example" not in output
    assert whose(shop)[2] == 1
    assert shop.rows("SELECT phone FROM customer WHERE id = 1") == [None]


def test_a_row_that_names_nobody_has_no_customer(shop: Shop) -> None:
    shop.bring(rows(",,,"))
    assert whose(shop) == [None]
    assert shop.rows("SELECT count(*) FROM customer") == [0]


def test_since_is_the_earliest_record_and_never_the_day_of_the_import(
    shop: Shop,
) -> None:
    text = "received_at,customer_email\n{}\n"
    shop.bring(text.format("2026-03-05,a@b.de\n2026-03-02 08:00,a@b.de"))
    assert shop.rows("SELECT since FROM customer") == [at("2026-03-02 08:00")]
    shop.bring(text.format("2026-04-01,a@b.de"))
    assert shop.rows("SELECT since FROM customer") == [at("2026-03-02 08:00")]
    shop.bring(text.format("2026-02-01,a@b.de"))
    assert shop.rows("SELECT since FROM customer") == [at("2026-02-01")]
    assert shop.rows("SELECT table_name FROM change WHERE operation_id > 1") == [
        "customer"
    ]


def test_what_the_desk_does_not_know_of_a_customer_is_filled_in(shop: Shop) -> None:
    shop.bring(rows("7,Ann,ann@example.com,"))
    shop.bring(HEADINGS + "\nr2,2026-11-03,7,Other,other@example.com,030 123456\n")
    assert shop.rows("SELECT name, email, phone_key FROM customer") == [
        ("Ann", "ann@example.com", "+4930123456")
    ]


def test_new_customers_carry_the_run_and_are_not_copied(shop: Shop) -> None:
    shop.bring(rows("7,Ann,ann@example.com,"))
    assert shop.rows("SELECT source, external_id, import_run_id FROM customer") == [
        ("csv", "7", 1)
    ]
    assert shop.rows("SELECT count(*) FROM change WHERE table_name = 'customer'") == [0]


@pytest.mark.parametrize("cells", [",Secret,secret-at-example,", ",Secret,,secret"])
def test_no_error_names_what_a_customer_is_called(shop: Shop, cells: str) -> None:
    output = shop.refuse(1, rows(cells))
    assert "calls.csv line 2: customer_" in output
    assert "ecret" not in output


def test_a_phone_number_that_no_country_has_is_kept_and_told(shop: Shop) -> None:
    odd = ["1" * 20, "2" * 20]
    output = shop.warnings(
        f"received_at,customer_phone\n2026-11-02,{odd[0]}\n2026-11-03,{odd[1]}\n"
    )
    assert (
        "calls.csv line 2 and 1 more: no country has such a phone number; "
        "it is kept as it is." in output
    )
    assert shop.rows("SELECT phone FROM customer ORDER BY id") == odd
