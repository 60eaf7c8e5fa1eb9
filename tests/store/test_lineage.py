"""A copied desk becomes a desk of its own; a moved or restored one stays what it is."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from csdesk.store.lineage import desk_id, lineage
from csdesk.store.sqlite.connection import reader
from tests.store.dumps import dump, value

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk


def id_of(path: Path) -> str | None:
    with closing(sqlite3.connect(path)) as db:
        return desk_id(reader(db))


def family(path: Path) -> dict[str, int | None]:
    with closing(sqlite3.connect(path)) as db:
        return lineage(reader(db))


def put(csdesk: Csdesk, name: str) -> Path:
    """A plain copy of the desk, as `cp` makes it."""
    path = csdesk.folder / name
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(csdesk.path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(csdesk.path, path)
    path.chmod(0o600)
    return path


def log(csdesk: Csdesk, path: Path, who: str) -> None:
    csdesk.ok("--db", str(path), "log", who, "hello", "--no-input")


def test_a_copy_gets_an_id_of_its_own_when_it_is_first_written(csdesk: Csdesk) -> None:
    log(csdesk, csdesk.path, "Ann Lee")
    first = id_of(csdesk.path)
    shop = put(csdesk, "shop2.db")
    csdesk.ok("--db", str(shop), "contact", "list")
    assert id_of(shop) == first  # it was only read
    log(csdesk, shop, "Bob Ray")
    assert family(shop) == {id_of(shop): None, first: 2}
    assert id_of(shop) != first
    log(csdesk, csdesk.path, "Cy Poe")
    assert family(csdesk.path) == {first: None}


def test_once_is_enough(csdesk: Csdesk) -> None:
    shop = put(csdesk, "shop2.db")
    log(csdesk, shop, "Bob Ray")
    first = family(shop)
    log(csdesk, shop, "Cy Poe")
    assert family(shop) == first


def test_a_copy_of_a_copy_knows_both(csdesk: Csdesk) -> None:
    first = id_of(csdesk.path)
    shop = put(csdesk, "shop2.db")
    log(csdesk, shop, "Bob Ray")
    second = id_of(shop)
    third = csdesk.folder / "shop3.db"
    shutil.copyfile(shop, third)
    log(csdesk, third, "Cy Poe")
    assert family(third) == {id_of(third): None, second: 2, first: 1}
    assert len({first, second, id_of(third)}) == 3


def test_a_moved_desk_stays_the_same(csdesk: Csdesk) -> None:
    first = id_of(csdesk.path)
    moved = csdesk.folder / "moved.db"
    csdesk.path.rename(moved)
    log(csdesk, moved, "Ann Lee")
    assert family(moved) == {first: None}
    # And its new place is known: a copy of it is told apart.
    shop = csdesk.folder / "shop2.db"
    shutil.copyfile(moved, shop)
    log(csdesk, shop, "Bob Ray")
    assert id_of(shop) != first
    log(csdesk, moved, "Cy Poe")
    assert family(moved) == {first: None}


def test_the_desk_on_another_machine_stays_the_same(csdesk: Csdesk) -> None:
    first = id_of(csdesk.path)
    other = put(csdesk, "machine/desk.db")
    csdesk.path.unlink()
    log(csdesk, other, "Ann Lee")
    assert family(other) == {first: None}


def test_through_a_link_or_another_name_it_is_the_same_file(csdesk: Csdesk) -> None:
    first = id_of(csdesk.path)
    link, second = csdesk.folder / "link.db", csdesk.folder / "second.db"
    link.symlink_to(csdesk.path)
    log(csdesk, link, "Ann Lee")
    second.hardlink_to(csdesk.path)
    log(csdesk, second, "Bob Ray")
    assert family(csdesk.path) == {first: None}


def test_something_else_at_the_old_place_is_no_original(csdesk: Csdesk) -> None:
    first = id_of(csdesk.path)
    moved = csdesk.folder / "moved.db"
    csdesk.path.rename(moved)
    csdesk.ok("init", "--name", "New", "--yes")
    log(csdesk, moved, "Ann Lee")
    assert family(moved) == {first: None}
    moved.rename(csdesk.folder / "again.db")
    moved.write_text("milk, eggs")
    log(csdesk, csdesk.folder / "again.db", "Bob Ray")
    assert family(csdesk.folder / "again.db") == {first: None}


def test_a_restored_desk_stays_the_same_and_one_beside_it_does_not(
    csdesk: Csdesk,
) -> None:
    first = id_of(csdesk.path)
    csdesk.ok("backup", "copy")
    log(csdesk, csdesk.path, "Ann Lee")
    csdesk.ok("restore", "copy", "--yes")
    log(csdesk, csdesk.path, "Bob Ray")
    assert family(csdesk.path) == {first: None}
    branch = csdesk.folder / "branch.db"
    csdesk.ok("--db", str(branch), "restore", "copy")
    log(csdesk, branch, "Cy Poe")
    assert id_of(branch) != first


def test_a_copy_that_goes_back_to_before_it_was_one_stays_itself(
    csdesk: Csdesk,
) -> None:
    shop = put(csdesk, "shop2.db")
    csdesk.ok("--db", str(shop), "backup", "copy")
    log(csdesk, shop, "Bob Ray")
    before = family(shop)
    csdesk.ok("--db", str(shop), "restore", "copy", "--yes")
    log(csdesk, shop, "Cy Poe")
    assert family(shop) == before


def test_a_backup_is_no_desk_of_its_own(csdesk: Csdesk) -> None:
    csdesk.ok("backup", "copy")
    log(csdesk, csdesk.path, "Ann Lee")
    assert id_of(csdesk.folder / "copy") == id_of(csdesk.path)


def test_a_copy_removes_and_replaces_no_backup_of_the_original(
    csdesk: Csdesk,
) -> None:
    (csdesk.folder / "stick").mkdir()
    csdesk.ok("backup", "stick", "--keep", "1")
    csdesk.ok("backup", "one")
    kept = sorted((csdesk.folder / "stick").iterdir())
    branch = put(csdesk, "branch/desk.db")
    log(csdesk, branch, "Bob Ray")
    csdesk.now("2026-11-18T11:00:00+01:00")
    csdesk.ok("--db", str(branch), "backup", "stick", "--keep", "1")
    assert set(kept) < set((csdesk.folder / "stick").iterdir())
    csdesk.refused(4, "--db", str(branch), "backup", "one")


def test_the_exports_of_both_are_told_from_another_systems(csdesk: Csdesk) -> None:
    """Rows of the common past are each other's own; what differs is refused."""
    log(csdesk, csdesk.path, "Ann Lee")
    shop = put(csdesk, "shop2.db")
    log(csdesk, shop, "Bob Ray")
    csdesk.ok("export", "contacts", "--output", "old.csv")
    csdesk.ok("--db", str(shop), "import", "contacts", "old.csv")
    assert value(shop, "SELECT count(*) FROM contact") == 2
    csdesk.ok("--db", str(shop), "export", "contacts", "--output", "new.csv")
    now = dump(csdesk.path)
    told = csdesk.refused(1, "import", "contacts", "new.csv")
    assert "1 of 2" in told or "rejected" in told or "C2" in told
    assert dump(csdesk.path) == now


def test_a_desk_made_before_ids_is_told_apart_too(csdesk: Csdesk) -> None:
    with closing(sqlite3.connect(csdesk.path)) as db, db:
        db.execute("DELETE FROM setting WHERE key = 'desk'")
    first = id_of(csdesk.path)
    shop = put(csdesk, "shop2.db")
    log(csdesk, shop, "Bob Ray")
    assert family(shop) == {id_of(shop): None, first: 1}


def test_the_place_is_noted_where_it_was_not(csdesk: Csdesk) -> None:
    with closing(sqlite3.connect(csdesk.path)) as db, db:
        db.execute("DELETE FROM setting WHERE key = 'place'")
    log(csdesk, csdesk.path, "Ann Lee")
    place = value(csdesk.path, "SELECT value FROM setting WHERE key = 'place'")
    assert place == str(csdesk.path.resolve())


def test_an_original_that_cannot_be_looked_at_leaves_it_open(csdesk: Csdesk) -> None:
    """Asked again by the next command, until it can be told."""
    first = id_of(csdesk.path)
    shop = put(csdesk, "shop2.db")
    with closing(sqlite3.connect(csdesk.path, isolation_level=None)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        db.execute("UPDATE setting SET value = value")
        log(csdesk, shop, "Bob Ray")
        assert family(shop) == {first: None}
        db.execute("ROLLBACK")
    log(csdesk, shop, "Cy Poe")
    assert id_of(shop) != first
