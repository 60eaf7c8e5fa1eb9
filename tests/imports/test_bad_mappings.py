"""A mapping that is wrong anywhere is refused in a sentence."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest

from csdesk.errors import UsageProblem
from csdesk.imports.mapping.mapping import read_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Csdesk

VALID: Final = """
kind = "contacts"
source = "phone"
missing = ["", "-"]
[file]
heading = 1
delimiter = ","
encoding = "utf-8"
[dates]
order = "ymd"
timezone = "Europe/Zurich"
missing = ["1900-01-01"]
[columns]
external_id = "Id"
received_at = ["Date", "Time"]
first_response_at = { column = "First", format = "%Y-%m-%d" }
abandoned = { column = "Answered", true = ["N"], false = ["Y"], missing = ["?"] }
wait = { column = "Wait", unit = "s", minus = "Ring", negative = "missing" }
handle = { column = "Talk", excel = true }
category = "Topic"
csat = { column = "Score", scale = [1, 5] }
ces = { column = "Effort", scale = [1, 7], direction = "easy" }
[values.category]
"Contract related" = "contract"
[constants]
channel = "phone"
"""
MARK: Final = "@@"
DEEP: Final = "[" * 20_000
# What may stand for a value, as TOML writes it.
VALUES: Final = (
    "0", "-1", "9" * 400, "9" * 5_000, "1.5", "nan", "inf", "-inf", "true", "false",
    '""', '" "', '"x"', '"\\u0000"', '"%d%d"', '"%"', '"%Q %Y"', "[]", '[""]', "[1, 2]",
    "[nan, inf]", f"[1, {'9' * 400}]", '["x", 1]', "[[]]", "[{}]", "{}", "{ x = 1 }",
    "{ column = 1 }", '{ column = [], x = "" }', "2026-01-01", "10:00:00",
    "2026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", f'"{"x" * 10_000}"',
    '"(a+)+$"', '"["', "[" * 200 + "]" * 200, f"{DEEP}{']' * 20_000}", "",
)  # fmt: skip
BROKEN: Final = (
    "", "[", "]", "=", "kind", "kind =", '"', "'''", "[[columns]]", "[columns",
    "a.b.c=1", "[columns]\n[columns]", "kind = 1\nkind = 2", "\ufeff[columns]",
    "# only",
    "\0", "\x1b[2J", "[values]\ncategory = 1", "[columns]\nrecieved_at = 'At'", DEEP,
    "x = " + "{ a = " * 2_000, "x" * 200_000,
    "[columns]\n" + "a" + ".a" * 5_000 + " = 1",
)  # fmt: skip


def written(value: Any) -> str:
    """A value as TOML writes it in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{k}" = {written(v)}' for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def spoilt(table: dict[str, Any], value: str) -> Iterator[dict[str, Any]]:
    """Yield the table with `value` in place of each key's, on each level."""
    for key, old in table.items():
        yield {**table, key: value}
        if isinstance(old, dict):
            for inner in spoilt(old, value):
                yield {**table, key: inner}


def text_of(table: dict[str, Any]) -> str:
    """A whole mapping, a key a line."""
    return "\n".join(f"{key} = {written(value)}" for key, value in table.items())


def test_the_mapping_that_is_spoilt_is_a_good_one() -> None:
    assert read_mapping(VALID, "contacts").columns
    assert read_mapping(text_of(tomllib.loads(VALID)), "contacts").columns


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value[:20])
def test_a_value_of_any_kind_in_any_place_is_read_or_refused(value: str) -> None:
    tables = list(spoilt(tomllib.loads(VALID), MARK))
    assert len(tables) > 40
    for table in tables:
        text = text_of(table).replace(f'"{MARK}"', value)
        with suppress(UsageProblem):
            read_mapping(text, "contacts")


@pytest.mark.parametrize("key", ["kind", "file", "dates", "columns", "values"])
def test_an_unknown_key_is_told_with_the_one_that_was_meant(key: str) -> None:
    wrong = VALID.replace(f"[{key}", f"[{key}s").replace(f"{key} =", f"{key}s =")
    with pytest.raises(UsageProblem) as met:
        read_mapping(wrong, "contacts")
    assert met.value.hint == f"Did you mean '{key}'?"


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:12])
def test_a_broken_file_is_refused(csdesk: Csdesk, text: str) -> None:
    (csdesk.folder / "c.csv").write_text("At\n2026-11-03 10:00\n")
    (csdesk.folder / "m.toml").write_text(text, "utf-8")
    csdesk.refused(2, "import", "contacts", "c.csv", "--map", "m.toml")


def test_what_is_no_text_file_is_refused(csdesk: Csdesk) -> None:
    (csdesk.folder / "c.csv").write_text("At\n2026-11-03 10:00\n")
    (csdesk.folder / "binary").write_bytes(bytes(range(256)))
    for name in ("binary", ".", "none.toml", "desk.db", "c.csv/x"):
        csdesk.refused(2, "import", "contacts", "c.csv", "--map", name)
