"""Purchases written down by hand, and what they are worth."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.store.queries.loyalty import last_products, lifetime_value
from csdesk.store.sqlite.connection import reader

if TYPE_CHECKING:
    from tests.conftest import Csdesk


def shown(csdesk: Csdesk, number: int = 1) -> Any:
    return csdesk.json("purchase", "show", f"B{number}")


def test_a_purchase_is_paid_at_once_unless_it_is_said_otherwise(
    csdesk: Csdesk,
) -> None:
    out = csdesk.ok("purchase", "log", "Ann Lee", "49.90", "--product", "lamp")
    assert out == "Logged B1: 49.90 EUR, lamp, Wed 18 Nov 2026 10:00.\n"
    csdesk.ok("purchase", "log", "P1", "5", "--unpaid", "--quantity", "3")
    csdesk.ok("purchase", "log", "-", "6", "--paid", "yesterday", "--at", "9:00")
    paid = [shown(csdesk, n)["paid_at"] for n in (1, 2, 3)]
    assert paid == ["2026-11-18T10:00:00+01:00", None, "2026-11-17T00:00:00+01:00"]
    assert shown(csdesk, 2)["quantity"] == 3
    assert shown(csdesk, 3)["customer"] is None


def test_a_new_customer_is_added_and_said(csdesk: Csdesk) -> None:
    result = csdesk("purchase", "log", "Ann Lee", "49.90")
    assert "New customer P1: Ann Lee." in result.stderr


def test_an_earlier_purchase_makes_a_customer_of_longer_standing(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("customer", "add", "Ann Lee")
    csdesk.ok("purchase", "log", "P1", "5", "--at", "2025-01-10 10:00")
    since = csdesk.json("customer", "show", "P1")["since"]
    assert since == "2025-01-10T10:00:00+01:00"


@pytest.mark.parametrize(
    ("typed", "code", "why"),
    [
        (("log", "Ann", "five"), 2, "'five' is not an amount"),
        (("log", "Ann", "1.234"), 2, "thousands separator"),
        (("log", "P9", "5"), 3, "There is no customer P9"),
        (("log", "Ann", "5", "--paid", "today", "--unpaid"), 2, "exclude each other"),
        (("log", "Ann", "5", "--paid", "tomorrow"), 2, "still to come"),
        (("log", "Ann", "5", "--quantity", "-1"), 2, "--quantity is -1"),
        (("show", "B9"), 3, "There is no purchase B9"),
        (("show", "K1"), 2, "'K1' is a complaint, not a purchase"),
        (("edit", "B9", "--amount", "5"), 3, "There is no purchase B9"),
        (("edit", "B1"), 2, "Nothing to change"),
        (("edit", "B1", "--clear", "amount"), 2, "cannot be cleared"),
        (("remove", "9"), 3, "csdesk purchase list"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    csdesk: Csdesk, typed: tuple[str, ...], code: int, why: str
) -> None:
    assert why in csdesk.refused(code, "purchase", *typed)
    assert csdesk.json("purchase", "list") == []
    assert csdesk.json("customer", "list") == []


def test_edit_changes_only_what_is_given(csdesk: Csdesk) -> None:
    csdesk.ok("purchase", "log", "Ann Lee", "5", "--product", "bulb", "--unpaid")
    before = shown(csdesk)
    csdesk.ok("purchase", "edit", "1", "--paid", "9:30")
    assert shown(csdesk) == before | {"paid_at": "2026-11-18T09:30:00+01:00"}
    csdesk.ok("purchase", "edit", "B1", "--amount", "6", "--clear", "paid")
    assert shown(csdesk) == before | {"amount": 6}


def test_the_list_is_narrowed_as_others_are(csdesk: Csdesk) -> None:
    csdesk.ok("purchase", "log", "Ann Lee", "5", "--product", "Lamp", "--unpaid")
    csdesk.ok("purchase", "log", "Jo Roe", "6", "--at", "2026-10-01 10:00")

    def listed(*how: str) -> list[str]:
        return csdesk.ok("purchase", "list", "-q", *how).split()

    assert listed() == ["B1", "B2"]
    assert listed("--customer", "jo") == ["B2"]
    assert listed("--product", "lamp") == ["B1"]
    assert listed("--unpaid") == ["B1"]
    assert listed("--period", "2026-10") == ["B2"]
    csdesk.ok("purchase", "remove", "B1")
    assert listed() == ["B2"]


def test_the_journal_calls_a_purchase_by_its_id(csdesk: Csdesk) -> None:
    csdesk.ok("purchase", "log", "Ann Lee", "5")
    assert "B1" in csdesk.json("history")[0]["touched"]


def test_a_customer_is_worth_what_was_bought_and_nothing_is_not_zero(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("customer", "add", "Jo Roe")
    for amount, product in (("5", "lamp"), ("6", "bulb"), ("7.50", "Lamp")):
        csdesk.ok("purchase", "log", "Ann Lee", amount, "--product", product)
    with closing(sqlite3.connect(csdesk.path)) as connection:
        desk = reader(connection)
        assert lifetime_value(desk, 2) == 1850
        assert lifetime_value(desk, 1) is None
        assert [p.lower() for p in last_products(desk, 2)] == ["lamp", "bulb"]


def test_the_currency_stays_once_there_are_purchases(csdesk: Csdesk) -> None:
    csdesk.ok("purchase", "log", "Ann Lee", "5")
    csdesk.refused(4, "settings", "set", "currency", "JPY")
