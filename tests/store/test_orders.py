"""Every ORDER BY is total: no two rows may come in either order."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

PACKAGE = Path(__file__).parents[2] / "csdesk"
ORDER = re.compile(r"ORDER BY\s+((?:[^()]|\([^()]*\))*?)\s*(?=LIMIT|ROWS BETWEEN|\)|$)")
BY_ID = re.compile(r"\+?(\w+\.)?(id|rowid)( DESC)?")
# What else tells any two rows apart, where they are not ordered by an id.
UNIQUE: Final = {
    "{}": "the order of a View, which tests/store/test_listing.py reads",
    "at": "within one case, whose instants are summed up",
    "case_id, time_known DESC, is_undone, is_later, contact, number": "a reopening",
    "first, min(k.id)": "an id is in one cause alone",
    "goodwill_limit IS NULL, goodwill_limit, name_key": "no two agents have one",
    "max(at) DESC, max(id) DESC": "an id is of one product alone",
    "max(day) DESC, country": "a row a country",
    "name": "no two objects of a file have one",
    "one.name, col.cid": "a row a column",
    "operation_id": "DISTINCT",
    "table_name, what": "a row of each",
    "times DESC, agents DESC, 1": "the first column is the id with its letter",
    "type, name": "no two objects of a file have one",
    "valid_from DESC": "of one key: no two values hold from one instant",
    "1": "DISTINCT, or the id",
}


def texts(source: str) -> list[str]:
    """The strings of a module, with {} for what an f-string puts in."""
    tree, found = ast.parse(source), []
    inside = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (
                part.value if isinstance(part, ast.Constant) else "{}"
                for part in node.values
            )
            found.append("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and node not in inside:
            found.append(str(node.value))
    return found


def loose(source: str) -> list[str]:
    """The ORDER BYs whose last term is no id, nor any that is told above."""
    orders = (
        " ".join(o.split()) for text in texts(source) for o in ORDER.findall(text)
    )
    return [
        order
        for order in orders
        if order not in UNIQUE
        and not BY_ID.fullmatch(re.split(r",\s*(?![^(]*\))", order)[-1])
    ]


def test_rows_have_one_order() -> None:
    found = {
        str(path.relative_to(PACKAGE)): orders
        for path in PACKAGE.rglob("*.py")
        if (orders := loose(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        '"SELECT id FROM contact ORDER BY received_at LIMIT 1"',
        'f"SELECT id FROM {table}\\nORDER BY {table}.at DESC"',
        '"(SELECT id FROM pause ORDER BY id, since)"',
    ],
)
def test_an_order_with_ties_is_found(source: str) -> None:
    assert loose(source)
