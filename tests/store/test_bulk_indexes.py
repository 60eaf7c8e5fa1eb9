"""Indexes that are built once at the end are the same as before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.store.bulk_indexes import BYTES_A_ROW, WORTH_IT, Postponed, is_worth_it

if TYPE_CHECKING:
    from tests.conftest import Csdesk

TABLES = ("contact", "survey_answer")


def schema(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every index of the desk, as its file states it."""
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    return db.execute(sql).fetchall()


def test_what_was_taken_away_is_there_again_to_the_letter(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "hello")
    with closing(sqlite3.connect(csdesk.path)) as db:
        before = schema(db)
        db.execute("BEGIN")
        away = Postponed(db)
        away.take(TABLES)
        assert len(schema(db)) < len(before)
        away.rebuild()
        assert schema(db) == before
        db.execute("COMMIT")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_breaks_a_unique_one_is_found_at_the_end(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "one")
    csdesk.ok("log", "Ann", "two")
    with closing(sqlite3.connect(csdesk.path)) as db:
        db.execute("BEGIN")
        away = Postponed(db)
        away.take(TABLES)
        db.execute("UPDATE contact SET source = 'x', external_id = '1'")
        with pytest.raises(sqlite3.IntegrityError):
            away.rebuild()
        db.execute("ROLLBACK")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    ("rows", "is_so"), [(WORTH_IT - 1, False), (WORTH_IT, True), (10 * WORTH_IT, True)]
)
def test_it_is_worth_it_for_files_that_outnumber_the_desk(
    csdesk: Csdesk, rows: int, is_so: bool
) -> None:
    csdesk.ok("log", "Ann", "hello")
    with closing(sqlite3.connect(csdesk.path)) as db:
        assert is_worth_it(db, "contact", rows * BYTES_A_ROW) == is_so
        many = ((n, "x") for n in range(2, WORTH_IT + 2))
        db.executemany(
            "INSERT INTO contact (id, channel, direction, received_at, subject,"
            " resolved, resolution_time_known, abandoned)"
            " VALUES (?, 'web', 'inbound', 0, ?, 0, 1, 0)",
            many,
        )
        is_more = rows > WORTH_IT + 1
        assert is_worth_it(db, "contact", rows * BYTES_A_ROW) == is_more
