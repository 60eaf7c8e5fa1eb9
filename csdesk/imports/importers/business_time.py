"""Business time of what an import brings, and of what it changes.

New contacts and complaints are measured as they go in. What is changed or linked is
measured once all is settled, and only where one of its two instants is another than
before: a row that comes again with a new subject keeps what was measured when it was
resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csdesk.services import business_time
from csdesk.store.bulk.threads import followers_but, look, reopenings
from csdesk.store.queries.business_time import RESOLUTION, RESPONSE

if TYPE_CHECKING:
    from csdesk.imports.rows.copy import Columns
    from csdesk.imports.session import ImportSession
    from csdesk.store.bulk.threads import Case


# Where a record begins, and which of its times is measured to which instant.
BEGINS: Final = {"contact": "received_at", "complaint": "opened_at"}
MEASURED: Final = ((RESPONSE, "first_response_at"), (RESOLUTION, "resolved_at"))


class Times(NamedTuple):
    """A contact's instants in Unix seconds, and the first of its thread."""

    received: int
    answered: int | None
    resolved: int | None
    follows: int | None


class BusinessTimes:
    """What an import writes, measured; without hours nothing is looked at."""

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        self._time = business_time.of(session.work.session)
        self._before: dict[int, Times] = {}  # of contacts, as they were
        self._complaints: dict[int, tuple[int, int | None]] = {}  # as they were

    def fill(self, table: str, columns: Columns) -> None:
        """Add the seconds of new records, as if no contact followed another."""
        if self._time.hours is None or table not in BEGINS:
            return
        begins = columns[BEGINS[table]]
        for name, ends in MEASURED:
            if ends in columns:
                columns[name] = [
                    self._time.between(start, end)
                    for start, end in zip(begins, columns[ends], strict=True)
                ]

    def remember(self, table: str, row: dict[str, Any]) -> None:
        """Keep the instants of the contact or complaint `row`, about to change."""
        if table not in BEGINS:
            return
        is_measured = any(row.get(name) is not None for name, _ in MEASURED)
        if not is_measured and self._time.hours is None:
            return
        if table == "complaint":
            self._complaints.setdefault(row["id"], _life(row))
        else:
            self._before.setdefault(row["id"], _times(row))

    def settle(self) -> None:
        """Measure what has other instants than before, with all that goes by them."""
        before = dict(self._before)
        for contact, was in before.items():
            row = self._session.row("contact", contact)
            now = _times(row)
            if (was.received, was.answered) != (now.received, now.answered):
                seconds = self._time.between(now.received, now.answered)
                self._write("contact", row, RESPONSE, seconds)
            if self._opened(now) != self._opened(was, before):
                self._measure_thread(contact, before)
            elif was.resolved != now.resolved:
                self._measure(contact)

        for number, (opened, resolved) in self._complaints.items():
            row = self._session.row("complaint", number)
            if _life(row) != (opened, resolved):
                seconds = self._time.between(*_life(row))
                self._write("complaint", row, RESOLUTION, seconds)
            if row["opened_at"] != opened:
                self._measure_reopenings("complaint", number, row["opened_at"])

    def _measure_thread(self, contact: int, before: dict[int, Times]) -> None:
        """Measure a contact that begins at another instant, and what follows it."""
        others = followers_but(self._session.db, contact, contact)
        for one in (contact, *(other for other in others if other not in before)):
            self._measure(one)
            opened = self._opened(_times(self._session.row("contact", one)))
            self._measure_reopenings("contact", one, opened)

    def _measure_reopenings(self, table: Case, number: int, opened: int) -> None:
        for one in reopenings(self._session.db, table, number):
            row = self._session.row("reopening", one)
            seconds = self._time.between(opened, row["resolved_at"])
            self._write("reopening", row, RESOLUTION, seconds)

    def _measure(self, contact: int) -> None:
        row = self._session.row("contact", contact)
        times = _times(row)
        seconds = self._time.between(self._opened(times), times.resolved)
        self._write("contact", row, RESOLUTION, seconds)

    def _write(
        self, table: str, row: dict[str, Any], column: str, seconds: int | None
    ) -> None:
        if row[column] != seconds:
            self._session.update(table, row, {column: seconds})

    def _opened(self, times: Times, before: dict[int, Times] | None = None) -> int:
        """When the case of a contact began: as it is now, or as it was."""
        if times.follows is None:
            return times.received
        if before and times.follows in before:
            return before[times.follows].received
        return look(self._session.db, times.follows)[4]


def _life(row: dict[str, Any]) -> tuple[int, int | None]:
    return row["opened_at"], row["resolved_at"]


def _times(row: dict[str, Any]) -> Times:
    return Times(
        row["received_at"],
        row["first_response_at"],
        row["resolved_at"],
        row["follows_id"],
    )
