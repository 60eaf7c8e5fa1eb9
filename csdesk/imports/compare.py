"""What the desk has of a file already: rows told apart by id, or by what they hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.columns import Batch, BoundMapping
    from csdesk.imports.ground import Ground

DIGEST_BYTES: Final = 8
# One list of ids for a whole batch: a question for each would take as long as adding.
KNOWN: Final = """
SELECT external_id, id, row_digest
FROM contact
WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))
"""


@dataclass(slots=True)
class Sorted:
    """The rows of a batch: new ones, changed ones with their contact, the others."""

    new: list[int]
    changed: list[tuple[int, int]]  # (index, contact id)
    unchanged: int


class Comparison:
    """Tells the rows of one file that are new from those the desk has.

    With an external id mapped, a row is its id, and changed if its digest is another.
    Without, a row is its digest: that of its values and of its occurrence in the file.
    """

    def __init__(self, ground: Ground, bound: BoundMapping) -> None:
        self._ground = ground
        self._has_ids = "external_id" in bound.fields
        self._seal = _seal(bound)
        self._occurrences: dict[int, int] = {}
        self._digests: set[int] = set()
        named = "NOT NULL" if self._has_ids else "NULL"
        found = ground.db.execute(
            "SELECT row_digest FROM contact"
            f" WHERE source = ? AND external_id IS {named}"
            f"{' LIMIT 1' if self._has_ids else ''}",
            (ground.source,),
        )
        self._digests.update(digest for (digest,) in found if digest is not None)
        self._is_first = not self._digests

    def digests(self, batch: Batch, fields: Sequence[str]) -> list[int]:
        """63 bits a row over its mapped values, in the order of `fields`."""
        seal, size = self._seal, DIGEST_BYTES
        # ascii: what repr takes for printable changes from one Python to the next.
        found = [
            int.from_bytes(
                blake2b(seal + ascii(row).encode(), digest_size=size).digest()
            )
            >> 1
            for row in zip(*(batch.values[name] for name in fields), strict=True)
        ]
        return found if self._has_ids else [self._occurrence(one) for one in found]

    def sort(self, batch: Batch, digests: list[int]) -> Sorted:
        """Which rows of `batch` are new, which changed."""
        if not self._has_ids:
            new = [i for i, digest in enumerate(digests) if digest not in self._digests]
            return Sorted(new, [], len(digests) - len(new))
        if self._is_first:
            return Sorted(list(range(len(digests))), [], 0)
        ids = batch.values["external_id"]
        found = self._ground.db.execute(KNOWN, (self._ground.source, json.dumps(ids)))
        known: dict[str, tuple[int, int]] = {
            external_id: (number, digest) for external_id, number, digest in found
        }
        result = Sorted([], [], 0)
        for i, (external_id, digest) in enumerate(zip(ids, digests, strict=True)):
            number, before = known.get(external_id, (None, None))
            if number is None:
                result.new.append(i)
            elif before == digest:
                result.unchanged += 1
            else:
                result.changed.append((i, number))
        return result

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
