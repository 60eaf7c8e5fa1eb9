"""Import rows of erased customers: recognised by hashes, stored without the person.

An erased record is still matched by its row, so that nothing is imported twice; the row
updates its times and states, but not its texts. A new row of an erased customer counts
in the figures, and is stored without personal values too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.imports.importers.customer_match import FIELDS as CUSTOMER_FIELDS
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.store.bulk.customers import (
    customer_with_hash,
    erased_customers,
    erased_records,
    stored_ids,
)
from csdesk.store.bulk.lookup import customer_of
from csdesk.store.privacy.columns import written_by_people
from csdesk.store.privacy.former import former_hashes
from csdesk.store.privacy.pseudonyms import hasher_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csdesk.imports.mapping.columns import Batch
    from csdesk.imports.rows.copy import Columns
    from csdesk.store.bulk.lookup import Imported
    from csdesk.store.connection import Reader

# Tables that share a row's id: answers of a contact have the contact's id.
SHARED: Final[Mapping[str, tuple[Imported, ...]]] = {
    "contact": ("contact", "survey_answer"),
}
CUSTOMER_ID: Final = "customer_id"


class ErasedCustomers:
    """The customers erased from a desk, for an import of one source."""

    def __init__(self, db: Reader, source: str, now: str) -> None:
        # Ids were hashed with the source as typed; rows have the source's present name.
        self._db, self._source, self._now = db, source, now
        self._hasher = hasher_of(db)
        self._customers = erased_customers(db) if self._hasher else set()
        former = former_hashes(db).values() if self._hasher else ()
        self._former: set[tuple[str, str]] = set().union(*former)

    def external_id(self, name: str | None) -> str | None:
        """Hash the id as in an erased record; None where nobody was erased."""
        hasher = self._hasher
        return None if hasher is None else hasher.external_id(self._source, name)

    def digest(self, digest: int) -> int | None:
        """Hash the digest as in an erased record; None where nobody was erased."""
        return None if self._hasher is None else self._hasher.digest(digest)

    def recognise(self, batch: Batch, table: Imported) -> None:
        """Replace the ids of rows of erased records by their hashed ids in the desk."""
        if self._hasher is None or IDENTITY not in batch.values:
            return
        names = batch.values[IDENTITY]
        hashed_ids = {name: self.external_id(name) or "" for name in names if name}
        there: set[str] = set()
        for one in SHARED.get(table, (table,)):
            there |= stored_ids(self._db, one, self._now, list(hashed_ids.values()))
        if there:
            batch.written_ids = names
            batch.values[IDENTITY] = [
                hashed_ids[name] if name and hashed_ids[name] in there else name
                for name in names
            ]

    def customer(
        self,
        external_id: str | None,
        keys: tuple[str | None, str | None],
        name: str | None,
    ) -> int | None:
        """Find the erased customer by id, else e-mail, else phone number; or None.

        The name is used only where the row has nothing else. `keys` are e-mail and
        phone in the form for comparison, the name is folded.
        """
        for kind, hashed in self._hashes(external_id, keys, name):
            found = customer_with_hash(self._db, kind, hashed)
            if found is not None:
                return found
        return None

    def is_former(
        self,
        external_id: str | None,
        keys: tuple[str | None, str | None],
        name: str | None,
    ) -> bool:
        """Return whether only the journal had that customer when it was erased."""
        hashes = self._hashes(external_id, keys, name) if self._former else ()
        return any(one in self._former for one in hashes)

    def _hashes(
        self,
        external_id: str | None,
        keys: tuple[str | None, str | None],
        name: str | None,
    ) -> Iterator[tuple[str, str]]:
        """Hash the values that identify a customer: (kind, hash), the surest first."""
        if self._hasher is None:
            return
        email, phone = keys
        values = [
            ("external_id", external_id, self._source),
            ("email", email, None),
            ("phone", phone, None),
        ]
        if not (external_id or email or phone):
            values = [("name", name, self._source)]
        for kind, value, source in values:
            if value:
                yield kind, self._hasher.identity(kind, value, source)  # type: ignore[arg-type]

    def records(self, table: Imported, numbers: Sequence[int]) -> set[int]:
        """Return those of the records `numbers` that are erased."""
        if self._hasher is None:
            return set()
        return erased_records(self._db, table, numbers)

    def unname(self, batch: Batch, table: Imported, numbers: Sequence[int]) -> None:
        """Empty the customer fields in the rows of erased records `numbers`."""
        erased_ids = self.records(table, numbers)
        if not erased_ids:
            return
        for field in CUSTOMER_FIELDS:
            if field in batch.values:
                batch.values[field] = [
                    None if number in erased_ids else cell
                    for number, cell in zip(numbers, batch.values[field], strict=True)
                ]

    def withhold(
        self,
        batch: Batch,
        columns: Columns,
        table: Imported,
        numbers: Sequence[int] = (),
    ) -> list[int]:
        """Empty the personal values in rows of erased customers; return their lines.

        `numbers` are the records that the rows change; none: the rows are new.
        """
        if self._hasher is None or not batch.lines:
            return []
        erased = batch.unnamed | self._erased_indexes(columns, table, numbers)
        if not erased:
            return []
        for name in written_by_people(table):
            if name in columns:
                columns[name] = _replaced(columns[name], dict.fromkeys(erased))
        digests = columns["row_digest"]
        columns["row_digest"] = _replaced(
            digests, {i: self.digest(digests[i]) for i in erased}
        )
        if IDENTITY in batch.values:
            names = batch.values[IDENTITY]
            batch.written_ids = batch.written_ids or names
            hashed_ids = {i: self.external_id(names[i]) for i in erased}
            batch.values[IDENTITY] = _replaced(names, hashed_ids)
            if IDENTITY in columns:
                columns[IDENTITY] = batch.values[IDENTITY]
        if numbers and CUSTOMER_ID in columns:
            erased_ids = self.records(table, numbers)
            customers = {
                i: customer_of(self._db, table, numbers[i])
                for i in erased
                if numbers[i] in erased_ids
            }
            columns[CUSTOMER_ID] = _replaced(columns[CUSTOMER_ID], customers)
        return [batch.lines[i] for i in sorted(erased)]

    def _erased_indexes(
        self, columns: Columns, table: Imported, numbers: Sequence[int]
    ) -> set[int]:
        """Return the indexes of the rows of erased customers."""
        count = len(columns["row_digest"])
        nothing: Sequence[int | None] = [None] * count
        customers = columns.get(CUSTOMER_ID, nothing)
        found = {i for i, number in enumerate(customers) if number in self._customers}
        if numbers:
            erased_ids = self.records(table, numbers)
            return found | {
                i for i, number in enumerate(numbers) if number in erased_ids
            }
        for part, linked in (("complaint", "complaint_id"), ("contact", "contact_id")):
            cases = columns.get(linked, nothing)
            erased_ids = self.records(part, [one for one in cases if one])  # type: ignore[arg-type]
            found |= {
                i
                for i in range(count)
                if customers[i] is None and cases[i] in erased_ids
            }
        return found


def _replaced(cells: Sequence[object], new: Mapping[int, object]) -> list[object]:
    """Return `cells` with those at the indexes in `new` replaced."""
    result = list(cells)
    for index, cell in new.items():
        result[index] = cell
    return result
