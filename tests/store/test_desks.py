"""A desk of every released schema comes along whole, and goes on working."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.store.sqlite import schema
from tests.conftest import ROOT
from tests.store.dumps import dump, is_sound, value

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

DESKS = sorted((ROOT / "tests" / "desks").glob("*.db"))
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=DESKS, ids=lambda path: path.stem)
def released(request: pytest.FixtureRequest, bare: Csdesk) -> Path:
    """A released desk; a copy of it is csdesk's."""
    path: Path = request.param
    shutil.copyfile(path, bare.path)
    bare.path.chmod(0o600)
    bare.now(told(path)["now"])
    return path


def told(path: Path) -> dict[str, Any]:
    """What the csdesk of that time said of its desk."""
    said: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return said


def rows_of(path: Path) -> Rows:
    """Every row of every table, column by column, and the ids given out so far.

    But what search looks through: it is made of the others.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND name <> 'alembic_version' AND name NOT LIKE 'search%' ORDER BY name"
        ).fetchall()
        return {
            name: list(map(dict, connection.execute(f"SELECT * FROM {name} {order}")))
            for (name,) in names
            for order in ["ORDER BY name" if name == "sqlite_sequence" else ""]
        }


def report(csdesk: Csdesk, period: str) -> dict[str, list[float | None]]:
    found = csdesk.json("report", period, "--all")
    return {kpi["key"]: [kpi["value"], kpi["n"]] for kpi in found["kpis"]}


def test_there_is_a_desk_of_every_schema_before_this_one() -> None:
    before = [f"{number:04}" for number in range(1, schema.NEWEST)]
    assert [path.stem for path in DESKS] == before


def test_every_row_of_an_older_desk_is_there_afterwards(
    bare: Csdesk, released: Path
) -> None:
    old = rows_of(released)
    assert "was made by an older csdesk" in bare("contact", "list").stderr
    new = rows_of(bare.path)
    for table, rows in old.items():
        assert [row | kept for row, kept in zip(new[table], rows, strict=True)] == (
            new[table]
        ), table
    assert value(bare.path, "PRAGMA user_version") == schema.NEWEST
    assert is_sound(bare.path)


def test_its_report_says_what_it_said_then(bare: Csdesk, released: Path) -> None:
    then = told(released)
    now = report(bare, then["period"])
    assert {key: now[key] for key in then["figures"]} == then["figures"]
    assert report(bare, then["period"]) == now


def test_a_verified_backup_stands_beside_it(bare: Csdesk, released: Path) -> None:
    bare.ok("contact", "list")
    backup = bare.folder / f"desk.db.before-{schema.NEWEST:04}"
    assert rows_of(backup) == rows_of(released)
    assert is_sound(backup)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


@pytest.mark.usefixtures("released")
def test_work_goes_on_under_new_ids(bare: Csdesk) -> None:
    newest = value(bare.path, "SELECT seq FROM sqlite_sequence WHERE name = 'contact'")
    assert f"Logged C{newest + 1}" in bare.ok("log", "-", "hello")
    before = rows_of(bare.path)
    bare.ok("contact", "resolve", f"C{newest + 1}")
    bare.ok("undo")
    assert rows_of(bare.path)["contact"] == before["contact"]


@pytest.mark.usefixtures("released")
def test_all_that_was_done_under_the_older_schema_can_be_undone_and_redone(
    bare: Csdesk,
) -> None:
    known = set(bare.ok("history", "-q").split())
    before = dump(bare.path)
    while (result := bare("undo")).exit_code == 0:
        pass
    assert "There is nothing to undo." in result.stderr
    assert dump(bare.path)["contact"] == []
    assert is_sound(bare.path)

    undone = [one for one in bare.ok("history", "-q").split() if one not in known]
    for number in undone:  # newest first
        bare.ok("undo", number)
    assert dump(bare.path) == before
