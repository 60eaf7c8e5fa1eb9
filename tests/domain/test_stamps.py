"""What is stamped anew, on rows of a driver that keeps them in dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from csdesk.domain.sla import business_time
from csdesk.domain.sla.business_time import RESOLUTION, RESPONSE
from csdesk.domain.sla.clock import Hold
from csdesk.domain.sla.deadlines import SlaDeadlines
from csdesk.domain.sla.terms import Target, TargetScope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csdesk.domain.sla.rows import Case, Table

CONTACT: dict[str, Any] = {
    "received_at": 100, "first_response_at": None, "resolved_at": None,
    "channel": "email", "direction": "inbound", "abandoned": False,
    "complaint_id": None, "follows_id": None, "customer_id": None,
    RESPONSE: None, RESOLUTION: None, "response_due_at": None,
    "response_target": None, "resolution_due_at": None, "resolution_target": None,
}  # fmt: skip
COMPLAINT: dict[str, Any] = {
    "opened_at": 100, "resolved_at": None, "channel": "email", "severity": "normal",
    "customer_id": None, "policy": None, RESOLUTION: None, "acknowledge_due_at": None,
    "resolution_due_at": None, "resolution_target": None,
}  # fmt: skip


class DictRow:
    """A row; `was` None: a new one."""

    def __init__(self, now: dict[str, Any], was: dict[str, Any] | None) -> None:
        self.now, self.was = now, was
        self.id: int | None = now["id"]

    def write(self, values: Mapping[str, Any]) -> None:
        self.now.update(values)


class DictRows:
    """A desk of a few rows, of which some are new or changed."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[int, DictRow]] = {
            "contact": {}, "complaint": {}, "reopening": {}, "pause": {},
        }  # fmt: skip
        self.touched: list[DictRow] = []

    def add(self, table: Table, **values: Any) -> DictRow:
        """Add a new row."""
        number = len(self.tables[table]) + 1
        common = {"contact": CONTACT, "complaint": COMPLAINT}.get(table, {})
        row = DictRow(common | {"id": number} | values, None)
        self.tables[table][number] = row
        self.touched.append(row)
        return row

    def keep(self) -> None:
        """Let the rows be as the desk has them."""
        self.touched = []
        for rows in self.tables.values():
            for row in rows.values():
                row.was = dict(row.now)

    def change(self, row: DictRow, **values: Any) -> None:
        """Change values of a row that the desk has."""
        row.now.update(values)
        self.touched.append(row)

    def changed(self, table: Table) -> list[DictRow]:
        return [row for row in self.tables[table].values() if row in self.touched]

    def row(self, table: Table, number: int) -> DictRow:
        return self.tables[table][number]

    def followers(self, contact_id: int | None) -> list[int]:
        return self._those("contact", "follows_id", contact_id)

    def contacts_of(self, complaint_id: int) -> list[int]:
        return self._those("contact", "complaint_id", complaint_id)

    def reopenings(self, table: Case, number: int) -> list[int]:
        return self._those("reopening", f"{table}_id", number)

    def _those(self, table: str, column: str, number: int | None) -> list[int]:
        rows = self.tables[table].items()
        return [other for other, row in rows if row.now[column] == number]


class Elapsed:
    """A clock that counts `pace` seconds for each."""

    def __init__(self, pace: int = 1) -> None:
        self.pace = pace

    def between(self, start: int, end: int | None) -> int | None:
        return None if end is None else (end - start) * self.pace


@pytest.fixture
def rows() -> DictRows:
    """A desk without rows."""
    return DictRows()


def measure(rows: DictRows, pace: int = 1) -> None:
    business_time.stamp(rows, Elapsed(pace))
    rows.keep()


# -- business time ----------------------------------------------------------------


def test_a_new_contact_is_measured_from_the_beginning_of_its_thread(
    rows: DictRows,
) -> None:
    rows.add("contact")
    later = rows.add(
        "contact", follows_id=1, received_at=150, first_response_at=160, resolved_at=170
    )
    measure(rows)
    assert (later.now[RESPONSE], later.now[RESOLUTION]) == (10, 70)


@pytest.mark.parametrize(
    ("values", "response", "resolution"),
    [
        ({"channel": "web"}, 10, 50),
        ({"received_at": 100}, 10, 50),
        ({"first_response_at": 120}, 40, 50),
        ({"resolved_at": 160}, 10, 120),
        ({"received_at": 90}, 40, 120),
    ],
)
def test_what_is_measured_stays_unless_one_of_its_instants_changes(
    rows: DictRows, values: dict[str, Any], response: int, resolution: int
) -> None:
    contact = rows.add("contact", first_response_at=110, resolved_at=150)
    measure(rows)
    rows.change(contact, **values)
    measure(rows, pace=2)
    assert (contact.now[RESPONSE], contact.now[RESOLUTION]) == (response, resolution)


def test_a_first_contact_that_moves_takes_its_thread_along(rows: DictRows) -> None:
    first = rows.add("contact")
    later = rows.add("contact", follows_id=1, received_at=150, resolved_at=170)
    undone = rows.add(
        "reopening", contact_id=2, complaint_id=None, resolved_at=160, **{RESOLUTION: 0}
    )
    rows.keep()
    rows.change(first, received_at=90)
    measure(rows)
    assert (later.now[RESOLUTION], undone.now[RESOLUTION]) == (80, 70)


def test_a_receipt_within_a_thread_leaves_its_resolution(rows: DictRows) -> None:
    rows.add("contact")
    later = rows.add("contact", follows_id=1, received_at=150, resolved_at=170)
    measure(rows)
    rows.change(later, received_at=160)
    measure(rows, pace=2)
    assert later.now[RESOLUTION] == 70


def test_a_reopening_takes_the_seconds_of_the_resolution_it_undoes(
    rows: DictRows,
) -> None:
    case = rows.add("complaint", resolved_at=150)
    measure(rows)
    rows.change(case, resolved_at=None)
    undone = rows.add("reopening", contact_id=None, complaint_id=1, resolved_at=150)
    measure(rows, pace=2)
    assert (case.now[RESOLUTION], undone.now[RESOLUTION]) == (None, 50)


# -- deadlines --------------------------------------------------------------------


class Facts:
    """Two targets by elapsed time, and holds."""

    hours, zone = None, ZoneInfo("UTC")

    def __init__(self) -> None:
        self.targets = [
            Target("response", 60, "elapsed"), Target("resolution", 600, "elapsed"),
        ]  # fmt: skip
        self.over: list[Hold] = []

    def tiers(self, customers: Iterable[int | None]) -> Mapping[int, str]:
        del customers
        return {}

    def holds(self, case_id: int | None, complaint_id: int | None) -> list[Hold]:
        del case_id, complaint_id
        return self.over

    def first_resolution(self, table: Case, number: int | None) -> int | None:
        del table, number
        return None

    def first_step(self, complaint_id: int | None) -> int | None:
        del complaint_id
        return None


def due(row: DictRow) -> tuple[int | None, int | None]:
    return row.now["response_due_at"], row.now["resolution_due_at"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"channel": "web"}, (160, 700)),
        ({"received_at": 90}, (150, 690)),
        ({"channel": "phone"}, (None, 700)),
        ({"complaint_id": 1}, (160, None)),
        ({"direction": "outbound"}, (None, None)),
    ],
)
def test_a_deadline_stays_unless_the_receipt_moves_or_nothing_is_owed(
    rows: DictRows, values: dict[str, Any], found: tuple[int | None, int | None]
) -> None:
    facts, contact = Facts(), rows.add("contact")
    SlaDeadlines(facts).stamp(rows)
    rows.keep()
    assert due(contact) == (160, 700)
    facts.targets.append(Target("response", 6, "elapsed", TargetScope("web")))
    rows.change(contact, **values)
    SlaDeadlines(facts).stamp(rows)
    assert due(contact) == found


def test_a_hold_that_ends_counts_once_though_the_receipt_moves_too(
    rows: DictRows,
) -> None:
    facts, contact = Facts(), rows.add("contact")
    pause = rows.add("pause", contact_id=1, complaint_id=None, since=110, until=None)
    SlaDeadlines(facts).stamp(rows)
    rows.keep()
    rows.change(pause, until=130)
    rows.change(contact, received_at=90)
    facts.over = [Hold(110, 130)]  # a driver may have written it already, or not
    SlaDeadlines(facts).stamp(rows)
    assert due(contact) == (170, 710)


def test_a_hold_of_a_complaint_moves_what_its_contacts_are_due(rows: DictRows) -> None:
    facts, complaint = Facts(), rows.add("complaint")
    contact = rows.add("contact", complaint_id=1, received_at=120)
    pause = rows.add("pause", contact_id=None, complaint_id=1, since=110, until=None)
    SlaDeadlines(facts).stamp(rows)
    rows.keep()
    rows.change(pause, until=130)
    SlaDeadlines(facts).stamp(rows)
    assert complaint.now["resolution_due_at"] == 720
    assert due(contact) == (190, None)  # its hold began when it was received
