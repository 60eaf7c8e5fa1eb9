"""A shop that imports: write files, import them, and read the rows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from tests.conftest import Csdesk

BERLIN = ZoneInfo("Europe/Berlin")


class Shop:
    """Imports text as a file, and reads the desk."""

    def __init__(self, csdesk: Csdesk) -> None:
        self.csdesk = csdesk
        self.kind, self.name = "contacts", "calls.csv"

    def file(self, name: str, text: str) -> str:
        """Write a file next to the desk; return its name."""
        (self.csdesk.folder / name).write_bytes(text.encode())
        return name

    def bring(self, text: str, mapping: str | None = None, *more: str) -> str:
        """Import `text`, which must succeed; stdout."""
        return self.csdesk.ok(*self._command(text, mapping, more))

    def refuse(
        self, code: int, text: str, mapping: str | None = None, *more: str
    ) -> str:
        """Import `text`, which must end with `code` and keep nothing; stderr."""
        before = self.everything()
        output = self.csdesk.refused(code, *self._command(text, mapping, more))
        assert self.everything() == before
        return output

    def warnings(self, text: str, mapping: str | None = None, *more: str) -> str:
        """Import `text`, which must succeed; stderr."""
        result = self.csdesk(*self._command(text, mapping, more))
        assert result.exit_code == 0, result.output
        return result.stderr

    def rows(self, sql: str) -> list[Any]:
        """What a SELECT gives: tuples, or bare values of a single column."""
        with closing(sqlite3.connect(self.csdesk.path)) as connection:
            found = connection.execute(sql).fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    def everything(self) -> list[str]:
        """The entire desk as SQL."""
        with closing(sqlite3.connect(self.csdesk.path)) as connection:
            return list(connection.iterdump())

    def _command(
        self, text: str, mapping: str | None, more: tuple[str, ...]
    ) -> tuple[str, ...]:
        named = () if mapping is None else ("--map", self.file("map.toml", mapping))
        return ("import", self.kind, self.file(self.name, text), *named, *more)


def shop_of(csdesk: Csdesk, kind: str) -> Shop:
    """A shop that imports files of that kind, each called after it."""
    shop = Shop(csdesk)
    shop.kind, shop.name = kind, f"{kind}.csv"
    return shop


@pytest.fixture
def shop(csdesk: Csdesk) -> Shop:
    """A shop in Berlin with an empty desk."""
    return Shop(csdesk)


def at(text: str) -> int:
    """Unix seconds of a local time in Berlin."""
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp())


def utc(text: str) -> int:
    """Unix seconds of a UTC time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
