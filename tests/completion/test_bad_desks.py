"""A desk that cannot be read offers nothing, and says nothing: TAB is no command."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from csdesk.store.sqlite.schema import NEWEST
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # each a process of its own
LINES = ("csdesk contact show ", "csdesk log a", "csdesk log - x --category ")
BOUND = 10.0  # seconds: a busy machine's start of Python, and no wait beside it


# Root may read everything, unless it gives that right away.
AS_SOMEBODY = (
    ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
    if hasattr(os, "geteuid") and os.geteuid() == 0
    else ()
)


def answered(
    line: str, path: Path, *, shell: str = "bash", before: tuple[str, ...] = ()
) -> list[str]:
    """What a process of its own prints; it must say nothing else and end with 0."""
    begin = monotonic()
    result = subprocess.run(
        [*before, sys.executable, "-m", "csdesk"],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "CSDESK_DB": str(path),
            "_CSDESK_COMPLETE": f"complete_{shell}",
            "_TYPER_COMPLETE_ARGS": line,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert monotonic() - begin < BOUND
    return result.stdout.splitlines()


def missing(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_text("no desk\n" * 1000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def damaged(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for page in range(1, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(whole)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as desk:
        desk.execute(f"PRAGMA user_version = {NEWEST + 1}")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def port(path: Path) -> None:
    path.unlink()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(path))


def without_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as desk:
        desk.execute("DROP TABLE contact")
        desk.execute("DROP TABLE customer")


@pytest.mark.parametrize(
    "spoil",
    [missing, folder, empty, text, cut, damaged, newer, pipe, port, without_tables],
)
def test_a_desk_that_cannot_be_read_offers_nothing(
    csdesk: Csdesk, spoil: Callable[[Path], None]
) -> None:
    csdesk.ok("log", "Ann Lee", "hello", "--category", "billing")
    assert answered(LINES[0], csdesk.path) == ["C1"]
    spoil(csdesk.path)
    for line in LINES:
        assert answered(line, csdesk.path) == []


def test_a_desk_that_may_not_be_read_offers_nothing(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "hello")
    assert answered(LINES[0], csdesk.path, before=AS_SOMEBODY) == ["C1"]
    csdesk.path.chmod(0)
    assert answered(LINES[0], csdesk.path, before=AS_SOMEBODY) == []


def test_a_desk_that_another_program_holds_offers_nothing_at_once(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "Ann Lee", "hello")
    with closing(sqlite3.connect(csdesk.path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE contact SET subject = 'x'")
        assert answered(LINES[0], csdesk.path) == []
    assert answered(LINES[0], csdesk.path) == ["C1"]


def test_a_desk_that_is_being_written_is_read_all_the_same(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "hello")
    with closing(sqlite3.connect(csdesk.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE contact SET subject = 'x'")
        assert answered(LINES[0], csdesk.path) == ["C1"]


def test_an_older_desk_is_read_and_left_as_it_is(bare: Csdesk) -> None:
    older = (ROOT / "tests" / "desks" / "0002.db").read_bytes()
    bare.path.write_bytes(older)
    assert answered(LINES[0], bare.path)
    assert bare.path.read_bytes() == older
    assert not list(bare.folder.glob("*backup*"))


def test_words_that_need_no_desk_come_without_one(bare: Csdesk) -> None:
    assert answered("csdesk con", bare.path) == ["contact"]
    assert "this-week" in answered("csdesk report ", bare.path)


@pytest.mark.parametrize("instruction", ["", "x", "source_bash", "complete_sh"])
def test_a_strange_question_is_not_answered(bare: Csdesk, instruction: str) -> None:
    shell = instruction.removeprefix("complete_")
    assert answered("csdesk con", bare.path, shell=shell) == []


def test_a_broken_clock_offers_nothing(csdesk: Csdesk) -> None:
    csdesk.now("nonsense")
    assert answered("csdesk report ", csdesk.path) == []


def test_the_other_way_into_csdesk_answers_too(csdesk: Csdesk) -> None:
    csdesk.monkeypatch.setenv("_CSDESK_COMPLETE", "complete_bash")
    csdesk.monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "csdesk con")
    assert csdesk.ok() == "contact\n"
