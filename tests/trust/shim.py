"""The disk that fails on demand: built from our own C file, armed through ctypes."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).with_name("faulty_io.c")
# As in the enum of the C file: how a mode is called there is its place here.
MODES: Final = (
    "count", "crash", "crash-after", "torn-half", "torn-sector", "no-space",
    "io-error", "short-write", "full-disk", "dead-disk", "power",
)  # fmt: skip
TAKES_ROOM: Final = "wtclrm"
# mode -> the kinds of call that it can befall.
BEFALLS: Final = {
    "crash": "wstulrcm",
    "torn-half": "w",
    "torn-sector": "w",
    "no-space": TAKES_ROOM,
    "io-error": "wstulrcm",
    "short-write": "w",
    "full-disk": TAKES_ROOM,
    "dead-disk": "wstulrcm",
    "power": "wstulrcm",
}
CALLED: Final = {
    "w": "write", "s": "sync", "t": "truncate", "u": "unlink", "r": "rename",
    "l": "link", "c": "create", "m": "mkdir",
}  # fmt: skip


def build(folder: Path) -> Path:
    """Compile the shim into `folder`. A machine without a C compiler fails here."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    assert compiler, "the rigs need a C compiler: apt-get install gcc libc6-dev"
    library = folder / "faulty_io.so"
    flags = ("-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC")
    subprocess.run([compiler, *flags, "-o", library, SOURCE], check=True)
    return library


def environment(library: Path) -> dict[str, str]:
    """What a process runs with to have the shim in it."""
    return {**os.environ, "LD_PRELOAD": str(library)}


AT_THE_END: Final = 1_000_000  # more calls than any command makes


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls which call; with `number` 0 the calls are only counted.

    A power loss `AT_THE_END` comes when all is said and done.

    `seed` says which unsynced writes a power loss leaves (0: none of them).
    """

    mode: str = "count"
    number: int = 0
    seed: int = 0


class Shim:
    """The shim of this process, which must have been preloaded."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.faulty_io_kind.restype = ctypes.c_char
        self._library.faulty_io_file.restype = ctypes.c_char

    def arm(self, folder: str, fault: Fault) -> None:
        """From here on, count the calls below `folder`, and let one meet the fault."""
        self._library.faulty_io_arm(
            os.fsencode(folder),
            ctypes.c_long(fault.number),
            MODES.index(fault.mode),
            ctypes.c_ulong(fault.seed),
        )

    def calls(self) -> list[str]:
        """Each call so far, as its kind and its file: `ww` is a write to the log."""
        of = self._library
        return [
            (of.faulty_io_kind(number) + of.faulty_io_file(number)).decode()
            for number in range(1, of.faulty_io_calls() + 1)
        ]

    def lose_power(self) -> None:
        """Lose the power now, if that is what this process was armed for."""
        self._library.faulty_io_lose_power()

    def hit(self) -> bool:
        """Whether the fault befell a call."""
        return bool(self._library.faulty_io_hit())


def is_possible() -> bool:
    """Whether this platform has the means: LD_PRELOAD and /proc."""
    return sys.platform == "linux"
