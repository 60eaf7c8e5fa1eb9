"""kill -9 at any stage of a restore, or of a backup: all of it, or as if it never was.

CSDESK_KILLS says how many of restores, if not 20; of backups there are half as many.
"""

from __future__ import annotations

import math
import os
import shutil
import sys
import time
from typing import TYPE_CHECKING

import pytest

from csdesk.store.sqlite.backup import checksum as seals
from csdesk.store.sqlite.backup import files
from tests.draw import dice, scaled
from tests.imports.large import holds, large_file
from tests.store.dumps import is_sound
from tests.trust.stages import CALLED, STAGES, undisturbed
from tests.trust.stages import start as begin

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("kills by POSIX's means", allow_module_level=True)

pytestmark = pytest.mark.long

KILLS = scaled("CSDESK_KILLS", 20)
ROWS = 20_000
DICE = dice("parts of a restore")


def parts(count: int) -> list[float]:
    """Places in a stage, 0 to 1, one in each equal part of it."""
    return [(number + DICE.random()) / count for number in range(count)]


def killed(stage: bytes, after: float, *command: str) -> bytes | None:
    """Kill the command so many seconds into that stage; in which stage it then was."""
    run = begin(*command)
    run.reach(stage)
    time.sleep(after)
    run.process.kill()
    code, said = run.end()
    assert code in {0, -9}, said
    return run.stage if code else None


def told_of(what: str, hit: dict[bytes, int]) -> None:
    """Print how many of the kills befell each stage (`pytest -s` shows it)."""
    each = ", ".join(f"{CALLED[stage]} {hit[stage]}" for stage in STAGES)
    sys.stdout.write(f"{sum(hit.values())} {what} killed: {each}\n")


def clear(folder: Path, *stay: str) -> None:
    """Remove all files of the folder but those."""
    for file in folder.iterdir():
        if file.name not in stay:
            file.unlink()


@pytest.fixture
def desk(csdesk: Csdesk) -> Csdesk:
    """A desk of 20,000 contacts, in which more was done since it was backed up."""
    file = large_file(csdesk.folder / "large.csv", ROWS)
    csdesk.ok("import", "contacts", str(file))
    csdesk.ok("backup", "copy")
    csdesk.ok("log", "Bob Ray", "after the backup", "--no-input")
    shutil.copy(csdesk.path, csdesk.folder / "prepared")
    return csdesk


def test_a_restore_that_is_killed_leaves_the_desk_before_or_after(
    desk: Csdesk,
) -> None:
    before, after = holds(desk.path), holds(desk.folder / "copy")
    assert before != after
    command = ("restore", "copy", "--yes")
    lasts = undisturbed(*command)
    assert holds(desk.path) == after
    hit = dict.fromkeys(STAGES, 0)
    outcomes = {before: 0, after: 0}
    for stage in STAGES:
        for part in parts(math.ceil(KILLS / len(STAGES))):
            died = None
            wait = part * lasts[stage]
            while died is None:
                clear(desk.folder, "copy", "prepared", "large.csv")
                shutil.copy(desk.folder / "prepared", desk.path)
                died = killed(stage, wait, *command)
                wait /= 2
            hit[died] += 1
            assert is_sound(desk.path), (CALLED[died], wait)
            found = holds(desk.path)
            assert found in (before, after), (CALLED[died], wait)
            outcomes[found] += 1
            kept = files.dated_copies(desk.path, files.BEFORE_RESTORE)
            # What was replaced is kept whole, before anything is replaced.
            assert [holds(one) for one in kept] == [before] * len(kept)
            assert kept or found == before, CALLED[died]
    told_of("restores", hit)
    sys.stdout.write(f"before {outcomes[before]}, after {outcomes[after]}\n")
    assert sum(hit.values()) >= KILLS
    assert min(hit.values()) > 0, hit
    desk.ok(*command)
    assert holds(desk.path) == after


def test_a_restore_of_a_missing_desk_that_is_killed_leaves_none_or_a_whole_one(
    desk: Csdesk,
) -> None:
    after = holds(desk.folder / "copy")
    desk.path.unlink()
    command = ("restore", "copy", "--yes")
    began = time.monotonic()
    assert begin(*command).end()[0] == 0
    longest = time.monotonic() - began
    outcomes = {True: 0, False: 0}
    for part in parts(KILLS // 4):
        died, wait = None, part * longest
        while died is None:
            clear(desk.folder, "copy", "prepared", "large.csv")
            died = killed(STAGES[0], wait, *command)
            wait /= 2
        outcomes[desk.path.exists()] += 1
        if desk.path.exists():
            assert holds(desk.path) == after
        else:
            assert "no desk" in desk.refused(6, "contact", "list")
    sys.stdout.write(f"restores of a missing desk killed: there {outcomes}\n")
    assert outcomes[False] > 0
    desk.ok(*command)
    assert holds(desk.path) == after


def test_a_backup_that_is_killed_leaves_none_or_a_whole_one(desk: Csdesk) -> None:
    whole = holds(desk.path)
    before = desk.path.read_bytes()
    began = time.monotonic()
    assert begin("backup").end()[0] == 0
    longest = time.monotonic() - began
    kills = left = 0
    for part in parts(KILLS // 2):
        clear(desk.folder, "desk.db")
        kills += killed(STAGES[0], part * longest, "backup") is not None
        left += len(files.unfinished(desk.path)) > 0
        for one in files.dated_copies(desk.path, files.BACKUP):
            assert seals.matches_checksum(one)
            assert holds(one) == whole
        assert desk.path.read_bytes() == before
    sys.stdout.write(f"{kills} backups killed, {left} left something unfinished\n")
    assert kills >= KILLS // 4
    assert left > 0
