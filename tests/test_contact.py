"""Contacts through the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Csdesk


def test_a_live_contact_ends_now(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "late parcel", "--wait", "20s", "--took", "4m")
    (contact,) = csdesk.json("contact", "list")
    assert contact["received_at"] == "2026-11-18T09:55:40+01:00"


def test_resolving_a_follower_resolves_the_first_of_its_thread(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "late parcel")
    csdesk.ok("log", "Ann Lee", "still late", "--follows", "C1")
    assert csdesk.ok("contact", "resolve", "C2").startswith("Resolved C1 ")
    assert "C1 was resolved" in csdesk.refused(4, "contact", "resolve", "C2")
