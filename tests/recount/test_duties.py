"""The table of duties: one row a duty, which each list and each basis can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.kpi import attention, threads
from csdesk.result import Locale
from csdesk.store.queries import today
from csdesk.store.sql import duties
from csdesk.store.sql.current import CURRENT
from csdesk.store.sql.duties import DUTIES, SUBJECTS, Alert, Listed, deadlines_of
from csdesk.store.sqlite.read_only import open_read_only
from csdesk.views.today import today_listing
from tests.recount.shop import BERLIN, DAY, END, Shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from csdesk.store.connection import Reader
    from csdesk.store.sql.duties import Duty

HOUR = 3600
LONG_AGO, HORIZON = END - 9 * DAY, END + 9 * DAY
BOTH = [
    pytest.param(duty, id=f"{place}-{duty.of}")
    for place, duty in enumerate(DUTIES)
    if duty.of in attention.AS_OF
]


COMPLAINTS: tuple[dict[str, Any], ...] = (
    {},
    {"safety": 1},
    {"severity": "critical", "acknowledge_due_at": END - HOUR},
    {"resolution_due_at": END - HOUR, "acknowledged_at": END - 2 * DAY,
     "status": "acknowledged"},
    {"resolution_due_at": END + HOUR, "policy": "small-shop"},
    {"resolved_at": END - HOUR, "resolution_due_at": END - 2 * HOUR},
)  # fmt: skip
CONTACTS: tuple[dict[str, Any], ...] = (
    {},
    {"response_due_at": END - HOUR},
    {"resolution_due_at": END + HOUR, "channel": "phone"},
    {"first_response_at": END - DAY, "resolution_due_at": END - HOUR},
    {"resolved_at": END - HOUR, "resolution_due_at": END - 2 * HOUR},
)


def add_each(shop: Shop, state: str) -> None:
    """Add complaints and contacts, and put them into a state."""
    cases = [("complaint_id", shop.complaint(LONG_AGO, **one)) for one in COMPLAINTS]
    cases += [("contact_id", shop.contact(LONG_AGO, **one)) for one in CONTACTS]
    for link, number in cases:
        if state == "held":
            shop.held(END - 3 * DAY, None, **{link: number})
        elif state == "reopened":
            shop.reopened(END - 5 * DAY, END - 6 * DAY, **{link: number})
        elif link == "complaint_id" and state == "escalated":
            shop.desk.add("complaint_event", complaint_id=number, at=END - 4 * DAY,
                          kind="escalate")  # fmt: skip
        elif link == "contact_id" and state == "followed":
            shop.contact(END - 2 * DAY, follows_id=number, resolved_at=END - DAY)


@pytest.fixture
def desk(path: Path, empty_desk: bytes) -> Iterator[Reader]:
    """A desk where one of each waits at END, beside what is on hold, reopened, done."""
    shop = Shop(path, empty_desk)
    for state in ("", "held", "reopened", "escalated", "followed"):
        add_each(shop, state)
    for kind in ("call-back", "apology", "reminder", "win-back"):
        shop.follow_up(kind, END - HOUR)
        shop.follow_up(kind, END + HOUR)
        shop.follow_up(kind, END - DAY, done_at=END - HOUR)
    shop.desk.write(path, empty_desk)
    with open_read_only(path) as connection:
        threads.prepare(connection)
        for sql in attention.FIND_OPEN:
            connection.scratch(as_of(sql))
        yield connection


def kinds(entries: tuple[Listed, ...] | tuple[Alert, ...]) -> list[str]:
    return [entry.kind for entry in entries]


def as_of(sql: str) -> str:
    return sql.replace("{T}", str(END)).replace("{oldest}", str(END))


def by_horizon(duty: Duty) -> str:
    return f"coalesce({{due}} < {HORIZON}, 0)" if duty.due else "1"


def found_now(desk: Reader, duty: Duty) -> list[int]:
    sql = today.select(duty, Listed(0, "", "", "", by_horizon(duty)))
    told = {"now": END - 1, "horizon": HORIZON}
    return sorted(row[0] for row in desk.each(sql, told))


def found_as_of(desk: Reader, duty: Duty) -> list[int]:
    sql = attention.select(duty, Alert(0, "", "", by_horizon(duty)))
    return sorted(row[0] for row in desk.each(as_of(sql)))


@pytest.mark.parametrize("duty", BOTH)
def test_a_duty_finds_the_same_records_now_and_as_of_now(
    desk: Reader, duty: Duty
) -> None:
    found = found_now(desk, duty)
    assert found
    assert found == found_as_of(desk, duty)


def test_every_duty_has_its_subject_and_its_rows() -> None:
    assert {duty.of for duty in DUTIES} <= set(SUBJECTS)
    assert set(CURRENT) == set(SUBJECTS)
    assert {duty.of for duty in DUTIES if duty.attention} <= set(attention.AS_OF)


def test_a_rank_is_of_one_kind() -> None:
    for ranks in (
        [(entry.rank, entry.kind) for _, entry in today.todays()],
        [(entry.rank, entry.kind) for _, entry in attention.alerts()],
    ):
        assert ranks == sorted(ranks, key=lambda one: one[0])
        assert len({rank for rank, _ in ranks}) == len(set(ranks))
        assert len({kind for _, kind in ranks}) == len(set(ranks))


def test_lists_of_deadlines_show_what_the_table_has() -> None:
    assert [one.name for one, _ in deadlines_of("C")] == ["response", "resolution"]
    assert [(one.name, column) for one, column in deadlines_of("K")] == [
        ("acknowledge", "acknowledge_due_at"),
        ("summary", None),
        ("update", None),
        ("resolution", "resolution_due_at"),
        ("follow-up", None),
    ]


def test_one_entry_more_puts_a_duty_on_another_list(
    desk: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Safety goes on the list of today, what was reopened under attention."""
    safety = next(duty for duty in DUTIES if "safety" in kinds(duty.attention))
    reopened = next(duty for duty in DUTIES if "reopened" in kinds(duty.today))
    more = (
        replace(safety, today=(Listed(1, "safety", "safety: {ago}", ""),)),
        replace(reopened, attention=(Alert(1, "reopened", "{ref} waits {age}"),)),
    )
    monkeypatch.setattr(duties, "DUTIES", more)
    locale = Locale(BERLIN, "EUR")
    listed = today_listing(desk, locale, datetime.fromtimestamp(END, BERLIN))
    assert [(row[0], row[3]) for row in listed.rows if row[2] == "safety"] == [
        (f"K{number}", "safety: 9 d") for number in (2, 8, 14, 20, 26)
    ]
    alerts = attention.attention(desk, END, BERLIN)
    assert ("reopened", "K13 waits 5 d.") in [(one.kind, one.text) for one in alerts]
