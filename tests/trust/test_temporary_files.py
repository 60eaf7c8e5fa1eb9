"""Temporary files: gone after every signal but one, and then found and removed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pytest

from csdesk.store.files import temporary_file
from csdesk.store.sqlite import lock_notice
from csdesk.store.sqlite.backup import files
from tests.conftest import ROOT
from tests.trust.files import mode
from tests.trust.writers import WRITTEN, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("signals and locks are POSIX's", allow_module_level=True)

# It stops where the temporary file is whole, before it bears its name.
STALLED: Final = """
import os, sys, time
from csdesk.__main__ import main

def stall(_number):
    os.write(2, b"ready\\n")
    time.sleep(60)

os.fsync = stall
main()
"""
COMMANDS: Final = (
    "export desk --output", "report --html", "customer export --output",
    "contact show --save", "import contacts --write-map", "backup file",
)  # fmt: skip
# Names that csdesk never gave: they look like its own.
ALIKE: Final = (
    ".page.csdesk-1234.new",
    f".page.csdesk-{'0' * 40}.new",
    ".csdesk-4711.new",
    "page.csdesk.new",
    ".page.new",
)


def signals_by_default() -> None:
    """Let a command end by them, whatever started the tests ignores."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for one in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)


@contextmanager
def stalled(*command: str, target: str) -> Iterator[subprocess.Popen[bytes]]:
    """csdesk, in the middle of writing `target`, killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", STALLED, *command, target],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        restore_signals=True,
        preexec_fn=signals_by_default,  # noqa: PLW1509
    ) as running:
        assert running.stderr is not None
        while (line := running.stderr.readline()) != b"ready\n":
            assert line, "it ended before it wrote"
        yield running
        running.kill()


def names(folder: Path) -> set[str]:
    """The files in the folder but SQLite's own."""
    return {
        one.name for one in folder.iterdir() if not one.name.endswith(("-wal", "-shm"))
    }


@pytest.mark.long
@pytest.mark.parametrize("parameter", COMMANDS)
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
)
def test_a_signal_leaves_nothing(
    csdesk: Csdesk, parameter: str, number: int, code: int
) -> None:
    fill(csdesk)
    before = names(csdesk.folder)
    with stalled(*WRITTEN[parameter], target="page") as running:
        assert [one for one in csdesk.folder.rglob(".*") if ".csdesk-" in one.name]
        running.send_signal(number)
        _, said = running.communicate(timeout=20)
        assert running.returncode == code, said
        assert b"Traceback" not in said
    page = csdesk.folder / "page"
    if page.is_dir():  # what files were to be saved in
        assert list(page.iterdir()) == []
        page.rmdir()
    assert names(csdesk.folder) == before


@pytest.mark.long
@pytest.mark.parametrize("parameter", COMMANDS)
def test_what_a_kill_leaves_is_named_and_removed(
    csdesk: Csdesk, parameter: str
) -> None:
    fill(csdesk)
    target = "." if "--save" in parameter else "new"
    before = names(csdesk.folder)
    with stalled(*WRITTEN[parameter], target=target) as running:
        running.kill()
    for name in ALIKE:
        (csdesk.folder / name).write_text("mine")
    (left,) = names(csdesk.folder) - before - set(ALIKE)
    assert mode(csdesk.folder / left) in {"0o600", "0o700"}
    told = csdesk("check", "--format", "json").stdout
    assert left in told
    assert not any(name in told for name in ALIKE)
    csdesk.ok("log", "-", "hello")
    assert names(csdesk.folder) == before | set(ALIKE)


@pytest.mark.long
def test_the_next_file_written_there_removes_it(csdesk: Csdesk) -> None:
    (csdesk.folder / "sub").mkdir()
    with stalled("export", "desk", "-o", target="sub/page") as running:
        running.kill()
    assert len(names(csdesk.folder / "sub")) == 1
    csdesk.ok("contact", "list", "-o", "sub/other")
    assert names(csdesk.folder / "sub") == {"other"}


@pytest.mark.long
def test_a_live_one_is_left_to_its_command(csdesk: Csdesk) -> None:
    with stalled("export", "desk", "-o", target="page"):
        (live,) = files.unfinished(csdesk.path)
        csdesk.ok("contact", "list", "-o", "other")
        csdesk.ok("log", "-", "hello")
        assert live.exists()
        assert temporary_file.leftovers(csdesk.folder) == ()
        assert live.name not in csdesk("check", "--format", "json").stdout
    assert temporary_file.leftovers(csdesk.folder) == (live,)


def test_two_in_one_process_leave_each_other_alone(tmp_path: Path) -> None:
    target = tmp_path / "page"
    with temporary_file.temporary_file(target) as first:
        with temporary_file.temporary_file(target) as second:
            assert first.path != second.path
            assert first.path.exists()
        assert first.path.exists()
        assert mode(first.path) == "0o600"
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_sqlite_left_goes_too(csdesk: Csdesk) -> None:
    with temporary_file.temporary_file(csdesk.path) as made:
        name = made.path.name
    part = csdesk.folder / f"{name}-journal"
    part.touch()
    assert temporary_file.leftovers(csdesk.folder) == (part,)
    temporary_file.remove_leftovers(csdesk.folder)
    assert list(csdesk.folder.iterdir()) == [csdesk.path]


def test_a_link_or_a_pipe_of_such_a_name_is_left_alone(csdesk: Csdesk) -> None:
    with temporary_file.temporary_file(csdesk.path) as made:
        link = made.path
    with temporary_file.temporary_file(csdesk.path) as made:
        pipe = made.path
    link.symlink_to("desk.db")
    os.mkfifo(pipe)
    csdesk.ok("contact", "list", "-o", "page")
    assert link.is_symlink()
    assert pipe.is_fifo()


@pytest.mark.parametrize("kind", ["text", "link", "hard", "pipe", "folder"])
def test_a_note_of_work_writes_over_nothing(csdesk: Csdesk, kind: str) -> None:
    precious, place = csdesk.folder / "precious", csdesk.folder / ".desk.db.at-work"
    precious.write_text("precious\n")
    if kind == "text":
        place.write_text("precious\n")
    elif kind == "link":
        place.symlink_to("precious")
    elif kind == "hard":
        place.hardlink_to(precious)
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.mkdir()
    before = os.lstat(place).st_ino
    (csdesk.folder / "x.csv").write_text("received_at,channel\n2026-11-17,phone\n")
    csdesk.ok("import", "contacts", "x.csv")
    assert lock_notice.at_work(csdesk.path) is None
    assert os.lstat(place).st_ino == before
    assert precious.read_text() == "precious\n"
    assert kind != "text" or place.read_text() == "precious\n"
