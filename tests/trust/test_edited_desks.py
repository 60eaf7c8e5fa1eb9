"""A desk that another program has edited ends no command with a fault of ours.

Each command does its work, or names the row that csdesk never writes; `check` names it
too, and what sets opening hours and targets mends them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.domain.kept_settings import is_day, is_interval, is_target
from tests.draw import drawn

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

OPENING = "INSERT INTO opening_interval (weekday, opens, closes, valid_from) VALUES "
CLOSED = "INSERT INTO closed_day (day, opens, closes, name) VALUES "
TARGET = (
    "INSERT INTO service_target (what, seconds, clock, channel, tier, valid_from)"
    " VALUES "
)
HOURS = [
    OPENING + "(9, 1, 2, '0001-01-01')",
    OPENING + "(-1, 1, 2, '0001-01-01')",
    OPENING + "('monday', 1, 2, '0001-01-01')",
    OPENING + "(0, 1, 2, '2026-99-99')",
    OPENING + "(0, 1, 2, 'yesterday')",
    OPENING + "(0, 1, 2, CAST(x'ff00' AS TEXT))",
    OPENING + "(0, 1, 99999, '0001-01-01')",
    OPENING + "(0, 'nine', 99999, '0001-01-01')",
    OPENING + "(0, 1, NULL, '0001-01-01')",
    CLOSED + "('2026-02-30', NULL, NULL, NULL)",
    CLOSED + "('0000-01-01', NULL, NULL, NULL)",
    CLOSED + "('2026-12-24', -5, 7, NULL)",
    CLOSED + "('2026-12-24', 1, 9223372036854775807, NULL)",
    CLOSED + "('2026-12-24', NULL, NULL, CAST(x'ff00' AS TEXT))",
    CLOSED + "(x'ff00', NULL, NULL, NULL)",
]
TARGETS = [
    TARGET + "('response', 60, 'sundial', 'email', NULL, 0)",
    TARGET + "('response', -60, 'business', 'email', NULL, 0)",
    TARGET + "('response', 'soon', 'business', 'email', NULL, 0)",
    TARGET + "('response', 9223372036854775807, 'business', 'email', NULL, 0)",
    TARGET + "('response', 60, 'business', 'pigeon', NULL, 0)",
    TARGET + "('applause', 60, 'business', 'email', NULL, 0)",
    TARGET + "('response', 60, 'business', 'email', NULL, 99999999999999)",
    TARGET + "('response', 60, 'business', 'email', NULL, 'yesterday')",
    TARGET + "('response', 60, 'business', NULL, CAST(x'ff00' AS TEXT), 0)",
]
VALUES = [
    "UPDATE contact SET response_target = 'soonish'",
    "UPDATE contact SET resolution_target = '2h sundial'",
    "UPDATE contact SET received_at = 253402300800",  # the year 10000
    "UPDATE contact SET received_at = 99999999999999",
    "UPDATE contact SET received_at = -99999999999999",
    "UPDATE contact SET received_at = 'yesterday'",
    "UPDATE contact SET received_at = 1.5e300",
    "UPDATE contact SET response_due_at = 'soon'",
    "UPDATE contact SET wait_seconds = 9223372036854775807",
    "UPDATE contact SET wait_seconds = 'long'",
    "UPDATE contact SET handle_seconds = x'00'",
    "UPDATE contact SET channel = 'pigeon'",
    "UPDATE contact SET direction = 7, reason = 'whim'",
    "UPDATE contact SET resolved = 'perhaps'",
    "UPDATE contact SET subject = CAST(x'ff00' AS TEXT)",
    "UPDATE contact SET subject = x'ff00'",
    "UPDATE contact SET customer_id = 'Ann'",
    "UPDATE customer SET name = CAST(x'ff00' AS TEXT)",
    "UPDATE customer SET name = 7",
    "UPDATE complaint SET status = 'lost', severity = 'odd', level = 9",
    "UPDATE complaint SET policy = 'none of ours'",
    "UPDATE complaint SET opened_at = 99999999999999",
    "UPDATE complaint SET resolution_due_at = 99999999999999",
    "UPDATE complaint SET resolution_target = 'soonish'",
    "UPDATE follow_up SET due_at = 99999999999999",
    "UPDATE follow_up SET every = 'blue moon', kind = 'odd'",
    "UPDATE survey_answer SET score = 'nine'",
    "UPDATE survey_answer SET score = 1e300, kind = 'odd'",
    "UPDATE survey_answer SET answered_at = 99999999999999",
    "UPDATE survey_answer SET scale_min = 9, scale_max = 1",
    "UPDATE purchase SET amount = 9223372036854775807",
    "UPDATE purchase SET at = 99999999999999",
    "UPDATE operation SET at = 99999999999999",
    "UPDATE operation SET agent = CAST(x'ff00' AS TEXT)",
    "UPDATE change SET after = CAST(x'ff00' AS TEXT)",
    """UPDATE change SET after = '{"weekday": 9, "opens": "x"}'""",
    "UPDATE change SET table_name = 'nonsense', row_id = 9223372036854775807",
]
SETTINGS = [
    f"INSERT OR REPLACE INTO setting (key, value, valid_from) VALUES ('{key}', {value},"
    " 0)"
    for key in ("name", "timezone", "currency", "desk", "place", "parents")
    for value in ("CAST(x'ff00' AS TEXT)", "x'ff00'", "'[7]'")
]
SAVES: list[tuple[str, ...]] = [
    ("settings", "list"), ("settings", "get", "name"),
    ("backup", "copy.db"), ("export", "contacts"),
    ("export", "desk", "--output", "desk.jsonl"), ("restore", "good.db", "--yes"),
]  # fmt: skip
READS: list[tuple[str, ...]] = [
    ("today",), ("report", "--all"), ("report", "--format", "json"),
    ("contact", "list"), ("complaint", "list", "--format", "json"),
    ("followup", "list"), ("survey", "list"), ("purchase", "list"),
    ("customer", "list"), ("history",), ("contact", "show", "C1"),
    ("complaint", "show", "K1"), ("customer", "show", "P1"),
    ("contact", "deadlines", "C1"), ("complaint", "deadlines", "K1"),
    ("export", "contacts"), ("export", "complaints"), ("export", "customers"),
    ("customer", "export", "P1", "--output", "p1"), ("search", "hello"),
    ("kpi", "explain", "first_response_time"), ("hours", "show"), ("targets", "show"),
    ("outreach", "lapsed"), ("settings", "list"),
]  # fmt: skip
WRITES: list[tuple[str, ...]] = [
    ("log", "P1", "again", "--channel", "email"), ("contact", "resolve", "C1"),
    ("complaint", "open", "P1", "late"), ("contact", "edit", "C1", "--notes", "x"),
    ("hours", "recompute", "--since", "2026-01-01"), ("undo",),
]  # fmt: skip


KEPT = ("desk.db", "good.db")
FILES: dict[str, bytes] = {}


@pytest.fixture
def worked(csdesk: Csdesk) -> Csdesk:
    """A desk with a record of each kind, made once, and its backup."""
    if not FILES:
        fill(csdesk)
    for name, content in FILES.items():
        (csdesk.folder / name).write_bytes(content)
    for log in csdesk.folder.glob("desk.db-*"):
        log.unlink()
    csdesk.settle()
    return csdesk


def fill(csdesk: Csdesk) -> None:
    csdesk.ok("hours", "set", "tue-fri", "09:00-17:00")
    csdesk.ok("targets", "set", "response", "4h", "--from", "beginning")
    csdesk.ok("targets", "set", "resolution", "8h", "--from", "beginning")
    csdesk.ok("log", "Ann Lee", "hello", "--channel", "email", "--at", "today 09:30")
    csdesk.ok("complaint", "open", "P1", "broken", "--at", "today 09:40")
    csdesk.ok("followup", "add", "P1", "call", "--due", "tomorrow")
    csdesk.ok("survey", "record", "csat", "4", "--customer", "P1")
    csdesk.ok("purchase", "log", "P1", "12")
    csdesk.ok("backup", "good.db")
    FILES.update({name: (csdesk.folder / name).read_bytes() for name in KEPT})


def edit(path: Path, sql: str) -> None:
    """Run SQL as a program would that keeps no rule of the desk."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(sql)
        connection.commit()


def assert_civil(csdesk: Csdesk, command: tuple[str, ...]) -> str:
    """The command does its work, or tells of the desk; its stderr."""
    result = csdesk(*command)
    told = result.stderr
    assert result.exit_code in {0, 6}, f"{command}: {result.output}"
    assert "csdesk itself failed" not in told, command
    if result.exit_code:
        lines = told.splitlines()
        assert [line for line in lines if line.startswith("Hint: ")], told
    return told if result.exit_code else ""


@pytest.mark.parametrize("sql", drawn([*HOURS, *TARGETS], "hours"))
def test_broken_hours_and_targets_are_named_and_mended(
    worked: Csdesk, sql: str
) -> None:
    edit(worked.path, sql)
    table = sql.split()[2].replace("_", " ")
    mend = "targets set" if table == "service target" else "hours "
    for command in (
        (mend.split(maxsplit=1)[0], "show"),
        *READS[:2],
        *WRITES[:1],
        *WRITES[4:5],
    ):
        if told := assert_civil(worked, command):
            assert f"{table} " in told.casefold()
            assert f"csdesk {mend}" in told or "csdesk check" in told
    checked = worked("check", "--format", "json")
    assert checked.exit_code == 1
    assert f"{table} " in checked.stdout
    assert f"csdesk {mend}" in checked.stdout
    if mend == "targets set":
        worked.ok("targets", "set", "response", "4h", "--channel", "email")
    elif "closed_day" in sql:
        worked.ok("hours", "close", "2026-12-24")
    else:
        worked.ok("hours", "set", "mon-fri", "09:00-17:00")
    for command in (("hours", "show"), ("targets", "show"), *READS[:2], *WRITES[:1]):
        worked.ok(*command)
    assert "never writes" not in worked("check", "--format", "json").stdout


@pytest.mark.parametrize("sql", drawn(VALUES, "values"))
def test_no_command_fails_by_itself_on_an_edited_desk(worked: Csdesk, sql: str) -> None:
    edit(worked.path, sql)
    failed = {}
    for command in (*READS, *WRITES):
        result = worked(*command)
        # What is to be written may be refused by a rule of the desk, too.
        if result.exit_code not in {0, 3, 4, 6}:
            failed[command] = result.output[-200:]
    assert not failed
    assert worked("check").exit_code == 1


@pytest.mark.parametrize("sql", drawn(SETTINGS, "settings"))
def test_a_damaged_setting_locks_out_nothing_that_saves(
    worked: Csdesk, sql: str
) -> None:
    edit(worked.path, sql)
    for command in SAVES:
        worked.ok(*command)


@pytest.mark.parametrize(
    "column",
    ["contact.subject", "customer.name", "operation.agent", "change.after",
     "agent.name", "setting.key"],
)  # fmt: skip
def test_a_damaged_text_locks_out_nothing_that_saves(
    worked: Csdesk, column: str
) -> None:
    table, name = column.split(".")
    edit(worked.path, f"UPDATE {table} SET {name} = CAST(x'ff0041' AS TEXT)"
         f" WHERE id = (SELECT max(id) FROM {table})")  # fmt: skip
    for command in SAVES:
        worked.ok(*command)


def test_what_is_a_day_an_interval_and_a_target() -> None:
    assert is_day("2026-12-24")
    assert not any(map(is_day, ("2026-02-30", "20261224", "0000-01-01", 7, None)))
    assert is_interval(None, None)
    assert is_interval(0, 86_400)
    assert not any(
        is_interval(*one) for one in ((1, None), (2, 1), (-1, 2), (0, 86_401), ("0", 1))
    )
    assert is_target("2h business: phone, gold")
    assert not any(map(is_target, ("2h sundial", "soon business", "", 7)))
