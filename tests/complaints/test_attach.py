"""Evidence: files go in whole, and come out as they were, never over others."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest

from csdesk.services.attachments import LARGEST

if TYPE_CHECKING:
    from pathlib import Path

    from tests.complaints.conftest import Dump
    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

PHOTO = bytes(range(256)) * 40


@pytest.fixture
def photo(desk: Csdesk) -> Path:
    """A file beside the desk."""
    path = desk.folder / "kettle photo.jpg"
    path.write_bytes(PHOTO)
    return path


def attach(desk: Csdesk, name: str) -> None:
    """Have K1 an attachment of that name, as somebody else's export may bring it."""
    desk.ok("complaint", "attach", "K1", "kettle photo.jpg")
    with sqlite3.connect(desk.path) as connection:
        connection.execute(
            "UPDATE attachment SET name = ? WHERE id ="
            " (SELECT max(id) FROM attachment)",
            (name,),
        )
    connection.close()


def test_a_file_is_attached_and_listed_without_its_content(
    desk: Csdesk, photo: Path
) -> None:
    said = desk.ok("complaint", "attach", "K1", str(photo))
    assert said == (
        "Attached kettle photo.jpg to K1: image/jpeg, 10,240 bytes.\n"
        "Next: csdesk complaint show K1 --save FOLDER\n"
    )
    shown = desk.json("complaint", "show", "K1")
    assert shown["attachments"] == [
        {
            "at": "2026-11-18T10:00:00+01:00", "name": "kettle photo.jpg",
            "type": "image/jpeg", "size": 10240,
            "sha256": hashlib.sha256(PHOTO).hexdigest(),
        }
    ]  # fmt: skip
    assert shown["events"][-1]["text"] == "attached kettle photo.jpg"
    assert shown["events"][-1]["agent"] == "Anna"
    assert "kettle photo.jpg" in desk.ok("complaint", "show", "K1")


def test_what_is_saved_is_what_was_attached(desk: Csdesk, photo: Path) -> None:
    desk.ok("complaint", "attach", "K1", str(photo))
    photo.unlink()
    result = desk("complaint", "show", "K1", "--save", "evidence/k1")
    assert result.exit_code == 0
    assert "Saved evidence/k1/kettle_photo.jpg." in result.stderr
    saved = desk.folder / "evidence" / "k1" / "kettle_photo.jpg"
    assert saved.read_bytes() == PHOTO
    assert saved.stat().st_mode & 0o777 == 0o600


def test_data_on_stdout_stays_data_while_files_are_saved(
    desk: Csdesk, photo: Path
) -> None:
    desk.ok("complaint", "attach", "K1", str(photo))
    assert desk.json("complaint", "show", "K1", "--save", ".")["id"] == "K1"


def test_nothing_is_ever_written_over(desk: Csdesk, photo: Path) -> None:
    desk.ok("complaint", "attach", "K1", str(photo))
    desk.ok("complaint", "attach", "K1", str(photo))
    target = desk.folder / "elsewhere"
    target.write_text("mine")
    (desk.folder / "kettle_photo.jpg").symlink_to(target)
    for _ in range(2):
        desk.ok("complaint", "show", "K1", "--save", ".")
    assert target.read_text() == "mine"
    saved = sorted(path.name for path in desk.folder.glob("kettle_photo*"))
    assert saved == [
        "kettle_photo-2.jpg", "kettle_photo-3.jpg", "kettle_photo-4.jpg",
        "kettle_photo-5.jpg", "kettle_photo.jpg",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("../../up.txt", "up.txt"),
        ("/etc/passwd", "passwd"),
        ("a\x1b]0;x\x07.txt", "a]0;x.txt"),
        ("..", "attachment-1"),
    ],
)
def test_a_name_leads_nowhere_else(
    desk: Csdesk, photo: Path, name: str, saved: str
) -> None:
    assert photo.exists()
    attach(desk, name)
    desk.ok("complaint", "show", "K1", "--save", "out")
    assert [path.name for path in (desk.folder / "out").iterdir()] == [saved]


def test_content_that_is_not_what_was_attached_is_not_written(
    desk: Csdesk, photo: Path
) -> None:
    desk.ok("complaint", "attach", "K1", str(photo))
    desk.ok("complaint", "attach", "K1", str(photo))
    with sqlite3.connect(desk.path) as connection:
        connection.execute("UPDATE attachment SET content = 'AAAA' WHERE id = 2")
    connection.close()
    said = desk.refused(6, "complaint", "show", "K1", "--save", "out")
    assert "Attachment 2 is not what was attached" in said
    assert not (desk.folder / "out").exists()


def test_saving_nothing_says_so(desk: Csdesk) -> None:
    result = desk("complaint", "show", "K1", "--save", "out")
    assert "K1 has no attachments: nothing was saved." in result.stderr


def test_a_file_is_no_folder_to_save_in(desk: Csdesk, photo: Path) -> None:
    desk.ok("complaint", "attach", "K1", str(photo))
    said = desk.refused(2, "complaint", "show", "K1", "--save", str(photo))
    assert "is a file, not a folder" in said


def test_what_is_missing_cannot_be_attached(desk: Csdesk, dump: Dump) -> None:
    before = dump()
    for name in ("none.jpg", "desk.db/x", ""):
        said = desk.refused(2, "complaint", "attach", "K1", name)
        assert "Hint: " in said
    assert dump() == before


def test_a_name_with_a_null_is_no_file(desk: Csdesk) -> None:
    said = desk.refused(2, "complaint", "attach", "K1", "a\0b")
    assert "has a control character in it" in said


def test_folders_pipes_and_devices_are_refused(
    desk: Csdesk, dump: Dump, photo: Path
) -> None:
    os.mkfifo(desk.folder / "pipe")
    (desk.folder / "link").symlink_to(photo)
    before = dump()
    began = time.monotonic()
    for name, what in ((".", "a folder"), ("pipe", "a pipe"), ("/dev/zero", "device")):
        assert what in desk.refused(4, "complaint", "attach", "K1", name)
    assert time.monotonic() - began < 20
    assert dump() == before
    desk.ok("complaint", "attach", "K1", "link")


def test_ten_megabytes_are_the_most(desk: Csdesk, dump: Dump) -> None:
    big = desk.folder / "big.bin"
    big.write_bytes(b"x" * (LARGEST + 1))
    before = dump()
    said = desk.refused(4, "complaint", "attach", "K1", "big.bin")
    assert "big.bin has 10,485,761 bytes; an attachment has 10 MB" in said
    assert "Hint: " in said
    assert dump() == before
    with big.open("r+b") as file:
        file.truncate(LARGEST)
    desk.ok("complaint", "attach", "K1", "big.bin")
    shown = desk.ok("history", "--limit", "1"), desk.ok("undo")
    assert max(map(len, shown)) < 1000


def test_undo_and_history_never_print_what_is_in_a_file(
    desk: Csdesk, photo: Path
) -> None:
    photo.write_bytes(b"secret")  # c2VjcmV0
    desk.ok("complaint", "attach", "K1", str(photo))
    said = desk.ok("undo", "--dry-run") + desk.ok("undo") + desk.ok("undo", "--dry-run")
    assert "kettle photo.jpg" in said
    assert "c2VjcmV0" not in said + desk.ok("history")


def test_attachments_go_with_a_complaint_and_come_back_with_it(
    desk: Csdesk, photo: Path
) -> None:
    desk.ok("complaint", "attach", "K1", str(photo))
    desk.ok("complaint", "remove", "K1")
    desk.ok("undo")
    desk.ok("complaint", "show", "K1", "--save", "out")
    assert (desk.folder / "out" / "kettle_photo.jpg").read_bytes() == PHOTO


def test_a_contact_has_attachments_of_its_own(desk: Csdesk, photo: Path) -> None:
    said = desk.ok("contact", "attach", "C1", str(photo))
    assert said.startswith("Attached kettle photo.jpg to C1: image/jpeg")
    assert desk.json("contact", "show", "C1")["attachments"][0]["size"] == 10240
    assert desk.json("complaint", "show", "K1")["attachments"] == []
    desk.ok("contact", "show", "C1", "--save", "out")
    assert (desk.folder / "out" / "kettle_photo.jpg").read_bytes() == PHOTO


def test_nothing_is_attached_before_it_began(desk: Csdesk, photo: Path) -> None:
    for noun, name in (("complaint", "K1"), ("contact", "C1")):
        desk.refused(2, noun, "attach", name, str(photo), "--at", "08:00")


def test_nothing_is_attached_to_what_is_not_there(desk: Csdesk, photo: Path) -> None:
    desk.refused(3, "complaint", "attach", "K9", str(photo))
    desk.refused(3, "contact", "attach", "C9", str(photo))


def test_evidence_travels_with_the_whole_desk(
    desk: Csdesk, photo: Path, empty_desk: bytes
) -> None:
    desk.ok("complaint", "attach", "K1", str(photo))
    desk.ok("export", "desk", "--output", "desk.jsonl")
    desk.path.unlink()
    desk.path.write_bytes(empty_desk)
    desk.ok("import", "desk", "desk.jsonl")
    desk.ok("complaint", "show", "K1", "--save", "out")
    assert (desk.folder / "out" / "kettle_photo.jpg").read_bytes() == PHOTO


def test_the_hint_for_what_is_too_large_names_the_record(csdesk: Csdesk) -> None:
    large = csdesk.folder / "large.bin"
    with large.open("wb") as file:
        file.truncate(10 * 1024 * 1024 + 1)
    csdesk.ok("complaint", "open", "-", "torn")
    told = csdesk.refused(4, "complaint", "attach", "K1", str(large))
    assert "csdesk complaint note K1 TEXT" in told
    told = csdesk.refused(4, "contact", "attach", "C1", str(large))
    assert "csdesk contact edit C1 --notes TEXT" in told
