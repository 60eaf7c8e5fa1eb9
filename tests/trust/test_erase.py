"""A customer is erased: the person goes for good, what the figures count stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.cli.commands.customer import data
from csdesk.store.sqlite import sqlite_errors
from csdesk.store.sqlite.backup.checksum import matches_checksum
from tests.store.dumps import dump, is_sound, value
from tests.trust.marked import MARK, REJECTS, copy, lay_out, made, traces, write_files

if TYPE_CHECKING:
    from tests.conftest import Csdesk


@pytest.fixture
def marked(bare: Csdesk, empty_desk: bytes) -> Csdesk:
    """A desk with the marked customer P1, and a file of rejected rows."""
    return lay_out(bare, empty_desk)


def test_the_marks_are_there_before(marked: Csdesk) -> None:
    assert traces(marked.folder) == ["desk.db", "rejects.csv.rejected.csv"]


def test_nothing_is_left_in_any_byte(marked: Csdesk) -> None:
    copy(marked, "desk.db.backup-2026-11-18-100000")
    said = marked.ok("customer", "erase", "P1", "--yes")
    assert traces(marked.folder) == []
    assert "Erased P1, here and in desk.db.backup-2026-11-18-100000." in said
    assert MARK not in said.lower().replace("zqx-letter.txt", "")
    assert is_sound(marked.path)
    assert marked.json("search", MARK) == []


def test_what_goes_and_what_stays_is_said_and_nothing_is_done(marked: Csdesk) -> None:
    before = dump(marked.path)
    said = marked.ok("customer", "erase", "Zqxa Lee", "--dry-run")
    assert "To be erased: P1, and P2 merged into it." in said
    assert "Files that go: zqx-letter.txt, zqx-letter.txt." in said
    assert "Rejected rows, too: 1 of rejects.csv.rejected.csv." in said
    assert "Nothing was changed." in said
    assert dump(marked.path) == before
    assert len(traces(marked.folder)) == 2


def test_without_a_terminal_it_wants_yes(marked: Csdesk) -> None:
    told = marked.refused(2, "customer", "erase", "P1")
    assert "nobody is there to confirm it" in told
    assert "csdesk customer erase P1 --yes" in told
    assert value(marked.path, "SELECT erased_at FROM customer WHERE id = 1") is None


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1)])
def test_on_a_terminal_it_asks(
    marked: Csdesk, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    monkeypatch.setattr(data, "is_interactive", lambda: True)
    result = marked("customer", "erase", "P1", input=answer)
    assert result.exit_code == code, result.output
    assert "Erase P1 for good? [y/N]" in result.stderr
    erased = value(marked.path, "SELECT erased_at FROM customer WHERE id = 1")
    assert (erased is None) == (code == 1)


def test_no_input_asks_nothing(marked: Csdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "is_interactive", lambda: True)
    marked.refused(2, "customer", "erase", "P1", "--no-input")


@pytest.mark.parametrize("who", ["Zqxa", "Nobody", "zqx@nowhere.org", "P99"])
def test_it_takes_nobody_by_a_guess(marked: Csdesk, who: str) -> None:
    marked.refused(3, "customer", "erase", who, "--yes")


def test_once_is_enough(marked: Csdesk) -> None:
    marked.ok("customer", "erase", "P1", "--yes")
    told = marked.refused(4, "customer", "erase", "P1", "--yes")
    assert "P1 was erased on Wed 18 Nov 2026 already." in told
    assert "P1 was erased" in marked.refused(4, "customer", "erase", "P2", "--yes")


def test_history_tells_that_and_by_whom(marked: Csdesk) -> None:
    marked.ok("customer", "erase", "P1", "--yes", "--agent", "Bert")
    newest = marked.json("history")[0]
    assert (newest["verb"], newest["agent"]) == ("customer erase", "Bert")
    assert MARK not in marked.ok("history", "--limit", "0").lower()


def test_nothing_that_touched_them_can_be_undone(marked: Csdesk) -> None:
    entries = marked.json("history")
    marked.ok("customer", "erase", "P1", "--yes")
    assert "erased a customer: that cannot be undone." in marked.refused(4, "undo")
    free = []
    for entry in entries:
        result = marked("undo", str(entry["id"]), "--dry-run")
        if result.exit_code == 0:
            free.append(entry["verb"])
        else:
            assert result.exit_code == 4, entry
    assert free == ["import contacts"]  # of the file that had one good row, of Jo's
    for entry in entries:
        if entry["verb"].startswith(("contact ", "complaint ", "voucher", "purchase")):
            told = marked.refused(4, "undo", str(entry["id"]))
            assert "of a customer who was erased since" in told, entry


def test_what_is_of_others_can_be_undone(marked: Csdesk) -> None:
    marked.ok("log", "jo@x.org", "hello", "--at", "2026-11-17 10:00")
    marked.ok("article", "add", "Lamps", "--body", "Screw it.")
    number = marked.json("history")[1]["id"]
    marked.ok("customer", "erase", "P1", "--yes")
    marked.ok("log", "jo@x.org", "hello again")
    assert "Undid" in marked.ok("undo")
    assert "Undid" in marked.ok("undo", str(number))
    assert is_sound(marked.path)


def test_rejected_rows_of_others_stay_to_the_byte(marked: Csdesk) -> None:
    path = marked.folder / "rejects.csv.rejected.csv"
    before = path.read_bytes().splitlines(keepends=True)
    assert "Took 1 of their rows" in marked.ok("customer", "erase", "P1", "--yes")
    assert path.read_bytes() == b"".join(before[:1] + before[2:])
    assert "r2,never" in path.read_text()


def test_a_file_of_their_rejected_rows_alone_goes(marked: Csdesk) -> None:
    path = marked.folder / "rejects.csv.rejected.csv"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    marked.ok("customer", "erase", "P1", "--yes")
    assert not path.exists()


def test_files_that_it_may_not_change_are_named(marked: Csdesk) -> None:
    (marked.folder / "list.txt").write_text("Zqxa Lee owes us a lamp")
    (marked.folder / "wide.txt").write_text("ZQXA@X.ORG", "utf-16")
    (marked.folder / "innocent.txt").write_text("Jo Roe owes us a lamp")
    (marked.folder / "older").mkdir()
    result = marked("customer", "erase", "P1", "--yes")
    assert result.exit_code == 1
    assert "list.txt still names the person" in result.stderr
    assert "wide.txt still names the person" in result.stderr
    assert "innocent.txt" not in result.stderr
    assert "Not looked into: older/." in result.stderr
    assert traces(marked.folder) == ["list.txt", "wide.txt"]


def test_records_of_others_that_name_them_are_told(marked: Csdesk) -> None:
    marked.ok("log", "jo@x.org", "saw Zqxa Lee in town")
    contact = marked.ok("contact", "list", "-q", "--limit", "1").strip()
    result = marked("customer", "erase", "P1", "--yes")
    assert result.exit_code == 1
    assert f"Records of others name the person: {contact}." in result.stderr


def test_a_copy_that_cannot_be_read_is_named(marked: Csdesk) -> None:
    newer = copy(marked, "newer.db")
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 99")
    damaged = copy(marked, "damaged.db")
    damaged.write_bytes(damaged.read_bytes()[:5000])
    result = marked("customer", "erase", "P1", "--yes")
    assert result.exit_code == 1
    for name in ("newer.db", "damaged.db"):
        assert f"{name} could not be reached" in result.stderr
    assert value(marked.path, "SELECT count(*) FROM customer WHERE name = '(erased)'")


def test_another_shop_beside_it_is_left_alone(marked: Csdesk) -> None:
    other = marked.folder / "other.db"
    marked.ok("--db", str(other), "init", "--name", "Other", "--yes")
    marked.ok("--db", str(other), "customer", "add", "Zqxa Lee")
    result = marked("customer", "erase", "P1", "--yes")
    assert result.exit_code == 1
    assert "other.db still names the person" in result.stderr
    assert "Zqxa Lee" in marked.ok("--db", str(other), "customer", "list")


def test_a_copy_knows_the_person_under_another_id(marked: Csdesk) -> None:
    twin = copy(marked, "twin.db")
    marked.ok("--db", str(twin), "customer", "edit", "jo@x.org", "--email", "j@x.org")
    marked.ok("--db", str(twin), "customer", "add", "Zqxa L.", "--email", "zqxb@x.org")
    marked.ok("customer", "erase", "P1", "--yes")
    assert traces(marked.folder) == []
    assert "Jo Roe" in marked.ok("--db", str(twin), "customer", "list")


def test_whoever_shares_an_address_stays_in_the_copies(marked: Csdesk) -> None:
    with closing(sqlite3.connect(marked.path)) as db, db:
        db.execute(
            "UPDATE customer SET phone_key = '+49307654321' WHERE name = 'Jo Roe'"
        )
    backup = copy(marked, "backup.db")
    marked.ok("customer", "erase", "P1", "--yes")
    assert value(backup, "SELECT count(*) FROM customer WHERE name = 'Jo Roe'") == 1
    assert traces(marked.folder) == []


def test_what_other_tools_left_in_free_pages_goes(marked: Csdesk) -> None:
    with closing(sqlite3.connect(marked.path)) as db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("CREATE TABLE scratch (text)")
        db.execute("INSERT INTO scratch VALUES (?)", (f"{MARK}free" * 200_000,))
        db.commit()
        db.execute("DROP TABLE scratch")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert marked.path.read_bytes().count(f"{MARK}free".encode()) > 100_000
    marked.ok("customer", "erase", "P1", "--yes")
    assert traces(marked.folder) == []


def test_only_the_list_of_who_was_erased_is_new_in_the_folder(marked: Csdesk) -> None:
    copy(marked, "backup.db")
    other = marked.folder / "other.db"
    marked.ok("--db", str(other), "init", "--name", "Other", "--yes")
    marked.ok("--db", str(other), "contact", "list")
    before = sorted(path.name for path in marked.folder.iterdir())
    marked.ok("customer", "erase", "P1", "--yes")
    after = sorted(path.name for path in marked.folder.iterdir())
    assert after == sorted([*before, ".desk.db.erased"])


def test_a_file_of_rejected_rows_that_cannot_be_changed_is_named(
    marked: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("csdesk.services.erasure.rejected_rows._replace", refuse)
    result = marked("customer", "erase", "P1", "--yes")
    assert result.exit_code == 1
    assert "rejects.csv.rejected.csv still names the person" in result.stderr
    assert traces(marked.folder) == ["rejects.csv.rejected.csv"]


def test_leftovers_of_killed_commands_go(marked: Csdesk) -> None:
    leftover = marked.folder / ".desk.db.backup-2026-11-18-100000.999999.new"
    leftover.write_bytes(b"SQLite format 3\0 half of it: Zqxa Lee")
    assert "Removed what was left unfinished" in marked.ok(
        "customer", "erase", "P1", "--yes"
    )
    assert traces(marked.folder) == []


def test_a_desk_in_use_is_erased_and_cleaned_later(
    marked: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_errors, "BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(marked.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM contact").fetchone()
        result = marked("customer", "erase", "P1", "--yes")
        assert result.exit_code == 5, result.output
        assert "The customer is erased. Close the other program" in result.stderr
    again = marked.ok("customer", "erase", "P1")  # nothing is asked any more
    assert "P1 is erased; what was left to do is done now." in again
    assert traces(marked.folder) == []
    marked.refused(4, "customer", "erase", "P1", "--yes")


def test_a_backup_put_back_later_is_cleaned_too(marked: Csdesk) -> None:
    away = copy(marked, "backup.db").read_bytes()
    (marked.folder / "backup.db").unlink()
    marked.ok("customer", "erase", "P1", "--yes")
    (marked.folder / "backup.db").write_bytes(away)
    assert "backup.db" in marked.ok("customer", "erase", "P1")
    assert traces(marked.folder) == []


def test_a_full_disk_is_seen_before_anything_is_done(
    marked: Csdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "csdesk.store.privacy.vacuum.shutil.disk_usage",
        lambda _: type("Usage", (), {"free": 1_000_000})(),
    )
    before = dump(marked.path)
    told = marked.refused(6, "customer", "erase", "P1", "--yes")
    assert "1 MB are free" in told
    assert dump(marked.path) == before


REFUSED = (
    ("log", "P1", "hello"),
    ("complaint", "open", "P1", "broken"),
    ("survey", "record", "nps", "9", "--customer", "P1"),
    ("survey", "ask", "nps", "--customer", "P1"),
    ("customer", "edit", "P1", "--name", "Ann"),
    ("customer", "merge", "P1", "jo@x.org"),
    ("customer", "merge", "jo@x.org", "P1"),
    ("customer", "leave", "P1"),
    ("customer", "return", "P1"),
    ("customer", "add", "New", "--referred-by", "P1"),
    ("voucher", "issue", "P1", "5"),
    ("followup", "add", "P1", "ring", "--due", "2026-11-20"),
    ("purchase", "log", "P1", "5"),
    ("contact", "edit", "C1", "--customer", "P1"),
)


@pytest.fixture
def erased(marked: Csdesk) -> Csdesk:
    """The marked desk, and P1 erased."""
    marked.ok("customer", "erase", "P1", "--yes")
    return marked


def test_nothing_new_can_be_said_of_them(erased: Csdesk) -> None:
    for command in REFUSED:
        told = erased.refused(4, *command)
        assert "P1 was erased: nobody knows who it was." in told, command


def test_nobody_is_called_erased(erased: Csdesk) -> None:
    erased.refused(3, "customer", "show", "(erased)")
    assert "New customer" in erased("log", "Zqxa Lee", "back again").stderr


def test_lists_show_them_as_erased(erased: Csdesk) -> None:
    assert "P1: (erased)" in erased.ok("customer", "show", "P1")
    assert erased.json("customer", "show", "P1")["erased_at"].startswith("2026-11-18")
    for command in (
        ("customer", "list"), ("contact", "list"), ("complaint", "list"),
        ("survey", "list"), ("voucher", "list"), ("purchase", "list"),
        ("followup", "list"), ("today",), ("complaint", "show", "K1"),
        ("contact", "show", "C1"), ("outreach", "lapsed"), ("outreach", "loyalty"),
        ("report", "all"), ("report", "all", "--format", "html"),
        ("customer", "duplicates"), ("export", "customers"), ("export", "contacts"),
        ("customer", "export", "P1"), ("export", "desk"),
    ):  # fmt: skip
        assert MARK not in erased.ok(*command).lower(), command
    assert "(erased)" in erased.ok("customer", "list")


def test_whoever_comes_back_is_somebody_new(erased: Csdesk) -> None:
    result = erased("log", "zqxa@x.org", "hello again")
    assert "New customer" in result.stderr
    number = erased.json("contact", "list", "--limit", "1")[0]["customer"]
    assert number != "P1"
    shown = erased.json("customer", "show", number)
    assert shown["email"] == "zqxa@x.org"


def test_words_of_the_shop_stay_without_the_name(erased: Csdesk) -> None:
    assert erased.json("complaint", "show", "K1")["root_cause"] == "(erased)'s order"
    assert erased.json("customer", "show", "P1")["tier"] == "gold"


def test_a_word_that_others_use_stays(marked: Csdesk) -> None:
    for contact in ("C1", marked.ok("log", "jo@x.org", "hi", "-q").strip()):
        marked.ok("contact", "edit", contact, "--category", "zqxa lee")
    before = marked.ok("report", "all", "--by", "category")
    marked("customer", "erase", "P1", "--yes")
    assert marked.ok("report", "all", "--by", "category") == before


def counts(csdesk: Csdesk) -> dict[str, int]:
    """How many records of each importable kind there are."""
    return {
        table: value(csdesk.path, f"SELECT count(*) FROM {table}")
        for table in ("customer", "contact", "complaint", "survey_answer", "purchase")
    }


def test_the_files_are_known_again_and_bring_nothing_back(
    marked: Csdesk, bare: Csdesk
) -> None:
    write_files(bare.folder)
    before = counts(marked)
    figures = marked.ok("report", "2026-W45", "--all")
    marked("customer", "erase", "P1", "--yes")
    for name, kind in (
        ("customers", "customers"), ("contacts", "contacts"), ("loose", "contacts"),
        ("complaints", "complaints"), ("surveys", "surveys"),
        ("purchases", "purchases"),
    ):  # fmt: skip
        said = marked.ok("import", kind, f"{name}.csv", "--source", "shop")
        rows = len((bare.folder / f"{name}.csv").read_text().splitlines()) - 1
        assert f"{rows} read = 0 added + 0 updated + {rows} unchanged" in said, name
    for path in bare.folder.glob("*.csv"):
        path.unlink()
    (bare.folder / "zqx-letter.txt").unlink()
    assert traces(marked.folder) == []
    assert counts(marked) == before
    assert marked.ok("report", "2026-W45", "--all") == figures


def test_a_changed_row_brings_times_and_no_texts(erased: Csdesk) -> None:
    from tests.trust.marked import COMPLAINTS, CONTACTS, PURCHASES, SURVEYS

    changed = {
        "contacts": CONTACTS.replace("zqx again", "zqx anew").replace(
            "2026-11-04T10:00", "2026-11-04T09:00"
        ),
        "complaints": COMPLAINTS.replace("zqx broke", "zqx bust").replace(
            "high", "low"
        ),
        "surveys": SURVEYS.replace("zqx slow", "zqx sloth").replace(",3,,", ",4,,"),
        "purchases": PURCHASES.replace("12.50", "11"),
    }
    for kind, text in changed.items():
        path = erased.folder / f"{kind}.csv"
        path.write_text(text)
        said = erased.ok("import", kind, f"{kind}.csv", "--source", "shop")
        assert "0 added + 1 updated" in said, kind
        path.unlink()
    assert traces(erased.folder) == []
    whose = "SELECT customer_id FROM {} WHERE {}"
    assert value(erased.path, whose.format("purchase", "amount = 1100")) == 1
    assert (
        value(erased.path, whose.format("survey_answer", "score = 4 AND kind = 'nps'"))
        == 1
    )
    moved = "received_at = unixepoch('2026-11-04T08:00:00Z')"
    assert value(erased.path, whose.format("contact", moved)) == 1
    assert is_sound(erased.path)


def test_new_rows_of_theirs_count_and_say_nothing(erased: Csdesk) -> None:
    new = {
        "contacts": "external_id,received_at,channel,subject,customer_email\n"
        "zqxid9,2026-11-06T10:00:00+01:00,email,zqx new,zqxa@x.org\n",
        "complaints": "external_id,received_at,description,customer_phone\n"
        "zqxk9,2026-11-06T10:00:00+01:00,zqx new,030 7654321\n",
        "surveys": "external_id,answered_at,nps,comment,customer_external_id\n"
        "zqxs9,2026-11-06T10:00:00+01:00,9,zqx new,zqxcust1\n",
        "purchases": "at,amount,product,customer_email\n"
        "2026-11-06T10:00:00+01:00,5,zqx new,zqxb@x.org\n",
        "customers": "external_id,name,email\nzqxnew,Zqxa Lee,zqxc@x.org\n",
    }
    for kind, text in new.items():
        for added in (kind != "customers", False):  # once, and once more
            path = erased.folder / f"{kind}.csv"
            path.write_text(text)
            said = erased.ok("import", kind, f"{kind}.csv", "--source", "shop")
            assert f"1 read = {added:d} added + 0 updated + {1 - added}" in said, kind
            path.unlink()
    assert traces(erased.folder) == []
    for table in ("contact", "complaint", "survey_answer", "purchase"):
        newest = f"SELECT customer_id FROM {table} ORDER BY id DESC LIMIT 1"
        assert value(erased.path, newest) == 1, table


def test_what_csdesk_exported_before_brings_nothing_back(marked: Csdesk) -> None:
    kinds = ("customers", "purchases", "complaints", "contacts", "surveys")
    texts = {kind: marked.ok("export", kind) for kind in kinds}
    marked.ok("customer", "erase", "P1", "--yes")
    before = dump(marked.path)
    for kind, text in texts.items():
        path = marked.folder / f"{kind}.csv"
        path.write_text(text)
        said = marked.ok("import", kind, path.name)
        assert "0 added + 0 updated" in said, said
        path.unlink()
    assert dump(marked.path) == before
    assert traces(marked.folder) == []


def test_a_whole_desk_carries_what_is_known_of_the_erased(erased: Csdesk) -> None:
    erased.ok("export", "desk", "--output", "whole.jsonl")
    other = erased.folder / "other.db"
    erased.ok("--db", str(other), "init", "--yes")
    erased.ok("--db", str(other), "import", "desk", "whole.jsonl")
    path = erased.folder / "contacts.csv"
    from tests.trust.marked import CONTACTS

    path.write_text(CONTACTS)
    said = erased.ok(
        "--db", str(other), "import", "contacts", "contacts.csv", "--source", "shop"
    )
    assert "0 added + 0 updated + 3 unchanged" in said
    path.unlink()
    assert traces(erased.folder) == []


@pytest.mark.parametrize(
    "table", ["contact", "complaint", "survey_answer", "purchase", "customer"]
)
def test_a_digest_does_not_give_the_row_away(
    erased: Csdesk, empty_desk: bytes, table: str
) -> None:
    former = erased.folder / "former.db"
    former.write_bytes(made(empty_desk)[0])
    own = "id" if table == "customer" else "customer_id"
    sql = f"SELECT {{}}(row_digest) FROM {table} WHERE {own} = 1"
    assert value(former, sql.format("min")) > 0
    assert value(erased.path, sql.format("max")) < 0


def test_rejects_are_of_the_sample(marked: Csdesk) -> None:
    assert REJECTS.count("never") == 2
    rows = (marked.folder / "rejects.csv.rejected.csv").read_text().splitlines()
    assert len(rows) == 3


def test_a_backup_that_was_cleaned_is_sealed_again_and_can_be_restored(
    marked: Csdesk,
) -> None:
    marked.ok("backup")
    (backup,) = marked.folder.glob("desk.db.backup-*")
    assert matches_checksum(backup) is True
    marked.ok("customer", "erase", "P1", "--yes")
    assert traces(marked.folder) == []
    assert matches_checksum(backup) is True
    marked.ok("restore", str(backup), "--yes")
    assert is_sound(marked.path)
    assert traces(marked.folder) == []
