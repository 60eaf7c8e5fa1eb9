"""A reader gives rows by name and place, on the read side and within a unit of work."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csdesk.services.unit_of_work import working
from csdesk.store.connection import fields
from csdesk.store.models import Agent
from csdesk.store.open_desk import reading
from csdesk.store.sqlite.connection import driver_of, reader, writer

if TYPE_CHECKING:
    from tests.conftest import Csdesk

PACKAGE = Path(__file__).parents[2] / "csdesk"
AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
OF_SQLITE = PACKAGE / "store" / "sqlite"
TWO = "SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y' ORDER BY a"


def test_rows_have_names_and_places() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        desk = reader(connection)
        assert [(row["a"], row[1]) for row in desk.each(TWO)] == [(1, "x"), (2, "y")]
        assert [fields(row) for row in desk.rows(TWO)] == [
            {"a": 1, "b": "x"},
            {"a": 2, "b": "y"},
        ]
        assert desk.tuples(TWO) == [(1, "x"), (2, "y")]
        assert tuple(desk.one(TWO)) == (1, "x")
        assert desk.value(TWO) == 1
        assert connection.execute(TWO).fetchone() == (1, "x")  # its own rows stay


def test_no_row_is_none_unless_there_must_be_one() -> None:
    nothing = "SELECT 1 WHERE 0"
    with closing(sqlite3.connect(":memory:")) as connection:
        desk = reader(connection)
        assert desk.first(nothing) is None
        assert desk.value(nothing) is None
        assert desk.rows(nothing) == []
        assert desk.tuples(nothing) == []
        with pytest.raises(LookupError):
            desk.one(nothing)


def test_a_writer_says_how_many_rows_changed() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        desk = writer(connection)
        desk.run("CREATE TABLE n (x)")
        desk.run_many("INSERT INTO n VALUES (?)", [(1,), (2,), (3,)])
        assert desk.run("DELETE FROM n WHERE x > :least", {"least": 1}) == 2
        assert driver_of(desk) is connection


def test_a_command_reads_one_state(csdesk: Csdesk) -> None:
    csdesk.ok("agent", "add", "Bob")
    with reading(csdesk.path) as desk:
        assert desk.one("SELECT name FROM agent WHERE name = 'Bob'")["name"] == "Bob"


def test_a_unit_of_work_sees_what_it_added(csdesk: Csdesk) -> None:
    count = "SELECT count(*) FROM agent WHERE name = 'Cid'"
    with working(csdesk.path, "agent add", "Anna", AT) as work:
        work.session.add(Agent(name="Cid", name_key="cid"))
        assert work.unflushed.value(count) == 0
        assert work.reader.value(count) == 1


def test_the_driver_is_imported_in_one_room_alone() -> None:
    imported = re.compile(r"^\s*(import|from) sqlite3\b", re.MULTILINE)
    found = [
        path
        for path in PACKAGE.rglob("*.py")
        if imported.search(path.read_text(encoding="utf-8"))
    ]
    assert found
    assert [path for path in found if not path.is_relative_to(OF_SQLITE)] == []


def test_rows_are_read_by_a_reader_alone() -> None:
    called = re.compile(r"\.(execute|fetch(one|all))\(")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if called.search(path.read_text(encoding="utf-8"))
        and not path.is_relative_to(OF_SQLITE)
    }
    assert found == {"store/connection.py", "store/open_desk.py"}
