"""Rows that a session is about to write, as `csdesk.domain.sla.rows` defines them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.orm.attributes import get_history

from csdesk.store.models import Complaint, Contact, Pause, Reopening
from csdesk.store.queries.contacts import (
    contacts_of_complaint,
    followers,
    parts_of_complaint,
    parts_of_contact,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session, SQLModel

    from csdesk.domain.sla.rows import Case, Table
    from csdesk.store.connection import Reader

MODELS: Final[dict[Table, type[SQLModel]]] = {
    "contact": Contact,
    "complaint": Complaint,
    "reopening": Reopening,
    "pause": Pause,
}


class Now:
    """Present values of a record."""

    def __init__(self, item: SQLModel) -> None:
        self._item = item

    def __getitem__(self, name: str, /) -> Any:
        """Return the value of one column; an instant in Unix seconds."""
        return _column_value(getattr(self._item, name))


class Before(Now):
    """Values of a record as the desk has stored them."""

    def __getitem__(self, name: str, /) -> Any:
        """Return the value of one column; an instant in Unix seconds."""
        had = get_history(self._item, name).deleted
        return _column_value(had[0]) if had else super().__getitem__(name)


class SessionRow:
    """A record of a session, before and after its changes."""

    def __init__(self, session: Session, item: SQLModel) -> None:
        self._item = item
        self.now = Now(item)
        self.was = None if item in session.new else Before(item)

    @property
    def id(self) -> int | None:
        """Id of the record; None before it is flushed."""
        number: int | None = self.now["id"]
        return number

    def write(self, values: Mapping[str, Any]) -> None:
        """Write those of `values` that differ."""
        for name, value in values.items():
            if self.now[name] != value:
                is_instant = value is not None and name.endswith("_at")
                found = datetime.fromtimestamp(value, UTC) if is_instant else value
                setattr(self._item, name, found)


class SessionRows:
    """Rows that a session is about to write, and rows related to them."""

    def __init__(self, session: Session, reader: Reader) -> None:
        self._session, self._reader = session, reader

    def changed(self, table: Table) -> list[SessionRow]:
        """Return the new and changed rows of a table."""
        return [
            SessionRow(self._session, item)
            for item in (*self._session.new, *self._session.dirty)
            if isinstance(item, MODELS[table])
        ]

    def row(self, table: Table, number: int) -> SessionRow:
        """Return an existing row by its id."""
        item = self._session.get_one(MODELS[table], number)
        return SessionRow(self._session, item)

    def followers(self, contact_id: int | None) -> list[int]:
        """Return the contacts that follow a contact."""
        return followers(self._reader, contact_id)

    def contacts_of(self, complaint_id: int) -> list[int]:
        """Return the contacts that belong to a complaint."""
        return contacts_of_complaint(self._reader, complaint_id)

    def reopenings(self, table: Case, number: int) -> list[int]:
        """Return the reopenings of a contact or complaint."""
        parts = parts_of_contact if table == "contact" else parts_of_complaint
        return parts(self._reader, "reopening", number)


def _column_value(value: Any) -> Any:
    return int(value.timestamp()) if isinstance(value, datetime) else value
