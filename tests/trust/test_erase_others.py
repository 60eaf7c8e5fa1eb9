"""Erasing somebody leaves everybody else, and what figures count, alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

REJECTED = "rejected line,rejected because\n"


def names(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        return [name for (name,) in db.execute("SELECT name FROM customer ORDER BY id")]


def test_who_had_the_same_number_once_stays_in_the_backups(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Zora Quill", "--phone", "+4930123456")
    csdesk.ok("customer", "edit", "P1", "--phone", "+4930555555")
    csdesk.ok("customer", "add", "Bob Stone", "--phone", "+4930123456")
    csdesk.ok("backup", "kept.db")
    csdesk.ok("customer", "edit", "P2", "--phone", "+4930999999")
    csdesk("customer", "erase", "P1", "--yes")
    assert names(csdesk.folder / "kept.db") == ["(erased)", "Bob Stone"]
    assert names(csdesk.path) == ["(erased)", "Bob Stone"]


def test_two_words_that_named_the_person_stay_two(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Zora Quill", "--email", "zora@example.com")
    csdesk.ok("log", "P1", "a", "--category", "Zora Quill")
    csdesk.ok("log", "P1", "b", "--category", "zora@example.com")
    before = csdesk.ok("report", "this-week", "--format", "json", "--kpi",
                       "repeat_contact_rate")  # fmt: skip
    csdesk.ok("customer", "erase", "P1", "--yes")
    after = csdesk.ok("report", "this-week", "--format", "json", "--kpi",
                      "repeat_contact_rate")  # fmt: skip
    found = {one["category"] for one in csdesk.json("contact", "list")}
    assert found == {"(erased)", "(erased) 2"}
    assert after == before


def test_rows_that_name_the_person_beside_somebody_else_are_not_taken_out(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@example.com")
    file = csdesk.folder / "list.csv.rejected.csv"
    file.write_text(
        f"customer_name,customer_email,subject,{REJECTED}"
        "Ann Lee,ann@example.com,late,2,bad\n"
        "Ann Lee-Smith,smith@example.com,late,3,bad\n"
        "Carl Poe,carl@example.com,Ann Lee recommended you,4,bad\n"
    )
    csdesk("customer", "erase", "P1", "--yes")
    kept = file.read_text()
    assert "ann@example.com" not in kept
    assert "smith@example.com" in kept
    assert "carl@example.com" in kept


def test_a_score_is_no_id_of_the_person(csdesk: Csdesk) -> None:
    (csdesk.folder / "people.csv").write_text("external_id,name\n5,Mark Email\n")
    csdesk.ok("import", "customers", "people.csv")
    file = csdesk.folder / "s.csv.rejected.csv"
    file.write_text(f"customer_email,score,{REJECTED}bob@example.com,5,2,bad\n")
    csdesk("customer", "erase", "P1", "--yes")
    assert "bob@example.com" in file.read_text()


def test_a_short_name_renames_no_source_of_others(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Web", "--email", "w@example.com")
    (csdesk.folder / "calls.csv").write_text(
        "external_id,received_at,subject\nC-1,2026-11-16T09:00:00+01:00,late\n"
    )
    csdesk.ok("import", "contacts", "calls.csv", "--source", "web")
    csdesk("customer", "erase", "P1", "--yes")
    assert csdesk.json("contact", "show", "C1")["source"] == "web"


def test_a_name_of_signs_alone_is_said_not_to_be_looked_for(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "🎉🎉")
    said = csdesk("customer", "erase", "P1", "--yes")
    assert "The name is one letter, or none" in said.stderr
    assert "Nothing of P1 is left" not in said.stdout
