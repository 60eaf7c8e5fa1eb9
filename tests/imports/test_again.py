"""The same again, and rows that changed: counts reconcile, edits are not lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csdesk.imports.rows.compare import RowComparison

if TYPE_CHECKING:
    from tests.imports.conftest import Shop

HEADINGS = "external_id,received_at,category,csat"
FIRST = f"{HEADINGS}\na,2026-11-02 09:00,paint,4\nb,2026-11-02 10:00,,\n"
RUNS = "SELECT rows_read, added, updated, unchanged, rejected FROM import_run"


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    assert "2 read = 2 added + 0 updated + 0 unchanged + 0" in shop.bring(FIRST)
    before = shop.everything()
    output = shop.bring(FIRST)
    assert "2 read = 0 added + 0 updated + 2 unchanged + 0" in output
    assert "no import was recorded" in output
    assert shop.everything() == before


def test_an_unchanged_row_leaves_what_a_hand_edited_alone(shop: Shop) -> None:
    shop.bring(FIRST)
    shop.csdesk.ok("contact", "edit", "C1", "--category", "garden")
    shop.bring(FIRST)
    assert shop.rows("SELECT category FROM contact WHERE id = 1") == ["garden"]


def test_a_changed_row_updates_only_what_is_mapped(shop: Shop) -> None:
    shop.bring(FIRST)
    shop.csdesk.ok("contact", "edit", "C2", "--phase", "pre-sale")
    changed = FIRST.replace("10:00,,", "10:30,tools,2")
    assert "0 added + 1 updated + 1 unchanged" in shop.bring(changed)
    assert shop.rows(
        "SELECT phase, category, import_run_id,"
        " (SELECT score FROM survey_answer WHERE contact_id = contact.id)"
        " FROM contact WHERE id = 2"
    ) == [("pre-sale", "tools", 1, 2.0)]
    assert shop.rows(RUNS) == [(2, 2, 0, 0, 0), (2, 0, 1, 1, 0)]


def test_only_changed_rows_are_copied_into_the_journal(shop: Shop) -> None:
    shop.bring(FIRST)
    copied = "SELECT table_name, row_id FROM change WHERE operation_id > 1"
    assert shop.rows(copied) == []
    shop.bring(FIRST.replace("paint", "tools"))
    assert shop.rows(copied) == [("contact", 1)]


def test_overwriting_a_hand_edit_is_said_and_only_then(shop: Shop) -> None:
    shop.bring(FIRST)
    shop.csdesk.ok("contact", "edit", "C1", "--category", "garden")
    output = shop.warnings(FIRST.replace("paint", "tools"))
    assert "calls.csv line 2: category of C1 had been edited by hand" in output
    assert "by hand" not in shop.warnings(FIRST.replace("paint", "wood"))


def test_an_answer_that_is_gone_from_its_row_is_removed(shop: Shop) -> None:
    shop.bring(FIRST)
    shop.bring(FIRST.replace("paint,4", "paint,"))
    assert shop.rows("SELECT count(*) FROM survey_answer") == [0]


def test_a_row_that_contradicts_what_a_hand_wrote_is_rejected(shop: Shop) -> None:
    shop.csdesk.now("2026-11-18T10:00:00+01:00")
    shop.bring("external_id,received_at\na,2026-11-02 09:00\n")
    shop.csdesk.ok("contact", "resolve", "C1", "--at", "2026-11-03 09:00")
    output = shop.refuse(1, "external_id,received_at\na,2026-11-04 09:00\n")
    assert "received_at is after the resolution that C1 has" in output


def test_rows_without_ids_are_told_apart_by_what_they_hold(shop: Shop) -> None:
    rows = ["2026-11-02 09:00,x", "2026-11-02 09:00,x", "2026-11-02 09:00,y"]
    text = "\n".join(["received_at,subject", *rows, ""])
    assert "3 added" in shop.bring(text)
    assert "0 added + 0 updated + 3 unchanged" in shop.bring(text)
    assert "1 added + 0 updated + 3 unchanged" in shop.bring(text + rows[0] + "\n")


def test_the_same_id_from_another_source_is_another_contact(shop: Shop) -> None:
    shop.bring(FIRST, None, "--source", "shop")
    assert "2 added" in shop.bring(FIRST, None, "--source", "till")


def test_an_id_twice_in_a_file_names_the_first_line(shop: Shop) -> None:
    output = shop.refuse(1, FIRST + "a,2026-11-02 11:00,,\n")
    assert "calls.csv line 4: external_id 'a' stands on line 2 already." in output


def test_several_files_are_one_operation_with_a_run_each(shop: Shop) -> None:
    shop.file("more.csv", f"{HEADINGS}\na,2026-11-02 09:00,paint,5\nc,2026-11-02,,\n")
    shop.bring(FIRST, None, "more.csv")
    assert shop.rows(RUNS) == [(2, 2, 0, 0, 0), (2, 1, 1, 0, 0)]
    assert shop.rows("SELECT verb FROM operation WHERE id > 1") == ["import contacts"]
    assert shop.rows("SELECT score FROM survey_answer") == [5.0]
    assert shop.rows("SELECT count(*) FROM change WHERE table_name = 'contact'") == [0]


def test_a_bad_row_in_the_second_file_keeps_nothing_of_the_first(shop: Shop) -> None:
    shop.file("more.csv", f"{HEADINGS}\nz,soon,,\n")
    output = shop.refuse(1, FIRST, None, "more.csv")
    assert "more.csv line 2: received_at is 'soon', not a date" in output


row = st.tuples(
    st.sampled_from("abcdef"),
    st.sampled_from(["2026-11-02", "2026-11-03 08:00", "soon"]),
    st.sampled_from(["paint", "", "tools"]),
    st.sampled_from(["", "4", "9"]),
)
tables = st.lists(row, max_size=8, unique_by=lambda cells: cells[0])


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(tables, min_size=1, max_size=3))
def test_counts_always_reconcile(
    shop: Shop, files: list[list[tuple[str, ...]]]
) -> None:
    for rows in files:
        before = shop.rows("SELECT count(*) FROM contact")[0]
        text = "\n".join([HEADINGS, *(",".join(cells) for cells in rows), ""])
        shop.file("calls.csv", text)
        result = shop.csdesk("import", "contacts", "calls.csv")
        bad = sum(cells[1] == "soon" or cells[3] == "9" for cells in rows)
        after = shop.rows("SELECT count(*) FROM contact")[0]
        assert result.exit_code == (1 if bad else 0), result.output
        if bad:
            assert f"{bad} of {len(rows)} rows rejected" in result.stderr
            assert after == before
        else:
            read, added, updated, unchanged, rejected = (
                int(word)
                for word in result.stdout.split("(source")[0].split()
                if word.isdigit()
            )
            assert read == len(rows) == added + updated + unchanged + rejected
            assert after == before + added
    assert shop.rows("PRAGMA integrity_check") == ["ok"]
    assert shop.rows("PRAGMA foreign_key_check") == []


def test_a_digest_is_the_same_on_every_python() -> None:
    """Kept digests are compared for years: this number may never change."""
    comparison = object.__new__(RowComparison)
    comparison._prefix, comparison._has_ids = b"seal", True
    from csdesk.imports.mapping.columns import Batch

    batch = Batch([2], {"a": ["Größe 🎈"], "b": [1609488778], "c": [None], "d": [4.0]})
    assert comparison.digests(batch, ("a", "b", "c", "d")) == [8221580595193634263]
