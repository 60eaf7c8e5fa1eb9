"""What the rows of a file of purchases come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.imports.conftest import Shop, at, shop_of

if TYPE_CHECKING:
    from tests.conftest import Csdesk

FIRST = (
    "external_id,at,amount,product,quantity,paid_at,customer_email\n"
    'b1,2026-11-02 12:00,"12,50",lamp,2,2026-11-02 12:01,ann@x.org\n'
    "b2,2026-11-03 12:00,3 €,,,,\n"
)
BOUGHT = "SELECT at, amount, product, quantity, paid_at, customer_id FROM purchase"


@pytest.fixture
def shop(csdesk: Csdesk) -> Shop:
    """A shop in Berlin that imports purchases."""
    return shop_of(csdesk, "purchases")


def test_every_field_has_its_place(shop: Shop) -> None:
    assert "2 read = 2 added" in shop.bring(FIRST)
    noon = at("2026-11-02 12:00")
    assert shop.rows(BOUGHT) == [
        (noon, 1250, "lamp", 2, noon + 60, 1),
        (at("2026-11-03 12:00"), 300, None, None, None, None),
    ]
    assert shop.rows("SELECT email, since FROM customer") == [("ann@x.org", noon)]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("2026-11-02,", "amount is empty"),
        (",5", "at is empty"),
        ("2026-11-02,5 USD", "amount cannot be read: '5 USD' is not an amount in EUR"),
        ("2026-11-02,-5", "amount cannot be read: '-5' is negative"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_with_the_reason(
    shop: Shop, cells: str, why: str
) -> None:
    output = shop.refuse(1, f"at,amount\n{cells}\n")
    assert f"purchases.csv line 2: {why}" in output


def test_the_same_file_again_changes_nothing_and_a_changed_row_only_itself(
    shop: Shop,
) -> None:
    shop.bring(FIRST)
    before = shop.everything()
    assert "0 added + 0 updated + 2 unchanged" in shop.bring(FIRST)
    assert shop.everything() == before
    assert "1 updated + 1 unchanged" in shop.bring(FIRST.replace("12,50", "11"))
    assert shop.rows("SELECT amount FROM purchase") == [1100, 300]
    assert "2 added" in shop.bring("at,amount\n2026-11-02,5\n2026-11-02,5\n")


def test_undo_takes_purchases_and_their_customers_back(shop: Shop) -> None:
    shop.bring(FIRST)
    shop.bring(FIRST.replace("12,50", "11"))
    assert "amount: 11.00 EUR → 12.50 EUR" in shop.csdesk.ok("undo")
    shop.csdesk.ok("undo")
    assert shop.rows(BOUGHT) == []
    assert shop.rows("SELECT count(*) FROM customer") == [0]
