"""Every `$ csdesk …` line of the README and its pages is run, and its output compared.

The blocks of a page are one session in a folder of its own, in the order in which they
stand. A line `$ export NAME=value` sets the environment, `$ unset NAME` clears it.
`--update-golden` rewrites the outputs.
"""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = (
    README,
    DOCS / "tour.md",
    DOCS / "importing.md",
    DOCS / "scripting.md",
)
LONGEST_README = 200
LONGEST_FIRST_DAY = 40
HOME = "/home/anna"
CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```)", re.MULTILINE | re.DOTALL)
MAPPING = re.compile(r"^```toml\n# (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PICTURE = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def reader(bare: Csdesk) -> Csdesk:
    """csdesk as the pages' reader has it: nothing said of where the desk lies."""
    bare.monkeypatch.delenv("CSDESK_DB")
    bare.monkeypatch.setenv("HOME", str(bare.folder))
    bare.monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    return bare


def played(block: str, csdesk: Csdesk) -> str:
    """The block as it should read: its commands with what they print."""
    lines = []
    for line in block.splitlines():
        if not line.startswith("$ "):
            continue
        lines.append(f"{line}\n")
        words = shlex.split(line.removeprefix("$ "))
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            csdesk.monkeypatch.setenv(name, value)
        elif words[0] == "unset":
            csdesk.monkeypatch.delenv(words[1])
        else:
            assert words[0] == "csdesk", line
            printed = csdesk(*words[1:]).output
            lines.append(printed.replace(str(csdesk.folder), HOME))
    return "".join(lines)


def lay_out(text: str, folder: Path) -> None:
    """Put into the folder what the page shows or names: mappings, sample data."""
    for name, mapping in MAPPING.findall(text):
        (folder / name).write_text(mapping, "utf-8")
    if re.search(r"^\$ .*sample_data/", text, re.MULTILINE):
        shutil.copytree(ROOT / "sample_data", folder / "sample_data")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_console_blocks_are_true(
    page: Path, reader: Csdesk, request: pytest.FixtureRequest
) -> None:
    text = page.read_text("utf-8")
    lay_out(text, reader.folder)
    blocks = CONSOLE.findall(text)
    played_blocks = [played(block, reader) for block in blocks]
    if request.config.getoption("--update-golden"):
        fresh = iter(played_blocks)
        page.write_text(CONSOLE.sub(lambda _: next(fresh), text), "utf-8")
    assert blocks
    assert played_blocks == CONSOLE.findall(page.read_text("utf-8"))


def test_the_picture_shows_lines_of_the_demo_in_their_order(reader: Csdesk) -> None:
    (picture,) = PICTURE.findall(README.read_text("utf-8"))
    printed = iter(reader.ok("demo").splitlines())
    shown = [line for line in picture.splitlines() if line != "…"]
    assert [line for line in shown if line not in printed] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_leaves_nothing_set_in_the_terminal_of_who_pastes_it(page: Path) -> None:
    lines = "".join(CONSOLE.findall(page.read_text("utf-8"))).splitlines()
    exported = {
        line.removeprefix("$ export ").partition("=")[0]
        for line in lines
        if line.startswith("$ export ")
    }
    assert {f"$ unset {name}" for name in exported} == {
        line for line in lines if line.startswith("$ unset ")
    }


def test_the_readme_is_a_front_page() -> None:
    text = README.read_text("utf-8")
    (first_day,) = CONSOLE.findall(text)
    assert len(text.splitlines()) <= LONGEST_README
    assert len(first_day.splitlines()) <= LONGEST_FIRST_DAY
    assert "export" not in first_day
