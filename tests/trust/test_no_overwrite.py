"""No command writes over a desk, a backup or what belongs to them; texts stay whole.

Each option that names a file to write is tried with each place that it must not harm.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

import pytest

from csdesk.store.sqlite.backup import files
from tests.test_bad_disks import as_a_mere_owner, rights
from tests.test_bad_disks import run as start
from tests.trust.files import mode
from tests.trust.writers import FOLDERS, NEW_ONLY, TEXTS, WRITTEN, fill, parameters
from tests.trust.writers import READ as ONLY_READ

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("provokes faults by POSIX's means", allow_module_level=True)

# What the names in the folder of `places` lead to.
PROTECTED: Final = (
    "desk.db", "sub/../desk.db", "absolute", "desk.db-wal", "desk.db-shm",
    "desk.db-journal", "soft", "soft-soft", "soft-wal", "hard", "sub/desk.db",
    "other.db", "other.db-wal", "other.db-journal", "notes.sqlite", "copy",
    "holiday.jpg", "dated", "lost-wal", "cut", ".desk.db.at-work",
)  # fmt: skip
# `backup FILE` may replace a backup of the same desk.
BACKUPS_OF_IT: Final = {"copy", "other.db", "holiday.jpg"}
FEW: Final = (
    "export desk --output", "report --html", "customer export --output",
    "contact show --save", "import contacts --write-map", "backup file",
)  # fmt: skip
PRECIOUS: Final = "precious\n"
PIECE: Final = 16


@pytest.fixture
def places(csdesk: Csdesk) -> Iterator[Csdesk]:
    """A desk in use, with its log, and every kind of file beside it."""
    fill(csdesk)
    folder = csdesk.folder
    (folder / "sub").mkdir()
    (folder / "soft").symlink_to("desk.db")
    (folder / "soft-soft").symlink_to("soft")
    (folder / "soft-wal").symlink_to("desk.db-wal")
    (folder / "hard").hardlink_to(csdesk.path)
    (folder / "sub" / "desk.db").symlink_to("../desk.db")
    shutil.copy(folder / "copy", folder / "other.db")
    shutil.copy(folder / "copy", folder / "holiday.jpg")
    (folder / "lost-wal").symlink_to("other.db-wal")
    with closing(sqlite3.connect(folder / "notes.sqlite")) as db:
        db.execute("CREATE TABLE note (text)")
    csdesk.ok("backup")
    (dated,) = files.dated_copies(csdesk.path, files.BACKUP)
    (folder / "dated").symlink_to(dated.name)
    cut = folder / "desk.db.backup-2026-11-17-100000"
    cut.write_bytes(dated.read_bytes()[PIECE:])  # damaged, and yet a backup
    (folder / "cut").symlink_to(cut.name)
    with closing(sqlite3.connect(csdesk.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM setting").fetchone()
        csdesk.ok("log", "-", "in the log")
        yield csdesk


def contents(folder: Path) -> dict[str, bytes]:
    """Every file, but the index of the log, which readers write to."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.endswith("-shm")
    }


def named(csdesk: Csdesk, place: str) -> str:
    return str(csdesk.path) if place == "absolute" else place


@contextmanager
def full_disk(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """No byte that is written reaches the disk."""

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with patch.context() as within:
        within.setattr(os, "fsync", refuse)
        yield


def test_every_file_that_is_written_has_its_row() -> None:
    assert parameters() == WRITTEN.keys() | ONLY_READ


@pytest.mark.parametrize(
    "which", [FEW, pytest.param(sorted(WRITTEN), marks=pytest.mark.long)]
)
def test_nothing_protected_is_written_over(
    places: Csdesk, which: Iterable[str]
) -> None:
    before = contents(places.folder)
    wrong = []
    for parameter in which:
        for place in PROTECTED:
            if parameter == "backup file" and place in BACKUPS_OF_IT:
                continue
            result = places(*WRITTEN[parameter], named(places, place))
            told = result.stderr.splitlines()
            allowed = {4} if parameter in NEW_ONLY else set()
            is_told = bool(told) and named(places, place) in told[0]
            if result.exit_code not in {2, *allowed} or not is_told:
                wrong.append((parameter, place, result.exit_code, told))
    assert wrong == []
    assert contents(places.folder) == before
    assert not (places.folder / "desk.db-journal").exists()
    assert not (places.folder / "other.db-wal").exists()


def test_nothing_is_done_before_it_is_refused(places: Csdesk) -> None:
    before = contents(places.folder)
    places.refused(2, "backup", "--output", "desk.db")
    places.refused(2, "restore", "copy", "--yes", "--output", "desk.db-wal")
    assert contents(places.folder) == before


def test_a_copy_in_another_place_is_no_less_protected(
    places: Csdesk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other") / "till"
    shutil.copy(places.path, other)
    before = other.read_bytes()
    assert str(other) in places.refused(2, "export", "desk", "-o", str(other))
    assert other.read_bytes() == before


def test_other_spellings_of_a_log_that_is_not_there(csdesk: Csdesk) -> None:
    for name in ("desk.db-wal", "DESK.DB-WAL", "desk.db-Journal", "sub/../desk.db-shm"):
        (csdesk.folder / "sub").mkdir(exist_ok=True)
        csdesk.refused(2, "contact", "list", "-o", name)
        assert csdesk("backup", name).exit_code in {2, 4}
    ours = {"desk.db", "desk.db-wal", "desk.db-shm", "sub"}  # SQLite makes some
    assert {one.name for one in csdesk.folder.iterdir()} <= ours


@pytest.mark.long
@pytest.mark.parametrize("parameter", TEXTS)
def test_a_text_file_is_replaced_whole_or_stays(
    csdesk: Csdesk, parameter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(csdesk)
    command = WRITTEN[parameter]
    file, link = csdesk.folder / "page", csdesk.folder / "link"
    link.symlink_to("page")
    file.write_text(PRECIOUS)
    if command[0] not in {"backup", "restore"}:  # they fail before they write it
        with full_disk(monkeypatch):
            assert "No space left" in csdesk.refused(2, *command, "page")
        assert file.read_text() == PRECIOUS
    assert "Is a directory" in csdesk.refused(2, *command, ".")
    assert csdesk(*command, "link").exit_code in {0, 1}
    assert file.read_text("utf-8") != PRECIOUS
    assert link.is_symlink()
    assert mode(file) == "0o600"
    assert csdesk(*command, "/dev/null").exit_code in {0, 1}
    assert through_a_pipe(csdesk, command)
    assert not [one for one in csdesk.folder.iterdir() if ".new" in one.name]


def through_a_pipe(csdesk: Csdesk, command: tuple[str, ...]) -> bytes:
    """What a command writes to a pipe, which stays one."""
    pipe, read = csdesk.folder / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert csdesk(*command, "pipe").exit_code in {0, 1}
    reader.join(10)
    assert pipe.is_fifo()
    return read[0]


@pytest.mark.long
@pytest.mark.parametrize("parameter", sorted(NEW_ONLY | FOLDERS))
def test_what_makes_new_files_writes_over_none(
    csdesk: Csdesk, parameter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(csdesk)
    (csdesk.folder / "page").write_text(PRECIOUS)
    (csdesk.folder / "nowhere").symlink_to("gone")
    for taken in ("page", "nowhere"):
        result = csdesk(*WRITTEN[parameter], taken)
        assert result.exit_code in {2, 4}, (taken, result.output)
        assert taken in result.stderr
    assert (csdesk.folder / "page").read_text() == PRECIOUS
    before = sorted(csdesk.folder.iterdir())
    with full_disk(monkeypatch):
        assert csdesk(*WRITTEN[parameter], "new").exit_code in {2, 6}
    after = [one for one in sorted(csdesk.folder.iterdir()) if one.name != "new"]
    assert after == before
    new = csdesk.folder / "new"
    assert not new.exists() or not list(new.iterdir())


def test_attached_files_are_saved_beside_no_desk_as_its_log(csdesk: Csdesk) -> None:
    fill(csdesk)
    (csdesk.folder / "sub").mkdir()
    journal = csdesk.folder / "sub" / "copy-journal"
    journal.write_bytes(b"no journal")
    csdesk.ok("complaint", "attach", "K1", str(journal))
    csdesk.ok("complaint", "show", "K1", "--save", ".")
    assert not (csdesk.folder / "copy-journal").exists()
    (saved,) = csdesk.folder.glob("copy-journal*")
    assert saved.read_bytes() == b"no journal"


def test_rights_of_a_result(csdesk: Csdesk) -> None:
    page = csdesk.folder / "page"
    for former, then in ((0o644, "0o600"), (0o400, "0o400"), (0o666, "0o600")):
        page.touch()
        page.chmod(former)
        csdesk.ok("contact", "list", "-o", "page")
        assert mode(page) == then


@pytest.mark.long
@pytest.mark.parametrize(
    "parameter",
    ["report --html", "export desk --output", "customer export --output",
     "contact show --save", "import contacts --write-map", "backup file"],
)  # fmt: skip
def test_a_folder_that_may_only_be_read(csdesk: Csdesk, parameter: str) -> None:
    fill(csdesk)
    sub = csdesk.folder / "sub"
    sub.mkdir()
    (sub / "page").write_text(PRECIOUS)
    owner = as_a_mere_owner()
    with rights(sub, 0o500):
        for name in ("page", "new"):
            result = start(*WRITTEN[parameter], f"sub/{name}", before=owner)
            assert result.returncode in {2, 4}, result.stderr
            assert "sub" in result.stderr
    assert [one.name for one in sub.iterdir()] == ["page"]
    assert (sub / "page").read_text() == PRECIOUS


@pytest.mark.long
def test_output_to_an_open_descriptor_goes_on_there(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "hello")
    log = csdesk.folder / "log"
    log.write_text(PRECIOUS)
    with log.open("a") as file:
        number = os.dup(file.fileno())
        csdesk.ok("contact", "list", "--format", "csv", "-o", f"/dev/fd/{number}")
        os.close(number)
    assert log.read_text().startswith(PRECIOUS)
    assert "hello" in log.read_text()


def test_an_output_in_no_folder_is_refused_before_anything_is_done(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("backup", "kept.db")
    csdesk.ok("log", "-", "since")
    before = csdesk.path.read_bytes()
    said = csdesk.refused(2, "restore", "kept.db", "--yes", "--output", "none/x")
    assert "none/x cannot be written" in said
    assert csdesk.path.read_bytes() == before
