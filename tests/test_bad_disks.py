"""Disks and rights that fail a desk, for real: each its sentence and exit code."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.store.dumps import is_sound, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("provokes faults by POSIX's means", allow_module_level=True)

ROOT = Path(__file__).parents[1]
OVERRIDE = "dac_override,-dac_read_search"


def run(
    *args: str, before: tuple[str, ...] = (), limit: int | None = None
) -> subprocess.CompletedProcess[str]:
    """csdesk as a process of its own, its files at most `limit` bytes."""

    def restrict() -> None:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [*before, sys.executable, "-B", "-m", "csdesk", *args],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=restrict,
    )


def assert_told(
    result: subprocess.CompletedProcess[str], code: int, problem: str, hint: str
) -> None:
    """It must be exactly one sentence and one hint, on stderr."""
    assert result.returncode == code, result.stderr
    lines = result.stderr.splitlines()
    assert len(lines) == 2, result.stderr
    assert lines[0].startswith("Error: ")
    assert problem in lines[0]
    assert lines[1].startswith("Hint: ")
    assert hint in lines[1]


def as_a_mere_owner() -> tuple[str, ...]:
    """What makes the rights of files count for root too."""
    if os.geteuid():
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root ignores rights, and there is no setpriv to stop that")
    return ("setpriv", f"--bounding-set=-{OVERRIDE}", f"--inh-caps=-{OVERRIDE}")


@contextmanager
def rights(path: Path, mode: int) -> Iterator[None]:
    """While the block runs, `path` has the rights `mode`."""
    former = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(former)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 900 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Fill the disk to its last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 1024)
        except OSError:
            return filler


@pytest.mark.long
def test_a_file_that_may_not_be_written(csdesk: Csdesk) -> None:
    owner = as_a_mere_owner()
    with rights(csdesk.path, 0o400):
        result = run("log", "-", "hello", before=owner)
    assert_told(result, 6, "cannot be written: the file or its folder", "the right")


@pytest.mark.long
def test_a_folder_that_may_not_be_written(csdesk: Csdesk) -> None:
    owner = as_a_mere_owner()
    csdesk.ok("log", "-", "hello")
    for leftover in ("-wal", "-shm"):
        csdesk.path.with_name(csdesk.path.name + leftover).unlink(missing_ok=True)
    with rights(csdesk.folder, 0o500):
        written = run("log", "-", "hello", before=owner)
        read = run("contact", "list", "-q", before=owner)
    assert_told(written, 6, "cannot be written: the file or its folder", "the right")
    assert (read.returncode, read.stdout) == (0, "C1\n")


def test_a_file_that_may_not_be_read(csdesk: Csdesk) -> None:
    owner = as_a_mere_owner()
    with rights(csdesk.path, 0):
        result = run("contact", "list", before=owner)
    assert_told(result, 6, "cannot be opened", "the file and its folder")


@pytest.mark.long
def test_a_folder_that_may_not_be_entered(csdesk: Csdesk) -> None:
    owner = as_a_mere_owner()
    with rights(csdesk.folder, 0o600):
        result = run("--db", str(csdesk.path), "contact", "list", before=owner)
        made = run("--db", str(csdesk.path), "init", "--yes", before=owner)
    assert_told(result, 6, "cannot be opened: Permission denied.", "its folder")
    assert_told(made, 6, "No desk can be made at", "--db PATH")


@pytest.mark.long
def test_init_in_a_folder_that_may_not_be_written(bare: Csdesk) -> None:
    owner = as_a_mere_owner()
    with rights(bare.folder, 0o500):
        result = run("init", "--yes", before=owner)
    assert_told(result, 6, "Permission denied.", "--db PATH")


@pytest.mark.long
def test_a_disk_that_is_read_only(csdesk: Csdesk, tiny_disk: Path) -> None:
    path = tiny_disk / "desk.db"
    csdesk.ok("log", "-", "hello")
    shutil.copy(csdesk.path, path)
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    assert_told(
        run("--db", str(path), "log", "-", "x"),
        6,
        "cannot be written",
        "the right to write both",
    )
    assert run("--db", str(path), "contact", "list", "-q").stdout == "C1\n"


@pytest.mark.long
def test_a_full_disk(csdesk: Csdesk, tiny_disk: Path) -> None:
    path = str(tiny_disk / "desk.db")
    shutil.copy(csdesk.path, path)
    filler = fill(tiny_disk)
    result = run("--db", path, "log", "-", "hello")
    assert_told(result, 6, "The disk is full; nothing was written to", "Free some")
    filler.unlink()
    assert value(Path(path), "SELECT count(*) FROM contact") == 0
    assert run("--db", path, "log", "-", "hello").returncode == 0


@pytest.mark.long
def test_a_disk_that_fills_up_in_the_middle(csdesk: Csdesk, tiny_disk: Path) -> None:
    path = tiny_disk / "desk.db"
    shutil.copy(csdesk.path, path)
    rows = "".join(f"{i},2026-11-02T10:00:00Z,phone,{'x' * 90}\n" for i in range(5_000))
    table = csdesk.folder / "rows.csv"
    table.write_text("external_id,received_at,channel,subject\n" + rows)
    result = run("--db", str(path), "import", "contacts", str(table))
    assert_told(result, 6, "The disk is full; nothing was written to", "Free some")
    assert value(path, "SELECT count(*) FROM contact") == 0
    assert is_sound(path)


@pytest.mark.long
def test_init_on_a_full_disk(tiny_disk: Path) -> None:
    filler = fill(tiny_disk)
    result = run("--db", str(tiny_disk / "desk.db"), "init", "--yes")
    assert result.returncode == 6, result.stderr
    assert len(result.stderr.splitlines()) == 2
    assert list(tiny_disk.iterdir()) == [filler]


@pytest.mark.long
def test_a_limit_on_the_size_of_files(csdesk: Csdesk) -> None:
    result = run("log", "-", "hello", limit=8_192)
    assert_told(result, 6, "The disk", "")
    assert value(csdesk.path, "SELECT count(*) FROM contact") == 0
    assert is_sound(csdesk.path)


def test_output_that_cannot_be_written(csdesk: Csdesk) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        result = subprocess.run(
            [sys.executable, "-m", "csdesk", "history"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 6
    assert "Error: The output could not be written: No space left" in result.stderr
    assert csdesk.path.exists()
