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
from tests.store.verbs import commands
from tests.test_startup import EXPORTS, READS
from tests.trust.filled import FIXED, FREE, PLAIN, WORD, fill, make, text_columns
from tests.trust.naughty import FORBIDDEN, NAUGHTY
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
QUICK = [name for name in NAUGHTY if "colours" in name or name in {"markup", "NUL"}]
Run = tuple[str, tuple[str, ...]]


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
            assert told.exit_code == 0, (name, fmt, told.stderr)
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
def plain(
    filled: bytes, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, Format | None], str]:
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


def check(
    csdesk: Csdesk, plain: dict[tuple[str, Format | None], str], text: str
) -> int:
    """Hold every output against that of the plain word; how many there were."""
    fill(csdesk.path, text)
    seen = {(what, fmt): out for what, fmt, out in outputs(RUNS)}
    assert seen.keys() == plain.keys()
    for (what, fmt), out in seen.items():
        where = f"{what} as {fmt}: {text[:40]!r}"
        assert not (fmt in PEOPLE and FORBIDDEN.search(out)), where
        assert out.endswith("\n") or not out, where
        if fmt is Format.CSV:
            assert rows_of(out) == expected_rows(plain[what, fmt], text), where
        elif fmt is Format.JSON:
            assert not FORBIDDEN.search(out), where
            assert json.loads(out) == put(json.loads(plain[what, fmt]), text), where
        elif fmt in {Format.JSONL, None}:
            assert not FORBIDDEN.search(out), where
            lines = [json.loads(line) for line in out.split("\n") if line]
            known = plain[what, fmt].split("\n")
            assert lines == [put(json.loads(one), text) for one in known if one], where
        elif fmt is Format.TABLE:
            wide = max(map(cell_len, plain[what, fmt].split("\n")))
            assert max(map(cell_len, out.split("\n"))) <= max(80, wide), where
    return len(seen)


def put(plain: Any, text: str) -> Any:
    """A value of JSON with `text` wherever the plain word stands."""
    if isinstance(plain, str):
        held = plain.replace(f",{PLAIN},", f",{text.replace(',', ' ')},")
        return held.replace(PLAIN, text)
    if isinstance(plain, list):
        return [put(one, text) for one in plain]
    if isinstance(plain, dict):
        return {key: put(value, text) for key, value in plain.items()}
    return plain


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def expected_rows(plain: str, text: str) -> list[list[str]]:
    return [[str(inert(put(cell, text))) for cell in row] for row in rows_of(plain)]


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
    assert reading - {name for name, _ in RUNS} <= {"init", "demo", "import desk"}


@pytest.mark.parametrize("name", QUICK)
def test_a_text_steers_nothing_and_comes_back_unchanged(
    csdesk: Csdesk,
    filled: bytes,
    plain: dict[tuple[str, Format | None], str],
    name: str,
) -> None:
    csdesk.path.write_bytes(filled)
    assert check(csdesk, plain, NAUGHTY[name]) > 200


@pytest.mark.long
@pytest.mark.parametrize("name", NAUGHTY)
def test_every_text_does(
    csdesk: Csdesk,
    filled: bytes,
    plain: dict[tuple[str, Format | None], str],
    name: str,
) -> None:
    csdesk.path.write_bytes(filled)
    assert check(csdesk, plain, NAUGHTY[name]) > 200
