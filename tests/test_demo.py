"""`csdesk demo`: what it shows, what it keeps, and that it leaves nothing behind."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from csdesk.demo import sample
from csdesk.demo.steps import sample_folder
from csdesk.kpi.restatements.records import corrected_since
from csdesk.store.files.stop_signals import cleaning_up
from csdesk.store.sqlite.connection import reader

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_newcomer_sees_a_week_and_nothing_is_left(
    bare: Csdesk, scratch: Path
) -> None:
    bare.path.write_bytes(b"somebody's desk")
    told = bare.ok("demo", "--no-input")
    for part in (
        "Tin Bell Cycles  2026-W46", "Contacts ", "Net Promoter Score",
        "What needs attention", "csdesk demo --keep", "csdesk init",
    ):  # fmt: skip
        assert part in told
    assert bare.path.read_bytes() == b"somebody's desk"
    assert not list(scratch.iterdir())


def test_a_kept_desk_reports_the_same(bare: Csdesk, scratch: Path) -> None:
    told = bare.ok("demo", "--keep", "my shop.db")
    assert "csdesk --db 'my shop.db' report" in told
    kept = bare.ok("--db", "my shop.db", "report")
    assert told.startswith(kept)
    assert "is about safety" in kept
    safety = bare.json("--db", "my shop.db", "complaint", "show", "K59")
    assert safety["safety"] is True
    assert not list(scratch.iterdir())


@pytest.mark.long
@pytest.mark.parametrize(
    "now",
    [
        "2026-11-18T10:00:00+01:00",
        "2026-10-26T00:00:01+01:00",  # the clocks went back yesterday
        "2027-03-29T00:00:00+02:00",  # and forward
    ],
)
def test_it_was_kept_up_to_date_when_its_last_week_ended(
    bare: Csdesk, scratch: Path, now: str
) -> None:
    bare.now(now)
    path = scratch / "kept.db"
    bare.ok("demo", "--keep", str(path))
    local = datetime.fromisoformat(now).astimezone(BERLIN)
    monday = local.date() - timedelta(days=local.weekday())
    end = datetime.combine(monday, time(), BERLIN)
    start = datetime.combine(monday - timedelta(days=7), time(), BERLIN)
    week = int(start.timestamp()), int(end.timestamp())
    with closing(sqlite3.connect(path)) as connection:
        assert corrected_since(reader(connection), *week, week[1]) == 0
        (last,) = connection.execute("SELECT max(at) FROM complaint_event").fetchone()
        (entered,) = connection.execute("SELECT min(at) FROM operation").fetchone()
    assert last <= entered < week[1]


def test_what_stands_there_is_not_replaced(bare: Csdesk, scratch: Path) -> None:
    bare.path.write_bytes(b"mine")
    bare.refused(4, "demo", "--keep", str(bare.path))
    assert bare.path.read_bytes() == b"mine"
    assert not list(scratch.iterdir())


@pytest.mark.long
@pytest.mark.parametrize(
    ("now", "label"),
    [
        ("2027-03-29T00:00:00+02:00", "2027-W12"),  # the clocks went forward yesterday
        ("2026-10-26T00:00:01+01:00", "2026-W43"),  # and back
        ("2027-01-04T09:00:00+01:00", "2026-W53"),  # the week of New Year
    ],
)
def test_its_last_week_is_the_one_before_whenever_it_runs(
    bare: Csdesk, scratch: Path, now: str, label: str
) -> None:
    bare.now(now)
    path = scratch / "kept.db"
    assert f"  {label}  " in bare.ok("demo", "--keep", str(path))
    with (sample_folder() / "contacts.csv").open(encoding="utf-8") as file:
        told = [row["received_at"] for row in csv.DictReader(file)]
    connection = sqlite3.connect(path)
    found = [
        datetime.fromtimestamp(at, BERLIN).replace(tzinfo=None)
        for (at,) in connection.execute("SELECT received_at FROM contact ORDER BY id")
    ]
    connection.close()
    moved = {
        received - datetime.fromisoformat(text)
        for text, received in zip(told, found, strict=True)
    }
    assert len(moved) == 1, "every wall-clock time moved by the same days"
    assert moved.pop().days % 7 == 0
    assert found[-1] < datetime.fromisoformat(now).replace(tzinfo=None)


def test_an_interruption_leaves_nothing_behind(
    bare: Csdesk, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sample.DemoShop, "add_complaints", interrupted)
    assert bare("demo", "--keep", "kept.db").exit_code == 130
    assert bare("demo").exit_code == 130
    assert not list(scratch.iterdir())
    assert [path.name for path in bare.folder.iterdir()] == ["scratch"]


def test_being_told_to_end_is_an_interruption() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), cleaning_up():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) == before
