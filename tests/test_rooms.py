"""SQL stands in `kpi/`, `store/` and `views/` alone (DESIGN.md §2)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "csdesk"
WITH_SQL = {"kpi", "store", "views"}
BEGINS_SQL = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|FROM|PRAGMA|WHERE|UNION|JOIN)\s"
)
MODULES = sorted(
    module
    for path in PACKAGE.rglob("*.py")
    if (module := path.relative_to(PACKAGE).as_posix()).partition("/")[0]
    not in WITH_SQL
)


def sql_in(source: str) -> list[str]:
    """The lines on which a string, or a piece of one, begins as SQL does."""
    return [
        f"line {node.lineno}: {node.value.strip()[:60]}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and BEGINS_SQL.match(node.value)
    ]


@pytest.mark.parametrize("module", MODULES)
def test_a_room_without_a_desk_has_no_sql(module: str) -> None:
    assert sql_in((PACKAGE / module).read_text(encoding="utf-8")) == []


def test_every_room_is_checked() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    checked = {module.partition("/")[0] for module in MODULES if "/" in module}
    assert checked == rooms - WITH_SQL
    assert rooms >= WITH_SQL


@pytest.mark.parametrize(
    "source",
    [
        'execute("SELECT id FROM contact")',
        'QUERY = """\n  WITH mine AS (VALUES (1))\n  TABLE mine"""',
        'execute(f"DELETE FROM {table} WHERE id = ?")',
        'execute(f"{head} FROM contact")',
        'execute("UPDATE contact"\n        " SET resolved = 1")',
        'db.execute("PRAGMA cache_size = 1")',
    ],
)
def test_sql_put_back_is_found(source: str) -> None:
    assert sql_in(source)


def test_words_of_a_sentence_are_not_sql() -> None:
    said = 'say("With --from it holds later.")\nverb = "SELECTED"\nsay("Delete it?")'
    assert sql_in(said) == []
