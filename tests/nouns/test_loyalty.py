"""Loyalty rules: what they reward, and that they reward it once."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csdesk.domain.loyalty import (
    DAY,
    PROMPT_DAYS,
    PurchaseFacts,
    anniversaries,
    progress,
)
from tests.conftest import Csdesk

if TYPE_CHECKING:
    from pathlib import Path

BERLIN = ZoneInfo("Europe/Berlin")
NOW = int(datetime.fromisoformat("2026-11-18T10:00:00+01:00").timestamp())


def rule(csdesk: Csdesk, when: str, reaches: str, *more: str) -> None:
    command = ("loyalty", "add", f"the {when}", "--when", when, "--reaches", reaches)
    csdesk.ok(*command, "--voucher", "15", *more)


def vouchers(csdesk: Csdesk) -> list[dict[str, Any]]:
    """Every voucher of the desk."""
    desk = sqlite3.connect(csdesk.path)
    desk.row_factory = sqlite3.Row
    rows = [dict(row) for row in desk.execute("SELECT * FROM voucher ORDER BY id")]
    desk.close()
    return rows


def reached(csdesk: Csdesk) -> list[str]:
    return [row["reached"] for row in vouchers(csdesk)]


def buy(csdesk: Csdesk, *how: str, amount: str = "5") -> str:
    return csdesk.ok("purchase", "log", "Ann Lee", amount, *how)


# -- issued as it is reached ------------------------------------------------------


def test_every_tenth_visit_earns_a_voucher_and_says_so(csdesk: Csdesk) -> None:
    rule(csdesk, "visits", "10", "--expires", "90d")
    for _ in range(9):
        assert "Earned" not in buy(csdesk)
    out = buy(csdesk)
    (row,) = vouchers(csdesk)
    assert (
        f"Earned by P1: voucher {row['code']} (V1) over 15.00 EUR until "
        "Tue 16 Feb 2027, the visits (10)." in out.splitlines()
    )
    assert (row["value"], row["reached"]) == (1500, "10")
    assert row["expires_at"] - row["issued_at"] == 90 * DAY
    for _ in range(10):
        buy(csdesk)
    assert reached(csdesk) == ["10", "20"]


def test_the_purchase_and_its_voucher_are_one_operation(csdesk: Csdesk) -> None:
    rule(csdesk, "visits", "1")
    buy(csdesk)
    csdesk.ok("undo")
    assert vouchers(csdesk) == []
    assert csdesk.json("purchase", "list") == []


def test_an_amount_counts_within_a_calendar_year_and_once(csdesk: Csdesk) -> None:
    rule(csdesk, "amount", "100", "--from", "2025-01-01")
    buy(csdesk, "--at", "2025-12-31 23:00", amount="60")
    buy(csdesk, "--at", "2026-01-01 01:00", amount="60")
    assert reached(csdesk) == []
    buy(csdesk, amount="40")  # 100 to the cent
    assert reached(csdesk) == ["2026"]
    buy(csdesk, amount="500")
    assert reached(csdesk) == ["2026"]


def test_pieces_count_and_one_purchase_may_reach_twice(csdesk: Csdesk) -> None:
    rule(csdesk, "quantity", "10")
    buy(csdesk, "--quantity", "9")
    assert reached(csdesk) == []
    buy(csdesk)  # one piece
    buy(csdesk, "--quantity", "25")
    assert reached(csdesk) == ["10", "20", "30"]


def test_payments_in_a_row_within_fourteen_days(csdesk: Csdesk) -> None:
    rule(csdesk, "prompt", "3", "--from", "2026-01-01")
    buy(csdesk, "--at", "2026-03-01", "--paid", "2026-03-15")
    buy(csdesk, "--at", "2026-04-01", "--paid", "2026-04-16")  # a day late
    for month in ("05", "06"):
        buy(csdesk, "--at", f"2026-{month}-01", "--paid", f"2026-{month}-02")
    buy(csdesk, "--at", "2026-11-10", "--unpaid")  # may still be in time
    assert reached(csdesk) == []
    csdesk.ok("purchase", "edit", "B5", "--paid", "today")
    assert reached(csdesk) == ["3"]


def test_years_are_rewarded_by_issue(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Old Joe", "--at", "2016-02-29 10:00")
    csdesk.ok("customer", "add", "Gone Al", "--at", "2016-02-29 10:00")
    csdesk.ok("customer", "leave", "Gone Al")
    rule(csdesk, "years", "5", "--from", "2020-01-01")
    out = csdesk.ok("loyalty", "issue")
    assert out.splitlines()[-2] == "Issued 2 vouchers."
    assert [(row["customer_id"], row["reached"]) for row in vouchers(csdesk)] == [
        (1, "5"),
        (1, "10"),
    ]
    assert csdesk.ok("loyalty", "issue").startswith("No vouchers are due")


def test_what_imports_brought_is_issued_once(csdesk: Csdesk) -> None:
    rule(csdesk, "visits", "2", "--from", "2026-11-01")
    (csdesk.folder / "till.csv").write_text(
        "external_id,at,amount,customer_email\n"
        + "".join(f"b{n},2026-11-1{n}T10:00:00+01:00,5,ann@x.org\n" for n in range(5))
    )
    csdesk.ok("import", "purchases", "till.csv")
    assert vouchers(csdesk) == []
    csdesk.ok("loyalty", "issue")
    csdesk.ok("loyalty", "issue")
    assert reached(csdesk) == ["2", "4"]


def test_what_was_before_a_rule_counts_for_nothing(csdesk: Csdesk) -> None:
    buy(csdesk, "--at", "yesterday 23:00")
    rule(csdesk, "visits", "2")
    buy(csdesk)
    assert vouchers(csdesk) == []


def test_taking_a_purchase_back_and_doing_it_again_earns_nothing_new(
    csdesk: Csdesk,
) -> None:
    rule(csdesk, "visits", "2")
    buy(csdesk)
    buy(csdesk)
    csdesk.ok("purchase", "remove", "B1")
    buy(csdesk)
    csdesk.ok("loyalty", "issue")
    assert reached(csdesk) == ["2"]


# -- rules ------------------------------------------------------------------------


def test_rules_are_listed_in_words_and_numbers(csdesk: Csdesk) -> None:
    rule(csdesk, "visits", "10")
    rule(csdesk, "amount", "500.50", "--expires", "12w")
    buy(csdesk, amount="600")
    told = csdesk.json("loyalty", "list")
    assert [(row["says"], row["reaches"], row["issued"]) for row in told] == [
        ("every 10 purchases", 10, 0),
        ("500.50 EUR in a calendar year", 500.5, 1),
    ]
    assert [row["expires_days"] for row in told] == [None, 84]
    assert csdesk.ok("loyalty", "list", "-q").splitlines() == [
        "the visits",
        "the amount",
    ]


ADD = ("loyalty", "add", "x", "--when", "visits", "--voucher", "5", "--reaches")


def test_what_a_rule_rewards_no_other_rule_rewards_again(csdesk: Csdesk) -> None:
    rule = ("--when", "visits", "--reaches", "10", "--voucher", "15")
    csdesk.ok("loyalty", "add", "tenth visit", *rule)
    told = csdesk.refused(4, "loyalty", "add", "ten", *rule[:-1], "20")
    assert "'tenth visit' rewards that already: visits, 10." in told
    assert len(csdesk.json("loyalty", "list")) == 1
    csdesk.ok("loyalty", "add", "twenty", *rule[:3], "20", *rule[4:])
    csdesk.ok("loyalty", "remove", "tenth visit")
    csdesk.ok("loyalty", "add", "ten", *rule)


@pytest.mark.parametrize(
    ("typed", "code", "why"),
    [
        ((*ADD, "0"), 2, "--reaches is 0"),
        ((*ADD, "ten"), 2, "not a whole number"),
        ((*ADD, "1.5"), 2, "not a whole number"),
        ((*ADD, "5", "--voucher", "0"), 2, "--voucher is 0"),
        ((*ADD, "5", "--expires", "36h"), 2, "whole days"),
        ((*ADD, "5", "--expires", "0d"), 2, "whole days"),
        ((*ADD, "5", "--when", "visit"), 2, "Did you mean 'visits'?"),
        (("loyalty", "add", " ", *ADD[3:], "5"), 2, "The name is empty"),
        (("loyalty", "remove", "x"), 3, "There is no loyalty rule 'x'"),
    ],
)
def test_what_is_wrong_is_said(
    csdesk: Csdesk, typed: tuple[str, ...], code: int, why: str
) -> None:
    assert why in csdesk.refused(code, *typed)
    assert csdesk.json("loyalty", "list") == []


def test_two_rules_cannot_have_one_name(csdesk: Csdesk) -> None:
    csdesk.ok(*ADD, "5")
    assert "already a rule 'X'" in csdesk.refused(
        4, "loyalty", "add", "X", *ADD[3:], "9"
    )


def test_a_removed_rule_leaves_its_vouchers(csdesk: Csdesk) -> None:
    rule(csdesk, "visits", "1")
    buy(csdesk)
    result = csdesk("loyalty", "remove", "THE visits")
    assert "The voucher that it issued stays valid." in result.stderr
    (row,) = vouchers(csdesk)
    assert (row["loyalty_rule_id"], row["reached"]) == (None, "visits 1: 1")
    assert "Earned" not in buy(csdesk)


# -- codes ------------------------------------------------------------------------


# -- laws -------------------------------------------------------------------------

BOUGHT = st.builds(
    PurchaseFacts,
    at=st.integers(NOW - 900 * DAY, NOW),
    amount=st.integers(0, 30_000),
    quantity=st.one_of(st.none(), st.integers(0, 12)),
    paid_at=st.one_of(st.none(), st.integers(NOW - 900 * DAY, NOW)),
)
BASES = st.sampled_from(["visits", "amount", "quantity", "prompt"])


@given(
    basis=BASES,
    reaches=st.integers(1, 40_000),
    bought=st.lists(BOUGHT, max_size=30),
)
def test_what_is_reached_is_named_once_and_the_rest_is_said(
    basis: str, reaches: int, bought: list[PurchaseFacts]
) -> None:
    reaches = reaches if basis == "amount" else reaches % 7 + 1
    found = progress(basis, reaches, sorted(bought, key=_when), NOW, BERLIN)
    assert len(set(found.reached)) == len(found.reached)
    if basis == "visits":
        assert len(found.reached) == len(bought) // reaches
    if basis == "amount":
        spent = Counter[int]()
        for one in bought:
            spent[datetime.fromtimestamp(one.at, BERLIN).year] += one.amount
        assert set(found.reached) == {str(y) for y in spent if spent[y] >= reaches}
    if basis == "prompt":
        prompt = [one for one in bought if _is_prompt(one)]
        assert len(found.reached) <= len(prompt) // reaches
    if found.left is not None:
        assert 1 <= found.left <= reaches


@given(
    basis=st.sampled_from(["visits", "amount", "quantity"]),
    bought=st.lists(BOUGHT, max_size=20),
    more=st.lists(BOUGHT, max_size=5),
)
def test_more_purchases_never_take_back_what_was_reached(
    basis: str, bought: list[PurchaseFacts], more: list[PurchaseFacts]
) -> None:
    few = progress(basis, 3, sorted(bought, key=_when), NOW, BERLIN)
    many = progress(basis, 3, sorted([*bought, *more], key=_when), NOW, BERLIN)
    assert set(few.reached) <= set(many.reached)


@given(since=st.integers(0, NOW), start=st.integers(0, NOW), every=st.integers(1, 100))
def test_anniversaries_lie_between_the_rule_and_now(
    since: int, start: int, every: int
) -> None:
    begin, first, now = (datetime.fromtimestamp(at, UTC) for at in (since, start, NOW))
    found = anniversaries(every, begin, first, now, BERLIN)
    for name in found.reached:
        assert int(name) % every == 0
        assert abs((now - begin).days / 365.2425 - int(name)) <= (now - first).days + 1
    assert found.left is None or found.left >= 1


def _when(one: PurchaseFacts) -> int:
    return one.at


def _is_prompt(one: PurchaseFacts) -> bool:
    return one.paid_at is not None and one.paid_at <= one.at + PROMPT_DAYS * DAY


def typed(verb: str, about: str) -> tuple[str, ...]:
    """The command of a step."""
    commands = {
        "log": ("purchase", "log", about, "400"),
        "late": ("purchase", "log", about, "9", "--unpaid"),
        "issue": ("loyalty", "issue"),
        "remove": ("purchase", "remove", about),
        "pay": ("purchase", "edit", about, "--paid", "9:30"),
        "undo": ("undo",),
    }
    return commands[verb]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for every example's desk."""
    return tmp_path_factory.mktemp("loyalty")


RULES = st.tuples(BASES, st.integers(1, 3))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("log"), st.sampled_from(["Ann Lee", "Jo Roe"])),
        st.tuples(st.just("late"), st.sampled_from(["Ann Lee", "Jo Roe"])),
        st.tuples(st.just("issue"), st.just("")),
        st.tuples(st.just("remove"), st.sampled_from(["B1", "B2", "B3"])),
        st.tuples(st.just("pay"), st.sampled_from(["B1", "B2", "B3"])),
        st.tuples(st.just("undo"), st.just("")),
    ),
    max_size=12,
)


@pytest.mark.long
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rules=st.lists(RULES, min_size=1, max_size=3, unique=True), steps=STEPS)
def test_nothing_is_ever_rewarded_twice(
    empty_desk: bytes,
    folder: Path,
    rules: list[tuple[str, int]],
    steps: list[tuple[str, str]],
) -> None:
    path = folder / "desk.db"
    with (
        mock.patch.dict(os.environ, {"CSDESK_DB": str(path), "CSDESK_AGENT": "Anna"}),
        pytest.MonkeyPatch().context() as patch,
    ):
        csdesk = Csdesk(folder, patch)
        path.write_bytes(empty_desk)
        for number, (basis, reaches) in enumerate(rules):
            csdesk.ok(
                "loyalty", "add", f"r{number}", "--when", basis, "--reaches",
                str(reaches * 500 if basis == "amount" else reaches), "--voucher", "5",
                "--from", "2026-01-01",
            )  # fmt: skip
        for verb, about in steps:
            assert csdesk(*typed(verb, about)).exit_code in {0, 3, 4}
        csdesk.ok("loyalty", "issue")
        rows = vouchers(csdesk)
        kept = [(r["loyalty_rule_id"], r["customer_id"], r["reached"]) for r in rows]
        assert len(set(kept)) == len(kept)
        assert csdesk.ok("loyalty", "issue").startswith("No vouchers are due")
        assert len(vouchers(csdesk)) == len(rows)


def test_a_rule_added_anew_does_not_reward_the_same_again(csdesk: Csdesk) -> None:
    rule = ("--when", "visits", "--reaches", "2", "--from", "2026-01-01", "--voucher")
    csdesk.ok("loyalty", "add", "second", *rule, "15")
    csdesk.ok("customer", "add", "Ann Lee")
    for _ in range(2):
        csdesk.ok("purchase", "log", "P1", "20")
    csdesk.ok("loyalty", "remove", "second")
    csdesk.ok("loyalty", "add", "every second", *rule, "20")
    assert "No vouchers are due" in csdesk.ok("loyalty", "issue")
    for _ in range(2):
        csdesk.ok("purchase", "log", "P1", "20")
    worth = [row["value"] for row in csdesk.json("voucher", "list")]
    assert worth == [20.0, 15.0]


def test_a_rule_that_counts_from_another_day_rewards_what_comes_then(
    csdesk: Csdesk,
) -> None:
    rule = ("--when", "visits", "--reaches", "1", "--voucher", "15")
    csdesk.ok("loyalty", "add", "each", *rule)
    csdesk.ok("purchase", "log", "Ann Lee", "20")
    csdesk.ok("loyalty", "remove", "each")
    csdesk.now("2026-11-19T10:00:00+01:00")
    csdesk.ok("loyalty", "add", "each", *rule)
    csdesk.ok("purchase", "log", "P1", "20")
    assert len(csdesk.json("voucher", "list")) == 2


@pytest.mark.parametrize("basis", ["visits", "quantity"])
def test_two_who_are_one_have_had_what_they_had(csdesk: Csdesk, basis: str) -> None:
    csdesk.ok(
        "loyalty", "add", "x", "--when", basis, "--reaches", "2", "--voucher", "5"
    )
    for name in ("Dora One", "Dora Wan"):
        csdesk.ok("customer", "add", name)
    for who in ("P1", "P1", "P2", "P2", "P2"):
        csdesk.ok("purchase", "log", who, "20")
    csdesk.ok("customer", "merge", "P1", "P2")
    assert "No vouchers are due" in csdesk.ok("loyalty", "issue")
    csdesk.ok("purchase", "log", "P1", "20")
    assert len(csdesk.json("voucher", "list")) == 3
