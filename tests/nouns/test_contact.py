"""Contacts through the command line: written down, answered, resolved, corrected."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

    Begin = Callable[[Callable[[Csdesk], None]], Csdesk]

HOSTILE = "[/red] \x1b[2J'; DROP TABLE contact; --"


def contact(csdesk: Csdesk, number: int = 1) -> Any:
    return csdesk.json("contact", "show", f"C{number}")


def count(csdesk: Csdesk) -> int:
    return len(csdesk.ok("contact", "list", "-q").split())


# -- log --------------------------------------------------------------------------


def test_a_live_contact_ends_now(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "late parcel", "--wait", "20s", "--took", "4m")
    (found,) = csdesk.json("contact", "list")
    assert found["received_at"] == "2026-11-18T09:55:40+01:00"
    assert (found["wait"], found["handle"]) == (20, 240)


def test_a_written_contact_is_received_now(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "late", "--channel", "email", "--took", "4m")
    assert contact(csdesk)["received_at"] == "2026-11-18T10:00:00+01:00"


def test_at_says_when_it_was_received_and_is_echoed(csdesk: Csdesk) -> None:
    said = csdesk("log", "-", "late", "--took", "4m", "--at", "yesterday 14:05")
    assert "received Tue 17 Nov 2026 14:05" in said.stdout
    assert contact(csdesk)["received_at"] == "2026-11-17T14:05:00+01:00"


def test_what_is_still_to_come_is_refused(csdesk: Csdesk) -> None:
    said = csdesk.refused(2, "log", "Ann", "late", "--at", "11:00")
    assert "'11:00' is Wed 18 Nov 2026 11:00, which is still to come" in said
    assert count(csdesk) == 0
    assert csdesk.json("customer", "list") == []


def test_resolved_means_at_its_end(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "late", "--took", "4m", "--at", "09:00", "--resolved")
    assert contact(csdesk)["resolved_at"] == "2026-11-18T09:04:00+01:00"


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        (("--abandoned", "--channel", "email"), 2, "cannot be abandoned"),
        (("--abandoned", "--direction", "outbound"), 2, "cannot be abandoned"),
        (("--abandoned", "--took", "4m"), 2, "never handled"),
        (("--abandoned", "--resolved"), 4, "can be resolved"),
        (("--channel", "self-service", "--resolved"), 4, "can be resolved"),
        (("--direction", "outbound", "--resolved"), 4, "can be resolved"),
        (("--complaint", "K1", "--resolved"), 4, "K1 is resolved with it"),
        (("--complaint", "K1"), 3, "There is no complaint K1"),
        (("--follows", "C9"), 3, "There is no contact C9"),
        (("--follows", "K3"), 2, "'K3' is a complaint, not a contact"),
        (("--follows", "twelve"), 2, "'twelve' is not the id of a contact"),
        (("--channel", "fone"), 2, "Did you mean 'phone'?"),
        (("--chanel", "phone"), 2, "Did you mean '--channel'?"),
        (("--reason", "qestion"), 2, "Did you mean 'question'?"),
        (("--sentiment", "angry"), 2, "positive, neutral, negative"),
        (("--took", "4 parsecs"), 2, "'4 parsecs' is not a duration"),
        (("--wait", "-3s"), 2, "negative"),
        (("--at", "31/31/2026"), 2, "'31/31/2026'"),
        (("--at", "01/03/2026"), 2, "01/03/2026"),
        (("--category", "\udcff"), 2, "not UTF-8"),
        (("--notes", "\udcff"), 2, "not UTF-8"),
    ],
)
def test_a_log_that_cannot_be_is_refused_and_writes_nothing(
    csdesk: Csdesk, options: tuple[str, ...], code: int, why: str
) -> None:
    assert why in csdesk.refused(code, "log", "Ann Lee", "late", *options)
    assert count(csdesk) == 0
    assert csdesk.ok("customer", "list", "-q") == ""


def test_text_is_asked_for_where_it_is_missing(csdesk: Csdesk) -> None:
    assert "TEXT is missing" in csdesk.refused(2, "log", "Ann Lee", "--no-input")


def test_an_unknown_caller_is_no_customer(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "wrong number")
    assert contact(csdesk)["customer"] is None
    assert csdesk.json("customer", "list") == []


def test_an_abandoned_contact_has_no_agent(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "", "--abandoned", "--wait", "40s")
    found = contact(csdesk)
    assert (found["agent"], found["abandoned"], found["subject"]) == (None, True, None)


def test_a_slip_of_an_agents_name_splits_nobodys_figures(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "late")
    assert "Did you mean 'Anna'?" in csdesk.refused(
        2, "log", "-", "x", "--agent", "Ana"
    )
    assert count(csdesk) == 1


def test_an_agent_is_the_same_in_any_case(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "late", "--agent", "  aNNa ")
    csdesk.ok("log", "-", "late", "--agent", "AnnA")
    assert [agent["name"] for agent in csdesk.json("agent", "list")] == ["aNNa"]


def test_a_category_keeps_the_case_it_was_first_written_in(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "late", "--category", "Delivery")
    csdesk.ok("log", "-", "late", "--category", " DELIVERY ")
    near = csdesk("log", "-", "late", "--category", "delivry")
    assert contact(csdesk, 2)["category"] == "Delivery"
    assert "Did you mean 'Delivery'?" in near.stderr
    assert contact(csdesk, 3)["category"] == "delivry"


def test_quiet_prints_the_id_alone(csdesk: Csdesk) -> None:
    assert csdesk.ok("log", "Ann", "late", "-q") == "C1\n"


def test_text_that_would_steer_a_terminal_is_data(csdesk: Csdesk) -> None:
    csdesk.ok("log", HOSTILE, HOSTILE, "--notes", HOSTILE, "--category", HOSTILE)
    assert contact(csdesk)["subject"] == HOSTILE
    for fmt in ("table", "plain", "markdown"):
        for verb in (("list",), ("show", "C1")):
            shown = csdesk.ok("contact", *verb, "--format", fmt)
            assert "[/red]" in shown or fmt == "markdown"
            assert "\x1b" not in shown


def test_a_customer_is_one_since_the_earliest_contact(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "late", "--took", "4m")
    assert csdesk.json("customer", "show", "P1")["since"] == "2026-11-18T09:56:00+01:00"
    csdesk.ok("log", "P1", "earlier", "--at", "2026-11-02")
    assert csdesk.json("customer", "show", "P1")["since"] == "2026-11-02T00:00:00+01:00"


# -- threads ----------------------------------------------------------------------


def test_a_thread_hangs_on_its_first_contact(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "late parcel")
    csdesk.ok("log", "P1", "still late", "--follows", "C1")
    csdesk.ok("log", "P1", "and now", "--follows", "C2")
    assert contact(csdesk, 3)["follows"] == "C1"
    assert [row["id"] for row in contact(csdesk)["thread"]] == ["C3", "C2", "C1"]


def test_resolving_a_follower_resolves_the_first_of_its_thread(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "late parcel")
    csdesk.ok("log", "Ann Lee", "still late", "--follows", "C1")
    assert csdesk.ok("contact", "resolve", "C2").startswith("Resolved C1 ")
    assert "C1 was resolved" in csdesk.refused(4, "contact", "resolve", "C2")


def test_a_follower_that_resolves_settles_the_thread(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "late", "--at", "09:00")
    csdesk.ok("log", "P1", "call", "--direction", "outbound", "--follows", "1",
              "--resolved")  # fmt: skip
    assert contact(csdesk)["resolved_at"] == "2026-11-18T10:00:00+01:00"
    assert contact(csdesk, 2)["resolved"] is False


def test_our_answer_is_the_first_response_of_what_it_follows(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--channel", "email", "--at", "08:00")
    csdesk.ok("log", "P1", "sorry", "--channel", "email", "--direction", "outbound",
              "--follows", "C1", "--at", "09:00")  # fmt: skip
    csdesk.ok("log", "P1", "again", "--direction", "outbound", "--follows", "C1")
    assert contact(csdesk)["first_response_at"] == "2026-11-18T09:00:00+01:00"


def test_what_went_out_is_not_followed(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "news", "--direction", "outbound")
    assert "C1 went out" in csdesk.refused(4, "log", "P1", "late", "--follows", "C1")


@pytest.mark.parametrize("how", [("--abandoned",), ("--channel", "self-service")])
def test_only_we_can_follow_what_nobody_answered(
    csdesk: Csdesk, how: tuple[str, ...]
) -> None:
    csdesk.ok("log", "Ann", "late", *how)
    said = csdesk.refused(4, "log", "P1", "late", "--follows", "C1")
    assert "only a contact of yours can follow it" in said
    csdesk.ok("log", "P1", "call", "--direction", "outbound", "--follows", "C1")
    assert contact(csdesk, 2)["follows"] == "C1"


def test_nothing_follows_what_came_later(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "09:00")
    said = csdesk.refused(2, "log", "P1", "x", "--follows", "C1", "--at", "08:00")
    assert "is before C1's receipt" in said


# -- respond ----------------------------------------------------------------------


def test_a_written_contact_is_answered_once(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--channel", "email", "--at", "08:00")
    said = csdesk.ok("contact", "respond", "C1", "--at", "09:30")
    assert said.startswith("Answered C1 after 1 h 30 m.")
    assert contact(csdesk)["first_response_at"] == "2026-11-18T09:30:00+01:00"
    assert "was first answered" in csdesk.refused(4, "contact", "respond", "C1")


@pytest.mark.parametrize(
    ("how", "why"),
    [((), "was answered at once"), (("--direction", "outbound"), "went out")],
)
def test_what_waits_for_no_answer_gets_none(
    csdesk: Csdesk, how: tuple[str, ...], why: str
) -> None:
    csdesk.ok("log", "Ann", "late", *how)
    assert why in csdesk.refused(4, "contact", "respond", "C1")


def test_nobody_answers_before_the_question(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--channel", "email", "--at", "08:00")
    said = csdesk.refused(2, "contact", "respond", "C1", "--at", "07:59")
    assert "is before its receipt (Wed 18 Nov 2026 08:00)" in said


# -- resolve, reopen --------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (("--abandoned",), "was abandoned"),
        (("--channel", "self-service"), "was self-service"),
        (("--direction", "outbound"), "went out"),
    ],
)
@pytest.mark.parametrize(
    "verb", [("resolve",), ("reopen",), ("hold", "why"), ("resume",)]
)
def test_what_is_no_case_has_no_resolution_and_no_hold(
    csdesk: Csdesk, how: tuple[str, ...], why: str, verb: tuple[str, ...]
) -> None:
    csdesk.ok("log", "Ann", "late", *how)
    assert why in csdesk.refused(4, "contact", verb[0], "C1", *verb[1:])


def test_a_complaints_contact_is_resolved_with_it(csdesk: Csdesk) -> None:
    csdesk.ok("complaint", "open", "Ann", "crushed")
    assert "C1 belongs to K1" in csdesk.refused(4, "contact", "resolve", "C1")


def test_so_is_one_that_follows_an_earlier_contact(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "09:00")
    csdesk.ok("complaint", "open", "P1", "crushed", "--no-contact")
    csdesk.ok("log", "P1", "crushed", "--follows", "C1", "--complaint", "K1")
    assert "C2 belongs to K1" in csdesk.refused(4, "contact", "resolve", "C2")
    assert contact(csdesk)["resolved"] is False


def test_nothing_is_resolved_before_it_came(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "09:00")
    said = csdesk.refused(2, "contact", "resolve", "C1", "--at", "08:00")
    assert "is before its receipt" in said


def test_reopening_keeps_the_first_response_and_tells_why(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--channel", "email", "--at", "08:00")
    csdesk.ok("contact", "respond", "C1", "--at", "08:30")
    csdesk.ok("contact", "resolve", "C1", "--at", "09:00")
    csdesk.ok("contact", "reopen", "C1", "it never came", "--at", "09:30")
    found = contact(csdesk)
    assert (found["resolved"], found["resolved_at"]) == (False, None)
    assert found["first_response_at"] == "2026-11-18T08:30:00+01:00"
    assert found["reopenings"] == [
        {
            "resolved_at": "2026-11-18T09:00:00+01:00",
            "reopened_at": "2026-11-18T09:30:00+01:00",
            "reason": "it never came",
        }
    ]


def test_an_open_contact_is_not_reopened(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late")
    assert "C1 is open already" in csdesk.refused(4, "contact", "reopen", "C1")


def test_nothing_is_reopened_before_it_was_resolved(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "08:00")
    csdesk.ok("contact", "resolve", "C1", "--at", "09:00")
    said = csdesk.refused(2, "contact", "reopen", "C1", "--at", "08:59")
    assert "is before its resolution" in said


def test_of_what_a_reopening_undoes_the_unknown_time_is_noted_first(
    csdesk: Csdesk,
) -> None:
    file = csdesk.folder / "thread.csv"
    file.write_text(
        "external_id,received_at,channel,follows,resolved,resolved_at\n"
        "1,2026-11-17T08:00+01:00,email,,,2026-11-18T09:00+01:00\n"
        "2,2026-11-17T09:00+01:00,email,1,yes,\n",
        "utf-8",
    )
    csdesk.ok("import", "contacts", str(file))
    csdesk.ok("contact", "reopen", "C1", "--at", "09:00")
    with closing(sqlite3.connect(csdesk.path)) as connection:
        noted = connection.execute("SELECT contact_id FROM reopening ORDER BY id")
        assert noted.fetchall() == [(2,), (1,)]


def test_nothing_is_resolved_again_before_it_was_reopened(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "08:00")
    csdesk.ok("contact", "resolve", "C1", "--at", "08:10")
    csdesk.ok("contact", "reopen", "C1", "--at", "09:00")
    said = csdesk.refused(2, "contact", "resolve", "C1", "--at", "08:59")
    assert "is before its reopening" in said
    csdesk.ok("contact", "resolve", "C1", "--at", "09:00")


@pytest.mark.parametrize(
    "verb", ["show", "respond", "resolve", "reopen", "hold", "resume", "edit", "remove"]
)
def test_a_contact_that_is_not_there_is_exit_3(csdesk: Csdesk, verb: str) -> None:
    more = {"hold": ["why"], "edit": ["--notes", "x"]}.get(verb, [])
    assert "There is no contact C7" in csdesk.refused(3, "contact", verb, "c7", *more)


# -- hold, resume -----------------------------------------------------------------


def test_a_hold_lasts_until_it_is_resumed(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "08:00")
    csdesk.ok("contact", "hold", "C1", "waiting for the number", "--at", "08:30")
    csdesk.ok("contact", "resume", "C1", "--at", "09:00")
    assert contact(csdesk)["pauses"] == [
        {
            "since": "2026-11-18T08:30:00+01:00",
            "until": "2026-11-18T09:00:00+01:00",
            "reason": "waiting for the number",
        }
    ]


def test_resolving_ends_the_hold(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "08:00")
    csdesk.ok("contact", "hold", "C1", "why", "--at", "08:30")
    csdesk.ok("contact", "resolve", "C1", "--at", "09:00")
    (pause,) = contact(csdesk)["pauses"]
    assert pause["until"] == "2026-11-18T09:00:00+01:00"


def test_nothing_is_held_twice_or_resumed_unheld(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "08:00")
    assert "is not on hold" in csdesk.refused(4, "contact", "resume", "C1")
    csdesk.ok("contact", "hold", "C1", "why", "--at", "08:30")
    assert "has been on hold since" in csdesk.refused(4, "contact", "hold", "C1", "why")
    said = csdesk.refused(2, "contact", "resume", "C1", "--at", "08:29")
    assert "is before the hold" in said


def test_no_two_holds_run_at_once(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "08:00")
    csdesk.ok("contact", "hold", "C1", "why", "--at", "08:30")
    csdesk.ok("contact", "resume", "C1", "--at", "09:00")
    said = csdesk.refused(2, "contact", "hold", "C1", "why", "--at", "08:45")
    assert "before the end of its last hold" in said
    csdesk.ok("contact", "hold", "C1", "why", "--at", "09:00")


def test_what_is_resolved_or_still_to_come_is_not_held(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "08:00")
    said = csdesk.refused(2, "contact", "hold", "C1", "why", "--at", "07:00")
    assert "is before its receipt" in said
    csdesk.ok("contact", "resolve", "C1")
    assert "C1 was resolved" in csdesk.refused(4, "contact", "hold", "C1", "why")


# -- edit -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (("--channel", "email"), {"channel": "email"}),
        (("--phase", "pre-sale"), {"phase": "pre-sale"}),
        (("--reason", "support"), {"reason": "support"}),
        (("--category", "billing"), {"category": "billing"}),
        (("--subject", "lost"), {"subject": "lost"}),
        (("--notes", "blue box"), {"notes": "blue box"}),
        (("--wait", "5s"), {"wait": 5}),
        (("--took", "1h"), {"handle": 3600}),
        (("--avoidable",), {"avoidable": True}),
        (("--not-avoidable",), {"avoidable": False}),
        (("--sentiment", "negative"), {"sentiment": "negative"}),
        (("--handled-by", "Berta"), {"agent": "Berta"}),
        (("--received", "08:30"), {"received_at": "2026-11-18T08:30:00+01:00"}),
        (("--customer", "Bob"), {"customer": "P2", "customer_name": "Bob"}),
        (("--clear", "customer"), {"customer": None, "customer_name": None}),
        (("--clear", "took"), {"handle": None}),
        (
            ("--clear", "subject", "--clear", "reason"),
            {"subject": None, "reason": None},
        ),
        (("--clear", "handled-by"), {"agent": None}),
    ],
)
def test_an_edit_changes_what_is_given_and_nothing_else(
    csdesk: Csdesk, options: tuple[str, ...], changed: dict[str, Any]
) -> None:
    csdesk.ok("log", "Ann", "late", "--took", "4m", "--at", "09:00")
    csdesk.ok("customer", "add", "Bob")
    before = contact(csdesk)
    assert csdesk.ok("contact", "edit", "C1", *options).startswith("Changed C1.")
    after = contact(csdesk)
    del before["thread"], after["thread"]
    assert after == before | changed


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        ((), 2, "Nothing to change"),
        (("--clear", "channel"), 2, "'channel' cannot be cleared"),
        (("--clear", "note"), 2, "Did you mean 'notes'?"),
        (("--clear", "notes", "--notes", "x"), 2, "both set and cleared"),
        (("--received", "11:00"), 2, "--received '11:00' is"),
        (("--received", "09:45"), 2, "Its resolution"),
        (("--channel", "email", "--abandoned"), 2, "cannot be abandoned"),
        (("--abandoned", "--took", "4m"), 2, "Add --clear took"),
        (("--abandoned",), 4, "csdesk contact reopen C1"),
        (("--channel", "self-service"), 4, "csdesk contact reopen C1"),
        (("--direction", "outbound"), 4, "csdesk contact reopen C1"),
        (("--follows", "C1"), 4, "C1 cannot follow itself"),
        (("--complaint", "K4"), 3, "There is no complaint K4"),
        (("--customer", "An"), 3, "No customer is called 'An'"),
        (("--handled-by", "Ana"), 2, "Did you mean 'Anna'?"),
        (("--subjct", "x"), 2, "Did you mean '--subject'?"),
        (("--customer", "\udcff"), 2, "not UTF-8"),
    ],
)
def test_an_edit_that_makes_no_sense_changes_nothing(
    csdesk: Csdesk, options: tuple[str, ...], code: int, why: str
) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "09:00")
    csdesk.ok("contact", "resolve", "C1", "--at", "09:30")
    before = contact(csdesk)
    assert why in csdesk.refused(code, "contact", "edit", "C1", *options)
    assert contact(csdesk) == before


def test_a_receipt_is_not_moved_behind_its_answer_whatever_else_changes(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "Ann", "late", "--channel", "email", "--at", "08:00")
    csdesk.ok("contact", "respond", "C1", "--at", "08:30")
    said = csdesk.refused(
        2, "contact", "edit", "C1", "--received", "09:00", "--handled-by", "Berta",
        "--category", "new", "--customer", "Ann",
    )  # fmt: skip
    assert "Its first response (Wed 18 Nov 2026 08:30)" in said


def test_what_is_followed_stays_the_first_of_its_thread(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "08:00")
    csdesk.ok("log", "P1", "still late", "--follows", "C1", "--at", "09:00")
    csdesk.ok("log", "P1", "other", "--at", "07:00")
    for options in (("--direction", "outbound"), ("--follows", "C3")):
        said = csdesk.refused(4, "contact", "edit", "C1", *options)
        assert "csdesk contact edit C2 --clear follows" in said
    said = csdesk.refused(2, "contact", "edit", "C1", "--received", "09:30")
    assert "C2 would come before the contact that it follows" in said
    said = csdesk.refused(2, "contact", "edit", "C2", "--received", "07:30")
    assert "C2 would come before the contact that it follows" in said
    csdesk.ok("contact", "edit", "C2", "--clear", "follows")
    csdesk.ok("contact", "edit", "C1", "--direction", "outbound")


def test_scores_go_with_their_contact_to_its_right_customer(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "late")
    csdesk.ok("customer", "add", "Bob")
    csdesk.ok("survey", "record", "csat", "4", "--contact", "C1")
    csdesk.ok("contact", "edit", "C1", "--customer", "Bob")
    assert csdesk.json("survey", "show", "S1")["customer"] == "P1"


# -- remove -----------------------------------------------------------------------


def test_a_removed_contact_takes_its_holds_along_and_leaves_its_scores(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "Ann", "late", "--at", "08:00")
    csdesk.ok("contact", "hold", "C1", "why", "--at", "08:10")
    csdesk.ok("contact", "resolve", "C1", "--at", "08:20")
    csdesk.ok("contact", "reopen", "C1", "--at", "08:30")
    csdesk.ok("survey", "record", "csat", "4", "--contact", "C1")
    said = csdesk("contact", "remove", "C1")
    assert said.stdout.startswith("Removed C1.")
    assert "S1 stays, without its contact" in said.stderr
    assert count(csdesk) == 0
    score = csdesk.json("survey", "show", "S1")
    assert (score["contact"], score["customer"]) == (None, "P1")
    csdesk.refused(3, "contact", "remove", "C1")


def test_what_is_followed_is_not_removed(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "late")
    csdesk.ok("log", "P1", "still late", "--follows", "C1")
    assert "C2 follows it" in csdesk.refused(4, "contact", "remove", "C1")
    assert count(csdesk) == 2


# -- list -------------------------------------------------------------------------


def _four(csdesk: Csdesk) -> None:
    """C1 phone, resolved; C2 e-mail, waiting; C3 given up; C4 outbound, last week."""
    csdesk.ok("log", "Ann Lee", "late", "--category", "Delivery", "--resolved",
              "--sentiment", "negative", "--at", "08:00")  # fmt: skip
    csdesk.ok("log", "Bob", "bill", "--channel", "email", "--reason", "support",
              "--phase", "pre-sale", "--at", "08:10", "--agent", "Berta")  # fmt: skip
    csdesk.ok("log", "-", "", "--abandoned", "--at", "08:20")
    csdesk.ok("log", "P1", "offer", "--direction", "outbound", "--at", "2026-11-12")


@pytest.fixture
def four(begin: Begin) -> Csdesk:
    return begin(_four)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ((), "C3 C2 C1 C4"),
        (("--limit", "2"), "C3 C2"),
        (("--period", "last-week"), "C4"),
        (("--period", "2026-11-12..2026-11-18"), "C3 C2 C1 C4"),
        (("--customer", "ann"), "C1 C4"),
        (("--channel", "EMAIL"), "C2"),
        (("--direction", "outbound"), "C4"),
        (("--phase", "pre-sale"), "C2"),
        (("--reason", "support"), "C2"),
        (("--category", "delivery"), "C1"),
        (("--sentiment", "negative"), "C1"),
        (("--handled-by", "BERTA"), "C2"),
        (("--abandoned",), "C3"),
        (("--open",), "C2"),
        (("--unanswered",), "C2"),
        (("--open", "--channel", "phone"), ""),
    ],
)
def test_a_filter_keeps_what_it_names(
    four: Csdesk, options: tuple[str, ...], ids: str
) -> None:
    assert four.ok("contact", "list", "-q", *options).split() == ids.split()


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        (("--period", "lst-week"), 2, "Did you mean 'last-week'?"),
        (("--customer", "Zoe"), 3, "No customer is called 'Zoe'"),
        (("--format", "jsn"), 2, "Did you mean 'json'?"),
        (("--output", "no/such/folder/x"), 2, "cannot be written"),
        (("--limit", "-1"), 2, "--limit"),
        (("--handled-by", "\udcff"), 2, "not UTF-8"),
    ],
)
def test_a_list_that_cannot_be_is_refused(
    four: Csdesk, options: tuple[str, ...], code: int, why: str
) -> None:
    assert why in four.refused(code, "contact", "list", *options)


def test_jsonl_and_csv_have_a_line_a_contact(four: Csdesk) -> None:
    lines = four.ok("contact", "list", "--format", "jsonl").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["C3", "C2", "C1", "C4"]
    table = four.ok("contact", "list", "--format", "csv").splitlines()
    assert (len(table), table[0].split(",")[0]) == (5, "id")


def test_output_goes_to_the_file_alone(four: Csdesk) -> None:
    assert four.ok("contact", "list", "--format", "json", "--output", "c.json") == ""
    assert len(json.loads((four.folder / "c.json").read_text("utf-8"))) == 4


# -- what comes next --------------------------------------------------------------


def test_what_comes_next_of_a_complaints_contact_is_the_complaint(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("complaint", "open", "Ann Lee", "torn", "--channel", "email")
    said = csdesk.ok("contact", "respond", "C1")
    assert "Next: csdesk complaint show K1" in said


@pytest.mark.parametrize(
    "logged", [("--channel", "self-service"), ("--resolved",), ("--abandoned",)]
)
def test_nothing_comes_next_of_what_cannot_be_resolved(
    csdesk: Csdesk, logged: tuple[str, ...]
) -> None:
    assert "Next:" not in csdesk.ok("log", "Ann Lee", "late", *logged)


def test_a_later_mail_of_a_resolved_thread_has_nothing_to_resolve(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "Ann Lee", "late", "--resolved", "--at", "09:00")
    said = csdesk.ok("log", "P1", "thanks", "--channel", "email", "--follows", "C1")
    assert "Next:" not in said


@pytest.mark.parametrize(
    ("resolved_by", "unanswered"),
    [
        ((), ["C1"]),
        (("contact", "resolve", "C1"), []),
        (("contact", "respond", "C1"), []),
    ],
    ids=["open", "resolved", "answered"],
)
def test_unanswered_lists_what_the_figure_counts(
    csdesk: Csdesk, resolved_by: tuple[str, ...], unanswered: list[str]
) -> None:
    csdesk.ok("log", "Ann Lee", "late", "--channel", "email", "--at", "09:00")
    csdesk.ok("log", "Bo", "late", "--channel", "email", "--at", "09:00", "--resolved")
    if resolved_by:
        csdesk.ok(*resolved_by)
    listed = csdesk.ok("contact", "list", "--unanswered", "-q").split()
    counted = csdesk.json("kpi", "rows", "awaiting_response", "today")
    assert listed == [one["id"] for one in counted] == unanswered


def test_a_complaints_mails_are_unanswered_until_it_is_resolved(csdesk: Csdesk) -> None:
    csdesk.ok("complaint", "open", "Ann Lee", "torn", "--channel", "email")
    assert csdesk.ok("contact", "list", "--unanswered", "-q").split() == ["C1"]
    csdesk.ok("complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
              "--decision", "new one", "--remedy", "none")  # fmt: skip
    assert csdesk.ok("contact", "list", "--unanswered", "-q") == ""
