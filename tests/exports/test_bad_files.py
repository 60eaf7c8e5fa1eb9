"""What is no file of a desk, or not the whole of one, leaves the desk as it was."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.store.sqlite import schema

if TYPE_CHECKING:
    from tests.conftest import Csdesk

Said = dict[str, Any]


def as_bytes(*said: Said) -> bytes:
    """A file with these lines and the last one that belongs to them."""
    text = "".join(json.dumps(one) + "\n" for one in said).encode()
    end = {"rows": len(said) - 1, "sha256": hashlib.sha256(text).hexdigest()}
    return text + json.dumps({"end": end}).encode() + b"\n"


def row(table: str, **columns: Any) -> Said:
    return {"table": table, "row": columns}


def name(value: str = "x", number: int = 1) -> Said:
    return row("setting", id=number, key="name", value=value, valid_from=0)


HEAD: Said = {"csdesk": "desk", "format": 1, "revision": schema.NEWEST}
GOOD = as_bytes(HEAD, name())
LINE = json.dumps(name()).encode() + b"\n"
# what is said -> what is wrong -> the file
BAD: dict[str, dict[str, bytes]] = {
    "is not the file of a desk": {
        "empty": b"",
        "a table": b"external_id,received_at\nC1,2026-11-03\n",
        "other JSON": b'{"format": 1}\n',
        "a number": b"12\n",
        "bytes": bytes(range(256)) * 9,
        "deep": b"[" * 100_000,
        "revision 0": as_bytes(HEAD | {"revision": 0}),
        "no revision": as_bytes({"csdesk": "desk", "format": 1}),
    },
    "was written by a newer csdesk": {
        "format": as_bytes(HEAD | {"format": 2}),
        "schema": as_bytes(HEAD | {"revision": 9999}),
    },
    "is cut short: it has 2 whole lines": {
        "no end": GOOD.rpartition(b'{"end"')[0],
        "half an end": GOOD[:-9],
    },
    "is cut short: it has 1 whole line,": {"half a row": GOOD[:80]},
    "its check sum differs": {
        "a changed letter": GOOD.replace(b'"x"', b'"y"'),
        "a line taken out": as_bytes(HEAD, name(), name("y", 2)).replace(LINE, b""),
        "other ends of line": GOOD.replace(b"\n", b"\r\n"),
    },
    "line 2 is damaged": {
        "a brace gone": GOOD.replace(b'"row": {', b'"row": '),
        "no table": as_bytes(HEAD, {"row": {}}),
        "more than a row": as_bytes(HEAD, name() | {"more": 1}),
        "an array": as_bytes(HEAD, row("setting", id=[1])),
        "a truth": as_bytes(HEAD, row("setting", id=True)),
        "no base64": as_bytes(HEAD, row("setting", id={"base64": "?"})),
        "NaN": as_bytes(HEAD, row("setting", id=float("nan"))),
    },
    "line 3 is damaged": {"more after the end": GOOD * 2},
    "that no desk can hold": {
        "an unknown table": as_bytes(HEAD, row("sqlite_master", id=1)),
        "an unknown column": as_bytes(HEAD, row("setting", **{"id; --": 1})),
        "an empty column": as_bytes(HEAD, row("setting", id=1)),
        "an id twice": as_bytes(HEAD, name(), name()),
        "no parent": as_bytes(HEAD, row("departure", id=1, customer_id=7, left_at=0)),
        "a large number": as_bytes(HEAD, name(number=2**70)),
        "half a pair": as_bytes(HEAD, name("\ud800")),
        "a table of later": as_bytes(
            HEAD | {"revision": 1},
            row("closed_day", id=1, day="2026-12-24"),
        ),
    },
}
CASES = [(data, said) for said, found in BAD.items() for data in found.values()]
NAMES = [f"{said}, {what}" for said, found in BAD.items() for what in found]


@pytest.mark.parametrize(("data", "expected"), CASES, ids=NAMES)
def test_a_file_that_is_wrong_leaves_the_desk_as_it_was(
    csdesk: Csdesk, data: bytes, expected: str
) -> None:
    (csdesk.folder / "desk.jsonl").write_bytes(data)
    before = csdesk.ok("export", "desk")
    said = csdesk.refused(2, "import", "desk", "desk.jsonl")
    assert expected in said
    assert len(said.splitlines()) == 2
    assert csdesk.ok("export", "desk") == before


def test_the_file_that_these_are_made_of_is_good(csdesk: Csdesk) -> None:
    (csdesk.folder / "desk.jsonl").write_bytes(GOOD)
    csdesk.ok("import", "desk", "desk.jsonl")
    assert csdesk.ok("export", "desk").encode() == GOOD


def test_without_a_desk_there_is_nowhere_to_go(bare: Csdesk) -> None:
    (bare.folder / "desk.jsonl").write_bytes(GOOD)
    assert "csdesk init" in bare.refused(6, "import", "desk", "desk.jsonl")


def test_a_file_that_is_not_there_is_said(csdesk: Csdesk) -> None:
    assert "nothing.jsonl cannot be read" in csdesk.refused(
        2, "import", "desk", "nothing.jsonl"
    )
