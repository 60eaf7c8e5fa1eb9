"""A clock that stands beyond the years csdesk knows is refused in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.draw import drawn
from tests.trust.running import run
from tests.trust.test_typed import ASKED, CODES, desk

if TYPE_CHECKING:
    from tests.conftest import Csdesk

__all__ = ["desk"]

BEYOND: Final = (
    "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1899-12-31T23:59:59Z",
    "2201-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00",
)  # fmt: skip
NO_INSTANTS: Final = ("garbage", "0001-01-01", "2026-11-21T09:00:00+99:00", "\udcff")
ENDS: Final = (
    "1900-01-01T00:00:00Z", "1900-01-01T00:00:00+23:59", "1969-12-31T23:59:59Z",
    "2200-12-31T23:59:59Z", "2200-12-31T23:59:59-23:59",
)  # fmt: skip


@pytest.mark.parametrize("now", BEYOND)
def test_a_clock_beyond_the_years_is_refused(csdesk: Csdesk, now: str) -> None:
    csdesk.now(now)
    for command in (("log", "Nia", "x", "--no-input"), ("today",), ("report",)):
        told = csdesk.refused(2, *command)
        assert f"CSDESK_NOW is '{now}', outside the years 1900 to 2200." in told


@pytest.mark.parametrize("now", NO_INSTANTS)
def test_a_clock_that_is_none_is_refused(csdesk: Csdesk, now: str) -> None:
    csdesk.now(now)
    assert "not an instant" in csdesk.refused(2, "log", "Nia", "x", "--no-input")


@pytest.mark.long
@pytest.mark.parametrize("now", drawn([*BEYOND, *NO_INSTANTS, *ENDS], "clocks"))
def test_no_clock_makes_any_command_a_fault_of_ours(desk: Csdesk, now: str) -> None:
    desk.now(now)
    failed = []
    for name, words in ASKED.items():
        told = run(*name.split(), *words)
        if told.exit_code not in CODES:
            failed.append(f"{name}: {told.stderr}")
    assert failed == []
