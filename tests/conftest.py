"""A desk in an empty folder, a fixed clock, width and zone; golden files."""

from __future__ import annotations

import difflib
import gc
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from csdesk import clock
from csdesk.store.lineage import note_place
from csdesk.store.sqlite.connection import writer
from tests.draw import number, share, told
from tests.in_process import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typer.testing import Result

# A busy machine is no fault: examples have no deadline.
settings.register_profile("csdesk", deadline=None, max_examples=share(100))
settings.load_profile("csdesk")
ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
GOLDEN = Path(__file__).parent / "golden"
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
ROOM = 2 << 30  # bytes
NOW = "2026-11-18T10:00:00+01:00"  # a Wednesday, in Berlin


class Csdesk:
    """Runs csdesk as a person would, in a folder of its own, at a fixed instant."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.path = folder / "desk.db"
        self.monkeypatch = monkeypatch
        # Every test sets the clock; that a write says so: tests/test_set_clock.py.
        monkeypatch.setattr(clock, "set_to", lambda: None)
        self.now(NOW)

    def now(self, instant: str) -> None:
        """Set the clock."""
        self.monkeypatch.setenv("CSDESK_NOW", instant)

    def settle(self) -> None:
        """Let the desk, which a test has laid out, be no copy of another one."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as db:
            note_place(writer(db), self.path)

    def __call__(self, *args: str, input: str | None = None) -> Result:  # noqa: A002
        """Run `csdesk *args`."""
        return run(args, input)

    def ok(self, *args: str) -> str:
        """Run `csdesk *args`, which must succeed; its stdout."""
        result = self(*args)
        assert result.exit_code == 0, f"{args}: {result.output}"
        return result.stdout

    def json(self, *args: str) -> Any:
        """Run `csdesk *args --format json`; the parsed stdout."""
        return json.loads(self.ok(*args, "--format", "json"))

    def refused(self, code: int, *args: str) -> str:
        """Run `csdesk *args`, which must exit with `code`; its stderr.

        stderr must be one sentence and at most one hint, never a traceback.
        """
        result = self(*args)
        assert result.exit_code == code, f"{args}: {result.output}"
        lines = result.stderr.splitlines()
        assert lines, args
        assert lines[0].startswith("Error: "), result.stderr
        assert "Traceback" not in result.stderr
        return result.stderr


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Seed random examples by the commit, and put folders in memory where it is free.

    A sync is quick there. The long tests stay on a disk.
    """
    # Else each process of the hundreds that are started compiles all modules anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = number("examples")
    if "not long" not in config.option.markexpr:
        return
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_report_header() -> str:
    """Say what is drawn."""
    return told()


def pytest_collection_finish() -> None:
    """Keep the collector of garbage from going through all tests again and again."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite goldens")


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Csdesk:
    """csdesk in an empty folder: no desk yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CSDESK_DB", str(tmp_path / "desk.db"))
    monkeypatch.setenv("CSDESK_AGENT", "Anna")
    monkeypatch.setenv("CSDESK_CHANCE", "dice")  # every desk's first code is CODE
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return Csdesk(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a new desk in Berlin, made once."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("empty")
        patch.setenv("CSDESK_DB", str(folder / "desk.db"))
        patch.setenv("CSDESK_AGENT", "Anna")
        csdesk = Csdesk(folder, patch)
        csdesk.now("2026-01-05T08:00:00+01:00")
        csdesk.ok(
            "init", "--name", "Blue Door", "--timezone", "Europe/Berlin",
            "--currency", "EUR", "--country", "DE", "--yes",
        )  # fmt: skip
        return csdesk.path.read_bytes()


@pytest.fixture
def csdesk(bare: Csdesk, empty_desk: bytes) -> Csdesk:
    """csdesk on an empty desk: Berlin, EUR, Wed 18 Nov 2026 10:00."""
    bare.path.write_bytes(empty_desk)
    bare.path.chmod(0o600)
    bare.settle()
    return bare


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare text with tests/golden/<name>; --update-golden rewrites it."""

    def compare(name: str, actual: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(actual, "utf-8")
        expected = path.read_text("utf-8") if path.exists() else ""
        diff = difflib.unified_diff(
            expected.splitlines(), actual.splitlines(), "golden", "actual", lineterm=""
        )
        assert expected == actual, "\n".join(diff)

    return compare


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Csdesk]:
    """The sample shop, on the Wednesday after its last week."""
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSDESK_DB", str(folder / "desk.db"))
        patch.setenv("CSDESK_AGENT", "Anna")
        patch.setenv("COLUMNS", "80")
        patch.setenv("NO_COLOR", "1")
        csdesk = Csdesk(folder, patch)
        csdesk.ok("demo", "--keep", str(csdesk.path))
        yield csdesk
