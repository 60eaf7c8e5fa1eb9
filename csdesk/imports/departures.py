"""When customers left, as files of customers tell it: a departure of the file's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.references import CUSTOMER, ref
from csdesk.imports.changes import update_record
from csdesk.store import journal
from csdesk.store.bulk import insert, next_id
from csdesk.store.bulk_customers import departures_of
from csdesk.store.bulk_known import brought_part

if TYPE_CHECKING:
    from csdesk.imports.ground import Ground

TABLE: Final = "departure"
COLUMNS: Final = ("id", "customer_id", "left_at")


class Departures:
    """The departures that an import brings; those a hand wrote stay as they are."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._brought: dict[int, int] = {}  # customer -> departure, of this operation

    def bring(self, customer: int, left_at: int | None, line: int) -> bool:
        """The customer left then, or has not left; whether that changed anything."""
        own = self._own(customer)
        if left_at is None:
            if own is None or own["returned_at"] is not None:
                return False
            self._brought.pop(customer, None)
            self._ground.remove(TABLE, own)
            return True
        if own and (own["returned_at"] is None or left_at <= own["returned_at"]):
            if own["left_at"] == left_at:
                return False
            update_record(self._ground, TABLE, own, {"left_at": left_at}, line)
            return True
        return self._add(customer, left_at, line)

    def _own(self, customer: int) -> dict[str, Any] | None:
        """The departure of this customer that an import brought, or None."""
        found = self._brought.get(customer)
        if found is None:
            found = brought_part(self._ground.db, TABLE, "customer_id", customer)
        return None if found is None else self._ground.row(TABLE, found)

    def _add(self, customer: int, left_at: int, line: int) -> bool:
        ground = self._ground
        for left, returned in departures_of(ground.db, customer):
            if left == left_at:
                return False
            if returned is None:
                ground.notes.line(
                    line,
                    f"{ref(CUSTOMER, customer)} has left on another day already, "
                    "which stays.",
                )
                return False
        number = next_id(ground.db, TABLE)
        # A departure knows no import run: the journal says what undo takes back.
        journal.remember(ground.work.session, TABLE, number)
        self._brought[customer] = number
        insert(ground.db, TABLE, COLUMNS, [(number, customer, left_at)])
        return True
