"""`csdesk undo`: what it shows, what it takes back, what it refuses and why."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.store.dumps import value

if TYPE_CHECKING:
    from tests.conftest import Csdesk


def change_by_hand(csdesk: Csdesk, sql: str) -> None:
    """Change the desk as another program would, past the journal."""
    with closing(sqlite3.connect(csdesk.path)) as connection, connection:
        connection.execute(sql)


def test_undo_shows_each_field_as_it_was_and_as_it_becomes(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "late parcel")
    csdesk.ok("contact", "edit", "C1", "--category", "post", "--wait", "90s")
    shown = csdesk.ok("undo").splitlines()
    assert shown[:2] == ["C1 category: post → –", "C1 wait: 1 m 30 s → –"]


def test_undo_shows_instants_in_the_desks_time_zone(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "late parcel")
    csdesk.ok("contact", "resolve", "C1")
    assert "C1 resolved at: Wed 18 Nov 2026 10:00 → –" in csdesk.ok("undo")


def test_undo_names_customers_and_agents_not_their_numbers(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "late parcel")
    csdesk.ok("customer", "add", "Ann Lee")
    csdesk.ok("contact", "edit", "C1", "--customer", "P1", "--handled-by", "Zora")
    shown = csdesk.ok("undo")
    assert "C1 customer: P1 → –" in shown
    assert "C1 agent: Zora → Anna" in shown


def test_undo_cuts_long_texts(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "word " * 60)
    csdesk.ok("contact", "edit", "C1", "--subject", "short")
    line = csdesk.ok("undo").splitlines()[0]
    assert len(line) < 90
    assert line.endswith("…")


def test_undo_of_a_log_tells_the_row_that_goes(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "late parcel")
    shown = csdesk.ok("undo")
    assert "C1 removed: agent Anna, channel phone" in shown
    assert "subject late parcel" in shown
    assert "agent Anna removed" in shown


def test_undo_without_a_number_skips_undos_and_what_is_undone(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("log", "Ann Lee", "two")
    assert "Undid operation 3 (log)." in csdesk.ok("undo")
    assert "Undid operation 2 (log)." in csdesk.ok("undo")
    assert "nothing to undo" in csdesk.refused(4, "undo")


def test_an_undone_operation_comes_back_under_its_own_ids(csdesk: Csdesk) -> None:
    csdesk.ok("agent", "add", "Anna")
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("undo")
    csdesk.ok("log", "Jo Roe", "two")
    csdesk.ok("undo", "4")
    assert sorted(csdesk.ok("contact", "list", "-q").split()) == ["C1", "C2"]


def test_a_dry_run_shows_and_changes_nothing(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    before = csdesk.path.read_bytes()
    shown = csdesk.ok("undo", "--dry-run")
    assert "C1 removed" in shown
    assert "Nothing was changed" in shown
    assert csdesk.path.read_bytes() == before


def test_undo_says_who_did_it(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("undo", "--agent", "Bert", "--no-input")
    assert csdesk.json("history")[0]["agent"] == "Bert"


def test_undo_refuses_where_a_later_operation_changed_the_row(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("contact", "edit", "C1", "--category", "post")
    told = csdesk.refused(4, "undo", "2")
    assert "operation 3 changed C1 after it" in told
    assert "csdesk undo 3" in told


def test_later_operations_that_are_undone_do_not_count(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("contact", "edit", "C1", "--category", "post")
    csdesk.ok("undo", "3")
    csdesk.ok("undo", "2")
    assert csdesk.json("contact", "list") == []


def test_a_later_operation_counts_again_once_it_was_redone(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("contact", "edit", "C1", "--category", "post")
    csdesk.ok("undo", "3")
    csdesk.ok("undo", "4")  # does 3 again
    assert "operation 3 changed C1" in csdesk.refused(4, "undo", "2")


def test_a_redo_is_refused_where_an_earlier_operation_went_since(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("contact", "edit", "C1", "--category", "post")
    csdesk.ok("contact", "edit", "C1", "--category", "lamps")
    csdesk.ok("undo", "4")
    csdesk.ok("undo", "3")
    # Redoing 4 alone would bring back its category over one that is not there.
    assert "operation 6 changed C1" in csdesk.refused(4, "undo", "5")


def test_undo_refuses_what_is_undone_already(csdesk: Csdesk) -> None:
    csdesk.ok("log", "Ann Lee", "one")
    csdesk.ok("undo", "2")
    told = csdesk.refused(4, "undo", "2")
    assert "undone already, by operation 3" in told
    assert "csdesk undo 3" in told


def test_undo_refuses_where_a_later_row_refers_to_one_that_would_go(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("agent", "add", "Anna")
    csdesk.ok("log", "-", "one")
    csdesk.ok("survey", "record", "csat", "4", "--contact", "C1")
    told = csdesk.refused(4, "undo", "3")
    assert "S1 refers to C1" in told
    assert "csdesk undo 4" in told


def test_what_refers_is_named_by_the_record_it_belongs_to(csdesk: Csdesk) -> None:
    csdesk.ok("agent", "add", "Anna")
    csdesk.ok("log", "-", "one")
    csdesk.ok("contact", "hold", "C1", "waits")
    assert "hold of C1 refers to C1" in csdesk.refused(4, "undo", "3")


def test_undo_refuses_to_bring_back_a_row_whose_customer_went(csdesk: Csdesk) -> None:
    csdesk.ok("agent", "add", "Anna")
    csdesk.ok("customer", "add", "Ann Lee")
    csdesk.ok("log", "P1", "one")
    csdesk.ok("contact", "remove", "C1")
    csdesk.ok("undo", "3")  # the customer goes: nothing refers to her now
    told = csdesk.refused(4, "undo", "5")
    assert "C1 refers to P1, which would be gone" in told
    csdesk.ok("undo", "6")
    csdesk.ok("undo", "5")
    assert csdesk.json("contact", "show", "C1")["customer"] == "P1"


def test_undo_refuses_to_bring_back_a_row_whose_unique_place_is_taken(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("agent", "add", "Bert")
    csdesk.ok("undo")
    csdesk.ok("agent", "add", "bert")
    told = csdesk.refused(4, "undo", "3")
    assert "agent bert has taken the place of agent Bert" in told
    assert [agent["name"] for agent in csdesk.json("agent", "list")] == ["bert"]


def test_undo_refuses_what_was_changed_past_the_journal(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "one")
    csdesk.ok("contact", "edit", "C1", "--category", "post")
    change_by_hand(csdesk, "UPDATE contact SET category = 'x' WHERE id = 1")
    assert "C1 was changed by other means" in csdesk.refused(4, "undo", "3")


def test_the_making_of_the_desk_cannot_be_undone(csdesk: Csdesk) -> None:
    assert "made the desk" in csdesk.refused(4, "undo", "1")


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("99", 3, "There is no operation 99."),
        ("0", 3, "There is no operation 0."),
        ("C1", 2, "'C1' is not the number of an operation."),
        ("9" * 30, 2, "is not the number of an operation."),
        ("²", 2, "'²' is not the number of an operation."),
    ],
)
def test_undo_of_what_is_no_operation(
    csdesk: Csdesk, typed: str, code: int, told: str
) -> None:
    assert told in csdesk.refused(code, "undo", typed)


def test_a_row_from_before_a_column_was_added_comes_back_with_its_default(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "-", "one")
    change_by_hand(
        csdesk,
        "UPDATE change SET after = json_remove(after, '$.resolution_time_known')"
        " WHERE table_name = 'contact'",
    )
    csdesk.ok("undo")
    csdesk.ok("undo", "3")
    assert value(csdesk.path, "SELECT resolution_time_known FROM contact") == 1


def test_a_row_with_a_column_that_is_there_no_more_is_refused(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "one")
    csdesk.ok("undo")
    change_by_hand(
        csdesk,
        "UPDATE change SET before = json_set(before, '$.mood', 'good')"
        " WHERE table_name = 'contact' AND operation_id = 3",
    )
    assert "columns that are there no more" in csdesk.refused(4, "undo", "3")
