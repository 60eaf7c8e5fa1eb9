"""Vouchers: issued with a code, redeemed once, in time and whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.dumps import dump
from tests.store.verbs import CODE

if TYPE_CHECKING:
    from tests.conftest import Csdesk

SECOND_CODE = "882K-CY88-TC87"


@pytest.fixture
def desk(csdesk: Csdesk) -> Csdesk:
    """A desk where Ann Lee (P1) complained about a kettle: K1, with C1."""
    csdesk.ok("complaint", "open", "Ann Lee", "the kettle leaks", "--at", "09:00")
    return csdesk


def test_a_voucher_is_issued_with_its_code_and_its_last_day(desk: Csdesk) -> None:
    said = desk.ok("voucher", "issue", "Ann Lee", "15", "--expires", "90d")
    assert said == (
        f"Issued V1 over 15.00 EUR, code {CODE}, good to Tue 16 Feb 2027.\n"
        f"Next: csdesk voucher redeem {CODE}\n"
    )
    assert desk.json("voucher", "show", "V1") == {
        "id": "V1", "code": CODE, "value": 15, "state": "open", "customer": "P1",
        "customer_name": "Ann Lee", "complaint": None, "loyalty_rule": None,
        "issued_at": "2026-11-18T10:00:00+01:00",
        "expires_at": "2027-02-16T23:59:59+01:00", "redeemed_at": None,
        "approved_by": None,
    }  # fmt: skip


def test_no_two_vouchers_have_one_code(desk: Csdesk) -> None:
    for _ in range(3):
        desk.ok("voucher", "issue", "P1", "5")
    found = [row["code"] for row in desk.json("voucher", "list")]
    assert len(set(found)) == 3
    assert found[-2:] == [SECOND_CODE, CODE]


def test_whoever_holds_it_may_have_a_voucher(desk: Csdesk) -> None:
    assert desk.ok("voucher", "issue", "-", "5", "-q") == "V1\n"
    assert desk.json("voucher", "show", "V1")["customer"] is None


@pytest.mark.parametrize("code", [CODE, CODE.lower(), CODE.replace("-", "")])
def test_a_voucher_is_redeemed_by_its_code(desk: Csdesk, code: str) -> None:
    desk.ok("voucher", "issue", "P1", "15", "--at", "09:00")
    assert desk.ok("voucher", "redeem", code).startswith("Redeemed V1: 15.00 EUR off.")
    shown = desk.json("voucher", "show", code)
    assert (shown["state"], shown["redeemed_at"]) == (
        "redeemed", "2026-11-18T10:00:00+01:00",
    )  # fmt: skip


def test_a_voucher_is_redeemed_once(desk: Csdesk) -> None:
    desk.ok("voucher", "issue", "P1", "15", "--at", "09:00")
    desk.ok("voucher", "redeem", CODE, "--at", "09:30")
    before = dump(desk.path)
    said = desk.refused(4, "voucher", "redeem", CODE)
    assert "V1 was redeemed by Anna Wed 18 Nov 2026 09:30." in said
    assert dump(desk.path) == before


def test_a_voucher_holds_to_the_end_of_its_last_day(desk: Csdesk) -> None:
    desk.ok("voucher", "issue", "P1", "15", "--expires", "2026-11-20")
    desk.now("2026-11-21T00:00:00+01:00")
    said = desk.refused(4, "voucher", "redeem", CODE)
    assert "V1 expired Fri 20 Nov 2026." in said
    assert desk.ok("voucher", "list", "--expired", "-q") == "V1\n"
    assert desk.ok("voucher", "list", "--open", "-q") == ""
    desk.ok("voucher", "redeem", CODE, "--at", "2026-11-20 23:59:59")
    assert desk.ok("voucher", "list", "--expired", "-q") == ""


def test_a_voucher_is_not_redeemed_before_it_is_issued(desk: Csdesk) -> None:
    desk.ok("voucher", "issue", "P1", "15")
    said = desk.refused(2, "voucher", "redeem", CODE, "--at", "yesterday")
    assert "before the issue of V1" in said


def test_a_mistyped_code_is_said_and_changes_nothing(desk: Csdesk) -> None:
    desk.ok("voucher", "issue", "P1", "15")
    before = dump(desk.path)
    said = desk.refused(2, "voucher", "redeem", "CJDW-KP84-P2WN")
    assert "is not a code of ours: check the 3rd block." in said
    assert dump(desk.path) == before


def test_a_good_code_of_no_voucher_is_not_found(desk: Csdesk) -> None:
    assert "There is no voucher" in desk.refused(3, "voucher", "redeem", CODE)
    assert "There is no voucher" in desk.refused(3, "voucher", "show", CODE)
    desk.refused(3, "voucher", "show", "V7")


@pytest.mark.parametrize(
    ("value", "expires", "said"),
    [
        ("0", "90d", "over nothing"),
        ("-5", "90d", "negative"),
        ("x", "90d", "not an amount"),
        ("5", "yesterday", "before it is issued"),
        ("5", "soon", "not a date"),
    ],
)
def test_what_is_no_voucher_is_refused(
    desk: Csdesk, value: str, expires: str, said: str
) -> None:
    before = dump(desk.path)
    told = desk.refused(2, "voucher", "issue", "--expires", expires, "--", "P1", value)
    assert said in told
    assert dump(desk.path) == before


def test_nobody_new_becomes_a_customer_by_a_voucher(desk: Csdesk) -> None:
    desk.refused(3, "voucher", "issue", "Jo Roe", "5")


def test_a_voucher_for_a_complaint_is_a_remedy_of_it(desk: Csdesk) -> None:
    desk.ok("voucher", "issue", "P1", "20", "--complaint", "K1")
    shown = desk.json("complaint", "show", "K1")
    (remedy,) = shown["remedies"]
    assert (remedy["kind"], remedy["value"]) == ("voucher", 20)
    assert remedy["granted_at"] is not None
    assert [row["code"] for row in shown["vouchers"]] == [CODE]
    assert shown["events"][-1]["text"] == "voucher, 20.00 EUR"
    assert desk.ok("voucher", "list", "--complaint", "K1", "-q") == "V1\n"


def test_a_voucher_for_somebody_elses_complaint_is_said(desk: Csdesk) -> None:
    desk.ok("customer", "add", "Jo Roe")
    result = desk("voucher", "issue", "Jo Roe", "20", "--complaint", "K1")
    assert "K1 is of P1." in result.stderr


def test_lists_are_narrowed_by_customer_period_and_state(desk: Csdesk) -> None:
    desk.ok("customer", "add", "Jo Roe")
    desk.ok("voucher", "issue", "P1", "5", "--at", "2026-11-02 10:00")
    desk.ok("voucher", "issue", "Jo Roe", "5")
    desk.ok("voucher", "redeem", CODE)
    assert desk.ok("voucher", "list", "--customer", "Jo", "-q") == "V2\n"
    assert desk.ok("voucher", "list", "--period", "this-week", "-q") == "V2\n"
    assert desk.ok("voucher", "list", "--redeemed", "-q") == "V1\n"
    assert desk.ok("voucher", "list", "--open", "-q") == "V2\n"
    desk.refused(2, "voucher", "list", "--open", "--redeemed")


def test_the_currency_stays_once_there_is_a_voucher(desk: Csdesk) -> None:
    desk.ok("voucher", "issue", "P1", "5")
    desk.refused(4, "settings", "set", "currency", "JPY")


def test_undo_of_an_issue_is_refused_once_it_was_redeemed(desk: Csdesk) -> None:
    desk.ok("voucher", "issue", "P1", "5")
    number = desk.ok("history", "-q", "--limit", "1").strip()
    desk.ok("voucher", "redeem", CODE)
    desk.refused(4, "undo", number)
    desk.ok("undo")
    assert "V1 removed" in desk.ok("undo", number)
