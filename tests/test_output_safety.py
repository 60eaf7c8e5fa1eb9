"""Whatever a customer is called, nothing of it steers a terminal or breaks a table."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from csdesk.cli.io.streams import put_data
from csdesk.render.as_csv import as_typed
from csdesk.render.console import REPLACEMENT
from tests.conftest import Csdesk
from tests.store.dumps import value

if TYPE_CHECKING:
    from typer.testing import Result

pytestmark = pytest.mark.long  # the whole of it is more than a look

# DESIGN.md §8: of these only newline and tab may reach a terminal.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
NASTY = {
    "markup that closes nothing": "[/red]",
    "markup": "[bold]x[/bold]",
    "a link in markup": "[link=https://x.org]x[/link]",
    "an emoji code": ":smile:",
    "a trailing backslash": "x\\",
    "clear the screen": "\x1b[2Jx",
    "set the title": "\x1b]0;owned\x07x",
    "a link to click": "\x1b]8;;https://x.org\x1b\\x\x1b]8;;\x1b\\",
    "the clipboard": "\x1b]52;c;eA==\x07x",
    "one-byte CSI": "\x9b2Jx",
    "backspaces": "x\b\b\b",
    "a bell": "\x07x",
    "carriage return": "safe\rowned",
    "DEL": "x\x7f",
    "every C0": "x" + "".join(map(chr, range(1, 32))) + "x",
    "every C1": "x" + "".join(map(chr, range(0x80, 0xA0))) + "x",
    "a bidi override": "abc\u202edef",
    "bidi isolates": "\u2066abc\u2069",
    "bidi marks": "\u200eabc\u200f\u061c",
    "line separators": "a\u2028b\u2029c",
    "SQL": "'; DROP TABLE contact;--",
    "a spreadsheet's formula": "=1+1",
    "markdown": "a|b *c* `d` <script>",
    "HTML": "<b>x</b>&amp;",
    "wide": "日本語 👩‍👩‍👧",
    "combining": "e\u0301" * 30,
    "very long": "x" * 500,
}


TEXTS = list(NASTY.values())
PEOPLE = ("table", "plain", "markdown")


@pytest.fixture(scope="module")
def nasty_desk(empty_desk: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a desk where each text stands wherever a text can, made once."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("nasty")
        patch.setenv("CSDESK_DB", str(folder / "desk.db"))
        csdesk = Csdesk(folder, patch)
        csdesk.path.write_bytes(empty_desk)
        for number, text in enumerate(TEXTS):
            told = csdesk(
                "log", f"Ann {number} {text}", text, "--category", f"{number} {text}",
                "--notes", text, "--agent", f"{chr(65 + number) * 6} {text}",
            )  # fmt: skip
            assert told.exit_code == 0, told.output
            assert not FORBIDDEN.search(told.stdout + told.stderr), text
        csdesk.ok("contact", "hold", "C1", "".join(TEXTS))
        return csdesk.path.read_bytes()


@pytest.fixture
def desk(csdesk: Csdesk, nasty_desk: bytes) -> Csdesk:
    """csdesk on that desk: contact C1 has the first text, C2 the second, and so on."""
    csdesk.path.write_bytes(nasty_desk)
    return csdesk


def unsafe(result: Result) -> list[str]:
    """What a command said that could steer a terminal."""
    assert result.exit_code == 0, result.output
    return FORBIDDEN.findall(result.stdout + result.stderr)


@pytest.mark.parametrize(
    "fmt",
    [
        "table",
        *(
            pytest.param(fmt, marks=pytest.mark.long)
            for fmt in (*PEOPLE[1:], "json", "jsonl")
        ),
    ],
)
@pytest.mark.parametrize("command", ["contact list", "customer list", "history"])
def test_a_list_holds_nothing_that_could_steer_a_terminal(
    desk: Csdesk, command: str, fmt: str
) -> None:
    assert unsafe(desk(*command.split(), "--format", fmt)) == []


@pytest.mark.parametrize("fmt", [*PEOPLE, "json"])
def test_nor_does_a_record(desk: Csdesk, fmt: str) -> None:
    for number in range(1, len(TEXTS) + 1):
        shown = desk("contact", "show", f"C{number}", "--format", fmt)
        assert unsafe(shown) == [], TEXTS[number - 1]


def test_nor_does_what_undo_shows(desk: Csdesk) -> None:
    for number in range(2, len(TEXTS) + 2):
        shown = desk("undo", str(number), "--dry-run")
        if shown.exit_code == 0:
            assert unsafe(shown) == [], TEXTS[number - 2]
        else:
            assert not FORBIDDEN.search(shown.stderr)


def test_json_keeps_every_text_as_it_was_typed(desk: Csdesk) -> None:
    listed = {row["id"]: row for row in desk.json("contact", "list")}
    lines = desk.ok("contact", "list", "--format", "jsonl").split("\n")
    by_line = {row["id"]: row for row in map(json.loads, filter(None, lines))}
    for number, text in enumerate(TEXTS, start=1):
        assert listed[f"C{number}"]["subject"] == text
        assert by_line[f"C{number}"]["notes"] == text


def test_csv_keeps_every_text_as_it_was_typed_on_a_pipe(desk: Csdesk) -> None:
    shown = desk.ok("contact", "list", "--format", "csv")
    rows = csv.DictReader(io.StringIO(shown, newline=""), strict=True)
    notes = {row["id"]: row["notes"] for row in rows}
    for number, text in enumerate(TEXTS, start=1):
        kept = notes[f"C{number}"]
        assert kept.startswith("'") == text.startswith(("'", "="))
        assert as_typed(kept) == text


def test_csv_on_a_terminal_steers_nothing(
    desk: Csdesk, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = desk.ok("contact", "list", "--format", "csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        put_data([shown])
    assert not FORBIDDEN.search(re.sub("\x1b\\[[0-9;]*m", "", capsys.readouterr().out))


def test_a_csv_is_still_one_row_a_record(desk: Csdesk) -> None:
    shown = desk.ok("contact", "list", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(shown, newline=""), strict=True))
    assert len(rows) == len(TEXTS)
    assert {row["channel"] for row in rows} == {"phone"}


@pytest.mark.parametrize("fmt", PEOPLE)
def test_a_table_is_still_one_line_a_record(desk: Csdesk, fmt: str) -> None:
    lines = desk.ok("contact", "list", "--format", fmt).split("\n")
    records = [line for line in lines if re.match(r"[| ]*C\d+ ", line)]
    assert len(records) == len(TEXTS)
    if fmt == "table":
        assert max(map(cell_len, lines)) <= 80


@pytest.mark.parametrize(
    "command",
    [
        ("contact", "list", "--channel", "{}"),
        ("contact", "list", "--period", "{}"),
        ("contact", "list", "--customer", "{}"),
        ("contact", "show", "C{}"),
        ("contact", "{}"),
        ("{}",),
        ("log", "-", "x", "--at", "{}"),
        ("log", "-", "x", "--{}"),
        ("undo", "{}"),
    ],
)
def test_an_error_that_repeats_what_was_typed_is_safe(
    csdesk: Csdesk, command: tuple[str, ...]
) -> None:
    for text in TEXTS:
        told = csdesk(*(part.format(text) for part in command))
        assert told.exit_code in {2, 3}, (text, told.output)
        assert not FORBIDDEN.search(told.stdout + told.stderr), text


def test_what_is_replaced_is_seen_to_be_replaced(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "a\x1b[2Jb")
    assert f"a{REPLACEMENT}[2Jb" in csdesk.ok("contact", "show", "C1")


def test_markup_is_shown_as_it_was_typed(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "[bold]x[/red] :smile: \\")
    assert "[bold]x[/red] :smile: \\" in csdesk.ok("contact", "show", "C1")


def test_sql_in_a_name_is_a_name(csdesk: Csdesk) -> None:
    csdesk.ok("log", NASTY["SQL"], NASTY["SQL"])
    assert value(csdesk.path, "SELECT count(*) FROM contact") == 1
    assert value(csdesk.path, "SELECT name FROM customer") == NASTY["SQL"]


def test_markdown_cells_cannot_break_out_of_their_table(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "a|b\nc")
    shown = csdesk.ok("contact", "list", "--format", "markdown")
    assert "a\\|b c" in shown
