"""Compare two desks: which rows of both have the same origin.

A copy shares every row that was made until the two parted, under the same ids. Later
rows of either may have the same ids and names, and be another person's.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

from csdesk.store.dialect import json_field
from csdesk.store.journal.queries import ERASE_VERB
from csdesk.store.lineage import lineage
from csdesk.store.privacy.subject import columns_of

if TYPE_CHECKING:
    from csdesk.store.connection import Reader
    from csdesk.store.lineage import Lineage

# An erasure in a copy takes an id that is another operation in the desk.
OPERATIONS: Final = (
    "SELECT id, at, agent, verb FROM operation WHERE verb <> ? ORDER BY id"
)
OPERATION: Final = "SELECT id, at, agent, verb FROM operation WHERE id = ?"
MADE_BY_HAND: Final = """
SELECT min(operation_id) FROM change JOIN operation ON operation.id = operation_id
WHERE table_name = 'customer' AND row_id = ? AND before IS NULL AND verb <> ?"""
MADE_BY_IMPORT: Final = f"""
SELECT min(operation_id) FROM import_run WHERE id IN (
  SELECT import_run_id FROM customer WHERE id = ?1
  UNION ALL
  SELECT {json_field("coalesce(before, after)", "import_run_id")} FROM change
  WHERE table_name = 'customer' AND row_id = ?1)"""

Operation = tuple[int, int, str, str]  # id, at in epoch seconds, agent, verb


class Kinship(NamedTuple):
    """Common history of two desks: everything up to the operation `last`.

    `is_past`: the other one has no operation that the first lacks; `has_same_id`: both
    have the same id.
    """

    last: int
    is_past: bool
    has_same_id: bool


def kinship(desk: Reader, other: Reader) -> Kinship | None:
    """Compare `other` with `desk`; None where they have no common origin."""
    own, theirs = lineage(desk), lineage(other)
    common = own.keys() & theirs.keys()
    if not common:
        return None
    parted = max(_parted(own, theirs, name) for name in common)
    last, is_past = _shared(desk, other, parted)
    same = any(own[name] is None and theirs[name] is None for name in common)
    return Kinship(last, is_past, same)


def maker_of(db: Reader, customer: int) -> Operation | None:
    """Read the operation that made the customer's row; None where it is unknown.

    The row may be in the journal alone, where an erasure enters it without having made
    it.
    """
    made = db.each(MADE_BY_HAND, (customer, ERASE_VERB))
    found = [number for (number,) in made]
    if "import_run_id" in columns_of(db, "customer"):
        found += [number for (number,) in db.each(MADE_BY_IMPORT, (customer,))]
    first = min((number for number in found if number is not None), default=None)
    row = db.first(OPERATION, (first,))
    return None if row is None else (row[0], row[1], row[2], row[3])


def merged_into(db: Reader, number: int) -> int:
    """Return the customer into whom that one is merged; itself if there is none."""
    if "merged_into_id" not in columns_of(db, "customer"):
        return number
    row = db.first(
        "SELECT coalesce(merged_into_id, id) FROM customer WHERE id = ?", (number,)
    )
    return number if row is None else int(row[0])


def _parted(own: Lineage, theirs: Lineage, name: str) -> float:
    """Return the last operation shared through the desk `name`, as both noted it."""
    noted = (own[name], theirs[name])
    return min((last for last in noted if last is not None), default=inf)


def _shared(desk: Reader, other: Reader, parted: float) -> tuple[int, bool]:
    """Return the last operation in both journals, and whether `other` ends with it."""
    mine = desk.each(OPERATIONS, (ERASE_VERB,))
    last = 0
    for theirs in other.each(OPERATIONS, (ERASE_VERB,)):
        own = next(mine, None)
        if own is None or tuple(own) != tuple(theirs) or theirs[0] > parted:
            return last, False
        last = theirs[0]
    return last, True
