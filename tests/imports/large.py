"""A large import as a process of its own, and all that a desk holds as one hash."""

from __future__ import annotations

import hashlib
import os
import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.imports import stages
from tests.store.dumps import IDENTITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT: Final = Path(__file__).parents[2]
ROWS: Final = 100_000
PEOPLE: Final = 4_000
STARTING: Final = b""
READING: Final = stages.READING
COMMITTING: Final = stages.COMMITTING
STAGES: Final = (STARTING, READING, stages.INDEXING, COMMITTING)
CALLED: Final = dict(
    zip(STAGES, ("start-up", "reading", "index rebuild", "commit"), strict=True)
)


def large_file(path: Path, rows: int = ROWS, name: str = "x") -> Path:
    """Write contacts of 4,000 customers, half of them with a score."""
    lines = ["external_id,received_at,customer_email,csat"]
    lines += [
        f"{name}{number},2026-{number % 9 + 1:02}-{number % 17 + 1:02} 10:00,"
        f"n{number % PEOPLE}@x.org,{number % 5 + 1 if number % 2 else ''}"
        for number in range(rows)
    ]
    path.write_text("\n".join([*lines, ""]))
    return path


@dataclass(slots=True)
class Run:
    """csdesk as a process that reports its stages."""

    process: subprocess.Popen[str]
    pipe: int
    began: float = field(default_factory=time.monotonic)
    stage: bytes = STARTING

    def reach(self, stage: bytes | None) -> float:
        """Wait until it has begun that stage, or None: has ended; seconds so far."""
        while self.stage != stage and (byte := os.read(self.pipe, 1)):
            self.stage = byte
        return time.monotonic() - self.began

    def end(self) -> tuple[int, str]:
        """Wait for its end; its exit code and its output on both streams."""
        out, err = self.process.communicate()
        self.reach(None)
        os.close(self.pipe)
        return self.process.returncode, out + err


def start(
    *command: str,
    limit: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Run:
    """Start csdesk, none of whose files may grow beyond `limit` bytes."""

    def restrict() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, stages.__file__, str(writer), *command],
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pass_fds=(writer,),
        preexec_fn=restrict,  # noqa: PLW1509 - there are no threads
    )
    os.close(writer)
    return Run(process, reader)


def holds(path: Path) -> tuple[str, str]:
    """All that the desk at `path` holds, journal and runs included: schema, rows.

    The schema is that of every table, index and trigger, whatever their order.
    """
    with closing(sqlite3.connect(path)) as connection:
        schema = connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master"
            " ORDER BY type, name, tbl_name"
        ).fetchall()
        rows = hashlib.sha256()
        for kind, name, _, sql in schema:
            if kind == "table":
                order = "1" if "WITHOUT ROWID" in (sql or "").upper() else "rowid"
                found = connection.execute(f"SELECT * FROM {name} ORDER BY {order}")
                is_rule = name == "setting"  # and not which desk it is, or where
                _add(rows, (r for r in found if not (is_rule and r[1] in IDENTITY)))
    return hashlib.sha256(repr(schema).encode()).hexdigest(), rows.hexdigest()


def told_of(counts: Mapping[bytes, int]) -> str:
    """How many of something befell each stage, a line (`pytest -s` shows it)."""
    return ", ".join(f"{CALLED[stage]} {counts[stage]}" for stage in STAGES) + "\n"


def _add(rows: hashlib._Hash, found: Iterable[tuple[object, ...]]) -> None:
    rows.update(b"table")
    for row in found:
        rows.update(repr(row).encode())


def unreconciled(path: Path) -> list[tuple[object, ...]]:
    """The runs whose counts do not hold, in themselves or against their contacts."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT id, rows_read, added, updated, unchanged, rejected FROM import_run"
            " WHERE rows_read <> added + updated + unchanged + rejected"
            " OR added <> (SELECT count(*) FROM contact"
            " WHERE import_run_id = import_run.id)"
        ).fetchall()
