"""Log until nothing fits: who was told that it is there has it, who was not is told so.

On a disk of 2 MB, where one may be mounted; under a limit on the size of files, always.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.store.dumps import is_sound, value
from tests.trust.commands import BORN, INIT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.trust.rig import Ended, Place

pytestmark = pytest.mark.long

NOTES: Final = "n" * 30_000
REFUSALS: Final = 6  # in a row: by then it is full, and stays so
LOGGED: Final = re.compile(r"^Logged C(\d+):")


@pytest.fixture
def small_disk(place: Place) -> Iterator[Path]:
    """Two megabytes, mounted where the desk will be."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place.folder)]
    if os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root may mount a small disk; the limit on files is tried")
    yield place.folder
    subprocess.run(["umount", str(place.folder)], check=True)


def make(place: Place) -> None:
    """A new desk, and none but that."""
    former, place.now = place.now, BORN
    place.ok(*INIT)
    place.now = former


def fill(place: Place, file_limit: int | None) -> list[int]:
    """Log until it is refused again and again; the contacts of which it was said."""
    acknowledged, refused, said = [], 0, 0
    while refused < REFUSALS:
        ended = place.run("log", "-", "hello", "--notes", NOTES, file_limit=file_limit)
        if found := LOGGED.match(ended.out):
            acknowledged.append(int(found[1]))
        if ended.code:
            assert not found, "acknowledged, and yet an error"
            assert_told(ended)
        refused = refused + 1 if ended.code else 0
        said += 1
        assert said < 1_000
    return acknowledged


def assert_told(ended: Ended) -> None:
    """The disk is full, and nothing was written."""
    assert ended.code == 6, ended
    lines = [one for one in ended.err.splitlines() if not one.startswith("Note:")]
    assert len(lines) == 2, ended.err
    assert lines[0].startswith("Error: The disk is full; nothing was written to")
    helps = (
        "Raise that limit (ulimit -f)" if " bytes here." in lines[0] else "Free some"
    )
    assert lines[1].startswith(f"Hint: {helps}")
    assert lines[1].endswith(" and type the command again.")


def assert_holds(place: Place, acknowledged: list[int]) -> None:
    """Exactly what was acknowledged is there, each in its own operation."""
    assert is_sound(place.path)
    for number in acknowledged:
        there = "SELECT count(*) FROM contact WHERE id = ?"
        assert value(place.path, there, number) == 1, number
    assert value(place.path, "SELECT count(*) FROM contact") == len(acknowledged)
    logs = "SELECT count(*) FROM operation WHERE verb = 'log'"
    assert value(place.path, logs) == len(acknowledged)


def test_a_disk_of_two_megabytes_fills_up(place: Place, small_disk: Path) -> None:
    make(place)
    acknowledged = fill(place, None)
    assert len(acknowledged) > 3
    # Read on another disk: whoever opens a desk here may need room for its index.
    copy = type(place)(place.folder.parent / "copy", place.process)
    shutil.copytree(small_disk, copy.folder)
    assert_holds(copy, acknowledged)
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    place.ok("log", "-", "there is room again")
    acknowledged.append(max(acknowledged) + 1)
    assert_holds(place, acknowledged)
    sys.stdout.write(
        f"2 MB: {len(acknowledged) - 1} acknowledged, {REFUSALS} refused\n"
    )


def test_a_limit_on_files_is_a_full_disk_too(place: Place) -> None:
    make(place)
    limit = place.path.stat().st_size + 300_000
    acknowledged = fill(place, limit)
    assert len(acknowledged) > 3
    assert_holds(place, acknowledged)
    place.ok("log", "-", "there is room again")
    assert_holds(place, [*acknowledged, max(acknowledged) + 1])
    sys.stdout.write(f"limit: {len(acknowledged)} acknowledged, {REFUSALS} refused\n")
