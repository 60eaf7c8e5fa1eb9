"""The file of a whole desk is read for good: that of every schema there ever was."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.exports.kinds import desk_lines
from csdesk.store.sqlite import schema
from csdesk.store.sqlite.connection import reader
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Csdesk

DESKS = sorted((ROOT / "tests" / "desks").glob("*.db"))


@pytest.mark.parametrize("released", DESKS, ids=lambda path: path.stem)
def test_the_file_of_an_older_desk_makes_the_desk_that_it_became(
    another: Callable[[str], Csdesk], released: Path
) -> None:
    old = another("old")
    shutil.copyfile(released, old.path)
    old.path.chmod(0o600)
    with closing(sqlite3.connect(released)) as connection:
        text = "".join(desk_lines(reader(connection)))
    assert json.loads(text.splitlines()[0])["revision"] == int(released.stem)
    became = old("export", "desk").stdout
    assert json.loads(became.splitlines()[0])["revision"] == schema.NEWEST

    new = another("new")
    new.ok("init", "--name", "x", "--timezone", "UTC", "--yes")
    (new.folder / "desk.jsonl").write_text(text, "utf-8")
    new.ok("import", "desk", "desk.jsonl")
    assert new.ok("export", "desk") == became


def test_there_is_an_older_desk() -> None:
    assert DESKS
