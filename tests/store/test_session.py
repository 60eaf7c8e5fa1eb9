"""The file and its transactions: rights, pragmas, who waits, who only reads."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import IntegrityError

from csdesk.errors import BusyError, UnusableDeskError
from csdesk.store.models import Contact, Customer
from csdesk.store.open_desk import reading
from csdesk.store.session import writing
from csdesk.store.sqlite import schema, sqlite_errors
from csdesk.store.sqlite.engine import engine_for
from tests.store.dumps import value

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)


def mode(path: Path) -> int:
    """The rights of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


def held(path: Path) -> sqlite3.Connection:
    """A connection that holds the desk's write lock."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    return connection


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_a_new_desk_and_its_folder_are_its_owners_alone(bare: Csdesk) -> None:
    path = bare.folder / "office" / "desk.db"
    bare.ok("--db", str(path), "init", "--yes")
    bare.ok("--db", str(path), "log", "-", "hello")
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700


def test_init_leaves_nothing_but_the_desk(bare: Csdesk) -> None:
    bare.ok("init", "--yes")
    assert [found.name for found in bare.folder.iterdir()] == ["desk.db"]


def test_a_refused_init_leaves_what_was_there(bare: Csdesk) -> None:
    bare.path.write_text("my notes")
    bare.refused(4, "init", "--yes")
    assert bare.path.read_text() == "my notes"
    assert [found.name for found in bare.folder.iterdir()] == ["desk.db"]


def test_a_desk_says_what_it_is(csdesk: Csdesk) -> None:
    assert value(csdesk.path, "PRAGMA application_id") == schema.APPLICATION_ID
    assert value(csdesk.path, "PRAGMA user_version") == schema.NEWEST


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("secure_delete", 1),
        ("busy_timeout", 10_000),
    ],
)
def test_a_writer_works_under(csdesk: Csdesk, pragma: str, expected: object) -> None:
    engine = engine_for(csdesk.path)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == expected
    engine.dispose()


def test_a_transaction_holds_the_write_lock_from_its_first_read(
    csdesk: Csdesk,
) -> None:
    with writing(csdesk.path, "log", "Anna", AT) as session:
        session.get(Contact, 1)
        with (
            closing(sqlite3.connect(csdesk.path, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")


def test_a_second_writer_waits_for_the_first(csdesk: Csdesk) -> None:
    first = held(csdesk.path)
    timer = threading.Timer(0.3, first.execute, ["COMMIT"])
    began = time.monotonic()
    timer.start()
    csdesk.ok("log", "-", "hello")
    assert time.monotonic() - began > 0.3
    timer.join()
    first.close()


def test_a_writer_that_waited_too_long_says_so(csdesk: Csdesk) -> None:
    def write() -> None:
        with writing(csdesk.path, "log", "Anna", AT, patience=0.05) as session:
            session.get(Contact, 1)

    with closing(held(csdesk.path)), pytest.raises(BusyError):
        write()


def test_two_that_read_and_then_write_lose_nothing(csdesk: Csdesk) -> None:
    with writing(csdesk.path, "log", "Anna", AT) as session:
        session.add(Contact(received_at=AT, agent_replies=0))

    def add_twenty() -> None:
        for _ in range(20):
            with writing(csdesk.path, "contact edit", "Anna", AT) as session:
                contact = session.get_one(Contact, 1)
                replies = contact.agent_replies or 0
                time.sleep(0.001)
                contact.agent_replies = replies + 1

    threads = [threading.Thread(target=add_twenty) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value(csdesk.path, "SELECT agent_replies FROM contact") == 40


def test_a_reader_cannot_write(csdesk: Csdesk) -> None:
    def write() -> None:
        with reading(csdesk.path) as connection:
            connection.rows("DELETE FROM setting")

    with pytest.raises(UnusableDeskError, match="read-only"):
        write()
    assert value(csdesk.path, "SELECT count(*) FROM setting") > 0


def test_a_reader_sees_one_state_while_others_write(csdesk: Csdesk) -> None:
    with reading(csdesk.path) as connection:
        count = "SELECT count(*) FROM contact"
        before = connection.value(count)
        with writing(csdesk.path, "log", "Anna", AT) as session:
            session.add(Contact(received_at=AT))
        assert connection.value(count) == before
    with reading(csdesk.path) as connection:
        assert connection.value(count) == before + 1


def test_a_reader_does_not_wait_for_a_writer(csdesk: Csdesk) -> None:
    with closing(held(csdesk.path)):
        assert csdesk.json("contact", "list") == []


def test_a_busy_desk_is_never_read_past_its_locks(
    csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_errors, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(csdesk.path, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN IMMEDIATE")
        holder.execute("UPDATE setting SET value = 'Halfway' WHERE key = 'name'")
        holder.execute("COMMIT")
        # Its log is empty now, as that of a desk that nobody has open.
        holder.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        told = csdesk.refused(5, "contact", "list")
        assert "The desk is busy" in told


def test_an_error_never_quotes_a_row(csdesk: Csdesk) -> None:
    def write() -> None:
        with writing(csdesk.path, "log", "Anna", AT) as session:
            session.add(Customer(name="Secret Name", name_key="x", referred_by_id=9))

    with pytest.raises(IntegrityError) as caught:
        write()
    assert "Secret" not in str(caught.value)


def test_a_commit_that_fails_is_one_sentence_and_nothing_is_kept(
    csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(sqlite3.Connection):
        """As after SQLITE_FULL: SQLite has rolled back by itself."""

        def commit(self) -> None:
            self.execute("ROLLBACK")
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

    real = sqlite3.connect

    def connect(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        return real(*args, factory=Full, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        told = csdesk.refused(6, "log", "-", "hello")
    assert "The disk is full; nothing was written" in told
    assert value(csdesk.path, "SELECT count(*) FROM contact") == 0
    csdesk.ok("log", "-", "hello")


def test_text_that_is_not_utf8_is_damage_not_a_fault_of_ours(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "hello")
    with closing(sqlite3.connect(csdesk.path)) as connection, connection:
        connection.execute("UPDATE contact SET subject = CAST(x'ff68' AS TEXT)")
    said = csdesk.refused(6, "contact", "list")
    assert "C1 holds a value that csdesk never writes" in said


@pytest.mark.parametrize(
    "name", ["a?b.db", "a#b.db", "50%.db", "%41.db", "my desk.db", "Büro.db"]
)
def test_a_desk_may_be_called(bare: Csdesk, name: str) -> None:
    bare.ok("--db", name, "init", "--yes")
    bare.ok("--db", name, "log", "-", "hello")
    assert "C1" in bare.ok("--db", name, "contact", "list", "-q")
    found = {path.name for path in bare.folder.iterdir()}
    assert found <= {name, f"{name}-wal", f"{name}-shm"}
    assert {mode(path) for path in bare.folder.iterdir()} == {0o600}


def test_a_tilde_is_the_home_folder(
    bare: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(bare.folder))
    bare.ok("--db", "~/desk.db", "init", "--yes")
    assert bare.path.exists()
