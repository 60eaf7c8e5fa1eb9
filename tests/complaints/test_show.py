"""Complaints as lists and single records show them, whatever they are called."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.complaints.conftest import FIRM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

ODD = ("[/red]", "\x1b[2J\x1b]8;;http://x\x07", "'; DROP TABLE complaint; --", "=1+1")


@pytest.fixture
def four(csdesk: Csdesk) -> Csdesk:
    """Four complaints, opened from Monday to today."""
    csdesk.ok(
        "complaint", "open", "Ann Lee", "a", "--channel", "email", "--severity", "high",
        "--category", "kettles", "--at", "monday 09:00",
    )  # fmt: skip
    csdesk.ok(
        "complaint",
        "open",
        "Bea",
        "b",
        "--safety",
        "--owner",
        "Bob",
        "--at",
        "yesterday",
    )
    csdesk.ok("complaint", "open", "Cem", "c", "--at", "08:00")
    csdesk.ok("complaint", "open", "-", "d")
    csdesk.ok("complaint", "escalate", "K2", "why")
    csdesk.ok("complaint", "hold", "K3", "why")
    csdesk.ok(
        "complaint", "resolve", "K1", *FIRM, "--upheld", "partly", "--remedy", "none"
    )
    return csdesk


LISTS = {
    "": "K4 K3 K2 K1",
    "--open": "K4 K3 K2",
    "--on-hold": "K3",
    "--escalated": "K2",
    "--safety": "K2",
    "--status=resolved": "K1",
    "--severity=high": "K1",
    "--channel=email": "K1",
    "--category=KETTLES": "K1",
    "--outcome=accepted": "K1",
    "--outcome=rejected": "",
    "--upheld=partly": "K1",
    "--owner=bob": "K2",
    "--customer=P1": "K1",
    "--customer=ann": "K1",
    "--period=today": "K4 K3",
    "--period=yesterday": "K2",
    "--period=this-week --open": "K4 K3 K2",
    "--limit=2": "K4 K3",
}


def test_a_list_is_narrowed_by_what_is_asked(four: Csdesk) -> None:
    found = {
        asked: " ".join(four.ok("complaint", "list", "-q", *asked.split()).split())
        for asked in LISTS
    }
    assert found == LISTS


@pytest.mark.parametrize(
    "args", [("--overdue",), ("--status", "lost"), ("--customer", "P9")]
)
def test_a_filter_that_is_none_is_refused(four: Csdesk, args: tuple[str, ...]) -> None:
    assert four("complaint", "list", *args).exit_code in (2, 3)


def test_a_list_fits_eighty_columns_with_whole_ids(four: Csdesk) -> None:
    long = "the lid, the handle and the seal of the kettle came off, all in one week"
    four.ok("complaint", "open", "Wilhelmina van der Berg-Oosterhuis", long)
    lines = four.ok("complaint", "list").splitlines()
    assert max(map(len, lines)) <= 80
    (row,) = (line for line in lines if "received" in line and "Wilhelm" in line)
    assert row.split()[0] == "K5"
    assert "2026-11-18 10:00" in row
    assert "normal" in row


def test_a_wide_list_has_the_channel_and_the_owner_too(
    four: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Owner" not in four.ok("complaint", "list")
    monkeypatch.setenv("COLUMNS", "120")
    heading = four.ok("complaint", "list").splitlines()[2]
    for name in ("Channel", "Category", "Owner", "Resolved"):
        assert name in heading


def test_an_empty_list_says_how_to_open_one(csdesk: Csdesk) -> None:
    assert "csdesk complaint open WHO TEXT" in csdesk.ok("complaint", "list")


def test_show_has_everything_that_belongs_to_it(desk: Csdesk) -> None:
    desk.ok("complaint", "hold", "K1", "waiting")
    desk.ok("complaint", "offer", "K1", "refund", "--value", "5")
    desk.ok("complaint", "resolve", "K1", *FIRM)
    desk.ok("complaint", "reopen", "K1", "not enough")
    with sqlite3.connect(desk.path) as connection:
        connection.execute(
            "INSERT INTO survey_answer (kind, score, scale_min, scale_max,"
            " complaint_id, answered_at) VALUES ('csat', 2, 1, 5, 1, 1795000000)"
        )
    connection.close()
    shown = desk.json("complaint", "show", "K1")
    (answer,) = shown["answers"]
    assert (answer["id"], answer["score"], answer["scale"]) == ("S1", 2, "1-5")
    sizes = {key: len(value) for key, value in shown.items() if type(value) is list}
    assert sizes == {
        "events": 5, "contacts": 1, "remedies": 1, "pauses": 1, "reopenings": 1,
        "answers": 1, "attachments": 0, "vouchers": 0, "follow_ups": 0,
    }  # fmt: skip


def test_show_has_nothing_of_another_complaint(desk: Csdesk) -> None:
    desk.ok("complaint", "hold", "K1", "waiting")
    desk.ok("complaint", "offer", "K1", "refund", "--value", "5")
    desk.ok("complaint", "open", "Bea", "b")
    shown = desk.json("complaint", "show", "K2")
    assert [row["id"] for row in shown["contacts"]] == ["C2"]
    assert [row["kind"] for row in shown["events"]] == ["open"]
    assert shown["remedies"] == shown["pauses"] == []


def test_the_newest_remedy_granted_stands_for_all(desk: Csdesk) -> None:
    for value in ("5", "9"):
        desk.ok(
            "complaint", "resolve", "K1", *FIRM, "--remedy=refund", "--value", value
        )
        desk.ok("complaint", "reopen", "K1", "not enough")
    desk.ok("complaint", "offer", "K1", "voucher", "--value", "50")
    (complaint,) = desk.json("complaint", "list")
    assert (complaint["remedy"], complaint["remedy_value"]) == ("refund", 9)


def test_a_long_note_is_shown_whole(desk: Csdesk) -> None:
    words = " ".join(f"word{number}" for number in range(40))
    desk.ok("complaint", "note", "K1", words)
    shown = desk.ok("complaint", "show", "K1")
    assert all(f"word{number}" in shown for number in range(40))
    assert max(map(len, shown.splitlines())) <= 80


def test_a_complaint_that_is_not_there_is_not_shown(csdesk: Csdesk) -> None:
    assert "no complaint K3" in csdesk.refused(3, "complaint", "show", "K3")


def test_a_list_can_be_written_to_a_file(four: Csdesk, tmp_path: Path) -> None:
    path = tmp_path / "complaints.csv"
    four.ok("complaint", "list", "--format", "csv", "--output", str(path))
    assert path.read_text("utf-8").count("\n") == 5


@pytest.mark.parametrize("odd", ODD)
def test_odd_words_are_kept_as_data_and_printed_harmlessly(
    csdesk: Csdesk, odd: str
) -> None:
    said = [
        csdesk("complaint", "open", odd, odd, "--category", odd, "--product", odd),
        csdesk("complaint", "note", "K1", odd),
        csdesk("complaint", "hold", "K1", odd),
        csdesk("complaint", "offer", "K1", "refund", "--text", odd),
        csdesk(
            "complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "no",
            "--decision", odd, "--agent", odd,
        ),
        csdesk("complaint", "list"),
        csdesk("complaint", "list", "--format", "plain"),
        csdesk("complaint", "list", "--format", "markdown"),
        csdesk("complaint", "show", "K1"),
    ]  # fmt: skip
    for result in said:
        assert result.exit_code == 0, result.output
        assert "\x1b" not in result.output
        assert "\x07" not in result.output
    refused = csdesk("complaint", "resolve", "K1", "--agent", odd)
    assert refused.exit_code == 4
    assert "\x1b" not in refused.stderr
    shown = csdesk.json("complaint", "show", "K1")
    kept = {
        shown[key] for key in ("customer_name", "description", "decision", "product")
    }
    assert kept == {odd}
    assert shown["events"][1]["text"] == odd


@pytest.mark.parametrize("typed", ["--help", "open --help", "list", "show K1"])
def test_nothing_heavy_is_loaded_to_look(desk: Csdesk, typed: str) -> None:
    plain = "" if "--help" in typed else " --format plain"
    code = (
        "import sys\nfrom csdesk.cli.app import app\n"
        f"try:\n    app('complaint {typed}{plain}'.split(), prog_name='csdesk')\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "heavy = {'sqlalchemy', 'sqlmodel', 'alembic', 'rich'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    done = subprocess.run(
        (sys.executable, "-c", code),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    assert "K1" in done.stdout or "Usage: csdesk complaint" in done.stdout
    assert desk.path.exists()


def test_what_was_promised_about_it_is_shown_with_it(csdesk: Csdesk) -> None:
    csdesk.ok("complaint", "open", "Ann Lee", "a", "--promise", "call back mon 10:00")
    csdesk.ok("log", "P1", "again", "--complaint", "K1", "--promise", "write by fri")
    csdesk.ok("followup", "add", "P1", "not about it", "--due", "friday")
    owed = csdesk.json("complaint", "show", "K1")["follow_ups"]
    assert [one["id"] for one in owed] == ["F2", "F1"]
    listed = csdesk.json("followup", "list", "--complaint", "K1")
    assert [one["id"] for one in listed] == ["F2", "F1"]
    (of_contact,) = csdesk.json("contact", "show", "C1")["follow_ups"]
    assert of_contact["id"] == "F1"


def test_what_follows_a_contact_of_a_complaint_is_told_with_it(csdesk: Csdesk) -> None:
    csdesk.ok("complaint", "open", "Ann Lee", "torn")
    csdesk.ok("log", "P1", "again", "--complaint", "K1")
    out = csdesk.ok("log", "P1", "third", "--follows", "C2", "--agent", "Bert")
    assert "Next:" not in out
    shown = csdesk.json("complaint", "show", "K1")["contacts"]
    assert sorted(one["id"] for one in shown) == ["C1", "C2", "C3"]
    told = csdesk.json("customer", "show", "P1")
    assert [told[f"told_{key}"] for key in ("case", "times", "agents")] == ["K1", 3, 2]
