"""What granting brings with it: vouchers, limits, costs, and what came after."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.complaints.conftest import FIRM
from tests.store.verbs import CODE

if TYPE_CHECKING:
    from tests.complaints.conftest import Dump
    from tests.conftest import Csdesk

VOUCHER = ("--remedy", "voucher", "--value", "15")


def resolve(csdesk: Csdesk, *more: str) -> str:
    return csdesk.ok("complaint", "resolve", "K1", *FIRM, *more)


def test_a_voucher_granted_is_issued_and_its_code_said(desk: Csdesk) -> None:
    said = resolve(desk, *VOUCHER)
    assert f"granted voucher, 15.00 EUR. Issued V1 over 15.00 EUR, code {CODE}." in said
    shown = desk.json("voucher", "show", CODE)
    assert (shown["customer"], shown["complaint"], shown["value"]) == ("P1", "K1", 15)
    texts = [
        event["text"] or "" for event in desk.json("complaint", "show", "K1")["events"]
    ]
    assert not any(CODE in text for text in texts)


def test_a_voucher_granted_ends_when_the_resolution_says(desk: Csdesk) -> None:
    said = desk.ok("complaint", "resolve", "K1", *FIRM, *VOUCHER, "--expires", "90d")
    assert "good to Tue 16 Feb 2027" in said
    ends = desk.json("voucher", "show", CODE)["expires_at"]
    assert ends == "2027-02-16T23:59:59+01:00"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--remedy", "refund", "--expires", "90d"), "--expires is for a voucher"),
        (("--remedy", "none", "--expires", "90d"), "--expires is for a voucher"),
        ((*VOUCHER, "--expires", "2026-11-01"), "before it is issued"),
    ],
)
def test_an_end_without_a_voucher_is_refused(
    desk: Csdesk, more: tuple[str, ...], told: str
) -> None:
    assert told in desk.refused(2, "complaint", "resolve", "K1", *FIRM, *more)
    assert desk.json("complaint", "show", "K1")["resolved_at"] is None


def test_an_offered_voucher_is_issued_when_it_is_granted(desk: Csdesk) -> None:
    desk.ok("complaint", "offer", "K1", "voucher", "--value", "15")
    assert desk.json("voucher", "list") == []
    assert CODE in resolve(desk)
    assert len(desk.json("complaint", "show", "K1")["remedies"]) == 1


def test_a_voucher_without_a_value_waits_for_one(desk: Csdesk) -> None:
    result = desk("complaint", "resolve", "K1", *FIRM, "--remedy", "voucher")
    assert "csdesk voucher issue P1 VALUE --complaint K1" in result.stderr
    assert desk.json("voucher", "list") == []
    desk.ok("voucher", "issue", "P1", "15", "--complaint", "K1")
    (remedy,) = desk.json("complaint", "show", "K1")["remedies"]
    assert remedy["value"] == 15


def test_removing_a_complaint_leaves_its_voucher_good(desk: Csdesk) -> None:
    resolve(desk, *VOUCHER)
    result = desk("complaint", "remove", "K1")
    assert "C1, V1 stay, without K1." in result.stderr
    assert desk.json("voucher", "show", "V1")["complaint"] is None
    desk.ok("voucher", "redeem", CODE)
    desk.ok("undo")
    desk.ok("undo")
    assert desk.json("voucher", "show", "V1")["complaint"] == "K1"


def test_a_file_that_takes_a_voucher_back_leaves_it_good(csdesk: Csdesk) -> None:
    rows = "external_id,received_at,resolved_at,remedy,customer_name\n"
    file = csdesk.folder / "k.csv"
    file.write_text(f"{rows}k1,2026-11-02T10:00Z,2026-11-03T10:00Z,voucher,Ann Lee\n")
    csdesk.ok("import", "complaints", "k.csv")
    csdesk.ok("voucher", "issue", "P1", "15", "--complaint", "K1")
    file.write_text(f"{rows}k1,2026-11-02T10:00Z,2026-11-03T10:00Z,none,Ann Lee\n")
    csdesk.ok("import", "complaints", "k.csv")
    assert csdesk.json("voucher", "show", "V1")["complaint"] is None
    csdesk.ok("undo")
    assert csdesk.json("voucher", "show", "V1")["complaint"] == "K1"


# --- a goodwill limit


@pytest.fixture
def limited(desk: Csdesk) -> Csdesk:
    """A desk where Bert may give 10, Cleo 50, Anna anything; Dora left."""
    for name, limit in (("Bert", "10"), ("Cleo", "50"), ("Dora", "100")):
        desk.ok("agent", "add", name, "--goodwill-limit", limit)
    desk.ok("agent", "edit", "Dora", "--not-active")
    return desk


@pytest.mark.parametrize(
    "given",
    [
        VOUCHER,
        ("--remedy", "refund", "--value", "10.01"),
        ("--remedy", "repair", "--value", "5", "--cost", "11"),
    ],
)
def test_nobody_grants_more_than_their_limit(
    limited: Csdesk, dump: Dump, given: tuple[str, ...]
) -> None:
    before = dump()
    said = limited.refused(
        4, "complaint", "resolve", "K1", *FIRM, *given, "--agent", "Bert"
    )
    assert "is above Bert's limit of 10.00 EUR." in said
    assert "Cleo or Anna may: add --approved-by 'Cleo'" in said
    assert "csdesk complaint escalate K1 REASON" in said
    assert dump() == before


@pytest.mark.parametrize(
    ("agent", "value"), [("Bert", "10"), ("Cleo", "50"), ("Anna", "1000")]
)
def test_up_to_the_limit_anybody_may(limited: Csdesk, agent: str, value: str) -> None:
    resolve(limited, "--remedy", "refund", "--value", value, "--agent", agent)


def test_an_apology_is_always_within_the_limit(limited: Csdesk) -> None:
    limited.ok("agent", "edit", "Bert", "--goodwill-limit", "0")
    resolve(limited, "--remedy", "apology", "--agent", "Bert")


def test_an_approval_lets_it_pass_and_is_kept(limited: Csdesk) -> None:
    said = resolve(limited, *VOUCHER, "--agent", "Bert", "--approved-by", "cleo")
    assert "granted voucher, 15.00 EUR (approved by Cleo)." in said
    assert limited.json("voucher", "show", "V1")["approved_by"] == "Cleo"
    event = limited.json("complaint", "show", "K1")["events"][-1]
    assert event["agent"] == "Bert"
    assert "voucher, 15.00 EUR (approved by Cleo)" in event["text"]


def test_an_approval_of_a_voucher_without_a_complaint_is_kept(limited: Csdesk) -> None:
    issue = ("voucher", "issue", "P1", "15", "--agent", "Bert")
    assert "above Bert's limit" in limited.refused(4, *issue)
    limited.ok(*issue, "--approved-by", "cleo")
    assert limited.json("voucher", "show", "V1")["approved_by"] == "Cleo"
    limited.ok("voucher", "issue", "P1", "5", "--agent", "Bert")
    assert limited.json("voucher", "show", "V2")["approved_by"] is None


@pytest.mark.parametrize(
    ("by", "value", "said"),
    [
        ("Cleo", "51", "51.00 EUR is above Cleo's limit of 50.00 EUR."),
        ("Bert", "15", "15.00 EUR is above Bert's limit of 10.00 EUR."),
        ("Dora", "15", "Dora does not work here any more."),
    ],
)
def test_an_approval_needs_somebody_who_may(
    limited: Csdesk, dump: Dump, by: str, value: str, said: str
) -> None:
    before = dump()
    given = ("--remedy", "refund", "--value", value, "--agent", "Bert")
    resolving = ("complaint", "resolve", "K1", *FIRM, *given, "--approved-by")
    assert said in limited.refused(4, *resolving, by)
    assert "There is no agent 'Zoe'." in limited.refused(3, *resolving, "Zoe")
    assert dump() == before


def test_the_limit_holds_for_a_standing_offer_too(limited: Csdesk) -> None:
    result = limited(
        "complaint", "offer", "K1", "refund", "--value", "20", "--agent", "Bert"
    )
    assert "above Bert's limit of 10.00 EUR: granting it needs" in result.stderr
    limited.refused(4, "complaint", "resolve", "K1", *FIRM, "--agent", "Bert")


def test_the_limit_holds_for_vouchers(limited: Csdesk, dump: Dump) -> None:
    before = dump()
    issue = ("voucher", "issue", "P1", "15", "--agent", "Bert")
    said = limited.refused(4, *issue)
    assert "add --approved-by 'Cleo'" in said
    assert "escalate" not in said
    assert "escalate K1" in limited.refused(4, *issue, "--complaint", "K1")
    assert dump() == before
    limited.ok(*issue, "--complaint", "K1", "--approved-by", "Cleo")
    event = limited.json("complaint", "show", "K1")["events"][-1]
    assert event["text"] == "voucher, 15.00 EUR; approved by Cleo"


def test_where_nobody_may_the_limit_is_to_be_raised(limited: Csdesk) -> None:
    limited.ok("agent", "edit", "Anna", "--goodwill-limit", "20")
    said = limited.refused(
        4, "complaint", "resolve", "K1", *FIRM, "--remedy", "refund", "--value", "99"
    )
    assert "Nobody here may: raise somebody's limit" in said


# --- what it costs, against a new customer


def test_the_cost_is_held_against_that_of_a_new_customer(desk: Csdesk) -> None:
    desk.ok("settings", "set", "acquisition_cost", "40")
    said = resolve(desk, "--remedy", "refund", "--value", "20", "--cost", "8")
    assert (
        "; cost 8.00 EUR; a new customer costs 40.00 EUR (acquisition_cost).\n" in said
    )
    shown = desk.json("complaint", "show", "K1")
    assert (shown["recovery_cost"], shown["acquisition_cost"]) == (8, 40)


def test_a_voucher_costs_its_face_value(desk: Csdesk) -> None:
    desk.ok("settings", "set", "acquisition_cost", "40")
    assert "; cost 15.00 EUR; a new" in resolve(desk, *VOUCHER, "--cost", "2")
    assert desk.json("complaint", "show", "K1")["recovery_cost"] == 15


def test_without_the_setting_nothing_is_compared(desk: Csdesk) -> None:
    assert "new customer" not in resolve(desk, *VOUCHER)
    assert desk.json("complaint", "show", "K1")["acquisition_cost"] is None


# --- whether they stayed


def test_what_was_bought_since_the_resolution_is_counted(desk: Csdesk) -> None:
    assert desk.json("complaint", "show", "K1")["bought_since"] is None
    resolve(desk, "--remedy", "none", "--at", "09:30")
    shown = desk.json("complaint", "show", "K1")
    assert (shown["bought_since"], shown["bought_since_amount"]) == (0, None)
    desk.now("2026-11-25T10:00:00+01:00")
    (desk.folder / "p.csv").write_text(
        "external_id,at,amount,customer_name,customer_external_id\n"
        "1,2026-11-18T09:30:00+01:00,99,,\n"
        "2,2026-11-19T10:00:00+01:00,14,,\n"
        "3,2026-11-20T10:00:00+01:00,20,,\n"
    )
    desk.ok("import", "purchases", "p.csv")
    with sqlite3.connect(desk.path) as connection:
        connection.execute("UPDATE purchase SET customer_id = 1")
    connection.close()
    shown = desk.json("complaint", "show", "K1")
    assert (shown["bought_since"], shown["bought_since_amount"]) == (2, 34)


# --- corrective actions


def test_a_corrective_action_is_to_be_checked_in_30_days(desk: Csdesk) -> None:
    said = resolve(desk, "--remedy", "none", "--corrective", "new supplier")
    assert (
        " F1 asks Fri 18 Dec 2026 10:00 whether the corrective action was done.\n"
        in said
    )
    shown = desk.json("complaint", "show", "K1")
    assert shown["corrective_at"] == "2026-11-18T10:00:00+01:00"
    assert follow_ups(desk) == [
        (1, None, "reminder", "Was it done? new supplier", "2026-12-18", None)
    ]


def test_when_to_check_can_be_said(desk: Csdesk) -> None:
    resolve(
        desk, "--remedy", "none", "--corrective", "x", "--corrective-due", "2026-12-01"
    )
    assert follow_ups(desk)[0][4] == "2026-11-30"  # midnight in Berlin, in UTC


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--corrective-due", "fri"), "there is none"),
        (("--corrective", "x", "--corrective-due", "yesterday"), "before it was"),
        (("--corrective", "x", "--corrective-due", "soon"), "not a date"),
    ],
)
def test_a_check_needs_an_action_and_a_time_to_come(
    desk: Csdesk, dump: Dump, given: tuple[str, ...], said: str
) -> None:
    before = dump()
    resolving = ("complaint", "resolve", "K1", *FIRM, "--remedy", "none")
    assert said in desk.refused(2, *resolving, *given)
    assert dump() == before


def test_an_action_noted_again_is_neither_newer_nor_checked_twice(desk: Csdesk) -> None:
    resolve(desk, "--remedy", "none", "--corrective", "new supplier", "--at", "09:10")
    desk.ok("complaint", "reopen", "K1", "no", "--at", "09:20")
    said = resolve(desk, "--remedy", "none", "--corrective", "New supplier")
    assert " asks " not in said
    shown = desk.json("complaint", "show", "K1")
    assert shown["corrective_at"] == "2026-11-18T09:10:00+01:00"
    assert len(follow_ups(desk)) == 1


def test_edit_begins_an_action_and_mends_its_words(desk: Csdesk) -> None:
    desk.ok("complaint", "edit", "K1", "--corrective", "new suplier")
    desk.now("2026-11-20T10:00:00+01:00")
    desk.ok("complaint", "edit", "K1", "--corrective", "new supplier")
    shown = desk.json("complaint", "show", "K1")
    assert shown["corrective_at"] == "2026-11-18T10:00:00+01:00"
    desk.ok("complaint", "edit", "K1", "--clear", "corrective")
    assert desk.json("complaint", "show", "K1")["corrective_at"] is None


def test_removing_a_complaint_removes_the_check(desk: Csdesk) -> None:
    resolve(desk, "--remedy", "none", "--corrective", "new supplier")
    desk.ok("complaint", "remove", "K1")
    assert follow_ups(desk) == []
    desk.ok("undo")
    assert len(follow_ups(desk)) == 1


def follow_ups(desk: Csdesk) -> list[tuple[object, ...]]:
    """Every follow-up: complaint, customer, kind, text, day due (UTC), done."""
    with sqlite3.connect(desk.path) as connection:
        rows = connection.execute(
            "SELECT complaint_id, customer_id, kind, text,"
            " date(due_at, 'unixepoch'), done_at FROM follow_up ORDER BY id"
        ).fetchall()
    connection.close()
    return rows
