"""Law: `csdesk.store.sql.case` says of any rows what `csdesk.domain.case` says."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.domain import case
from csdesk.domain.vocabulary import CHANNELS, DIRECTIONS
from csdesk.store.sql import case as sql

COLUMNS = (
    "direction", "channel", "abandoned", "complaint_id", "follows_id",
    "first_response_at", "resolved_at", "resolved", "received_at",
)  # fmt: skip
INSTANT = st.none() | st.integers(0, 3)
ROW = st.tuples(
    st.sampled_from(DIRECTIONS), st.sampled_from(CHANNELS), st.booleans(),
    st.none() | st.integers(1, 2), st.none() | st.integers(1, 6), INSTANT, INSTANT,
    st.booleans(), st.integers(0, 3),
)  # fmt: skip
COMPLAINT = st.tuples(INSTANT, st.booleans())
Rows = dict[int, SimpleNamespace]


def is_unresolved_thread(contacts: Rows, first: int) -> bool:
    return not any(
        case.is_resolved(one)
        for number, one in contacts.items()
        if number == first or (one.follows_id == first and one.complaint_id is None)
    )


def is_open(contacts: Rows, _: Rows, number: int) -> bool:
    return case.owes_resolution(contacts[number]) and is_unresolved_thread(
        contacts, number
    )


def awaits(contacts: Rows, complaints: Rows, number: int) -> bool:
    one = contacts[number]
    first = one.follows_id or number
    if first not in contacts or not case.owes_response(one.direction, one.channel):
        return False
    matter = one.complaint_id or contacts[first].complaint_id
    is_unresolved = (
        not case.is_resolved(complaints[matter])
        if matter is not None
        else is_unresolved_thread(contacts, first)
    )
    return one.first_response_at is None and is_unresolved


TWINS: tuple[tuple[str, Callable[[Rows, Rows, int], bool]], ...] = (
    (sql.is_case("c"), lambda rows, _, n: case.owes_resolution(rows[n])),
    (sql.is_resolved("c"), lambda rows, _, n: case.is_resolved(rows[n])),
    (sql.is_unresolved("c"), lambda rows, _, n: not case.is_resolved(rows[n])),
    (
        sql.owes_response("c"),
        lambda rows, _, n: case.owes_response(rows[n].direction, rows[n].channel),
    ),
    (
        sql.could_be_case("c"),
        lambda rows, _, n: (
            case.why_no_case(
                rows[n].direction, rows[n].channel, abandoned=rows[n].abandoned
            )
            is None
        ),
    ),
    (sql.is_open_case("c"), is_open),
    (sql.awaits_response("c"), awaits),
)

Pair = Callable[[SimpleNamespace, SimpleNamespace], bool]
PAIRS: tuple[tuple[str, Pair], ...] = (
    (sql.is_too_early("first", "c"), case.is_too_early),
    (sql.is_reply("first", "c"), case.is_reply),
)


@given(st.lists(ROW, max_size=6), st.tuples(COMPLAINT, COMPLAINT))
def test_sql_and_python_agree_on_random_rows(
    rows: list[tuple[Any, ...]], complaints: tuple[tuple[Any, ...], ...]
) -> None:
    contacts = {
        number: SimpleNamespace(**dict(zip(COLUMNS, row, strict=True)))
        for number, row in enumerate(rows, 1)
    }
    matters = {
        number: SimpleNamespace(resolved_at=at, resolved=resolved)
        for number, (at, resolved) in enumerate(complaints, 1)
    }
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            f"CREATE TABLE contact (id INTEGER PRIMARY KEY, {', '.join(COLUMNS)})"
        )
        db.execute(
            "CREATE TABLE complaint (id INTEGER PRIMARY KEY, resolved_at, resolved)"
        )
        marks = ", ".join("?" * (1 + len(COLUMNS)))
        db.executemany(
            f"INSERT INTO contact VALUES ({marks})",
            [(number, *row) for number, row in enumerate(rows, 1)],
        )
        db.executemany(
            "INSERT INTO complaint VALUES (?, ?, ?)",
            [(number, *row) for number, row in enumerate(complaints, 1)],
        )
        for condition, rule in TWINS:
            found = {
                n
                for (n,) in db.execute(f"SELECT id FROM contact AS c WHERE {condition}")
            }
            assert found == {n for n in contacts if rule(contacts, matters, n)}, (
                condition
            )
        for condition, pair in PAIRS:
            two = "SELECT first.id, c.id FROM contact AS first, contact AS c"
            assert set(db.execute(f"{two} WHERE {condition}")) == {
                (a, b)
                for a in contacts
                for b in contacts
                if pair(contacts[a], contacts[b])
            }, condition


@pytest.mark.parametrize(
    "words", [sql.IN_OPEN_INDEX, sql.IN_UNANSWERED_INDEX, sql.IN_THREAD_INDEX]
)
def test_the_words_of_the_partial_indexes_name_no_alias(words: str) -> None:
    assert "." not in words
