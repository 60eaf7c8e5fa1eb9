"""A clock that stood wrong deletes no good backup, and is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

FUTURE = "2099-05-01T10:00:00+02:00"
NOW = "2026-11-18T11:00:00+01:00"


def backups(csdesk: Csdesk) -> list[str]:
    return sorted(one.name for one in csdesk.folder.glob("desk.db.backup-*"))


def made(csdesk: Csdesk, at: str, text: str) -> Path:
    """Log a contact and back up at that instant; the new backup."""
    csdesk.now(at)
    before = set(backups(csdesk))
    csdesk.ok("log", "-", text)
    csdesk.ok("backup")
    (name,) = set(backups(csdesk)) - before
    return csdesk.folder / name


def test_keep_counts_by_what_backups_hold(csdesk: Csdesk) -> None:
    old = [made(csdesk, f"2099-05-0{day}T10:00:00+02:00", "x") for day in (1, 2, 3)]
    good = [made(csdesk, f"2026-11-1{day}T10:00:00+01:00", "y") for day in (4, 5)]
    csdesk.now(NOW)
    csdesk.ok("log", "-", "z")
    csdesk.ok("backup", "--keep", "3")
    assert all(one.exists() for one in good)
    assert not any(one.exists() for one in old)


def test_work_that_the_desk_has_lost_stays_in_its_backup(csdesk: Csdesk) -> None:
    first = made(csdesk, "2026-11-10T10:00:00+01:00", "a")
    later = made(csdesk, "2026-11-11T10:00:00+01:00", "b")
    csdesk.now(NOW)
    csdesk.ok("restore", first.name, "--yes")
    csdesk.ok("log", "-", "c")
    csdesk.ok("backup", "--keep", "1")
    assert later.exists()
    assert not first.exists()


def test_check_names_backups_dated_after_now(csdesk: Csdesk) -> None:
    backup = made(csdesk, FUTURE, "x")
    csdesk.now(NOW)
    found = csdesk("check", "--format", "json")
    assert found.exit_code == 1
    assert f"These backups are dated after now: {backup.name}." in found.stdout


def test_a_command_that_writes_says_once_that_the_clock_is_behind(
    csdesk: Csdesk,
) -> None:
    csdesk.now(FUTURE)
    csdesk.ok("log", "-", "x")
    csdesk.now(NOW)
    said = csdesk("log", "-", "y").stderr
    assert said.count("The clock says 2026-11-18 10:00 UTC, before the desk's ") == 1
    assert "last entry of 2099-05-01 08:00 UTC" in said
    assert "The clock says" not in csdesk("contact", "list").stderr


def test_machines_that_differ_by_minutes_are_no_matter(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "x")
    csdesk.now("2026-11-18T09:55:00+01:00")
    assert "The clock says" not in csdesk("log", "-", "y").stderr
