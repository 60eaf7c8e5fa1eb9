"""Two people do the same thing: the second is told who was first, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.verbs import CODE, ISSUED, RESOLVED

if TYPE_CHECKING:
    from tests.conftest import Csdesk

NAME = "Maxim Secret"
OPENED = ("complaint", "open", NAME, "broken", "--no-contact", "--at", "09:00")
LOGGED = ("log", NAME, "a question", "--channel", "email", "--at", "09:00")
FOLLOWED = ("complaint", "followed-up", "K1", "--result", "well")
WHEN = "by Bertram Wed 18 Nov 2026 09:30."

# what both do -> (what was before, the sentence of the second one)
TWICE: dict[tuple[str, ...], tuple[tuple[tuple[str, ...], ...], str]] = {
    ("complaint", "acknowledge", "K1"): ((OPENED,), f"K1 was acknowledged {WHEN}"),
    ("complaint", "investigate", "K1"): ((OPENED,), f"K1 was taken up {WHEN}"),
    RESOLVED: ((OPENED,), f"K1 was resolved {WHEN}"),
    FOLLOWED: (
        (OPENED, (*RESOLVED, "--at", "09:10")),
        f"K1 was followed up {WHEN}",
    ),
    ("complaint", "close", "K1"): (
        (OPENED, (*RESOLVED, "--at", "09:10"), (*FOLLOWED, "--at", "09:20")),
        f"K1 was closed {WHEN}",
    ),
    ("complaint", "reopen", "K1", "broke again"): (
        (OPENED, (*RESOLVED, "--at", "09:10")),
        f"K1 was reopened {WHEN}",
    ),
    ("contact", "resolve", "C1"): ((LOGGED,), f"C1 was resolved {WHEN}"),
    ("followup", "done", "F1"): (
        ((*LOGGED, "--promise", "call back tomorrow"),),
        f"F1 was done {WHEN}",
    ),
    ("voucher", "redeem", CODE): (
        (LOGGED, (*ISSUED, "--at", "09:10")),
        f"V1 was redeemed {WHEN}",
    ),
}


@pytest.mark.parametrize("command", TWICE, ids=" ".join)
def test_the_second_is_told_who_was_first_and_when(
    csdesk: Csdesk, command: tuple[str, ...]
) -> None:
    before, sentence = TWICE[command]
    for one in before:
        csdesk.ok(*one)
    csdesk.ok(*command, "--agent", "Bertram", "--at", "09:30")
    told = csdesk.refused(4, *command, "--agent", "Cleo")
    assert told.splitlines()[0] == f"Error: {sentence}"
    assert NAME not in told


def test_the_first_is_whoever_did_it_last_where_it_was_undone(csdesk: Csdesk) -> None:
    csdesk.ok(*LOGGED)
    csdesk.ok("contact", "resolve", "C1", "--agent", "Bertram", "--at", "09:30")
    csdesk.ok("contact", "reopen", "C1", "--at", "09:40")
    csdesk.ok("contact", "resolve", "C1", "--agent", "Cleo", "--at", "09:50")
    told = csdesk.refused(4, "contact", "resolve", "C1")
    assert "C1 was resolved by Cleo Wed 18 Nov 2026 09:50." in told


def test_a_later_answer_in_a_thread_says_who_resolved_it(csdesk: Csdesk) -> None:
    csdesk.ok(*LOGGED)
    csdesk.ok("log", NAME, "more", "--follows", "C1", "--at", "09:20")
    csdesk.ok("contact", "resolve", "C2", "--agent", "Bertram", "--at", "09:30")
    assert f"C1 was resolved {WHEN}" in csdesk.refused(4, "contact", "resolve", "C2")


def test_nobody_is_named_for_what_an_import_brought(csdesk: Csdesk) -> None:
    (csdesk.folder / "x.csv").write_text(
        "external_id,received_at,resolved_at,channel\n"
        "a,2026-11-17 10:00,2026-11-17 11:00,email\n"
    )
    csdesk.ok("import", "contacts", "x.csv")
    told = csdesk.refused(4, "contact", "resolve", "C1")
    assert "C1 was resolved Tue 17 Nov 2026 11:00." in told


def test_a_step_that_others_have_left_behind_is_told_by_the_status(
    csdesk: Csdesk,
) -> None:
    csdesk.ok(*OPENED)
    csdesk.ok("complaint", "investigate", "K1", "--at", "09:10")
    csdesk.ok(*RESOLVED)
    assert "K1 is resolved: 'investigate' is for" in csdesk.refused(
        4, "complaint", "investigate", "K1"
    )
