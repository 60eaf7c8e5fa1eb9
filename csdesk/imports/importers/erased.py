"""Rows of customers who were erased: known again by hashes, kept without the person.

A record that was erased is the row that it was, so that nothing comes in twice; what
its row says anew of times and states is taken, its texts are not. A new row of somebody
erased counts for the figures, and says nothing of the person either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.imports.importers.customer_match import FIELDS as CUSTOMER_FIELDS
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.store.bulk.customers import (
    customer_with_hash,
    erased_customers,
    erased_records,
    sealed_ids,
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

# Where else a row's id may stand: answers that came with a contact bear the contact's.
SHARED: Final[Mapping[str, tuple[Imported, ...]]] = {
    "contact": ("contact", "survey_answer"),
}
WHOSE: Final = "customer_id"


class ErasedCustomers:
    """Who was erased from a desk, as an import of one source sees it."""

    def __init__(self, db: Reader, source: str, now: str) -> None:
        # By the name as it is typed ids were hashed; rows stand under the name now.
        self._db, self._source, self._now = db, source, now
        self._seal = hasher_of(db)
        self._customers = erased_customers(db) if self._seal else set()
        former = former_hashes(db).values() if self._seal else ()
        self._former: set[tuple[str, str]] = set().union(*former)

    def external_id(self, name: str | None) -> str | None:
        """The id as an erased record has it; None where nobody was erased."""
        seal = self._seal
        return None if seal is None else seal.external_id(self._source, name)

    def digest(self, digest: int) -> int | None:
        """The digest as an erased record has it; None where nobody was erased."""
        return None if self._seal is None else self._seal.digest(digest)

    def recognise(self, batch: Batch, table: Imported) -> None:
        """Call rows of erased records by the ids that these have in the desk."""
        if self._seal is None or IDENTITY not in batch.values:
            return
        names = batch.values[IDENTITY]
        sealed = {name: self.external_id(name) or "" for name in names if name}
        there: set[str] = set()
        for one in SHARED.get(table, (table,)):
            there |= sealed_ids(self._db, one, self._now, list(sealed.values()))
        if there:
            batch.written_ids = names
            batch.values[IDENTITY] = [
                sealed[name] if name and sealed[name] in there else name
                for name in names
            ]

    def customer(
        self,
        external_id: str | None,
        keys: tuple[str | None, str | None],
        name: str | None,
    ) -> int | None:
        """The erased customer of that id, else e-mail, else phone number; or None.

        A name counts alone, where the row has nothing else. `keys` are e-mail and phone
        as they are compared, the name is folded.
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
        """Tell whether the journal alone had that customer when it was erased."""
        hashes = self._hashes(external_id, keys, name) if self._former else ()
        return any(one in self._former for one in hashes)

    def _hashes(
        self,
        external_id: str | None,
        keys: tuple[str | None, str | None],
        name: str | None,
    ) -> Iterator[tuple[str, str]]:
        """Hash what a row names its customer by: (kind, hash), the surest first."""
        if self._seal is None:
            return
        email, phone = keys
        asked = [
            ("external_id", external_id, self._source),
            ("email", email, None),
            ("phone", phone, None),
        ]
        if not (external_id or email or phone):
            asked = [("name", name, self._source)]
        for kind, value, source in asked:
            if value:
                yield kind, self._seal.identity(kind, value, source)  # type: ignore[arg-type]

    def records(self, table: Imported, numbers: Sequence[int]) -> set[int]:
        """Those of the records `numbers` that are erased."""
        if self._seal is None:
            return set()
        return erased_records(self._db, table, numbers)

    def unname(self, batch: Batch, table: Imported, numbers: Sequence[int]) -> None:
        """Take whom a row names from the rows of erased records `numbers`."""
        gone = self.records(table, numbers)
        if not gone:
            return
        for field in CUSTOMER_FIELDS:
            if field in batch.values:
                batch.values[field] = [
                    None if number in gone else cell
                    for number, cell in zip(numbers, batch.values[field], strict=True)
                ]

    def withhold(
        self,
        batch: Batch,
        columns: Columns,
        table: Imported,
        numbers: Sequence[int] = (),
    ) -> list[int]:
        """Empty what the rows of erased customers say of the person; their lines.

        `numbers` are the records that the rows change; none: the rows are new.
        """
        if self._seal is None or not batch.lines:
            return []
        own = batch.unnamed | self._own(columns, table, numbers)
        if not own:
            return []
        for name in written_by_people(table):
            if name in columns:
                columns[name] = _put(columns[name], dict.fromkeys(own))
        digests = columns["row_digest"]
        columns["row_digest"] = _put(digests, {i: self.digest(digests[i]) for i in own})
        if IDENTITY in batch.values:
            names = batch.values[IDENTITY]
            batch.written_ids = batch.written_ids or names
            sealed = {i: self.external_id(names[i]) for i in own}
            batch.values[IDENTITY] = _put(names, sealed)
            if IDENTITY in columns:
                columns[IDENTITY] = batch.values[IDENTITY]
        if numbers and WHOSE in columns:
            gone = self.records(table, numbers)
            whose = {
                i: customer_of(self._db, table, numbers[i])
                for i in own
                if numbers[i] in gone
            }
            columns[WHOSE] = _put(columns[WHOSE], whose)
        return [batch.lines[i] for i in sorted(own)]

    def _own(
        self, columns: Columns, table: Imported, numbers: Sequence[int]
    ) -> set[int]:
        """The indexes of the rows of somebody who was erased."""
        count = len(columns["row_digest"])
        nothing: Sequence[int | None] = [None] * count
        whose = columns.get(WHOSE, nothing)
        found = {i for i, number in enumerate(whose) if number in self._customers}
        if numbers:
            gone = self.records(table, numbers)
            return found | {i for i, number in enumerate(numbers) if number in gone}
        for part, linked in (("complaint", "complaint_id"), ("contact", "contact_id")):
            cases = columns.get(linked, nothing)
            gone = self.records(part, [one for one in cases if one])  # type: ignore[arg-type]
            found |= {i for i in range(count) if whose[i] is None and cases[i] in gone}
        return found


def _put(cells: Sequence[object], new: Mapping[int, object]) -> list[object]:
    """`cells` with those at the indexes of `new` in their place."""
    put = list(cells)
    for index, cell in new.items():
        put[index] = cell
    return put
