"""Colours, movement, width, characters: the truth table of what a stream is given."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.cli.io import streams
from csdesk.cli.io.streams import StreamStyle, stream_style, style_of
from csdesk.render.console import console
from csdesk.render.trends import BLOCKS

if TYPE_CHECKING:
    from tests.conftest import Csdesk

#  terminal, NO_COLOR, FORCE_COLOR, TERM dumb -> colours, animated
TABLE = """
yes  -      -  no    yes yes
yes  -      -  dumb  no  no
yes  -      1  no    yes yes
yes  -      1  dumb  yes no
yes  -      0  no    no  yes
yes  -      0  dumb  no  no
yes  empty  -  no    yes yes
yes  empty  -  dumb  no  no
yes  empty  1  no    yes yes
yes  empty  1  dumb  yes no
yes  empty  0  no    no  yes
yes  empty  0  dumb  no  no
yes  1      -  no    no  yes
yes  1      -  dumb  no  no
yes  1      1  no    no  yes
yes  1      1  dumb  no  no
yes  1      0  no    no  yes
yes  1      0  dumb  no  no
no   -      -  no    no  no
no   -      -  dumb  no  no
no   -      1  no    yes no
no   -      1  dumb  yes no
no   -      0  no    no  no
no   -      0  dumb  no  no
no   empty  -  no    no  no
no   empty  -  dumb  no  no
no   empty  1  no    yes no
no   empty  1  dumb  yes no
no   empty  0  no    no  no
no   empty  0  dumb  no  no
no   1      -  no    no  no
no   1      -  dumb  no  no
no   1      1  no    no  no
no   1      1  dumb  no  no
no   1      0  no    no  no
no   1      0  dumb  no  no
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
ENCODINGS = ("utf-8", "cp1252", "ascii", "latin-1")
WIDTHS = (1, 20, 40, 80, 120, 1000)


def environ(no_color: str, force_color: str, term: str) -> dict[str, str]:
    """The environment of a row."""
    said = {"TERM": "dumb" if term == "dumb" else "xterm-256color"}
    if no_color != "-":
        said["NO_COLOR"] = "" if no_color == "empty" else no_color
    if force_color != "-":
        said["FORCE_COLOR"] = force_color
    return said


class Stream(io.TextIOWrapper):
    """A stream that says of itself whether it is a terminal."""

    is_terminal = False

    def isatty(self) -> bool:
        return self.is_terminal


def stream(encoding: str, *, is_terminal: bool = False) -> Stream:
    made = Stream(io.BytesIO(), encoding, newline="", write_through=True)
    made.is_terminal = is_terminal
    return made


def written(to: Stream) -> bytes:
    buffer: Any = to.buffer
    content: bytes = buffer.getvalue()
    return content


def test_the_table_has_every_case_once() -> None:
    cases = [tuple(row[:4]) for row in ROWS]
    assert len(set(cases)) == len(cases) == 2 * 3 * 3 * 2


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_colours_and_movement(row: list[str]) -> None:
    terminal, no_color, force_color, term, colours, animated = row
    found = stream_style(
        environ(no_color, force_color, term), is_terminal=terminal == "yes", columns=80
    )
    assert (found.colours, found.animated) == (colours == "yes", animated == "yes")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_what_comes_out_is_what_the_table_says(
    monkeypatch: pytest.MonkeyPatch, row: list[str], encoding: str
) -> None:
    terminal, no_color, force_color, term, colours, _ = row
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ(no_color, force_color, term).items():
        monkeypatch.setenv(name, value)
    out = stream(encoding, is_terminal=terminal == "yes")
    monkeypatch.setattr("sys.stdout", out)
    streams.prepare()
    streams.put("\x1b[1m─ Ä – ▁█ 日 \x1b[2J\x1b[0m x\n")
    text = written(out).decode(encoding)
    lines = {
        "utf-8": "─ Ä – ▁█ 日 \ufffd[2J",
        "cp1252": "- Ä – _# \\u65e5 \\ufffd[2J",
        "latin-1": "- Ä - _# \\u65e5 \\ufffd[2J",
        "ascii": "- \\xc4 - _# \\u65e5 \\ufffd[2J",
    }
    drawn = lines[encoding]
    assert text == (
        f"\x1b[1m{drawn}\x1b[0m x\n" if colours == "yes" else f"{drawn} x\n"
    )


@pytest.mark.parametrize(
    ("said", "columns", "width"),
    [
        ("", 0, 80),
        ("", 20, 20),
        ("", 1000, 160),
        ("40", 120, 40),
        ("1000", 80, 160),
        ("0", 0, 80),
        ("0", 90, 90),
        ("-5", 90, 90),
        ("x", 90, 90),
        ("²", 90, 90),
        ("٤٠", 90, 90),
        ("9" * 5_000, 90, 90),
    ],
)
def test_width(said: str, columns: int, width: int) -> None:
    found = stream_style({"COLUMNS": said}, is_terminal=True, columns=columns)
    assert found.width == width


def test_a_stream_that_is_closed_or_none_is_no_terminal() -> None:
    closed = io.StringIO()
    closed.close()
    for one in (closed, None, object()):
        assert not style_of(one).is_terminal


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("colours", [True, False])
def test_a_moving_bar_is_drawn_in_what_the_encoding_has(
    monkeypatch: pytest.MonkeyPatch, encoding: str, width: int, colours: bool
) -> None:
    from rich.progress import Progress

    monkeypatch.setenv(
        "NO_COLOR" if colours else "FORCE_COLOR", "1"
    )  # it looks at none
    err = stream(encoding, is_terminal=True)
    monkeypatch.setattr("sys.stderr", err)
    streams.prepare()
    with Progress(console=console(err, width, colours=colours)) as bar:
        bar.update(bar.add_task("Reading", total=4), completed=2)
    text = written(err).decode(encoding)
    assert ("\x1b[32m" in text or "\x1b[35m" in text) is colours or width < WIDTHS[2]
    assert "\\u" not in text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_data_is_utf_8_for_programs_and_escaped_for_eyes(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    text = '{"name": "Ä日👩"}\n'
    pipe = stream(encoding)
    monkeypatch.setattr("sys.stdout", pipe)
    streams.prepare()
    streams.put_data([text], is_json=True)
    assert written(pipe) == text.encode()
    screen = stream(encoding, is_terminal=True)
    monkeypatch.setattr("sys.stdout", screen)
    streams.put_data([text], is_json=True)
    import json

    assert json.loads(written(screen).decode(encoding)) == {"name": "Ä日👩"}


def test_what_csdesk_draws_has_a_character_of_ascii_each() -> None:
    for mark in f"{BLOCKS}─━▲▼△▽•·–…":
        stands_for = mark.translate(streams.DRAWN)
        assert stands_for.isascii()
        assert len(stands_for) == 1
    assert len({mark.translate(streams.DRAWN) for mark in BLOCKS}) == len(BLOCKS)
    assert len({mark.translate(streams.DRAWN) for mark in "▲▼△▽"}) == 4


def test_a_manner_is_a_value() -> None:
    assert stream_style({}, is_terminal=False, columns=0) == StreamStyle(
        is_terminal=False, colours=False, animated=False, width=80
    )


@pytest.mark.parametrize("variables", [{"FORCE_COLOR": "1"}, {"NO_COLOR": "1"}])
def test_data_and_files_have_no_colours(
    csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    csdesk.ok("log", "Ann", "hello")
    colourful = "\x1b" in csdesk.ok("contact", "list")
    assert colourful is ("FORCE_COLOR" in variables)
    for fmt in ("json", "jsonl", "csv"):
        assert "\x1b" not in csdesk.ok("contact", "list", "--format", fmt)
    for fmt in ("table", "plain", "markdown", "csv"):
        csdesk.ok("contact", "list", "--format", fmt, "--output", "out")
        assert "\x1b" not in (csdesk.folder / "out").read_text("utf-8")
