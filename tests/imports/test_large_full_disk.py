"""The disk fills up in the middle of a large import: nothing of it, or all of it.

CSDESK_DISKS is the number of sizes of disk that are tried (default: 8).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.draw import scaled
from tests.imports.large import (
    COMMITTING,
    STAGES,
    holds,
    large_file,
    start,
    told_of,
    unreconciled,
)
from tests.store.dumps import is_sound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Csdesk
    from tests.imports.large import Run

if os.name != "posix":
    pytest.skip("fills disks by POSIX's means", allow_module_level=True)

DISKS = scaled("CSDESK_DISKS", 8)
KB = 1024
AMPLE = 400_000  # KB


@dataclass(slots=True)
class Disk:
    """A disk of any size at `folder`; where none can be mounted, a limit on files."""

    folder: Path
    is_mounted: bool

    def import_with(self, kilobytes: int, *command: str, **environment: str) -> Run:
        """Start csdesk with so much room for what it writes, temporary files too."""
        environment["TMPDIR"] = str(self.folder)
        if not self.is_mounted:
            return start(*command, limit=kilobytes * KB, environment=environment)
        self.resize(self.used() + kilobytes)
        return start(*command, environment=environment)

    def resize(self, kilobytes: int) -> None:
        """Make it so large."""
        if self.is_mounted:
            size = f"remount,size={kilobytes}k"
            subprocess.run(["mount", "-o", size, str(self.folder)], check=True)

    def used(self) -> int:
        """KB that are taken."""
        found = os.statvfs(self.folder)
        return (found.f_blocks - found.f_bfree) * found.f_frsize // KB


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """An ample disk to begin with."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={AMPLE}k", "tmpfs", str(folder)]
    is_mounted = not os.geteuid() and not subprocess.run(mount, check=False).returncode
    yield Disk(folder, is_mounted)
    if is_mounted:
        subprocess.run(["umount", str(folder)], check=True)


def needed(run: Run, disk: Disk) -> int:
    """The most room, in KB, that the run takes until its end; it must succeed."""
    before = most = disk.used()
    while run.process.poll() is None:
        most = max(most, disk.used())
        time.sleep(0.01)
    assert run.end()[0] == 0
    return most - before


def sizes(most: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Room in KB, and what the import runs with: the small ones more often.

    Every twelfth import has its cache, so that all is written at its commit; the others
    write from the first rows on. The last ones commit, and cannot tidy up their log.
    """
    for number in range(DISKS):
        part = (number + 0.5) / DISKS
        if number % 12 == 7:
            yield int(part * most / 2), {}
        else:
            yield int(part**4 * most * 0.6), {"SPILLS": "1"}


@pytest.mark.long
def test_a_disk_that_fills_up_in_a_large_import(csdesk: Csdesk, disk: Disk) -> None:
    prepared, path = csdesk.folder / "prepared", disk.folder / "desk.db"
    csdesk.ok("log", "n7@x.org", "a customer of the file, before it", "--no-input")
    shutil.copy(csdesk.path, prepared)
    shutil.copy(csdesk.path, path)
    file = large_file(csdesk.folder / "large.csv")
    command = ("--db", str(path), "import", "contacts", str(file))
    nothing = holds(path)
    most = needed(disk.import_with(AMPLE // 2, *command, SPILLS="1"), disk)
    complete = holds(path)
    shutil.copy(prepared, path)
    filled = dict.fromkeys(STAGES, 0)
    for room, how in sizes(most):
        run = disk.import_with(room, *command, **how)
        code, output = run.end()
        disk.resize(AMPLE)
        assert is_sound(path), (room, how)
        if code:
            assert_message(code, output, disk)
            assert holds(path) == nothing, (room, how)
            filled[run.stage] += 1
        else:
            assert holds(path) == complete, (room, how)
            shutil.copy(prepared, path)  # it found room enough: begin anew
    sys.stdout.write(told_of(filled))
    assert sum(filled.values()) >= DISKS * 3 // 4
    assert filled[COMMITTING] > 0
    assert start(*command).end()[0] == 0
    assert holds(path) == complete
    assert unreconciled(path) == []


def assert_message(code: int, output: str, disk: Disk) -> None:
    """It must be one sentence and what helps, with the code of a desk unusable."""
    assert code == 6, output
    lines = output.splitlines()
    assert len(lines) == 2, output
    assert lines[0].startswith("Error: The disk ")
    assert lines[1].startswith("Hint: ")
    if disk.is_mounted:
        assert "The disk is full; nothing was written to" in lines[0]
        assert "Free some space and type the command again." in lines[1]
