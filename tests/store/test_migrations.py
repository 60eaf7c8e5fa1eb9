"""Migrations make exactly what the models say, and an older desk comes along whole."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from csdesk.errors import UnusableDeskError
from csdesk.store import models
from csdesk.store.search import index
from csdesk.store.sqlite import migrate, schema
from csdesk.store.sqlite.engine import engine_for
from tests.store.dumps import value

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

assert models.JOURNALLED  # the tables are registered


def plain(sql: str) -> str:
    """SQL without what does not matter: blanks, quotes, a trailing NOT NULL's place."""
    return re.sub(r"\s+", "", sql.replace('"', "")).casefold()


def modelled() -> dict[str, str]:
    """The DDL of every table and index of the models, by name."""
    dialect = sqlite.dialect()
    found = {}
    for table in SQLModel.metadata.tables.values():
        found[table.name] = str(CreateTable(table).compile(dialect=dialect))
        for made in table.indexes:
            found[str(made.name)] = str(CreateIndex(made).compile(dialect=dialect))
    return {name: plain(sql) for name, sql in found.items()}


def searched() -> dict[str, str]:
    """The DDL of what search looks through, by name, but for SQLite's own tables."""
    names = (index.INDEX, index.DUE)
    found = dict(zip(names, index.CREATE, strict=True))
    for one in index.DOCUMENTS:
        found |= index.triggers(one)
    return {name: plain(sql) for name, sql in found.items()}


def migrated(path: Path) -> dict[str, str]:
    """The DDL of every table and index of the desk, by name."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND name NOT LIKE 'sqlite%' AND name <> 'alembic_version'"
        ).fetchall()
    return {name: plain(sql) for name, sql in rows}


def test_there_is_one_head_and_csdesk_knows_it() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.migrations_folder()))
    heads = ScriptDirectory.from_config(config).get_heads()
    assert heads == [f"{schema.NEWEST:04}"]


def test_a_migrated_desk_is_what_the_models_say(csdesk: Csdesk) -> None:
    from_models, from_migrations = modelled() | searched(), migrated(csdesk.path)
    behind = set(index.TABLES) - searched().keys()  # SQLite's own
    from_migrations = {
        name: sql for name, sql in from_migrations.items() if name not in behind
    }
    assert from_migrations.keys() == from_models.keys()
    for name, sql in from_models.items():
        assert from_migrations[name] == sql, name


def test_alembic_finds_no_difference_either(csdesk: Csdesk) -> None:
    engine = engine_for(csdesk.path)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, *_: name not in index.TABLES},
        )
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


# The revision after this csdesk's own.
NEXT = schema.NEWEST + 1
COMING = '''"""Yet to come."""

from alembic import op

revision = "{next:04}"
down_revision = "{newest:04}"


def upgrade() -> None:
    op.execute("CREATE TABLE extra (id INTEGER PRIMARY KEY)")
    {then}
'''


@pytest.fixture
def older(csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch) -> Csdesk:
    """A desk with a contact, and a csdesk that is one revision ahead of it."""
    csdesk.ok("log", "Ann Lee", "hello")
    csdesk.ok("survey", "record", "csat", "4", "--contact", "C1")
    folder = csdesk.folder / "migrations"
    shutil.copytree(
        schema.migrations_folder(), folder, ignore=shutil.ignore_patterns("__pycache__")
    )
    monkeypatch.setattr(schema, "migrations_folder", lambda: folder)
    monkeypatch.setattr(schema, "NEWEST", NEXT)
    return csdesk


def write_next(csdesk: Csdesk, then: str) -> None:
    coming = csdesk.folder / "migrations" / "versions" / f"{NEXT:04}_coming.py"
    coming.write_text(COMING.format(then=then, next=NEXT, newest=NEXT - 1))


def backup(csdesk: Csdesk) -> Path:
    return csdesk.folder / f"desk.db.before-{NEXT:04}"


@pytest.mark.parametrize("command", [("contact", "list", "-q"), ("log", "-", "more")])
def test_an_older_desk_is_backed_up_then_brought_up_to_date(
    older: Csdesk, command: tuple[str, ...]
) -> None:
    write_next(older, "pass")
    result = older(*command)
    assert result.exit_code == 0, result.output
    assert f"was made by an older csdesk (revision {NEXT - 1:04})" in result.stderr
    assert result.stdout.startswith(("C1\n", "Logged C2"))
    assert value(older.path, "PRAGMA user_version") == NEXT
    assert value(backup(older), "PRAGMA user_version") == NEXT - 1
    assert value(backup(older), "SELECT count(*) FROM contact") == 1
    assert stat.S_IMODE(backup(older).stat().st_mode) == 0o600
    assert older(*command).stderr == "" or "Note" in older(*command).stderr


@pytest.mark.parametrize(
    ("then", "code", "told"),
    [
        ('op.execute("INSERT INTO nowhere VALUES (1)")', 70, "csdesk itself failed"),
        ('op.execute("DELETE FROM survey_answer")', 6, "parts of survey_answer"),
        ('op.execute("DROP TABLE survey_answer")', 6, "parts of survey_answer"),
        ('op.execute("UPDATE contact SET customer_id = 99")', 6, "1 links"),
    ],
)
def test_a_migration_that_fails_or_loses_changes_nothing(
    older: Csdesk, then: str, code: int, told: str
) -> None:
    before = migrated(older.path)
    write_next(older, then)
    assert told in older.refused(code, "contact", "list")
    assert value(older.path, "PRAGMA user_version") == NEXT - 1
    assert migrated(older.path) == before
    assert value(older.path, "SELECT count(*) FROM survey_answer") == 1
    assert stat.S_IMODE(backup(older).stat().st_mode) == 0o600


def test_whoever_comes_second_leaves_the_backup_of_the_older_desk(
    older: Csdesk,
) -> None:
    write_next(older, "pass")
    older.ok("contact", "list")
    # As a process that looked before the first one had finished.
    migrate.bring_up_to_date(older.path)
    assert value(backup(older), "PRAGMA user_version") == NEXT - 1


def test_a_backup_that_cannot_be_written_stops_the_upgrade(
    older: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> int:
        raise PermissionError(13, "Permission denied")

    write_next(older, "pass")
    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(UnusableDeskError, match="No backup can be written"):
        migrate.bring_up_to_date(older.path)
    monkeypatch.undo()
    assert value(older.path, "PRAGMA user_version") == NEXT - 1


def test_a_damaged_desk_is_not_upgraded(older: Csdesk) -> None:
    write_next(older, "pass")
    with closing(sqlite3.connect(older.path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage = 3 WHERE name = 'remedy'"
        )
    told = older.refused(6, "contact", "list")
    assert "is damaged" in told
    assert not backup(older).exists()


def test_alembic_says_nothing(older: Csdesk) -> None:
    write_next(older, "pass")
    lines = older("contact", "list", "-q").stderr.splitlines()
    assert len(lines) == 1
