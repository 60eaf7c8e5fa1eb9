"""Complaints made in public: acknowledged there, then moved to private."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.complaints.conftest import Dump
    from tests.conftest import Csdesk

NOW = "2026-11-18T10:00:00+01:00"
OPENED = "2026-11-18T09:00:00+01:00"


@pytest.fixture
def public(csdesk: Csdesk) -> Csdesk:
    """A desk with a bad review, an hour before now: K1, with C1."""
    csdesk.ok(
        "complaint", "open", "Ann Lee", "never again", "--channel", "review",
        "--public", "--at", "09:00",
    )  # fmt: skip
    return csdesk


def shown(csdesk: Csdesk) -> tuple[object, ...]:
    complaint = csdesk.json("complaint", "show", "K1")
    return tuple(complaint[key] for key in ("public", "public_at", "moved_private_at"))


def test_a_complaint_is_public_from_its_opening_on(public: Csdesk) -> None:
    assert shown(public) == (True, OPENED, None)
    assert public.ok("complaint", "list", "--public", "-q") == "K1\n"


def test_it_is_acknowledged_where_it_was_made(public: Csdesk) -> None:
    said = public.ok("complaint", "acknowledge", "K1")
    assert said == (
        "Acknowledged K1 in public after 1 h.\nNext: csdesk complaint move-private K1\n"
    )
    event = public.json("complaint", "show", "K1")["events"][-1]
    assert (event["kind"], event["text"]) == ("acknowledge", "in public")


def test_it_goes_on_in_private(public: Csdesk) -> None:
    said = public.ok("complaint", "move-private", "K1")
    assert said.startswith("K1 goes on in private, Wed 18 Nov 2026 10:00.\n")
    assert shown(public) == (True, OPENED, NOW)
    event = public.json("complaint", "show", "K1")["events"][-1]
    assert (event["kind"], event["text"]) == ("note", "moved to private")
    assert " in public" not in public.ok("complaint", "acknowledge", "K1")


def test_it_is_moved_once(public: Csdesk, dump: Dump) -> None:
    public.ok("complaint", "move-private", "K1", "--at", "09:30")
    before = dump()
    said = public.refused(4, "complaint", "move-private", "K1")
    assert "K1 was moved to private Wed 18 Nov 2026 09:30." in said
    assert dump() == before


def test_what_was_never_public_is_not_moved(desk: Csdesk, dump: Dump) -> None:
    before = dump()
    said = desk.refused(4, "complaint", "move-private", "K1")
    assert "K1 was not made in public." in said
    assert "csdesk complaint edit K1 --public" in said
    assert dump() == before
    assert shown(desk) == (False, None, None)


def test_it_is_not_moved_before_it_was_made(public: Csdesk) -> None:
    public.refused(2, "complaint", "move-private", "K1", "--at", "08:00")


def test_a_contact_brings_its_own_instant(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "bad", "--channel", "review", "--at", "09:00")
    csdesk.ok("complaint", "open", "--contact", "C1", "--public")
    assert shown(csdesk)[1] == OPENED


def test_edit_mends_what_was_forgotten_or_wrong(desk: Csdesk) -> None:
    desk.ok("complaint", "edit", "K1", "--public")
    assert shown(desk) == (True, OPENED, None)
    desk.ok("complaint", "move-private", "K1")
    desk.ok("complaint", "edit", "K1", "--not-public")
    assert shown(desk) == (False, None, None)


def test_another_beginning_moves_the_public_one(public: Csdesk) -> None:
    public.ok("complaint", "edit", "K1", "--opened", "08:30")
    assert shown(public)[1] == "2026-11-18T08:30:00+01:00"
