"""Every way in which a desk fails, for real: its sentence, its hint, its exit code."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.store.sqlite import sqlite_errors
from tests.store.dumps import value

if TYPE_CHECKING:
    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("provokes faults by POSIX's means", allow_module_level=True)

COMMANDS = [("contact", "list"), ("log", "-", "hello"), ("history",), ("undo",)]
HOLD = """
import sqlite3, sys
desk = sqlite3.connect(sys.argv[1], isolation_level=None)
desk.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("command", COMMANDS)
def test_no_desk_at_that_path(bare: Csdesk, command: tuple[str, ...]) -> None:
    told = bare.refused(6, *command)
    assert f"There is no desk at {bare.path}." in told
    assert "csdesk init" in told
    assert not bare.path.exists()


def test_no_folder_at_that_path(bare: Csdesk) -> None:
    told = bare.refused(6, "--db", "none/desk.db", "log", "-", "x")
    assert "There is no desk at none/desk.db." in told
    assert not (bare.folder / "none").exists()


def test_a_file_where_the_folder_should_be(bare: Csdesk) -> None:
    (bare.folder / "file").write_text("x")
    assert "no desk at" in bare.refused(6, "--db", "file/desk.db", "log", "-", "x")
    told = bare.refused(6, "--db", "file/desk.db", "init", "--yes")
    assert "No desk can be made at file/desk.db" in told


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder(bare: Csdesk, command: tuple[str, ...]) -> None:
    bare.path.mkdir()
    assert "is a folder, not a desk." in bare.refused(6, *command)


def test_a_device(bare: Csdesk) -> None:
    told = bare.refused(6, "--db", "/dev/null", "contact", "list")
    assert "/dev/null is no file, so no desk." in told


def test_a_pipe_is_not_waited_for(bare: Csdesk) -> None:
    os.mkfifo(bare.path)
    assert "is no file, so no desk." in bare.refused(6, "contact", "list")


def test_a_name_that_is_too_long(bare: Csdesk) -> None:
    name = "x" * 300
    assert "File name too long" in bare.refused(6, "--db", name, "contact", "list")
    assert "File name too long" in bare.refused(6, "--db", name, "init", "--yes")


@pytest.mark.parametrize(
    "content",
    [b"", b"name,phone\nAnn,1\n" * 500, b"SQLite format 3\0", b"\0" * 8192],
    ids=["empty", "text", "a header and no more", "zeros"],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_not_a_desk(bare: Csdesk, content: bytes, command: tuple[str, ...]) -> None:
    bare.path.write_bytes(content)
    assert "is not a csdesk desk." in bare.refused(6, *command)
    assert bare.path.read_bytes() == content


def test_another_programs_database(bare: Csdesk) -> None:
    with closing(sqlite3.connect(bare.path)) as other, other:
        other.execute("CREATE TABLE contact (id INTEGER PRIMARY KEY)")
    before = bare.path.read_bytes()
    assert "is not a csdesk desk." in bare.refused(6, "log", "-", "hello")
    assert bare.path.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_made_by_a_newer_csdesk(csdesk: Csdesk, command: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(csdesk.path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    told = csdesk.refused(6, *command)
    assert "was made by a newer csdesk." in told
    assert "pip install --upgrade csdesk" in told


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kept", [5_000, 60_000])
def test_cut_short(csdesk: Csdesk, kept: int, command: tuple[str, ...]) -> None:
    os.truncate(csdesk.path, kept)
    told = csdesk.refused(6, *command)
    assert "is damaged." in told
    assert "backup" in told


def test_a_damaged_page(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "hello")
    page = value(
        csdesk.path, "SELECT rootpage FROM sqlite_master WHERE name = 'contact'"
    )
    with csdesk.path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    assert "is damaged." in csdesk.refused(6, "contact", "list")
    assert "is damaged." in csdesk.refused(6, "contact", "resolve", "C1")


@pytest.mark.parametrize("command", [("log", "-", "hello"), ("undo",)])
def test_busy(
    csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sqlite_errors, "BUSY_SECONDS", 0.2)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(csdesk.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        told = csdesk.refused(5, *command)
        assert "The desk is busy: another program held it for 0.2 seconds." in told
        assert "Nothing was written; type the command again." in told
        assert csdesk.json("contact", "list") == []
        holder.communicate()
    csdesk.ok("log", "-", "hello")
