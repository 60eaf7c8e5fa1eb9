"""Finding every copy of a desk beside it, whatever somebody has called it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.store.sqlite.backup import files

if TYPE_CHECKING:
    from tests.conftest import Csdesk

AT = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def names(files: tuple[object, ...]) -> list[str]:
    return [str(file).rpartition("/")[2] for file in files]


def test_a_copy_is_found_under_any_name(csdesk: Csdesk) -> None:
    for name in ("holiday.jpg", ".desk.db.77.new", "desk.db.before-0005"):
        shutil.copy(csdesk.path, csdesk.folder / name)
    assert names(files.copies(csdesk.path)) == [
        ".desk.db.77.new",
        "desk.db.before-0005",
        "holiday.jpg",
    ]


def test_what_is_no_desk_is_no_copy(csdesk: Csdesk) -> None:
    (csdesk.folder / "desk.db.backup-2026-11-18-100000").write_text("a shopping list")
    (csdesk.folder / "cut").write_bytes(csdesk.path.read_bytes()[:60])
    (csdesk.folder / "empty").touch()
    (csdesk.folder / "folder").mkdir()
    (csdesk.folder / "link").symlink_to(csdesk.path)
    (csdesk.folder / "hard").hardlink_to(csdesk.path)
    header = bytearray(csdesk.path.read_bytes())
    header[68:72] = b"GPKG"
    (csdesk.folder / "map").write_bytes(header)
    assert files.copies(csdesk.path) == ()
    assert files.dated_copies(csdesk.path, files.BACKUP) == ()


def test_a_desk_that_is_linked_to_has_its_copies_where_it_is(csdesk: Csdesk) -> None:
    (csdesk.folder / "elsewhere").mkdir()
    link = csdesk.folder / "elsewhere" / "mine.db"
    link.symlink_to(csdesk.path)
    shutil.copy(csdesk.path, csdesk.folder / "copy")
    assert names(files.copies(link)) == ["copy"]
    assert files.dated(link, files.BACKUP, AT) == "desk.db.backup-2026-11-18-100000"


def test_dated_copies_are_in_the_order_of_their_dates(csdesk: Csdesk) -> None:
    made = [
        files.dated(csdesk.path, files.BACKUP, AT.replace(day=day), again)
        for day, again in ((17, 1), (18, 1), (18, 2), (18, 10), (19, 1))
    ]
    others = ("desk.db.backup-old", "other.db.backup-2026-11-18-100000",
              "desk.db.before-restore-2026-11-18-100000",
              "desk.db.backup-2026-11-18-100000.keep")  # fmt: skip
    for name in (*made, *others):
        shutil.copy(csdesk.path, csdesk.folder / name)
    assert names(files.dated_copies(csdesk.path, files.BACKUP)) == made


def test_what_a_killed_command_left_is_found_by_name(csdesk: Csdesk) -> None:
    left = [".desk.db.12.new", ".desk.db.12.new-journal", ".desk.db.backup-x.7.new"]
    for name in (*left, ".desk.db.new", ".other.db.12.new", "desk.db.12.new"):
        (csdesk.folder / name).touch()
    assert names(files.unfinished(csdesk.path)) == left


def test_a_name_is_taken_by_a_log_of_that_name_too(csdesk: Csdesk) -> None:
    copy = csdesk.folder / files.dated(csdesk.path, files.BACKUP, AT)
    assert not files.is_taken(copy)
    log = copy.with_name(f"{copy.name}-wal")
    log.symlink_to("nowhere")
    assert files.is_taken(copy)
    csdesk.ok("backup")
    (made,) = files.dated_copies(csdesk.path, files.BACKUP)
    assert made.name == f"{copy.name}-2"
