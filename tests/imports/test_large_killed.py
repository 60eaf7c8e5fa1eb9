"""kill -9 at any stage of a large import: all of it or nothing, and it can be repeated.

CSDESK_KILLS says how many, if not 9: a twelfth of them aim at the commit. A quarter of
them is drawn (tests/draw.py).
"""

from __future__ import annotations

import math
import os
import shutil
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.draw import dice, scaled, share
from tests.imports.large import (
    CALLED,
    STAGES,
    holds,
    large_file,
    start,
    told_of,
    unreconciled,
)
from tests.store.dumps import is_sound

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("kills by POSIX's means", allow_module_level=True)

KILLS = share(scaled("CSDESK_KILLS", 9))
# Of 24, how many in start-up, reading, index rebuild, commit: the late ones take long.
SHARES = (9, 11, 2, 2)
DICE = dice("parts of an import")


def parts(count: int) -> list[float]:
    """Places in a stage, 0 to 1: all of it, its beginning more often."""
    return [((number + DICE.random()) / count) ** 2.5 for number in range(count)]


def killed(command: tuple[str, ...], stage: bytes, after: float) -> bytes | None:
    """Kill the command so many seconds into that stage; in which stage it then was.

    None where it had ended before.
    """
    run = start(*command)
    run.reach(stage)
    time.sleep(after)
    run.process.kill()
    code, output = run.end()
    assert code in {0, -9}, output
    return run.stage if code else None


@pytest.mark.long
def test_a_large_import_that_is_killed_leaves_nothing_or_all_of_it(
    csdesk: Csdesk,
) -> None:
    file = large_file(csdesk.folder / "large.csv")
    csdesk.ok("log", "n7@x.org", "a customer of the file, before it", "--no-input")
    prepared = csdesk.folder / "prepared"
    shutil.copy(csdesk.path, prepared)
    nothing = holds(csdesk.path)
    command = ("import", "contacts", str(file))
    lasts, final_output = undisturbed(command)
    complete = holds(csdesk.path)
    assert complete[0] == nothing[0]  # every index is back
    shutil.copy(prepared, csdesk.path)
    hit = dict.fromkeys(STAGES, 0)
    for stage, weight in zip(STAGES, SHARES, strict=True):
        for part in parts(math.ceil(KILLS * weight / sum(SHARES))):
            after = part * lasts[stage]
            while (died := killed(command, stage, after)) is None:
                shutil.copy(prepared, csdesk.path)
                after /= 2
            hit[died] += 1
            assert is_sound(csdesk.path), (CALLED[died], after)
            found = holds(csdesk.path)
            assert found in (nothing, complete), (CALLED[died], after)
            if found == complete:  # its commit was through: begin anew
                shutil.copy(prepared, csdesk.path)
    sys.stdout.write(told_of(hit))
    assert sum(hit.values()) >= KILLS
    assert min(hit.values()) > 0, hit
    assert start(*command).end() == (0, final_output)
    assert holds(csdesk.path) == complete
    assert unreconciled(csdesk.path) == []
    assert is_sound(csdesk.path)
    assert names_in(csdesk.folder) == {"desk.db", "large.csv", "prepared"}


def undisturbed(command: tuple[str, ...]) -> tuple[dict[bytes, float], str]:
    """The seconds that each stage lasts when it is not killed, and the output."""
    run = start(*command)
    reached = [0.0, *(run.reach(stage) for stage in STAGES[1:])]
    code, final_output = run.end()
    assert code == 0, final_output
    assert run.stage == STAGES[-1]
    reached.append(time.monotonic() - run.began)
    lasts = [after - before for before, after in pairwise(reached)]
    return dict(zip(STAGES, lasts, strict=True)), final_output


def names_in(folder: Path) -> set[str]:
    """The files in the folder."""
    return {path.name for path in folder.iterdir()}
