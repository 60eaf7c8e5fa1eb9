"""What the rows of a complaints file come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.imports.conftest import at, shop_of, utc

if TYPE_CHECKING:
    from tests.conftest import Csdesk
    from tests.imports.conftest import Shop

DAY = "2026-11-02"
LIFE = "SELECT status, resolved_at, resolved FROM complaint ORDER BY id"
REMEDIES = "SELECT complaint_id, kind, value, cost, offered_at, granted_at FROM remedy"


@pytest.fixture
def shop(csdesk: Csdesk) -> Shop:
    """A shop in Berlin that imports complaints."""
    return shop_of(csdesk, "complaints")


def test_every_field_has_its_place(shop: Shop) -> None:
    output = shop.bring(
        "external_id,received_at,channel,agent,customer_email,category,severity,product,"
        "order,description,acknowledged_at,resolved_at,outcome,upheld,decision,"
        "root_cause\n"
        f"k1,{DAY} 09:00,email,Mira,jo@x.org,delivery,high,tubes,T-1,lost,{DAY} 10:00,"
        f"{DAY} 12:00,accepted,partly,sent again,courier\n"
    )
    assert "1 read = 1 added" in output
    assert f"csdesk report {DAY}..{DAY}" in output
    assert shop.rows(
        "SELECT complaint.source, complaint.external_id, opened_at, channel,"
        " agent.name, email, category, severity, product, order_ref, description,"
        " acknowledged_at, resolved_at,"
        " outcome, upheld, decision, root_cause, status, safety, complaint.level"
        " FROM complaint JOIN customer ON customer.id = customer_id"
        " JOIN agent ON agent.id = owner_id"
    ) == [
        ("csv", "k1", at(f"{DAY} 09:00"), "email", "Mira", "jo@x.org", "delivery",
         "high", "tubes", "T-1", "lost", at(f"{DAY} 10:00"), at(f"{DAY} 12:00"),
         "accepted", "partly", "sent again", "courier", "resolved", 0, 0),
    ]  # fmt: skip
    assert shop.rows("SELECT count(*) FROM contact") == [0]
    assert shop.rows("SELECT since FROM customer") == [at(f"{DAY} 09:00")]


@pytest.mark.parametrize(
    ("cells", "status", "resolved_at", "resolved"),
    [
        (",,", "received", None, 0),
        (f"{DAY} 10:00,,no", "acknowledged", None, 0),
        (f",{DAY} 11:00,", "resolved", f"{DAY} 11:00", 0),
        (f",{DAY} 11:00,yes", "resolved", f"{DAY} 11:00", 0),
        (",,yes", "resolved", None, 1),
    ],
)
def test_how_far_a_complaint_has_come_follows_from_its_times(
    shop: Shop, cells: str, status: str, resolved_at: str | None, resolved: int
) -> None:
    shop.bring(
        f"received_at,acknowledged_at,resolved_at,resolved\n{DAY} 09:00,{cells}\n"
    )
    assert shop.rows(LIFE) == [(status, resolved_at and at(resolved_at), resolved)]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (f"{DAY} 08:59,,", "was acknowledged before it was received."),
        (f",{DAY} 08:00,", "was resolved before it was received."),
        (f",{DAY} 10:00,no", "is not resolved, and yet has a time of resolution"),
    ],
)
def test_a_row_that_contradicts_itself_is_rejected_with_the_reason(
    shop: Shop, cells: str, why: str
) -> None:
    output = shop.refuse(
        1, f"received_at,acknowledged_at,resolved_at,resolved\n{DAY} 09:00,{cells}\n"
    )
    assert f"complaints.csv line 2: the complaint {why}" in output


def test_a_time_that_happened_twice_is_the_later_only_where_order_needs_it(
    shop: Shop,
) -> None:
    shop.bring(
        "received_at,acknowledged_at,resolved_at\n"
        "2026-10-25 02:50,2026-10-25 02:10,2026-10-25 02:55\n"
    )
    assert shop.rows(
        "SELECT opened_at, acknowledged_at, resolved_at FROM complaint"
    ) == [
        (utc("2026-10-25 00:50"), utc("2026-10-25 01:10"), utc("2026-10-25 00:55")),
    ]


def test_a_remedy_is_granted_at_the_resolution_else_at_receipt_else_only_offered(
    shop: Shop,
) -> None:
    shop.bring(
        "received_at,resolved_at,resolved,remedy,remedy_value,remedy_cost\n"
        f"{DAY} 09:00,{DAY} 12:00,,refund,12.50,8\n"
        f"{DAY} 09:00,,yes,apology,,\n"
        f"{DAY} 09:00,,,voucher,5,\n"
        f"{DAY} 09:00,,,none,0,\n"
        f"{DAY} 09:00,,,,,\n"
    )
    nine = at(f"{DAY} 09:00")
    assert shop.rows(REMEDIES) == [
        (1, "refund", 1250, 800, None, at(f"{DAY} 12:00")),
        (2, "apology", None, None, None, nine),
        (3, "voucher", 500, None, nine, None),
    ]
    assert shop.rows("SELECT status FROM complaint ORDER BY id") == [
        "resolved", "resolved", "offered", "received", "received",
    ]  # fmt: skip


def test_an_imported_offer_is_granted_by_its_resolution(shop: Shop) -> None:
    shop.bring(f"received_at,remedy,remedy_value\n{DAY},voucher,5\n")
    shop.csdesk.ok(
        "complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
        "--decision", "a voucher",
    )  # fmt: skip
    assert shop.rows("SELECT kind, value, granted_at > 0 FROM remedy") == [
        ("voucher", 500, 1)
    ]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("none,5", "has a remedy_value, and no remedy"),
        ("refund,much", "remedy_value cannot be read: 'much' is not an amount"),
        ("refund,-3", "remedy_value cannot be read: '-3' is negative"),
        ("a kiss,", "remedy is 'a kiss', none of none, apology"),
    ],
)
def test_a_remedy_that_cannot_be_is_rejected(shop: Shop, cells: str, why: str) -> None:
    output = shop.refuse(1, f"received_at,remedy,remedy_value\n{DAY},{cells}\n")
    assert "complaints.csv line 2: " in output
    assert why in output


def test_an_outcome_without_a_resolution_is_said(shop: Shop) -> None:
    output = shop.warnings(f"received_at,outcome\n{DAY},accepted\n{DAY},rejected\n")
    assert "complaints.csv line 2 and 1 more: a complaint has an outcome" in output


HEADINGS = "external_id,received_at,resolved_at,category,remedy,remedy_value"
FIRST = f"{HEADINGS}\na,{DAY} 09:00,,paint,refund,5\nb,{DAY} 10:00,,,,\n"


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    shop.bring(FIRST)
    before = shop.everything()
    assert "0 added + 0 updated + 2 unchanged + 0" in shop.bring(FIRST)
    assert shop.everything() == before


def test_rows_without_ids_are_told_apart_by_what_they_hold(shop: Shop) -> None:
    text = f"received_at,category\n{DAY},x\n{DAY},x\n{DAY},y\n"
    assert "3 added" in shop.bring(text)
    assert "0 added + 0 updated + 3 unchanged" in shop.bring(text)


def test_a_changed_row_updates_what_is_mapped_and_its_remedy(shop: Shop) -> None:
    shop.bring(FIRST)
    changed = (
        f"{HEADINGS}\na,{DAY} 09:00,{DAY} 15:00,tools,refund,6\n"
        f"b,{DAY} 10:00,,,apology,\n"
    )
    output = shop.bring(changed)
    assert "0 added + 2 updated" in output
    assert "Kept as import 2." in output
    assert shop.rows("SELECT status, category, import_run_id FROM complaint") == [
        ("resolved", "tools", 1), ("offered", None, 1),
    ]  # fmt: skip
    assert shop.rows(REMEDIES) == [
        (1, "refund", 600, None, None, at(f"{DAY} 15:00")),
        (2, "apology", None, None, at(f"{DAY} 10:00"), None),
    ]
    assert "0 added + 1 updated" in shop.bring(changed.replace("refund,6", "none,"))
    assert shop.rows("SELECT complaint_id FROM remedy") == [2]


def test_a_remedy_given_by_hand_is_not_the_files(shop: Shop) -> None:
    shop.bring(f"external_id,received_at,remedy\na,{DAY},\n")
    shop.csdesk.ok("complaint", "offer", "K1", "discount", "--value", "3")
    shop.bring(f"external_id,received_at,remedy\na,{DAY},apology\n")
    assert shop.rows("SELECT kind FROM remedy ORDER BY id") == ["discount", "apology"]


def test_how_far_a_hand_has_brought_a_complaint_stays(shop: Shop) -> None:
    shop.bring("external_id,received_at,acknowledged_at\na,2026-11-02 09:00,\n")
    shop.csdesk.ok("complaint", "investigate", "K1")
    output = shop.warnings(
        f"external_id,received_at,acknowledged_at\na,{DAY} 09:00,{DAY} 10:00\n"
    )
    assert "by hand" not in output
    assert shop.rows("SELECT status FROM complaint") == ["investigating"]


def test_a_resolution_by_hand_that_the_file_takes_back_is_said(shop: Shop) -> None:
    first = f"external_id,received_at,resolved,category\na,{DAY} 09:00,no,x\n"
    shop.bring(first)
    shop.csdesk.ok(
        "complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
        "--decision", "d", "--remedy", "none",
    )  # fmt: skip
    output = shop.warnings(first.replace(",x", ",y"))
    assert "resolved_at, status of K1 had been edited by hand" in output
    assert shop.rows(LIFE) == [("received", None, 0)]


def test_a_row_that_contradicts_what_a_hand_wrote_is_rejected(shop: Shop) -> None:
    shop.bring("external_id,received_at\na,2026-11-02 09:00\n")
    shop.csdesk.ok("complaint", "acknowledge", "K1", "--at", "2026-11-03 09:00")
    output = shop.refuse(1, "external_id,received_at\na,2026-11-04 09:00\n")
    assert "received_at is after the acknowledgement that K1 has" in output
    assert "csdesk complaint edit K1" in output


def test_resolutions_are_measured_within_opening_hours(shop: Shop) -> None:
    shop.csdesk.ok("hours", "set", "mon-fri", "9-17", "--from", "beginning")
    text = (
        "external_id,received_at,resolved_at,category\n"
        "a,2026-11-02 16:00,2026-11-03 10:00,\n"
    )
    measured = "SELECT resolution_business_seconds FROM complaint"
    shop.bring(text)
    assert shop.rows(measured) == [2 * 3600]
    shop.bring(text.replace("16:00", "15:00"))
    assert shop.rows(measured) == [3 * 3600]
    shop.csdesk.now("2026-11-19T10:00:00+01:00")  # a change, no correction
    shop.csdesk.ok("hours", "set", "mon-fri", "8-17", "--from", "beginning")
    shop.bring(text.replace("16:00", "15:00").replace("10:00,", "10:00,x"))
    assert shop.rows(measured) == [3 * 3600]


def test_a_reopened_resolution_is_measured_anew_where_the_receipt_moves(
    shop: Shop,
) -> None:
    shop.csdesk.ok("hours", "set", "mon-fri", "9-17", "--from", "beginning")
    text = "external_id,received_at\na,2026-11-02 16:00\n"
    shop.bring(text)
    shop.csdesk.ok(
        "complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
        "--decision", "d", "--remedy", "none", "--at", "2026-11-03 10:00",
    )  # fmt: skip
    shop.csdesk.ok("complaint", "reopen", "K1", "no", "--at", "2026-11-03 11:00")
    shop.bring(text.replace("16:00", "15:00"))
    assert shop.rows("SELECT resolution_business_seconds FROM reopening") == [3 * 3600]


def test_an_import_with_remedies_is_taken_back_whole_and_comes_back(
    shop: Shop,
) -> None:
    shop.bring(FIRST)
    tables = "SELECT count(*), (SELECT count(*) FROM remedy) FROM complaint"
    assert shop.rows(tables) == [(2, 1)]
    shop.csdesk.ok("undo")
    assert shop.rows(tables) == [(0, 0)]
    shop.csdesk.ok("undo", "3")
    assert shop.rows(tables) == [(2, 1)]
    shop.bring(FIRST.replace("refund,5", "refund,7"))
    assert shop.rows("SELECT value FROM remedy") == [700]


def test_no_error_names_what_a_customer_wrote(shop: Shop) -> None:
    output = shop.refuse(
        1,
        "received_at,resolved_at,description,customer_email\n"
        f"{DAY} 09:00,{DAY} 08:00,my secret,jo@x.org\n{DAY},,my secret,jo at x\n",
    )
    assert "2 of 2 rows rejected" in output
    assert "secret" not in output
    assert "jo" not in output


def test_the_sample_data_come_in(shop: Shop) -> None:
    output = shop.csdesk.ok(
        "import", "complaints", str(ROOT / "sample_data" / "complaints.csv"),
    )  # fmt: skip
    assert "+ 0 rejected" in output
    assert shop.rows("SELECT count(*) FROM remedy WHERE granted_at IS NULL") == [0]
