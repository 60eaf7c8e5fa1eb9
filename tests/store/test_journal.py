"""The journal: one operation a unit of work, one change a row, and nothing unsaid."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.store.journal import journal
from csdesk.store.models import Contact, Customer
from csdesk.store.session import writing
from tests.store.dumps import value

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)


def changes(path: Path) -> list[tuple[str, int, Any, Any]]:
    """What the newest operation changed: table, id, before, after."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT table_name, row_id, before, after FROM change"
            " WHERE operation_id = (SELECT max(id) FROM operation) ORDER BY id"
        ).fetchall()
    return [
        (table, row_id, before and json.loads(before), after and json.loads(after))
        for table, row_id, before, after in rows
    ]


def operations(path: Path) -> int:
    """How many operations there are."""
    return int(value(path, "SELECT count(*) FROM operation"))


@pytest.fixture
def desk(csdesk: Csdesk) -> Path:
    """A desk with one contact, C1."""
    with writing(csdesk.path, "log", "Anna", AT) as session:
        session.add(Contact(received_at=AT, subject="first"))
    return csdesk.path


def test_a_new_row_is_kept_without_its_empty_columns(desk: Path) -> None:
    ((table, row_id, before, after),) = changes(desk)
    assert (table, row_id, before) == ("contact", 1, None)
    assert after["subject"] == "first"
    assert "customer_id" not in after


def test_rows_are_kept_as_the_file_has_them(desk: Path) -> None:
    ((_, _, _, after),) = changes(desk)
    assert after["received_at"] == int(AT.timestamp())
    assert after["abandoned"] == 0


def test_several_flushes_of_a_row_are_one_change(desk: Path) -> None:
    with writing(desk, "contact edit", "Anna", AT) as session:
        contact = session.get_one(Contact, 1)
        for subject in ("second", "third"):
            contact.subject = subject
            session.flush()
    ((_, _, before, after),) = changes(desk)
    assert (before["subject"], after["subject"]) == ("first", "third")


def test_a_row_added_and_changed_in_one_unit_of_work_is_new(desk: Path) -> None:
    with writing(desk, "log", "Anna", AT) as session:
        contact = Contact(received_at=AT, subject="draft")
        session.add(contact)
        session.flush()
        contact.subject = "final"
    ((_, _, before, after),) = changes(desk)
    assert before is None
    assert after["subject"] == "final"


def test_a_row_added_and_removed_in_one_unit_of_work_leaves_nothing(
    desk: Path,
) -> None:
    before = operations(desk)
    with writing(desk, "log", "Anna", AT) as session:
        contact = Contact(received_at=AT)
        session.add(contact)
        session.flush()
        session.delete(contact)
    assert operations(desk) == before


def test_a_row_changed_and_changed_back_leaves_nothing(desk: Path) -> None:
    before = operations(desk)
    with writing(desk, "contact edit", "Anna", AT) as session:
        contact = session.get_one(Contact, 1)
        contact.subject = "second"
        session.flush()
        contact.subject = "first"
    assert operations(desk) == before


def test_what_changes_nothing_leaves_no_operation(desk: Path) -> None:
    before = operations(desk)
    with writing(desk, "contact edit", "Anna", AT) as session:
        session.get_one(Contact, 1)
    assert operations(desk) == before


def test_what_raises_leaves_neither_rows_nor_an_operation(desk: Path) -> None:
    before = operations(desk)

    def fail() -> None:
        with writing(desk, "log", "Anna", AT) as session:
            session.add(Customer(name="Jo", name_key="jo"))
            session.flush()
            journal.operation_id(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert operations(desk) == before
    assert value(desk, "SELECT count(*) FROM customer") == 0


def test_a_removed_row_is_kept_whole(desk: Path) -> None:
    with writing(desk, "contact remove", "Anna", AT) as session:
        session.delete(session.get_one(Contact, 1))
    ((_, _, before, after),) = changes(desk)
    assert before["subject"] == "first"
    assert after is None


def test_sql_outside_the_session_is_journalled_once_remembered(desk: Path) -> None:
    with writing(desk, "contact edit", "Anna", AT) as session:
        journal.remember(session, "contact", 1)
        session.connection().exec_driver_sql("UPDATE contact SET subject = 'by hand'")
    ((_, _, before, after),) = changes(desk)
    assert (before["subject"], after["subject"]) == ("first", "by hand")


def test_a_savepoint_does_not_end_the_operation(desk: Path) -> None:
    with writing(desk, "contact edit", "Anna", AT) as session:
        contact = session.get_one(Contact, 1)
        with session.begin_nested():
            contact.subject = "second"
        contact.subject = "third"
    ((_, _, before, after),) = changes(desk)
    assert (before["subject"], after["subject"]) == ("first", "third")


def test_what_a_savepoint_took_back_is_not_journalled(desk: Path) -> None:
    with writing(desk, "log", "Anna", AT) as session:
        session.add(Customer(name="Jo", name_key="jo"))
        with session.begin_nested() as point:
            session.add(Customer(name="Al", name_key="al"))
            session.flush()
            point.rollback()
    assert [after["name"] for _, _, _, after in changes(desk)] == ["Jo"]


def test_every_table_that_verbs_write_is_journalled() -> None:
    from sqlmodel import SQLModel

    unjournalled = set(SQLModel.metadata.tables) - journal.TABLES
    assert unjournalled == {"operation", "change", "import_run", "erased_key"}
