"""Two records of one customer are proposed, become one, and can be parted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csdesk.services.customers.duplicates import name_to_compare
from csdesk.store.queries.repoint import references
from tests.store.dumps import dump, value

if TYPE_CHECKING:
    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

FILE = (
    "external_id,received_at,subject,customer_external_id,customer_name,customer_email"
)


@pytest.fixture
def two(csdesk: Csdesk) -> Csdesk:
    """P1 and P2, who are one; P3, whom P2 sent."""
    csdesk.ok("customer", "add", "Ann Lee", "--tag", "vip", "--at", "2026-11-02 10:00")
    csdesk.ok(
        "customer", "add", "Anne Lee", "--email", "ann@x.org", "--phone", "030 99",
        "--tier", "gold", "--tag", "new", "--note", "rings", "--at", "2026-10-01 10:00",
    )  # fmt: skip
    csdesk.ok("customer", "add", "Jo Roe", "--referred-by", "P2")
    csdesk.ok("log", "P2", "late parcel", "--at", "2026-11-03 10:00")
    csdesk.ok("complaint", "open", "P2", "broken lamp", "--no-contact")
    csdesk.ok("survey", "record", "nps", "9", "--customer", "P2")
    return csdesk


def test_every_table_that_refers_to_customers_is_known() -> None:
    assert sorted(references()) == [
        ("complaint", "customer_id"),
        ("contact", "customer_id"),
        ("customer", "merged_into_id"),
        ("customer", "referred_by_id"),
        ("departure", "customer_id"),
        ("follow_up", "customer_id"),
        ("purchase", "customer_id"),
        ("survey_answer", "customer_id"),
        ("voucher", "customer_id"),
    ]


def test_all_that_was_the_others_is_the_survivors(two: Csdesk) -> None:
    assert "moved: " in two.ok("customer", "merge", "P1", "P2")
    for table in ("contact", "complaint", "survey_answer"):
        assert value(two.path, f"SELECT customer_id FROM {table}") == 1
    assert value(two.path, "SELECT referred_by_id FROM customer WHERE id = 3") == 1


def test_the_survivor_keeps_its_name_and_is_completed(two: Csdesk) -> None:
    two.ok("customer", "edit", "P2", "--do-not-contact")
    two.ok("customer", "merge", "P1", "P2")
    (one,) = (row for row in two.json("customer", "list") if row["id"] == "P1")
    assert one["name"] == "Ann Lee"
    assert (one["email"], one["phone"], one["tier"]) == ("ann@x.org", "030 99", "gold")
    assert (one["note"], one["tags"]) == ("rings", ["new", "vip"])
    assert one["since"].startswith("2026-10-01")
    assert one["do_not_contact"] is True


def test_what_the_survivor_knows_stays(two: Csdesk) -> None:
    two.ok("customer", "edit", "P1", "--email", "a@y.org", "--tier", "basic")
    two.ok("customer", "merge", "P1", "P2")
    (one,) = (row for row in two.json("customer", "list") if row["id"] == "P1")
    assert (one["email"], one["tier"]) == ("a@y.org", "basic")
    assert "Logged C2" in two.ok("log", "ann@x.org", "by the old address")
    assert value(two.path, "SELECT customer_id FROM contact WHERE id = 2") == 1


def test_whoever_went_leads_to_the_survivor(two: Csdesk) -> None:
    two.ok("customer", "merge", "P1", "P2")
    assert two.ok("customer", "list", "-q").split() == ["P1", "P3"]
    shown = two("customer", "show", "P2")
    assert "Note: P2 is P1 now" in shown.stderr
    assert "Ann Lee" in shown.stdout
    logged = two("log", "P2", "hello")
    assert "P2 is P1 now" in logged.stderr
    assert two.json("contact", "show", "C2")["customer"] == "P1"
    assert "Logged C3" in two.ok("log", "Anne Lee", "by the old name")
    assert two.json("contact", "show", "C3")["customer"] == "P1"
    assert set(two.ok("search", "anne", "-q").split()) == {"P1"}
    assert "P2" not in two.ok("export", "customers")


def test_merges_in_a_row_lead_to_the_last(two: Csdesk) -> None:
    two.ok("customer", "merge", "P1", "P2")
    two.ok("customer", "merge", "P3", "P1")
    assert "P2 is P3 now" in two("customer", "show", "P2").stderr
    assert two.ok("customer", "list", "-q").split() == ["P3"]
    assert value(two.path, "SELECT referred_by_id FROM customer WHERE id = 3") is None


def test_undo_parts_them_again(two: Csdesk) -> None:
    before = dump(two.path)
    two.ok("customer", "merge", "P1", "P2")
    two.ok("undo")
    assert dump(two.path) == before
    assert two.ok("search", "anne", "-q").split() == ["P2"]


@pytest.mark.parametrize(
    ("keep", "other", "code", "told"),
    [
        ("P1", "P1", 4, "P1 is one and the same"),
        ("P2", "ann@x.org", 4, "P2 is one and the same"),
        ("P1", "P9", 3, "no customer P9"),
        ("P9", "P1", 3, "no customer P9"),
        ("P1", "Nobody", 3, "No customer is called"),
        ("P1", "K1", 3, "No customer is called"),
        ("P1", "", 2, "WHO is empty"),
    ],
)
def test_what_cannot_be_merged_is_refused(
    two: Csdesk, keep: str, other: str, code: int, told: str
) -> None:
    before = dump(two.path)
    assert told in two.refused(code, "customer", "merge", keep, other)
    assert dump(two.path) == before


def test_who_was_merged_already_is_refused(two: Csdesk) -> None:
    two.ok("customer", "merge", "P1", "P2")
    for pair in (("P3", "P2"), ("P2", "P3"), ("P1", "P2")):
        assert "P2 was merged into P1" in two.refused(4, "customer", "merge", *pair)


def test_departures_that_overlap_are_one(two: Csdesk) -> None:
    for who, left, back in (
        ("P1", "2026-11-04 10:00", "2026-11-06 10:00"),
        ("P2", "2026-11-05 10:00", "2026-11-08 10:00"),
    ):
        two.ok("customer", "leave", who, "--at", left)
        two.ok("customer", "return", who, "--at", back)
    two.ok("customer", "leave", "P2", "--at", "2026-11-10 10:00")
    two.ok("customer", "merge", "P1", "P2")
    days = [
        (row["left_at"][:10], row["returned_at"] and row["returned_at"][:10])
        for row in two.json("customer", "show", "P1")["departures"]
    ]
    assert days == [("2026-11-04", "2026-11-08"), ("2026-11-10", None)]


def test_whoever_went_is_no_customer_of_the_report(two: Csdesk) -> None:
    def at_start() -> object:
        found = two.json("report", "2026-W47", "--kpi", "churn_rate")["kpis"][0]
        return found["n"]

    assert at_start() == 2
    two.ok("customer", "merge", "P1", "P2")
    assert at_start() == 1
    told = two.json("report", "2026-W46", "--kpi", "churn_rate")
    assert any("corrected since" in note for note in told["notes"] + told["news"])


@pytest.mark.parametrize("who", ["x2,,", ",Anne Lee,ann@x.org"])
def test_an_import_that_means_the_other_goes_to_the_survivor(
    csdesk: Csdesk, who: str
) -> None:
    file = csdesk.folder / "a.csv"
    file.write_text(
        f"{FILE}\nc1,2026-11-02 10:00,hi,x1,Ann Lee,\nc2,2026-11-02 10:00,hi,x2,"
        "Anne Lee,ann@x.org\n"
    )
    csdesk.ok("import", "contacts", "a.csv", "--source", "shop")
    csdesk.ok("customer", "merge", "P1", "P2")
    file.write_text(f"{FILE}\nc3,2026-11-03 10:00,hi,{who}\n")
    csdesk.ok("import", "contacts", "a.csv", "--source", "shop")
    assert value(csdesk.path, "SELECT customer_id FROM contact WHERE id = 3") == 1
    assert value(csdesk.path, "SELECT count(*) FROM customer") == 2


def test_a_file_of_customers_completes_the_survivor_once(csdesk: Csdesk) -> None:
    file = csdesk.folder / "p.csv"
    file.write_text("external_id,name,company\nx1,Ann Lee,\nx2,Anne Lee,\n")
    csdesk.ok("import", "customers", "p.csv")
    csdesk.ok("customer", "merge", "P1", "P2")
    file.write_text("external_id,name,company\nx1,Ann Lee,\nx2,Anne Lee,Blue\n")
    assert "1 updated + 1 unchanged" in csdesk.ok("import", "customers", "p.csv")
    assert csdesk.json("customer", "show", "P1")["company"] == "Blue"
    assert csdesk.json("customer", "show", "P1")["name"] == "Ann Lee"
    assert "0 updated + 2 unchanged" in csdesk.ok("import", "customers", "p.csv")


def pairs(csdesk: Csdesk) -> list[tuple[str, list[str]]]:
    return [
        (row["pair"], row["reasons"]) for row in csdesk.json("customer", "duplicates")
    ]


def test_who_may_be_one_is_proposed_with_the_reason(two: Csdesk) -> None:
    assert pairs(two) == [("P1 P2", ["nearly the same name"])]
    shown = two.ok("customer", "duplicates")
    assert "csdesk customer merge P1 P2" in shown
    assert two.ok("customer", "duplicates", "-q") == "P1 P2\n"
    two.ok("customer", "merge", "P1", "P2")
    assert pairs(two) == []
    assert "No two customers look like one" in two.ok("customer", "duplicates")


def test_shared_addresses_weigh_more_than_names(csdesk: Csdesk) -> None:
    (csdesk.folder / "p.csv").write_text(
        "external_id,name,email,phone\n"
        "1,Ann Lee,ann@x.org,030 111111\n2,A. Lee,ann@x.org,\n"
        "3,Jo Roe,,030 111111\n4,Lee Ann,,\n5,Zoë Müller,,\n6,Zoe Muller,,\n"
        "7,Flat 12,,\n8,Flat 13,,\n"
    )
    csdesk.ok("import", "customers", "p.csv")
    assert pairs(csdesk) == [
        ("P1 P2", ["same e-mail"]),
        ("P1 P3", ["same phone number"]),
        ("P1 P4", ["same name"]),
        ("P5 P6", ["same name"]),
    ]


def test_many_customers_of_like_names_take_no_square_of_the_time(
    csdesk: Csdesk,
) -> None:
    rows = "".join(f"{n},Name {n % 9}{'abcdefgh'[n % 8]} Lee\n" for n in range(3_000))
    (csdesk.folder / "p.csv").write_text("external_id,name\n" + rows)
    csdesk.ok("import", "customers", "p.csv")
    assert 3_000 < len(pairs(csdesk)) < 30_000


def test_names_are_compared_without_accents_signs_and_order() -> None:
    assert (
        name_to_compare("müller, zoë") == name_to_compare("zoe  muller") == "muller zoe"
    )
