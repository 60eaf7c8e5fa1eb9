"""One case of the fuzzing: bytes as a file, read in some way into a desk.

Whatever the bytes are, it ends in one of csdesk's own errors and a desk as it was, to
the byte; or the counts reconcile, the desk is sound, the same file again changes
nothing, and what was rejected can be fed again.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Final

from typer.testing import CliRunner

from csdesk.cli.app import app
from csdesk.errors import DeskError
from csdesk.imports.open_files import open_files
from csdesk.imports.rows.rejects import write_rejects
from csdesk.imports.run import import_files
from csdesk.services.unit_of_work import working
from tests.fuzz.ways import PICKS, way_of

if TYPE_CHECKING:
    from pathlib import Path

    from csdesk.imports.summary import Counts
    from tests.fuzz.ways import Way

NOW: Final = "2026-11-18T10:00:00+01:00"
REFUSED: Final = "refused"
# kind -> where its rows go, one record each
TABLES: Final = {
    "contacts": "contact",
    "complaints": "complaint",
    "purchases": "purchase",
    "customers": "customer",
}
RUNS: Final = (
    "SELECT id, rows_read, added, updated, unchanged, rejected FROM import_run"
    " ORDER BY id"
)
# What the desk has already: rows that a file may name, or bring again.
THERE: Final = {
    "customers": "external_id,name,email\nP1,Ann Lee,ann@x.org\n",
    "complaints": "external_id,received_at,customer_email\n"
    "K1,2026-11-02 09:00,ann@x.org\n",
    "contacts": "external_id,received_at,channel,csat,customer_email\n"
    "1,2026-11-02 09:00,phone,5,ann@x.org\n2,2026-11-03,chat,,bo@x.org\n",
    "surveys": "external_id,answered_at,nps\nS1,2026-11-02,9\n",
    "purchases": "external_id,at,amount\nB1,2026-11-02,12.50\n",
}


class FaultError(AssertionError):
    """What csdesk did that it never may."""


def demand(is_so: bool, what: str) -> None:
    """Raise FaultError with `what` unless it is so."""
    if not is_so:
        raise FaultError(what)


def rows_in(connection: sqlite3.Connection, table: str) -> int:
    """How many rows the table has."""
    (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(found)


class Desk:
    """A desk in `folder`, with a few records, into which one file after the other goes.

    Each finds it as it was made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self.path = folder, folder / "desk.db"
        os.environ |= {"CSDESK_DB": str(self.path), "CSDESK_NOW": NOW}
        os.environ["CSDESK_AGENT"] = "Anna"
        self._run("init", "--timezone", "Europe/Berlin", "--currency", "EUR", "--yes")
        for kind, text in THERE.items():
            (folder / "there.csv").write_text(text)
            self._run("import", kind, str(folder / "there.csv"))
        self._bytes = self.path.read_bytes()
        with closing(sqlite3.connect(self.path)) as connection:
            self._there = {
                kind: rows_in(connection, table) for kind, table in TABLES.items()
            }

    def take(self, case: bytes) -> str:
        """What comes of the case: `refused` or `kept`. A fault raises anything."""
        way = way_of(case)
        file = self._folder / "in.csv"
        file.write_bytes(case[PICKS:])
        try:
            counts = self._bring(way, file)
        except DeskError as error:
            demand(bool(str(error).strip()), "an error without a word")
            demand(self._is_untouched(), f"refused ({error}), yet the desk changed")
            return REFUSED
        try:
            self._check(way, counts)
            self._check_again(way, file, counts)
        finally:
            self._restore()
        return "kept"

    def _bring(self, way: Way, file: Path) -> Counts:
        """Import `file` as the command does."""
        asked = way.with_map(self._folder / "map.toml")
        with (
            open_files([str(file)], way.kind, asked) as (mapping, opened),
            working(
                self.path, f"import {way.kind}", "Anna", datetime.fromisoformat(NOW)
            ) as work,
        ):
            result = import_files(
                work, way.kind, opened, mapping, skip_bad=way.skips_bad
            )
            for each in opened:
                if each.rejected:
                    write_rejects(each)
        return result.files[0]

    def _check(self, way: Way, counts: Counts) -> None:
        """The counts of a file that came in, against themselves and the desk."""
        parts = counts.added, counts.updated, counts.unchanged, counts.rejected
        demand(counts.read == sum(parts), f"{counts} do not reconcile")
        demand(way.skips_bad or not counts.rejected, f"{counts}: rejected, yet kept")
        with closing(sqlite3.connect(self.path)) as connection:
            if table := TABLES.get(way.kind):
                (found,) = connection.execute(
                    f"SELECT count(*) FROM {table}"
                ).fetchone()
                more = found - self._there[way.kind]
                demand(more == counts.added, f"{more} more in {table} after {counts}")
            *_, last = connection.execute(RUNS)
            is_entered = last[0] > len(THERE)
            demand(not is_entered or last[1:] == (counts.read, *parts), f"run: {last}")
            demand(is_entered or not counts.added + counts.updated, f"no run: {counts}")
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
            demand(verdict == "ok", verdict)
            lost = connection.execute("PRAGMA foreign_key_check").fetchall()
            demand(not lost, f"links that lead nowhere: {lost}")

    def _check_again(self, way: Way, file: Path, first: Counts) -> None:
        """The same file again changes nothing; its rejected rows can be fed again."""
        rejected = file.with_name("in.csv.rejected.csv")
        demand(rejected.exists() == (first.rejected > 0), f"{first} and their file")
        counts = self._bring(way, file)
        demand(
            (counts.added, counts.updated) == (0, 0)
            and (counts.read, counts.rejected) == (first.read, first.rejected),
            f"{counts} after {first}",
        )
        if rejected.exists():
            try:
                counts = self._bring(way, rejected)
            except DeskError:
                return
            demand(counts.read == first.rejected, f"{counts} of what {first} rejected")

    def _is_untouched(self) -> bool:
        log = self.path.with_name("desk.db-wal")
        return not log.exists() and self.path.read_bytes() == self._bytes

    def _restore(self) -> None:
        for path in self._folder.iterdir():
            path.unlink()
        self.path.write_bytes(self._bytes)

    def _run(self, *args: str) -> None:
        result = CliRunner().invoke(app, args, prog_name="csdesk")
        demand(result.exit_code == 0, result.output)
