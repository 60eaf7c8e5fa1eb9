"""Agents through the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Csdesk

HOSTILE = "[/red] \x1b[2J'; DROP TABLE agent; -- \u202e"


def agents(csdesk: Csdesk) -> Any:
    return csdesk.json("agent", "list")


def test_an_agent_may_give_away_up_to_a_limit(csdesk: Csdesk) -> None:
    csdesk.ok("agent", "add", "Berta", "--goodwill-limit", "12,50")
    csdesk.ok("agent", "add", "  Carl   C. ")
    assert agents(csdesk) == [
        {"name": "Berta", "active": True, "goodwill_limit": 12.5},
        {"name": "Carl C.", "active": True, "goodwill_limit": None},
    ]
    assert "12.50 EUR" in csdesk.ok("agent", "list")


@pytest.mark.parametrize(
    ("typed", "code", "why"),
    [
        (("BERTA",), 4, "There is an agent 'Berta' already"),
        ((" ",), 2, "The name is empty"),
        (("Carl", "--goodwill-limit", "12.505"), 2, "12.505"),
        (("Carl", "--goodwill-limit", "12 USD"), 2, "EUR, the desk's currency"),
        (("Carl", "--goodwill-limit", "-1"), 2, "negative"),
        (("Carl", "--godwill-limit", "1"), 2, "Did you mean '--goodwill-limit'?"),
        (("\udcff",), 2, "not UTF-8"),
        ((), 2, "NAME"),
    ],
)
def test_an_agent_who_cannot_be_is_refused(
    csdesk: Csdesk, typed: tuple[str, ...], code: int, why: str
) -> None:
    csdesk.ok("agent", "add", "Berta")
    assert why in csdesk.refused(code, "agent", "add", *typed)
    assert [agent["name"] for agent in agents(csdesk)] == ["Berta"]


def test_a_name_like_another_can_be_added_on_purpose(csdesk: Csdesk) -> None:
    csdesk.ok("agent", "add", "Anna")
    said = csdesk.refused(2, "log", "-", "x", "--agent", "Ana")
    assert "csdesk agent add 'Ana'" in said
    csdesk.ok("agent", "add", "Ana")
    csdesk.ok("log", "-", "x", "--agent", "Ana")


def test_who_no_longer_works_here_is_listed_last(csdesk: Csdesk) -> None:
    for name in ("Anna", "Berta"):
        csdesk.ok("agent", "add", name)
    csdesk.ok("agent", "edit", "anna", "--not-active")
    assert csdesk.ok("agent", "list", "-q") == "Berta\nAnna\n"
    assert csdesk.ok("agent", "list", "-q", "--active") == "Berta\n"
    assert csdesk.ok("agent", "list", "-q", "--not-active") == "Anna\n"
    assert csdesk.ok("agent", "list", "-q", "--limit", "1") == "Berta\n"


def test_an_edit_changes_what_is_given_and_nothing_else(csdesk: Csdesk) -> None:
    csdesk.ok("agent", "add", "Berta", "--goodwill-limit", "50")
    csdesk.ok("agent", "edit", "BERTA", "--name", "Berta B.")
    assert agents(csdesk) == [
        {"name": "Berta B.", "active": True, "goodwill_limit": 50}
    ]
    csdesk.ok("agent", "edit", "berta b.", "--clear", "goodwill-limit")
    csdesk.ok("agent", "edit", "berta b.", "--name", "BERTA B.")  # only its case
    assert agents(csdesk) == [
        {"name": "BERTA B.", "active": True, "goodwill_limit": None}
    ]
    csdesk.ok("agent", "edit", "berta b.", "--goodwill-limit", "1", "--not-active")
    assert agents(csdesk) == [
        {"name": "BERTA B.", "active": False, "goodwill_limit": 1}
    ]


@pytest.mark.parametrize(
    ("typed", "code", "why"),
    [
        (("Brta", "--active"), 3, "Did you mean 'Berta'?"),
        (("Zoe", "--active"), 3, "'csdesk agent list'"),
        (("Berta",), 2, "Nothing to change"),
        (("Berta", "--name", "anna"), 4, "There is an agent 'Anna' already"),
        (("Berta", "--name", " "), 2, "The name is empty"),
        (("Berta", "--clear", "name"), 2, "'name' cannot be cleared"),
        (("Berta", "--goodwill-limit", "much"), 2, "'much' is not an amount"),
    ],
)
def test_an_edit_that_makes_no_sense_changes_nothing(
    csdesk: Csdesk, typed: tuple[str, ...], code: int, why: str
) -> None:
    for name in ("Anna", "Berta"):
        csdesk.ok("agent", "add", name, "--goodwill-limit", "5")
    before = agents(csdesk)
    assert why in csdesk.refused(code, "agent", "edit", *typed)
    assert agents(csdesk) == before


def test_a_name_that_would_steer_a_terminal_is_data(csdesk: Csdesk) -> None:
    csdesk.ok("agent", "add", HOSTILE)
    assert agents(csdesk)[0]["name"] == HOSTILE
    for options in ((), ("-q",), ("--format", "plain")):
        shown = csdesk.ok("agent", "list", *options)
        assert "[/red]" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
