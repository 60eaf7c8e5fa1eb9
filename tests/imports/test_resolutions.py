"""Cases that a file resolves after they were put on hold or reopened in the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.imports.conftest import Shop, at, shop_of

if TYPE_CHECKING:
    from tests.conftest import Csdesk

KINDS = ("contacts", "complaints")
HEADINGS = "external_id,received_at,resolved_at,resolved,category,channel"
OPEN = f"{HEADINGS}\na,2026-11-02 09:00,,no,,email\n"
RESOLVED = f"{HEADINGS}\na,2026-11-02 09:00,2026-11-05 09:00,,,email\n"
UNTIMED = f"{HEADINGS}\na,2026-11-02 09:00,,yes,,email\n"
HOLDS = "SELECT since, until FROM pause"
LOOK = "SELECT resolved_at, resolved, category FROM {table}"


@pytest.fixture(params=KINDS)
def shop(csdesk: Csdesk, request: pytest.FixtureRequest) -> Shop:
    """A shop that imports contacts, and one that imports complaints."""
    csdesk.now("2026-11-18T10:00:00+01:00")
    return shop_of(csdesk, str(request.param))


def hand(shop: Shop, verb: str, when: str, *more: str) -> None:
    noun, name = {"contacts": ("contact", "C1"), "complaints": ("complaint", "K1")}[
        shop.kind
    ]
    shop.csdesk.ok(noun, verb, name, *more, "--at", when)


def looks(shop: Shop) -> list[tuple[int | None, int, str | None]]:
    return shop.rows(LOOK.format(table=shop.kind.removesuffix("s")))


def reopened(shop: Shop) -> None:
    """Resolved by its file on the 5th, reopened by hand on the 7th."""
    shop.bring(RESOLVED)
    reason = ("broke again",) if shop.kind == "complaints" else ()
    hand(shop, "reopen", "2026-11-07 09:00", *reason)


@pytest.mark.parametrize(
    ("text", "until"),
    [(RESOLVED, "2026-11-05 09:00"), (UNTIMED, "2026-11-18 10:00")],
)
def test_a_hold_ends_with_the_resolution_that_a_file_states(
    shop: Shop, text: str, until: str
) -> None:
    shop.bring(OPEN)
    hand(shop, "hold", "2026-11-03 09:00", "waiting")
    shop.bring(text)
    assert shop.rows(HOLDS) == [(at("2026-11-03 09:00"), at(until))]
    shop.csdesk.ok("undo")
    assert shop.rows(HOLDS) == [(at("2026-11-03 09:00"), None)]


def test_a_hold_after_the_resolution_counts_for_nothing_and_that_is_said(
    shop: Shop,
) -> None:
    shop.bring(OPEN)
    hand(shop, "hold", "2026-11-06 09:00", "waiting")
    assert "was resolved before it was put on hold" in shop.warnings(RESOLVED)
    began = at("2026-11-06 09:00")
    assert shop.rows(HOLDS) == [(began, began)]


def test_a_hold_of_what_stays_open_goes_on(shop: Shop) -> None:
    shop.bring(OPEN)
    hand(shop, "hold", "2026-11-03 09:00", "waiting")
    shop.bring(OPEN.replace("no,,", "no,paint,"))
    assert shop.rows(HOLDS) == [(at("2026-11-03 09:00"), None)]


def test_the_hold_of_a_thread_ends_when_a_later_contact_settles_it(
    csdesk: Csdesk,
) -> None:
    csdesk.now("2026-11-18T10:00:00+01:00")
    shop = shop_of(csdesk, "contacts")
    shop.bring(OPEN)
    hand(shop, "hold", "2026-11-03 09:00", "waiting")
    shop.bring(f"{HEADINGS},follows\nb,2026-11-04 09:00,2026-11-05 09:00,,,email,a\n")
    assert shop.rows("SELECT until FROM pause") == [at("2026-11-05 09:00")]


@pytest.mark.parametrize("text", [RESOLVED, UNTIMED])
def test_a_resolution_before_the_reopening_does_not_undo_it(
    shop: Shop, text: str
) -> None:
    reopened(shop)
    output = shop.warnings(text.replace(",,email", ",paint,email"))
    assert "1 was reopened after the resolution that its row states" in output
    assert looks(shop) == [(None, 0, "paint")]


def test_a_reopened_complaint_keeps_no_finding_of_the_old_decision(
    csdesk: Csdesk,
) -> None:
    csdesk.now("2026-11-18T10:00:00+01:00")
    shop = shop_of(csdesk, "complaints")
    more = "external_id,received_at,resolved_at,outcome,category\na,2026-11-02,"
    shop.bring(f"{more}2026-11-05,accepted,\n")
    hand(shop, "reopen", "2026-11-07 09:00", "broke again")
    shop.bring(f"{more}2026-11-05,accepted,paint\n")
    assert shop.rows("SELECT status, outcome, category FROM complaint") == [
        ("investigating", None, "paint")
    ]


def test_a_resolution_after_the_reopening_holds(shop: Shop) -> None:
    reopened(shop)
    output = shop.warnings(RESOLVED.replace("2026-11-05", "2026-11-09"))
    assert "reopened" not in output
    assert looks(shop) == [(at("2026-11-09 09:00"), 0, None)]


def test_the_same_file_leaves_the_reopening_alone(shop: Shop) -> None:
    reopened(shop)
    assert "1 unchanged" in shop.bring(RESOLVED)
    assert looks(shop) == [(None, 0, None)]
