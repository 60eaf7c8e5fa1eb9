"""Compare the rows of a file with the desk, by external id or by their content."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from struct import unpack
from typing import TYPE_CHECKING, Any, Final

from csdesk.imports.mapping.columns import IDENTITY
from csdesk.store.bulk.lookup import digests, has_external_ids, known_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.mapping.columns import Batch, BoundMapping
    from csdesk.imports.session import ImportSession
    from csdesk.store.bulk.lookup import Imported

DIGEST_BYTES: Final = 8


@dataclass(slots=True)
class Sorted:
    """The rows of a batch: new ones, changed ones with their record, unchanged ones."""

    new: list[int]
    changed: list[tuple[int, int]]  # (index, id of the record)
    unchanged: int


class RowComparison:
    """Separates the rows of one file that are new from those the desk has.

    With an external id mapped, a row is identified by it, and changed if its digest
    differs. Without, it is identified by its digest: that of its values and of how
    often they occurred before in the file.
    """

    def __init__(
        self, session: ImportSession, bound: BoundMapping, table: Imported
    ) -> None:
        self._session, self._table = session, table
        self._has_ids = "external_id" in bound.fields
        self._prefix = _mapping_digest(bound)
        self._occurrences: dict[int, int] = {}
        self._digests: set[int] = set()
        if self._has_ids:
            self._is_first = not session.is_own_export and not has_external_ids(
                session.db, table, session.source
            )
        else:
            self._digests = digests(session.db, table, session.source)

    @property
    def is_first(self) -> bool:
        """Whether the desk has no row of this source yet, identified in this way."""
        return self._is_first if self._has_ids else not self._digests

    def digests(self, batch: Batch, fields: Sequence[str]) -> list[int]:
        """Hash the values of each row, in the order of `fields`, to 63 bits."""
        prefix, size = self._prefix, DIGEST_BYTES
        # ascii, as repr's idea of printable differs between versions of Python.
        values = batch.values
        if batch.written_ids is not None:
            values = values | {IDENTITY: batch.written_ids}
        rows = zip(*(values[name] for name in fields), strict=True)
        hashes = [
            blake2b(prefix + text.encode(), digest_size=size).digest()
            for text in map(ascii, rows)
        ]
        numbers = unpack(f">{len(hashes)}Q", b"".join(hashes))
        found = [number >> 1 for number in numbers]
        return found if self._has_ids else [self._occurrence(one) for one in found]

    def sort(self, batch: Batch, digests: list[int]) -> Sorted:
        """Sort the rows of `batch` into new, changed and unchanged ones."""
        if not self._has_ids:
            new = [i for i, one in enumerate(digests) if not self._is_known(one)]
            return Sorted(new, [], len(digests) - len(new))
        if self._is_first:
            return Sorted(list(range(len(digests))), [], 0)
        ids = batch.values["external_id"]
        if self._session.is_home:  # each is a record, or an error: see OwnRows
            return Sorted([], [(i, 0) for i in range(len(ids))], 0)
        known = known_rows(self._session.db, self._table, self._session.source, ids)
        result = Sorted([], [], 0)
        for i, (external_id, digest) in enumerate(zip(ids, digests, strict=True)):
            number, before = known.get(external_id, (None, None))
            if number is None:
                result.new.append(i)
            elif digest == before or self._is_erased(digest, before):
                result.unchanged += 1
            else:
                result.changed.append((i, number))
        return result

    def _is_known(self, digest: int) -> bool:
        return (
            digest in self._digests
            or self._session.erased.digest(digest) in self._digests
        )

    def _is_erased(self, digest: int, before: int | None) -> bool:
        """Return whether the digest is that of a row whose record was erased since."""
        is_hashed = before is not None and before < 0
        return is_hashed and self._session.erased.digest(digest) == before

    def _occurrence(self, digest: int) -> int:
        """Return a digest of its own for each further row with the same values."""
        count = self._occurrences.get(digest, 0)
        self._occurrences[digest] = count + 1
        if not count:
            return digest
        again = blake2b(f"{digest} {count}".encode(), digest_size=DIGEST_BYTES)
        return int.from_bytes(again.digest()) >> 1


def _mapping_digest(bound: BoundMapping) -> bytes:
    """Hash what the values of all rows depend on: the mapped fields, the scales."""
    parts: list[Any] = [
        bound.fields,
        sorted((k, s.low, s.high, s.direction or "") for k, s in bound.scales.items()),
        sorted(bound.lists_asked),
    ]
    return blake2b(ascii(parts).encode(), digest_size=DIGEST_BYTES).digest()
