"""Rows go in as they are, whatever is the same in all of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.store.bulk.insert import insert_columns
from csdesk.store.sqlite.connection import writer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """A connection with a table of numbers."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE n (id INTEGER PRIMARY KEY, x)")
        yield connection


def test_rows_that_are_all_the_same_and_empty_cells(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE n ADD COLUMN y")
    db.execute("ALTER TABLE n ADD COLUMN z")
    for count in (1, 99, 100, 101, 1000, 1101):
        db.execute("DELETE FROM n")
        x = list(range(1, count + 1))
        y = [None if one % 2 else "even" for one in x]
        insert_columns(writer(db), "n", {"y": y, "x": x, "z": ["always"] * count})
        rows = db.execute("SELECT x, y, z FROM n ORDER BY id").fetchall()
        assert rows == list(zip(x, y, ["always"] * count, strict=True))
    db.execute("DELETE FROM n")
    insert_columns(writer(db), "n", {"x": [7, 7], "y": [None, None], "z": ["a", "a"]})
    assert db.execute("SELECT x, y, z FROM n").fetchall() == [(7, None, "a")] * 2
