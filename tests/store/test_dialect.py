"""Words that engines spell otherwise stand in one place, and mean what they say."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from csdesk.store import dialect
from csdesk.store.sqlite.connection import reader

PACKAGE = Path(__file__).parents[2] / "csdesk"
# The room of SQLite, and what else only a desk on SQLite has, beside the words.
OF_SQLITE = (
    "store/sqlite/", "store/dialect.py", "store/lineage.py", "store/search/",
    "store/session.py", "store/health/values.py", "store/privacy/vacuum.py",
    "store/privacy/erase_again.py", "store/privacy/backups.py",
    "store/privacy/erased_list.py",
)  # fmt: skip
SPELT = re.compile(
    r"""json_(?:each|extract|set|remove|valid|type|group|object)\(
    | group_concat\( | instr\( | printf\( | strftime\('% | typeof\( | \biif\(
    | CROSS\sJOIN | INDEXED\sBY | COLLATE\sNOCASE | INSERT\sOR | \btemp\.
    | PRAGMA | pragma_ | sqlite_(?:sequence|master)
    | \bIS\s(?:NOT\s)?(?:\?|:\w|\w+\.\w) | (?:AND|WHERE|BY)\s\+\w | \browid\b""",
    re.VERBOSE,
)
MODULES = sorted(
    module
    for path in PACKAGE.rglob("*.py")
    if not (module := path.relative_to(PACKAGE).as_posix()).startswith(OF_SQLITE)
)


def test_words_of_one_engine_are_spelt_at_home_alone() -> None:
    found = {
        module: words
        for module in MODULES
        if (words := SPELT.findall((PACKAGE / module).read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "copy",
    [
        "id IN (SELECT value FROM json_each(?))",
        "FROM change CROSS JOIN operation",
        "WHERE customer_id IS ? AND kind = ?",
        "ORDER BY +at, id",
        "tier = ? COLLATE NOCASE",
    ],
)
def test_a_copy_put_back_is_found(copy: str) -> None:
    assert SPELT.search(copy)


@pytest.mark.parametrize(
    ("sql", "values", "means"),
    [
        (dialect.among("2"), (dialect.as_list({1, 2}),), True),
        (dialect.not_among("'b'"), (dialect.as_list("abc"),), False),
        (dialect.same("NULL"), (None,), True),
        (dialect.same("1"), (None,), False),
        (dialect.differs("NULL"), (1,), True),
        (f"{dialect.folded('?')} = {dialect.folded('?')}", ("Lamp", "lAMP"), True),
        (dialect.holds("'teapot'"), ("pot",), True),
        (dialect.most("1", "3", "2"), (), 3),
        (dialect.plain_number("?"), (5.0,), "5"),
        (dialect.plain_number("?"), (4.5,), "4.5"),
        (dialect.hexadecimal("?"), (255,), "ff"),
        (dialect.json_field("?", "a"), ('{"a": 7}',), 7),
        (dialect.json_field("?", "b"), ('{"a": 7}',), None),
        (dialect.json_field_named("?", "?"), ('{"a": 7}', "a"), 7),
        (dialect.json_with("?", "a"), ('{"a": 7}', 8), '{"a":8}'),
        (dialect.json_without("?", "a"), ('{"a": 7}',), "{}"),
        (dialect.is_object("?"), (None,), True),
        (dialect.is_object("?"), ("[]",), False),
        (dialect.is_object("?"), ("no",), False),
        (dialect.raw("?"), ("é",), "é".encode()),
        (dialect.raw("?"), (1,), 1),
        (dialect.is_text("?"), ("1",), True),
        (dialect.is_bytes("?"), (b"1",), True),
    ],
)
def test_a_word_means(sql: str, values: tuple[Any, ...], means: Any) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        given = values * (sql.count("?") // max(len(values), 1))
        assert reader(connection).value(f"SELECT {sql}", given) == means


def test_lists_of_lists_are_tables() -> None:
    rows = dialect.as_list([("a", 1), ("b", 2)])
    name, number = dialect.cell("told", 0), dialect.cell("told", 1)
    with closing(sqlite3.connect(":memory:")) as connection:
        told = reader(connection).tuples(
            f"SELECT {name}, {number} FROM {dialect.rows_of('?', 'told')}", (rows,)
        )
        keys = reader(connection).value(
            f"SELECT {dialect.joined('told.key', ' ')}"
            f" FROM (SELECT ? AS text) AS given, {dialect.keys_of('text', 'told')}",
            ('{"x": 1, "y": 2}',),
        )
    assert told == [("a", 1), ("b", 2)]
    assert keys == "x y"
