"""One command, one desk, one fault: run it, and look at what is left."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from tests.conftest import NOW, ROOT
from tests.imports.large import holds
from tests.in_process import run
from tests.trust import server
from tests.trust.shim import Fault, build, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from typer.testing import Result

Command = tuple[str, ...]
State = tuple[str, str]
KILLED: Final = -9
HOLD: Final = """
import sqlite3, sys
desk = sqlite3.connect(sys.argv[1])
desk.execute("SELECT count(*) FROM setting").fetchone()
print("open", flush=True)
sys.stdin.read()
"""
NO_FAULT: Final = Fault()
NOTHING: Final = ("no desk", "")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a trial ended: exit code (-9: killed), what was said, the calls it made."""

    code: int
    out: str
    err: str
    calls: list[str]
    hit: bool
    killed: bool

    @property
    def was_killed(self) -> bool:
        """Whether it died of the fault or the kill, rather than by itself."""
        return self.code == KILLED


@dataclass(slots=True)
class Place:
    """A folder with a desk in it, as `keep` found it, again and again.

    The shim sees `desk/` alone; a file system may be mounted there.
    """

    folder: Path
    process: subprocess.Popen[str]
    kept: dict[str, bytes] = field(default_factory=dict)
    now: str = NOW

    @property
    def path(self) -> Path:
        """The desk."""
        return self.folder / "desk.db"

    def keep(self) -> None:
        """This is what every trial begins with."""
        self.kept = {one.name: one.read_bytes() for one in self.folder.iterdir()}

    def put_back(self) -> None:
        """Make the folder what `keep` found."""
        for saved in self.folder.parent.glob(f"{self.folder.name}-saved-*"):
            saved.unlink()
        for one in self.folder.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        for name, content in self.kept.items():
            (self.folder / name).write_bytes(content)
            (self.folder / name).chmod(0o600)

    def run(
        self,
        *command: str,
        fault: Fault = NO_FAULT,
        kill_after: float | None = None,
        file_limit: int | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Ended:
        """Run `csdesk *command` in this folder. A power loss takes the index along."""
        asked = {
            "command": command,
            "folder": str(self.folder),
            "below": str(self.folder),
            "fault": asdict(fault),
            "kill_after": kill_after,
            "file_limit": file_limit,
            "environment": {**self.variables(), **(variables or {})},
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        ended = Ended(**answer)
        if fault.mode == "power" and ended.was_killed:
            # Shared memory: no power loss leaves it as it was.
            for index in self.folder.glob("*-shm"):
                index.unlink()
        return ended

    def variables(self) -> dict[str, str]:
        """What csdesk runs with here."""
        return {
            "CSDESK_DB": str(self.path),
            "CSDESK_AGENT": "Anna",
            "CSDESK_NOW": self.now,
            "CSDESK_CHANCE": "dice",
            "NO_COLOR": "1",
            "COLUMNS": "80",
        }

    def type(self, *command: str) -> Result:
        """Run `csdesk *command` in this process, which takes a third of the time."""
        with (
            contextlib.chdir(self.folder),
            mock.patch.dict(os.environ, self.variables()),
        ):
            return run(command)

    def ok(self, *command: str) -> str:
        """As `type`, but it must succeed; its stdout."""
        result = self.type(*command)
        assert result.exit_code == 0, (command, result.output)
        return result.stdout

    def state(self) -> State:
        """All that the desk holds, journal included; `NOTHING` where there is none."""
        return holds(self.path) if self.path.exists() else NOTHING

    def beside(self) -> set[str]:
        """The names of all files in the folder."""
        return {one.name for one in self.folder.iterdir()}


@contextmanager
def serving(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A fork server with the shim, built in `folder`, while the block runs."""
    process = subprocess.Popen(
        [sys.executable, server.__file__],
        env={**environment(build(folder)), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.communicate(timeout=60)


@contextmanager
def held_open(path: Path) -> Iterator[None]:
    """Meanwhile somebody else has the desk open, and dies with the machine.

    Whoever closes a desk last writes its log into it; so nobody does.
    """
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        yield
        holder.kill()
