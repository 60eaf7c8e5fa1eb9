"""`csdesk export desk` and `csdesk import desk`: the same desk in another file."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.render import REPORTS
from csdesk.store.search import index
from csdesk.store.sqlite import schema
from tests.conftest import Csdesk
from tests.exports.conftest import DIMENSIONS
from tests.store.dumps import is_sound
from tests.store.verbs import FOLLOWED, RESOLVED, ROWS, ROWS_AGAIN, STORY

if TYPE_CHECKING:
    from collections.abc import Callable

    Another = Callable[[str], Csdesk]

pytestmark = pytest.mark.long  # the whole of it is more than a look

# Work on a desk of which nothing may be lost: removals, reopenings, undone work.
MORE: tuple[tuple[str, ...], ...] = (
    RESOLVED,
    FOLLOWED,
    ("complaint", "reopen", "K1", "broke again"),
    ("contact", "hold", "C1", "waits"),
    ("hours", "set", "mon-fri", "9-12,13-17", "--from", "beginning"),
    ("hours", "close", "2026-12-24"),
    ("settings", "set", "service_level_phone", "30s"),
    ("customer", "add", "Jo Roe", "--tag", "vip"),
    ("customer", "leave", "P2"),
    ("import", "contacts", "rows.csv"),
    ("import", "contacts", "again.csv"),
    ("log", "-", "a slip"),
    ("contact", "remove", "C7"),
    ("log", "P1", "naught\u202e \u2028 \x1b[2J '=1 \N{CAT FACE}", "--notes", "a\nb\tc"),
    ("undo",),
)
ASKED: tuple[tuple[str, ...], ...] = (
    *(("report", period) for period in ("all", "2026-W46", "2026-W47", "2026-11")),
    ("report", "2026", "--all", "--compare", "last-year"),
    *(("report", "all", "--by", dimension) for dimension in DIMENSIONS),
    ("report", "2026-W46", "--as-of", "2026-11-15"),
    ("report", "all", "--clock", "elapsed"),
)


HEAD: dict[str, Any] = {"csdesk": "desk", "format": 1, "revision": schema.NEWEST}


@pytest.fixture(scope="module")
def busy_desk(empty_desk: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a desk with something of everything, made once."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("busy")
        patch.chdir(folder)
        patch.setenv("CSDESK_DB", str(folder / "desk.db"))
        patch.setenv("CSDESK_AGENT", "Anna")
        csdesk = Csdesk(folder, patch)
        csdesk.path.write_bytes(empty_desk)
        (folder / "rows.csv").write_text(ROWS)
        (folder / "again.csv").write_text(ROWS_AGAIN)
        for command in (*STORY, *MORE):
            csdesk.ok(*command)
        return csdesk.path.read_bytes()


@pytest.fixture
def busy(another: Another, busy_desk: bytes) -> Csdesk:
    """A desk with something of everything."""
    csdesk = another("old")
    csdesk.path.write_bytes(busy_desk)
    return csdesk


def moved(old: Csdesk, another: Another) -> Csdesk:
    """The desk `old`, by its file, in a new place, where other settings were."""
    text = old.ok("export", "desk")
    new = another("new")
    new.ok("init", "--name", "other", "--timezone", "Asia/Tokyo", "--currency", "JPY",
           "--yes")  # fmt: skip
    (new.folder / "desk.jsonl").write_bytes(text.encode())
    new.ok("import", "desk", "desk.jsonl")
    return new


def told(csdesk: Csdesk, *commands: tuple[str, ...]) -> list[str]:
    """What `commands` print on that desk."""
    csdesk.monkeypatch.setenv("CSDESK_DB", str(csdesk.path))
    return [csdesk.ok(*command) for command in commands]


def test_the_file_says_what_it_is_and_where_it_ends(csdesk: Csdesk) -> None:
    lines = csdesk.ok("export", "desk").splitlines(keepends=True)
    assert json.loads(lines[0]) == HEAD
    assert json.loads(lines[1]) == {
        "table": "operation",
        "row": {"id": 1, "at": 1767596400, "agent": "Anna", "verb": "init"},
    }
    assert json.loads(lines[-1]) == {
        "end": {
            "rows": len(lines) - 2,
            "sha256": hashlib.sha256("".join(lines[:-1]).encode()).hexdigest(),
        }
    }


def test_every_table_is_in_it_parents_first(busy: Csdesk) -> None:
    named = [
        json.loads(line).get("table")
        for line in told(busy, ("export", "desk"))[0].splitlines()
    ]
    tables = list(dict.fromkeys(filter(None, named)))
    with closing(sqlite3.connect(busy.path)) as connection:
        there = {
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
        }
        parents = {
            table: {
                row[2]
                for row in connection.execute(f"PRAGMA foreign_key_list({table})")
            }
            for table in tables
        }
        there = {
            table
            for table in there - {"alembic_version", *index.TABLES}
            if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
        }
    assert set(tables) == there
    for place, table in enumerate(tables):
        assert parents[table] <= {*tables[:place], table}, table


def test_a_desk_moved_gives_the_same_file(busy: Csdesk, another: Another) -> None:
    new = moved(busy, another)
    assert told(new, ("export", "desk")) == told(busy, ("export", "desk"))
    assert is_sound(new.path)


@pytest.mark.parametrize(
    "fmt",
    [
        pytest.param(fmt, marks=[] if fmt == "json" else pytest.mark.long)
        for fmt in REPORTS
    ],
)
def test_a_desk_moved_gives_the_same_reports(
    busy: Csdesk, another: Another, fmt: str
) -> None:
    new = moved(busy, another)
    busy.now("2026-11-30T10:00:00+01:00")
    every = [(*asked, "--format", fmt) for asked in ASKED]
    assert told(new, *every) == told(busy, *every)


@pytest.mark.long
def test_the_sample_shop_moved_gives_the_same_reports(
    another: Another, shop_desk: bytes
) -> None:
    old = another("old")
    old.path.write_bytes(shop_desk)
    new = moved(old, another)
    asked = [("report",), *ASKED]
    every = [(*one, "--format", "json") for one in asked]
    assert told(new, *every) == told(old, *every)
    assert told(new, ("export", "desk")) == told(old, ("export", "desk"))


def test_what_was_done_there_is_known_and_can_be_undone(
    busy: Csdesk, another: Another
) -> None:
    new = moved(busy, another)
    history = ("history", "--format", "json")
    assert told(new, history) == told(busy, history)
    undoing = (("undo",),) * 4  # a removal, a contact, both imports
    assert told(new, *undoing) == told(busy, *undoing)
    exported = ("export", "desk")
    assert rows_of(told(new, exported)) == rows_of(told(busy, exported))


def rows_of(exported: list[str]) -> list[str]:
    """The rows of a desk, but for which one it is and where its file lies."""
    identity = re.compile(r'"key": "(desk|place|parents)"')
    return [one for one in exported[0].splitlines()[:-1] if not identity.search(one)]


def test_coming_in_is_no_correction_of_what_ended(
    another: Another, shop_desk: bytes
) -> None:
    """The shop entered that week in time; its desk is moved in another year."""
    old = another("old")
    old.path.write_bytes(shop_desk)
    old.now("2027-03-01T10:00:00+01:00")
    asked = (("report", "2026-W46"), ("report", "2026-W46", "--compare", "none"))
    there = told(moved(old, another), *asked)
    assert not [text for text in there if "corrected since" in text]
    assert there == told(old, *asked)


def test_what_was_entered_late_there_was_entered_late_here(
    busy: Csdesk, another: Another
) -> None:
    (said,) = told(moved(busy, another), ("report", "2026-W45"))
    assert "corrected since 2026-W45 ended" in said


def test_ids_are_not_used_again_after_it(busy: Csdesk, another: Another) -> None:
    new = moved(busy, another)
    (said,) = told(new, ("log", "-", "hello"))
    assert said.startswith("Logged C9: ")  # C7 was removed, C8 undone
    assert told(busy, ("log", "-", "hello")) == [said]


def test_it_says_what_came(busy: Csdesk, another: Another) -> None:
    busy.ok("export", "desk", "--output", "desk.jsonl")
    new = another("new")
    new.ok("init", "--name", "x", "--timezone", "UTC", "--yes")
    said = new.ok("import", "desk", str(busy.folder / "desk.jsonl"))
    first, then = said.splitlines()
    assert first.startswith("Imported the desk of Blue Door: 4 customers, ")
    assert then == "Next: csdesk history"
    assert new.ok("settings", "get", "timezone") == "Europe/Berlin\n"


def test_only_its_owner_may_read_the_file(csdesk: Csdesk) -> None:
    assert csdesk.ok("export", "desk", "--output", "desk.jsonl") == ""
    assert (csdesk.folder / "desk.jsonl").stat().st_mode & 0o777 == 0o600


def test_it_comes_in_by_a_pipe(csdesk: Csdesk, empty_desk: bytes) -> None:
    csdesk.ok("log", "-", "hello")
    text = csdesk.ok("export", "desk")
    csdesk.path.write_bytes(empty_desk)
    result = csdesk("import", "desk", "-", input=text)
    assert result.exit_code == 0, result.output
    assert csdesk.ok("export", "desk") == text


@pytest.mark.parametrize(
    "command",
    [
        ("log", "-", "hello"),
        ("settings", "set", "name", "Mine"),
        ("hours", "set", "daily", "8-20"),
        ("agent", "add", "Bert"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_a_desk_that_was_worked_in_is_refused(
    csdesk: Csdesk, command: tuple[str, ...]
) -> None:
    csdesk.ok("export", "desk", "--output", "desk.jsonl")
    csdesk.ok(*command)
    before = csdesk.ok("export", "desk")
    said = csdesk.refused(4, "import", "desk", "desk.jsonl")
    assert "has been worked in" in said
    csdesk.ok("undo")  # its history is not thrown away either
    csdesk.refused(4, "import", "desk", "desk.jsonl")
    assert before != csdesk.ok("export", "desk")


def test_bytes_where_a_text_stands_are_refused(
    csdesk: Csdesk, empty_desk: bytes
) -> None:
    csdesk.ok("hours", "close", "2026-12-24", "--name", "x")
    with closing(sqlite3.connect(csdesk.path)) as connection, connection:
        connection.execute("UPDATE closed_day SET name = x'00ff'")
    text = csdesk("export", "desk").stdout
    assert '"name": {"base64": "AP8="}' in text
    (csdesk.folder / "desk.jsonl").write_text(text)
    csdesk.path.write_bytes(empty_desk)
    csdesk.refused(2, "import", "desk", "desk.jsonl")
