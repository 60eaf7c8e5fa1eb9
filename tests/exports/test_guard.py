"""No piece of a CSV cell is a formula, wherever a spreadsheet splits the file."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.render.as_csv import as_typed, inert
from tests.exports.conftest import column

if TYPE_CHECKING:
    from tests.conftest import Csdesk

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
HOSTILE = st.text(st.sampled_from(f"{SIGNS}'\";,|\t\r\n x1 \u2028\u200b")) | st.text()
SPLIT = re.compile(r"[;,|\t\r\n]")


def pieces(text: str, separator: re.Pattern[str] = SPLIT) -> list[str]:
    """What a spreadsheet sees as cells, without the quotes and blanks around them."""
    return [one.lstrip(' "\u00a0\u3000') for one in separator.split(text)]


@given(HOSTILE)
def test_what_is_guarded_comes_back_exactly(text: str) -> None:
    assert as_typed(str(inert(text))) == text


@given(HOSTILE)
def test_no_piece_of_a_guarded_text_is_a_formula(text: str) -> None:
    found = pieces(str(inert(text)))
    assert not [piece for piece in found if piece.startswith(tuple(SIGNS))]


@given(HOSTILE)
def test_a_text_already_guarded_is_told_from_one_that_is_not(text: str) -> None:
    twice = str(inert(inert(text)))
    assert as_typed(as_typed(twice)) == text


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x;'=1+1", "x;''=1+1"),
        ('x; "=1+1', "x; \"'=1+1"),
        ("x\n- one", "x\n'- one"),
        ("\t=1", "'\t'=1"),
        ("x|\uff1d1", "x|'\uff1d1"),
        ("=1", "'=1"),
        ("'tis", "''tis"),
        ("it's; 'tis", "it's; 'tis"),
        ("a-b=c; d", "a-b=c; d"),
    ],
)
def test_an_apostrophe_stands_where_a_formula_would_begin(
    text: str, guarded: str
) -> None:
    assert inert(text) == guarded


def test_a_long_text_is_guarded_in_no_time() -> None:
    text = ";" + " " * 200_000 + "'" * 200_000 + "x" + "; " * 100_000 + "@"
    assert as_typed(str(inert(text))) == text


@pytest.mark.parametrize("text", ["x;=1+1", "x;'=1", "x\t@a", "x\n=1", "x|+1", "x,-1"])
def test_lists_and_exports_hold_no_formula_whatever_they_are_split_at(
    csdesk: Csdesk, text: str
) -> None:
    csdesk.ok("log", "Nia", text, "--category", text, "--no-input")
    for args in (
        ("contact", "list", "--format", "csv"),
        ("contact", "show", "C1", "--format", "csv"),
        ("report", "this-week", "--by", "category", "--format", "csv"),
        ("export", "contacts"),
    ):
        told = csdesk.ok(*args)
        for separator in ";\t|":
            rows = csv.reader(io.StringIO(told, newline=""), delimiter=separator)
            cells = [cell.lstrip(' "') for row in rows for cell in row]
            assert not [one for one in cells if one.startswith(tuple(SIGNS))], args


@pytest.mark.parametrize("text", ["x;=1+1", "x;'=1", "x;''=1", "x|'tis; '+1", "a;'b"])
def test_a_guarded_text_comes_back_into_its_desk_unchanged(
    csdesk: Csdesk, text: str
) -> None:
    csdesk.ok("log", "Nia", text, "--no-input")
    (csdesk.folder / "c.csv").write_text(csdesk.ok("export", "contacts"))
    assert "1 unchanged" in csdesk.ok("import", "contacts", "c.csv")
    assert column(csdesk.path, "SELECT subject FROM contact") == [text]


def test_the_reasons_of_rejected_rows_hold_no_formula(csdesk: Csdesk) -> None:
    (csdesk.folder / "c.csv").write_text(
        'received_at,channel\n2026-11-03 10:00,"x;=1+1"\n2026-11-03 10:00,phone\n'
    )
    csdesk("import", "contacts", "c.csv", "--skip-bad")
    text = (csdesk.folder / "c.csv.rejected.csv").read_text()
    rows = list(csv.reader(text.splitlines()))
    assert "x;'=1+1" in rows[1][-1]
    assert rows[1][1] == "x;=1+1"
