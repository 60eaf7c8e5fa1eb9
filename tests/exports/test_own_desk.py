"""An export that comes back into its own desk is known: nothing doubles."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csdesk.views.exports import EXPORTED
from tests.conftest import Csdesk
from tests.exports.conftest import INIT, column
from tests.exports.test_there_and_back import PURCHASES, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    Another = Callable[[str], Csdesk]

pytestmark = pytest.mark.long  # the whole of it is more than a look

Change = dict[str, str]
OF_CUSTOMER = tuple(
    f"customer_{one}" for one in ("name", "email", "phone", "tier", "company")
)
WHEN = "2026-11-17T09:00:00+01:00"


@pytest.fixture(scope="session")
def full_desk(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a desk of which every kind is filled, made once."""
    folder = tmp_path_factory.mktemp("full")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("CSDESK_DB", str(folder / "desk.db"))
        csdesk = Csdesk(folder, patch)
        csdesk.now("2026-11-01T08:00:00+01:00")
        csdesk.ok(*INIT)
        csdesk.now("2026-11-18T10:00:00+01:00")
        fill(csdesk)
    return Path(folder / "desk.db").read_bytes()


@pytest.fixture
def full(another: Another, full_desk: bytes) -> Csdesk:
    """That desk, in use."""
    csdesk = another("full")
    csdesk.path.write_bytes(full_desk)
    csdesk.settle()
    (csdesk.folder / "till.csv").write_text(PURCHASES)
    return csdesk


def rows(csdesk: Csdesk, kind: str) -> list[Change]:
    """The rows of an export, as they are without any apostrophe."""
    text = csdesk.ok("export", kind, "--raw")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def export(csdesk: Csdesk, kind: str, changes: dict[str, Change] | None = None) -> str:
    """Export `kind`, changed by hand: id -> field -> value. The file's name."""
    text = csdesk.ok("export", kind)
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    path = csdesk.folder / f"{kind}.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        for row in found:
            writer.writerow(row | (changes or {}).get(row["external_id"], {}))
    return str(path)


def counts(said: str) -> list[int]:
    """Read, added, updated, unchanged, rejected."""
    words = said.partition(" (source")[0].replace(",", "").split()
    return [int(word) for word in words if word.isdigit()]


def dump(path: Path) -> str:
    return "".join(column(path, "SELECT quote(before) || quote(after) FROM change"))


@pytest.mark.parametrize("kind", EXPORTED)
def test_the_export_of_a_desk_is_unchanged_in_it(full: Csdesk, kind: str) -> None:
    before = dump(full.path)
    said = full.ok("import", kind, export(full, kind))
    read, added, updated, unchanged, rejected = counts(said)
    assert (added, updated, rejected) == (0, 0, 0)
    assert read == unchanged > 1
    assert dump(full.path) == before


@pytest.mark.parametrize(
    ("kind", "name", "change"),
    [
        ("customers", "P2", {"company": "Roe Ltd", "phone": "+49 30 654321"}),
        ("customers", "P1", {"note": "", "tags": "new,vip"}),
        ("purchases", "B1", {"amount": "13.0", "customer_external_id": "P2"}),
        ("purchases", "B2", {"customer_external_id": "P1"}),
        ("complaints", "K1", {"remedy_cost": "9.0", "root_cause": "the van"}),
        ("complaints", "K2", {"upheld": "partly", "agent": "Bert"}),
        ("complaints", "K3", {"severity": "low", "channel": "letter"}),
        ("contacts", "C4", {"subject": "=by post", "complaint": "K2"}),
        ("contacts", "C8", {"follows": "C1", "sentiment": "positive"}),
        ("contacts", "C11", {"resolved_at": WHEN, "resolved": "yes"}),
        ("surveys", "S1", {"score": "5", "comment": "", "complaint": "K1"}),
        ("surveys", "S2", {"score": "3", "contact": "C4"}),
    ],
)
def test_a_row_that_was_changed_changes_its_record_and_can_be_undone(
    full: Csdesk, kind: str, name: str, change: Change
) -> None:
    before = rows(full, kind)
    file = export(full, kind, {name: change})
    _, added, updated, _, rejected = counts(full.ok("import", kind, file))
    assert (added, updated, rejected) == (0, 1, 0)
    for was, now in zip(before, rows(full, kind), strict=True):
        told = was | (change if was["external_id"] == name else {})
        # What is told of a customer beside the id is that of the customer so called.
        assert {one: now[one] for one in now if one not in OF_CUSTOMER} == {
            one: told[one] for one in told if one not in OF_CUSTOMER
        }
    assert counts(full.ok("import", kind, file))[2] == 0
    full.ok("undo")
    assert rows(full, kind) == before


def test_where_a_record_came_from_stays_as_it_was(full: Csdesk) -> None:
    full.ok("import", "purchases", export(full, "purchases", {"B1": {"amount": "1"}}))
    names = "SELECT source || ' ' || external_id FROM purchase ORDER BY id"
    assert column(full.path, names) == ["csv b1", "csv b2", "csv b3"]
    assert "3 unchanged" in full.ok("import", "purchases", "till.csv")


def test_an_edit_that_the_file_overwrites_is_said(full: Csdesk) -> None:
    file = export(full, "contacts")
    full.ok("contact", "edit", "C4", "--category", "garden")
    result = full("import", "contacts", file)
    assert "category of C4 had been edited by hand" in result.stderr


def test_a_row_whose_record_was_removed_is_refused(full: Csdesk) -> None:
    file = export(full, "contacts")
    full.ok("contact", "remove", "C1")
    said = full.refused(1, "import", "contacts", file)
    assert "line 2: C1 was removed from this desk since" in said


def test_a_row_of_another_time_is_refused(full: Csdesk) -> None:
    """Two copies of a desk give the same ids to different records."""
    file = export(full, "contacts", {"C4": {"received_at": "2026-11-01T09:00+01:00"}})
    said = full.refused(1, "import", "contacts", file)
    assert "line 5: C4 of this desk has another received_at" in said


def test_a_file_of_a_few_columns_changes_only_these(full: Csdesk) -> None:
    desk = full.ok("export", "contacts").splitlines()[1].rpartition(",")[2]
    (full.folder / "c.csv").write_text(
        "external_id,received_at,category,csdesk\n"
        f"C4,2026-11-05T10:00:00+01:00,garden,{desk}\n"
    )
    assert "1 updated" in full.ok("import", "contacts", "c.csv")
    assert column(
        full.path, "SELECT category || ' ' || subject FROM contact WHERE id = 4"
    ) == ["garden by mail"]


@pytest.mark.parametrize("kind", ["contacts", "complaints", "customers"])
def test_an_own_export_without_ids_is_refused(full: Csdesk, kind: str) -> None:
    headings, *rows = full.ok("export", kind).splitlines()
    assert headings.startswith("external_id,")
    text = "\n".join(line.partition(",")[2] for line in (headings, *rows))
    (full.folder / "c.csv").write_text(text)
    refused = full.refused(2, "import", kind, "c.csv", "--source", "csdesk")
    assert "c.csv was exported from this desk" in refused
    assert "Keep its column 'external_id'" in refused


def test_rows_of_two_desks_in_one_file_are_refused(full: Csdesk) -> None:
    path = export(full, "contacts", {"C2": {"csdesk": "0123456789ab"}})
    said = full.refused(2, "import", "contacts", path)
    assert "Some of the rows were exported from this desk" in said


def test_a_desk_of_its_own_takes_the_rows_as_anothers(
    full: Csdesk, another: Another
) -> None:
    """Both have a C1 of the same instant; they are two contacts all the same."""
    file = export(full, "contacts")
    third = another("third")
    third.now("2026-11-01T08:00:00+01:00")
    third.ok("init", "--name", "Blue Door", "--timezone", "Europe/Berlin", "--yes")
    third.now("2026-11-18T10:00:00+01:00")
    third.ok("log", "-", "theirs", "--at", "2026-11-03 09:00")
    assert " 0 updated + 0 unchanged" in third.ok("import", "contacts", file)
    assert column(third.path, "SELECT subject FROM contact ORDER BY id LIMIT 2") == [
        "theirs",
        "a quick one",
    ]


def test_an_export_comes_home_after_the_desk_moved(
    full: Csdesk, another: Another
) -> None:
    file = export(full, "contacts")
    full.ok("export", "desk", "--output", "desk.jsonl")
    third = another("third")
    third.ok("init", "--yes")
    third.ok("import", "desk", str(full.folder / "desk.jsonl"))
    assert " 0 added + 0 updated" in third.ok("import", "contacts", file)


def test_a_backup_of_the_desk_knows_its_exports(full: Csdesk, tmp_path: Path) -> None:
    file = export(full, "customers")
    shutil.copy(full.path, tmp_path / "copy.db")
    full.monkeypatch.setenv("CSDESK_DB", str(tmp_path / "copy.db"))
    assert " 0 added + 0 updated" in full.ok("import", "customers", file)


def test_a_named_source_makes_them_anothers(full: Csdesk) -> None:
    said = full.ok("import", "purchases", export(full, "purchases"), "--source", "old")
    assert "3 added" in said


def test_a_single_row_whose_instant_was_changed_is_not_taken_for_a_new_one(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "-", "hello", "--at", "2026-11-17 09:00")
    file = export(csdesk, "contacts", {"C1": {"received_at": "2026-11-17 08:00"}})
    said = csdesk.refused(1, "import", "contacts", file)
    assert "C1 of this desk has another received_at" in said


def test_a_copy_that_went_its_own_way_gives_no_record_to_another(
    csdesk: Csdesk, tmp_path: Path
) -> None:
    csdesk.ok("log", "-", "before", "--at", "2026-11-17 09:00")
    shutil.copy(csdesk.path, tmp_path / "copy.db")
    csdesk.ok("log", "-", "here", "--at", "2026-11-17 10:00")
    csdesk.monkeypatch.setenv("CSDESK_DB", str(tmp_path / "copy.db"))
    csdesk.ok("log", "-", "there", "--at", "2026-11-17 11:00")
    file = export(csdesk, "contacts")
    csdesk.monkeypatch.setenv("CSDESK_DB", str(csdesk.path))
    said = csdesk.refused(1, "import", "contacts", file)
    assert "line 3: C2 of this desk has another received_at" in said
    assert "1 rejected" in csdesk("import", "contacts", file, "--skip-bad").stdout
    subjects = column(csdesk.path, "SELECT subject FROM contact ORDER BY id")
    assert subjects == ["before", "here"]


def test_a_desk_made_without_an_id_knows_its_exports_too(full: Csdesk) -> None:
    with closing(sqlite3.connect(full.path)) as connection, connection:
        connection.execute("DELETE FROM setting WHERE key = 'desk'")
    said = full.ok("import", "contacts", export(full, "contacts"))
    assert " 0 added + 0 updated" in said
