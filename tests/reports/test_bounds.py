"""The rows of periods are found by an index, whatever bounds a planner goes by."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk.kpi.measure import Measure
from csdesk.kpi.query import sources
from csdesk.kpi.relations import CONTACTS
from csdesk.kpi.scope import Scope, Window
from csdesk.store.open_desk import reading
from csdesk.store.settings import read_settings
from csdesk.store.sqlite.connection import driver_of

if TYPE_CHECKING:
    from tests.conftest import Csdesk

DAY, DAYS, A_DAY = 86_400, 200, 20
RECEIVED = Measure("received", "a contact", CONTACTS, "received_at", shift=7)


def statement(csdesk: Csdesk, days: list[int], *, is_all_time: bool = False) -> str:
    """How contacts are counted, a period a day."""
    windows = tuple(Window(DAY * d, DAY * (d + 1), DAY * DAYS) for d in days)
    with reading(csdesk.path) as desk:
        scope = Scope(windows, read_settings(desk))
    (source,) = CONTACTS.sources
    rows = sources(source, RECEIVED, is_all_time=is_all_time)
    return scope.sql(source.sql(f"SELECT period.i, count(*)\n{rows}\nGROUP BY 1"))


@pytest.mark.parametrize("is_all_time", [False, True])
def test_bounds_of_all_periods_stand_there_in_numbers(
    csdesk: Csdesk,
    is_all_time: bool,
) -> None:
    text = statement(csdesk, [9, 3, 5], is_all_time=is_all_time)
    assert f"c.received_at >= {3 * DAY} - 7" in text
    assert f"c.received_at < {10 * DAY} - 7" in text


def test_each_period_looks_at_its_own_rows_alone(csdesk: Csdesk) -> None:
    fill(csdesk)
    (few, _), (many, counts) = (looked_at(csdesk, n) for n in (10, 100))
    assert counts == [(day, A_DAY) for day in range(100)]
    assert many < 15 * few  # not 100 times: each day its own rows


def fill(csdesk: Csdesk) -> None:
    """Put as many contacts into each day, a minute apart."""
    with closing(sqlite3.connect(csdesk.path)) as connection, connection:
        connection.executemany(
            "INSERT INTO contact (channel, direction, received_at, resolved,"
            " resolution_time_known, abandoned)"
            " VALUES ('phone', 'inbound', ?, 0, 1, 0)",
            [(DAY * d + 60 * n,) for d in range(DAYS) for n in range(1, A_DAY + 1)],
        )


def looked_at(csdesk: Csdesk, periods: int) -> tuple[int, list[tuple[int, ...]]]:
    """How many steps SQLite takes to count that many days, and the counts."""
    asked, steps = statement(csdesk, list(range(periods))), 0

    def step() -> None:
        nonlocal steps
        steps += 1

    with reading(csdesk.path) as desk:
        driver_of(desk).set_progress_handler(step, 10)
        counts = desk.tuples(asked)
    return steps, counts
