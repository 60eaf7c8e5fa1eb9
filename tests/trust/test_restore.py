"""A backup becomes the desk again: verified, all of it; what it replaces is kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.store.sqlite import schema, sqlite_errors
from tests.store.dumps import Dump, dump, is_sound, value
from tests.test_bad_desks import HOLD
from tests.trust.files import flip, mode, names, run, spoil_page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

KEPT = "desk.db.before-restore-2026-11-18-100000"


@pytest.fixture
def backup(csdesk: Csdesk) -> Path:
    """A backup in which Ann said hello; in the desk Bob called since."""
    csdesk.ok("log", "Ann Lee", "hello", "--no-input")
    csdesk.ok("backup", "copy")
    csdesk.ok("log", "Bob Ray", "after the backup", "--no-input")
    return csdesk.folder / "copy"


def both(csdesk: Csdesk, backup: Path) -> tuple[Dump, Dump]:
    return dump(csdesk.path), dump(backup)


def test_the_desk_is_as_it_was_at_the_backup_and_what_it_replaced_is_kept(
    csdesk: Csdesk, backup: Path
) -> None:
    now, then = both(csdesk, backup)
    told = csdesk.ok("restore", "copy", "--yes")
    kept = csdesk.folder / KEPT
    assert told == (
        f"Restored {csdesk.path} from copy: 1 contact, 0 complaints, 1 customer, last "
        "worked on Wed 18 Nov 2026 10:00. 1 operation done since then is gone. The "
        f"old desk is kept in {kept}.\n"
        f"Next: csdesk restore {kept} (goes back)\n"
    )
    assert dump(csdesk.path) == then
    assert dump(kept) == now
    assert is_sound(csdesk.path)
    assert is_sound(kept)
    assert mode(csdesk.path) == mode(kept) == "0o600"
    assert names(csdesk.folder) == ["copy", "desk.db", KEPT]


def test_what_was_kept_goes_back(csdesk: Csdesk, backup: Path) -> None:
    now, _ = both(csdesk, backup)
    csdesk.ok("restore", "copy", "--yes")
    csdesk.ok("restore", KEPT, "--yes")
    assert dump(csdesk.path) == now


def test_a_restored_desk_is_worked_in_and_searched(
    csdesk: Csdesk, backup: Path
) -> None:
    del backup
    csdesk.ok("restore", "copy", "--yes")
    csdesk.ok("log", "Cy Poe", "goodbye", "--no-input")
    assert [row["subject"] for row in csdesk.json("contact", "list")] == [
        "goodbye",
        "hello",
    ]
    assert csdesk.json("search", "goodbye")
    assert csdesk.json("search", "after") == []


def test_what_only_the_log_holds_is_kept(csdesk: Csdesk, backup: Path) -> None:
    csdesk.monkeypatch.setattr(sqlite_errors, "BUSY_SECONDS", 0.5)
    with closing(sqlite3.connect(csdesk.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM contact").fetchone()
        csdesk.ok("log", "Cy Poe", "only in the log", "--no-input")
        now, then = both(csdesk, backup)
        csdesk.ok("restore", "copy", "--yes")
        # Who reads goes on reading what was there.
        assert reader.execute("SELECT count(*) FROM contact").fetchone() == (2,)
    assert dump(csdesk.path) == then
    assert dump(csdesk.folder / KEPT) == now


def test_programs_that_have_the_desk_open_see_the_restored_one(
    csdesk: Csdesk, backup: Path
) -> None:
    del backup
    with closing(sqlite3.connect(csdesk.path)) as other:
        assert other.execute("SELECT count(*) FROM contact").fetchone() == (2,)
        csdesk.ok("restore", "copy", "--yes")
        assert other.execute("SELECT count(*) FROM contact").fetchone() == (1,)
        other.execute("UPDATE contact SET subject = 'changed'")
        other.commit()
    (row,) = csdesk.json("contact", "list")
    assert row["subject"] == "changed"


def test_nobody_there_to_ask(csdesk: Csdesk, backup: Path) -> None:
    now, _ = both(csdesk, backup)
    for how in ((), ("--no-input",)):
        told = csdesk.refused(2, "restore", "copy", *how)
        assert f"A desk is at {csdesk.path}" in told
        assert "--yes" in told
    assert dump(csdesk.path) == now
    assert names(csdesk.folder) == ["copy", "desk.db"]


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_a_person_is_shown_what_would_go_and_asked(
    csdesk: Csdesk, backup: Path, answer: str, code: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    now, then = both(csdesk, backup)
    monkeypatch.setattr("csdesk.cli.commands.desk.restore.is_interactive", lambda: True)
    result = csdesk("restore", "copy", input=answer)
    assert result.exit_code == code
    assert "In copy: 1 contact, 0 complaints, 1 customer, last worked" in result.stderr
    assert "In the desk now: 2 contacts" in result.stderr
    assert "1 operation since the backup would be gone." in result.stderr
    assert dump(csdesk.path) == (now if code else then)


def test_a_backup_of_another_desk_is_told_apart(
    csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    csdesk.ok("--db", "other.db", "init", "--name", "Other", "--yes")
    csdesk.ok("--db", "other.db", "backup", "copy")
    monkeypatch.setattr("csdesk.cli.commands.desk.restore.is_interactive", lambda: True)
    result = csdesk("restore", "copy", input="n\n")
    assert "The backup is of another desk, Other" in result.stderr


def test_for_programs(csdesk: Csdesk, backup: Path) -> None:
    del backup
    assert csdesk.json("restore", "copy", "--yes") == {
        "path": str(csdesk.path),
        "file": "copy",
        "desk": "Blue Door",
        "operations": 2,
        "last_operation_at": "2026-11-18T10:00:00+01:00",
        "contacts": 1,
        "complaints": 0,
        "customers": 1,
        "newer_operations": 1,
        "kept": str(csdesk.folder / KEPT),
        "kept_is_damaged": False,
        "revision": schema.NEWEST,
        "broken_links": 0,
    }


@pytest.mark.long
def test_on_another_path_it_prints_the_same_report(csdesk: Csdesk) -> None:
    csdesk.ok("demo", "--keep", "shop.db")
    weeks = [("report", "2026-W46"), ("report", "2026-W40", "--all", "-f", "json")]
    told = [csdesk.ok("--db", "shop.db", *week) for week in weeks]
    csdesk.ok("--db", "shop.db", "backup", "copy")
    csdesk.ok("--db", "new/place/desk.db", "restore", "copy")
    assert [csdesk.ok("--db", "new/place/desk.db", *week) for week in weeks] == told
    assert mode(csdesk.folder / "new" / "place") == "0o700"
    assert mode(csdesk.folder / "new" / "place" / "desk.db") == "0o600"


def no_such_file(file: Path) -> tuple[int, str]:
    file.unlink()
    return 2, "There is no backup at copy."


def folder(file: Path) -> tuple[int, str]:
    file.unlink()
    file.mkdir()
    return 2, "copy is no file, so no backup."


def one_byte_changed(file: Path) -> tuple[int, str]:
    flip(file, b"hello")
    return 6, "The backup copy is damaged"


def page_spoiled(file: Path) -> tuple[int, str]:
    spoil_page(file, "contact")
    return 6, "The backup copy is damaged"


def cut_short(file: Path) -> tuple[int, str]:
    os.truncate(file, 60_000)
    return 6, "The backup copy is damaged"


def page_of_a_plain_copy_spoiled(file: Path) -> tuple[int, str]:
    run(file, "PRAGMA journal_mode = WAL")  # it has no seal any more
    spoil_page(file, "contact")
    return 6, "The backup copy is damaged"


def links_broken_in_a_plain_copy(file: Path) -> tuple[int, str]:
    run(file, "PRAGMA journal_mode = WAL", "DELETE FROM customer")
    return 6, "rows of it refer to others that are not there (1)."


def made_by_a_newer_csdesk(file: Path) -> tuple[int, str]:
    run(file, "PRAGMA journal_mode = WAL", "PRAGMA user_version = 999")
    return 6, "was made by a newer csdesk"


def text(file: Path) -> tuple[int, str]:
    file.write_text("milk, eggs\n" * 99)
    return 6, "copy is not a csdesk desk"


def empty(file: Path) -> tuple[int, str]:
    file.write_bytes(b"")
    return 6, "copy is not a csdesk desk"


def a_desk_by_its_header_alone(file: Path) -> tuple[int, str]:
    file.unlink()
    run(file, "CREATE TABLE t (a)", f"PRAGMA application_id = {schema.APPLICATION_ID}",
        f"PRAGMA user_version = {schema.NEWEST}")  # fmt: skip
    return 6, "The backup copy is damaged"


@pytest.mark.parametrize(
    "spoil",
    [
        no_such_file, folder, one_byte_changed, page_spoiled, cut_short,
        page_of_a_plain_copy_spoiled, links_broken_in_a_plain_copy,
        made_by_a_newer_csdesk, text, empty, a_desk_by_its_header_alone,
    ],
)  # fmt: skip
def test_what_is_no_sound_backup_is_refused_and_the_desk_stays(
    csdesk: Csdesk, backup: Path, spoil: object
) -> None:
    code, sentence = spoil(backup)  # type: ignore[operator]
    now = csdesk.path.read_bytes()
    told = csdesk.refused(code, "restore", "copy", "--yes")
    assert sentence in told
    assert "Hint: " in told
    assert csdesk.path.read_bytes() == now
    assert set(names(csdesk.folder)) <= {"copy", "desk.db"}


def test_the_desk_itself_is_no_backup(csdesk: Csdesk) -> None:
    assert "desk itself" in csdesk.refused(2, "restore", "desk.db", "--yes")


def test_the_newest_backup_is_named_where_one_is_missed(csdesk: Csdesk) -> None:
    csdesk.ok("backup")
    told = csdesk.refused(2, "restore", "coppy", "--yes")
    assert "desk.db.backup-2026-11-18-100000" in told


def test_links_that_were_broken_at_the_backup_come_back_and_are_told(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "Ann Lee", "hello", "--no-input")
    run(csdesk.path, "DELETE FROM customer")
    assert csdesk("backup", "copy").exit_code == 1
    result = csdesk("restore", "copy", "--yes")
    assert result.exit_code == 0
    assert "1 broken link, as it had" in result.stderr


def test_a_missing_desk_comes_back_unasked(csdesk: Csdesk, backup: Path) -> None:
    then = dump(backup)
    csdesk.path.unlink()
    told = csdesk.ok("restore", "copy")
    assert "kept" not in told
    assert dump(csdesk.path) == then
    assert names(csdesk.folder) == ["copy", "desk.db"]


def test_the_log_of_a_missing_desk_is_not_read_into_the_new_one(
    csdesk: Csdesk, backup: Path
) -> None:
    then = dump(backup)
    with closing(sqlite3.connect(csdesk.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM contact").fetchone()
        csdesk.ok("log", "Cy Poe", "only in the log", "--no-input")
        log = (csdesk.folder / "desk.db-wal").read_bytes()
    csdesk.path.unlink()
    (csdesk.folder / "desk.db-wal").write_bytes(log)
    csdesk.ok("restore", "copy")
    assert dump(csdesk.path) == then
    assert (csdesk.folder / f"{KEPT}-wal").read_bytes() == log


def header_overwritten(desk: Path) -> None:
    with desk.open("r+b") as file:
        file.write(b"\xff" * 100)


def emptied(desk: Path) -> None:
    desk.write_bytes(b"")


def cut(desk: Path) -> None:
    os.truncate(desk, 60_000)


@pytest.mark.parametrize("spoil", [header_overwritten, emptied, cut])
def test_a_desk_that_cannot_be_opened_is_kept_as_it_is(
    csdesk: Csdesk, backup: Path, spoil: object
) -> None:
    then = dump(backup)
    csdesk.path.with_name("desk.db-wal").unlink(missing_ok=True)
    spoil(csdesk.path)  # type: ignore[operator]
    damaged = csdesk.path.read_bytes()
    told = csdesk.ok("restore", "copy", "--yes")
    assert f"kept as it was, damaged, in {csdesk.folder / KEPT}." in told
    assert "Next: csdesk check" in told
    assert (csdesk.folder / KEPT).read_bytes() == damaged
    assert dump(csdesk.path) == then
    csdesk.ok("log", "-", "on it goes", "--no-input")
    assert is_sound(csdesk.path)


def test_a_desk_with_a_damaged_page_is_kept_page_by_page(
    csdesk: Csdesk, backup: Path
) -> None:
    then = dump(backup)
    spoil_page(csdesk.path, "contact")
    told = csdesk.ok("restore", "copy", "--yes")
    assert "kept as it was, damaged" in told
    assert value(csdesk.folder / KEPT, "SELECT name FROM customer WHERE id = 2") == (
        "Bob Ray"
    )
    assert dump(csdesk.path) == then


def test_what_is_another_programs_is_not_replaced(csdesk: Csdesk, backup: Path) -> None:
    del backup
    run(csdesk.folder / "photos.db", "CREATE TABLE photo (id)")
    before = (csdesk.folder / "photos.db").read_bytes()
    told = csdesk.refused(6, "--db", "photos.db", "restore", "copy", "--yes")
    assert "photos.db is not a csdesk desk." in told
    assert (csdesk.folder / "photos.db").read_bytes() == before


def test_another_program_at_work_is_waited_for_and_then_it_is_busy(
    csdesk: Csdesk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, then = both(csdesk, backup)
    monkeypatch.setattr(sqlite_errors, "BUSY_SECONDS", 0.3)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(csdesk.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        told = csdesk.refused(5, "restore", "copy", "--yes")
        assert "held it for 0.3 seconds" in told
        holder.communicate()
    assert dump(csdesk.path) == now
    assert names(csdesk.folder) == ["copy", "desk.db"]
    csdesk.ok("restore", "copy", "--yes")
    assert dump(csdesk.path) == then


def test_a_backup_of_an_older_schema_is_brought_up_to_date_and_stays_as_it_is(
    csdesk: Csdesk, old_desk: Path
) -> None:
    shutil.copy(old_desk, csdesk.folder / "copy")
    shutil.copy(old_desk, csdesk.folder / "reference.db")
    csdesk.ok("--db", "reference.db", "contact", "list")  # it is brought up to date
    result = csdesk("restore", "copy", "--yes")
    assert result.exit_code == 0, result.output
    assert "made by an older csdesk" in result.stderr
    assert dump(csdesk.path) == dump(csdesk.folder / "reference.db")
    assert (csdesk.folder / "copy").read_bytes() == old_desk.read_bytes()


def test_a_desk_with_pages_of_another_size_is_restored(
    csdesk: Csdesk, backup: Path
) -> None:
    then = dump(backup)
    run(csdesk.path, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(csdesk.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("VACUUM")
    csdesk.ok("restore", "copy", "--yes")
    assert dump(csdesk.path) == then
    assert value(csdesk.path, "PRAGMA page_size") == 8192


def test_through_a_link_the_desk_itself_is_restored(
    csdesk: Csdesk, backup: Path
) -> None:
    then = dump(backup)
    (csdesk.folder / "at").mkdir()
    (csdesk.folder / "at" / "link.db").symlink_to(csdesk.path)
    csdesk.ok("--db", "at/link.db", "restore", "copy", "--yes")
    assert dump(csdesk.path) == then
    assert (csdesk.folder / "at" / "link.db").is_symlink()
    assert (csdesk.folder / KEPT).exists()
