"""Eight people at once: processes that write, and others that read beside them.

`python crowd.py WRITERS READERS TURNS`. Each is a fork of this process, which has
imported all of csdesk; each command is one unit of work, as typed. What went wrong is
printed as JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

from csdesk.cli.app import app
from csdesk.store.open_desk import reading
from tests.trust.warm import run_everything_once

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

# Two numbers that no reader may see apart: what one command writes together.
TOGETHER = {
    "a promise and its contact": (
        "SELECT count(*) FROM contact WHERE subject = 'promised'",
        "SELECT count(*) FROM follow_up",
    ),
    "a complaint and its opening": (
        "SELECT count(*) FROM complaint",
        "SELECT count(*) FROM complaint_event WHERE kind = 'open'",
    ),
    "a resolution and its event": (
        "SELECT count(*) FROM complaint WHERE status = 'resolved'",
        "SELECT count(*) FROM complaint_event WHERE kind = 'resolve'",
    ),
    "an operation and its changes": (
        "SELECT count(*) FROM operation",
        "SELECT count(DISTINCT operation_id) FROM change",
    ),
}
PAUSE = 0.2  # seconds between two looks of a reader: it looks, it does not besiege
LOOKS = (
    ("report", "2026-W47", "--kpi", "contacts", "--format", "json"),
    ("contact", "list", "--format", "json"),
)


def run(*command: str) -> str | None:
    """Run it in this process; what it said, where it failed."""
    result = CliRunner().invoke(app, command, prog_name="csdesk")
    if result.exit_code == 0:
        return None
    return f"{command}: {result.exit_code} {result.stderr}"


def opened(number: int, turn: int) -> tuple[str, str | None]:
    """Open a complaint; its id."""
    result = CliRunner().invoke(
        app, ("complaint", "open", f"Caller {number}", f"matter {turn}", "-q")
    )
    wrong = None if result.exit_code == 0 else result.output
    return result.stdout.strip(), wrong


def write(number: int, turns: int) -> list[str]:
    """Log, promise, open, resolve, score, edit the row that all edit: in turn."""
    os.environ["CSDESK_AGENT"] = f"Agent{'ABCDEFGHIJKLMNOP'[number] * 6}"
    who, complaint, wrong = f"Caller {number}", "", None
    found = []
    for turn in range(turns):
        match turn % 6:
            case 0:
                wrong = run("log", who, f"{number}.{turn}", "--no-input")
            case 1:
                promise = ("--promise", "call back tomorrow")
                wrong = run("log", who, "promised", *promise, "--no-input")
            case 2:
                complaint, wrong = opened(number, turn)
            case 3:
                decided = ("--outcome", "accepted", "--upheld", "yes", "--decision")
                wrong = run(
                    "complaint",
                    "resolve",
                    complaint,
                    *decided,
                    "so",
                    "--remedy",
                    "none",
                )
            case 4:
                wrong = run("survey", "record", "nps", "9", "--customer", who)
            case 5:
                wrong = run("contact", "edit", "C1", "--notes", f"{number}.{turn}")
        if wrong:
            found.append(wrong)
    return found


def read(stop: Synchronized[int]) -> tuple[list[str], int]:
    """Look at the desk until all have written: whole operations; and how often."""
    path, found, looks = Path(os.environ["CSDESK_DB"]), [], 0
    while not stop.value:
        with reading(path) as db:
            for what, pair in TOGETHER.items():
                one, other = map(db.value, pair)
                if one != other:
                    found.append(f"{what}: {one} and {other}")
        wrong = run(*LOOKS[looks % len(LOOKS)])
        if wrong:
            found.append(wrong)
        looks += 1
        time.sleep(PAUSE)
    return found, looks


def main(writers: int, readers: int, turns: int) -> dict[str, Any]:
    """Let them all begin; what went wrong, and how often the desk was looked at."""
    run_everything_once()
    fork = multiprocessing.get_context("fork")
    stop, answers = fork.Value("i", 0), fork.SimpleQueue()

    def reader() -> None:
        answers.put(read(stop))

    looking = [fork.Process(target=reader) for _ in range(readers)]
    for one in looking:
        one.start()
    with fork.Pool(writers) as pool:
        wrong = pool.starmap(write, [(number, turns) for number in range(writers)], 1)
    stop.value = 1
    seen = [answers.get() for _ in looking]
    wrong += [lines for lines, _ in seen]
    return {
        "wrong": [line for lines in wrong for line in lines],
        "looks": sum(count for _, count in seen),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*map(int, sys.argv[1:]))))
