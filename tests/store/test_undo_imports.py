"""Undo of an import: thousands of rows go, come back, and stand in the way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.services.undo import undo
from csdesk.services.unit_of_work import working
from csdesk.store.journal.undo import driver
from csdesk.store.sqlite.connection import driver_of
from tests.store.dumps import dump, is_sound, value

if TYPE_CHECKING:
    from tests.conftest import Csdesk

HEADINGS = "external_id,received_at,channel,customer_name,customer_email,csat\n"


def import_rows(csdesk: Csdesk, count: int, csat: str = "4") -> None:
    """Import `count` contacts, each of a customer of its own."""
    rows = "".join(
        f"x{i},2026-11-02T10:00:00+01:00,phone,Name {i},n{i}@x.org,{csat}\n"
        for i in range(count)
    )
    (csdesk.folder / "rows.csv").write_text(HEADINGS + rows)
    csdesk.ok("import", "contacts", "rows.csv")


def test_undo_of_an_import_takes_its_rows_and_keeps_its_run(csdesk: Csdesk) -> None:
    before = dump(csdesk.path)
    import_rows(csdesk, 1_200)
    imported = dump(csdesk.path)
    shown = csdesk.ok("undo")
    assert "contact removed: 1,200 rows" in shown
    assert dump(csdesk.path) == before
    assert value(csdesk.path, "SELECT added FROM import_run") == 1_200
    csdesk.ok("undo", "3")
    assert dump(csdesk.path) == imported
    assert is_sound(csdesk.path)


def test_no_index_is_left_behind_by_a_large_undo(csdesk: Csdesk) -> None:
    count = "SELECT count(*) FROM sqlite_master"
    before = value(csdesk.path, count)
    import_rows(csdesk, 600)
    csdesk.ok("undo")
    assert value(csdesk.path, count) == before


def test_an_import_undone_redone_and_undone_again(csdesk: Csdesk) -> None:
    before = dump(csdesk.path)
    import_rows(csdesk, 3)
    csdesk.ok("undo", "2")
    csdesk.ok("undo", "3")
    csdesk.ok("undo", "2")
    assert dump(csdesk.path) == before


def test_undo_of_an_import_refuses_where_a_row_of_it_was_changed(
    csdesk: Csdesk,
) -> None:
    import_rows(csdesk, 3)
    csdesk.ok("contact", "edit", "C2", "--category", "post")
    told = csdesk.refused(4, "undo", "2")
    assert "operation 3 changed C2 after it" in told
    csdesk.ok("undo", "3")
    csdesk.ok("undo", "2")


def test_undo_of_an_import_refuses_where_a_row_of_it_was_removed(
    csdesk: Csdesk,
) -> None:
    import_rows(csdesk, 3, csat="")
    csdesk.ok("contact", "remove", "C2")
    assert "operation 3 changed C2" in csdesk.refused(4, "undo", "2")


def test_undo_of_an_import_refuses_where_something_refers_to_a_row_of_it(
    csdesk: Csdesk,
) -> None:
    import_rows(csdesk, 3)
    csdesk.ok("log", "P2", "again")
    assert "C4 refers to P2" in csdesk.refused(4, "undo", "2")


def test_a_file_imported_again_after_its_undo_stops_the_redo(csdesk: Csdesk) -> None:
    import_rows(csdesk, 2)
    csdesk.ok("undo")
    csdesk.ok("import", "contacts", "rows.csv")
    told = csdesk.refused(4, "undo", "3")
    assert "has taken the place of" in told
    assert is_sound(csdesk.path)


def steps(csdesk: Csdesk, rows: int) -> int:
    """How much SQLite works, in thousands of steps, to undo an import of `rows`."""
    import_rows(csdesk, rows, csat="")
    count = 0

    def one() -> None:
        nonlocal count
        count += 1

    at = datetime(2026, 11, 18, 9, tzinfo=UTC)
    with working(csdesk.path, "undo", "Anna", at) as work:
        driver_of(driver(work.session)).set_progress_handler(one, 1_000)
        undo(work)
    return count


def test_twice_the_rows_are_twice_the_work(csdesk: Csdesk) -> None:
    few = steps(csdesk, 1_000)
    assert steps(csdesk, 2_000) < 2.5 * few
