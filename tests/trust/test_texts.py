"""Every naughty string in every text of every record, through every command that shows.

The fields come from the schema, the commands and their formats from the command line:
what is new there is here too, or fails. A string's outputs are compared with those of
a desk that is the same but for a plain word in its place.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from csdesk.render import Format
from csdesk.render.as_csv import inert
from tests.conftest import Csdesk
from tests.draw import IS_WHOLE
from tests.store.verbs import FILES, STORY, VERBS, commands
from tests.test_startup import ASKS_NO_DESK, COPIES, EXPORTS, READS
from tests.trust.filled import FIXED, FREE, PLAIN, WORD, fill, make, text_columns
from tests.trust.naughty import ALONE, FORBIDDEN, NAUGHTY, WORST
from tests.trust.running import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PEOPLE = {Format.TABLE, Format.PLAIN, Format.MARKDOWN, Format.HTML}
# Where the desk that is filled wants other words than the one of the start-up tests.
ASKED = {
    "search": (WORD,),
    "report": (
        "2026-W47",
        "--by",
        "category",
        "--by",
        "agent",
        "--by",
        "tier",
        "--last",
        "1",
        "--kpi",
        "contacts,complaints_opened,csat",
    ),
    "complaint causes": ("2026-11",),
    "kpi rows": ("contacts", "2026-11"),
    "contact show": ("C1",),
}
# Asked more than once: other records, other columns.
MORE = (
    ("complaint show", ("K2",)),
    ("customer show", ("P1", "--all")),
    ("customer show", ("P2",)),
    ("kpi rows", ("complaints_opened", "2026-11")),
)  # fmt: skip
# By CSDESK_ALL=1 each of them by itself; else those that may stand together in one.
TEXTS = (
    NAUGHTY
    if IS_WHOLE
    else {"all that may": WORST} | {name: NAUGHTY[name] for name in ALONE}
)
Run = tuple[str, tuple[str, ...]]
Plain = dict[tuple[str, Format | None], str]


def shows() -> Iterator[Run]:
    """Every command that reads, with what it is asked, without its format."""
    for name, asked in {**READS, **EXPORTS}.items():
        yield name, ASKED.get(name, tuple(a for a in asked if a not in FORMATS))
    yield from MORE


FORMATS = {"--format", "json"}
RUNS = list(shows())
OPTIONS = commands()


def formats_of(name: str) -> list[Format | None]:
    """What a command can be told to write; [None] where there is no such choice."""
    return list(Format) if "fmt" in OPTIONS[name] else [None]


def outputs(runs: list[Run]) -> Iterator[tuple[str, Format | None, str]]:
    """What each command writes in each of its formats, and as ids, on this desk."""
    for name, asked in runs:
        for fmt in formats_of(name):
            how = () if fmt is None else ("--format", str(fmt))
            told = run(*name.split(), *asked, *how)
            if told.exit_code == 2 and "--format" in told.stderr:
                continue
            fine = {0, 1} if name == "check" else {0}
            assert told.exit_code in fine, (name, fmt, told.stderr)
            assert not FORBIDDEN.search(told.stderr), (name, fmt)
            yield " ".join((name, *asked)), fmt, told.stdout
        if "ids" in OPTIONS[name]:
            told = run(*name.split(), *asked, "-q")
            yield name, Format.PLAIN, told.stdout


@pytest.fixture(scope="module")
def filled(empty_desk: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a desk with something of everything."""
    with pytest.MonkeyPatch.context() as patch:
        return make(_elsewhere(empty_desk, tmp_path_factory.mktemp("filled"), patch))


@pytest.fixture(scope="module")
def plain(filled: bytes, tmp_path_factory: pytest.TempPathFactory) -> Plain:
    """What every command writes where every text is the plain word."""
    with pytest.MonkeyPatch.context() as patch:
        csdesk = _elsewhere(filled, tmp_path_factory.mktemp("plain"), patch)
        fill(csdesk.path, PLAIN)
        return {(what, fmt): text for what, fmt, text in outputs(RUNS)}


def _elsewhere(desk: bytes, folder: Path, patch: pytest.MonkeyPatch) -> Csdesk:
    patch.chdir(folder)
    patch.setenv("CSDESK_DB", str(folder / "desk.db"))
    patch.setenv("CSDESK_AGENT", "Anna")
    patch.setenv("CSDESK_CHANCE", "dice")
    patch.setenv("COLUMNS", "80")
    patch.setenv("NO_COLOR", "1")
    csdesk = Csdesk(folder, patch)
    csdesk.path.write_bytes(desk)
    return csdesk


# Ranked by how long each text is, and told with a piece of it; a word, not an object;
# what is wrong with a desk that was doctored, and how much room is left.
INEXACT = {"search", "settings get", "check"}
# Its sums go by the whole text, which SQLite ends at a NUL; only a doctored file of a
# whole desk can hold one.
STOPS_AT_NUL = "complaint causes"


def check(csdesk: Csdesk, plain: Plain, text: str) -> int:
    """Hold every output against that of the plain word; how many there were."""
    fill(csdesk.path, text)
    seen = {(what, fmt): out for what, fmt, out in outputs(RUNS)}
    assert seen.keys() == plain.keys()
    for (what, fmt), out in seen.items():
        where = f"{what} as {fmt}: {text[:40]!r}"
        assert fmt is Format.CSV or not FORBIDDEN.search(out), where
        assert out.endswith("\n") or not out, where
        if not is_inexact(what, text):
            assert is_unchanged(fmt, out, plain[what, fmt], text), where
        # Sentences below a table are wider; an article is shown line by line.
        if fmt is Format.TABLE and not what.startswith("complaint causes"):
            wide = max(map(cell_len, plain[what, fmt].split("\n")))
            assert max(map(cell_len, out.split("\n"))) <= max(80, wide), where
        is_row = not what.startswith("article show") and text.strip()  # else left out
        if fmt is Format.MARKDOWN and is_row:
            assert out.count("\n") == plain[what, fmt].count("\n"), where
    return len(seen)


def is_inexact(what: str, text: str) -> bool:
    """Whether what a command gives depends on more of the text than its letters."""
    return any(what.startswith(name) for name in INEXACT) or (
        "\x00" in text and what.startswith(STOPS_AT_NUL)
    )


def is_unchanged(fmt: Format | None, out: str, plain: str, text: str) -> bool:
    """Whether data holds the text itself wherever the plain word stood."""
    if fmt is Format.CSV:
        return same(rows_of(out), rows_of(plain), text)
    if fmt is Format.JSON:
        return same(json.loads(out), json.loads(plain), text)
    return fmt in PEOPLE or same(lines_of(out), lines_of(plain), text)


def lines_of(text: str) -> list[Any]:
    """The objects of JSON lines, but a digest of all of them; the journal's opened."""
    found = [json.loads(line) for line in text.split("\n") if line]
    for line in found:
        if line.get("table") == "change":
            for side in ("before", "after"):
                line["row"][side] = json.loads(line["row"].get(side) or "null")
    return [line for line in found if "end" not in line]


def rows_of(text: str) -> list[list[str]]:
    """The rows of a CSV."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def same(seen: Any, plain: Any, text: str) -> bool:
    """Whether that is the value of the plain word's desk, with `text` in its place.

    In a tag commas are blanks; in CSV an apostrophe leads a formula.
    """
    if isinstance(seen, str) and isinstance(plain, str):
        held = plain.replace(PLAIN, text)
        tags = plain.replace(PLAIN, text.replace(",", " "))
        return seen in {held, tags, inert(held), inert(tags)}
    if isinstance(seen, list) and isinstance(plain, list):
        pairs = zip(seen, plain, strict=False)
        return len(seen) == len(plain) and all(same(*pair, text) for pair in pairs)
    if isinstance(seen, dict) and isinstance(plain, dict):
        return seen.keys() == plain.keys() and all(
            same(seen[key], plain[key], text) for key in seen
        )
    return bool(seen == plain)


def test_every_text_column_is_filled_or_known_to_hold_no_text(csdesk: Csdesk) -> None:
    listed = [
        (table, column)
        for of in (FREE, FIXED)
        for table, columns in of.items()
        for column in columns
    ]
    assert len(listed) == len(set(listed))
    assert set(listed) == text_columns(csdesk.path)


def test_every_command_that_reads_has_a_row() -> None:
    reading = {name for name, options in commands().items() if "agent" not in options}
    writing = {"init", "demo", "import desk", *COPIES, *ASKS_NO_DESK}
    assert reading - {name for name, _ in RUNS} <= writing


@pytest.mark.long
@pytest.mark.parametrize("name", TEXTS)
def test_every_text_does(
    csdesk: Csdesk,
    filled: bytes,
    plain: Plain,
    name: str,
) -> None:
    csdesk.path.write_bytes(filled)
    assert check(csdesk, plain, TEXTS[name]) > 200


@pytest.mark.long
@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1"])
@pytest.mark.parametrize("width", [20, 40, 120, 1000])
def test_no_width_and_no_encoding_is_too_little(
    csdesk: Csdesk, filled: bytes, width: int, encoding: str
) -> None:
    csdesk.path.write_bytes(filled)
    csdesk.monkeypatch.setenv("COLUMNS", str(width))
    fill(csdesk.path, WORST)
    looked_at = (name for name in READS if name.split()[-1] in {"list", "show"})
    for name in [*looked_at, "today", "report", "search", "history"]:
        asked = ASKED.get(name, READS[name])
        for fmt in ("table", "plain") if width == 20 else ("table",):
            told = run(*name.split(), *asked, "--format", fmt, encoding=encoding)
            assert (told.exit_code, told.stderr) == (0, ""), (name, told.stderr)
            assert not FORBIDDEN.search(told.stdout), name


@pytest.mark.long
@pytest.mark.parametrize("verb", VERBS)
def test_what_a_verb_says_steers_nothing(csdesk: Csdesk, verb: str) -> None:
    before, command = VERBS[verb]
    for name, text in FILES.items():
        (csdesk.folder / name).write_text(text, "utf-8")
    for one in (*STORY, *before):
        csdesk.ok(*one)
    fill(csdesk.path, WORST)
    for args in (command, ("undo", "--dry-run"), ("undo",)):
        told = run(*args)
        assert told.exit_code in {0, 1, 2, 3, 4}, told.stderr
        assert not FORBIDDEN.search(told.stdout + told.stderr)
