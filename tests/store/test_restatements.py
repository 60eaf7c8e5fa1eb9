"""Records entered or corrected since a period ended: what counts, and what does not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.kpi.restatements import records
from csdesk.kpi.restatements.records import corrected_since
from csdesk.store.sql.case import is_case
from csdesk.store.sqlite.connection import reader
from tests.store.verbs import FILES, STORY, VERBS

if TYPE_CHECKING:
    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

Command = tuple[str, ...]

IN_THE_WEEK = "2026-11-12T10:00:00+01:00"
START = int(datetime.fromisoformat("2026-11-09T00:00:00+01:00").timestamp())
END = int(datetime.fromisoformat("2026-11-16T00:00:00+01:00").timestamp())
WEEK = END - START
NOW = "2026-11-18T10:00:00+01:00"
HEADINGS = "external_id,received_at,resolved_at,channel,category,csat\n"
# Received in the week before, and in the week, and on the Tuesday after it.
FILE = HEADINGS + (
    "a1,2026-11-04T10:00:00+01:00,2026-11-05T10:00:00+01:00,email,tea,\n"
    "a2,2026-11-10T10:00:00+01:00,2026-11-10T11:00:00+01:00,email,tea,5\n"
    "a3,2026-11-11T10:00:00+01:00,,email,tea,\n"
    "a4,2026-11-17T10:00:00+01:00,,email,tea,\n"
)
IMPORT: Command = ("import", "contacts", "calls.csv")
# C1 open since the week before; of the week C2, resolved, K1 with C3, S1 and S2, asked;
# of long ago K2 with C4.
BUILT: list[bytes] = []
WEEKS: tuple[Command, ...] = (
    ("log", "Ann", "old", "--channel", "email", "--at", "2026-11-02 10:00"),
    ("log", "Ann", "new", "--channel", "email", "--at", "2026-11-10 10:00"),
    ("contact", "resolve", "C2", "--at", "2026-11-10 11:00"),
    ("complaint", "open", "Ann", "broken", "--at", "2026-11-11 09:00"),
    ("complaint", "open", "Ann", "bent", "--at", "2026-10-01 10:00"),
    (
        "complaint",
        "resolve",
        "K2",
        "--outcome",
        "rejected",
        "--upheld",
        "no",
        "--decision",
        "as it should be",
        "--remedy",
        "none",
        "--at",
        "2026-10-02 10:00",
    ),
    ("survey", "record", "csat", "4", "--contact", "C2", "--at", "2026-11-10 12:00"),
    ("survey", "ask", "nps", "--contact", "C2", "--at", "2026-11-11 12:00"),
)
DECIDED: Command = (
    "complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
    "--decision", "a new one", "--root-cause", "glue",
)  # fmt: skip
RESOLVED: Command = (*DECIDED, "--remedy", "refund", "--value", "12.50")
FOLLOWED: Command = ("complaint", "followed-up", "K1", "--result", "well")


@pytest.fixture
def desk(csdesk: Csdesk) -> Csdesk:
    """A desk kept through the week, on the Wednesday after it."""
    if not BUILT:
        csdesk.now(IN_THE_WEEK)
        for command in WEEKS:
            csdesk.ok(*command)
        BUILT.append(csdesk.path.read_bytes())
    csdesk.path.write_bytes(BUILT[0])
    csdesk.now(NOW)
    (csdesk.folder / "calls.csv").write_text(FILE)
    return csdesk


def corrected(csdesk: Csdesk, start: int = START, end: int = END) -> int:
    with closing(sqlite3.connect(csdesk.path)) as connection:
        return corrected_since(reader(connection), start, end, end)


def figures(csdesk: Csdesk, period: str) -> Any:
    alone = ("--last", "1", "--compare", "none")
    return csdesk.json("report", period, *alone)["kpis"]


LATER: dict[str, tuple[Command, ...]] = {
    "nothing": (),
    "contacts of today": (("log", "Ben", "hello"),),
    "an answer": (("contact", "respond", "C1"),),
    "an answer of ours": (
        ("log", "Ann", "here", "--direction", "outbound", "--follows", "C1"),
    ),
    "a resolution": (("contact", "resolve", "C1"),),
    "a hold": (("contact", "hold", "C1", "waits"), ("contact", "resume", "C1")),
    "a case reopened": (("contact", "reopen", "C2", "no"),),
    "a case reopened and resolved again": (
        ("contact", "reopen", "C2", "no"), ("contact", "resolve", "C2"),
    ),
    "a contact that follows": (("log", "Ann", "again", "--follows", "C2"),),
    "a complaint's life": (
        ("complaint", "acknowledge", "K1"),
        ("complaint", "investigate", "K1"),
        ("complaint", "note", "K1", "called the maker"),
        ("complaint", "escalate", "K1", "it smokes"),
        ("complaint", "hold", "K1", "waits"),
        ("complaint", "resume", "K1"),
        ("complaint", "offer", "K1", "refund", "--value", "9"),
        DECIDED,
        FOLLOWED,
        ("complaint", "close", "K1"),
        ("complaint", "reopen", "K1", "broke again"),
        (*RESOLVED, "--root-cause", "screws"),
    ),
    "a complaint of today": (("complaint", "open", "Ben", "rude"),),
    "an answer to what was asked": (
        ("survey", "record", "nps", "9", "--contact", "C2"),
    ),
    "a survey of today": (("survey", "record", "csat", "2", "--contact", "C2"),),
    "words": (("contact", "edit", "C2", "--notes", "a nice lady"),),
    "a note of the week": (
        ("complaint", "note", "K1", "saw it", "--at", "2026-11-12 10:00"),
    ),
    "customers and settings": (
        ("customer", "edit", "P1", "--tier", "gold"),
        ("settings", "set", "name", "Red Door"),
    ),
    "the contact of a complaint of long ago": (
        ("contact", "edit", "C4", "--category", "cups"),
    ),
    "a record of long ago": (
        ("log", "Ann", "x", "--resolved", "--at", "2026-10-01 10:00"),
    ),
    "an import undone": (IMPORT, ("undo",)),
    "a contact entered late, and moved out of the week": (
        ("log", "Ann", "x", "--at", "2026-11-13 10:00"),
        ("contact", "edit", "C5", "--received", "2026-11-17 10:00"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("done", LATER.values(), ids=LATER)
def test_what_happens_later_is_no_correction(
    desk: Csdesk, done: tuple[Command, ...]
) -> None:
    before = figures(desk, "2026-W46")
    for command in done:
        desk.ok(*command)
    assert corrected(desk) == 0
    assert figures(desk, "2026-W46") == before


CORRECTIONS: dict[str, tuple[tuple[Command, ...], int]] = {
    "a contact entered late": (
        (("log", "Ann", "x", "--at", "2026-11-13 10:00"),), 1,
    ),
    "an open contact of long ago entered late": (
        (("log", "Ann", "x", "--channel", "email", "--at", "2026-10-01 10:00"),), 1,
    ),
    "a complaint entered late, with its contact": (
        (("complaint", "open", "Ann", "x", "--at", "2026-11-13 10:00"),), 2,
    ),
    "a complaint that a contact of the week brought": (
        (("complaint", "open", "Ann", "x", "--contact", "C2"),), 2,
    ),
    "a resolution entered late": (
        (("contact", "resolve", "C1", "--at", "2026-11-13 10:00"),), 1,
    ),
    "an answer entered late": (
        (("contact", "respond", "C1", "--at", "2026-11-13 10:00"),), 1,
    ),
    "a hold entered late": (
        (("contact", "hold", "C1", "waits", "--at", "2026-11-13 10:00"),), 1,
    ),
    "a step entered late": (
        (("complaint", "escalate", "K1", "x", "--at", "2026-11-13 10:00"),), 1,
    ),
    "a decision with its remedy, entered late": (
        ((*RESOLVED, "--at", "2026-11-13 10:00"),), 1,
    ),
    "a reopening entered late": (
        (("contact", "reopen", "C2", "no", "--at", "2026-11-13 10:00"),), 1,
    ),
    "a resolution and its reopening, both entered late": (
        (("contact", "resolve", "C1", "--at", "2026-11-12 10:00"),
         ("contact", "reopen", "C1", "no", "--at", "2026-11-13 10:00")), 1,
    ),
    "a score entered late": (
        (("survey", "record", "nps", "9", "--contact", "C2", "--at",
          "2026-11-13 10:00"),), 1,
    ),
    "another category": ((("contact", "edit", "C2", "--category", "tea"),), 1),
    "a record corrected twice": (
        (("contact", "edit", "C2", "--category", "tea"),
         ("contact", "edit", "C2", "--phase", "pre-sale")), 1,
    ),
    "two records": (
        (("contact", "edit", "C2", "--category", "tea"),
         ("complaint", "edit", "K1", "--severity", "high")), 2,
    ),
    "a receipt moved out of the week": (
        (("contact", "edit", "C2", "--received", "2026-11-01 10:00"),), 1,
    ),
    "a beginning moved into the week": (
        (("complaint", "edit", "K1", "--opened", "2026-11-09 10:00"),), 1,
    ),
    "a score corrected": ((("survey", "edit", "S1", "--score", "2"),), 1),
    "a survey removed": ((("survey", "remove", "S1"),), 1),
    "a contact removed, and its surveys left alone": (
        (("contact", "remove", "C2"),), 2,
    ),
    "a complaint removed, and its contact left alone": (
        (("complaint", "remove", "K1"),), 2,
    ),
    "a late import": ((IMPORT,), 3),
    "a contact of a late import, edited": (
        (IMPORT, ("contact", "edit", "C6", "--category", "cups")), 3,
    ),
    "a contact of a late import, removed": (
        (IMPORT, ("contact", "remove", "C7")), 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("done", "count"), CORRECTIONS.values(), ids=CORRECTIONS)
def test_what_was_entered_or_corrected_since_counts(
    desk: Csdesk, done: tuple[Command, ...], count: int
) -> None:
    for command in done:
        desk.ok(*command)
    assert corrected(desk) == count


@pytest.mark.parametrize(("done", "count"), CORRECTIONS.values(), ids=CORRECTIONS)
def test_a_correction_undone_counts_no_more_and_redone_it_does(
    desk: Csdesk, done: tuple[Command, ...], count: int
) -> None:
    for command in done:
        desk.ok(*command)
    newest = desk.json("history", "--limit", str(len(done)))
    for operation in newest:
        desk.ok("undo", str(operation["id"]))
    assert corrected(desk) == 0
    for operation in desk.json("history", "--limit", str(len(done))):
        desk.ok("undo", str(operation["id"]))
    assert corrected(desk) == count


def test_what_was_done_in_the_week_and_undone_after_it_counts(desk: Csdesk) -> None:
    desk.ok("undo", "4")  # the resolution of C2
    assert corrected(desk) == 1


def test_a_record_moved_counts_where_it_was_and_where_it_is(desk: Csdesk) -> None:
    desk.ok("contact", "edit", "C2", "--received", "2026-11-03 10:00")
    assert corrected(desk) == 1
    assert corrected(desk, START - WEEK, END - WEEK) > 0


def test_a_period_sees_only_what_was_done_since_its_own_end(desk: Csdesk) -> None:
    entered_late = corrected(desk, START - WEEK, START)  # C1, in the week after
    assert entered_late == 2  # and its customer, who was one before
    desk.ok("contact", "edit", "C2", "--category", "tea")
    assert corrected(desk) == 1
    assert corrected(desk, START - WEEK, START) == entered_late
    desk.now("2026-11-25T10:00:00+01:00")
    desk.ok("log", "Ann", "x", "--at", "2026-11-17 10:00")
    assert corrected(desk) == 1
    assert corrected(desk, END, END + WEEK) == 1


def test_nothing_was_corrected_since_the_end_of_a_running_period(desk: Csdesk) -> None:
    desk.ok("log", "Ann", "x", "--at", "2026-11-17 10:00")
    now = int(datetime.fromisoformat(NOW).timestamp())
    with closing(sqlite3.connect(desk.path)) as connection:
        assert corrected_since(reader(connection), END, END + WEEK, now + 1) == 0


def test_what_happened_after_the_end_is_ordinary_in_a_later_view_too(
    desk: Csdesk,
) -> None:
    desk.ok("contact", "resolve", "C1", "--at", "2026-11-17 10:00")
    with closing(sqlite3.connect(desk.path)) as connection:
        assert corrected_since(reader(connection), START, END, END + WEEK) == 0


def test_an_earlier_view_does_not_see_what_came_after_it(desk: Csdesk) -> None:
    desk.ok("contact", "resolve", "C1", "--at", "2026-11-13 10:00")
    desk.ok("log", "Ann", "x", "--at", "2026-11-14 10:00")
    friday = int(datetime.fromisoformat("2026-11-13T00:00:00+01:00").timestamp())
    with closing(sqlite3.connect(desk.path)) as connection:
        assert corrected_since(reader(connection), START, END, friday) == 0
        assert corrected_since(reader(connection), START, END, END) == 2


def imported_in_the_week(desk: Csdesk) -> None:
    """The file without its last row, imported before the week ended."""
    desk.now("2026-11-15T18:00:00+01:00")
    (desk.folder / "calls.csv").write_text("".join(FILE.splitlines(keepends=True)[:-1]))
    desk.ok(*IMPORT)
    desk.now(NOW)


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("", "", 0),  # the same file again
        ("10:00:00+01:00,,", "10:00:00+01:00,2026-11-17T09:00:00+01:00,", 0),
        ("10:00:00+01:00,,", "10:00:00+01:00,2026-11-12T09:00:00+01:00,", 1),
        ("11:00:00+01:00,email,tea,5", "11:00:00+01:00,email,cups,5", 1),
        ("11:00:00+01:00,email,tea,5", "11:00:00+01:00,email,tea,4", 1),
        ("11:00:00+01:00,email,tea,5", "11:00:00+01:00,email,tea,", 1),
        ("a1,2026-11-04T10", "a1,2026-11-04T09", 0),  # not of the week
    ],
)
def test_a_file_imported_again_counts_for_what_it_changed(
    desk: Csdesk, old: str, new: str, count: int
) -> None:
    imported_in_the_week(desk)
    text = (desk.folder / "calls.csv").read_text()
    (desk.folder / "calls.csv").write_text(text.replace(old, new))
    desk.ok(*IMPORT)
    assert corrected(desk) == count


def test_a_customer_whom_a_late_file_brought_counts_once_edited_too(
    desk: Csdesk,
) -> None:
    late = "external_id,name,since\nx1,Jo Roe,2026-10-01 10:00\n"
    (desk.folder / "late.csv").write_text(late)
    desk.ok("import", "customers", "late.csv")
    assert corrected(desk) == 1
    desk.ok("customer", "edit", "Jo Roe", "--note", "rings twice")
    assert corrected(desk) == 1


def test_whoever_answers_what_had_no_agent_corrects_nothing(desk: Csdesk) -> None:
    imported_in_the_week(desk)
    desk.ok("contact", "respond", "C7")
    assert desk.json("contact", "show", "C7")["agent"] == "Anna"
    assert corrected(desk) == 0
    desk.ok("contact", "edit", "C6", "--handled-by", "Bert")
    assert corrected(desk) == 1


def test_an_import_of_the_week_undone_after_it_counts_its_rows(desk: Csdesk) -> None:
    imported_in_the_week(desk)
    desk.ok("undo")
    assert corrected(desk) == 3
    desk.ok("undo", str(desk.json("history")[0]["id"]))
    assert corrected(desk) == 0


UNTIMED = "external_id,received_at,channel,resolved\nu1,2026-11-10T10:00Z,email,"


def test_becoming_resolved_at_an_unknown_time_is_a_correction(desk: Csdesk) -> None:
    desk.now(IN_THE_WEEK)
    (desk.folder / "calls.csv").write_text(f"{UNTIMED}no\n")
    desk.ok(*IMPORT)
    desk.now(NOW)
    (desk.folder / "calls.csv").write_text(f"{UNTIMED}yes\n")
    desk.ok(*IMPORT)
    assert corrected(desk) == 1


def test_reopening_what_was_resolved_at_an_unknown_time_is_none(desk: Csdesk) -> None:
    desk.now(IN_THE_WEEK)
    (desk.folder / "calls.csv").write_text(f"{UNTIMED}yes\n")
    desk.ok(*IMPORT)
    desk.now(NOW)
    desk.ok("contact", "reopen", "C5")
    assert corrected(desk) == 0


@pytest.mark.long
@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_moves_the_figures_of_an_ended_period_unsaid(
    csdesk: Csdesk, verb: str
) -> None:
    """Two days of a desk, and a verb on the third: dated now, else in these days."""
    before, last = VERBS[verb]
    for name, text in FILES.items():
        (csdesk.folder / name).write_text(text)
    csdesk.now("2026-11-17T20:00:00+01:00")
    for command in (*STORY, *before):
        csdesk.ok(*command)
    days = "2026-11-16..2026-11-17"
    csdesk.now(NOW)
    told = figures(csdesk, days)
    csdesk.ok(*last)
    is_moved = figures(csdesk, days) != told
    count = corrected(csdesk, END, END + 2 * 86_400)
    assert count > 0 or not is_moved


def test_nothing_is_read_but_what_was_done_since_and_what_is_dated_so(
    csdesk: Csdesk,
) -> None:
    assert "SEARCH c USING INDEX ix_change_operation_id" in plan(
        csdesk, records.CHANGES
    )
    for table, (within, others) in records.IMPORTED.items():
        for condition in (within, *others):
            told = condition.format(case=is_case(None))
            sql = records.IMPORTED_ROWS.format(table=table, condition=told)
            is_open = table == "contact" and "resolved_at IS NULL" in condition
            index = (
                "ix_contact_open" if is_open else f"ix_{table}_{condition.split()[0]}"
            )
            if condition.startswith("resolved_at IS NULL") and table == "complaint":
                index = "ix_complaint_open"
            assert f"SEARCH {table} USING INDEX {index} " in plan(csdesk, sql), sql


def plan(csdesk: Csdesk, sql: str) -> str:
    """How SQLite goes about a SELECT."""
    told = {"start": START, "end": END, "until": END, "runs": "[]", "looked_at": "[]"}
    with closing(sqlite3.connect(csdesk.path)) as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", told)
        return "\n".join(f"{row[3]} " for row in rows)
