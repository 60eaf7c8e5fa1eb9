"""csdesk as a process that is killed, and how long it takes when it is not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(*args: str) -> subprocess.Popen[bytes]:
    """csdesk as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "csdesk", *args],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def seconds(*args: str) -> float:
    """How long the command takes when nobody kills it."""
    began = time.monotonic()
    assert start(*args).wait() == 0
    return time.monotonic() - began


def killed(after: float, *args: str) -> bool:
    """Kill the command after so many seconds; whether that was in time."""
    process = start(*args)
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait() != 0
