"""What fits behind a line."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from csdesk.cli.completion.answer import offers
from tests.completion.conftest import keep, tab
from tests.conftest import Csdesk

LINES = [
    ("csdesk con", ["contact"]),
    ("csdesk hi", ["history"]),
    ("csdesk complaint re", ["resume", "resolve", "reopen", "remove"]),
    ("csdesk nonsense ", []),
    ("csdesk contact show --sa", ["--save"]),
    ("csdesk contact show C1 --output x ", ["--save", "--format", "--help"]),
    ("csdesk log - hello --channel em", ["email"]),
    ("csdesk log - hello --channel=em", ["email"]),
    ("csdesk log - hello --channel = em", ["email"]),
    ("csdesk log - hello --not", ["--notes", "--not-avoidable"]),
    ("csdesk log - hello --category b", ["billing"]),
    ("csdesk log - hello --agent cl", ["Cleo"]),
    ("csdesk log - hello --notes ", []),
    ("csdesk log ANN", ["ann@example.org"]),
    ("csdesk log 'ann", []),
    ("csdesk log P", ["P1"]),
    ("csdesk log -- P", ["P1"]),
    ("csdesk log - 'open quote", []),
    ("csdesk report --kpi nps,cs", ["csat", "csat_mean"]),
    ("csdesk report --kpi=csat,cs", ["csat_mean"]),
    ("csdesk report --by cat", ["category"]),
    ("csdesk report --fail-on csat_", ["csat_mean"]),
    ("csdesk report 2026-W4", [f"2026-W{week}" for week in range(47, 39, -1)]),
    ("csdesk report --compare p", ["previous"]),
    ("csdesk report --html ", ["@files"]),
    ("csdesk report -f j", ["json"]),
    ("csdesk --db=x report --for", ["--format"]),
    ("csdesk kpi rows nps --part pro", ["promoters"]),
    ("csdesk kpi explain first_c", ["first_contact_resolution"]),
    ("csdesk settings set ces_direction ", ["easy", "effort"]),
    ("csdesk settings set name ", []),
    ("csdesk survey record nps 1", ["1", "10"]),
    ("csdesk survey show s", ["s1"]),
    ("csdesk survey show ", ["S1"]),
    ("csdesk import contacts x.csv --preset zen", ["zendesk"]),
    ("csdesk import contacts x.csv --set ch", ["channel"]),
    ("csdesk import contacts x.csv --set channel=", []),
    ("csdesk import surveys x.csv --score Q1=n", ["nps"]),
    ("csdesk import contacts x", ["@files"]),
    ("csdesk import contacts x.csv y", ["@files"]),
    ("csdesk customer edit P1 --clear ph", ["phone"]),
    ("csdesk voucher show V1", ["V1"]),
    ("csdesk completion install z", ["zsh"]),
    ("csdesk undo 1", ["12", "11", "10", "1"]),
    ("/opt/x/csdesk con", ["contact"]),
    ("CSDESK_AGENT=x csdesk con", ["contact"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, empty_desk: bytes) -> Csdesk:
    """A small shop, written once; nothing here changes it."""
    folder = tmp_path_factory.mktemp("words")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSDESK_DB", str(folder / "desk.db"))
        patch.setenv("CSDESK_AGENT", "Anna")
        csdesk = Csdesk(folder, patch)
        csdesk.path.write_bytes(empty_desk)
        csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@example.org")
        csdesk.ok("agent", "add", "Cleo")
        csdesk.ok("voucher", "issue", "P1", "20")
        csdesk.ok("survey", "record", "nps", "9", "--customer", "P1")
        for text in "abcdefg":
            csdesk.ok("log", "-", text, "--category", "billing")
    return csdesk


@pytest.mark.parametrize(("line", "words"), LINES)
def test_a_line_is_completed(
    desk: Csdesk, monkeypatch: pytest.MonkeyPatch, line: str, words: list[str]
) -> None:
    monkeypatch.setenv("CSDESK_NOW", "2026-11-18T10:00:00+01:00")
    for shell in ("bash", "zsh", "fish"):
        assert tab(desk, line, shell) == words


def test_what_waits_for_a_step_goes_first(csdesk: Csdesk) -> None:
    for _ in range(3):
        csdesk.ok("complaint", "open", "-", "broken")
    csdesk.ok("complaint", "acknowledge", "K3")
    assert tab(csdesk, "csdesk complaint acknowledge ") == ["K2", "K1", "K3"]
    assert tab(csdesk, "csdesk complaint show ") == ["K3", "K2", "K1"]
    csdesk.ok("log", "-", "one", "--channel", "email")
    csdesk.ok("log", "-", "two", "--channel", "email")
    csdesk.ok("contact", "resolve", "C4")
    assert tab(csdesk, "csdesk contact reopen c") == ["c4", "c5", "c3", "c2", "c1"]
    assert tab(csdesk, "csdesk contact respond c")[0] == "c5"


def test_ids_are_found_by_their_first_digits_among_many(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "the first")
    with closing(sqlite3.connect(csdesk.path)) as desk:
        for _ in range(299):
            keep(desk, "contact", {})
        desk.commit()
    newest = [f"C{number}" for number in range(300, 250, -1)]
    assert tab(csdesk, "csdesk contact show ") == newest
    tens = [f"C{number}" for number in (*range(129, 119, -1), 12)]
    assert tab(csdesk, "csdesk contact show C12") == tens
    assert tab(csdesk, "csdesk contact show 12") == [one[1:] for one in tens]
    assert tab(csdesk, "csdesk contact show K1") == []
    assert tab(csdesk, "csdesk contact show C0") == []


def test_who_is_gone_is_not_offered(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@example.org")
    csdesk.ok("customer", "add", "Ann Leigh", "--email", "ann.leigh@example.org")
    csdesk.ok("customer", "merge", "P1", "P2", "--no-input")
    assert tab(csdesk, "csdesk customer show ") == ["P1"]
    assert tab(csdesk, "csdesk customer show ann") == ["ann@example.org"]


def test_a_name_or_a_phone_number_is_never_offered(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Zoe", "--phone", "+4930123456")
    for typed in ("", "Z", "+", "4", "P"):
        assert set(tab(csdesk, f"csdesk customer show {typed}")) <= {"P1"}


def test_the_desk_of_the_line_is_asked(csdesk: Csdesk) -> None:
    other = csdesk.folder / "other.db"
    other.write_bytes(csdesk.path.read_bytes())
    csdesk.ok("--db", str(other), "log", "-", "hello")
    assert tab(csdesk, "csdesk contact show ") == []
    assert tab(csdesk, f"csdesk --db {other} contact show ") == ["C1"]
    assert tab(csdesk, f"csdesk --db='{other}' contact show ") == ["C1"]
    csdesk.monkeypatch.setenv("PLACE", str(other))
    assert tab(csdesk, "csdesk --db $PLACE contact show ") == ["C1"]


def test_words_as_typers_own_script_sends_them() -> None:
    sent = {"_CSDESK_COMPLETE": "complete_bash", "COMP_WORDS": "csdesk cont"}
    assert offers({**sent, "COMP_CWORD": "1"}) == ["contact"]
    sent["COMP_WORDS"] = "csdesk export "
    assert "contacts" in offers({**sent, "COMP_CWORD": "2"})
