"""One bad value in a desk locks nobody out: it is named, and mended by one command."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.domain.kept_settings import EXAMPLES
from csdesk.store.settings import BY_KEY, RULES
from tests.draw import drawn
from tests.trust.files import run

if TYPE_CHECKING:
    from tests.conftest import Csdesk

VALUES = ["'no such value'", "'-7'", "'1e400'", "x'ff00'", "'" + "9" * 400 + "'"]
AT = {
    "an instant of no day": "99999999999999",
    "a text for an instant": "'yesterday'",
    "an instant below zero": "-99999999999",
}
WORKS = [
    ("settings", "list"), ("settings", "list", "--format", "json"),
    ("settings", "get", "timezone"), ("export", "contacts"), ("export", "desk"),
    ("backup", "copy.db"), ("restore", "good.db", "--yes"),
]  # fmt: skip
OTHERS = [
    ("log", "-", "hello"), ("contact", "list"), ("today",), ("report",), ("undo",),
    ("kpi", "explain", "nps"), ("history",), ("hours", "show"), ("targets", "show"),
    ("outreach", "lapsed"), ("customer", "list"), ("search", "hello"),
    ("contact", "deadlines", "C1"), ("complaint", "open", "-", "late"),
]  # fmt: skip


def spoil(csdesk: Csdesk, key: str, value: str, begins: str = "0") -> None:
    """Write a value of a setting as another program would."""
    run(
        csdesk.path,
        f"DELETE FROM setting WHERE key = '{key}'",
        "INSERT INTO setting (key, value, valid_from) "
        f"VALUES ('{key}', {value}, {begins})",
    )


def is_bad(key: str, value: str) -> bool:
    """Whether a name may not be that: of a name only the type can be wrong."""
    return BY_KEY[key].kind != "text" or value.startswith("x'")


@pytest.mark.parametrize(
    ("key", "value"),
    drawn(
        [
            (one.key, value)
            for one in RULES
            for value in VALUES
            if is_bad(one.key, value)
        ],
        "bad settings",
    ),
)
def test_a_bad_setting_is_named_by_check_and_mended_by_settings_set(
    csdesk: Csdesk, key: str, value: str
) -> None:
    csdesk.ok("log", "-", "hello")
    spoil(csdesk, key, value)
    mend = ("settings", "set", key, EXAMPLES[BY_KEY[key].kind].strip("'"))
    for command in OTHERS[:2]:
        told = csdesk.refused(6, *command)
        assert f"The setting {key} is " in told
        assert f"csdesk settings set {key} " in told
    checked = csdesk("check", "--format", "json")
    assert checked.exit_code == 1
    assert f"csdesk settings set {key}" in checked.stdout
    csdesk.ok(*mend)
    csdesk.ok("log", "-", "hello again")
    csdesk.ok("today")


@pytest.mark.parametrize("value", ["'Mars/Base'", "x'ff00'"])
@pytest.mark.parametrize("command", WORKS)
def test_what_saves_the_data_works_with_a_bad_time_zone(
    csdesk: Csdesk, command: tuple[str, ...], value: str
) -> None:
    csdesk.ok("log", "-", "hello")
    csdesk.ok("backup", "good.db")
    spoil(csdesk, "timezone", value)
    csdesk.ok(*command)


@pytest.mark.parametrize("command", drawn(OTHERS, "others"))
@pytest.mark.parametrize("key", ["timezone", "lapsed_after", "csat_scale"])
def test_every_other_command_names_the_setting(
    csdesk: Csdesk, key: str, command: tuple[str, ...]
) -> None:
    csdesk.ok("log", "-", "hello")
    spoil(csdesk, key, "'no such value'")
    assert f"The setting {key} is 'no such value'" in csdesk.refused(6, *command)


@pytest.mark.parametrize("begins", AT.values(), ids=AT)
def test_a_setting_that_begins_on_no_day_is_mended_as_well(
    csdesk: Csdesk, begins: str
) -> None:
    spoil(csdesk, "lapsed_after", "'90'", begins)
    assert "The setting lapsed_after is of no day" in csdesk.refused(6, "today")
    csdesk.ok("settings", "set", "lapsed_after", "90")
    csdesk.ok("today")


def test_a_broken_salt_is_named(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@example.com")
    csdesk.ok("customer", "erase", "P1", "--yes")
    run(csdesk.path, "UPDATE setting SET value = 'zz' WHERE key = 'erasure_salt'")
    csdesk.ok("customer", "add", "Bo Lee", "--email", "bo@example.com")
    told = csdesk.refused(6, "customer", "erase", "P2", "--yes")
    assert "The setting erasure_salt of the desk cannot be read." in told
    checked = csdesk("check", "--format", "json")
    assert checked.exit_code == 1
    assert "erasure_salt" in checked.stdout
    csdesk.ok("settings", "list")
    csdesk.ok("backup")


@pytest.mark.parametrize("text", ["'{'", "'[1]'", "'7'"])
def test_a_broken_entry_of_the_journal_is_named(csdesk: Csdesk, text: str) -> None:
    csdesk.ok("customer", "add", "Ann Lee")
    run(csdesk.path, f"UPDATE change SET after = {text} WHERE operation_id = 2")
    checked = csdesk("check", "--format", "json")
    assert checked.exit_code == 1
    assert "operation 2" in checked.stdout
    for saves in (("settings", "list"), ("backup",), ("export", "desk")):
        csdesk.ok(*saves)
    others: tuple[tuple[str, ...], ...] = (
        ("undo",),
        ("history",),
        ("customer", "show", "P1"),
    )
    for command in others:
        assert csdesk(*command).exit_code in {0, 4, 6}, command


def test_a_desk_without_a_time_zone_is_mended_by_its_owner(csdesk: Csdesk) -> None:
    with closing(sqlite3.connect(csdesk.path)) as db, db:
        db.execute("UPDATE setting SET value = '' WHERE key = 'timezone'")
    assert "The setting timezone is ''" in csdesk.refused(6, "report")
    csdesk.ok("settings", "set", "timezone", "Europe/Berlin")
    csdesk.ok("report")
