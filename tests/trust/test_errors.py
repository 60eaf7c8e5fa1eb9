"""Every way in which a desk fails, and what a person reads: a table, tried for real.

Each fault meets a command of every kind: reading, a report to a file, an export,
writing, an import, undo, attaching, and the bringing up to date of an older desk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from csdesk.store.sqlite import schema
from tests.store.dumps import dump
from tests.test_bad_disks import as_a_mere_owner, fill, rights, run, tiny_disk
from tests.trust.errors import KINDS, MAKE, MIGRATING, WRITING, made, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("provokes faults by POSIX's means", allow_module_level=True)

__all__ = ["tiny_disk"]  # a fixture
NO_DESK = "Create one with 'csdesk init', or name your desk with --db PATH."
ELSEWHERE = "Name your desk with --db PATH; 'csdesk init' replaces nothing."
BACKUP = "Restore your last backup: csdesk restore FILE."
NO_RIGHT = "Give yourself the right to write both, or name another desk with --db."
CHECK_RIGHTS = "Check that you may read and write the file and its folder."
READING = set(KINDS) - WRITING - MIGRATING

# fault -> exit code, sentence, hint; {desk} is its path, {folder} where it lies.
ERRORS: dict[str, tuple[int, str, str]] = {
    "no file": (6, "There is no desk at {desk}.", NO_DESK),
    "no folder": (6, "There is no desk at {folder}/none/desk.db.", NO_DESK),
    "a file for a folder": (
        6,
        "There is no desk at {folder}/rows.csv/desk.db.",
        NO_DESK,
    ),
    "a folder": (6, "{desk} is a folder, not a desk.", ELSEWHERE),
    "a device": (6, "/dev/null is no file, so no desk.", ELSEWHERE),
    "a pipe": (6, "{desk} is no file, so no desk.", ELSEWHERE),
    "an empty file": (6, "{desk} is not a csdesk desk.", ELSEWHERE),
    "a text file": (6, "{desk} is not a csdesk desk.", ELSEWHERE),
    "zeros": (6, "{desk} is not a csdesk desk.", ELSEWHERE),
    "another program's database": (6, "{desk} is not a csdesk desk.", ELSEWHERE),
    "made by a newer csdesk": (
        6,
        "The desk {desk} was made by a newer csdesk.",
        "Install the newest csdesk: pip install --upgrade csdesk.",
    ),
    "cut short": (6, "The desk {desk} is damaged.", BACKUP),
    "a header and no more": (6, "The desk {desk} is damaged.", BACKUP),
    "pages flipped": (6, "The desk {desk} is damaged.", BACKUP),
    "busy": (
        5,
        "The desk is busy: another program held it for 0.1 seconds.",
        "Nothing was written; type the command again.",
    ),
}
# (fault, kind) -> what differs; None: the command works all the same.
INSTEAD: dict[tuple[str, str], tuple[int, str, str] | None] = {
    **{("busy", kind): None for kind in READING},
    **{
        ("pages flipped", kind): (
            6,
            "The desk {desk} is damaged: its copy failed the integrity check.",
            BACKUP,
        )
        for kind in MIGRATING
    },
}
READ_ONLY = (
    6,
    "The desk {desk} cannot be written: the file or its folder is read-only.",
    NO_RIGHT,
)
FULL = (
    6,
    "The disk is full; nothing was written to {desk}.",
    "Free some space and type the command again.",
)
NO_BACKUP = (
    "Nothing was changed. Free some space there, or give yourself the right to write "
    "that folder."
)
# The same of rights and disks; a desk that cannot be written is read all the same.
DISKS: dict[str, tuple[int, str, str]] = {
    "a file that may not be written": READ_ONLY,
    "a folder that may not be written": READ_ONLY,
    "a disk that is read-only": READ_ONLY,
    "a full disk": FULL,
    "a file that may not be read": (
        6,
        "The desk {desk} cannot be opened.",
        CHECK_RIGHTS,
    ),
    "a folder that may not be entered": (
        6,
        "The desk {desk} cannot be opened: Permission denied.",
        CHECK_RIGHTS,
    ),
}
READ_ALL_THE_SAME = {
    fault for fault, (_, told, _) in DISKS.items() if "cannot be opened" not in told
}


def test_the_table_has_every_fault() -> None:
    assert ERRORS.keys() == MAKE.keys()
    assert {code for code, _, _ in (*ERRORS.values(), *DISKS.values())} == {5, 6}


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        pytest.param(
            fault, kind, marks=() if kind in {"read", "write"} else pytest.mark.long
        )
        for fault in ERRORS
        for kind in KINDS
    ],
)
def test_a_desk_that_fails(csdesk: Csdesk, fault: str, kind: str) -> None:
    prepare(csdesk, kind)
    expected = INSTEAD.get((fault, kind), ERRORS[fault])
    with made(fault, csdesk):
        told = csdesk(*KINDS[kind])
    if expected is None:
        assert (told.exit_code, told.stderr) == (0, "")
        return
    code, problem, hint = expected
    assert (told.exit_code, told.stderr) == (code, sentence(csdesk.path, problem, hint))
    assert told.stdout == ""
    assert not (csdesk.folder / "page.html").exists()


def sentence(desk: Path, problem: str, hint: str) -> str:
    """What stderr holds: one sentence, one hint."""
    told = problem.format(desk=desk, folder=desk.parent)
    return f"Error: {told}\nHint: {hint}\n"


@contextmanager
def failing(fault: str, path: Path) -> Iterator[None]:
    """While the block runs, the right or the disk is not there."""
    if fault == "a full disk":
        filler = fill(path.parent)
        yield
        filler.unlink()
    elif fault == "a disk that is read-only":
        mount = ["mount", "-o"]
        subprocess.run([*mount, "remount,ro", str(path.parent)], check=True)
        yield
        subprocess.run([*mount, "remount,rw", str(path.parent)], check=True)
    else:
        on, mode = {
            "a file that may not be written": (path, 0o400),
            "a folder that may not be written": (path.parent, 0o500),
            "a file that may not be read": (path, 0),
            "a folder that may not be entered": (path.parent, 0o600),
        }[fault]
        with rights(on, mode):
            yield


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", DISKS)
def test_a_right_or_a_disk_that_fails(
    csdesk: Csdesk, request: pytest.FixtureRequest, fault: str, kind: str
) -> None:
    prepare(csdesk, kind)
    is_disk = "disk" in fault
    folder = request.getfixturevalue("tiny_disk") if is_disk else csdesk.folder / "own"
    folder.mkdir(exist_ok=True)
    desk = folder / "desk.db"
    shutil.copy(csdesk.path, desk)
    before = held(desk, kind)
    for leftover in ("-wal", "-shm"):
        desk.with_name(desk.name + leftover).unlink(missing_ok=True)
    owner = () if is_disk else as_a_mere_owner()
    with failing(fault, desk):
        told = run("--db", str(desk), *KINDS[kind], before=owner)
    if fault in READ_ALL_THE_SAME and kind in READING:
        assert (told.returncode, told.stderr) == (0, "")
    else:
        code, problem, hint = DISKS[fault]
        assert told.returncode == code, told.stderr
        expected = {sentence(desk, problem, hint)}
        if kind in MIGRATING:
            copy = f"{desk}.before-{schema.NEWEST:04}"
            expected |= {
                sentence(desk, f"No backup can be written to {copy}: {why}.", NO_BACKUP)
                for why in NO_ROOM.get(fault, ())
            }
            if "full" in fault and "reading" in kind:
                room = "The disk is full: there is no room to open the desk {desk}."
                expected.add(sentence(desk, room, hint))
        assert told.stderr in expected
    assert held(desk, kind) == before


def held(desk: Path, kind: str) -> object:
    """What the desk holds; of one that is older, its bytes."""
    return desk.read_bytes() if kind in MIGRATING else dump(desk)


NO_ROOM = {
    "a folder that may not be written": ("Permission denied",),
    "a disk that is read-only": ("Read-only file system",),
    "a full disk": ("No space left on device",),
}
