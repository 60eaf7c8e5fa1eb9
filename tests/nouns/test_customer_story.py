"""A customer's whole story, on one screen while the phone is at the ear."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.services.unit_of_work import working
from csdesk.store.models import FollowUp, Purchase, Voucher

if TYPE_CHECKING:
    from tests.conftest import Csdesk

NOW = datetime.fromisoformat("2026-11-18T10:00:00+01:00")
EARLIER = datetime.fromisoformat("2026-11-10T10:00:00+01:00")
LATER = datetime.fromisoformat("2026-11-20T10:00:00+01:00")


def test_their_value_is_what_they_bought_less_what_making_good_cost(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("customer", "add", "Ann Lee")
    keys = ("purchases_value", "remedies_cost", "lifetime_value")
    none = csdesk.json("customer", "show", "P1")
    assert [none[key] for key in keys] == [None, None, None]
    csdesk.ok("purchase", "log", "P1", "40")
    bought = csdesk.json("customer", "show", "P1")
    assert [bought[key] for key in keys] == [40.0, None, 40.0]
    assert "Worth" not in csdesk.ok("customer", "show", "P1")
    csdesk.ok("complaint", "open", "P1", "torn")
    csdesk.ok("complaint", "offer", "K1", "refund", "--value", "50", "--cost", "45")
    csdesk.ok("complaint", "offer", "K1", "discount", "--value", "9")
    csdesk.ok(
        "complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
        "--decision", "d", "--remedy", "refund",
    )  # fmt: skip
    less = csdesk.json("customer", "show", "P1")
    assert [less[key] for key in keys] == [40.0, 45.0, -5.0]
    worth = "Worth     -5.00 EUR: what they bought, less 45.00 EUR for remedies"
    assert worth in csdesk.ok("customer", "show", "P1")


@pytest.fixture
def told(csdesk: Csdesk) -> Csdesk:
    """P1 of everything: K1 told thrice to two, F1 overdue, V1 open, two purchases."""
    csdesk.ok(
        "customer", "add", "Ann Lee", "--email", "ann@x.org", "--phone", "030 99",
        "--tier", "gold", "--tag", "vip", "--note", "rings twice",
        "--at", "2026-11-02 10:00",
    )  # fmt: skip
    csdesk.ok("complaint", "open", "P1", "broken lamp", "--at", "2026-11-03 10:00")
    for agent in ("Anna", "Bert"):
        csdesk.ok(
            "log", "P1", "the lamp again", "--complaint", "K1", "--agent", agent,
            "--at", "2026-11-04 10:00",
        )  # fmt: skip
    csdesk.ok("survey", "record", "nps", "3", "--customer", "P1")
    csdesk.ok("customer", "add", "Jo Roe", "--referred-by", "P1")
    rows = (
        FollowUp(customer_id=1, kind="call-back", text="call Ann", promised_at=EARLIER,
                 due_at=EARLIER),
        FollowUp(customer_id=1, kind="reminder", text="done", promised_at=EARLIER,
                 due_at=EARLIER, done_at=NOW),
        Voucher(code="OPEN-1", customer_id=1, value=1500, issued_at=EARLIER,
                expires_at=LATER),
        Voucher(code="PAST-2", customer_id=1, value=1500, issued_at=EARLIER,
                expires_at=NOW),
        Purchase(customer_id=1, amount=1250, product="lamp", at=EARLIER),
        Purchase(customer_id=1, amount=250, at=NOW),
    )  # fmt: skip
    with working(csdesk.path, "followup add", "Anna", NOW) as work:
        for row in rows:
            work.session.add(row)
            work.session.flush()
    return csdesk


def story(csdesk: Csdesk) -> Any:
    return csdesk.json("customer", "show", "P1")


def test_json_has_all_of_it(told: Csdesk) -> None:
    ann = story(told)
    assert [row["id"] for row in ann["promises"]] == ["F1"]
    assert [row["code"] for row in ann["vouchers"]] == ["OPEN-1"]
    assert (ann["purchases"], ann["purchases_value"]) == (2, 15.0)
    assert ann["last_purchase_at"] == "2026-11-18T10:00:00+01:00"
    assert [row["id"] for row in ann["referred"]] == ["P2"]
    assert (ann["told_case"], ann["told_times"], ann["told_agents"]) == ("K1", 3, 2)
    happened = {row["what"] for row in ann["timeline"]}
    assert {"phone", "complaint", "nps 3", "purchase", "call-back due",
            "reminder done", "voucher issued"} <= happened  # fmt: skip
    days = [row["at"] for row in ann["timeline"]]
    assert days == sorted(days, reverse=True)


def test_it_fits_a_small_screen(told: Csdesk) -> None:
    screen = told.ok("customer", "show", "P1").splitlines()
    assert len(screen) <= 24
    assert max(map(len, screen)) <= 80
    text = "\n".join(screen)
    for part in (
        "Ann Lee", "030 99, ann@x.org", "gold, since", "rings twice", "sent us P2",
        "K1 received", "F1 call-back due 2026-11-10 10:00: call Ann", "code OPEN-1",
        "their story 3 times to 2 agents: K1", "nps 3 of 0-10", "2 times, 15.00 EUR",
        "the lamp again",
    ):  # fmt: skip
        assert part in text, part
    assert "PAST-2" not in text


def test_long_words_are_cut_to_the_width(told: Csdesk) -> None:
    told.ok("log", "P1", "very long " * 30)
    told.ok("customer", "edit", "P1", "--note", "x" * 300)
    screen = told.ok("customer", "show", "P1").splitlines()
    assert max(map(len, screen)) <= 80


def test_all_adds_the_timeline(told: Csdesk) -> None:
    told.ok("complaint", "note", "K1", "asked the maker")
    assert "asked the maker" not in told.ok("customer", "show", "P1")
    assert "asked the maker" in told.ok("customer", "show", "P1", "--all")


def test_whoever_wants_peace_is_marked_first(told: Csdesk) -> None:
    assert "do not contact" not in told.ok("customer", "show", "P1")
    told.ok("customer", "edit", "P1", "--do-not-contact")
    assert "do not contact" in told.ok("customer", "show", "P1").splitlines()[1]


def test_of_several_open_cases_the_one_told_most_counts(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one", "--at", "2026-11-10 10:00")
    csdesk.ok("log", "P1", "two", "--at", "2026-11-10 11:00")
    assert "their story" not in csdesk.ok("customer", "show", "P1")
    csdesk.ok("log", "P1", "two again", "--follows", "C2")
    csdesk.ok("log", "P1", "ours", "--follows", "C2", "--direction", "outbound")
    ann = story(csdesk)
    assert (ann["told_case"], ann["told_times"], ann["told_agents"]) == ("C2", 2, 1)
    csdesk.ok("contact", "resolve", "C2")
    ann = story(csdesk)
    assert (ann["told_case"], ann["told_times"]) == ("C1", 1)


def test_a_customer_of_whom_nothing_is_known_has_a_screen(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Jo Roe")
    assert "Jo Roe" in csdesk.ok("customer", "show", "P1")
    ann = story(csdesk)
    assert (ann["told_case"], ann["purchases"], ann["purchases_value"]) == (
        None,
        0,
        None,
    )


@pytest.mark.parametrize("command", ["log", "complaint open"])
def test_on_a_terminal_a_caller_is_met_with_what_is_owed(
    told: Csdesk, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("csdesk.cli.io.prompts.is_interactive", lambda: True)
    lines = told(*command.split(), "030 99", "hello").stderr.splitlines()
    assert lines[0] == "Ann Lee, gold"
    assert lines[1].startswith("K1 received, since")
    assert lines[2].startswith("F1 call-back, overdue since Tue 10 Nov 2026 10:00")
    assert lines[3].startswith("V1 voucher OPEN-1, 15.00 EUR, until")
    assert not any("PAST-2" in line or "F2" in line for line in lines)
