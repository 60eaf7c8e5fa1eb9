"""Desks to take out of one file and bring into another."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.demo.sample import create_sample_desk
from tests.conftest import NOW, Csdesk

if TYPE_CHECKING:
    from collections.abc import Callable

    Another = Callable[[str], Csdesk]

DIMENSIONS = ("channel", "category", "phase", "reason", "agent", "tier")
INIT = (
    "init", "--name", "Blue Door", "--timezone", "Europe/Berlin", "--currency", "EUR",
    "--country", "DE", "--yes",
)  # fmt: skip


@pytest.fixture(scope="session")
def shop_desk(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of the sample shop's desk, made once."""
    folder = tmp_path_factory.mktemp("shop")
    create_sample_desk(folder / "desk.db", datetime.fromisoformat(NOW), folder)
    return Path(folder / "desk.db").read_bytes()


@pytest.fixture
def another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Csdesk]:
    """Goes to a desk of its own in the folder of that name, where there is none yet."""

    def go(name: str) -> Csdesk:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        monkeypatch.chdir(folder)
        monkeypatch.setenv("CSDESK_DB", str(folder / "desk.db"))
        return Csdesk(folder, monkeypatch)

    return go


def figures(csdesk: Csdesk, *asked: str) -> dict[str, Any]:
    """Every figure of a report with its parts, and by each dimension."""
    by = [word for dimension in DIMENSIONS for word in ("--by", dimension)]
    report = csdesk.json("report", *asked, *by)
    return {
        "": {
            one["key"]: (one["value"], one["n"], one["parts"], one["left_out"])
            for one in report["kpis"]
        }
    } | {
        f"by {dimension}": {
            str(part["value"]): {
                one["key"]: (one["value"], one["n"]) for one in part["kpis"]
            }
            for part in parts
        }
        for dimension, parts in report["by"].items()
    }


def bring_back(old: Csdesk, new: Csdesk, kinds: tuple[str, ...], *more: str) -> None:
    """Export `kinds` of one desk and import them, in that order, into another."""
    for kind in kinds:
        file = old.folder / f"{kind}.csv"
        old.monkeypatch.setenv("CSDESK_DB", str(old.path))
        old.ok("export", kind, "--output", str(file), *more)
        old.monkeypatch.setenv("CSDESK_DB", str(new.path))
        new.ok("import", kind, str(file))


def pair(another: Another) -> tuple[Csdesk, Csdesk]:
    """Two new desks with the same settings; the first is the one in use."""
    new, old = another("new"), another("old")
    old.now("2026-11-01T08:00:00+01:00")
    old.ok(*INIT)
    shutil.copy(old.path, new.path)
    new.settle()
    old.now("2026-11-18T10:00:00+01:00")
    return old, new


def column(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(sql)]
