"""An SQLite that is too old, or lacks a part, is refused in a sentence."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import pytest

from csdesk.errors import UnusableDeskError
from csdesk.store.sqlite.connection import reader
from csdesk.store.sqlite.sqlite_errors import (
    MISSING,
    NEEDED,
    NEEDED_SQLITE,
    PROBES,
    as_desk_error,
    explained,
    require_parts,
)
from tests.conftest import ROOT
from tests.trust.files import names

if TYPE_CHECKING:
    from tests.conftest import Csdesk

COMMANDS: Final = (
    ("today",), ("check",), ("log", "Nia", "x", "--no-input"), ("report",), ("backup",),
    ("export", "desk"), ("customer", "list"), ("undo",),
)  # fmt: skip
# What SQLite learnt after 3.37; https://sqlite.org/changes.html
NEWER: Final = (
    "->>", "unixepoch(", "RIGHT JOIN", "FULL JOIN", "IS DISTINCT FROM",
    "IS NOT DISTINCT FROM", "string_agg(", "concat(", "concat_ws(", "octet_length(",
    "timediff(", "json_error_position(", "jsonb", "unhex(", "json_group_array(DISTINCT",
)  # fmt: skip


def pretend(csdesk: Csdesk, *version: int) -> None:
    """Have Python say that its SQLite is of that version."""
    csdesk.monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    csdesk.monkeypatch.setattr(sqlite3, "sqlite_version", ".".join(map(str, version)))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_old_sqlite_is_refused_by_name(
    csdesk: Csdesk, command: tuple[str, ...]
) -> None:
    pretend(csdesk, 3, 36, 1)
    told = csdesk.refused(6, *command)
    assert "SQLite 3.36.1 is too old for csdesk: it needs 3.37 or newer" in told


def test_nothing_is_created_by_an_old_sqlite(bare: Csdesk) -> None:
    pretend(bare, 3, 34, 0)
    assert "SQLite 3.34.0" in bare.refused(6, "init", "--yes")
    assert names(bare.folder) == []
    assert "csdesk" in bare.ok("--version")


def test_the_oldest_that_will_do(csdesk: Csdesk) -> None:
    pretend(csdesk, *NEEDED_SQLITE)
    csdesk.ok("today")


@pytest.mark.parametrize(("said", "part"), MISSING)
def test_a_part_that_is_not_there_is_named(
    csdesk: Csdesk, said: str, part: str
) -> None:
    what = re.split(r" |:", said)[2]
    sql = {
        "module": "CREATE VIRTUAL TABLE x USING absent(a)",
        "function": "SELECT absent(1)",
        "table": "SELECT * FROM absent",
    }[what]
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(sqlite3.OperationalError) as met,
    ):
        connection.execute(sql)
    assert str(met.value) == f"no such {what}: absent"
    assert as_desk_error(met.value, csdesk.path) is None
    error = sqlite3.OperationalError(said)
    error.sqlite_errorcode = met.value.sqlite_errorcode
    with (
        pytest.raises(UnusableDeskError, match=f"without {part}"),
        explained(csdesk.path),
    ):
        raise error


@pytest.mark.parametrize("part", PROBES)
def test_check_looks_for_every_part(csdesk: Csdesk, part: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        require_parts(reader(connection))
    csdesk.monkeypatch.setitem(PROBES, part, "SELECT 1 FROM nothing_of_the_kind")
    assert f"without {part}" in csdesk.refused(6, "check")


def test_no_statement_needs_a_newer_one() -> None:
    found = []
    for folder in ("csdesk", "migrations"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text("utf-8")
            found += [
                f"{file.name}: {one}"
                for one in NEWER
                if re.search(rf"(?<![\w.]){re.escape(one)}", text)
            ]
    assert found == []


def test_the_readme_names_it() -> None:
    assert f"SQLite {NEEDED}" in (ROOT / "README.md").read_text("utf-8")
