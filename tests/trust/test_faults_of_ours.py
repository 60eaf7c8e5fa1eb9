"""Whatever goes wrong inside csdesk, where and however: no name, no traceback, no half.

Every function of csdesk that a command comes by is struck once, by the next of the
faults: the functions are those that run, so that a new one is struck too.
"""

from __future__ import annotations

import gc
import itertools
import os
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, Csdesk
from tests.store.dumps import dump
from tests.trust.filled import fill, make
from tests.trust.injected import FAULTS, MARK, Place, passed, struck

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.store.dumps import Dump
    from tests.trust.running import Told

# Commands that read, write and import, with the name wherever one can stand.
COMMANDS: dict[str, tuple[str, ...]] = {
    "log": ("log", f"{MARK} New", f"{MARK} called", "--notes", MARK),
    "open": ("complaint", "open", "P1", f"{MARK} is angry", "--product", MARK),
    "resolve": (
        "complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
        "--decision", MARK, "--remedy", "voucher", "--value", "5",
    ),
    "attach": ("complaint", "attach", "K1", "rows.csv"),
    "score": ("survey", "record", "nps", "9", "--customer", "P1", "--comment", MARK),
    "merge": ("customer", "merge", "P1", "P2"),
    "undo": ("undo",),
    "contacts": ("import", "contacts", "rows.csv"),
    "customers": ("import", "customers", "people.csv"),
    "list": ("contact", "list", "--format", "plain"),
    "story": ("customer", "show", "P1"),
    "search": ("search", MARK, "--format", "json"),
    "report": ("report", "2026-W47", "--kpi", "contacts,csat", "--last", "1"),
    "export": ("export", "contacts", "--output", "out.csv"),
    "today": ("today",),
}  # fmt: skip
ROWS = f"external_id,received_at,customer_name\nm1,2026-11-02T10:00:00Z,{MARK}\n"
PEOPLE = f"external_id,name,email\nm1,{MARK},{MARK}@x.org\n"
# Of a file that is read or written they are told as that file's.
OF_A_FILE = {"not text", "OSError", "no right", "disk full"}
# Called by SQLite, which makes any fault one of its own.
BY_SQLITE = {"store/sqlite/sql_functions.py"}
EXIT = {"KeyboardInterrupt": 130, "disk full": 6}
# What only helps: a fault of theirs that they let pass ends no command.
HELPING = {
    "store/files/temporary_file.py", "store/lineage.py", "store/sqlite/schema.py",
    "store/files/place_kind.py", "cli/desk_path_warning.py",
    "store/sqlite/lock_notice.py",
}  # fmt: skip
QUICK = {"log", "list"}
STRIDE = 15  # of the quick part: another place at each of the faults


@pytest.fixture(autouse=True)
def nothing_left_open() -> Iterator[None]:
    """What a fault left open is closed here, not in the middle of another test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


@pytest.fixture(scope="module")
def marked(empty_desk: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a desk with something of everything, all of it of one name."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("marked")
        patch.chdir(folder)
        patch.setenv("CSDESK_DB", str(folder / "desk.db"))
        patch.setenv("CSDESK_AGENT", "Anna")
        patch.setenv("CSDESK_CHANCE", "dice")
        csdesk = Csdesk(folder, patch)
        csdesk.path.write_bytes(empty_desk)
        make(csdesk)
        fill(csdesk.path, MARK)
        return csdesk.path.read_bytes()


@pytest.fixture
def desk(csdesk: Csdesk, marked: bytes) -> Csdesk:
    """csdesk on that desk, with files to import beside it."""
    (csdesk.folder / "rows.csv").write_text(ROWS)
    (csdesk.folder / "people.csv").write_text(PEOPLE)
    csdesk.path.write_bytes(marked)
    csdesk.ok("log", "-", MARK)  # what undo takes back
    return csdesk


def fresh(csdesk: Csdesk, content: bytes, name: str) -> Path:
    """A desk of its own: what a fault left open in this process belongs to another."""
    path = csdesk.folder / name
    path.write_bytes(content)
    csdesk.monkeypatch.setenv("CSDESK_DB", str(path))
    return path


def strike_all(csdesk: Csdesk, args: tuple[str, ...], stride: int) -> int:
    """Strike the places that a command comes by; how many were."""
    content = csdesk.path.read_bytes()
    before = dump(fresh(csdesk, content, "before.db"))
    passed(*args)  # what is loaded once is loaded
    path = fresh(csdesk, content, "after.db")
    told, places = passed(*args)
    assert told.exit_code == 0, told.stderr
    states = (before, dump(path))
    number = 0
    faults = itertools.cycle(FAULTS)
    for number, place in enumerate(places[::stride], start=1):
        fault = next(faults)
        path = fresh(csdesk, content, f"{number}.db")
        struck_by = struck(place, FAULTS[fault], *args)
        assert struck_by is not None, place
        look_at(struck_by, fault, place, path, states)
        for leftover in csdesk.folder.glob(f"{number}.db*"):
            leftover.unlink()
    return number


def look_at(
    told: Told, fault: str, place: Place, path: Path, states: tuple[Dump, Dump]
) -> None:
    """Hold what a struck command told, and left, against the contract."""
    where = f"{fault} at {place}: {told.stderr}"
    if told.exit_code == 0 and place.module in HELPING:
        assert dump(path) == states[1], where
        return
    codes = {EXIT.get(fault, 70), *({2} if fault in OF_A_FILE else ())}
    codes |= {70} if place.module in BY_SQLITE else set()
    assert told.exit_code in codes, where
    assert MARK not in told.stderr, where
    assert "Traceback" not in told.stderr, where
    lines = [line for line in told.stderr.splitlines() if not line.startswith("Note: ")]
    words = [line.partition(":")[0] for line in lines]
    if told.exit_code == 130:
        assert words == [], where
    else:
        assert (words[0], words.count("Hint")) == ("Error", 1), where
    assert dump(path) in states, where


@pytest.mark.parametrize("name", sorted(QUICK))
def test_a_fault_names_nobody_and_leaves_no_half(desk: Csdesk, name: str) -> None:
    assert strike_all(desk, COMMANDS[name], STRIDE) >= 4


# `silence_python` keeps from stderr what Python reports of an open generator.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.long
@pytest.mark.parametrize("name", COMMANDS)
def test_nor_does_any_fault_anywhere(desk: Csdesk, name: str) -> None:
    assert strike_all(desk, COMMANDS[name], 1) >= 40


def test_every_fault_is_met_in_the_quick_part() -> None:
    assert len(FAULTS) <= STRIDE


def python(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, which does what the installed script does."""
    return subprocess.run(
        [sys.executable, "-B", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


BREAK = f"""
import sys
sys.argv = ["csdesk", "contact", "list"]
from csdesk.cli import app
import csdesk.store.sqlite.read_only as read_only
def failing(*_):
    name = "{MARK}"
    raise RuntimeError(name)
read_only.opened = failing
"""


@pytest.mark.usefixtures("csdesk")
def test_a_fault_of_ours_says_where_and_what_to_do() -> None:
    told = python(f"{BREAK}\napp.main()")
    assert told.returncode == 70
    (error, hint) = told.stderr.splitlines()
    assert error.startswith(
        "Error: csdesk itself failed (RuntimeError at open_desk.py:"
    )
    assert "csdesk history" in hint
    assert "CSDESK_DEBUG=1" in hint


@pytest.mark.usefixtures("csdesk")
def test_a_developer_sees_the_way_but_no_values() -> None:
    told = python(f"{BREAK}\napp.main()", CSDESK_DEBUG="1")
    assert told.returncode == 70
    assert "RuntimeError, by way of" in told.stderr
    assert "open_desk.py" in told.stderr.split("by way of")[1]
    assert "failing" in told.stderr
    assert MARK not in told.stderr


@pytest.mark.usefixtures("csdesk")
def test_a_fault_of_what_tells_of_faults_is_no_traceback_either() -> None:
    broken = (
        "import csdesk.cli.error_handler as handler\nhandler.report_usage = failing\n"
    )
    code = f"{BREAK}\n{broken}\nsys.argv[2] = '--nonsense'\napp.main()"
    told = python(code)
    assert told.returncode == 70
    assert "csdesk itself failed" in told.stderr
    assert "Traceback" not in told.stderr
    assert MARK not in told.stderr


@pytest.mark.usefixtures("csdesk")
def test_what_python_tells_by_itself_is_not_told() -> None:
    unraised = f"""
class Held:
    def __del__(self):
        raise RuntimeError("{MARK}")
def failing(*_):
    Held()
    import warnings
    warnings.warn("{MARK}")
    raise RuntimeError("{MARK}")
read_only.opened = failing
"""
    told = python(f"{BREAK}\n{unraised}\napp.main()")
    assert told.returncode == 70
    assert MARK not in told.stderr
    assert len(told.stderr.splitlines()) == 2
