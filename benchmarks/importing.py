"""Importing contacts against `sqlite-utils insert --csv` of the same file, in one run.

`pip install sqlite-utils`, then `python benchmarks/importing.py [ROWS]`. Prints wall
seconds, CPU seconds and peak memory of each whole process, and the ratios.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3
HEADINGS = (
    "external_id,received_at,channel,customer_name,customer_email,category,agent,"
    "wait,handle,resolved,csat"
)
CHANNELS = ("phone", "chat", "email", "in-person")
CATEGORIES = ("delivery", "billing", "product", "return", "other")
AGENTS = ("Anna", "Ben", "Chloe", "Dan")


def main() -> None:
    """Make the file, run both in turn, print the medians."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "contacts.csv"
        file.write_text(made_up(rows), "utf-8")
        ours, theirs = [], []
        for number in range(ROUNDS):
            desk = Path(folder) / f"desk{number}.db"
            env = os.environ | {"CSDESK_DB": str(desk), "CSDESK_AGENT": "Anna"}
            env.pop("PYTHONDONTWRITEBYTECODE", None)  # both sides are compiled
            csdesk = (sys.executable, "-m", "csdesk")
            measured((*csdesk, "init", "--timezone", "Europe/Berlin", "--yes"), env)
            ours.append(measured((*csdesk, "import", "contacts", str(file)), env))
            plain = Path(folder) / f"plain{number}.db"
            insert = ("insert", str(plain), "contact", str(file), "--csv")
            theirs.append(
                measured((sys.executable, "-m", "sqlite_utils", *insert), env)
            )
    print(f"{rows:,} rows{'wall s':>14}{'CPU s':>10}{'MB':>8}")
    for name, runs in (("csdesk", ours), ("sqlite-utils", theirs)):
        wall, cpu, memory = (
            statistics.median(side) for side in zip(*runs, strict=True)
        )
        print(f"{name:<16}{wall:>10.1f}{cpu:>10.1f}{memory:>8.0f}")
    ratios = [(b[0] / a[0], b[1] / a[1]) for a, b in zip(ours, theirs, strict=True)]
    wall, cpu = (statistics.median(side) for side in zip(*ratios, strict=True))
    print(f"csdesk is {wall:.2f} times as fast (wall), {cpu:.2f} times (CPU)")


def made_up(rows: int) -> str:
    """A contact a line: a quarter as many customers, a score on each second one."""
    dice = random.Random(11)  # noqa: S311 - made-up data
    lines = [HEADINGS]
    for number in range(rows):
        person = dice.randrange(rows // 4)
        day = f"2026-{dice.randint(1, 9):02}-{dice.randint(1, 28):02}"
        clock = f"{dice.randint(8, 18):02}:{dice.randint(0, 59):02}:00"
        score = dice.randint(1, 5) if number % 2 else ""
        lines.append(
            f"X{number},{day} {clock},{dice.choice(CHANNELS)},Name {person},"
            f"n{person}@example.com,{dice.choice(CATEGORIES)},{dice.choice(AGENTS)},"
            f"{dice.randint(1, 90)},{dice.randint(30, 600)},yes,{score}"
        )
    return "\n".join(lines) + "\n"


def measured(
    command: tuple[str, ...], env: dict[str, str]
) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak megabytes of one process."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed: {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
