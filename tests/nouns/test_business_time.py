"""What every verb measures in business time, and what changes it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.store.dumps import dump, value

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

H = 3600
TOMORROW = "2026-11-19T10:00:00+01:00"
NINE_TO_FIVE = ("hours", "set", "mon-fri", "9-17")
RESOLVE = ("--outcome", "accepted", "--upheld", "yes", "--decision", "x", "--remedy",
           "none")  # fmt: skip


@pytest.fixture
def shop(csdesk: Csdesk) -> Csdesk:
    """A desk that is open from nine to five, Monday to Friday."""
    csdesk.ok(*NINE_TO_FIVE)
    return csdesk


def seconds(csdesk: Csdesk, table: str, number: int) -> tuple[Any, ...]:
    """The business seconds to response, if the table has it, and to resolution."""
    names = ["resolution"] if table != "contact" else ["response", "resolution"]
    return tuple(
        value(
            csdesk.path,
            f"SELECT {name}_business_seconds FROM {table} WHERE id = ?",
            number,
        )
        for name in names
    )


def email(csdesk: Csdesk, at: str = "2026-11-13 16:30", *more: str) -> None:
    csdesk.ok("log", "-", "x", "--channel", "email", "--at", at, *more)


# -- each verb measures -----------------------------------------------------------


def test_a_response_and_a_resolution(shop: Csdesk) -> None:
    email(shop)
    assert seconds(shop, "contact", 1) == (None, None)
    shop.ok("contact", "respond", "C1", "--at", "2026-11-16 09:30")
    assert seconds(shop, "contact", 1) == (1 * H, None)
    shop.ok("contact", "resolve", "C1", "--at", "2026-11-17 08:00")
    assert seconds(shop, "contact", 1) == (1 * H, 8.5 * H)


def test_a_contact_that_is_resolved_as_it_is_logged(shop: Csdesk) -> None:
    shop.ok("log", "-", "x", "--took", "2h", "--resolved", "--at", "2026-11-17 16:00")
    assert seconds(shop, "contact", 1) == (None, 1 * H)


def test_an_answer_that_is_a_contact_of_its_own(shop: Csdesk) -> None:
    email(shop)
    email(shop, "2026-11-16 10:00", "--direction", "outbound", "--follows", "C1")
    assert seconds(shop, "contact", 1) == (1.5 * H, None)


def test_a_complaint_and_the_contact_that_its_acknowledgement_answers(
    shop: Csdesk,
) -> None:
    shop.ok("complaint", "open", "-", "x", "--channel", "email", "--at",
            "2026-11-13 16:00")  # fmt: skip
    shop.ok("complaint", "acknowledge", "K1", "--at", "2026-11-16 10:00")
    assert seconds(shop, "contact", 1) == (2 * H, None)
    shop.ok("complaint", "resolve", "K1", *RESOLVE, "--at", "2026-11-16 16:00")
    assert seconds(shop, "complaint", 1) == (8 * H,)


def test_a_desk_without_hours_measures_nothing(csdesk: Csdesk) -> None:
    csdesk.ok("hours", "close", "2026-11-16")
    email(csdesk)
    csdesk.ok("contact", "respond", "C1")
    csdesk.ok("contact", "resolve", "C1")
    assert seconds(csdesk, "contact", 1) == (None, None)


def test_before_the_first_hours_business_time_is_elapsed_time(csdesk: Csdesk) -> None:
    csdesk.ok(*NINE_TO_FIVE, "--from", "2026-11-16")
    email(csdesk, "2026-11-15 12:00")
    csdesk.ok("contact", "resolve", "C1", "--at", "2026-11-16 10:00")
    assert seconds(csdesk, "contact", 1) == (None, (12 + 1) * H)


# -- a resolution that did not hold keeps its time --------------------------------


def test_a_reopening_takes_the_seconds_with_it(shop: Csdesk) -> None:
    email(shop)
    shop.ok("contact", "resolve", "C1", "--at", "2026-11-16 09:30")
    shop.now(TOMORROW)  # a change, no correction
    shop.ok("hours", "set", "daily", "24h", "--from", "beginning")
    before = dump(shop.path)
    shop.ok("contact", "reopen", "C1", "--at", "2026-11-16 10:00")
    assert seconds(shop, "contact", 1) == (None, None)
    assert seconds(shop, "reopening", 1) == (1 * H,)  # as it was measured then
    shop.ok("undo")
    assert dump(shop.path) == before


def test_a_complaint_reopened_takes_the_seconds_with_it(shop: Csdesk) -> None:
    shop.ok("complaint", "open", "-", "x", "--at", "2026-11-13 16:00")
    shop.ok("complaint", "resolve", "K1", *RESOLVE, "--at", "2026-11-16 16:00")
    shop.now(TOMORROW)  # a change, no correction
    shop.ok("hours", "set", "daily", "24h", "--from", "beginning")
    shop.ok("complaint", "reopen", "K1", "again")
    assert seconds(shop, "complaint", 1) == (None,)
    assert seconds(shop, "reopening", 1) == (8 * H,)


def test_what_elapsed_before_there_were_hours_goes_over_as_that(csdesk: Csdesk) -> None:
    email(csdesk)
    csdesk.ok("contact", "resolve", "C1", "--at", "2026-11-16 09:30")
    csdesk.ok(*NINE_TO_FIVE)
    csdesk.ok("contact", "reopen", "C1")
    assert seconds(csdesk, "reopening", 1) == (None,)


# -- threads ----------------------------------------------------------------------

ROWS = """external_id,received_at,resolved_at,channel,follows
a1,2026-11-13T16:30:00+01:00,,email,
a2,2026-11-16T09:30:00+01:00,2026-11-16T10:00:00+01:00,email,a1
"""


def thread(shop: Csdesk) -> None:
    """Of two contacts, the second of which states the resolution."""
    (shop.folder / "rows.csv").write_text(ROWS)
    shop.ok("import", "contacts", "rows.csv")


def test_a_later_contact_of_a_thread_is_measured_from_the_first(shop: Csdesk) -> None:
    thread(shop)
    assert seconds(shop, "contact", 2) == (None, 1.5 * H)


def test_when_the_first_contact_moves_its_followers_are_measured_anew(
    shop: Csdesk,
) -> None:
    thread(shop)
    before = dump(shop.path)
    shop.ok("contact", "edit", "C1", "--received", "2026-11-13 15:30")
    assert seconds(shop, "contact", 2) == (None, 2.5 * H)
    shop.ok("undo")
    assert dump(shop.path) == before


def test_a_link_taken_out_and_made_measures_anew(shop: Csdesk) -> None:
    thread(shop)
    shop.ok("contact", "edit", "C2", "--clear", "follows")
    assert seconds(shop, "contact", 2) == (None, 0.5 * H)
    shop.ok("contact", "edit", "C2", "--follows", "C1")
    assert seconds(shop, "contact", 2) == (None, 1.5 * H)


def test_a_receipt_within_a_thread_measures_no_resolution_anew(shop: Csdesk) -> None:
    thread(shop)
    shop.now(TOMORROW)  # a change, no correction
    shop.ok("hours", "set", "daily", "24h", "--from", "beginning")
    shop.ok("contact", "edit", "C2", "--received", "2026-11-16 09:15")
    assert seconds(shop, "contact", 2) == (None, 1.5 * H)  # from C1, as it was


def test_resolutions_that_did_not_hold_move_with_the_beginning_of_their_case(
    shop: Csdesk,
) -> None:
    thread(shop)
    shop.ok("contact", "reopen", "C1", "--at", "2026-11-16 11:00")
    shop.ok("contact", "edit", "C1", "--received", "2026-11-13 15:30")
    assert seconds(shop, "reopening", 1) == (2.5 * H,)
    shop.ok("complaint", "open", "-", "x", "--at", "2026-11-13 16:00")
    shop.ok("complaint", "resolve", "K1", *RESOLVE, "--at", "2026-11-16 16:00")
    shop.ok("complaint", "reopen", "K1", "again")
    shop.ok("complaint", "edit", "K1", "--opened", "2026-11-13 15:00")
    assert seconds(shop, "reopening", 2) == (9 * H,)


# -- corrections ------------------------------------------------------------------


@pytest.fixture
def changed(shop: Csdesk) -> Csdesk:
    """C1 and K1 were measured from nine to five; now the desk is open day and night."""
    email(shop)
    shop.ok("contact", "respond", "C1", "--at", "2026-11-16 09:30")
    shop.ok("contact", "resolve", "C1", "--at", "2026-11-16 10:30")
    shop.ok("complaint", "open", "-", "x", "--no-contact", "--at", "2026-11-13 16:30")
    shop.ok("complaint", "resolve", "K1", *RESOLVE, "--at", "2026-11-16 16:00")
    shop.now(TOMORROW)  # a change, no correction
    shop.ok("hours", "set", "daily", "24h", "--from", "beginning")
    return shop


def test_hours_set_later_rewrite_nothing_that_was_measured(changed: Csdesk) -> None:
    assert seconds(changed, "contact", 1) == (1 * H, 2 * H)
    assert seconds(changed, "complaint", 1) == (7.5 * H,)


def test_an_edit_of_something_else_measures_nothing(changed: Csdesk) -> None:
    changed.ok("contact", "edit", "C1", "--category", "post", "--channel", "web")
    changed.ok("contact", "edit", "C1", "--received", "2026-11-13 16:30")  # the same
    changed.ok("complaint", "edit", "K1", "--severity", "high")
    assert seconds(changed, "contact", 1) == (1 * H, 2 * H)
    assert seconds(changed, "complaint", 1) == (7.5 * H,)


def test_an_edit_of_an_instant_measures_with_the_hours_as_they_are(
    changed: Csdesk,
) -> None:
    changed.ok("contact", "edit", "C1", "--received", "2026-11-13 16:00")
    assert seconds(changed, "contact", 1) == (65.5 * H, 66.5 * H)
    changed.ok("complaint", "edit", "K1", "--opened", "2026-11-13 16:00")
    assert seconds(changed, "complaint", 1) == (72 * H,)


def test_recompute_measures_from_a_day_on_and_can_be_undone(changed: Csdesk) -> None:
    before = dump(changed.path)
    told = changed.ok("hours", "recompute", "--since", "2026-11-17")
    assert "Measured 0 responses and resolutions" in told
    told = changed.ok("hours", "recompute", "--since", "2026-11-16")
    assert "Measured 3 responses and resolutions since Mon 16 Nov 2026 00:00" in told
    assert "3 changed" in told
    assert seconds(changed, "contact", 1) == (65 * H, 66 * H)
    assert seconds(changed, "complaint", 1) == (71.5 * H,)
    assert "0 changed" in changed.ok("hours", "recompute", "--since", "2026-11-16")
    changed.ok("undo")
    assert dump(changed.path) == before


def test_recompute_reaches_reopenings_and_threads(shop: Csdesk) -> None:
    thread(shop)
    shop.ok("contact", "reopen", "C1", "--at", "2026-11-16 11:00")
    shop.ok("contact", "resolve", "C2", "--at", "2026-11-17 09:00")
    shop.now(TOMORROW)  # a change, no correction
    shop.ok("hours", "set", "daily", "24h", "--from", "beginning")
    shop.ok("hours", "recompute", "--since", "2026-11-16")
    assert seconds(shop, "reopening", 1) == (65.5 * H,)
    assert seconds(shop, "contact", 1) == (None, 88.5 * H)


def test_recompute_without_hours_leaves_what_elapsed(shop: Csdesk) -> None:
    email(shop)
    shop.ok("contact", "resolve", "C1", "--at", "2026-11-16 10:30")
    number = shop.ok("history", "-q").split()[-2]  # the one after init: hours set
    shop.ok("undo", number)
    assert seconds(shop, "contact", 1) == (None, 2 * H)
    shop.ok("hours", "recompute", "--since", "2026-11-01")
    assert seconds(shop, "contact", 1) == (None, None)


# -- imports ----------------------------------------------------------------------

CALLS = """external_id,received_at,first_response_at,resolved_at,channel,subject,follows
a1,2026-11-13T16:30:00+01:00,2026-11-16T09:30:00+01:00,,email,one,
a2,2026-11-13T16:30:00+01:00,,2026-11-16T10:30:00+01:00,phone,two,
a3,2026-11-14T16:30:00+01:00,,2026-11-16T11:00:00+01:00,email,three,a1
"""


@pytest.fixture
def bring(shop: Csdesk) -> Callable[[str], None]:
    """Imports text as a file."""

    def run(text: str) -> None:
        (shop.folder / "calls.csv").write_text(text)
        shop.ok("import", "contacts", "calls.csv")

    return run


def test_an_import_measures_what_it_brings(
    shop: Csdesk, bring: Callable[[str], None]
) -> None:
    bring(CALLS)
    found = [seconds(shop, "contact", number) for number in (1, 2, 3)]
    assert found == [(1 * H, None), (None, 2 * H), (None, 2.5 * H)]


def test_an_import_without_hours_measures_nothing(csdesk: Csdesk) -> None:
    (csdesk.folder / "calls.csv").write_text(CALLS)
    csdesk.ok("import", "contacts", "calls.csv")
    found = {seconds(csdesk, "contact", number) for number in (1, 2, 3)}
    assert found == {(None, None)}


def test_an_answer_in_a_file_is_measured(
    shop: Csdesk, bring: Callable[[str], None]
) -> None:
    bring(
        "external_id,received_at,channel,direction,follows\n"
        "a1,2026-11-13T16:30:00+01:00,email,inbound,\n"
        "a2,2026-11-16T10:00:00+01:00,email,outbound,a1\n"
    )
    assert seconds(shop, "contact", 1) == (1.5 * H, None)


def test_a_row_that_comes_again_keeps_what_was_measured_unless_its_times_change(
    shop: Csdesk, bring: Callable[[str], None]
) -> None:
    bring(CALLS)
    shop.now(TOMORROW)  # a change, no correction
    shop.ok("hours", "set", "daily", "24h", "--from", "beginning")
    before = dump(shop.path)
    bring(CALLS.replace("one", "ONE").replace("three", "THREE").replace("two", "TWO"))
    found = [seconds(shop, "contact", number) for number in (1, 2, 3)]
    assert found == [(1 * H, None), (None, 2 * H), (None, 2.5 * H)]

    bring(CALLS.replace("2026-11-16T10:30", "2026-11-16T11:30"))
    found = [seconds(shop, "contact", number) for number in (1, 2, 3)]
    assert found == [(1 * H, None), (None, 67 * H), (None, 2.5 * H)]
    shop.ok("undo")
    shop.ok("undo")
    assert dump(shop.path) == before


def test_a_first_contact_that_moves_in_its_file_moves_its_followers(
    shop: Csdesk, bring: Callable[[str], None]
) -> None:
    bring(CALLS)
    shop.ok("contact", "reopen", "C3", "--at", "2026-11-16 12:00")
    first, moved = CALLS.splitlines()[1], "2026-11-13T15:30:00+01:00"
    heading = CALLS.splitlines()[0]
    before = dump(shop.path)
    bring(f"{heading}\n{first.replace('2026-11-13T16:30:00+01:00', moved)}\n")
    assert seconds(shop, "contact", 1) == (2 * H, None)
    assert seconds(shop, "reopening", 1) == (3.5 * H,)
    shop.ok("undo")
    assert dump(shop.path) == before
