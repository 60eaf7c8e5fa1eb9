"""Deadlines as records come in, are corrected, held and linked; explained, too."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from tests.store.dumps import dump

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

TOMORROW = "2026-11-19T10:00:00+01:00"
Times = tuple[str | None, ...]
RESOLVE = ("--outcome", "accepted", "--upheld", "yes", "--decision", "x", "--remedy",
           "none")  # fmt: skip


def open_shop(csdesk: Csdesk) -> None:
    """Open 9 to 17; an answer within 1 h, everything resolved within 8 h."""
    csdesk.ok("hours", "set", "mon-fri", "9-17")
    csdesk.ok("targets", "set", "response", "1h", "--from", "beginning")
    csdesk.ok("targets", "set", "resolution", "8h", "--from", "beginning")


@pytest.fixture
def shop(begin: Callable[[Callable[[Csdesk], None]], Csdesk]) -> Csdesk:
    """A desk with hours and two targets."""
    return begin(open_shop)


def due(csdesk: Csdesk, number: int = 1) -> Times:
    """When a contact is to be answered and resolved: local, to the minute."""
    return _times(csdesk, "contact", f"C{number}", "response", "resolution")


def due_of_complaint(csdesk: Csdesk, name: str = "K1") -> Times:
    """When a complaint is to be acknowledged and decided."""
    return _times(csdesk, "complaint", name, "acknowledge", "resolution")


def _times(csdesk: Csdesk, noun: str, name: str, *whats: str) -> Times:
    record = csdesk.json(noun, "show", name)
    found = (record[f"{what}_due_at"] for what in whats)
    return tuple(at and at[:16].replace("T", " ") for at in found)


def email(csdesk: Csdesk, at: str = "2026-11-13 16:30", *more: str) -> str:
    return csdesk.ok("log", "-", "x", "--channel", "email", "--at", at, *more)


# -- who gets which ---------------------------------------------------------------


def test_what_comes_in_in_writing_has_both(shop: Csdesk) -> None:
    said = email(shop)
    assert "Due Mon 16 Nov 2026 09:30." in said
    assert due(shop) == ("2026-11-16 09:30", "2026-11-16 16:30")
    record = shop.json("contact", "show", "C1")
    assert record["response_target"] == "1h business"
    assert record["resolution_target"] == "8h business"


def test_a_call_is_answered_at_once_and_to_be_resolved(shop: Csdesk) -> None:
    shop.ok("log", "-", "x", "--at", "2026-11-13 16:00")
    assert due(shop) == (None, "2026-11-16 16:00")


@pytest.mark.parametrize(
    "how",
    [
        ("--abandoned",),
        ("--channel", "self-service"),
        ("--direction", "outbound"),
        ("--channel", "email", "--direction", "outbound"),
    ],
)
def test_what_is_no_case_has_none(shop: Csdesk, how: tuple[str, ...]) -> None:
    shop.ok("log", "-", "x", *how)
    assert due(shop) == (None, None)


def test_what_follows_is_to_be_answered_its_thread_resolved(shop: Csdesk) -> None:
    email(shop)
    email(shop, "2026-11-16 11:00", "--follows", "C1")
    assert due(shop, 2) == ("2026-11-16 12:00", None)


def test_the_customers_tier_counts(shop: Csdesk) -> None:
    shop.ok("customer", "add", "Ann", "--tier", "Gold")
    shop.ok(
        "targets", "set", "response", "30m", "--tier", "gold", "--from", "beginning"
    )
    shop.ok("log", "P1", "x", "--channel", "web", "--at", "2026-11-17 10:00")
    assert due(shop)[0] == "2026-11-17 10:30"
    assert shop.json("contact", "show", "C1")["response_target"] == "30m business: Gold"


def test_a_desk_without_targets_promises_nothing(csdesk: Csdesk) -> None:
    said = email(csdesk)
    assert due(csdesk) == (None, None)
    assert "Due" not in said


def test_without_hours_time_elapses(csdesk: Csdesk) -> None:
    csdesk.ok("targets", "set", "response", "2h", "--from", "beginning")
    email(csdesk, "2026-11-14 23:00")
    assert due(csdesk)[0] == "2026-11-15 01:00"


def test_holidays_do_not_count(shop: Csdesk) -> None:
    shop.ok("hours", "close", "2026-11-16", "--name", "stocktaking")
    email(shop)
    assert due(shop)[0] == "2026-11-17 09:30"
    (row,) = shop.json("contact", "deadlines", "C1")["deadlines"][:1]
    assert row["says"] == (
        "Fri 16:30–17:00 30 m, weekend, stocktaking, Tue 09:00–09:30 30 m"
    )


# -- what was promised stays ------------------------------------------------------


def test_a_target_changed_changes_no_promise(shop: Csdesk) -> None:
    email(shop)
    shop.now(TOMORROW)  # a change, no correction
    shop.ok("targets", "set", "response", "4h", "--from", "beginning")
    shop.ok("hours", "set", "daily", "24h", "--from", "beginning")
    assert due(shop)[0] == "2026-11-16 09:30"
    row = shop.json("contact", "deadlines", "C1")["deadlines"][0]
    assert row["source"] == "1h business"
    assert "opening hours have changed since" in row["note"]


def test_a_corrected_receipt_moves_its_deadlines_by_the_old_target(
    shop: Csdesk,
) -> None:
    email(shop)
    shop.now(TOMORROW)  # a change, no correction
    shop.ok("targets", "set", "response", "4h", "--from", "beginning")
    shop.ok("contact", "edit", "C1", "--received", "2026-11-13 15:30")
    assert due(shop) == ("2026-11-13 16:30", "2026-11-16 15:30")


def test_another_written_channel_or_customer_leaves_them(shop: Csdesk) -> None:
    email(shop)
    shop.ok("customer", "add", "Ann", "--tier", "gold")
    shop.ok("targets", "set", "response", "5m", "--tier", "gold", "--from", "beginning")
    shop.ok("contact", "edit", "C1", "--channel", "web", "--customer", "P1")
    assert due(shop) == ("2026-11-16 09:30", "2026-11-16 16:30")


def test_a_mail_that_was_a_call_has_no_response_any_more(shop: Csdesk) -> None:
    email(shop)
    shop.ok("contact", "edit", "C1", "--channel", "phone")
    assert due(shop) == (None, "2026-11-16 16:30")
    assert shop.json("contact", "show", "C1")["response_target"] is None
    shop.ok("contact", "edit", "C1", "--channel", "email")
    assert due(shop) == ("2026-11-16 09:30", "2026-11-16 16:30")


def test_what_becomes_part_of_a_complaint_is_no_case_until_that_goes(
    shop: Csdesk,
) -> None:
    email(shop)
    before = dump(shop.path)
    shop.ok("complaint", "open", "--contact", "C1")
    assert due(shop) == ("2026-11-16 09:30", None)
    shop.ok("complaint", "remove", "K1")
    assert due(shop) == ("2026-11-16 09:30", "2026-11-16 16:30")
    shop.ok("undo")
    shop.ok("undo")
    assert dump(shop.path) == before


def test_a_reopening_makes_no_new_one(shop: Csdesk) -> None:
    email(shop)
    shop.ok("contact", "resolve", "C1", "--at", "2026-11-16 10:00")
    shop.ok("contact", "reopen", "C1", "--at", "2026-11-17 10:00")
    assert due(shop)[1] == "2026-11-16 16:30"
    shop.ok("contact", "hold", "C1", "x", "--at", "2026-11-17 11:00")
    shop.ok("contact", "resume", "C1", "--at", "2026-11-18 09:00")
    assert due(shop)[1] == "2026-11-16 16:30"
    rows = shop.json("contact", "deadlines", "C1")["deadlines"]
    assert [(row["deadline"], row["state"]) for row in rows] == [
        ("response", "late"),  # resolved without an answer of its own, after 9:30
        ("resolution", "on time"),
    ]


# -- holds ------------------------------------------------------------------------


def test_a_hold_moves_what_is_due_by_the_open_time_it_took(shop: Csdesk) -> None:
    email(shop, "2026-11-17 10:00")
    shop.ok("contact", "hold", "C1", "waits", "--at", "2026-11-17 10:30")
    assert due(shop) == ("2026-11-17 11:00", "2026-11-18 10:00")  # until it ends
    states = shop.json("contact", "deadlines", "C1")["deadlines"]
    assert {row["state"] for row in states} == {"on hold"}
    before = dump(shop.path)
    shop.ok("contact", "resume", "C1", "--at", "2026-11-18 09:30")
    assert due(shop) == ("2026-11-18 10:00", "2026-11-18 17:00")
    steps = shop.json("contact", "deadlines", "C1")["response"]
    assert [(step["what"], step["counted"]) for step in steps] == [
        ("open", 1800),
        ("on hold: waits", None),
        ("open", 1800),
    ]
    shop.ok("undo")
    assert dump(shop.path) == before


def test_a_hold_that_ends_with_the_resolution_moves_it_as_well(shop: Csdesk) -> None:
    email(shop, "2026-11-16 10:00")
    shop.ok("contact", "hold", "C1", "waits", "--at", "2026-11-16 16:00")
    shop.ok("contact", "resolve", "C1", "--at", "2026-11-17 16:00")
    assert due(shop)[1] == "2026-11-18 10:00"
    row = shop.json("contact", "deadlines", "C1")["deadlines"][-1]
    assert (row["deadline"], row["state"]) == ("resolution", "on time")


def test_what_was_answered_or_missed_before_the_hold_stays(shop: Csdesk) -> None:
    email(shop, "2026-11-16 10:00")
    email(shop, "2026-11-16 10:00")
    shop.ok("contact", "respond", "C1", "--at", "2026-11-16 10:15")
    for name, at in (("C1", "10:30"), ("C2", "11:30")):
        shop.ok("contact", "hold", name, "x", "--at", f"2026-11-16 {at}")
        shop.ok("contact", "resume", name, "--at", "2026-11-17 12:30")
    assert due(shop, 1) == ("2026-11-16 11:00", "2026-11-18 12:00")
    assert due(shop, 2) == ("2026-11-16 11:00", "2026-11-18 11:00")


def test_a_follower_is_moved_by_the_rest_of_its_threads_hold(shop: Csdesk) -> None:
    email(shop, "2026-11-16 10:00")
    shop.ok("contact", "hold", "C1", "x", "--at", "2026-11-16 10:30")
    email(shop, "2026-11-16 12:00", "--follows", "C1")
    shop.ok("contact", "resume", "C1", "--at", "2026-11-16 14:00")
    assert due(shop, 1)[0] == "2026-11-16 14:30"
    assert due(shop, 2)[0] == "2026-11-16 15:00"


def test_a_hold_that_was_over_before_the_receipt_moves_nothing(shop: Csdesk) -> None:
    shop.ok("targets", "set", "response", "1h", "--clock", "elapsed", "--from",
            "beginning")  # fmt: skip
    email(shop, "2026-11-16 10:00")
    shop.ok("contact", "hold", "C1", "x", "--at", "2026-11-16 10:30")
    shop.ok("contact", "resume", "C1", "--at", "2026-11-16 11:00")
    email(shop, "2026-11-16 12:00", "--follows", "C1")
    shop.ok("contact", "edit", "C2", "--received", "2026-11-16 12:30")
    assert due(shop, 2)[0] == "2026-11-16 13:30"


def test_a_hold_after_a_reopening_moves_nothing(shop: Csdesk) -> None:
    email(shop, "2026-11-16 10:00")
    shop.ok("contact", "resolve", "C1", "--at", "2026-11-16 10:30")
    shop.ok("contact", "reopen", "C1", "--at", "2026-11-16 11:00")
    shop.ok("contact", "hold", "C1", "x", "--at", "2026-11-16 12:00")
    shop.ok("contact", "resume", "C1", "--at", "2026-11-16 14:00")
    assert due(shop)[1] == "2026-11-17 10:00"


def test_a_receipt_corrected_after_a_hold_keeps_the_hold(shop: Csdesk) -> None:
    email(shop, "2026-11-16 10:00")
    shop.ok("contact", "hold", "C1", "x", "--at", "2026-11-16 10:30")
    shop.ok("contact", "resume", "C1", "--at", "2026-11-16 14:00")
    shop.ok("contact", "edit", "C1", "--received", "2026-11-16 09:45")
    assert due(shop)[0] == "2026-11-16 14:15"


# -- complaints and their policies ------------------------------------------------


def complain(csdesk: Csdesk, at: str, *more: str) -> None:
    csdesk.ok("complaint", "open", "-", "x", "--at", at, *more)


@pytest.fixture
def desk(csdesk: Csdesk) -> Csdesk:
    """A desk with hours and no targets."""
    csdesk.ok("hours", "set", "mon-fri", "9-17")
    return csdesk


def test_the_small_shop_acknowledges_in_one_business_day_and_decides_in_ten(
    desk: Csdesk,
) -> None:
    complain(desk, "2026-11-13 16:30")
    assert desk.json("complaint", "show", "K1")["policy"] == "small-shop"
    assert due_of_complaint(desk) == ("2026-11-16 17:00", "2026-11-27 17:00")
    rows = desk.json("complaint", "deadlines", "K1")["deadlines"]
    assert [(row["deadline"], row["due_at"][:10], row["state"]) for row in rows] == [
        ("acknowledge", "2026-11-16", "overdue"),
        ("update", "2026-11-18", "due"),
        ("resolution", "2026-11-27", "due"),
    ]


def test_uk_disp_gives_eight_weeks_and_three_business_days(desk: Csdesk) -> None:
    desk.ok("hours", "holidays", "GB", "--region", "ENG", "--from", "2026-01-01")
    complain(desk, "2026-03-02 10:00", "--policy", "uk-disp")
    complain(desk, "2026-04-02 10:00", "--policy", "uk-disp")
    assert due_of_complaint(desk)[1] == "2026-04-27 23:59"
    rows = desk.json("complaint", "deadlines", "K2")["deadlines"]
    (summary,) = [row for row in rows if row["deadline"] == "summary"]
    assert summary["due_at"].startswith("2026-04-09T17:00")


def test_a_target_wins_over_the_policy_for_the_decision(shop: Csdesk) -> None:
    shop.ok("targets", "set", "resolution", "2h", "--severity", "high", "--from",
            "beginning")  # fmt: skip
    complain(shop, "2026-11-16 10:00", "--severity", "high", "--policy", "iso10002")
    assert due_of_complaint(shop) == ("2026-11-17 17:00", "2026-11-16 12:00")
    record = shop.json("complaint", "show", "K1")
    assert record["resolution_target"] == "2h business: high"
    assert due(shop) == (None, None)  # its contact was a call


def test_a_complaint_from_a_contact_counts_from_its_receipt(desk: Csdesk) -> None:
    email(desk)
    desk.ok("complaint", "open", "--contact", "C1")
    assert due_of_complaint(desk)[0] == "2026-11-16 17:00"


def test_an_opening_corrected_moves_both(desk: Csdesk) -> None:
    complain(desk, "2026-11-13 16:30")
    desk.ok("complaint", "edit", "K1", "--opened", "2026-11-12 16:30")
    assert due_of_complaint(desk) == ("2026-11-13 17:00", "2026-11-26 17:00")


def test_days_on_hold_are_added_as_days(desk: Csdesk) -> None:
    complain(desk, "2026-11-12 10:00")
    desk.ok("complaint", "acknowledge", "K1", "--at", "2026-11-12 11:00")
    desk.ok("complaint", "hold", "K1", "photo", "--at", "2026-11-13 12:00")
    before = dump(desk.path)
    desk.ok("complaint", "resume", "K1", "--at", "2026-11-17 12:00")
    # Monday and Tuesday began on hold; the acknowledgement was made before.
    assert due_of_complaint(desk) == ("2026-11-13 17:00", "2026-11-30 17:00")
    steps = desk.json("complaint", "deadlines", "K1")["resolution"]
    assert [step["counted"] for step in steps if step["counted"]] == [1, 3, 5, 1]
    desk.ok("undo")
    assert dump(desk.path) == before


def test_a_hold_by_target_adds_its_open_hours_even_if_decided_in_it(
    shop: Csdesk,
) -> None:
    complain(shop, "2026-11-16 10:00", "--channel", "email")
    shop.ok("complaint", "hold", "K1", "x", "--at", "2026-11-16 10:30")
    shop.ok("complaint", "resolve", "K1", *RESOLVE, "--at", "2026-11-17 10:30")
    # 8 h each: the decision, and the answer of the contact that brought it.
    assert due_of_complaint(shop)[1] == "2026-11-18 10:00"
    assert due(shop)[0] == "2026-11-17 11:00"


def test_the_update_counts_from_the_last_word_to_the_customer(desk: Csdesk) -> None:
    def update() -> str:
        rows = desk.json("complaint", "deadlines", "K1")["deadlines"]
        (at,) = [row["due_at"][:10] for row in rows if row["deadline"] == "update"]
        return str(at)

    complain(desk, "2026-11-09 10:00")
    assert update() == "2026-11-12"
    desk.ok("complaint", "note", "K1", "not told to them", "--at", "2026-11-10 10:00")
    assert update() == "2026-11-12"
    desk.ok("log", "-", "soon", "--complaint", "K1", "--direction", "outbound", "--at",
            "2026-11-11 10:00")  # fmt: skip
    assert update() == "2026-11-16"
    desk.ok("complaint", "offer", "K1", "apology", "--at", "2026-11-12 10:00")
    assert update() == "2026-11-17"


def test_a_hold_before_a_term_began_is_no_part_of_it(shop: Csdesk) -> None:
    email(shop, "2026-11-16 10:00")
    shop.ok("contact", "hold", "C1", "x", "--at", "2026-11-16 10:30")
    email(shop, "2026-11-16 12:00", "--follows", "C1")
    shop.ok("contact", "resume", "C1", "--at", "2026-11-16 14:00")
    complain(shop, "2026-11-16 10:00")
    shop.ok("complaint", "hold", "K1", "x", "--at", "2026-11-16 11:00")
    shop.ok("complaint", "resume", "K1", "--at", "2026-11-17 11:00")
    (response,) = shop.json("contact", "deadlines", "C2")["deadlines"]
    assert response["note"] is None
    assert response["says"] == "on hold, Mon 14:00–15:00 1 h"
    record = shop.json("complaint", "deadlines", "K1")
    assert {row["note"] for row in record["deadlines"]} == {None}
    assert "on hold" not in {step["what"] for step in record["update"]}


def test_the_follow_up_is_due_a_week_after_the_resolution(desk: Csdesk) -> None:
    complain(desk, "2026-11-09 10:00")
    desk.ok("complaint", "resolve", "K1", *RESOLVE, "--at", "2026-11-10 10:00")
    rows = desk.json("complaint", "deadlines", "K1")["deadlines"]
    assert [(row["deadline"], row["due_at"][:10], row["state"]) for row in rows] == [
        ("acknowledge", "2026-11-10", "on time"),
        ("follow-up", "2026-11-17", "overdue"),
        ("resolution", "2026-11-23", "on time"),
    ]
    desk.ok("complaint", "followed-up", "K1")
    rows = desk.json("complaint", "deadlines", "K1")["deadlines"]
    assert rows[1]["state"] == "late"


def test_near_the_deadline_it_says_to_escalate(desk: Csdesk) -> None:
    complain(desk, "2026-11-13 10:00")
    assert desk.json("complaint", "show", "K1")["advice"] is None
    desk.now("2026-11-27T08:00:00+01:00")
    advice = "Escalate to level 1: csdesk complaint escalate K1 REASON"
    assert desk.json("complaint", "show", "K1")["advice"] == advice
    assert advice in desk.ok("complaint", "deadlines", "K1")
    desk.ok("complaint", "escalate", "K1", "late")
    told = desk.json("complaint", "deadlines", "K1")["advice"]
    assert told.startswith("Escalate to level 2")
    desk.ok("complaint", "hold", "K1", "photo")
    assert desk.json("complaint", "show", "K1")["advice"] is None


def test_the_help_says_that_policies_are_no_legal_advice(csdesk: Csdesk) -> None:
    for words in (("complaint", "open"), ("complaint", "deadlines")):
        assert "no legal advice" in " ".join(csdesk.ok(*words, "--help").split())


# -- shown ------------------------------------------------------------------------


def test_a_table_tells_each_deadline_hour_by_hour(shop: Csdesk) -> None:
    email(shop)
    table = shop.ok("contact", "deadlines", "C1")
    for line in ("Fri 13 Nov 16:30–17:00", "Sat 14 Nov – Sun 15 Nov", "weekend",
                 "Mon 16 Nov 09:00–09:30"):  # fmt: skip
        assert line in table


def test_a_contact_without_deadlines_says_so(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "x")
    assert "No deadline." in csdesk.ok("contact", "deadlines", "C1")
    assert csdesk.json("contact", "deadlines", "C1")["deadlines"] == []


def test_what_is_not_there_has_none(csdesk: Csdesk) -> None:
    assert "no contact C9" in csdesk.refused(3, "contact", "deadlines", "C9")
    assert "no complaint K9" in csdesk.refused(3, "complaint", "deadlines", "K9")


# -- imports ----------------------------------------------------------------------

CALLS = """external_id,received_at,channel,direction,follows,customer_name,customer_tier
a1,2026-11-13T16:30:00+01:00,email,inbound,,Ann,gold
a2,2026-11-16T10:00:00+01:00,email,inbound,a1,Bo,
a3,2026-11-16T10:00:00+01:00,phone,inbound,,Bo,
a4,2026-11-16T10:00:00+01:00,email,outbound,a1,Ann,
"""


def bring(csdesk: Csdesk, kind: str, text: str) -> None:
    (csdesk.folder / "file.csv").write_text(text)
    csdesk.ok("import", kind, "file.csv")


def test_imported_contacts_get_what_was_promised_at_their_receipt(
    shop: Csdesk,
) -> None:
    shop.ok(
        "targets", "set", "response", "30m", "--tier", "Gold", "--from", "beginning"
    )
    bring(shop, "contacts", CALLS)
    assert due(shop, 1) == ("2026-11-13 17:00", "2026-11-16 16:30")
    assert due(shop, 2) == ("2026-11-16 11:00", None)
    assert due(shop, 3) == (None, "2026-11-17 10:00")
    assert due(shop, 4) == (None, None)


def test_a_row_that_comes_again_moves_its_deadlines_by_the_old_target(
    shop: Csdesk,
) -> None:
    bring(shop, "contacts", CALLS)
    shop.now(TOMORROW)  # a change, no correction
    shop.ok("targets", "set", "response", "5h", "--from", "beginning")
    bring(shop, "contacts", CALLS.replace("13T16:30", "13T15:30"))
    assert due(shop, 1) == ("2026-11-13 16:30", "2026-11-16 15:30")


def test_a_row_that_follows_no_more_becomes_a_case(shop: Csdesk) -> None:
    bring(shop, "contacts", CALLS)
    bring(shop, "contacts", CALLS.replace("inbound,a1", "inbound,"))
    assert due(shop, 2) == ("2026-11-16 11:00", "2026-11-17 10:00")


def test_targets_of_today_promise_nothing_of_what_came_in_before(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("targets", "set", "response", "1h")
    bring(csdesk, "contacts", CALLS)
    assert due(csdesk, 1) == (None, None)


def test_imported_complaints_have_targets_and_no_policy(shop: Csdesk) -> None:
    text = "external_id,received_at,severity\nk1,2026-11-13T16:00:00+01:00,high\n"
    bring(shop, "complaints", text)
    assert due_of_complaint(shop) == (None, "2026-11-16 16:00")
    assert shop.json("complaint", "show", "K1")["policy"] is None
    bring(shop, "complaints", text.replace("16:00", "15:00"))
    assert due_of_complaint(shop) == (None, "2026-11-16 15:00")


MAIL = "external_id,received_at,channel,resolved_at\na1,2026-11-16T10:00+01:00,email,"


def test_a_hold_that_a_file_ends_moves_what_is_due(shop: Csdesk) -> None:
    bring(shop, "contacts", MAIL)
    shop.ok("contact", "hold", "C1", "waits", "--at", "2026-11-16 10:30")
    email(shop, "2026-11-16 12:00", "--follows", "C1")
    before = dump(shop.path)
    bring(shop, "contacts", f"{MAIL}2026-11-16T15:00+01:00")
    # As `contact resolve` does: 4.5 h later, and 3 h for what came in on hold.
    assert due(shop, 1) == ("2026-11-16 15:30", "2026-11-17 14:30")
    assert due(shop, 2) == ("2026-11-16 16:00", None)
    shop.ok("undo")
    assert dump(shop.path) == before


def test_a_hold_that_a_file_ends_moves_a_complaints_policy(desk: Csdesk) -> None:
    complain(desk, "2026-11-12 10:00")
    desk.ok("complaint", "hold", "K1", "photo", "--at", "2026-11-13 12:00")
    (row,) = csv.DictReader(desk.ok("export", "complaints").splitlines())
    row |= {"resolved": "yes", "resolved_at": "2026-11-17T12:00+01:00"}
    bring(desk, "complaints", "\n".join([",".join(row), ",".join(row.values())]))
    assert due_of_complaint(desk) == ("2026-11-17 17:00", "2026-11-30 17:00")


def counted(csdesk: Csdesk, part: str, of: str = "contact", name: str = "C1") -> int:
    return sum(row["counted"] or 0 for row in csdesk.json(of, "deadlines", name)[part])


def test_a_deadline_is_explained_with_the_hours_that_made_it(shop: Csdesk) -> None:
    shop.ok("hours", "close", "2026-11-16", "--name", "stocktaking")
    email(shop)
    shop.now(TOMORROW)
    shop.ok("hours", "set", "2026-11-16", "usual")
    shop.ok("hours", "set", "daily", "10-11", "--from", "beginning")
    row = shop.json("contact", "deadlines", "C1")["deadlines"][0]
    assert row["says"] == (
        "Fri 16:30–17:00 30 m, weekend, stocktaking, Tue 09:00–09:30 30 m"
    )
    assert "opening hours have changed since" in row["note"]
    assert counted(shop, "response") == 3600
    assert counted(shop, "resolution") == 8 * 3600


def test_a_decision_is_explained_with_the_days_that_made_it(shop: Csdesk) -> None:
    shop.ok("complaint", "open", "-", "x", "--no-contact", "--policy", "small-shop",
            "--at", "2026-11-13 16:00")  # fmt: skip
    shop.now(TOMORROW)
    shop.ok("hours", "close", "2026-11-16", "--name", "stocktaking")
    record = shop.json("complaint", "deadlines", "K1")
    assert counted(shop, "acknowledge", "complaint", "K1") == 1
    assert "opening hours" in record["deadlines"][0]["note"]


def test_an_imported_deadline_is_explained_with_the_hours_that_made_it(
    shop: Csdesk,
) -> None:
    bring(shop, "contacts", CALLS)
    shop.now(TOMORROW)
    shop.ok("hours", "set", "daily", "10-11", "--from", "beginning")
    assert counted(shop, "response") == 3600
