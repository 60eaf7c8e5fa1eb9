"""`csdesk export KIND`: what a file holds, and how it is written."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from csdesk.exports.kinds import pieces
from csdesk.imports.mapping.fields import FIELDS
from csdesk.render import Format
from csdesk.result import Locale
from csdesk.store.open_desk import reading
from csdesk.store.sqlite.connection import driver_of
from csdesk.views.exports import EXPORTED, headings, rows
from tests.conftest import ROOT
from tests.store.verbs import FOLLOWED, RESOLVED, STORY

if TYPE_CHECKING:
    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

Row = dict[str, str]


def read(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def held(row: Row) -> Row:
    """What a row says of its record; empty cells left out."""
    return {name: value for name, value in row.items() if value and name != "csdesk"}


@pytest.fixture
def story(csdesk: Csdesk) -> Csdesk:
    for command in (*STORY, RESOLVED, FOLLOWED):
        csdesk.ok(*command)
    return csdesk


@pytest.fixture
def till(story: Csdesk) -> Csdesk:
    """The story's desk, and what Ann bought in it."""
    (story.folder / "till.csv").write_text(
        "at,amount,product,quantity,paid_at,customer_email\n"
        "2026-11-02 12:00,1234.50,=lamp,2,2026-11-02 12:01,ann@x.org\n"
        "2026-11-18 09:00,3,,,,\n"
    )
    story.ok("import", "purchases", "till.csv")
    return story


@pytest.mark.parametrize("kind", EXPORTED)
def test_headings_are_fields_that_imports_know(kind: str) -> None:
    *fields, desk = headings(kind)
    assert set(fields) <= FIELDS[kind].keys()
    assert desk == "csdesk"


def test_a_contact_is_written_in_the_words_of_an_import(story: Csdesk) -> None:
    story.ok("log", "P1", "hi", "--wait", "20s", "--took", "4m", "--avoidable")
    *_, row = read(story.ok("export", "contacts"))
    assert held(row) == {
        "external_id": "C4",
        "received_at": "2026-11-18T09:55:40+01:00",
        "resolved": "no",
        "abandoned": "no",
        "wait": "20",
        "handle": "240",
        "channel": "phone",
        "direction": "inbound",
        "phase": "after-sale",
        "reason": "question",
        "subject": "hi",
        "agent": "Anna",
        "avoidable": "yes",
        "customer_name": "Ann Lee",
        "customer_email": "ann@x.org",
        "customer_external_id": "P1",
    }


def test_a_complaint_is_written_with_the_remedy_that_was_granted(
    story: Csdesk,
) -> None:
    story.ok("complaint", "reopen", "K1", "broke again")
    story.ok("complaint", "offer", "K1", "repair", "--value", "99")
    (row,) = read(story.ok("export", "complaints"))
    assert held(row) == {
        "external_id": "K1",
        "received_at": "2026-11-16T11:00:00+01:00",
        "resolved": "no",
        "severity": "normal",
        "description": "broken lamp",
        "remedy": "refund",
        "remedy_value": "12.5",
        "channel": "phone",
        "agent": "Anna",
        "customer_name": "Ann Lee",
        "customer_email": "ann@x.org",
        "customer_external_id": "P1",
    }


def test_an_answer_names_its_scale_and_its_contact(story: Csdesk) -> None:
    (row,) = read(story.ok("export", "surveys"))
    assert held(row) == {
        "external_id": "S1",
        "kind": "csat",
        "score": "4",
        "scale": "1-5",
        "answered_at": "2026-11-16T13:00:00+01:00",
        "contact": "C1",
        "customer_name": "Ann Lee",
        "customer_email": "ann@x.org",
        "customer_external_id": "P1",
    }


def test_a_purchase_is_written_with_who_bought_it(till: Csdesk) -> None:
    lamp, _ = read(till.ok("export", "purchases", "--raw"))
    assert held(lamp) == {
        "external_id": "B1",
        "at": "2026-11-02T12:00:00+01:00",
        "amount": "1234.5",
        "product": "=lamp",
        "quantity": "2",
        "paid_at": "2026-11-02T12:01:00+01:00",
        "customer_name": "Ann Lee",
        "customer_email": "ann@x.org",
        "customer_external_id": "P1",
    }


def test_purchases_are_safe_in_spreadsheets_and_told_by_their_day(
    till: Csdesk,
) -> None:
    lamp, _ = read(till.ok("export", "purchases"))
    assert lamp["product"] == "'=lamp"
    (today,) = read(till.ok("export", "purchases", "--period", "today"))
    assert (today["external_id"], today["amount"]) == ("B2", "3.0")
    assert json.loads(till.ok("export", "purchases", "-f", "json"))[1]["amount"] == 3


def test_a_customer_who_left_says_when_and_one_who_came_back_does_not(
    story: Csdesk,
) -> None:
    story.ok("customer", "add", "Jo Roe", "--tag", "vip", "--tag", "garden")
    for who, command in (("P1", "leave"), ("P2", "leave"), ("P2", "return")):
        story.ok("customer", command, who)
    ann, jo = read(story.ok("export", "customers"))
    assert (ann["external_id"], ann["left_at"]) == ("P1", "2026-11-18T10:00:00+01:00")
    assert (jo["tags"], jo["left_at"]) == ("garden,vip", "")


@pytest.mark.parametrize("kind", EXPORTED)
def test_json_and_jsonl_hold_the_same_records_under_the_same_names(
    till: Csdesk, kind: str
) -> None:
    rows = json.loads(till.ok("export", kind, "--format", "json"))
    text = till.ok("export", kind, "--format", "jsonl")
    assert [json.loads(line) for line in text.splitlines()] == rows
    assert tuple(rows[0]) == headings(kind)
    assert len(rows) == len(read(till.ok("export", kind)))


def test_json_has_facts_seconds_and_lists_of_its_own(story: Csdesk) -> None:
    contact, *_ = json.loads(story.ok("export", "contacts", "-f", "json"))
    (customer,) = json.loads(story.ok("export", "customers", "-f", "json"))
    (complaint,) = json.loads(story.ok("export", "complaints", "-f", "json"))
    assert (contact["abandoned"], contact["wait"]) == (False, None)
    assert customer["tags"] == ["vip"]
    assert complaint["remedy_value"] == 12.5


@pytest.mark.parametrize("kind", EXPORTED)
@pytest.mark.parametrize(
    ("fmt", "text"), [("csv", None), ("json", "[]\n"), ("jsonl", "")]
)
def test_an_empty_desk_gives_an_empty_file(
    csdesk: Csdesk, kind: str, fmt: str, text: str | None
) -> None:
    expected = ",".join(headings(kind)) + "\n" if text is None else text
    assert csdesk.ok("export", kind, "--format", fmt) == expected


def test_a_period_goes_by_when_it_was_received(story: Csdesk) -> None:
    story.ok("log", "P1", "today")
    (row,) = read(story.ok("export", "contacts", "--period", "today"))
    assert row["subject"] == "today"
    assert len(read(story.ok("export", "contacts", "--period", "all"))) == 4
    assert read(story.ok("export", "surveys", "--period", "today")) == []
    assert "not a period" in story.refused(
        2, "export", "contacts", "--period", "someday"
    )


def test_a_file_holds_what_would_be_printed(story: Csdesk) -> None:
    printed = story.ok("export", "contacts")
    assert story.ok("export", "contacts", "--output", "c.csv") == ""
    assert (story.folder / "c.csv").read_text("utf-8") == printed
    assert sorted(path.name for path in story.folder.glob("*c.csv*")) == ["c.csv"]


def test_a_file_that_cannot_be_written_is_said(story: Csdesk) -> None:
    said = story.refused(2, "export", "contacts", "--output", "nowhere/c.csv")
    assert "nowhere/c.csv cannot be written" in said


def test_a_failing_export_leaves_the_former_file(story: Csdesk) -> None:
    (story.folder / "c.csv").write_text("before")
    story.path.write_bytes(b"no desk any more" * 500)
    story.refused(6, "export", "contacts", "--output", "c.csv")
    assert (story.folder / "c.csv").read_text() == "before"


@pytest.mark.parametrize("fmt", ["table", "markdown", "html"])
def test_what_is_no_format_of_files_is_refused(csdesk: Csdesk, fmt: str) -> None:
    said = csdesk.refused(2, "export", "contacts", "--format", fmt)
    assert "Write --format csv, json or jsonl." in said


def test_a_formula_is_inert_unless_raw(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "=1+1", "--notes", "'quoted", "--category", "-x")
    (row,) = read(csdesk.ok("export", "contacts"))
    raw = read(csdesk.ok("export", "contacts", "--raw"))[0]
    names = ("subject", "notes", "category")
    assert [row[name] for name in names] == ["'=1+1", "''quoted", "'-x"]
    assert [raw[name] for name in names] == ["=1+1", "'quoted", "-x"]


def test_on_a_terminal_nothing_of_a_record_steers_it(
    csdesk: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    csdesk.ok("log", "-", "a\x1b[2Jb", "--notes", "\x1b[31mred")
    assert "\x1b[2J" in csdesk.ok("export", "contacts")
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _: True)
    assert "\x1b" not in csdesk.ok("export", "contacts")


@pytest.mark.parametrize("what", ["contacts", "desk"])
def test_a_reader_that_has_read_enough_is_no_error(csdesk: Csdesk, what: str) -> None:
    rows = "".join(f"2026-11-03 10:00,{'long ' * 40}\n" for _ in range(2_000))
    (csdesk.folder / "rows.csv").write_text(f"received_at,subject\n{rows}")
    csdesk.ok("import", "contacts", "rows.csv")
    with subprocess.Popen(
        [sys.executable, "-m", "csdesk", "export", what],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_a_desk_of_any_size_takes_no_memory(csdesk: Csdesk) -> None:
    """Lines come one at a time: the first is there before the last row is read."""
    for _ in range(3):
        csdesk.ok("log", "-", "hello")
    with reading(csdesk.path) as connection:
        seen: list[str] = []
        driver_of(connection).set_trace_callback(seen.append)
        view = EXPORTED["contacts"]
        found = rows(connection, view, None)
        lines = pieces(view, found, Locale(ZoneInfo("UTC"), "EUR"), Format.CSV)
        assert next(lines).startswith("external_id,")
        assert seen == []
        assert next(lines).startswith("C1,")
        lines.close()
        found.close()
