"""Runs csdesk, and writes to a pipe which stage a restore has reached.

`python stages.py PIPE restore FILE --yes`. What a restore calls tells
its stages.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.imports.large import Run

ROOT: Final = Path(__file__).parents[2]
STARTING, READING, KEEPING, REPLACING = b"", b"r", b"k", b"p"
STAGES: Final = (STARTING, READING, KEEPING, REPLACING)
CALLED: Final = {
    STARTING: "start-up",
    READING: "reading the backup",
    KEEPING: "keeping what was there",
    REPLACING: "replacing",
}


def start(*command: str) -> Run:
    """Start csdesk as a process that tells its stages."""
    from tests.imports.large import Run

    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, __file__, str(writer), *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pass_fds=(writer,),
    )
    os.close(writer)
    return Run(process, reader)


def undisturbed(*command: str) -> dict[bytes, float]:
    """How many seconds each stage lasts when nobody kills it."""
    run = start(*command)
    reached = [0.0, *(run.reach(stage) for stage in STAGES[1:])]
    code, told = run.end()
    assert code == 0, told
    assert run.stage == STAGES[-1]
    reached.append(time.monotonic() - run.began)
    lasts = [after - before for before, after in pairwise(reached)]
    return dict(zip(STAGES, lasts, strict=True))


def main(pipe: int, *command: str) -> None:
    """Run the command; each stage is a byte in the pipe, once."""
    from csdesk.cli.app import main as csdesk
    from csdesk.store.sqlite.backup import restore

    def tells(name: str, stage: bytes, *, afterwards: bool = False) -> None:
        does = getattr(restore, name)

        def told(*args: Any, **options: Any) -> Any:
            if not afterwards:
                os.write(pipe, stage)
            found = does(*args, **options)
            if afterwards:
                os.write(pipe, stage)
            return found

        setattr(restore, name, told)

    tells("copy_verified", READING)
    tells("back_up_dated", KEEPING)
    tells("back_up_dated", REPLACING, afterwards=True)
    sys.argv = ["csdesk", *command]
    csdesk()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
