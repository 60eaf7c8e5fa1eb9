"""Whom to contact, and whom never."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

    Begin = Callable[[Callable[[Csdesk], None]], Csdesk]

LISTS = ("lapsed", "reminders", "loyalty")


def three_old_ones(csdesk: Csdesk) -> None:
    """Ann, Jo and Sue, who bought something in spring and were not heard of since."""
    for name, day, amount in (
        ("Ann Lee", "02-01", "40"),
        ("Jo Roe", "03-01", "250"),
        ("Sue Poe", "04-01", "90"),
    ):
        csdesk.ok(
            "purchase", "log", name, amount, "--product", f"{name[:3].strip()}-lamp",
            "--at", f"2026-{day} 10:00",
        )  # fmt: skip


@pytest.fixture
def desk(begin: Begin) -> Csdesk:
    """A desk with P1 to P3, all of whom have lapsed."""
    return begin(three_old_ones)


def listed(csdesk: Csdesk, what: str = "lapsed", *more: str) -> list[str]:
    return csdesk.ok("outreach", what, "-q", *more).split()


def rows(csdesk: Csdesk, what: str) -> Any:
    return csdesk.json("outreach", what)


def said(csdesk: Csdesk, what: str = "lapsed") -> str:
    return csdesk("outreach", what).stderr


# -- lapsed -----------------------------------------------------------------------


def test_the_best_customers_come_first_with_reason_and_purchases(
    desk: Csdesk,
) -> None:
    assert listed(desk) == ["P2", "P3", "P1"]
    assert rows(desk, "lapsed")[0] == {
        "id": "P2",
        "customer": "P2",
        "customer_name": "Jo Roe",
        "reasons": ["no sign since Sun 1 Mar 2026"],
        "bought": ["Jo-lamp"],
        "lifetime_value": 250,
        "last_sign_at": "2026-03-01T10:00:00+01:00",
        "next": "csdesk log P2 TEXT --direction outbound",
    }


@pytest.mark.parametrize(
    "sign",
    [
        ("log", "P2", "hello", "--at", "2026-10-01"),
        ("complaint", "open", "P2", "bad", "--no-contact", "--at", "2026-10-01"),
        ("purchase", "log", "P2", "1", "--at", "2026-10-01"),
        ("customer", "leave", "P2"),
    ],
)
def test_a_sign_or_a_departure_is_no_lapse(desk: Csdesk, sign: tuple[str, ...]) -> None:
    desk.ok(*sign)
    assert listed(desk) == ["P3", "P1"]


def test_what_the_shop_sends_is_no_sign_of_the_customer(desk: Csdesk) -> None:
    desk.ok("log", "P2", "hi", "--direction", "outbound", "--at", "2026-10-01")
    assert listed(desk) == ["P2", "P3", "P1"]


def test_without_any_sign_the_first_day_counts(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "New Al", "--at", "2026-10-01")
    csdesk.ok("customer", "add", "Old Joe", "--at", "2026-02-01")
    csdesk.ok("customer", "edit", "P1", "--clear", "since")
    assert listed(csdesk) == ["P2"]


@pytest.mark.parametrize(("days", "who"), [("231", ["P3"]), ("232", [])])
def test_the_days_are_a_setting_and_end_to_the_second(
    csdesk: Csdesk, days: str, who: list[str]
) -> None:
    three_old_ones(csdesk)
    csdesk.ok("settings", "set", "lapsed_after", days)
    csdesk.now("2026-11-18T09:00:01+01:00")  # 231 d 1 s after Sue's, across a DST end
    assert [one for one in listed(csdesk) if one == "P3"] == who


def test_add_makes_win_backs_in_one_operation(desk: Csdesk) -> None:
    out = desk.ok("outreach", "lapsed", "--add", "--due", "fri 9:00", "--limit", "2")
    assert out.startswith("Made 2 win-backs, due Fri 20 Nov 2026 09:00: F1, F2.\n")
    told = desk.json("followup", "list")
    assert [(row["customer"], row["kind"]) for row in told] == [
        ("P2", "win-back"),
        ("P3", "win-back"),
    ]
    assert listed(desk) == ["P1"]
    assert "2 left out: to be won back already" in said(desk)
    desk.ok("undo")
    assert desk.json("followup", "list") == []


def test_nobody_to_win_back_is_said_and_writes_nothing(csdesk: Csdesk) -> None:
    before = csdesk.ok("history", "-q")
    assert csdesk.ok("outreach", "lapsed", "--add").startswith("Nobody has lapsed")
    assert csdesk.ok("history", "-q") == before


def test_due_is_for_add(desk: Csdesk) -> None:
    assert "--due is for --add" in desk.refused(2, "outreach", "lapsed", "--due", "fri")
    desk.refused(4, "outreach", "lapsed", "--add", "--due", "yesterday")


# -- the cap ----------------------------------------------------------------------


def test_whoever_was_contacted_often_enough_is_held_back_and_counted(
    desk: Csdesk,
) -> None:
    for day in ("2026-11-01", "2026-11-05"):
        desk.ok("log", "P2", "news", "--direction", "outbound", "--at", day)
    desk.ok("log", "P3", "news", "--direction", "outbound", "--at", "2026-11-05")
    desk.ok("log", "P3", "news", "--direction", "outbound", "--at", "2026-10-01")
    assert listed(desk) == ["P3", "P1"]
    assert said(desk) == (
        "Note: 1 held back: contacted as often as outreach_cap allows.\n"
    )
    desk.ok("settings", "set", "outreach_cap", "1")
    assert listed(desk) == ["P1"]
    desk.ok("settings", "set", "outreach_cap", "3")
    assert listed(desk) == ["P2", "P3", "P1"]


def test_reminders_done_and_planned_count(desk: Csdesk) -> None:
    desk.ok("settings", "set", "outreach_cap", "1")
    add = ("followup", "add")
    desk.ok(*add, "P1", "x", "--due", "in 2 days", "--kind", "reminder")
    desk.ok(*add, "P2", "x", "--due", "in 3 months", "--kind", "reminder")
    desk.ok(*add, "P3", "x", "--due", "tomorrow", "--kind", "call-back")
    assert listed(desk) == ["P2", "P3"]
    desk.ok("followup", "done", "F2")
    assert listed(desk) == ["P3"]


def test_of_many_reminders_of_one_customer_the_cap_shows_some(desk: Csdesk) -> None:
    for _ in range(3):
        desk.ok("followup", "add", "P1", "x", "--due", "today", "--kind", "reminder")
    assert listed(desk, "reminders") == ["F1", "F2"]
    assert "1 held back" in said(desk, "reminders")


# -- reminders --------------------------------------------------------------------


def test_reminders_due_today_and_before_by_date(desk: Csdesk) -> None:
    add = ("followup", "add")
    desk.ok(*add, "P1", "boiler", "--due", "today", "--kind", "reminder")
    desk.ok(*add, "P2", "lawn", "--due", "11:00", "--kind", "win-back")
    desk.ok(*add, "P3", "call", "--due", "today")  # a promise is no outreach
    desk.ok(*add, "P3", "later", "--due", "in 3 days", "--kind", "reminder")
    assert listed(desk, "reminders") == ["F2", "F1"]
    assert listed(desk, "reminders", "--ahead", "3") == ["F2", "F1", "F4"]
    (first, _) = rows(desk, "reminders")
    assert (first["customer_name"], first["reasons"]) == ("Jo Roe", ["lawn"])
    assert first["bought"] == ["Jo-lamp"]
    assert first["next"] == "csdesk followup done F2"


# -- loyalty ----------------------------------------------------------------------


def add_rule(csdesk: Csdesk, when: str, reaches: str, *more: str) -> None:
    csdesk.ok(
        "loyalty", "add", f"the {when}", "--when", when, "--reaches", reaches,
        "--voucher", "15", "--from", "2026-01-01", *more,
    )  # fmt: skip


def test_one_visit_short_is_near_and_two_are_not(desk: Csdesk) -> None:
    add_rule(desk, "visits", "3")
    assert listed(desk, "loyalty") == []
    desk.ok("purchase", "log", "P1", "5", "--product", "bulb")
    (row,) = rows(desk, "loyalty")
    assert row["id"] == "P1"
    assert row["reasons"] == ["one visit short of 'the visits' (15.00 EUR)"]
    assert row["bought"] == ["bulb", "Ann-lamp"]


def test_a_tenth_of_an_amount_is_near(desk: Csdesk) -> None:
    add_rule(desk, "amount", "100")
    (row,) = rows(desk, "loyalty")
    assert row["id"] == "P3"
    assert row["reasons"] == ["10.00 EUR short of 'the amount' (15.00 EUR)"]


def test_a_voucher_about_to_expire_is_a_reason_and_reasons_are_joined(
    desk: Csdesk,
) -> None:
    add_rule(desk, "visits", "2", "--expires", "14d")
    desk.ok("purchase", "log", "P1", "5")
    desk.ok("purchase", "log", "P1", "5")
    told = {row["id"]: row["reasons"] for row in rows(desk, "loyalty")}
    assert told["P1"] == [
        "V1 (15.00 EUR) expires Wed 2 Dec 2026",
        "one visit short of 'the visits' (15.00 EUR)",
    ]
    desk.now("2026-12-02T10:00:00+01:00")
    told = {row["id"]: row["reasons"] for row in rows(desk, "loyalty")}
    assert "expires" not in told["P1"][0]


def test_whoever_brought_a_customer_is_thanked(desk: Csdesk) -> None:
    desk.ok("customer", "add", "New Al", "--referred-by", "P2")
    desk.ok("customer", "add", "Old Bo", "--referred-by", "P3", "--at", "2026-01-10")
    (row,) = rows(desk, "loyalty")
    assert (row["id"], row["reasons"]) == ("P2", ["brought P4 on Wed 18 Nov 2026"])


# -- never ------------------------------------------------------------------------


def everything(csdesk: Csdesk) -> None:
    """Each of P1 to P3 on each of the lists."""
    three_old_ones(csdesk)
    csdesk.ok("settings", "set", "outreach_cap", "9")
    add_rule(csdesk, "visits", "2")
    for number in (1, 2, 3):
        csdesk.ok(
            "followup", "add", f"P{number}", "boiler", "--kind", "reminder",
            "--due", "today",
        )  # fmt: skip


PEACE: dict[str, tuple[str, ...]] = {
    "marked": ("customer", "edit", "P2", "--do-not-contact"),
    "left": ("customer", "leave", "P2"),
}


@pytest.mark.parametrize("what", LISTS)
@pytest.mark.parametrize("why", PEACE)
def test_who_is_not_to_be_contacted_is_on_no_list(
    begin: Begin, what: str, why: str
) -> None:
    csdesk = begin(everything)
    assert len(listed(csdesk, what)) == 3
    csdesk.ok(*PEACE[why])
    assert len(listed(csdesk, what)) == 2
    for fmt in ("table", "plain", "json", "csv", "markdown"):
        result = csdesk("outreach", what, "--format", fmt)
        assert "Jo" not in result.output
        assert "P2" not in result.output
    if what != "lapsed" or why == "marked":
        assert "1 left alone: not to be contacted." in said(csdesk, what)


@pytest.mark.parametrize("column", ["merged_into_id", "erased_at"])
@pytest.mark.parametrize("what", LISTS)
def test_whoever_was_merged_away_or_erased_is_on_no_list(
    begin: Begin, what: str, column: str
) -> None:
    import sqlite3

    csdesk = begin(everything)
    with sqlite3.connect(csdesk.path) as desk:
        desk.execute(f"UPDATE customer SET {column} = 1 WHERE id = 2")
    desk.close()
    assert len(listed(csdesk, what)) == 2
    assert "Jo" not in csdesk.ok("outreach", what)


def test_nobody_is_named_by_whom_they_came_through(desk: Csdesk) -> None:
    desk.ok("customer", "add", "New Al", "--referred-by", "P2")
    desk.ok("customer", "edit", "P4", "--do-not-contact")
    (row,) = rows(desk, "loyalty")
    assert row["reasons"] == ["brought a customer on Wed 18 Nov 2026"]


def test_add_leaves_them_alone(desk: Csdesk) -> None:
    desk.ok("customer", "edit", "P2", "--do-not-contact")
    desk.ok("outreach", "lapsed", "--add")
    told = desk.json("followup", "list")
    assert sorted(row["customer"] for row in told) == ["P1", "P3"]


def test_whoever_left_may_be_won_back(begin: Begin) -> None:
    csdesk = begin(everything)
    csdesk.ok("customer", "leave", "P2")
    refused = csdesk.refused(
        4, "followup", "add", "P2", "boiler", "--kind", "reminder", "--due", "today"
    )
    assert "P2 left: no reminder." in refused
    csdesk.ok("followup", "add", "P2", "back?", "--kind", "win-back", "--due", "today")
    told = [row["reasons"] for row in rows(csdesk, "reminders")]
    assert ["back?"] in told
    csdesk.ok("customer", "edit", "P2", "--do-not-contact")
    told = [row["reasons"] for row in rows(csdesk, "reminders")]
    assert ["back?"] not in told
