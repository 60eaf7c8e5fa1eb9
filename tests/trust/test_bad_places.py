"""Full disks, folders that may not be written: told, and nothing is changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.store.dumps import dump, is_sound
from tests.test_bad_disks import as_a_mere_owner, assert_told, rights, run
from tests.trust.files import names

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("provokes faults by POSIX's means", allow_module_level=True)

pytestmark = pytest.mark.long  # each command is a process of its own

NAME = "Zebedee Quux"


@pytest.fixture
def backup(csdesk: Csdesk) -> Path:
    """A backup; in the desk a customer with a name that no error may tell since."""
    csdesk.ok("log", NAME, "hello", "--no-input")
    csdesk.ok("backup", "copy")
    csdesk.ok("log", NAME, "x" * 3000, "--no-input")
    return csdesk.folder / "copy"


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9])
@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (("backup",), "No backup can be written to"),
        (("backup", "copy"), "No backup can be written to"),
        (("restore", "copy", "--yes"), "full"),
    ],
)
def test_a_full_disk(
    csdesk: Csdesk, backup: Path, command: tuple[str, ...], problem: str, part: float
) -> None:
    now, then = dump(csdesk.path), dump(backup)
    limit = int(part * backup.stat().st_size) // 4096 * 4096
    result = run(*command, limit=limit)
    assert result.returncode == 6, result.stderr
    assert problem in result.stderr or "disk failed" in result.stderr
    assert NAME not in result.stderr
    assert "Traceback" not in result.stderr
    assert dump(csdesk.path) == now
    assert dump(backup) == then
    assert is_sound(csdesk.path)
    assert names(csdesk.folder) == ["copy", "desk.db"]


def test_a_disk_that_fills_up_while_the_desk_is_replaced(
    csdesk: Csdesk, backup: Path
) -> None:
    now, then = dump(csdesk.path), dump(backup)
    outcomes = set()
    size = backup.stat().st_size
    for more in range(0, 40_000, 4096):  # the log is a little larger than the desk
        result = run("restore", "copy", "--yes", limit=size + more)
        assert result.returncode in {0, 6}, result.stderr
        outcomes.add(result.returncode)
        assert dump(csdesk.path) == (then if result.returncode == 0 else now)
        assert is_sound(csdesk.path)
        if result.returncode == 0:
            break
    assert outcomes == {0, 6}


def test_a_folder_that_may_not_be_written(csdesk: Csdesk, backup: Path) -> None:
    now = dump(csdesk.path)
    owner = as_a_mere_owner()
    (csdesk.folder / "stick").mkdir()
    with rights(csdesk.folder / "stick", 0o500):
        result = run("backup", "stick", before=owner)
        assert_told(result, 2, "stick cannot be written", "a folder that you may write")
        result = run("backup", "stick/x", before=owner)
        assert_told(result, 2, "stick cannot be written", "a folder that you may write")
    with rights(csdesk.folder, 0o500):
        result = run("restore", "copy", "--yes", before=owner)
        assert_told(result, 6, "Nothing can be restored to", "right to write")
        result = run("backup", before=owner)
        assert_told(result, 2, "cannot be written", "a folder that you may write")
    assert dump(csdesk.path) == now
    assert names(csdesk.folder) == ["copy", "desk.db", "stick"]
    del backup


def test_files_that_may_not_be_read_or_written(csdesk: Csdesk, backup: Path) -> None:
    now = dump(csdesk.path)
    owner = as_a_mere_owner()
    with rights(backup, 0o000):
        result = run("restore", "copy", "--yes", before=owner)
        assert_told(result, 2, "copy cannot be read", "right to read")
    with rights(csdesk.path, 0o400):
        result = run("restore", "copy", "--yes", before=owner)
        assert_told(result, 6, "cannot be written", "right to write")
        assert run("check", before=owner).returncode == 0
        assert run("backup", "other", before=owner).returncode == 0
    with rights(csdesk.path, 0o000):
        result = run("check", before=owner)
        assert_told(result, 6, "cannot be opened", "read and write the file")
    assert dump(csdesk.path) == now


def test_a_desk_in_a_folder_that_may_only_be_read_is_checked_and_backed_up_elsewhere(
    csdesk: Csdesk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    now = dump(csdesk.path)
    with rights(csdesk.folder, 0o500):
        assert run("check", before=as_a_mere_owner()).returncode == 0
        copied = run("backup", str(other), before=as_a_mere_owner())
        assert copied.returncode == 0, copied.stderr
    (copy,) = other.iterdir()
    assert dump(copy) == now


@pytest.mark.parametrize("folder", [".", "/"])
@pytest.mark.parametrize(
    "command",
    [
        ("contact", "list", "--output"),
        ("report", "--html"),
        ("import", "contacts", "new.csv", "--write-map"),
    ],
)
def test_a_folder_without_a_name_is_no_file_to_write(
    csdesk: Csdesk, command: tuple[str, ...], folder: str
) -> None:
    (csdesk.folder / "new.csv").write_text("received_at\n2026-11-17\n")
    refused = csdesk.refused(2, *command, folder)
    assert f"{folder} cannot be written" in refused
