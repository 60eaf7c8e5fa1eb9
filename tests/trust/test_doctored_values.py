"""Values that csdesk never writes come in neither by `import desk` nor by `restore`."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.store.dumps import dump
from tests.trust.files import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

# (table, column, value as JSON writes it)
VALUES = [
    ("contact", "received_at", "9223372036854775808"),
    ("contact", "received_at", "99999999999999"),
    ("contact", "received_at", '"yesterday"'),
    ("contact", "received_at", "1.5"),
    ("contact", "received_at", "null"),
    ("contact", "received_at", "1e400"),
    ("contact", "received_at", "9" * 5_000),
    ("contact", "wait_seconds", "-7"),
    ("contact", "wait_seconds", "9223372036854775807"),
    ("contact", "channel", '"pigeon"'),
    ("contact", "customer_id", "999"),
    ("contact", "subject", "NaN"),
    ("contact", "subject", "[" * 9_000 + "]" * 9_000),
    ("contact", "subject", '{"base64": "/w=="}'),
    ("contact", "nonsense", "1"),
    ("contact", "id", "null"),
    ("contact", "id", '"one"'),
    ("operation", "at", "99999999999999"),
    ("change", "after", '"{"'),
    ("nonsense", "id", "1"),
]
# SQL that another program runs on a copy.
STATEMENTS = [
    "UPDATE contact SET received_at = 99999999999999",
    "UPDATE contact SET received_at = 'yesterday'",
    "UPDATE contact SET wait_seconds = 9223372036854775807",
    "UPDATE contact SET subject = x'ff00'",
    "UPDATE operation SET at = 'noon'",
    "UPDATE change SET after = '{' WHERE after IS NOT NULL",
]


def forged(lines: list[str], table: str, column: str, text: str) -> str:
    """The file of a desk with that value in the first row of the table, well sealed."""
    found = [n for n, line in enumerate(lines) if f'"table":"{table}"' in plain(line)]
    number = found[0] if found else 1
    said: dict[str, Any] = json.loads(lines[number])
    said["table"] = table
    said["row"] = {**said["row"], column: "FORGED"}
    lines[number] = json.dumps(said).replace('"FORGED"', text)
    body = "".join(f"{line}\n" for line in lines[:-1])
    end = {"rows": len(lines) - 2, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    return body + json.dumps({"end": end}) + "\n"


def plain(line: str) -> str:
    return line.replace(" ", "")


@pytest.fixture
def worked(csdesk: Csdesk) -> Csdesk:
    csdesk.ok("log", "Ann Lee", "hello", "--wait", "20s")
    return csdesk


def refuse(csdesk: Csdesk, code: int, *command: str) -> None:
    before = dump(csdesk.path)
    csdesk.refused(code, *command)
    assert dump(csdesk.path) == before


@pytest.mark.parametrize(("table", "column", "text"), VALUES)
def test_import_desk_refuses_a_value_and_writes_nothing(
    worked: Csdesk, empty_desk: bytes, table: str, column: str, text: str
) -> None:
    worked.ok("export", "desk", "--output", "desk.jsonl")
    file: Path = worked.folder / "desk.jsonl"
    file.write_text(forged(file.read_text().splitlines(), table, column, text))
    for one in worked.folder.glob("desk.db*"):
        one.unlink()
    worked.path.write_bytes(empty_desk)
    refuse(worked, 2, "import", "desk", "desk.jsonl")


@pytest.mark.parametrize("sql", STATEMENTS)
def test_restore_refuses_a_value_and_changes_nothing(worked: Csdesk, sql: str) -> None:
    worked.ok("backup", "sealed.db")
    shutil.copy(worked.path, worked.folder / "copy.db")
    run(worked.folder / "copy.db", sql)
    refuse(worked, 6, "restore", "copy.db", "--yes")
