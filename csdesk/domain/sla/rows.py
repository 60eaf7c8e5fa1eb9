"""Protocols of rows that the rules of business time and deadlines read and write.

Two drivers implement them: the session of a verb (`csdesk.services.sla.changed_rows`)
and the connection of an import (`csdesk.imports.importers.stamps`). A rule never sees
which one it has. Values are those of the columns; instants are Unix seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Table = Literal["contact", "complaint", "reopening", "pause"]
Case = Literal["contact", "complaint"]


class Values(Protocol):
    """The values of a row by the names of their columns."""

    def __getitem__(self, name: str, /) -> Any:
        """Return the value of one column."""


class Row(Protocol):
    """A row that a unit of work or an import writes."""

    @property
    def id(self) -> int | None:
        """Its id; None where it has none yet."""

    @property
    def now(self) -> Values:
        """Its values as they are now."""

    @property
    def was(self) -> Values | None:
        """Its values as the desk had them; None for a new row."""

    def write(self, values: Mapping[str, Any]) -> None:
        """Write those of `values` that differ from what the row has."""


class Rows(Protocol):
    """The rows that a unit of work or an import changes, and those related to them."""

    def changed(self, table: Table) -> Iterable[Row]:
        """Return the new and changed rows of a table."""

    def row(self, table: Table, number: int) -> Row:
        """Return the row of that id, which is there."""

    def followers(self, contact_id: int | None) -> Iterable[int]:
        """Return the contacts that follow a contact."""

    def contacts_of(self, complaint_id: int) -> Iterable[int]:
        """Return the contacts that belong to a complaint."""

    def reopenings(self, table: Case, number: int) -> Iterable[int]:
        """Return the reopenings of a contact or complaint."""


def is_changed(row: Row, *names: str) -> bool:
    """Return whether any of these columns has another value; of a new row, True."""
    return row.was is None or any(row.was[name] != row.now[name] for name in names)
