"""Follow-ups: what was promised, when it is due, what comes again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

    Begin = Callable[[Callable[[Csdesk], None]], Csdesk]

ADD = ("followup", "add", "P1", "ask how it runs")


def ann(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann Lee", "--at", "2026-01-10")


@pytest.fixture
def desk(begin: Begin) -> Csdesk:
    """A desk with Ann Lee, P1."""
    return begin(ann)


def shown(csdesk: Csdesk, number: int = 1) -> Any:
    return csdesk.json("followup", "show", f"F{number}")


def due(csdesk: Csdesk, number: int = 1) -> str:
    return str(shown(csdesk, number)["due_at"])


# -- add --------------------------------------------------------------------------


def test_what_was_understood_is_said(desk: Csdesk) -> None:
    out = desk.ok(*ADD, "--due", "tue 10:00", "--every", "year")
    assert out.splitlines() == [
        "To do: ask how it runs Tue 24 Nov 2026 10:00 (F1), every year.",
        "Next: csdesk followup done F1",
    ]


def test_a_day_alone_is_due_at_its_end(desk: Csdesk) -> None:
    desk.ok(*ADD, "--due", "today")
    assert due(desk) == "2026-11-18T23:59:00+01:00"


def test_a_new_one_is_promised_for_when_it_is_due(desk: Csdesk) -> None:
    desk.ok(*ADD, "--due", "fri 9:00", "--kind", "apology")
    told = shown(desk)
    assert told["promised_at"] == told["due_at"] == "2026-11-20T09:00:00+01:00"
    assert (told["kind"], told["customer"], told["done_at"]) == ("apology", "P1", None)


@pytest.mark.parametrize("when", ["yesterday", "9:59", "2h ago", "2026-11-18 10:00"])
def test_a_time_that_is_past_is_refused_with_what_to_do(
    desk: Csdesk, when: str
) -> None:
    told = desk.refused(4, *ADD, "--due", when)
    assert f"'{when}' is " in told
    assert "Hint: Write a time to come" in told
    assert desk.json("followup", "list") == []


def test_it_may_have_been_promised_earlier_and_be_due_by_now(desk: Csdesk) -> None:
    desk.ok(*ADD, "--due", "tue 10:00", "--at", "2026-11-16 09:00")
    assert due(desk) == "2026-11-17T10:00:00+01:00"
    assert desk.ok("followup", "list", "--overdue", "-q").split() == ["F1"]


def test_due_before_it_was_promised_is_refused(desk: Csdesk) -> None:
    told = desk.refused(
        4, *ADD, "--due", "2026-11-16 08:00", "--at", "2026-11-16 09:00"
    )
    assert "which is before Mon 16 Nov 2026 09:00" in told


@pytest.mark.parametrize(
    ("typed", "code", "why"),
    [
        (
            ("followup", "add", "Jo Roe", "x", "--due", "fri"),
            3,
            "No customer is called",
        ),
        (("followup", "add", "-", "x", "--due", "fri"), 2, "'-' is nobody"),
        ((*ADD, "--due", "soon"), 2, "'soon' is not a date or time"),
        ((*ADD, "--due", "fri", "--kind", "callback"), 2, "Did you mean 'call-back'?"),
        ((*ADD, "--due", "fri", "--every", "decade"), 2, "is not an interval"),
        ((*ADD, "--due", "fri", "--contact", "C9"), 3, "There is no contact C9"),
        ((*ADD, "--due", "fri", "--complaint", "C1"), 2, "is a contact, not a"),
        (("followup", "done", "F9"), 3, "There is no follow-up F9"),
        (("followup", "show", "F9"), 3, "csdesk followup list"),
        (("followup", "done", "K1"), 2, "'K1' is a complaint, not a follow-up"),
    ],
)
def test_what_is_wrong_is_said(
    desk: Csdesk, typed: tuple[str, ...], code: int, why: str
) -> None:
    assert why in desk.refused(code, *typed)


def test_a_contact_says_whose_it_is(desk: Csdesk) -> None:
    desk.ok("log", "P1", "lamp")
    desk.ok("customer", "add", "Jo Roe")
    desk.ok("followup", "add", "-", "call", "--due", "fri", "--contact", "C1")
    assert shown(desk)["customer"] == "P1"
    told = desk.refused(
        2, "followup", "add", "P2", "x", "--due", "fri", "--contact", "C1"
    )
    assert "C1 is not of P2" in told


# -- promises of log --------------------------------------------------------------


def test_log_says_what_it_understood_of_a_promise(desk: Csdesk) -> None:
    out = desk.ok("log", "P1", "lamp", "--promise", "call back Tuesday 10:00")
    assert "Promised: call back Tue 24 Nov 2026 10:00 (F1)." in out.splitlines()
    told = shown(desk)
    assert (told["customer"], told["contact"]) == ("P1", "C1")
    assert (told["kind"], told["text"]) == ("call-back", "call back")


def test_contact_log_promises_as_log_does(desk: Csdesk) -> None:
    desk.ok("contact", "log", "P1", "lamp", "--promise", "sorry card by fri")
    assert shown(desk)["kind"] == "apology"


def test_a_promise_that_cannot_be_read_leaves_nothing_behind(desk: Csdesk) -> None:
    told = desk.refused(2, "log", "Jo Roe", "lamp", "--promise", "call back soonish")
    assert "'call back soonish'" in told
    assert desk.json("contact", "list") == []
    assert [row["name"] for row in desk.json("customer", "list")] == ["Ann Lee"]


def test_a_promise_for_the_past_leaves_nothing_behind(desk: Csdesk) -> None:
    desk.refused(4, "log", "P1", "lamp", "--promise", "call back 9:00")
    assert desk.json("contact", "list") == []


def test_a_promise_counts_from_when_it_was_made(desk: Csdesk) -> None:
    desk.ok("log", "P1", "x", "--at", "2026-11-13 10:00", "--promise", "call tomorrow")
    assert due(desk) == "2026-11-14T23:59:00+01:00"


def test_a_promise_is_one_operation_with_its_contact(desk: Csdesk) -> None:
    desk.ok("log", "P1", "lamp", "--promise", "call back Tuesday 10:00")
    desk.ok("undo")
    assert desk.json("followup", "list") == []
    assert desk.json("contact", "list") == []


# -- done, move, remove -----------------------------------------------------------


def test_done_keeps_the_outcome_and_cannot_be_done_twice(desk: Csdesk) -> None:
    desk.ok(*ADD, "--due", "fri")
    desk.ok("followup", "done", "F1", "--outcome", "all well")
    told = shown(desk)
    assert told["done_at"] == "2026-11-18T10:00:00+01:00"
    assert told["outcome"] == "all well"
    assert "F1 was done by Anna Wed 18 Nov" in desk.refused(4, "followup", "done", "F1")
    assert "F1 was done" in desk.refused(4, "followup", "move", "F1", "fri")


def test_moving_keeps_what_was_promised(desk: Csdesk) -> None:
    desk.ok(*ADD, "--due", "fri 9:00")
    desk.ok("followup", "move", "F1", "mon 9:00")
    desk.ok("followup", "move", "F1", "in 3 days")
    told = shown(desk)
    assert told["due_at"] == "2026-11-21T10:00:00+01:00"
    assert told["promised_at"] == "2026-11-20T09:00:00+01:00"


def test_moving_into_the_past_is_refused(desk: Csdesk) -> None:
    desk.ok(*ADD, "--due", "fri 9:00")
    desk.refused(4, "followup", "move", "F1", "yesterday")
    assert due(desk) == "2026-11-20T09:00:00+01:00"


def test_open_ones_come_first_by_when_they_are_due(desk: Csdesk) -> None:
    for when in ("mon", "thu", "fri", "sat"):
        kind = "reminder" if when == "fri" else "apology"
        desk.ok(*ADD, "--due", when, "--kind", kind)
    desk.ok("followup", "done", "F2", "--at", "9:00")
    desk.ok("followup", "done", "F4")
    assert desk.ok("followup", "list", "-q").split() == ["F3", "F1", "F4", "F2"]
    assert desk.ok("followup", "list", "-q", "--open").split() == ["F3", "F1"]
    assert desk.ok("followup", "list", "-q", "--done").split() == ["F4", "F2"]
    assert desk.ok("followup", "list", "-q", "--open", "--promises").split() == ["F1"]
    assert desk.ok("followup", "list", "-q", "--kind", "reminder").split() == ["F3"]
    assert desk.ok("followup", "list", "-q", "--period", "2026-11-20").split() == ["F3"]
    assert desk.ok("followup", "list", "-q", "--customer", "ann").split()[0] == "F3"


# -- what comes again -------------------------------------------------------------


def test_the_next_one_is_made_in_the_same_operation(desk: Csdesk) -> None:
    desk.ok(*ADD, "--due", "2026-11-20 09:00", "--every", "week", "--kind", "reminder")
    out = desk.ok("followup", "done", "F1")
    assert out.startswith(
        "Done F1. Again: ask how it runs Fri 27 Nov 2026 09:00 (F2).\n"
    )
    assert shown(desk, 2)["every"] == "week"
    desk.ok("undo")
    assert desk.ok("followup", "list", "-q").split() == ["F1"]
    assert shown(desk)["done_at"] is None


def test_a_moved_one_comes_again_at_its_own_time(desk: Csdesk) -> None:
    desk.ok(*ADD, "--due", "2026-11-20 09:00", "--every", "month")
    desk.ok("followup", "move", "F1", "2026-12-02 15:00")
    desk.ok("followup", "done", "F1")
    assert due(desk, 2) == "2026-12-20T09:00:00+01:00"


def test_what_is_done_late_skips_what_was_missed(desk: Csdesk) -> None:
    desk.ok(*ADD, "--due", "2026-11-20 09:00", "--every", "week")
    desk.now("2026-12-15T10:00:00+01:00")
    assert desk.ok("followup", "done", "F1").startswith("Done F1 (late). Again:")
    assert due(desk, 2) == "2026-12-18T09:00:00+01:00"


@pytest.mark.parametrize(
    ("first", "every", "then"),
    [
        ("2028-02-29", "year", "2029-02-28 2030-02-28 2031-02-28 2032-02-29"),
        ("2026-12-31", "month", "2027-01-31 2027-02-28 2027-03-31 2027-04-30"),
        ("2027-01-30", "month", "2027-02-28 2027-03-30 2027-04-30 2027-05-30"),
        ("2027-02-28", "month", "2027-03-28 2027-04-28"),
    ],
)  # fmt: skip
def test_a_series_remembers_the_day_it_began_on(
    desk: Csdesk, first: str, every: str, then: str
) -> None:
    desk.ok(*ADD, "--due", f"{first} 12:00", "--every", every)
    for number, day in enumerate(then.split(), 1):
        desk.ok("followup", "done", f"F{number}")
        assert due(desk, number + 1)[:16] == f"{day}T12:00"


def test_two_series_alike_do_not_mix(desk: Csdesk) -> None:
    desk.ok(*ADD, "--due", "2026-12-31 12:00", "--every", "month")
    desk.ok(*ADD, "--due", "2027-02-28 09:00", "--every", "month")
    desk.ok("followup", "done", "F2")
    assert due(desk, 3) == "2027-03-28T09:00:00+02:00"


# -- cases that change under them -------------------------------------------------


def test_a_follow_up_outlives_its_contact_and_its_complaint(desk: Csdesk) -> None:
    desk.ok("log", "P1", "lamp", "--promise", "call back fri")
    desk.ok("complaint", "open", "P1", "lamp", "--no-contact")
    desk.ok("followup", "add", "-", "x", "--due", "fri", "--complaint", "K1")
    assert "F1 stays" in desk("contact", "remove", "C1").stderr
    assert "F2 stays" in desk("complaint", "remove", "K1").stderr
    assert [shown(desk, n)["customer"] for n in (1, 2)] == ["P1", "P1"]
    assert (shown(desk, 1)["contact"], shown(desk, 2)["complaint"]) == (None, None)


def test_a_follow_up_goes_with_its_contact_to_another_customer(desk: Csdesk) -> None:
    desk.ok("customer", "add", "Jo Roe")
    desk.ok("log", "P1", "lamp", "--promise", "call back fri")
    desk.ok("contact", "edit", "C1", "--customer", "P2")
    assert shown(desk)["customer"] == "P2"


# -- do not contact ---------------------------------------------------------------


@pytest.mark.parametrize("kind", ["reminder", "win-back"])
def test_outreach_to_whom_is_not_to_be_contacted_is_refused(
    desk: Csdesk, kind: str
) -> None:
    desk.ok("customer", "edit", "P1", "--do-not-contact")
    told = desk.refused(4, *ADD, "--due", "fri", "--kind", kind)
    assert "P1 is not to be contacted" in told
    assert "Ann" not in told


def test_a_promise_to_them_is_noted_with_a_word(desk: Csdesk) -> None:
    desk.ok("customer", "edit", "P1", "--do-not-contact")
    result = desk(*ADD, "--due", "fri")
    assert result.exit_code == 0
    assert "P1 is marked 'do not contact'." in result.stderr


def test_opening_a_complaint_may_promise_as_log_does(desk: Csdesk) -> None:
    out = desk.ok("complaint", "open", "P1", "torn", "--promise", "call back tue 10:00")
    assert "\nPromised: call back Tue 24 Nov 2026 10:00 (F1).\n" in out
    told = desk.json("followup", "show", "F1")
    assert (told["complaint"], told["contact"]) == ("K1", "C1")
    told = desk.refused(2, "complaint", "open", "P1", "b", "--promise", "call soonish")
    assert [one["id"] for one in desk.json("complaint", "list")] == ["K1"]
    desk.ok("undo")
    assert desk.json("followup", "list") == []
