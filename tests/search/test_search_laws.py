"""Whatever is typed to search for, it is text: no rule of FTS5's, no fault."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from csdesk.store.search.query import read_search
from tests.conftest import SHARED, Csdesk
from tests.store.dumps import value

if TYPE_CHECKING:
    from pathlib import Path

TYPED = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
RULES = st.lists(
    st.sampled_from(
        ["AND", "OR", "NOT", "NEAR(", "(", ")", '"', "*", "^", ":", "-", "+", "{", "}",
         "title", "lamp", "a.b", "'", ";", "\\", ",", "\0", "é"]
    ),
    max_size=8,
).map(" ".join)  # fmt: skip
STRANGE = ('"lamp" OR', "title : lamp", "lamp*", "^lamp", "lamp\0", "NEAR(a b, 2)")


@pytest.fixture(scope="module")
def desk(empty_desk: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with one contact, for many questions."""
    path = tmp_path_factory.mktemp("search") / "desk.db"
    path.write_bytes(empty_desk)
    return path


def ask(path: Path, *command: str) -> tuple[int, str]:
    with mock.patch.dict(os.environ, {"CSDESK_DB": str(path)}):
        with pytest.MonkeyPatch.context() as patch:
            result = Csdesk(path.parent, patch)(*command)
        return result.exit_code, result.output


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(typed=TYPED | RULES)
@example(typed="--")
@example(typed='"')
def test_anything_may_be_searched_for(desk: Path, typed: str) -> None:
    code, output = ask(desk, "search", "--", typed)
    assert code == (0 if read_search(typed) else 2), (typed, output)
    assert "syntax" not in output


@pytest.mark.parametrize("typed", STRANGE)
def test_what_looks_like_a_rule_is_text(desk: Path, typed: str) -> None:
    assert ask(desk, "search", "--", typed)[0] == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(st.characters(codec="latin-1"), min_size=1, max_size=30))
def test_what_was_logged_finds_itself(desk: Path, text: str) -> None:
    if not read_search(text) or not text.strip():
        return
    code, output = ask(desk, "log", "-q", "--", "-", text)
    assert code == 0, output
    number = output.split()[-1]
    assert number in ask(desk, "search", "-q", "--limit", "0", "--", text)[1].split()


def naughty() -> list[str]:
    """The lines of every hostile text file that there is."""
    files = sorted((SHARED / "data" / "hostile").rglob("*"))
    lines: list[str] = []
    for file in files:
        if file.is_file():
            lines += file.read_bytes().decode("utf-8", "replace").splitlines()
    return [line[:200] for line in lines if line.strip()]


@pytest.mark.long
def test_naughty_strings_are_searched_for_in_peace(desk: Path) -> None:
    lines = naughty()
    if not lines:
        pytest.skip("no hostile files here")
    for line in lines[:2_000]:
        assert ask(desk, "search", "--", line)[0] in {0, 2}, line
    assert value(desk, "SELECT count(*) FROM search_due") == 0


def test_pieces_are_words_that_hold_a_letter_or_digit() -> None:
    pieces = read_search('late "red lamp" ?! 9 par')
    assert [(one.text, one.is_open) for one in pieces] == [
        ("late", False), ("red lamp", False), ("9", False), ("par", True),
    ]  # fmt: skip
    assert unicodedata.category("…") == "Po"
    assert read_search("… -") == ()
