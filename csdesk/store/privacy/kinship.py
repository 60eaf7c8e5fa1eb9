"""How far two desks are the same one: which rows of both have the same origin.

A copy shares every row that was made until the two went apart, under the same ids.
What either made since may bear the same ids and names, and is somebody else's.
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

# An erasure in a copy takes an id that means something else in the desk.
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
    """What two desks have in common: all that was made up to the operation `last`.

    `is_past`: the other one has done nothing that the first has not; `has_same_id`: it
    calls itself the same desk.
    """

    last: int
    is_past: bool
    has_same_id: bool


def kinship(desk: Reader, other: Reader) -> Kinship | None:
    """How `other` is related to `desk`; None where no file was ever both."""
    own, theirs = lineage(desk), lineage(other)
    common = own.keys() & theirs.keys()
    if not common:
        return None
    parted = max(_parted(own, theirs, name) for name in common)
    last, is_past = _shared(desk, other, parted)
    same = any(own[name] is None and theirs[name] is None for name in common)
    return Kinship(last, is_past, same)


def maker_of(db: Reader, customer: int) -> Operation | None:
    """The operation that made the customer's row; None where nothing tells.

    The row may be in the journal alone: an erasure enters it there, and made it not.
    """
    made = db.each(MADE_BY_HAND, (customer, ERASE_VERB))
    found = [number for (number,) in made]
    if "import_run_id" in columns_of(db, "customer"):
        found += [number for (number,) in db.each(MADE_BY_IMPORT, (customer,))]
    first = min((number for number in found if number is not None), default=None)
    row = db.first(OPERATION, (first,))
    return None if row is None else (row[0], row[1], row[2], row[3])


def merged_into(db: Reader, number: int) -> int:
    """The customer whom that one is part of; itself where it is there no more."""
    if "merged_into_id" not in columns_of(db, "customer"):
        return number
    row = db.first(
        "SELECT coalesce(merged_into_id, id) FROM customer WHERE id = ?", (number,)
    )
    return number if row is None else int(row[0])


def _parted(own: Lineage, theirs: Lineage, name: str) -> float:
    """The last operation shared by way of the desk `name`, as both have noted it."""
    noted = (own[name], theirs[name])
    return min((last for last in noted if last is not None), default=inf)


def _shared(desk: Reader, other: Reader, parted: float) -> tuple[int, bool]:
    """The last operation that both journals have, and whether it ends the other's."""
    mine = desk.each(OPERATIONS, (ERASE_VERB,))
    last = 0
    for theirs in other.each(OPERATIONS, (ERASE_VERB,)):
        own = next(mine, None)
        if own is None or tuple(own) != tuple(theirs) or theirs[0] > parted:
            return last, False
        last = theirs[0]
    return last, True
