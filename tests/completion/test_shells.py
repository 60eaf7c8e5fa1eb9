"""TAB in bash, zsh and fish themselves: the right words come, and nothing is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.completion.conftest import tab
from tests.completion.shells import Home

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

pytestmark = pytest.mark.long
SHELLS = ("bash", "zsh", "fish")
LINES = (
    "csdesk con",
    "csdesk complaint re",
    "csdesk complaint resolve K",
    "csdesk contact show --sa",
    "csdesk log ann@ex",
    "csdesk log ",
    "csdesk log - hello --channel ",
    "csdesk log - hello --category ",
    "csdesk log - hello --agent ",
    "csdesk customer list --tag ",
    "csdesk customer add Zoe --tier ",
    "csdesk purchase list --product ",
    "csdesk voucher redeem ",
    "csdesk loyalty remove ",
    "csdesk import list --source ",
    "csdesk report 2026-W",
)
# What is typed -> the whole word that comes of it.
CUT = {
    "csdesk report --kpi nps,csat_": "nps,csat_mean",
    "csdesk report --kpi=nps,csat_": "--kpi=nps,csat_mean",
    "csdesk log - hello --channel=em": "--channel=email",
    "csdesk customer show ann@": "ann@example.org",
    "csdesk customer show ANN@E": "ann@example.org",
    "csdesk import surveys x.csv --score Q1=n": "Q1=nps",
    "~/bin/csdesk customer show ann": "ann@example.org",
}


@pytest.fixture(params=SHELLS)
def home(hostile: Csdesk, request: pytest.FixtureRequest) -> Home:
    return Home(hostile, request.param)


def nothing_was_run(folder: Path) -> bool:
    return not list(folder.rglob("pwned*"))


@pytest.mark.parametrize("line", LINES)
def test_the_right_words_come_and_nothing_is_run(
    home: Home, hostile: Csdesk, line: str
) -> None:
    words = tab(hostile, line)
    assert words
    assert sorted(home.offered(line)) == sorted(words)
    assert nothing_was_run(hostile.folder)


@pytest.mark.parametrize("line", CUT)
def test_a_word_that_is_cut_in_pieces_comes_whole(
    home: Home, hostile: Csdesk, line: str
) -> None:
    offered = home.offered(line) if home.shell == "fish" else home.typed(f"{line}\t")
    assert offered[-1].casefold() == CUT[line].casefold()
    assert nothing_was_run(hostile.folder)


def test_files_come_where_files_are_wanted(home: Home) -> None:
    (home.folder / "parcel list.csv").write_text("")
    line = "csdesk import contacts parc"
    offered = home.offered(line) if home.shell == "fish" else home.typed(f"{line}\t")
    assert offered[-1] == "parcel list.csv"


def test_a_desk_that_is_not_there_offers_no_files_in_its_place(home: Home) -> None:
    (home.folder / "C1.txt").write_text("")
    home.env["CSDESK_DB"] = "/nowhere/desk.db"
    line = "csdesk contact show C"
    offered = home.offered(line) if home.shell == "fish" else home.typed(f"{line}\t")
    assert offered[-1:] == ([] if home.shell == "fish" else ["C"])


SPITEFUL = """#!/bin/sh
[ -n "$_CSDESK_COMPLETE" ] && echo '$(touch pwned)' && exit
printf '%s\\n' "$@" >>"$HOME/ran"
"""
# As Typer's own script for zsh does it.
EVALUATING = """_csdesk() {
  eval "_arguments '*: :((\\"$(_CSDESK_COMPLETE=complete_zsh csdesk | head -n 1)\\"))'"
}
"""


def test_what_csdesk_prints_is_no_command_whatever_it_prints(home: Home) -> None:
    (home.folder / "bin" / "csdesk").write_text(SPITEFUL)
    line = "csdesk log - hello --agent "
    if home.shell == "fish":
        assert home.offered(line) == ["$(touch pwned)"]
    else:  # the line is thrown away again, not run
        assert home.typed(f"{line}\t\x15csdesk done") == ["done"]
    assert nothing_was_run(home.folder)


def test_a_script_that_evaluates_would_be_caught(hostile: Csdesk) -> None:
    home = Home(hostile, "zsh")
    (home.folder / "bin" / "csdesk").write_text(SPITEFUL)
    start = home.folder / ".zshrc"
    start.write_text(start.read_text() + EVALUATING)
    home.typed("csdesk log - hello --agent \t")
    assert not nothing_was_run(home.folder)
