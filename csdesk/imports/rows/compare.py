"""What the desk has of a file already: rows told apart by id, or by what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from struct import unpack
from typing import TYPE_CHECKING, Any, Final

from csdesk.imports.mapping.columns import IDENTITY
from csdesk.store.bulk.lookup import digests, has_known, known_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.mapping.columns import Batch, BoundMapping
    from csdesk.imports.session import ImportSession
    from csdesk.store.bulk.lookup import Imported

DIGEST_BYTES: Final = 8


@dataclass(slots=True)
class Sorted:
    """The rows of a batch: new ones, changed ones with their record, the others."""

    new: list[int]
    changed: list[tuple[int, int]]  # (index, id of the record)
    unchanged: int


class RowComparison:
    """Tells the rows of one file that are new from those the desk has.

    With an external id mapped, a row is its id, and changed if its digest is another.
    Without, a row is its digest: that of its values and of its occurrence in the file.
    """

    def __init__(
        self, session: ImportSession, bound: BoundMapping, table: Imported
    ) -> None:
        self._session, self._table = session, table
        self._has_ids = "external_id" in bound.fields
        self._seal = _seal(bound)
        self._occurrences: dict[int, int] = {}
        self._digests: set[int] = set()
        if self._has_ids:
            self._is_first = session.is_home is False and not has_known(
                session.db, table, session.source
            )
        else:
            self._digests = digests(session.db, table, session.source)

    @property
    def is_first(self) -> bool:
        """Whether the desk has nothing of this source yet, as such files name rows."""
        return self._is_first if self._has_ids else not self._digests

    def digests(self, batch: Batch, fields: Sequence[str]) -> list[int]:
        """63 bits a row over its mapped values, in the order of `fields`."""
        seal, size = self._seal, DIGEST_BYTES
        # ascii: what repr takes for printable changes from one Python to the next.
        values = batch.values
        if batch.written_ids is not None:
            values = values | {IDENTITY: batch.written_ids}
        rows = zip(*(values[name] for name in fields), strict=True)
        hashes = [
            blake2b(seal + text.encode(), digest_size=size).digest()
            for text in map(ascii, rows)
        ]
        numbers = unpack(f">{len(hashes)}Q", b"".join(hashes))
        found = [number >> 1 for number in numbers]
        return found if self._has_ids else [self._occurrence(one) for one in found]

    def sort(self, batch: Batch, digests: list[int]) -> Sorted:
        """Which rows of `batch` are new, which changed."""
        if not self._has_ids:
            new = [i for i, one in enumerate(digests) if not self._is_known(one)]
            return Sorted(new, [], len(digests) - len(new))
        if self._is_first:
            return Sorted(list(range(len(digests))), [], 0)
        ids = batch.values["external_id"]
        if self._session.is_home:  # whatever it is, it is there: see RowsAtHome
            return Sorted([], [(i, 0) for i in range(len(ids))], 0)
        known = known_rows(self._session.db, self._table, self._session.source, ids)
        result = Sorted([], [], 0)
        for i, (external_id, digest) in enumerate(zip(ids, digests, strict=True)):
            number, before = known.get(external_id, (None, None))
            if number is None:
                result.new.append(i)
            elif digest == before or self._sealed(digest, before):
                result.unchanged += 1
            else:
                result.changed.append((i, number))
        return result

    def _is_known(self, digest: int) -> bool:
        return (
            digest in self._digests
            or self._session.erased.digest(digest) in self._digests
        )

    def _sealed(self, digest: int, before: int | None) -> bool:
        """Whether the digest is that of a row whose record was erased since."""
        is_sealed = before is not None and before < 0
        return is_sealed and self._session.erased.digest(digest) == before

    def _occurrence(self, digest: int) -> int:
        """The digest of the n-th row that holds the same."""
        count = self._occurrences.get(digest, 0)
        self._occurrences[digest] = count + 1
        if not count:
            return digest
        again = blake2b(f"{digest} {count}".encode(), digest_size=DIGEST_BYTES)
        return int.from_bytes(again.digest()) >> 1


def _seal(bound: BoundMapping) -> bytes:
    """What the values of every row depend on: the fields mapped, the scales."""
    what: list[Any] = [
        bound.fields,
        sorted((k, s.low, s.high, s.direction or "") for k, s in bound.scales.items()),
        sorted(bound.asked),
    ]
    return blake2b(ascii(what).encode(), digest_size=DIGEST_BYTES).digest()
