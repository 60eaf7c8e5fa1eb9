"""What is done once at the end comes to the same as what is done row by row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.store.sqlite.connection import reader, writer
from csdesk.store.sqlite.deferred_indexes import (
    BYTES_A_ROW,
    WORTH_IT,
    is_worth_deferring,
    postponed,
)

if TYPE_CHECKING:
    from tests.conftest import Csdesk

TABLES = ("contact", "survey_answer")
ADD = (
    "INSERT INTO contact (channel, direction, received_at, resolved,"
    " resolution_time_known, abandoned, wait_seconds, response_business_seconds)"
    " VALUES (?, 'inbound', 0, 0, 1, 0, ?, ?)"
)


def schema(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every index of the desk, as its file states it."""
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    return db.execute(sql).fetchall()


def test_indexes_are_there_again_to_the_letter(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "hello")
    with closing(sqlite3.connect(csdesk.path)) as db:
        before = schema(db)
        db.execute("BEGIN")
        with postponed(writer(db), TABLES):
            assert len(schema(db)) < len(before)
        assert schema(db) == before
        db.execute("COMMIT")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def triggers(db: sqlite3.Connection) -> list[tuple[str, str]]:
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    return db.execute(sql).fetchall()


def test_what_goes_in_without_triggers_is_searched_afterwards(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "an old teapot")
    add = (
        "INSERT INTO contact (channel, direction, received_at, resolved,"
        " resolution_time_known, abandoned, subject)"
        " VALUES ('phone', 'inbound', 0, 0, 1, 0, ?)"
    )
    with closing(sqlite3.connect(csdesk.path)) as db:
        before = triggers(db)
        db.execute("BEGIN")
        with postponed(writer(db), TABLES):
            assert len(triggers(db)) < len(before)
            db.executemany(add, [("a new teapot",), (None,)])
        assert triggers(db) == before
        assert db.execute("SELECT count(*) FROM search_due").fetchone() == (0,)
        db.execute("COMMIT")
    assert sorted(csdesk.ok("search", "teapot", "-q").split()) == ["C1", "C2"]
    csdesk.ok("contact", "edit", "C2", "--subject", "a samovar")
    assert csdesk.ok("search", "teapot", "-q").split() == ["C1"]


def test_what_breaks_a_unique_index_is_found_at_the_end(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "one")
    csdesk.ok("log", "Ann", "two")
    with closing(sqlite3.connect(csdesk.path)) as db:
        db.execute("BEGIN")
        with pytest.raises(sqlite3.IntegrityError), postponed(writer(db), TABLES):
            db.execute("UPDATE contact SET source = 'x', external_id = '1'")
        db.execute("ROLLBACK")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    "values", [("pigeon", 1, 1), ("phone", -1, 1), ("phone", 1, -1)]
)
def test_what_a_check_refuses_is_found_at_the_end(
    csdesk: Csdesk, values: tuple[str, int, int]
) -> None:
    csdesk.ok("log", "Ann", "one")
    with closing(sqlite3.connect(csdesk.path)) as db:
        db.execute("BEGIN")
        with pytest.raises(sqlite3.IntegrityError), postponed(writer(db), TABLES):
            db.executemany(ADD, [("phone", None, None), values])
        db.execute("ROLLBACK")


def test_checks_of_tables_with_their_indexes_are_looked_at_too(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "one")
    with closing(sqlite3.connect(csdesk.path)) as db:
        db.execute("BEGIN")
        with pytest.raises(sqlite3.IntegrityError), postponed(writer(db), TABLES):
            db.execute(
                "INSERT INTO purchase (customer_id, at, amount, quantity)"
                " VALUES (1, 0, 1, -1)"
            )
        db.execute("ROLLBACK")


def test_checks_are_there_again_whatever_happens(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "one")
    with closing(sqlite3.connect(csdesk.path)) as db:
        db.execute("BEGIN")
        with pytest.raises(ZeroDivisionError), postponed(writer(db), TABLES):
            raise ZeroDivisionError
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(ADD, ("pigeon", 1, 1))
        db.execute("ROLLBACK")


def test_without_tables_nothing_is_put_off(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann", "one")
    with closing(sqlite3.connect(csdesk.path)) as db:
        before = schema(db)
        db.execute("BEGIN")
        with postponed(writer(db), ()):
            assert schema(db) == before
            with pytest.raises(sqlite3.IntegrityError):
                db.execute(ADD, ("pigeon", 1, 1))
        db.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("rows", "is_so"), [(WORTH_IT - 1, False), (WORTH_IT, True), (10 * WORTH_IT, True)]
)
def test_it_is_worth_it_for_files_that_outnumber_the_desk(
    csdesk: Csdesk, rows: int, is_so: bool
) -> None:
    csdesk.ok("log", "Ann", "hello")
    with closing(sqlite3.connect(csdesk.path)) as db:
        assert is_worth_deferring(reader(db), "contact", rows * BYTES_A_ROW) == is_so
        db.executemany(ADD, (("web", None, None) for _ in range(WORTH_IT)))
        is_more = rows > WORTH_IT + 1
        assert is_worth_deferring(reader(db), "contact", rows * BYTES_A_ROW) == is_more
