"""Erasures at length: reports of every period, copies of every schema, kills."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.kpi.definitions import KPIS
from csdesk.kpi.dimensions import DIMENSIONS
from csdesk.store.privacy.columns import EMPTIED, ERASED, TABLES
from csdesk.store.privacy.erasure import erase_rows
from csdesk.store.privacy.subject import subject_by_id
from csdesk.store.sqlite import schema
from csdesk.store.sqlite.connection import reader, writer
from tests.conftest import ROOT
from tests.draw import dice, scaled
from tests.recount.desks import desks
from tests.recount.reports import has_begun, report_on
from tests.recount.runs import runs
from tests.recount.spans import bounds, week_of
from tests.store.dumps import dump, is_sound, value
from tests.store.killing import killed, seconds
from tests.trust.marked import MARK, copy, lay_out, traces

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis import settings

    from tests.conftest import Csdesk
    from tests.recount.written import Desk

pytestmark = pytest.mark.long
KILLS: Final = scaled("CSDESK_KILLS", 12)
DICE = dice("moments of an erasure")
DESKS = sorted((ROOT / "tests" / "desks").glob("*.db"))
LATER: Final = 400 * 86_400
DAY: Final = timedelta(days=1)


def told(csdesk: Csdesk, periods: list[str], as_of: str) -> dict[str, str]:
    """Everything that figures say of these periods, by the command that said it."""
    commands: list[tuple[str, ...]] = []
    for period in periods:
        commands += [
            ("report", period, "--all"),
            ("report", period, "--all", "--format", "json"),
            ("report", period, "--all", "--format", "csv", "--last", "13"),
            ("report", period, "--all", "--compare", "last-year", "--clock", "elapsed"),
            ("complaint", "causes", period),
        ]
        commands += [
            ("report", period, "--all", "--by", one, "--format", "json")
            for one in DIMENSIONS
            if "W" not in period or period.endswith(("44", "45"))
        ]
    commands += [
        ("report", "all", "--all", "--by", one, "--as-of", as_of, "--format", "json")
        for one in DIMENSIONS
    ]
    for kpi in KPIS:
        commands += [
            ("kpi", "explain", kpi.key, periods[-1]),
            ("kpi", "explain", kpi.key, "all"),
            ("kpi", "rows", kpi.key, "all", "--format", "json"),
        ]
    said = {}
    for command in commands:
        result = csdesk(*command)
        said[" ".join(command)] = f"{result.exit_code} {result.output}"
    return said


def without_words(said: str) -> str:
    """What `kpi rows` says, but for names and texts."""
    if not said.startswith("0 [") or '"id"' not in said:
        return said
    rows = json.loads(said[2:])
    return json.dumps([
        {key: one for key, one in row.items() if key == "id" or type(one) is not str}
        for row in rows
    ])  # fmt: skip


def same(before: dict[str, str], after: dict[str, str]) -> None:
    """Assert that every command says what it said."""
    for command, said in before.items():
        if command.startswith("kpi rows"):
            assert without_words(after[command]) == without_words(said), command
        else:
            assert after[command] == said, command


def test_every_report_of_the_sample_shop_stays(shop: Csdesk, bare: Csdesk) -> None:
    shutil.copyfile(shop.path, bare.path)
    bare.path.chmod(0o600)
    weeks = [f"2026-W{number}" for number in range(34, 48)]
    months = ["2026-10", "2026-Q4", "all"]
    most = "SELECT customer_id FROM {} WHERE customer_id IS NOT NULL GROUP BY 1 {}"
    chosen = {
        value(bare.path, most.format(table, "ORDER BY count(*) DESC, 1 LIMIT 1"))
        for table in ("complaint", "purchase", "survey_answer", "voucher", "follow_up")
    }
    before = told(bare, [*weeks, *months], "2026-10-01")
    for number in sorted(chosen):
        result = bare("customer", "erase", f"P{number}", "--yes")
        assert result.exit_code in {0, 1}, result.output
    erased = "SELECT count(*) FROM customer WHERE erased_at IS NOT NULL"
    assert value(bare.path, erased) == len(chosen) >= 3
    same(before, told(bare, [*weeks, *months], "2026-10-01"))


def test_every_report_of_the_marked_desk_stays(bare: Csdesk, empty_desk: bytes) -> None:
    csdesk = lay_out(bare, empty_desk)
    csdesk.ok("complaint", "edit", "K1", "--root-cause", "wrong order")
    csdesk.ok("contact", "edit", "C2", "--category", "lamps")
    periods = ["2026-W44", "2026-W45", "2026-W46", "2026-W47", "2026-11", "all"]
    before = told(csdesk, periods, "2026-11-10")
    assert any("corrected since" in one for one in before.values())
    csdesk.ok("customer", "erase", "P1", "--yes")
    same(before, told(csdesk, periods, "2026-11-10"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where random desks are written, each over the last."""
    return tmp_path / "random.db"


@runs(few=10, many=12)
def test_every_report_of_a_random_desk_stays(
    profile: settings, path: Path, empty_desk: bytes
) -> None:
    @profile
    @given(desks(), st.integers(-3, 3), st.sampled_from((1, 2)))
    def on_random_desks(desk: Desk, weeks: int, number: int) -> None:
        desk.write(path, empty_desk)
        week = week_of(desk.change + weeks * 7 * DAY)
        end = bounds(week, desk.zone)[1]
        asked: list[dict[str, Any]] = [
            {"last": 4},
            {"by": tuple(DIMENSIONS)},
            {"clock": "elapsed"},
        ]
        if has_begun(path, end):
            asked.append({"as_of": end})
        before = [report_on(path, week, end + LATER, **one) for one in asked]
        everything = report_on(path, None, end + LATER)
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("BEGIN IMMEDIATE")
            erased = writer(db)
            erase_rows(erased, subject_by_id(erased, number), end + LATER, "Anna")
            db.execute("COMMIT")
        assert [report_on(path, week, end + LATER, **one) for one in asked] == before
        assert report_on(path, None, end + LATER) == everything

    on_random_desks()


def mark_rows(path: Path, number: int) -> None:
    """Write the mark into every text of a customer's, in rows and in the journal."""
    with closing(sqlite3.connect(path)) as db, db:
        whose = subject_by_id(reader(db), number)
        db.execute(
            "UPDATE customer SET name = ?1 || ' Lee', name_key = ?1 || ' lee',"
            " email = ?1 || '@x.org', email_key = ?1 || '@x.org' WHERE id = ?2",
            (MARK, number),
        )
        for table in TABLES:
            ids = json.dumps(whose.every(table))
            for column in EMPTIED.get(table, ()):
                if column.endswith("_key") or column in {"email", "phone"}:
                    continue
                for where in ("before", "after"):
                    db.execute(
                        f"UPDATE change SET {where} = json_set({where}, '$.{column}',"
                        f" ? || json_extract({where}, '$.{column}'))"
                        " WHERE table_name = ? AND row_id IN"
                        f" (SELECT value FROM json_each(?))"
                        f" AND json_extract({where}, '$.{column}') IS NOT NULL",
                        (MARK, table, ids),
                    )
                here = "SELECT count(*) FROM pragma_table_info(?) WHERE name = ?"
                if db.execute(here, (table, column)).fetchone()[0]:
                    db.execute(
                        f"UPDATE {table} SET {column} = ? || {column}"
                        " WHERE id IN (SELECT value FROM json_each(?))",
                        (MARK, ids),
                    )


@pytest.mark.parametrize("released", DESKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("number", [1, 2])
def test_the_copy_of_an_older_schema_is_erased_and_stays_what_it_is(
    bare: Csdesk, released: Path, number: int
) -> None:
    shutil.copyfile(released, bare.path)
    bare.path.chmod(0o600)
    bare.now("2026-11-20T10:00:00+01:00")
    mark_rows(bare.path, number)
    bare.ok("contact", "list")  # backed up, then brought up to date
    before = bare.folder / f"desk.db.before-{schema.NEWEST:04}"
    assert len(traces(bare.folder)) >= 2
    bare.ok("customer", "erase", f"P{number}", "--yes")
    assert traces(bare.folder) == []
    for path in (bare.path, before):
        assert is_sound(path)
    assert value(before, "PRAGMA user_version") == int(released.stem)
    name = f"SELECT name FROM customer WHERE id = {number}"
    assert value(before, name) == value(bare.path, name) == ERASED
    shutil.copyfile(before, bare.path)  # it can still be put back
    bare.ok("report", "all")
    assert is_sound(bare.path)


def test_an_erasure_that_is_killed_is_finished_by_the_next(
    bare: Csdesk, empty_desk: bytes
) -> None:
    csdesk = lay_out(bare, empty_desk)
    copy(csdesk, "desk.db.backup-2026-11-18-100000")
    with closing(sqlite3.connect(csdesk.path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = {path.name: path.read_bytes() for path in csdesk.folder.iterdir()}
    nothing = dump(csdesk.path)
    command = ("customer", "erase", "P1", "--yes")
    begins, latest = seconds(*command[:3], "--dry-run") * 0.6, seconds(*command)
    kills = erased = runs = 0
    while kills < KILLS:
        runs += 1
        assert runs < 12 * KILLS
        for path in list(csdesk.folder.iterdir()):
            path.unlink()
        for name, content in kept.items():
            (csdesk.folder / name).write_bytes(content)
        moment = DICE.uniform(begins, latest)
        was_killed = killed(moment, *command)
        kills += was_killed
        # A machine that has other work is now faster, now slower.
        begins = begins if was_killed else begins * 0.9
        latest = latest * 1.02 if was_killed else max(begins * 1.2, moment)
        assert is_sound(csdesk.path), runs
        if value(csdesk.path, "SELECT name FROM customer WHERE id = 1") == ERASED:
            erased += was_killed
            assert MARK not in str(dump(csdesk.path)).lower(), runs
        else:
            assert dump(csdesk.path) == nothing, runs
        assert csdesk(*command).exit_code in {0, 4}, runs
        assert traces(csdesk.folder) == [], runs
        assert is_sound(csdesk.path), runs
    print(f"{kills} kills, {erased} after the commit")  # noqa: T201 - the count
    assert 0 < erased < kills
