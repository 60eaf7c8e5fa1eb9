"""An older backup that is restored does not bring back who was erased since."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.store.files.temporary_file import is_temporary
from csdesk.store.sqlite import sqlite_errors
from csdesk.store.sqlite.backup.checksum import matches_checksum
from tests.store.dumps import dump, is_sound, value
from tests.trust.files import mode
from tests.trust.marked import MARK, lay_out, traces

if TYPE_CHECKING:
    from tests.conftest import Csdesk

NAMES = "SELECT group_concat(name) FROM customer"
LIST = ".desk.db.erased"
REPORTS = (
    ("report", "2026-W45", "--all", "--format", "json"),
    ("report", "2026-11", "--by", "channel", "--format", "json"),
    ("report", "all", "--all", "--format", "csv"),
)


@pytest.fixture
def marked(bare: Csdesk, empty_desk: bytes) -> Csdesk:
    """A desk with the marked customer P1, backed up to another folder."""
    lay_out(bare, empty_desk)
    bare.settle()
    (bare.folder / "stick").mkdir()
    bare.ok("backup", "stick/copy")
    return bare


@pytest.fixture
def erased(marked: Csdesk) -> Csdesk:
    """P1 is erased since the backup on the stick."""
    marked.ok("customer", "erase", "P1", "--yes")
    return marked


def beside(csdesk: Csdesk) -> list[str]:
    """The files beside the desk with the mark in them; not those on the stick."""
    return [name for name in traces(csdesk.folder) if not name.startswith("stick")]


def reports(csdesk: Csdesk) -> list[str]:
    return [csdesk.ok(*one) for one in REPORTS]


def erasures_of(csdesk: Csdesk) -> dict[str, str]:
    """What `check` has to say of erasures, which leaves with 1."""
    result = csdesk("check", "--format", "json")
    assert result.exit_code == 1
    checks = json.loads(result.stdout)["checks"]
    (found,) = [one for one in checks if one["check"] == "erasures"]
    return dict(found)


def test_the_desk_that_is_replaced_knows_who_was_erased(erased: Csdesk) -> None:
    (erased.folder / LIST).unlink()
    result = erased("restore", "stick/copy", "--yes")
    assert result.exit_code == 0, result.output
    assert (
        "1 operation done since then is gone. "
        "1 customer erased since then is erased again: P1."
    ) in result.stdout
    assert "stick/copy itself stays as it is, with P1 in it." in result.stderr
    assert beside(erased) == []
    assert is_sound(erased.path)
    assert erased.json("search", MARK) == []
    assert erased.ok("check")


def test_a_backup_that_the_erasure_reached_is_still_the_desks_own(
    marked: Csdesk,
) -> None:
    marked.ok("backup", "copy")
    marked.ok("customer", "erase", "P1", "--yes")
    said = marked.ok("restore", "copy", "--yes")
    assert "1 operation done since then is gone." in said
    assert "erased again" not in said


def test_so_does_the_list_where_the_desk_is_lost(erased: Csdesk) -> None:
    erased.path.unlink()
    said = erased.ok("restore", "stick/copy")
    assert "is erased again: P1." in said
    assert beside(erased) == []
    assert is_sound(erased.path)


def test_and_where_the_desk_is_damaged(erased: Csdesk) -> None:
    erased.path.write_bytes(b"\xff" * 9_000)
    assert "is erased again: P1." in erased.ok("restore", "stick/copy", "--yes")
    assert beside(erased) == []


def test_for_programs(erased: Csdesk) -> None:
    assert erased.json("restore", "stick/copy", "--yes")["erased_again"] == ["P1"]


def test_every_report_stays_what_the_backup_prints(marked: Csdesk) -> None:
    before = reports(marked)
    marked.ok("customer", "erase", "P1", "--yes")
    marked.ok("restore", "stick/copy", "--yes")
    assert reports(marked) == before


def test_the_erasure_is_entered_as_it_was(erased: Csdesk) -> None:
    erased.now("2026-11-20T10:00:00+01:00")
    erased.ok("restore", "stick/copy", "--yes")
    told = erased.refused(4, "customer", "erase", "P1", "--yes")
    assert "P1 was erased on Wed 18 Nov 2026 already." in told
    newest = erased.json("history")[0]
    assert (newest["verb"], newest["agent"]) == ("customer erase", "Anna")
    assert "cannot be undone" in erased.refused(4, "undo")


def test_restoring_twice_comes_to_the_same(erased: Csdesk) -> None:
    erased.ok("restore", "stick/copy", "--yes")
    once = dump(erased.path)
    erased.now("2026-11-20T10:00:00+01:00")
    erased.ok("restore", "stick/copy", "--yes")
    assert dump(erased.path) == once


def test_the_list_is_private_and_names_nobody(erased: Csdesk) -> None:
    file = erased.folder / LIST
    assert mode(file) == "0o600"
    told = json.loads(file.read_text())
    (desk,) = told["desks"]
    assert {who["row"][0] for who in desk["customers"]} >= {1, 2}
    assert "Lee" not in file.read_text()


def test_a_name_of_letters_that_hashes_have_is_not_found_in_the_list(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("customer", "add", "Ann Lee")
    csdesk.ok("customer", "erase", "P1", "--yes")
    told = json.loads((csdesk.folder / LIST).read_text())
    name = next(
        word[:4]
        for one in told["desks"][0]["customers"]
        for _, word in one["keys"]
    )  # fmt: skip
    csdesk.ok("customer", "add", name, "--email", "fee@x.org")
    csdesk.ok("customer", "erase", "P2", "--yes")


def test_a_later_import_still_knows_them(erased: Csdesk) -> None:
    erased.ok("restore", "stick/copy", "--yes")
    rows = "external_id,name,email\nzqxcust1,Zqxa Lee,zqxa@x.org\n"
    (erased.folder / "again.csv").write_text(rows)
    erased.ok("import", "customers", "again.csv", "--source", "shop")
    (erased.folder / "again.csv").unlink()
    assert beside(erased) == []


def test_who_shares_an_address_stays(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann Lee", "--email", "both@x.org")
    csdesk.ok("customer", "add", "Bob Lee", "--email", "bob@x.org")
    with closing(sqlite3.connect(csdesk.path)) as db, db:
        db.execute("UPDATE customer SET email_key = 'both@x.org' WHERE id = 2")
    (csdesk.folder / "stick").mkdir()
    csdesk.ok("backup", "stick/copy")
    csdesk.ok("customer", "edit", "P2", "--email", "bob@y.org")
    csdesk.ok("customer", "erase", "P1", "--yes")
    csdesk.ok("restore", "stick/copy", "--yes")
    assert value(csdesk.path, NAMES) == "(erased),Bob Lee"
    csdesk.path.unlink()
    csdesk.ok("restore", "stick/copy")
    assert value(csdesk.path, NAMES) == "(erased),Bob Lee"


def test_who_rang_again_after_the_erasure_stays(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@x.org")
    csdesk.ok("customer", "erase", "P1", "--yes")
    csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@x.org")
    (csdesk.folder / "stick").mkdir()
    csdesk.ok("backup", "stick/copy")
    csdesk.path.unlink()
    assert "erased again" not in csdesk.ok("restore", "stick/copy")
    assert value(csdesk.path, NAMES) == "(erased),Ann Lee"


def test_another_who_got_the_same_id_stays(csdesk: Csdesk) -> None:
    (csdesk.folder / "stick").mkdir()
    csdesk.ok("backup", "stick/first")
    csdesk.ok("customer", "add", "Ann Lee")
    csdesk.ok("customer", "erase", "P1", "--yes")
    csdesk.ok("restore", "stick/first", "--yes")
    csdesk.now("2026-11-18T11:00:00+01:00")
    csdesk.ok("customer", "add", "Ann Lee")
    csdesk.ok("backup", "stick/second")
    csdesk.ok("restore", "stick/second", "--yes")
    assert value(csdesk.path, NAMES) == "Ann Lee"


def test_another_shops_backup_is_left_as_it_is(csdesk: Csdesk) -> None:
    csdesk.ok("--db", "other.db", "init", "--name", "Other", "--yes")
    csdesk.ok("--db", "other.db", "customer", "add", "Ann", "--email", "ann@x.org")
    csdesk.ok("--db", "other.db", "backup", "copy")
    csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@x.org")
    csdesk("customer", "erase", "P1", "--yes")
    assert "erased again" not in csdesk.ok("restore", "copy", "--yes")
    assert value(csdesk.path, NAMES) == "Ann"


def test_nobody_erased_no_list(csdesk: Csdesk) -> None:
    csdesk.ok("backup", "copy")
    csdesk.ok("restore", "copy", "--yes")
    assert not (csdesk.folder / LIST).exists()


def test_what_is_kept_of_an_older_desk_is_erased_too(erased: Csdesk) -> None:
    """Somebody put an old backup in the desk's place by hand."""
    for name in ("desk.db-wal", "desk.db-shm"):
        (erased.folder / name).unlink(missing_ok=True)
    old = (erased.folder / "stick" / "copy").read_bytes()
    erased.path.write_bytes(old)
    told = erasures_of(erased)
    assert told["says"].startswith("Erased before, and there again from an older copy")
    assert told["do"] == "csdesk customer erase P1"
    erased.ok("restore", "stick/copy", "--yes")
    assert beside(erased) == []
    (kept,) = erased.folder.glob("*.before-restore-*")
    assert matches_checksum(kept)
    assert erased.ok("check")


def test_a_desk_that_is_still_to_be_cleaned_is_cleaned_by_the_restore(
    marked: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_errors, "BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(marked.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM contact").fetchone()
        assert marked("customer", "erase", "P1", "--yes").exit_code == 5
        told = erasures_of(marked)
        assert told["says"] == "What was erased may still be in the bytes of desk.db."
        assert told["do"] == "csdesk customer erase P1"
        marked.ok("restore", "stick/copy", "--yes")
        assert erasures_of(marked) == told  # whoever reads keeps the log
    marked.ok("restore", "stick/copy", "--yes")
    assert beside(marked) == []
    assert marked.ok("check")


def test_a_list_that_is_damaged_stops_the_restore(erased: Csdesk) -> None:
    (erased.folder / LIST).write_text('{"format": 1, "desks": [')
    now = erased.path.read_bytes()
    told = erased.refused(6, "restore", "stick/copy", "--yes")
    assert f"{LIST}, the list of who was erased, cannot be read." in told
    assert erased.path.read_bytes() == now


def test_a_whole_desk_that_comes_in_is_erased_again(marked: Csdesk) -> None:
    marked.ok("export", "desk", "--output", "stick/desk.jsonl")
    before = reports(marked)
    marked.ok("customer", "erase", "P1", "--yes")
    for name in ("desk.db", "desk.db-wal", "desk.db-shm"):
        (marked.folder / name).unlink(missing_ok=True)
    marked.ok("init", "--name", "New", "--yes")
    said = marked.ok("import", "desk", "stick/desk.jsonl")
    assert "Erased again, by the list in the desk's folder: P1." in said
    assert beside(marked) == []
    assert reports(marked) == before
    assert is_sound(marked.path)
    assert marked.ok("check")


@pytest.mark.long
def test_killed_at_any_moment_the_desk_has_nobody_who_was_erased(
    erased: Csdesk, empty_desk: bytes
) -> None:
    del empty_desk
    command = [sys.executable, "-m", "csdesk", "restore", "stick/copy", "--yes"]
    for wait in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0):
        with subprocess.Popen(
            command, cwd=erased.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            try:
                process.communicate(timeout=wait)
            except subprocess.TimeoutExpired:
                process.kill()
        # A copy that was not finished, and SQLite's journal of it, are known as such.
        left = [name for name in beside(erased) if not is_temporary(name)]
        assert left == [], wait
        if beside(erased):  # a copy that nobody will finish
            assert erased("check").exit_code == 1
    erased.ok("restore", "stick/copy", "--yes")
    assert beside(erased) == []
    assert is_sound(erased.path)


def of_the_journal(csdesk: Csdesk) -> None:
    """Bring P1 and P2, who are undone, with backups on a stick of both moments."""
    rows = "name,email,external_id\nZqxa Lee,zqxa@x.org,zqx1\nJo Roe,jo@x.org,jo1\n"
    (csdesk.folder / "stick").mkdir()
    csdesk.ok("backup", "stick/before")
    (csdesk.folder / "list.csv").write_text(rows)
    csdesk.ok("import", "customers", "list.csv", "--source", "shop")
    (csdesk.folder / "list.csv").unlink()
    csdesk.ok("backup", "stick/there")
    csdesk.ok("export", "desk", "--output", "stick/there.jsonl")
    csdesk.ok("undo")
    csdesk.ok("backup", "stick/undone")
    csdesk.ok("export", "desk", "--output", "stick/undone.jsonl")


@pytest.mark.parametrize("is_lost", [False, True], ids=["desk", "list"])
@pytest.mark.parametrize("backup", ["there", "undone"])
def test_who_was_erased_from_the_journal_alone_does_not_come_back(
    csdesk: Csdesk, backup: str, *, is_lost: bool
) -> None:
    of_the_journal(csdesk)
    csdesk.ok("customer", "erase", "zqx1", "--yes")
    (csdesk.path if is_lost else csdesk.folder / LIST).unlink()
    said = csdesk.ok("restore", f"stick/{backup}", "--yes")
    assert "1 customer erased since then is erased again: P1." in said
    assert beside(csdesk) == []
    assert is_sound(csdesk.path)
    assert "Jo Roe" in csdesk.ok("customer", "export", "P2")
    assert csdesk.ok("check")
    once = dump(csdesk.path)
    csdesk.ok("restore", f"stick/{backup}", "--yes")
    assert dump(csdesk.path) == once


def test_of_many_who_are_erased_again_the_first_are_named(csdesk: Csdesk) -> None:
    (csdesk.folder / "stick").mkdir()
    rows = "".join(f"Zqx{n} Lee,zqx{n}@x.org\n" for n in range(14))
    (csdesk.folder / "list.csv").write_text("name,email\n" + rows)
    csdesk.ok("import", "customers", "list.csv")
    (csdesk.folder / "list.csv").unlink()
    csdesk.ok("undo")
    csdesk.ok("backup", "stick/copy")
    csdesk.ok("customer", "erase", "--import", "1", "--yes")
    said = csdesk.ok("restore", "stick/copy", "--yes")
    assert "14 customers erased since then are erased again: P1, " in said
    assert "P12 and 2 more." in said


def test_all_of_an_erased_import_are_erased_again(csdesk: Csdesk) -> None:
    of_the_journal(csdesk)
    csdesk.ok("customer", "erase", "--import", "1", "--yes")
    said = csdesk.ok("restore", "stick/undone", "--yes")
    assert "2 customers erased since then are erased again: P1, P2." in said
    verbs = [one["verb"] for one in csdesk.json("history")]
    assert verbs.count("customer erase") == 1


@pytest.mark.parametrize("file", ["there", "undone"])
def test_nor_with_a_whole_desk_that_comes_in(csdesk: Csdesk, file: str) -> None:
    of_the_journal(csdesk)
    csdesk.ok("customer", "erase", "P1", "--yes")
    for name in ("desk.db", "desk.db-wal", "desk.db-shm"):
        (csdesk.folder / name).unlink(missing_ok=True)
    csdesk.ok("init", "--name", "New", "--yes")
    said = csdesk.ok("import", "desk", f"stick/{file}.jsonl")
    assert "Erased again, by the list in the desk's folder: P1." in said
    assert beside(csdesk) == []
    assert csdesk.ok("check")


def test_who_has_the_address_in_the_journal_too_stays(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Ann Lee", "--phone", "+447700900888")
    csdesk.ok("undo")
    csdesk.ok("customer", "add", "Bob Roe", "--phone", "+447700900888")
    csdesk.ok("undo")
    (csdesk.folder / "stick").mkdir()
    csdesk.ok("backup", "stick/copy")
    csdesk.ok("customer", "erase", "P1", "--yes")
    assert "again: P1." in csdesk.ok("restore", "stick/copy", "--yes")
    assert "Bob Roe" in csdesk.ok("customer", "export", "P2")


@pytest.mark.parametrize("is_undone", [False, True], ids=["there", "undone"])
def test_a_backup_from_before_they_came_knows_them_in_later_imports(
    csdesk: Csdesk, *, is_undone: bool
) -> None:
    of_the_journal(csdesk)
    if not is_undone:
        csdesk.ok("undo", "3")
    csdesk.ok("customer", "erase", "P1", "--yes")
    csdesk.ok("restore", "stick/before", "--yes")
    (csdesk.folder / "list.csv").write_text(
        "name,email\nZ Lee,zqxa@x.org\nAnn,a@x.org\n"
    )
    result = csdesk("import", "customers", "list.csv", "--source", "shop")
    assert "line 2: the row is of a customer who was erased" in result.stderr
    (csdesk.folder / "list.csv").unlink()
    assert value(csdesk.path, NAMES) == "Ann"
    assert beside(csdesk) == []
    assert csdesk.ok("check")
    said = csdesk.ok("restore", "stick/there", "--yes")
    assert "1 customer erased since then is erased again: P1." in said


def test_what_was_written_after_an_erasure_goes_again(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Zora Quill", "--email", "zora@example.com")
    csdesk.ok("complaint", "open", "P1", "sad")
    csdesk.ok("customer", "erase", "P1", "--yes")
    csdesk.ok("complaint", "note", "K1", "Zora Quill rang again")
    (csdesk.folder / "stick").mkdir()
    csdesk.ok("backup", "stick/kept.db")
    csdesk("customer", "erase", "P1", "--yes")
    csdesk.ok("restore", "stick/kept.db", "--yes")
    assert "Zora" not in csdesk.ok("complaint", "show", "K1")
