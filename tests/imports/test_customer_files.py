"""What the rows of a file of customers come to, and whom they are given to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.imports.conftest import Shop, at, shop_of

if TYPE_CHECKING:
    from tests.conftest import Csdesk

PEOPLE = "SELECT external_id, name, email, tier FROM customer ORDER BY id"
HEADINGS = "external_id,name,email,tier"
FIRST = f"{HEADINGS}\na,Ann Lee,ann@x.org,gold\nb,Bo Ray,,\n"
LEFT = "SELECT customer_id, left_at, returned_at FROM departure ORDER BY id"


@pytest.fixture
def shop(csdesk: Csdesk) -> Shop:
    """A shop in Berlin that imports customers."""
    return shop_of(csdesk, "customers")


def test_every_field_has_its_place(shop: Shop) -> None:
    output = shop.bring(
        "name,external_id,email,phone,company,tier,tags,note,since,left_at\n"
        "Ann Lee,a,Ann@X.org,030 123456,Lee Ltd,gold,VIP; garden,kind,2020-01-02,"
        "2026-11-01\n"
    )
    assert output == (
        "customers.csv: 1 read = 1 added + 0 updated + 0 unchanged + 0 rejected"
        " (source csv).\n"
        "Kept as import 1.\nNext: csdesk customer list\n"
    )
    assert shop.rows(
        "SELECT source, external_id, name, name_key, email, email_key, phone,"
        " phone_key, company, tier, tags, note, since, do_not_contact FROM customer"
    ) == [
        ("csv", "a", "Ann Lee", "ann lee", "Ann@X.org", "ann@x.org", "030 123456",
         "+4930123456", "Lee Ltd", "gold", ",garden,vip,", "kind", at("2020-01-02"), 0),
    ]  # fmt: skip
    assert shop.rows(LEFT) == [(1, at("2026-11-01"), None)]


def test_a_customer_without_a_name_goes_by_an_address(shop: Shop) -> None:
    shop.bring("external_id,name,email\na,,ann@x.org\nb,,\n")
    assert shop.rows("SELECT name FROM customer") == ["ann@x.org", "b"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name,email\n ,\n,\nAnn,ann\n", "is not an e-mail address"),
        ("name,email,tier\n,,gold\n", "the row names nobody"),
        ("name,since,left_at\nAnn,2026-01-02,2026-01-01\n", "left before the day"),
        ("external_id,name\na,Ann\na,Bo\n", "external_id stands on line 2 already"),
        ("email,name\nann@x.org,Ann\nann@x.org,Al\n", "same customer as line 2"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_without_naming_anybody(
    shop: Shop, text: str, why: str
) -> None:
    output = shop.refuse(1, text)
    assert "customers.csv line " in output
    assert why in output
    assert "Ann" not in output
    assert "ann@" not in output


def test_a_file_without_anything_that_names_a_customer_is_refused(shop: Shop) -> None:
    output = shop.refuse(2, "tier,note\ngold,x\n")
    assert "no column is name, email, phone or external_id" in output


@pytest.mark.parametrize(
    "text", [FIRST, FIRST.replace("external_id,", "").replace("a,Ann", "Ann")
             .replace("b,Bo", "Bo")],
)  # fmt: skip
def test_the_same_file_again_changes_nothing(shop: Shop, text: str) -> None:
    shop.bring(text)
    before = shop.everything()
    assert "0 added + 0 updated + 2 unchanged" in shop.bring(text)
    assert shop.everything() == before


def test_a_customer_who_was_typed_is_found_by_an_address_and_completed(
    shop: Shop,
) -> None:
    shop.csdesk.ok("customer", "add", "Ann L", "--email", "ANN@x.org", "--tier", "gold")
    output = shop.warnings(
        FIRST.replace("gold", "").replace("a,Ann Lee", "a,Ann Leigh")
    )
    assert "customers.csv line 2: email, name of P1 had been edited by hand" in output
    assert shop.rows(PEOPLE) == [
        ("a", "Ann Leigh", "ann@x.org", "gold"), ("b", "Bo Ray", None, None),
    ]  # fmt: skip


def test_customers_that_contacts_brought_become_the_files(
    shop: Shop, csdesk: Csdesk
) -> None:
    Shop(csdesk).bring(
        "received_at,customer_external_id,customer_email\n"
        "2026-11-02,b,bo@x.org\n2026-11-03,,ann@x.org\n"
    )
    assert "0 added + 2 updated" in shop.bring(FIRST)
    assert shop.rows(PEOPLE) == [
        ("b", "Bo Ray", "bo@x.org", None), ("a", "Ann Lee", "ann@x.org", "gold"),
    ]  # fmt: skip
    assert "2 unchanged" in shop.bring(FIRST)


def test_another_sources_customer_is_only_completed(shop: Shop) -> None:
    shop.bring(FIRST, None, "--source", "shop")
    text = "external_id,name,email,company\n9,Dr Ann,ann@x.org,Lee Ltd\n"
    assert "0 added + 1 updated" in shop.bring(text, None, "--source", "till")
    assert shop.rows("SELECT external_id, name, company FROM customer WHERE id=1") == [
        ("a", "Ann Lee", "Lee Ltd")
    ]
    assert "1 unchanged" in shop.bring(text, None, "--source", "till")


def test_two_ids_with_one_address_are_two_customers_and_that_is_said(
    shop: Shop,
) -> None:
    text = FIRST + "c,Al Lee,ann@x.org,\n"
    output = shop.warnings(text)
    assert "customers.csv line 4: its e-mail is that of P1 as well." in output
    assert shop.rows("SELECT count(*) FROM customer") == [3]
    assert "3 unchanged" in shop.bring(text)


def test_an_email_goes_before_a_phone_number_and_that_is_said(shop: Shop) -> None:
    shop.csdesk.ok("customer", "add", "Ann", "--email", "ann@x.org")
    shop.csdesk.ok("customer", "add", "Bo", "--phone", "030 123456")
    output = shop.warnings("email,phone,company\nann@x.org,030 123456,Lee\n")
    assert (
        "the e-mail is that of P1, the phone number that of P2; it went to P1" in output
    )
    assert "its phone number is that of P2 as well" in output
    assert shop.rows("SELECT company FROM customer") == ["Lee", None]


def test_a_changed_row_updates_what_is_mapped_and_empties_what_the_file_wrote(
    shop: Shop,
) -> None:
    shop.bring(FIRST)
    shop.csdesk.ok("customer", "edit", "P1", "--company", "Lee Ltd")
    assert "1 updated + 1 unchanged" in shop.bring(FIRST.replace("gold", ""))
    assert shop.rows("SELECT name, tier, company FROM customer WHERE id = 1") == [
        ("Ann Lee", None, "Lee Ltd")
    ]
    shop.bring(FIRST.replace("Ann Lee", ""))
    assert shop.rows("SELECT name, tier FROM customer WHERE id = 1") == [
        ("Ann Lee", "gold")
    ]


def test_since_is_the_earlier_of_the_file_and_the_records(
    shop: Shop, csdesk: Csdesk
) -> None:
    Shop(csdesk).bring("received_at,customer_external_id\n2019-05-06,a\n2022-01-01,b\n")
    shop.bring("external_id,since\na,2020-01-02\nb,2021-01-02\n")
    assert shop.rows("SELECT since FROM customer") == [
        at("2019-05-06"), at("2021-01-02"),
    ]  # fmt: skip


def test_departures_come_move_and_go_with_their_file(shop: Shop) -> None:
    text = "external_id,left_at\na,2026-10-01\nb,\n"
    shop.bring(text)
    assert shop.rows(LEFT) == [(1, at("2026-10-01"), None)]
    assert "2 unchanged" in shop.bring(text)
    assert "1 updated" in shop.bring(text.replace("10-01", "10-02"))
    assert shop.rows(LEFT) == [(1, at("2026-10-02"), None)]
    shop.bring(text.replace("2026-10-01", "").replace("b,", "b,2026-10-05"))
    assert shop.rows(LEFT) == [(2, at("2026-10-05"), None)]
    shop.csdesk.ok("undo")
    assert shop.rows(LEFT) == [(1, at("2026-10-02"), None)]


def test_a_departure_by_hand_stays(shop: Shop) -> None:
    shop.bring("external_id,left_at\na,\n")
    shop.csdesk.ok("customer", "leave", "P1", "--at", "2026-11-01")
    output = shop.warnings("external_id,left_at\na,2026-10-01\n")
    assert "customers.csv line 2: P1 has left on another day already" in output
    shop.bring("external_id,name,left_at\na,Ann,\n")
    assert shop.rows(LEFT) == [(1, at("2026-11-01"), None)]


def test_who_came_back_may_leave_again(shop: Shop) -> None:
    shop.bring("external_id,left_at\na,2026-10-01\n")
    shop.csdesk.ok("customer", "return", "P1", "--at", "2026-10-10")
    shop.bring("external_id,left_at\na,2026-11-01\n")
    assert shop.rows(LEFT) == [
        (1, at("2026-10-01"), at("2026-10-10")), (1, at("2026-11-01"), None),
    ]  # fmt: skip


def test_undo_takes_customers_and_departures_back(shop: Shop) -> None:
    shop.csdesk.ok("customer", "add", "Ann", "--email", "ann@x.org")
    before = shop.rows("SELECT * FROM customer")
    shop.bring(
        "external_id,name,email,left_at\na,Ann Lee,ann@x.org,2026-11-01\nb,B,,\n"
    )
    shop.csdesk.ok("undo")
    assert shop.rows("SELECT * FROM customer") == before
    assert shop.rows(LEFT) == []
