"""Runs csdesk again and again in forked children: 20 ms each instead of 500.

A process of its own, with the shim preloaded. It has imported all of csdesk; each line
on its stdin is one trial as JSON, answered by one line.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from tests.trust.shim import AT_THE_END, Fault, Shim

if TYPE_CHECKING:
    from typing import IO


def main() -> None:
    """Warm up, then serve until stdin ends."""
    answers = os.fdopen(os.dup(1), "w")
    asked = os.fdopen(os.dup(0))
    os.dup2(2, 1)
    shim = Shim()
    warm_up()
    for line in asked:
        answers.write(json.dumps(trial(shim, json.loads(line))) + "\n")
        answers.flush()


def warm_up() -> None:
    """Import what commands import, and have Typer build them: no child does it anew."""
    from tests.trust.warm import run_everything_once

    run_everything_once()


def trial(shim: Shim, asked: dict[str, Any]) -> dict[str, Any]:
    """Run one command in a child; how it ended and what it had said until then."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            run(shim, asked, out, err)
        is_late = wait(child, asked["kill_after"])
        _, status = os.waitpid(child, 0)
        return {
            "code": os.waitstatus_to_exitcode(status),
            "out": said(out),
            "err": said(err),
            "calls": shim.calls(),
            "hit": shim.hit(),
            "killed": is_late,
        }


def wait(child: int, kill_after: float | None) -> bool:
    """Wait for the child's end, but kill it after so many seconds; whether it was."""
    if kill_after is None:
        return False
    handle = os.pidfd_open(child)
    try:
        if select.select([handle], [], [], kill_after)[0]:
            return False
        os.kill(child, signal.SIGKILL)
        return True
    finally:
        os.close(handle)


def said(stream: IO[bytes]) -> str:
    """All that was written there."""
    stream.seek(0)
    return stream.read().decode()


def run(
    shim: Shim, asked: dict[str, Any], out: IO[bytes], err: IO[bytes]
) -> None:  # never returns
    """In the child: be csdesk."""
    code = 99
    try:
        os.chdir(asked["folder"])
        os.environ.update(asked["environment"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - lives to the end
        for number, stream in ((1, out), (2, err)):
            os.dup2(stream.fileno(), number)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        limit(asked["file_limit"])
        shim.arm(asked["below"], Fault(**asked["fault"]))
        from csdesk.cli.app import app

        try:
            app(asked["command"], prog_name="csdesk")
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
        sys.stdout.flush()
        sys.stderr.flush()
        if asked["fault"]["number"] == AT_THE_END:
            shim.lose_power()
    except BaseException:  # noqa: BLE001 - a traceback is what the rig looks for
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


def limit(file_bytes: int | None) -> None:
    """No file of this process may grow beyond that."""
    if file_bytes is not None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))


if __name__ == "__main__":
    main()
