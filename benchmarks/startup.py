"""Start-up: whole commands against `import typer`, in one run (DESIGN.md §9).

`python benchmarks/startup.py` prints the median of interleaved runs as ratios, so that
a slow or busy machine slows both sides alike.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
CSDESK = ("-m", "csdesk")
BASES = {"typer": ("-c", "import typer"), "sqlmodel": ("-c", "import typer, sqlmodel")}
# name -> (arguments, what it is measured against, the most it may cost)
COMMANDS: dict[str, tuple[tuple[str, ...], str, float]] = {
    "--version": (("--version",), "typer", 1.5),
    "--help": (("--help",), "typer", 2.0),
    "log --help": (("log", "--help"), "typer", 2.0),
    "contact list, json": (("contact", "list", "--format", "json"), "typer", 3.0),
    "contact list, table": (("contact", "list"), "typer", 3.0),
    "complaint list, json": (("complaint", "list", "--format", "json"), "typer", 3.0),
    "report, json": (("report", "this-week", "--format", "json"), "typer", 3.0),
    "log": (("log", "Ann Lee", "a question", "--took", "4m"), "sqlmodel", 1.6),
}
# What TAB is pressed behind.
LINES = ("csdesk con", "csdesk complaint resolve K", "csdesk report --kpi nps,",
         "csdesk report ", "csdesk log customer7")  # fmt: skip
MOST_OF_A_LINE = 1.5


def main() -> None:
    """Measure every command and print a line each."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"CSDESK_DB": str(Path(folder) / "desk.db")}
        run(("init", "--yes"), env)
        for number in range(50):
            run(("log", f"Customer {number}", "a question", "--took", "2m"), env)
        print(f"{'command':<30}{'median':>10}{'base':>10}{'ratio':>8}{'limit':>8}")
        for name, (arguments, base, limit) in COMMANDS.items():
            report(name, (*CSDESK, *arguments), base, limit, env)
        for line in LINES:
            asked = {"_CSDESK_COMPLETE": "complete_bash", "_TYPER_COMPLETE_ARGS": line}
            name = f"TAB: {line.removeprefix('csdesk ')}"
            report(name, CSDESK, "typer", MOST_OF_A_LINE, env | asked)


def report(
    name: str, command: tuple[str, ...], base: str, limit: float, env: dict[str, str]
) -> None:
    """Interleave the command with its base and print both medians."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(command, env))
        theirs.append(seconds(BASES[base], env))
    mine, reference = statistics.median(ours), statistics.median(theirs)
    print(
        f"{name:<30}{mine * 1000:>7.0f} ms{reference * 1000:>7.0f} ms"
        f"{mine / reference:>8.2f}{limit:>8.1f}"
    )


def seconds(arguments: tuple[str, ...], env: dict[str, str]) -> float:
    """Wall seconds of one whole Python process."""
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], env=env, check=True, capture_output=True
    )
    return time.perf_counter() - begin


def run(arguments: tuple[str, ...], env: dict[str, str]) -> None:
    """Run csdesk once."""
    subprocess.run(
        [sys.executable, *CSDESK, *arguments], env=env, check=True, capture_output=True
    )


if __name__ == "__main__":
    main()
