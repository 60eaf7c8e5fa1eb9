"""Customers whom an import adds: many at once, and found again before they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.vocabulary import fold
from csdesk.store.bulk import insert, next_id
from csdesk.store.bulk_customers import COLUMNS, date_from, has_customers

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from csdesk.store.bulk_customers import By

# What a customer is known by in the desk's columns.
KEYS: Final[dict[str, By]] = {
    "email_key": "email",
    "phone_key": "phone",
    "external_id": "external_id",
}


class NewCustomers:
    """The customers of one operation who were not in the desk before it.

    `is_alone` says that nobody was: then there is none but these.
    """

    def __init__(self, db: sqlite3.Connection, source: str) -> None:
        self._db, self._source = db, source
        self.is_alone = not has_customers(db)
        self._first = self._next = next_id(db, "customer")
        self._ids: dict[tuple[By, str], int] = {}
        self._waiting: list[tuple[Any, ...]] = []

    def __contains__(self, number: int) -> bool:
        """Whether the customer of that id is one of these."""
        return number >= self._first

    def find(self, by: By, value: str) -> int | None:
        """The first of them whom `value` identifies; a name only who has no more."""
        return self._ids.get((by, value))

    def add(
        self,
        run: int,
        who: Sequence[str | None],
        keys: tuple[str | None, str | None],
        at: int,
    ) -> int:
        """Add one, of the file's `run`, known since `at`. Returns the id.

        `who`: external id, e-mail, phone, name, tier, company; `keys`: e-mail and phone
        as they are compared.
        """
        external_id, email, phone, name, tier, company = who
        email_key, phone_key = keys
        called = name or email or phone or external_id or ""
        folded = fold(called)
        number = self._next
        self._next += 1
        row = (
            number, self._source, external_id, run, called, folded, email, email_key,
            phone, phone_key, company, tier, at, False,
        )  # fmt: skip
        self._waiting.append(row)
        ids = self._ids
        if email_key is not None:
            ids.setdefault(("email", email_key), number)
        if phone_key is not None:
            ids.setdefault(("phone", phone_key), number)
        if external_id is not None:
            ids.setdefault(("external_id", external_id), number)
        elif email_key is None and phone_key is None:
            ids.setdefault(("name", folded), number)
        return number

    def know(self, number: int, told: Mapping[str, Any]) -> None:
        """Find `number` by what is in `told`, column -> value, from now on."""
        for column, by in KEYS.items():
            if told.get(column) is not None:
                self._ids.setdefault((by, told[column]), number)

    def flush(self) -> None:
        """Put those that wait into the desk: records may refer to them then."""
        if self._waiting:
            insert(self._db, "customer", COLUMNS, self._waiting)
            self._waiting.clear()

    def date(self, since: Mapping[int, int]) -> None:
        """Say since when customers, id -> Unix seconds, are known."""
        date_from(self._db, since)
