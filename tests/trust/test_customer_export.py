"""Everything that a desk has of one customer, for the customer."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from csdesk.store import models
from csdesk.store.privacy.columns import (
    EMPTIED,
    IDENTIFYING,
    NOT_EXPORTED,
    OTHERS,
    REMOVED,
    REPLACED,
    SCRUBBED,
    TABLES,
    UNCHANGED,
)
from csdesk.store.types import Instant
from tests.store.dumps import value
from tests.trust.marked import MARK, lay_out

if TYPE_CHECKING:
    from tests.conftest import Csdesk

assert models.JOURNALLED  # the tables are registered
SCHEMA = SQLModel.metadata.tables


@pytest.fixture
def marked(bare: Csdesk, empty_desk: bytes) -> Csdesk:
    """A desk with the marked customer P1, and a file of rejected rows."""
    return lay_out(bare, empty_desk)


def text_columns(table: str) -> set[str]:
    """The columns of `table` that hold text."""
    return {
        column.name
        for column in SCHEMA[table].columns
        if not isinstance(column.type, Instant) and column.type.python_type is str
    }


def checked_words(table: str) -> set[str]:
    """The columns of `table` that a CHECK keeps to fixed words."""
    rules = [
        str(rule.sqltext)
        for rule in SCHEMA[table].constraints
        if isinstance(rule, CheckConstraint)
    ] + [
        str(rule.sqltext)
        for column in SCHEMA[table].columns
        for rule in column.constraints
        if isinstance(rule, CheckConstraint)
    ]
    return {rule.split()[0] for rule in rules if " IN ('" in rule}


def test_every_table_is_a_persons_or_says_why_not() -> None:
    assert set(TABLES) | OTHERS.keys() == SCHEMA.keys()
    assert not set(TABLES) & OTHERS.keys()


@pytest.mark.parametrize("table", TABLES)
def test_every_text_column_goes_or_says_why_it_stays(table: str) -> None:
    goes = {
        *EMPTIED.get(table, ()),
        *REPLACED.get(table, ()),
        *SCRUBBED.get(table, ()),
        *IDENTIFYING,
    }
    stays = text_columns(table) - goes
    assert stays <= UNCHANGED.keys()
    fixed = {name for name in stays if UNCHANGED[name] == "one of fixed words"}
    known = {"from_status", "to_status"}  # of events, as the status is
    assert fixed - known <= checked_words(table)


def test_nothing_is_named_that_is_not_there() -> None:
    for named in (EMPTIED, REPLACED, SCRUBBED):
        for table, columns in named.items():
            assert set(columns) <= set(SCHEMA[table].columns.keys()), table
    every = {column.name for table in TABLES for column in SCHEMA[table].columns}
    assert UNCHANGED.keys() | NOT_EXPORTED.keys() <= every
    assert set(REMOVED) <= set(TABLES)


def test_every_column_is_told_or_says_why_not(marked: Csdesk) -> None:
    told = marked.json("customer", "export", "P1")
    names = {"order_ref": "order", "resolved": "resolved_at_unknown_time"}
    for table in TABLES:
        assert told[table], table
        keys = {key for row in told[table] for key in row}
        for column in map(str, SCHEMA[table].columns.keys()):
            short = column if column == "external_id" else column.removesuffix("_id")
            name = names.get(column, short.removesuffix("_seconds"))
            assert (name in keys) is (column not in NOT_EXPORTED), f"{table}.{column}"


def test_both_forms_hold_every_text_of_theirs(marked: Csdesk) -> None:
    text = marked.ok("customer", "export", "P1")
    told = marked.ok("customer", "export", "P1", "--format", "json")
    for table in TABLES:
        for column in text_columns(table) - NOT_EXPORTED.keys():
            whose = {
                "customer": "id = 1 OR merged_into_id = 1",
                "complaint_event": "complaint_id IN "
                "(SELECT id FROM complaint WHERE customer_id = 1)",
            }.get(table, "1")
            if "customer_id" in SCHEMA[table].columns:
                whose = "customer_id = 1"
            found = value(
                marked.path,
                f"SELECT group_concat({column}, char(31)) FROM {table}"
                f" WHERE ({whose}) AND {column} LIKE '%{MARK}%'",
            )
            for one in (found or "").split("\x1f"):
                if column != "tags":
                    assert one in text, (table, column)
                    assert one in told, (table, column)


def test_what_was_removed_or_changed_is_told_too(marked: Csdesk) -> None:
    told = marked.json("customer", "export", "P1")["changes"]
    said = json.dumps(told)
    assert "zqx to be removed" in said  # a contact that was removed
    assert "zqx slip" in said  # one that was undone
    assert "zqxb@x.org" in said  # an address that was changed
    assert "zqx mail" in marked.ok("customer", "export", "P1")  # a subject, edited


def test_nothing_of_others_is_told(marked: Csdesk) -> None:
    for form in ("plain", "json"):
        said = marked.ok("customer", "export", "P1", "--format", form)
        for other in ("Jo Roe", "jo@x.org", "Anna", "Bert", "rings twice"):
            assert other not in said, (form, other)
    said = marked.ok("customer", "export", "jo@x.org")
    assert "rings twice" in said
    assert MARK not in said.lower()


def test_the_folder_has_both_and_the_files(marked: Csdesk) -> None:
    said = marked.ok("customer", "export", "P1", "--output", "out")
    assert "Wrote all about P1 to out: 4 files." in said
    folder = marked.folder / "out"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        "customer.json", "customer.txt", "zqx-letter-2.txt", "zqx-letter.txt",
    ]  # fmt: skip
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (folder / "zqx-letter-2.txt").read_text() == "Dear Sirs, zqx."
    told = json.loads((folder / "customer.json").read_text())
    assert [row["file"] for row in told["attachment"]] == names[3:1:-1]
    assert "file: zqx-letter-2.txt" in (folder / "customer.txt").read_text()


def test_an_attachment_never_takes_the_place_of_the_data(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "hello")
    (csdesk.folder / "Customer.JSON").write_text("{}")
    csdesk.ok("contact", "attach", "C1", "Customer.JSON")
    csdesk.ok("customer", "export", "P1", "-o", "out")
    names = sorted(path.name for path in (csdesk.folder / "out").iterdir())
    assert names == ["Customer-2.JSON", "customer.json", "customer.txt"]


def test_an_empty_folder_will_do_and_no_other(marked: Csdesk) -> None:
    folder = marked.folder / "out"
    folder.mkdir()
    marked.ok("customer", "export", "P1", "--output", "out")
    told = marked.refused(2, "customer", "export", "P1", "--output", "out")
    assert "out is there already, and is no empty folder." in told
    (marked.folder / "file").write_text("x")
    marked.refused(2, "customer", "export", "P1", "--output", "file")
    assert (marked.folder / "file").read_text() == "x"


def test_all_of_it_or_nothing(marked: Csdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    real = os.open
    opened: list[object] = []

    def fail_late(path: object, *args: int, **more: int) -> int:
        if "out" in str(path):
            opened.append(path)
            if len(opened) == 3:
                raise OSError(28, "No space left on device")
        return real(path, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("csdesk.exports.attachments.os.open", fail_late)
    told = marked.refused(2, "customer", "export", "P1", "--output", "out")
    assert "No space left on device" in told
    assert len(opened) >= 3
    assert not [one for one in marked.folder.iterdir() if "out" in one.name]


def test_a_file_that_is_not_what_was_attached_stops_it(marked: Csdesk) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(marked.path)) as db, db:
        db.execute("UPDATE attachment SET content = 'AAAA' WHERE id = 2")
    told = marked.refused(6, "customer", "export", "P1", "--output", "out")
    assert "is not what was attached" in told
    assert not (marked.folder / "out").exists()


@pytest.mark.parametrize("who", ["Zqxa", "nobody@x.org", "P99"])
def test_it_takes_nobody_by_a_guess(marked: Csdesk, who: str) -> None:
    marked.refused(3, "customer", "export", who)


def test_plain_and_json_are_its_forms(marked: Csdesk) -> None:
    told = marked.refused(2, "customer", "export", "P1", "--format", "csv")
    assert "This cannot be shown as csv." in told


def test_whoever_was_merged_is_the_one_kept(marked: Csdesk) -> None:
    result = marked("customer", "export", "P2", "--format", "json")
    assert json.loads(result.stdout)["about"] == "P1"
    assert "P2 is P1 now: they were merged." in result.stderr
