"""Law: verbs and imports stamp the same contacts alike, by every clock and target."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csdesk.services.contact_edits import edit_contact
from csdesk.services.contacts import (
    NewContact,
    hold_contact,
    log_contact,
    resolve_contact,
    respond,
)
from csdesk.services.unit_of_work import working
from tests.conftest import Csdesk

if TYPE_CHECKING:
    from collections.abc import Callable

NOW: Final = datetime(2026, 11, 18, 9, tzinfo=UTC)
START: Final = datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
STAMPS: Final = """
SELECT id, follows_id, response_business_seconds, resolution_business_seconds,
       response_due_at, response_target, resolution_due_at, resolution_target
FROM contact
ORDER BY id
"""
RULES: Final = (
    ("hours", "set", "mon-fri", "9-17", "--from", "beginning"),
    ("targets", "set", "response", "3h", "--from", "beginning"),
    ("targets", "set", "response", "9h", "--channel", "web", "--clock", "elapsed",
     "--from", "beginning"),
    ("targets", "set", "resolution", "16h", "--from", "2026-11-05"),
)  # fmt: skip
OTHER_RULES: Final = (
    ("hours", "set", "daily", "24h", "--from", "beginning"),
    ("targets", "set", "response", "1h", "--from", "beginning"),
)
HEADINGS: Final = (
    "external_id,received_at,channel,direction,follows,first_response_at,resolved_at"
)


@dataclass(frozen=True)
class Told:
    """A contact as its row tells it; times in hours from START, `follows` an id."""

    channel: str
    direction: str
    received: int
    follows: int | None = None
    answered: int | None = None
    resolved: int | None = None


@dataclass(frozen=True)
class Life:
    """A contact at first and later; `held`: since when it is on hold in between."""

    first: Told
    later: Told
    held: int | None = None


@st.composite
def lives(draw: st.DrawFn) -> list[Life]:
    """Draw contacts in the order of their receipt, some in threads."""
    found: list[Life] = []
    for at in sorted(draw(st.lists(st.integers(24, 200), min_size=1, max_size=5))):
        cases = [n for n, one in enumerate(found, 1) if one.first.follows is None]
        follows = draw(st.sampled_from([None, *cases]))
        way = "inbound" if follows is None or draw(st.booleans()) else "outbound"
        told = Told(draw(st.sampled_from(("email", "web", "phone"))), way, at, follows)
        found.append(draw(_case(told) if follows is None else _follower(told)))
    return found


AFTER: Final = st.none() | st.integers(0, 60)


@st.composite
def _case(draw: st.DrawFn, told: Told) -> Life:
    """Draw a case: answered and resolved at once or later; its receipt moves back."""
    first = replace(
        told,
        answered=None if told.channel == "phone" else _on(told, draw(AFTER)),
        resolved=_on(told, draw(AFTER)),
    )
    later = replace(first, received=told.received - draw(st.integers(0, 20)))
    if first.resolved is not None:
        return Life(first, later)
    held, resolved = _on(told, draw(AFTER)), _on(told, draw(AFTER))
    if held is not None and resolved is not None:
        held = min(held, resolved)
    return Life(first, replace(later, resolved=resolved), held)


@st.composite
def _follower(draw: st.DrawFn, told: Told) -> Life:
    """Draw what follows a case; the receipt of one that came in moves on."""
    if told.direction == "outbound" or told.channel == "phone":
        return Life(told, told)
    first = replace(told, answered=_on(told, draw(AFTER)))
    moved = told.received + draw(st.integers(0, 20))
    return Life(first, replace(first, received=min(moved, first.answered or moved)))


def _on(told: Told, hours: int | None) -> int | None:
    return None if hours is None else told.received + hours


def instant(hours: int | None) -> Any:
    return None if hours is None else START + timedelta(hours=hours)


def write_by_verbs(desk: Csdesk, told: list[Life]) -> None:
    with working(desk.path, "test", "Anna", NOW) as work:
        for number, life in enumerate(told, 1):
            one = life.first
            work.at = instant(one.received)
            log_contact(
                work,
                NewContact(
                    "-", None, one.channel, one.direction, follows=one.follows
                ),
            )  # fmt: skip
            if one.answered is not None:
                work.at = instant(one.answered)
                respond(work, number)
        for number, life in enumerate(told, 1):
            if life.first.resolved is not None:
                work.at = instant(life.first.resolved)
                resolve_contact(work, number)


def change_by_verbs(desk: Csdesk, told: list[Life]) -> None:
    with working(desk.path, "test", "Anna", NOW) as work:
        for number, life in enumerate(told, 1):
            if life.later.received != life.first.received:
                received = {"received_at": instant(life.later.received)}
                edit_contact(work, number, received)
            if life.later.resolved != life.first.resolved:
                work.at = instant(life.later.resolved)
                resolve_contact(work, number)


def bring(desk: Csdesk, told: list[Told]) -> None:
    rows = [
        [number, instant(one.received), one.channel, one.direction, one.follows,
         instant(one.answered), instant(one.resolved)]
        for number, one in enumerate(told, 1)
    ]  # fmt: skip
    lines = (
        ",".join("" if cell is None else str(cell) for cell in row) for row in rows
    )
    (desk.folder / "contacts.csv").write_text("\n".join([HEADINGS, *lines, ""]))
    desk.monkeypatch.setenv("CSDESK_DB", str(desk.path))
    desk.ok("import", "contacts", str(desk.folder / "contacts.csv"))


def hold(desk: Csdesk, told: list[Life]) -> None:
    with working(desk.path, "test", "Anna", NOW) as work:
        for number, life in enumerate(told, 1):
            if life.held is not None:
                work.at = instant(life.held)
                hold_contact(work, number, "waits")


def follow_rules(desk: Csdesk, rules: tuple[tuple[str, ...], ...]) -> None:
    desk.monkeypatch.setenv("CSDESK_DB", str(desk.path))
    for rule in rules:
        desk.ok(*rule)


def stamps(desk: Csdesk) -> list[Any]:
    with closing(sqlite3.connect(desk.path)) as db:
        return db.execute(STAMPS).fetchall()


@pytest.fixture
def two_desks(csdesk: Csdesk) -> Callable[[], tuple[Csdesk, Csdesk]]:
    """Two desks of the same rules, new each time."""
    follow_rules(csdesk, RULES)
    rules = csdesk.path.read_bytes()

    def begin() -> tuple[Csdesk, Csdesk]:
        found = []
        for name in ("verbs", "file"):
            folder = csdesk.folder / name
            folder.mkdir(exist_ok=True)
            desk = Csdesk(folder, csdesk.monkeypatch)
            desk.path.write_bytes(rules)
            desk.path.chmod(0o600)
            desk.settle()
            found.append(desk)
        return found[0], found[1]

    return begin


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lives(), st.booleans())
def test_verbs_and_imports_stamp_alike(
    two_desks: Callable[[], tuple[Csdesk, Csdesk]],
    told: list[Life],
    have_rules_changed: bool,
) -> None:
    by_verbs, by_file = two_desks()
    write_by_verbs(by_verbs, told)
    bring(by_file, [life.first for life in told])
    assert stamps(by_verbs) == stamps(by_file)
    for desk in (by_verbs, by_file):
        hold(desk, told)
        if have_rules_changed:
            follow_rules(desk, OTHER_RULES)
    change_by_verbs(by_verbs, told)
    bring(by_file, [life.later for life in told])
    assert stamps(by_verbs) == stamps(by_file)
