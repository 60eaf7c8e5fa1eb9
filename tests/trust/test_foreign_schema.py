"""What another program added to a desk's schema is named, refused and never run."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.store.sqlite import foreign_schema, migrate, schema
from tests.store.dumps import value
from tests.trust.files import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

# What was added -> (the SQL, how it is named).
ADDED = {
    "trigger": (
        "CREATE TRIGGER spy AFTER INSERT ON contact BEGIN DELETE FROM contact; END",
        "an added trigger 'spy'",
    ),
    "trigger on the journal": (
        "CREATE TRIGGER gone AFTER INSERT ON change BEGIN DELETE FROM change; END",
        "an added trigger 'gone'",
    ),
    "view": ("CREATE VIEW names AS SELECT name FROM customer", "an added view 'names'"),
    "table": ("CREATE TABLE extra (id INTEGER PRIMARY KEY)", "an added table 'extra'"),
    "expression index": (
        "CREATE INDEX slow ON contact (abs(received_at))",
        "an added index 'slow'",
    ),
    "generated column": (
        "ALTER TABLE customer ADD COLUMN twice AS (id * 2) VIRTUAL",
        "an altered table 'customer'",
    ),
    "virtual table": (
        "CREATE VIRTUAL TABLE tree USING rtree(id, low, high)",
        "an added table 'tree'",
    ),
    "missing index": ("", ""),
}
COMMANDS = [
    ("log", "-", "hello"), ("contact", "list"), ("history",), ("undo",), ("today",),
    ("report",), ("settings", "list"), ("export", "desk"), ("backup",), ("search", "a"),
]  # fmt: skip


def doctored(path: Path, what: str) -> str:
    """Change the desk's schema; how that is named."""
    sql, named = ADDED[what]
    if what == "missing index":
        name = value(
            path,
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        )
        sql, named = f"DROP INDEX {name}", f"a missing index '{name}'"
    run(path, sql)
    return named


def alter_check(path: Path) -> None:
    """Loosen a CHECK in the text of the schema, as only a forger does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'wait_seconds >= 0',"
            " 'wait_seconds > -9') WHERE name = 'contact'"
        )
        connection.commit()


@pytest.mark.parametrize("what", ADDED)
def test_what_csdesk_did_not_make_is_named_and_nothing_of_it_runs(
    csdesk: Csdesk, what: str
) -> None:
    named = doctored(csdesk.path, what)
    before = csdesk.path.read_bytes()
    for command in COMMANDS:
        told = csdesk.refused(6, *command)
        assert named in told, command
        assert "csdesk restore FILE" in told
    assert csdesk.path.read_bytes() == before
    result = csdesk("check")
    assert result.exit_code == 1
    assert named.split()[-1] in " ".join(result.stdout.split())


@pytest.mark.parametrize("what", ADDED)
def test_a_doctored_backup_is_not_restored(csdesk: Csdesk, what: str) -> None:
    copy = csdesk.folder / "copy.db"
    shutil.copy(csdesk.path, copy)
    named = doctored(copy, what)
    before = csdesk.path.read_bytes()
    assert named in csdesk.refused(6, "restore", "copy.db", "--yes")
    assert csdesk.path.read_bytes() == before


def test_an_altered_check_is_seen(csdesk: Csdesk) -> None:
    alter_check(csdesk.path)
    assert "an altered table 'contact'" in csdesk.refused(6, "log", "-", "hello")


def test_a_doctored_desk_is_replaced_by_a_good_backup_and_kept(csdesk: Csdesk) -> None:
    csdesk.ok("backup", "good.db")
    doctored(csdesk.path, "trigger")
    told = csdesk.ok("restore", "good.db", "--yes")
    assert "is kept" in told
    csdesk.ok("log", "-", "hello")


def test_a_doctored_older_desk_is_not_brought_up_to_date(
    bare: Csdesk, request: pytest.FixtureRequest
) -> None:
    old = request.config.rootpath / "tests" / "desks" / "0003.db"
    shutil.copy(old, bare.path)
    doctored(bare.path, "trigger")
    assert "an added trigger 'spy'" in bare.refused(6, "contact", "list")
    assert value(bare.path, "PRAGMA user_version") == 3


def test_statistics_of_sqlites_own_are_no_foreign_matter(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "hello")
    run(csdesk.path, "ANALYZE")
    csdesk.ok("log", "-", "hello again")


def test_a_schema_of_other_libraries_is_known_by_its_objects(
    csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(foreign_schema.KNOWN, schema.NEWEST, "another machine's")
    csdesk.ok("log", "-", "hello")


@pytest.mark.parametrize("revision", range(1, schema.NEWEST + 1))
def test_every_revision_is_known_by_its_hash(revision: int) -> None:
    made = migrate.schema_of(
        revision, lambda db: foreign_schema.fingerprint(foreign_schema.objects(db))
    )
    assert foreign_schema.KNOWN[revision] == made
