"""Stamp imported and changed records with business time and deadlines.

New records are stamped in bulk as they are inserted. Former values of changed or linked
records are remembered, and those records are stamped after the last file, by the rules
that verbs use too: `csdesk.domain.sla.business_time` and `csdesk.domain.sla.deadlines`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.sla import business_time as time_rules
from csdesk.domain.sla import deadlines as sla_deadlines
from csdesk.imports.importers import business_time as new_business_time
from csdesk.imports.importers import deadlines as new_deadlines
from csdesk.services.sla import business_time, deadlines
from csdesk.store.bulk.threads import followers_but, reopenings
from csdesk.store.queries.contacts import contacts_of_complaint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csdesk.domain.sla.rows import Case, Table
    from csdesk.imports.rows.copy import Columns
    from csdesk.imports.session import ImportSession

# Columns whose former values the rules depend on.
DEPENDS: Final = {
    table: tuple(dict.fromkeys((*time_rules.DEPENDS.get(table, ()), *names)))
    for table, names in sla_deadlines.DEPENDS.items()
}
# Columns that the rules write.
STAMPED: Final = {
    table: (*time_rules.ENDS[table], *names)
    for table, names in sla_deadlines.KEPT.items()
}


class ImportRow:
    """A row of the desk that an import changes."""

    def __init__(
        self,
        session: ImportSession,
        table: str,
        number: int,
        was: Mapping[str, Any] | None,
    ) -> None:
        self._session, self._table, self.id = session, table, number
        self.now = session.row(table, number)
        self.was = self.now if was is None else was

    def write(self, values: Mapping[str, Any]) -> None:
        """Write those of `values` that differ."""
        other = {
            name: value for name, value in values.items() if self.now[name] != value
        }
        if other:
            self._session.update(self._table, self.now, other)
            self.now = self.now | other


class Stamps:
    """Business time and deadlines of one import."""

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        self._time = business_time.of(session.work.session)
        self._deadlines = deadlines.of(session.work.session)
        # Table -> id -> the former values of DEPENDS.
        self._was: dict[str, dict[int, tuple[Any, ...]]] = {
            table: {} for table in DEPENDS
        }

    def fill(self, table: str, columns: Columns) -> None:
        """Stamp new records, as if no contact followed another."""
        new_business_time.fill(table, columns, self._time)
        new_deadlines.fill(table, columns, self._deadlines)

    def remember(
        self, table: str, row: dict[str, Any], values: Mapping[str, Any]
    ) -> None:
        """Remember the former values that stamps of `row` depend on.

        `values` are about to replace those of `row`; nothing is stored if none of them
        matters.
        """
        names = DEPENDS.get(table)
        if names is None or row["id"] in self._was[table] or self._has_none(table, row):
            return
        if any(name in values and values[name] != row[name] for name in names):
            self._was[table][row["id"]] = tuple(row[name] for name in names)

    def _has_none(self, table: str, row: Mapping[str, Any]) -> bool:
        """Return whether `row` has no stamp, and this desk gives it none."""
        stamped = STAMPED.get(table)
        return (
            stamped is not None
            and self._time.hours is None
            and not self._deadlines.facts.targets
            and all(row[name] is None for name in stamped)
        )

    def settle(self) -> None:
        """Stamp the changed rows, and all rows that depend on them."""
        time_rules.stamp(self, self._time)
        self._deadlines.stamp(self)

    def changed(self, table: Table) -> Iterator[ImportRow]:
        """Yield the changed rows of a table."""
        names = DEPENDS.get(table, ())
        for number, values in list(self._was.get(table, {}).items()):
            was = dict(zip(names, values, strict=True))
            yield ImportRow(self._session, table, number, was)

    def row(self, table: Table, number: int) -> ImportRow:
        """Return an existing row by its id."""
        values = self._was.get(table, {}).get(number)
        if values is None:
            return ImportRow(self._session, table, number, None)
        was = dict(zip(DEPENDS[table], values, strict=True))
        return ImportRow(self._session, table, number, was)

    def followers(self, contact_id: int | None) -> list[int]:
        """Return the contacts that follow a contact."""
        return followers_but(self._session.db, contact_id or 0, contact_id or 0)

    def contacts_of(self, complaint_id: int) -> list[int]:
        """Return the contacts that belong to a complaint."""
        return contacts_of_complaint(self._session.work.reader, complaint_id)

    def reopenings(self, table: Case, number: int) -> list[int]:
        """Return the reopenings of a contact or complaint."""
        return reopenings(self._session.db, table, number)
