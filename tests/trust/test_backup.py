"""A backup is a whole desk, verified, and never takes the place of anything else."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.store.sqlite.backup import checksum as seals
from csdesk.store.sqlite.backup import files
from tests.store.dumps import dump, is_sound
from tests.trust.files import flip, mode, names, run, spoil_page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

DATED = "desk.db.backup-2026-11-18-100000"


@pytest.fixture
def worked(csdesk: Csdesk) -> Csdesk:
    """A desk in which something was done."""
    csdesk.ok("log", "Ann Lee", "hello", "--no-input")
    csdesk.ok("complaint", "open", "Ann Lee", "late", "--no-input")
    return csdesk


def test_a_backup_holds_what_the_desk_holds(worked: Csdesk) -> None:
    told = worked.ok("backup")
    copy = worked.folder / DATED
    assert told.startswith(
        f"Backed up to {copy}: 2 contacts, 1 complaint, 1 customer, "
        "last worked on Wed 18 Nov 2026 10:00; verified.\n"
    )
    assert f"Next: csdesk restore {copy}" in told
    assert dump(copy) == dump(worked.path)
    assert is_sound(copy)
    assert mode(copy) == "0o600"


def test_what_only_the_log_holds_is_backed_up(worked: Csdesk) -> None:
    with closing(sqlite3.connect(worked.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM contact").fetchone()
        worked.ok("log", "Bob Ray", "only in the log", "--no-input")
        assert (worked.folder / "desk.db-wal").stat().st_size
        worked.ok("backup", "copy")
    assert dump(worked.folder / "copy") == dump(worked.path)


def test_the_desk_is_not_changed_by_a_backup(worked: Csdesk) -> None:
    before = worked.path.read_bytes()
    worked.ok("backup")
    assert worked.path.read_bytes() == before


def test_the_date_is_that_of_the_desk(worked: Csdesk) -> None:
    worked.now("2026-11-18T23:30:00+00:00")
    worked.ok("backup")
    assert "desk.db.backup-2026-11-19-003000" in names(worked.folder)


def test_a_second_backup_within_a_second_has_a_name_of_its_own(worked: Csdesk) -> None:
    for _ in range(3):
        worked.ok("backup")
    assert names(worked.folder) == ["desk.db", DATED, f"{DATED}-2", f"{DATED}-3"]


def test_a_file_of_the_dated_name_is_not_overwritten(worked: Csdesk) -> None:
    (worked.folder / DATED).write_text("a shopping list")
    worked.ok("backup")
    assert (worked.folder / DATED).read_text() == "a shopping list"
    assert (worked.folder / f"{DATED}-2").exists()


def test_into_a_folder(worked: Csdesk) -> None:
    (worked.folder / "stick").mkdir()
    worked.ok("backup", "stick")
    assert names(worked.folder / "stick") == [DATED]


def test_a_backup_of_this_desk_is_replaced(worked: Csdesk) -> None:
    worked.ok("backup", "copy")
    worked.ok("log", "-", "more", "--no-input")
    worked.ok("backup", "copy")
    assert dump(worked.folder / "copy") == dump(worked.path)
    assert names(worked.folder) == ["copy", "desk.db"]


def shopping_list(file: Path, csdesk: Csdesk) -> None:
    del csdesk
    file.write_text("milk")


def desk_that_is_worked_in(file: Path, csdesk: Csdesk) -> None:
    csdesk.ok("backup", str(file))
    csdesk.ok("--db", str(file), "log", "-", "x", "--no-input")


def backup_of_another_desk(file: Path, csdesk: Csdesk) -> None:
    csdesk.ok("--db", "other.db", "init", "--yes")
    csdesk.ok("--db", "other.db", "backup", str(file))


def link_to_the_desk(file: Path, csdesk: Csdesk) -> None:
    file.symlink_to(csdesk.path)


@pytest.mark.parametrize(
    "there",
    [shopping_list, desk_that_is_worked_in, backup_of_another_desk, link_to_the_desk],
)
def test_what_is_no_backup_of_this_desk_is_never_replaced(
    worked: Csdesk,
    there: object,
) -> None:
    file = worked.folder / "copy"
    there(file, worked)  # type: ignore[operator]
    before, desk = file.read_bytes(), worked.path.read_bytes()
    told = worked.refused(4, "backup", "copy")
    assert "no backup of this desk" in told or "the desk itself" in told
    assert file.read_bytes() == before
    assert worked.path.read_bytes() == desk


def test_the_oldest_are_removed_where_only_so_many_are_to_be_kept(
    worked: Csdesk,
) -> None:
    for day in range(10, 15):
        worked.now(f"2026-11-{day}T18:00:00+01:00")
        worked.ok("backup")
    worked.ok("backup", "by-hand")
    told = worked.ok("backup", "--keep", "3")
    assert "3 older backups removed, 3 kept." in told
    assert names(worked.folder) == [
        "by-hand",
        "desk.db",
        "desk.db.backup-2026-11-13-180000",
        "desk.db.backup-2026-11-14-180000",
        "desk.db.backup-2026-11-14-180000-2",
    ]


def test_without_being_told_to_nothing_is_removed(worked: Csdesk) -> None:
    for day in range(1, 21):
        worked.now(f"2026-11-{day:02}T18:00:00+01:00")
        worked.ok("backup")
    assert len(names(worked.folder)) == 21


def test_the_new_backup_stays_though_older_ones_bear_later_dates(
    worked: Csdesk,
) -> None:
    worked.now("2031-01-01T00:00:00+01:00")
    worked.ok("backup")
    worked.now("2026-11-18T10:00:00+01:00")
    worked.ok("backup", "--keep", "1")
    assert names(worked.folder) == ["desk.db", DATED]


def test_backups_of_another_desk_of_that_name_are_not_removed(worked: Csdesk) -> None:
    (worked.folder / "stick").mkdir()
    (worked.folder / "shop2").mkdir()
    other = ("--db", "shop2/desk.db")
    worked.ok(*other, "init", "--timezone", "Europe/Berlin", "--yes")
    worked.ok(*other, "backup", "stick")
    worked.ok("backup", "stick", "--keep", "1")
    worked.ok("backup", "stick", "--keep", "1")
    assert names(worked.folder / "stick") == [DATED, f"{DATED}-3"]


def test_only_dated_backups_are_counted(worked: Csdesk) -> None:
    told = worked.refused(2, "backup", "copy", "--keep", "3")
    assert "copy has none" in told
    assert names(worked.folder) == ["desk.db"]
    assert "--keep is 0." in worked.refused(2, "backup", "--keep", "0")


def test_for_programs(worked: Csdesk) -> None:
    worked.ok("backup")
    found = worked.json("backup", "--keep", "1")
    assert found == {
        "file": str(worked.folder / f"{DATED}-2"),
        "desk": "Blue Door",
        "bytes": (worked.folder / f"{DATED}-2").stat().st_size,
        "operations": 3,
        "last_operation_at": "2026-11-18T10:00:00+01:00",
        "contacts": 2,
        "complaints": 1,
        "customers": 1,
        "broken_links": 0,
        "removed": [str(worked.folder / DATED)],
        "kept": 1,
    }


def test_a_damaged_desk_is_not_backed_up(worked: Csdesk) -> None:
    worked.ok("backup")
    worked.path.with_name("desk.db-wal").unlink(missing_ok=True)
    spoil_page(worked.path, "contact")
    told = worked.refused(6, "backup", "--keep", "1")
    assert "is damaged" in told
    assert names(worked.folder) == ["desk.db", DATED]


def test_a_desk_with_a_value_that_no_table_allows_is_not_backed_up(
    worked: Csdesk,
) -> None:
    run(worked.path, "PRAGMA ignore_check_constraints = 1",
        "UPDATE contact SET channel = 'pigeon'")  # fmt: skip
    assert "is damaged" in worked.refused(6, "backup")
    assert names(worked.folder) == ["desk.db"]


def test_broken_links_are_backed_up_and_told_and_no_older_backup_goes(
    worked: Csdesk,
) -> None:
    worked.ok("backup")
    run(worked.path, "DELETE FROM customer")
    result = worked("backup", "--keep", "1")
    assert result.exit_code == 1
    assert "3 broken links" in result.stderr
    assert "no older one was removed" in result.stderr
    assert names(worked.folder) == ["desk.db", DATED, f"{DATED}-2"]


def test_no_folder_and_no_right_to_write(worked: Csdesk) -> None:
    assert "There is no folder none." in worked.refused(2, "backup", "none/copy")
    (worked.folder / "file").write_text("x")
    assert "no folder" in worked.refused(2, "backup", "file/copy")


@pytest.mark.parametrize("content", [None, b"", b"milk\n" * 50])
def test_no_desk(bare: Csdesk, content: bytes | None) -> None:
    if content is not None:
        bare.path.write_bytes(content)
    bare.refused(6, "backup")
    assert names(bare.folder) == (["desk.db"] if content is not None else [])


def test_an_older_desk_is_backed_up_as_it_is(bare: Csdesk, old_desk: Path) -> None:
    shutil.copy(old_desk, bare.path)
    before = bare.path.read_bytes()
    bare.ok("backup", "copy")
    assert bare.path.read_bytes() == before
    assert files.is_desk(bare.folder / "copy")


def test_a_seal_tells_a_byte_that_changed_within_a_text(worked: Csdesk) -> None:
    worked.ok("backup", "copy")
    copy = worked.folder / "copy"
    assert seals.matches_checksum(copy) is True
    flip(copy, b"hello")
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert seals.matches_checksum(copy) is False


def test_a_backup_that_is_read_as_a_desk_keeps_its_seal(worked: Csdesk) -> None:
    worked.ok("backup", "copy")
    worked.ok("--db", "copy", "contact", "list")
    assert seals.matches_checksum(worked.folder / "copy") is True


def test_a_backup_that_is_worked_in_is_a_desk_and_has_no_seal(worked: Csdesk) -> None:
    worked.ok("backup", "copy")
    copy = worked.folder / "copy"
    worked.ok("--db", "copy", "log", "-", "x" * 9000, "--no-input")
    assert seals.matches_checksum(copy) is None
    assert is_sound(copy)


def test_a_backup_that_is_packed_has_no_seal(worked: Csdesk) -> None:
    worked.ok("backup", "copy")
    run(worked.folder / "copy", "UPDATE customer SET name = 'Gone'")
    assert seals.matches_checksum(worked.folder / "copy") is False
    run(worked.folder / "copy", "VACUUM")
    assert seals.matches_checksum(worked.folder / "copy") is None
    assert is_sound(worked.folder / "copy")
