"""Erasing beside a copied desk that became another shop: its own customers stay."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.store.dumps import value

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk

NAMES = "SELECT group_concat(name) FROM customer"


@pytest.fixture
def shop(csdesk: Csdesk) -> Path:
    """A copy of the desk in which Old Poe is P1; both were worked in since."""
    csdesk.ok("customer", "add", "Old Poe", "--email", "poe@x.org")
    with closing(sqlite3.connect(csdesk.path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = csdesk.folder / "shop2.db"
    shutil.copyfile(csdesk.path, path)
    path.chmod(0o600)
    return path


def second(csdesk: Csdesk, shop: Path, *args: str) -> str:
    return csdesk.ok("--db", str(shop), *args)


def test_a_namesake_with_the_same_id_stays_and_is_named(
    csdesk: Csdesk, shop: Path
) -> None:
    second(csdesk, shop, "log", "Ann Lee", "a lamp", "--no-input")
    csdesk.ok("log", "Ann Lee", "a chair", "--no-input")
    result = csdesk("customer", "erase", "P2", "--yes")
    assert result.exit_code == 1
    assert "shop2.db knows somebody of that name: look yourself" in result.stderr
    assert "shop2.db still names" not in result.stderr
    assert value(shop, NAMES) == "Old Poe,Ann Lee"
    assert value(csdesk.path, NAMES) == "Old Poe,(erased)"


def test_so_it_is_where_the_copy_still_has_the_id_of_the_desk(
    csdesk: Csdesk, shop: Path
) -> None:
    """As copies have that went apart before ids were given: the journals differ."""
    second(csdesk, shop, "log", "Ann Lee", "a lamp", "--no-input", "--agent", "Bert")
    csdesk.ok("log", "Ann Lee", "a chair", "--no-input")
    own = value(csdesk.path, "SELECT value FROM setting WHERE key = 'desk'")
    with closing(sqlite3.connect(shop)) as db, db:
        db.execute("UPDATE setting SET value = ? WHERE key = 'desk'", (own,))
        db.execute("DELETE FROM setting WHERE key IN ('parents', 'place')")
    result = csdesk("customer", "erase", "P2", "--yes")
    assert "shop2.db knows somebody of that name" in result.stderr
    assert value(shop, NAMES) == "Old Poe,Ann Lee"


def test_who_was_in_both_when_they_parted_goes_from_both(
    csdesk: Csdesk, shop: Path
) -> None:
    second(csdesk, shop, "log", "Ann Lee", "a lamp", "--no-input")
    csdesk.ok("log", "Bob Ray", "a chair", "--no-input")
    said = csdesk.ok("customer", "erase", "P1", "--yes")
    assert "Erased P1, here and in shop2.db." in said
    assert value(shop, NAMES) == "(erased),Ann Lee"
    assert b"poe@x.org" not in shop.read_bytes()


def test_imported_customers_have_an_origin_too(csdesk: Csdesk) -> None:
    rows = "external_id,name\nc1,Ann Lee\n"
    (csdesk.folder / "one.csv").write_text(rows)
    csdesk.ok("import", "customers", "one.csv", "--source", "till")
    with closing(sqlite3.connect(csdesk.path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shop = csdesk.folder / "shop2.db"
    shutil.copyfile(csdesk.path, shop)
    (csdesk.folder / "two.csv").write_text("external_id,name\nc2,Bob Ray\n")
    second(csdesk, shop, "import", "customers", "two.csv", "--source", "till")
    csdesk.ok("import", "customers", "two.csv", "--source", "till")
    for name in ("one.csv", "two.csv"):
        (csdesk.folder / name).unlink()
    csdesk.ok("customer", "erase", "P1", "--yes")
    assert value(shop, NAMES) == "(erased),Bob Ray"
    result = csdesk("customer", "erase", "P2", "--yes")
    assert "shop2.db knows somebody of that name" in result.stderr
    assert value(shop, NAMES) == "(erased),Bob Ray"


def test_what_the_copy_leaves_behind_is_found_from_the_copy_as_well(
    csdesk: Csdesk, shop: Path
) -> None:
    second(csdesk, shop, "log", "Ann Lee", "a lamp", "--no-input")
    csdesk.ok("log", "Ann Lee", "a chair", "--no-input")
    result = csdesk("--db", str(shop), "customer", "erase", "P2", "--yes")
    assert "desk.db knows somebody of that name" in result.stderr
    assert value(csdesk.path, NAMES) == "Old Poe,Ann Lee"


def test_what_a_restore_kept_is_a_copy_of_the_desk(csdesk: Csdesk) -> None:
    csdesk.ok("customer", "add", "Old Poe")
    csdesk.ok("backup", "copy")
    csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@x.org")
    csdesk.ok("restore", "copy", "--yes")
    csdesk.ok("customer", "add", "Bob Ray", "--agent", "Bert")
    csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@x.org")
    csdesk.ok("customer", "erase", "ann@x.org", "--yes")
    kept = next(csdesk.folder.glob("*.before-restore-*"))
    assert value(kept, NAMES) == "Old Poe,(erased)"
    assert not any(
        b"ann@x.org" in file.read_bytes() for file in csdesk.folder.iterdir()
    )
