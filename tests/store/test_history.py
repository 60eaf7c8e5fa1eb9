"""`csdesk history`: what was done, by whom, when, and what of it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Csdesk

CSV = "external_id,received_at,channel\n"


def test_history_lists_the_newest_operation_first(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("contact", "resolve", "C1")
    verbs = [row["verb"] for row in csdesk.json("history")]
    assert verbs == ["contact resolve", "log", "init"]


def test_an_entry_has_these_keys(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    assert csdesk.json("history")[0] == {
        "id": 2,
        "at": "2026-11-18T10:00:00+01:00",
        "agent": "Anna",
        "verb": "log",
        "undoes": None,
        "undone_by": None,
        "touched": ["P1", "C1", "agent Anna"],
    }


def test_an_undo_and_what_it_undid_name_each_other(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("undo")
    undo, log, _ = csdesk.json("history")
    assert (undo["undoes"], undo["undone_by"]) == (2, None)
    assert (log["undoes"], log["undone_by"]) == (None, 3)


def test_what_was_redone_is_not_undone(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("undo")
    csdesk.ok("undo", "3")
    undone = {row["id"]: row["undone_by"] for row in csdesk.json("history")}
    assert undone == {1: None, 2: None, 3: 4, 4: None}


def test_an_import_is_told_by_its_rows(csdesk: Csdesk) -> None:
    rows = "".join(f"x{i},2026-11-02T10:00:00+01:00,phone\n" for i in range(1_001))
    (csdesk.folder / "rows.csv").write_text(CSV + rows)
    csdesk.ok("import", "contacts", "rows.csv")
    csdesk.ok("undo")
    undo, imported, _ = csdesk.json("history")
    assert imported["touched"] == ["1,001 rows"]
    assert undo["touched"] == ["1,001 rows"]


def test_parts_of_a_record_are_told_by_the_record(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "one")
    csdesk.ok("contact", "hold", "C1", "waits")
    assert csdesk.json("history")[0]["touched"] == ["C1"]


def test_history_of_a_period(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "one")
    csdesk.now("2026-11-19T10:00:00+01:00")
    csdesk.ok("log", "-", "two")
    assert csdesk.ok("history", "-q", "--period", "yesterday") == "2\n"


def test_history_is_cut_at_its_limit_and_says_so(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "one")
    csdesk.ok("log", "-", "two")
    shown = csdesk.ok("history", "--limit", "1", "--format", "csv").splitlines()
    assert shown[0] == "id,at,agent,verb,undoes,undone_by,touched"
    assert len(shown) == 2
    assert "1 of 3 shown" in csdesk.ok("history", "--limit", "1")


def test_history_goes_to_a_file(csdesk: Csdesk) -> None:
    csdesk.ok("history", "--format", "csv", "--output", "history.csv")
    assert ",init," in (csdesk.folder / "history.csv").read_text()
