"""A place is a path: no address, no control character; and no risky one in silence."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import typer

from csdesk.cli.app import COMMANDS
from csdesk.cli.desk_path import read_file_name, scheme_of
from csdesk.errors import UsageProblem
from csdesk.store.files import place_kind
from csdesk.store.files.place_kind import (
    file_system,
    is_network,
    is_windows_network,
    mac_file_system,
    risky_place,
    synced_by,
)
from tests.trust.files import names
from tests.trust.running import root
from tests.trust.test_typed import ASKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Csdesk

ADDRESSES: Final = (
    "postgresql://localhost/x", "postgresql:/x", "POSTGRES://a:b@h/x", "sqlite:///x.db",
    "file:desk.db", "file:///tmp/desk.db", "http://x.org/a", "https:x", "s3://b/k",
    "mysql+pymysql://u@h/x", "postgresql+psycopg:x", "jdbc:postgresql://h/x",
    "made-up.scheme://x", " postgresql://x", "smb:\\\\nas\\x", "mailto:a@x.org",
)  # fmt: skip
PATHS: Final = (
    "C:\\desk.db", "c:/desk.db", "C:desk.db", "desk.db", "./postgresql:/x", "/a:/b",
    "calls:2.csv", "10:30.csv", "\\\\nas\\shop\\desk.db", "//nas/shop/desk.db", "~/x",
    "Q1 calls: all.csv", "-", "a:b", ":x", "://x", "é://x",
)  # fmt: skip
NAMES: Final = {"PATH", "FILE", "FOLDER", "MAP.toml"}


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_no_place(text: str) -> None:
    scheme = text.strip().partition(":")[0]
    with pytest.raises(UsageProblem, match=re.escape(f"'{scheme}:'")):
        read_file_name(text)


@pytest.mark.parametrize("text", PATHS)
def test_a_path_is_a_place(text: str) -> None:
    assert scheme_of(text) is None
    assert read_file_name(text) == text


@pytest.mark.parametrize(
    "text", ["", "  ", "a\0b", "a\nb", "\x1b[2J", "\x85", "\udcff"]
)
def test_what_no_file_is_called_is_no_place(text: str) -> None:
    with pytest.raises(UsageProblem):
        read_file_name(text)


def takers() -> Iterator[tuple[str, ...]]:
    """Every command line that takes a place, with `{}` where it stands."""
    ctx = typer.Context(root())
    for name in COMMANDS:
        command: Any = root().get_command(ctx, name)
        parts = getattr(command, "commands", None) or {"": command}
        for sub, one in parts.items():
            full = f"{name} {sub}".strip()
            words, at = list(ASKED[full]), 0
            for param in one.params:
                is_option = str(param.opts[0]).startswith("-")
                if param.metavar not in NAMES:
                    at += not is_option
                elif is_option:
                    yield (*full.split(), *words, param.opts[0], "{}")
                else:
                    yield (*full.split(), *words[:at], "{}", *words[at + 1 :])


TAKERS: Final = list(takers())


def test_every_kind_of_place_is_tried() -> None:
    found = {line[line.index("{}") - 1] for line in TAKERS}
    assert {"--output", "--map", "--write-map", "--keep", "--save", "--file"} <= found
    assert {"contacts", "desk", "backup", "restore", "K1", "--html"} <= found


@pytest.mark.parametrize("line", TAKERS, ids=" ".join)
def test_no_command_takes_an_address_for_a_file(
    csdesk: Csdesk, line: tuple[str, ...]
) -> None:
    for address in ("postgresql://anna:secret@localhost/x", "file:x"):
        typed = [address if word == "{}" else word for word in line]
        told = csdesk.refused(2, *typed)
        assert f"'{address.partition(':')[0]}:' begins an address" in told
        assert "secret" not in told
    assert names(csdesk.folder) == ["desk.db"]


def test_no_desk_is_made_at_an_address(bare: Csdesk) -> None:
    bare.refused(2, "--db", "postgresql://localhost/x", "init", "--yes")
    bare.monkeypatch.setenv("CSDESK_DB", "sqlite:///x.db")
    bare.refused(2, "init", "--yes")
    assert names(bare.folder) == []


def test_no_desk_is_made_over_a_folder(bare: Csdesk) -> None:
    (bare.folder / "here").mkdir()
    assert "already a folder" in bare.refused(4, "--db", "here", "init", "--yes")


LINUX: Final = """/dev/vda / ext4 rw 0 0
nas:/x /mnt/nas nfs4 rw 0 0
//nas/x /mnt/a\\040b cifs rw 0 0
//nas/y /mnt/Müller smb3 rw 0 0
a@h:/ /mnt/ssh fuse.sshfs rw 0 0
x /mnt/new fuse.made-up rw 0 0
/dev/sdb1 /mnt/stick fuseblk rw 0 0
/dev/sdb2 /mnt/nas/local ext4 rw 0 0
pCloud.fs /mnt/pc fuse.pcloud rw 0 0
broken
"""
MAC: Final = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//anna@nas._smb._tcp.local/shop on /Volumes/my shop (smbfs, nodev, nosuid)
nas:/x on /Volumes/on it (nfs)
https://x.org on /Volumes/web (webdav, nodev)
"""


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/mnt/nas/desk.db", "nfs4"),
        ("/mnt/a b/shop/desk.db", "cifs"),
        ("/mnt/Müller/desk.db", "smb3"),
        ("/mnt/ssh/desk.db", "fuse.sshfs"),
        ("/mnt/new/desk.db", "fuse.made-up"),
        ("/mnt/pc/desk.db", "pCloud"),
        ("/mnt/stick/desk.db", None),
        ("/mnt/nas/local/desk.db", None),
        ("/mnt/nas2/desk.db", None),
        ("/srv/desk.db", None),
    ],
)
def test_network_drives_of_linux(path: str, name: str | None) -> None:
    found = risky_place(Path(path), LINUX)
    assert (found and found.name) == name
    assert found is None or found.is_network == (name != "pCloud")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/Users/anna/desk.db", "apfs"),
        ("/Volumes/my shop/desk.db", "smbfs"),
        ("/Volumes/on it/desk.db", "nfs"),
        ("/Volumes/web/desk.db", "webdav"),
    ],
)
def test_network_drives_of_macos(path: str, kind: str) -> None:
    assert mac_file_system(path, MAC) == kind
    assert is_network(kind) == (kind != "apfs")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("C:\\Users\\anna\\desk.db", False),
        ("D:\\desk.db", False),
        ("Z:\\desk.db", True),
        ("z:/desk.db", True),
        ("\\\\nas\\shop\\desk.db", True),
        ("//nas/shop/desk.db", True),
        ("\\\\?\\C:\\desk.db", False),
        ("\\\\?\\UNC\\nas\\shop\\desk.db", True),
    ],
)
def test_network_drives_of_windows(path: str, expected: bool) -> None:
    types = {"Z:\\": 4, "z:\\": 4, "D:\\": 3}
    assert is_windows_network(path, "C:", lambda drive: types[drive]) is expected


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("/home/anna/Dropbox", "Dropbox"),
        ("/home/anna/Dropbox (Blue Door)/shop", "Dropbox"),
        ("/home/anna/OneDrive - Blue Door Ltd", "OneDrive"),
        ("C:/Users/Anna/OneDrive/Documents", "OneDrive"),
        ("C:\\Users\\Anna\\OneDrive\\Documents", "OneDrive"),
        (
            "/Users/anna/Library/CloudStorage/GoogleDrive-a@x.org/My Drive",
            "Google Drive",
        ),
        ("/Users/anna/Library/CloudStorage/Box-Box", "Box"),
        ("/Users/anna/Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("C:/Users/Anna/iCloudDrive", "iCloud Drive"),
        ("G:/My Drive/shop", "Google Drive"),
        ("/home/anna/Nextcloud2", "Nextcloud"),
        ("/home/anna/pCloudDrive/x", "pCloud"),
        ("/home/anna/MEGA/x", "MEGA"),
        ("/home/anna/marked/by/syncthing", "Syncthing"),
        ("/home/anna/mega-shop/dropboxes/onedriver", None),
        ("/home/anna/shop", None),
        ("/", None),
    ],
)
def test_synchronised_folders(folder: str, service: str | None) -> None:
    marked = {"/home/anna/marked/.stfolder"}
    assert synced_by(f"{folder}/desk.db", {}, marked.__contains__) == service


def test_onedrive_is_known_by_its_variable() -> None:
    environ = {"OneDriveCommercial": "D:\\Work\\Cloud\\"}
    assert synced_by("D:/work/cloud/a/desk.db", environ, lambda _: False) == "OneDrive"
    assert synced_by("D:/work/clouds/desk.db", environ, lambda _: False) is None


@pytest.fixture
def cloudy(csdesk: Csdesk) -> Csdesk:
    """A desk in a folder of Dropbox, and a user's state of its own."""
    csdesk.monkeypatch.setenv("XDG_STATE_HOME", str(csdesk.folder / "state"))
    folder = csdesk.folder / "Dropbox"
    folder.mkdir()
    csdesk.path.rename(folder / "desk.db")
    csdesk.monkeypatch.setenv("CSDESK_DB", str(folder / "desk.db"))
    csdesk.path = folder / "desk.db"
    return csdesk


def warned(csdesk: Csdesk, *args: str) -> bool:
    """Whether that command, which must succeed, warns of the place."""
    told = csdesk(*args)
    assert told.exit_code == 0, told.output
    return "Note: The desk lies in a folder that Dropbox synchronises" in told.stderr


LOG: Final = ("log", "Nia", "hello", "--no-input")


def test_who_writes_in_a_synchronised_folder_is_warned_once_a_day(
    cloudy: Csdesk,
) -> None:
    assert not warned(cloudy, "today")
    assert warned(cloudy, *LOG)
    assert not warned(cloudy, *LOG)
    cloudy.now("2026-11-19T10:00:00+01:00")
    assert warned(cloudy, *LOG)
    assert names(cloudy.path.parent) == ["desk.db"]


def test_a_new_desk_there_is_warned_of(cloudy: Csdesk) -> None:
    other = str(cloudy.path.with_name("other.db"))
    assert warned(cloudy, "--db", other, "init", "--yes")


def test_check_notes_a_synchronised_folder(cloudy: Csdesk) -> None:
    checks = cloudy.json("check")["checks"]
    (found,) = [one for one in checks if one["check"] == "drive"]
    assert found["level"] == "note"
    assert "Dropbox" in found["says"]


def test_the_warning_fails_no_command_that_cannot_remember_it(cloudy: Csdesk) -> None:
    (cloudy.folder / "state").write_text("no folder")
    assert warned(cloudy, *LOG)
    assert warned(cloudy, *LOG)


def test_a_network_drive_is_warned_of(cloudy: Csdesk, tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"/dev/vda / ext4 rw 0 0\nn:/x {cloudy.path.parent} nfs rw 0 0\n")
    cloudy.monkeypatch.setattr(place_kind, "MOUNTS", table)
    assert "lies on a network drive (nfs)" in cloudy(*LOG).stderr


def test_a_link_to_a_network_drive_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    mounts = f"/dev/vda / ext4 rw 0 0\nn:/x {os.path.realpath(tmp_path)}/far nfs rw 0 0"
    found = risky_place(tmp_path / "near" / "desk.db", mounts)
    assert found is not None
    assert found.name == "nfs"


def test_looking_costs_less_than_a_millisecond(tmp_path: Path) -> None:
    fastest = 1.0
    for _ in range(20):
        begin = time.perf_counter()
        risky_place(tmp_path / "a" / "b" / "desk.db")
        fastest = min(fastest, time.perf_counter() - begin)
    assert fastest < 0.001


def test_a_system_without_mounts_is_taken_for_local() -> None:
    assert file_system("/srv/desk.db", "") is None
    assert not is_network(None)
