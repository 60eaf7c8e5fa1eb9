"""Whatever a desk holds, its file makes it again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from csdesk.exports.kinds import desk_lines
from csdesk.imports.desk_file import import_desk, open_desk_file
from csdesk.services.unit_of_work import working
from csdesk.store.sqlite.connection import reader
from tests.recount.desks import desks
from tests.recount.reports import report_on

if TYPE_CHECKING:
    from pathlib import Path

    from tests.recount.written import Desk

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("laws")


@pytest.mark.long
@given(desk=desks())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_a_desk_moved_is_the_same_desk(
    folder: Path, empty_desk: bytes, desk: Desk
) -> None:
    old, new, file = (folder / name for name in ("old.db", "new.db", "desk.jsonl"))
    desk.write(old, empty_desk)
    new.write_bytes(empty_desk)
    text = file_of(old)
    file.write_text(text, "utf-8")
    with (
        open_desk_file(str(file)) as opened,
        working(new, "import desk", "Anna", NOW) as work,
    ):
        import_desk(work, opened)
    assert file_of(new) == text
    now = int(NOW.timestamp())
    assert report_on(new, None, now) == report_on(old, None, now)


def file_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "".join(desk_lines(reader(connection)))
