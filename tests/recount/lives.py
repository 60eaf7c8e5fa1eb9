"""Cases and what happened to them, read off the rows one by one (KPIS.md §2).

Shares no code with csdesk: what is said here is said twice on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

Row = dict[str, Any]
RESOLVED, REOPENED, RESOLVED_SOME_TIME = "resolved", "reopened", "resolved some time"
ALWAYS = -(10**12)  # before every instant


@dataclass(frozen=True)
class Desk:
    """Every row that figures are made of."""

    contacts: list[Row]
    complaints: list[Row]
    steps: list[Row]
    reopenings: list[Row]
    remedies: list[Row]
    answers: list[Row]
    settings: list[Row]
    customers: list[Row]
    departures: list[Row]
    agents: list[Row]
    pauses: list[Row]
    follow_ups: list[Row]
    vouchers: list[Row]
    purchases: list[Row]

    @cached_property
    def cases(self) -> list[Case]:
        """Every case, with its life."""
        return [_complaint_case(self, one) for one in self.complaints] + [
            _contact_case(self, one) for one in self.contacts if is_case(one)
        ]


@dataclass(frozen=True)
class Event:
    """A resolution or a reopening that counts.

    One at an unknown time is there from the reopening before it on, else always.
    """

    what: str
    since: int
    took_is_known: bool
    upheld: str | None  # as it was decided then
    business_seconds: int | None  # since the opening; None: as many as elapsed


@dataclass(frozen=True)
class Case:
    """A complaint, or an inbound contact that stands alone; `first` is its row."""

    first: Row
    is_complaint: bool
    opened_at: int
    contacts: list[Row]
    life: list[Event]


def read_desk(connection: Connection) -> Desk:
    """The rows of a desk."""
    tables = (
        "contact", "complaint", "complaint_event", "reopening", "remedy",
        "survey_answer", "setting", "customer", "departure", "agent", "pause",
        "follow_up", "voucher", "purchase",
    )  # fmt: skip
    return Desk(*(_rows(connection, table) for table in tables))


def _rows(connection: Connection, table: str) -> list[Row]:
    found = connection.execute(f"SELECT * FROM {table} ORDER BY id")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def is_case(contact: Row) -> bool:
    """Inbound, neither abandoned nor self-service, of no complaint, following none."""
    return (
        contact["direction"] == "inbound"
        and not contact["abandoned"]
        and contact["channel"] != "self-service"
        and contact["complaint_id"] is None
        and contact["follows_id"] is None
    )


def belongs_to(desk: Desk, contact: Row) -> tuple[str, int]:
    """The case of a contact: its complaint, its thread's complaint, else its thread."""
    first = contact
    for other in desk.contacts:
        if other["id"] == contact["follows_id"]:
            first = other
    for one in (contact, first):
        if one["complaint_id"] is not None:
            return "complaint", one["complaint_id"]
    return "contact", first["id"]


def _complaint_case(desk: Desk, complaint: Row) -> Case:
    me = ("complaint", complaint["id"])
    undone = [one for one in desk.reopenings if one["complaint_id"] == complaint["id"]]
    return Case(
        first=complaint,
        is_complaint=True,
        opened_at=complaint["opened_at"],
        contacts=[one for one in desk.contacts if belongs_to(desk, one) == me],
        life=_life([complaint], undone),
    )


def _contact_case(desk: Desk, first: Row) -> Case:
    me = ("contact", first["id"])
    thread = [one for one in desk.contacts if belongs_to(desk, one) == me]
    numbers = [one["id"] for one in thread]
    undone = [one for one in desk.reopenings if one["contact_id"] in numbers]
    return Case(
        first=first,
        is_complaint=False,
        opened_at=first["received_at"],
        contacts=thread,
        life=_life(thread, undone),
    )


def _life(stated: list[Row], undone: list[Row]) -> list[Event]:
    """What `stated` (resolutions that hold) and `undone` come to, in order of time."""
    life: list[Event] = []
    for (at, *_), what, is_known, row in sorted(_told(stated, undone), key=_when):
        is_resolved = bool(life) and life[-1].what != REOPENED
        if (what == REOPENED) != is_resolved:
            continue  # resolved already, or open already: no event
        business = row.get("resolution_business_seconds")
        life.append(Event(what, at, is_known, row.get("upheld"), business))
    return life


Told = tuple[tuple[int, int, int, int], str, bool, Row]


def _when(told: Told) -> tuple[int, int, int, int]:
    return told[0]


def _told(stated: list[Row], undone: list[Row]) -> Iterator[Told]:
    """(instant with ranks within its second, what, whether its time is known, the row).

    Within a second: what was resolved before it is reopened; what is resolved and
    reopened in it follows, one after another; then what is resolved beyond it, one of
    known duration first. A resolution at an unknown time is there from the reopening
    before its own on: resolved in rates at every instant, never in the backlog.
    """
    reopenings = [(row["reopened_at"], row["id"]) for row in undone]
    for row in undone:
        at, end, known = row["resolved_at"], row["reopened_at"], bool(row["time_known"])
        if at == end:
            yield (at, 2, row["id"], 0), RESOLVED, known, row
            yield (end, 2, row["id"], 1), REOPENED, True, row
            continue
        if at is None:
            before = [other for other in reopenings if other < (end, row["id"])]
            begins, _ = max(before, default=(ALWAYS, 0))
            if begins < end:
                yield (begins, 3, -1, 0), RESOLVED_SOME_TIME, False, row
        else:
            yield (at, 3, not known, 0), RESOLVED, known, row
        yield (end, 1, 0, 0), REOPENED, True, row
    for row in stated:
        known = bool(row["resolution_time_known"])
        if row["resolved_at"] is not None:
            yield (row["resolved_at"], 3, not known, 0), RESOLVED, known, row
        if row["resolved"]:
            begins, _ = max(reopenings, default=(ALWAYS, 0))
            yield (begins, 3, -1, 0), RESOLVED_SOME_TIME, False, row


def last_event(case: Case, as_of: int) -> Event | None:
    """What happened last to a case before `as_of`."""
    seen = [event for event in case.life if event.since < as_of]
    return seen[-1] if seen else None


def is_resolved(case: Case, as_of: int) -> bool:
    """Resolved as of an instant, at a known time or not."""
    last = last_event(case, as_of)
    return last is not None and last.what != REOPENED


def is_resolved_some_time(case: Case, as_of: int) -> bool:
    """Resolved as of an instant, nobody knows when."""
    last = last_event(case, as_of)
    return last is not None and last.what == RESOLVED_SOME_TIME


def resolution_in(case: Case, start: int, end: int, as_of: int) -> Event | None:
    """The last resolution, if it lies in [start, end) and holds as of `as_of`."""
    last = last_event(case, as_of)
    if last is not None and last.what == RESOLVED and start <= last.since < end:
        return last
    return None
