"""What was written down is found again, by whatever words of it come to mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.dumps import is_sound, value

if TYPE_CHECKING:
    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

RESOLVE = (
    "complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
    "--decision", "a new socket", "--remedy", "none",
)  # fmt: skip


def found(csdesk: Csdesk, *asked: str) -> list[str]:
    """The ids that `csdesk search` finds."""
    return csdesk.ok("search", *asked, "-q").split()


@pytest.fixture
def told(csdesk: Csdesk) -> Csdesk:
    """P1 with C1 and K1, which brought C2; S1."""
    csdesk.ok(
        "customer", "add", "Zoë Müller", "--email", "zoe@example.org",
        "--phone", "030 123456", "--company", "Blue & Co", "--note", "rings twice",
    )  # fmt: skip
    csdesk.ok("log", "P1", "late parcel", "--notes", "asks about the red lamp")
    csdesk.ok("complaint", "open", "P1", "broken lamp", "--product", "Lux 9")
    csdesk.ok("complaint", "note", "K1", "the maker is on holiday")
    csdesk.ok("survey", "record", "nps", "3", "--customer", "P1", "--comment", "meh")
    return csdesk


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("parcel", ["C1"]),
        ("PARC", ["C1"]),
        ("red lamp", ["C1"]),
        ('"red lamp"', ["C1"]),
        ('"lamp red"', []),
        ('"red lam"', []),
        ('"red lamp', ["C1"]),
        ("arcel", []),
        ("lux", ["K1"]),
        ("maker", ["K1"]),
        ("meh", ["S1"]),
        ("muller", ["P1"]),
        ("zoe", ["P1"]),
        ("zoe@example.org", ["P1"]),
        ("blue", ["P1"]),
        ("rings", ["P1"]),
        ("030 123456", ["P1"]),
        ("030123456", ["P1"]),
        ("030/12 34 56", ["P1"]),
        ("+49 30 123456", ["P1"]),
        ("004930123456", ["P1"]),
        ("parcel maker", []),
        ("nothing", []),
    ],
)
def test_words_find_what_holds_all_of_them(
    told: Csdesk, asked: str, ids: list[str]
) -> None:
    assert found(told, asked) == ids


def test_a_record_is_found_once_by_several_of_its_texts(told: Csdesk) -> None:
    told.ok("complaint", "note", "K1", "the lamp came back")
    told.ok("complaint", "note", "K1", "another lamp is on its way")
    assert sorted(found(told, "lamp")) == ["C1", "C2", "K1"]


def test_a_hit_shows_where_it_is_whose_and_when(told: Csdesk) -> None:
    (hit,) = told.json("search", "red")
    assert hit == {
        "id": "C1",
        "kind": "contact",
        "at": "2026-11-18T10:00:00+01:00",
        "customer": "P1",
        "customer_name": "Zoë Müller",
        "found": "late parcel: asks about the [red] lamp",
    }
    assert "[red]" in told.ok("search", "red")


def test_of_two_that_fit_alike_the_newer_comes_first(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "lost key", "--at", "2026-11-17 10:00")
    csdesk.ok("log", "-", "lost key", "--at", "2026-02-17 10:00")
    assert found(csdesk, "key") == ["C1", "C2"]


def test_kind_and_limit_narrow_it(told: Csdesk) -> None:
    assert found(told, "lamp", "--kind", "complaint") == ["K1"]
    assert found(told, "lamp", "--kind", "customer") == []
    assert "1 of " in told.ok("search", "lamp", "--limit", "1")
    assert len(found(told, "lamp", "--limit", "1")) == 1
    assert "not a kind" in told.refused(2, "search", "lamp", "--kind", "ticket")


def test_what_is_edited_or_removed_is_found_as_it_is_now(told: Csdesk) -> None:
    told.ok("contact", "edit", "C1", "--subject", "early letter")
    assert found(told, "parcel") == []
    assert found(told, "letter") == ["C1"]
    told.ok("contact", "remove", "C1")
    assert found(told, "letter") == []
    told.ok("undo")
    assert found(told, "letter") == ["C1"]
    told.ok(*RESOLVE)
    assert found(told, "socket") == ["K1"]
    assert value(told.path, "SELECT count(*) FROM search_due") == 0
    assert is_sound(told.path)


def test_what_a_refused_command_would_have_written_is_not_found(
    told: Csdesk,
) -> None:
    assert told("log", "P1", "chandelier", "--follows", "C99").exit_code
    assert found(told, "chandelier") == []


def test_what_an_import_brings_is_found_and_gone_after_its_undo(
    told: Csdesk,
) -> None:
    told.path.with_name("a.csv").write_text(
        "external_id,received_at,subject,customer_name\n"
        "a1,2026-11-02T10:00:00Z,samovar,Jo Roe\n"
    )
    told.ok("import", "contacts", "a.csv")
    assert found(told, "samovar") == ["C3"]
    assert found(told, "roe") == ["P2"]
    told.ok("undo")
    assert found(told, "samovar") == found(told, "roe") == []


def test_a_whole_desk_that_moves_is_searched_as_before(told: Csdesk) -> None:
    told.ok("export", "desk", "-o", "desk.jsonl")
    assert "search" not in told.ok("export", "desk")
    new = told.folder / "new.db"
    told.ok("--db", str(new), "init", "--timezone", "Europe/Berlin", "--yes")
    told.ok("--db", str(new), "import", "desk", "desk.jsonl")
    assert told.ok("--db", str(new), "search", "lamp", "-q") == told.ok(
        "search", "lamp", "-q"
    )
    assert is_sound(new)
    told.ok("--db", str(new), "log", "-", "samovar")
    assert told.ok("--db", str(new), "search", "samovar", "-q") == "C3\n"


@pytest.mark.parametrize("text", ["", "  ", "!?", '"', '""', "...", "…"])
def test_text_without_a_word_is_refused(told: Csdesk, text: str) -> None:
    assert "holds no word" in told.refused(2, "search", text)


def test_nothing_found_is_said(told: Csdesk) -> None:
    assert told.ok("search", "zebra") == "Nothing holds all of these words.\n"
    assert told.json("search", "zebra") == []


def test_every_format_is_safe_for_a_terminal(told: Csdesk) -> None:
    told.ok("log", "-", "evil \x1b[2J\u202e word", "--notes", "a\nb\tword")
    for fmt in ("table", "plain", "markdown", "json", "jsonl"):
        out = told.ok("search", "evil", "--format", fmt)
        assert "C3" in out
        assert not {"\x1b", "\u202e"} & set(out), fmt


def test_what_was_bought_given_and_why_somebody_waited_or_left_is_found(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "Ann Lee", "hello")
    csdesk.ok("purchase", "log", "P1", "20", "--product", "zephyr lamp")
    csdesk.ok("voucher", "issue", "P1", "5")
    csdesk.ok("contact", "hold", "C1", "waits for marzipan")
    csdesk.ok("contact", "resume", "C1")
    csdesk.ok("contact", "resolve", "C1")
    csdesk.ok("contact", "reopen", "C1", "the gasket again")
    csdesk.ok("customer", "leave", "P1", "--reason", "pelican moved")
    code = csdesk.json("voucher", "show", "V1")["code"]
    for sought, ids in (
        ("zephyr", "B1"), (code, "V1"), (code.replace("-", "").lower(), "V1"),
        ("marzipan", "C1"), ("gasket", "C1"), ("pelican", "P1"),
    ):  # fmt: skip
        assert csdesk.ok("search", sought, "-q").split() == [ids], sought
    csdesk.ok("purchase", "edit", "B1", "--product", "candle")
    assert csdesk.ok("search", "zephyr", "-q") == ""
    assert csdesk.ok("search", "candle", "-q").split() == ["B1"]
    csdesk.ok("undo")
    assert csdesk.ok("search", "zephyr", "--kind", "purchase", "-q").split() == ["B1"]
