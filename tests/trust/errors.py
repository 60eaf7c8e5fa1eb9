"""How each fault of a desk file is made, for real; and a command of every kind."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.store.sqlite import sqlite_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.conftest import Csdesk

DESKS = Path(__file__).parents[1] / "desks"
PAGE = 4096
HOLD = """
import sqlite3, sys
desk = sqlite3.connect(sys.argv[1], isolation_level=None)
desk.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
# A kind of command -> one of it; `rows.csv` lies beside the desk.
KINDS: dict[str, tuple[str, ...]] = {
    "read": ("contact", "list"),
    "report": ("report", "2026-W47", "--format", "html", "--output", "page.html"),
    "export": ("export", "contacts"),
    "write": ("log", "-", "hello"),
    "import": ("import", "contacts", "rows.csv"),
    "undo": ("undo",),
    "attach": ("complaint", "attach", "K1", "rows.csv"),
    "migration, reading": ("contact", "list"),
    "migration, writing": ("log", "-", "hello"),
}
WRITING = {"write", "import", "undo", "attach"}
MIGRATING = {"migration, reading", "migration, writing"}


def prepare(csdesk: Csdesk, kind: str) -> None:
    """A desk that the command of that kind works on, were there no fault."""
    (csdesk.folder / "rows.csv").write_text(
        "external_id,received_at\nx1,2026-11-02T10:00:00Z\n"
    )
    if kind in MIGRATING:
        shutil.copy(DESKS / "0004.db", csdesk.path)
        csdesk.path.chmod(0o600)
    else:
        csdesk.ok("complaint", "open", "-", "broken lamp")


def _none(csdesk: Csdesk) -> None:
    csdesk.path.unlink()


def _no_folder(csdesk: Csdesk) -> None:
    csdesk.monkeypatch.setenv("CSDESK_DB", str(csdesk.folder / "none" / "desk.db"))


def _file_for_folder(csdesk: Csdesk) -> None:
    csdesk.monkeypatch.setenv("CSDESK_DB", str(csdesk.folder / "rows.csv" / "desk.db"))


def _folder(csdesk: Csdesk) -> None:
    csdesk.path.unlink()
    csdesk.path.mkdir()


def _device(csdesk: Csdesk) -> None:
    csdesk.monkeypatch.setenv("CSDESK_DB", os.devnull)


def _pipe(csdesk: Csdesk) -> None:
    csdesk.path.unlink()
    os.mkfifo(csdesk.path)


def _empty(csdesk: Csdesk) -> None:
    csdesk.path.write_bytes(b"")


def _text(csdesk: Csdesk) -> None:
    csdesk.path.write_text("name,phone\nAnn Lee,1\n" * 500)


def _zeros(csdesk: Csdesk) -> None:
    csdesk.path.write_bytes(b"\0" * 8192)


def _foreign(csdesk: Csdesk) -> None:
    csdesk.path.unlink()
    with closing(sqlite3.connect(csdesk.path)) as other, other:
        other.execute("CREATE TABLE contact (id INTEGER PRIMARY KEY)")


def _newer(csdesk: Csdesk) -> None:
    with closing(sqlite3.connect(csdesk.path)) as desk:
        desk.execute("PRAGMA user_version = 999")


def _cut_short(csdesk: Csdesk) -> None:
    _settle(csdesk.path)
    os.truncate(csdesk.path, 5_000)


def _header_only(csdesk: Csdesk) -> None:
    _settle(csdesk.path)
    os.truncate(csdesk.path, 100)


def _flipped(csdesk: Csdesk) -> None:
    """The pages where each table begins are something else; the first one is whole."""
    _settle(csdesk.path)
    with closing(sqlite3.connect(csdesk.path)) as desk:
        pages = desk.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 1")
        roots = [page for (page,) in pages]
    with csdesk.path.open("r+b") as file:
        for page in roots:
            file.seek((page - 1) * PAGE)
            file.write(b"\xff" * PAGE)


def _settle(path: Path) -> None:
    with closing(sqlite3.connect(path)) as desk:
        desk.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _busy(csdesk: Csdesk) -> Iterator[None]:
    csdesk.monkeypatch.setattr(sqlite_errors, "BUSY_SECONDS", 0.1)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(csdesk.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.communicate()


MAKE: dict[str, Callable[[Csdesk], AbstractContextManager[None] | None]] = {
    "no file": _none,
    "no folder": _no_folder,
    "a file for a folder": _file_for_folder,
    "a folder": _folder,
    "a device": _device,
    "a pipe": _pipe,
    "an empty file": _empty,
    "a text file": _text,
    "zeros": _zeros,
    "another program's database": _foreign,
    "made by a newer csdesk": _newer,
    "cut short": _cut_short,
    "a header and no more": _header_only,
    "pages flipped": _flipped,
    "busy": _busy,
}


def made(fault: str, csdesk: Csdesk) -> AbstractContextManager[None]:
    """While the block runs, the desk has that fault."""
    return MAKE[fault](csdesk) or nullcontext()
