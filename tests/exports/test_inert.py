"""Formulas go out inert, and come back as they were typed."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import SHARED
from tests.exports.conftest import bring_back, column, pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

    Another = Callable[[str], Csdesk]

HOSTILE = SHARED / "data" / "hostile"


def test_an_apostrophe_of_a_mapped_file_is_kept(csdesk: Csdesk) -> None:
    (csdesk.folder / "c.csv").write_text("At,What\n2026-11-03 10:00,'=1\n")
    (csdesk.folder / "m.toml").write_text(
        '[columns]\nreceived_at = "At"\nsubject = "What"\n'
    )
    csdesk.ok("import", "contacts", "c.csv", "--map", "m.toml")
    assert column(csdesk.path, "SELECT subject FROM contact") == ["'=1"]


def test_an_apostrophe_before_an_ordinary_word_is_kept(csdesk: Csdesk) -> None:
    (csdesk.folder / "c.csv").write_text(
        "received_at,subject,category\n2026-11-03 10:00,'tis nothing,'t Hof\n"
    )
    csdesk.ok("import", "contacts", "c.csv")
    sql = "SELECT subject || '|' || category FROM contact"
    assert column(csdesk.path, sql) == ["'tis nothing|'t Hof"]


def hostile_texts() -> list[str]:
    """Payloads and naughty strings as a desk can hold them, none of it blank."""
    if not HOSTILE.exists():
        pytest.skip("the hostile files are not here")
    payloads = HOSTILE / "csv-injection" / "Intruder" / "csv-payload.txt"
    naughty = json.loads((HOSTILE / "blns" / "blns.json").read_text("utf-8"))
    texts = [*payloads.read_text("utf-8").splitlines(), *naughty]
    starts = ["=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "'", "''", "'="]
    found = {text.strip() for text in (*texts, *(f"{one}1" for one in starts))}
    return sorted(text for text in found if text and "\0" not in text)


def test_hostile_texts_go_out_inert_and_come_back_unchanged(another: Another) -> None:
    old, new = pair(another)
    texts = hostile_texts()
    with (old.folder / "texts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(["At", "What", "Word", "Who", "Number"])
        for number, text in enumerate(texts):
            writer.writerow(["2026-11-03 10:00", text, text, text, f"+49 30 {number}1"])
    (old.folder / "m.toml").write_text(
        '[columns]\nreceived_at = "At"\nsubject = "What"\nnotes = "What"\n'
        'category = "Word"\ncustomer_name = "Who"\ncustomer_phone = "Number"\n'
    )
    old.ok("import", "contacts", "texts.csv", "--map", "m.toml")
    bring_back(old, new, ("contacts",))

    with (old.folder / "contacts.csv").open(encoding="utf-8", newline="") as file:
        cells = {cell for row in csv.reader(file, strict=True) for cell in row}
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    for sql in (
        "SELECT subject || notes || category FROM contact ORDER BY id",
        "SELECT name || phone || phone_key FROM customer ORDER BY id",
    ):
        assert column(new.path, sql) == column(old.path, sql)
    assert set(texts) == set(column(new.path, "SELECT subject FROM contact"))


@pytest.mark.parametrize("more", [(), ("--set", "sentiment=neutral")])
def test_an_option_beside_csdesks_own_headings_changes_nothing_of_it(
    csdesk: Csdesk, more: tuple[str, ...]
) -> None:
    (csdesk.folder / "c.csv").write_text("received_at,subject\n2026-11-03 10:00,'=1\n")
    csdesk.ok("import", "contacts", "c.csv", *more)
    assert column(csdesk.path, "SELECT subject FROM contact") == ["=1"]
