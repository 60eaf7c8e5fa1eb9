"""`csdesk check`: what is wrong with a desk is found, and said without names."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.kpi import invariant
from csdesk.store.files.place_kind import file_system
from csdesk.store.health import place
from csdesk.store.health.finding import Level
from tests.trust.files import flip, run, spoil_page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

CHECKS = [
    "sqlite", "schema", "integrity", "rules", "links", "settings", "journal", "search",
    "imports", "backlog", "clock",
    "permissions", "drive", "leftovers", "backup", "space",
]  # fmt: skip
NAME = "Zebedee"


@pytest.fixture
def worked(csdesk: Csdesk) -> Csdesk:
    """A desk of one customer with a contact, a complaint that was reopened, imports."""
    csdesk.folder.chmod(0o700)
    csdesk.ok("log", f"{NAME} Lee", "hello there", "--no-input",
              "--at", "2026-11-10 10:00")  # fmt: skip
    csdesk.ok("complaint", "open", "P1", "late", "--at", "2026-11-11 10:00")
    csdesk.ok("complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
              "--decision", "sorry", "--remedy", "none",
              "--at", "2026-11-12 10:00")  # fmt: skip
    csdesk.ok("complaint", "reopen", "K1", "again", "--at", "2026-11-13 10:00")
    (csdesk.folder / "calls.csv").write_text(
        "external_id,received_at,customer_name,resolved\n"
        + "".join(f"x{i},2026-11-1{i}T10:00:00+01:00,Bo {i},yes\n" for i in range(5))
    )
    csdesk.ok("import", "contacts", "calls.csv")
    return csdesk


def found(csdesk: Csdesk, code: int = 1) -> dict[str, dict[str, Any]]:
    """The checks by name; nothing that is said of the desk names a customer."""
    before = csdesk.path.read_bytes()
    result = csdesk("check", "--format", "json")
    assert result.exit_code == code, result.output
    assert NAME not in result.output
    assert csdesk.path.read_bytes() == before
    told = json.loads(result.stdout)
    assert told["format"] == 1
    assert told["ok"] is (code == 0)
    return {one["check"]: one for one in told["checks"]}


def problems(csdesk: Csdesk) -> dict[str, str]:
    """What is wrong: check -> what it says; each tells what to do."""
    wrong = {name: one for name, one in found(csdesk).items() if not one["ok"]}
    assert all(one["do"] and one["level"] == "problem" for one in wrong.values())
    return {name: one["says"] for name, one in wrong.items()}


def test_a_desk_that_is_in_order(worked: Csdesk) -> None:
    worked.ok("backup")
    told = found(worked, 0)
    assert list(told) == CHECKS
    assert {one["level"] for one in told.values()} == {"ok"}
    assert {one["do"] for one in told.values()} == {None}
    page = worked.ok("check", "--format", "plain")
    assert page.startswith(f"Check\nFile: {worked.path}\nIn order: yes\n")


@pytest.mark.long
def test_the_sample_shop_is_in_order(bare: Csdesk) -> None:
    bare.ok("demo", "--keep", str(bare.path))
    bare.folder.chmod(0o700)
    assert {one["level"] for one in found(bare, 0).values()} == {"ok", "note"}


def test_what_was_undone_removed_merged_and_imported_again_is_in_order(
    worked: Csdesk,
) -> None:
    worked.ok("contact", "remove", "C3")
    worked.ok("customer", "merge", "P2", "P3")
    (worked.folder / "calls.csv").write_text(
        "external_id,received_at,customer_name,resolved\n"
        "x1,2026-11-11T10:00:00+01:00,Bo 1,no\nx9,2026-11-11T10:00:00+01:00,Bo 9,no\n"
    )
    worked.ok("import", "contacts", "calls.csv")
    worked.ok("undo")
    worked.ok("contact", "reopen", "C4")
    found(worked, 0)


def test_problems_leave_with_1_and_a_line_on_stderr(worked: Csdesk) -> None:
    worked.path.chmod(0o644)
    told = worked.refused(1, "check")
    assert f"1 problem found in {worked.path}." in told


def test_every_format(worked: Csdesk) -> None:
    for fmt in ("table", "plain", "markdown", "csv"):
        told = worked.ok("check", "--format", fmt)
        assert all(name in told for name in CHECKS)
    assert "cannot be shown as html" in worked.refused(2, "check", "-f", "html")


def test_a_damaged_page(worked: Csdesk) -> None:
    spoil_page(worked.path, "contact")
    wrong = problems(worked)
    assert wrong["integrity"].startswith("SQLite finds damage: ")
    assert wrong["rules"] == "This could not be looked at: the file is damaged there."
    assert "permissions" not in wrong  # the rest is looked at all the same


def test_a_file_that_is_cut_short(worked: Csdesk) -> None:
    os.truncate(worked.path, 60_000)
    wrong = problems(worked)
    assert wrong == {"integrity": "SQLite cannot read the file at all: it is damaged."}


def test_a_row_that_breaks_a_check(worked: Csdesk) -> None:
    run(worked.path, "PRAGMA ignore_check_constraints = 1",
        "UPDATE contact SET channel = 'pigeon' WHERE id = 1")  # fmt: skip
    told = "These hold values that csdesk never writes: C1."
    assert problems(worked)["rules"] == told


def test_a_link_to_a_record_that_is_gone(worked: Csdesk) -> None:
    run(worked.path, "DROP TRIGGER search_customer_delete",
        "DELETE FROM customer WHERE id = 1")  # fmt: skip
    assert found(worked)["links"]["ids"] == ["C1", "C2", "K1"]
    assert (
        "3 rows refer to records that are gone: C1, C2, K1."
        in (problems(worked)["links"])
    )


@pytest.mark.parametrize(
    ("sql", "ids"),
    [
        ("UPDATE contact SET subject = 'other' WHERE id = 1", ["C1"]),
        ("DELETE FROM contact WHERE id = 1", ["C1"]),
        ("UPDATE contact SET subject = NULL WHERE id = 1", ["C1"]),
    ],
)
def test_search_that_does_not_know_what_was_changed_behind_its_back(
    worked: Csdesk, sql: str, ids: list[str]
) -> None:
    drop = [f"DROP TRIGGER search_contact_{event}" for event in ("update", "delete")]
    run(worked.path, *drop, sql)
    assert set(ids) <= set(found(worked)["search"]["ids"])
    assert "Search does not know what these records say" in problems(worked)["search"]


def test_words_of_search_that_are_damaged(worked: Csdesk) -> None:
    run(worked.path, "DELETE FROM search_idx",
        "DELETE FROM search_data WHERE id > 10")  # fmt: skip
    assert "words that search knows are damaged" in problems(worked)["search"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE import_run SET rows_read = 99",
        "DELETE FROM contact WHERE id = 4",
    ],
)
def test_an_import_whose_counts_do_not_hold(worked: Csdesk, sql: str) -> None:
    run(worked.path, "PRAGMA ignore_check_constraints = 1", sql)
    assert problems(worked)["imports"] == "The counts of these imports do not hold: 1."


def test_an_import_whose_rows_go_after_they_were_undone_and_done_again(
    worked: Csdesk,
) -> None:
    worked.ok("undo")
    assert found(worked, 0)["imports"]["ok"]
    worked.ok("undo", "7")
    assert found(worked, 0)["imports"]["ok"]
    run(worked.path, "DELETE FROM contact WHERE id = 4")
    assert "imports" in problems(worked)


@pytest.mark.parametrize(
    ("sql", "ids"),
    [
        # reopened before it was resolved
        ("UPDATE reopening SET reopened_at = resolved_at - 90000", ["K1"]),
        # resolved before it came
        ("UPDATE contact SET resolved_at = 9, resolved = 1 WHERE id = 1", ["C1"]),
    ],
)
def test_a_case_whose_instants_contradict_each_other(
    worked: Csdesk, sql: str, ids: list[str]
) -> None:
    run(worked.path, "PRAGMA ignore_check_constraints = 1", sql)
    found_ = found(worked)["backlog"]
    assert found_["ids"] == ids
    assert "contradict each other" in found_["says"]


def test_a_case_that_reports_count_otherwise_than_its_events(
    worked: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = invariant.EVENTS.replace(
        "FROM complaint", "FROM complaint WHERE 0 AND 1", 1
    )
    monkeypatch.setattr(invariant, "EVENTS", blind)
    assert "K1" in found(worked)["backlog"]["ids"]


def test_what_is_dated_after_now(worked: Csdesk) -> None:
    worked.now("2026-11-12T10:00:00+01:00")
    clock = found(worked)["clock"]
    assert {"C6", "C7"} <= set(clock["ids"])
    assert "operation 2" in clock["ids"]
    assert "after now: C6, C7" in clock["says"]


def test_two_machines_whose_clocks_differ_a_little_are_no_matter(
    worked: Csdesk,
) -> None:
    worked.now("2026-11-18T09:55:00+01:00")
    assert found(worked, 0)["clock"]["level"] == "ok"


def test_a_clock_that_went_back_is_noted(worked: Csdesk) -> None:
    worked.now("2026-11-17T10:00:00+01:00")
    worked.ok("log", "-", "yesterday again")
    worked.now("2026-11-18T11:00:00+01:00")
    clock = found(worked, 0)["clock"]
    assert (clock["level"], clock["ids"]) == ("note", ["operation 7"])


def test_others_may_read_the_desk_or_a_copy_of_it(worked: Csdesk) -> None:
    shutil.copy(worked.path, worked.folder / "old copy")
    (worked.folder / "old copy").chmod(0o640)
    told = found(worked)["permissions"]
    assert told["says"] == "Others on this machine may read old copy."
    assert told["do"] == f"chmod 600 '{worked.folder}/old copy'"


def test_others_may_write_the_folder(worked: Csdesk) -> None:
    worked.folder.chmod(0o770)
    told = found(worked)["permissions"]
    assert "may write the desk's folder" in told["says"]
    assert told["do"] == f"chmod 700 {worked.folder}"
    worked.folder.chmod(0o755)
    found(worked, 0)


MOUNTS = """/dev/vda / ext4 rw 0 0
server:/export /home nfs4 rw 0 0
/dev/vdb /home/anna/local\\040disk ext4 rw 0 0
//nas/shop /mnt/nas cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/desk.db", "ext4"),
        ("/home/anna/desk.db", "nfs4"),
        ("/home/anna/local disk/desk.db", "ext4"),
        ("/mnt/nas/desk.db", "cifs"),
        ("/mnt/nas2/desk.db", "ext4"),
    ],
)
def test_which_file_system_a_path_is_on(path: str, kind: str) -> None:
    assert file_system(path, MOUNTS) == kind
    backwards = "\n".join(reversed(MOUNTS.splitlines()))
    assert file_system(path, backwards) == kind


def test_a_network_drive_is_a_problem(csdesk: Csdesk) -> None:
    mounts = f"/dev/vda / ext4 rw 0 0\nnas:/x {csdesk.folder} nfs rw 0 0\n"
    told = place.drive(csdesk.path, mounts)
    assert told.level is Level.PROBLEM
    assert "a network drive (nfs)" in told.text
    assert place.drive(csdesk.path, MOUNTS).level is Level.OK


def test_what_a_killed_command_left_for_more_than_a_day(worked: Csdesk) -> None:
    now = 1_795_000_000
    left = worked.folder / ".desk.db.4242.new"
    left.touch(0o600)
    os.utime(left, (now, now))
    assert place.leftovers(worked.path, now + 86_000).level is Level.OK
    told = place.leftovers(worked.path, now + 87_000)
    assert told.level is Level.PROBLEM
    assert told.do == f"rm {left}"


def test_no_backup_and_an_old_one_are_noted(worked: Csdesk) -> None:
    assert found(worked, 0)["backup"]["level"] == "note"
    worked.ok("backup")
    (copy,) = worked.folder.glob("desk.db.backup-*")
    now = 1_795_000_000
    os.utime(copy, (now, now))
    assert place.backups(worked.path, now + 86_400).level is Level.OK
    old = place.backups(worked.path, now + 10 * 86_400)
    assert old.level is Level.NOTE
    assert "of 2026-11-18." in old.text


def test_the_newest_backup_is_damaged(worked: Csdesk) -> None:
    worked.ok("backup")
    (copy,) = worked.folder.glob("desk.db.backup-*")
    flip(copy, b"hello there")
    assert "is damaged" in problems(worked)["backup"]


def test_little_space(csdesk: Csdesk) -> None:
    assert place.space(csdesk.path, 1_000_000).level is Level.PROBLEM
    size = csdesk.path.stat().st_size
    assert place.space(csdesk.path, 10**9).level is Level.OK
    os.truncate(csdesk.path, 10**9)
    assert place.space(csdesk.path, 2 * 10**9).level is Level.NOTE
    os.truncate(csdesk.path, size)


def test_an_older_desk_is_looked_at_and_stays_as_it_is(
    bare: Csdesk, old_desk: Path
) -> None:
    shutil.copy(old_desk, bare.path)
    bare.path.chmod(0o600)
    bare.folder.chmod(0o700)
    told = found(bare, 0)
    assert told["schema"]["level"] == "note"
    assert told["integrity"]["ok"]


@pytest.mark.parametrize("content", [None, b"", b"milk\n" * 99, b"\xff" * 9999])
def test_no_desk(bare: Csdesk, content: bytes | None) -> None:
    if content is not None:
        bare.path.write_bytes(content)
    bare.refused(6, "check")


def test_made_by_a_newer_csdesk(csdesk: Csdesk) -> None:
    run(csdesk.path, "PRAGMA user_version = 999")
    assert "newer csdesk" in csdesk.refused(6, "check")
