"""List of the customers erased from a desk, beside it: `.desk.db.erased`.

A backup from before an erasure, in another folder, still contains the person. When it
is restored, the desk that it replaces tells who was erased; this list does where that
desk is lost. It has ids, instants, and salted hashes: no name, no address. Its salt is
stored with the hashes, as in the desk.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from csdesk.errors import UnusableDeskError
from csdesk.notices import notice
from csdesk.store.files.atomic_file import as_text, place_over
from csdesk.store.files.temporary_file import temporary_file
from csdesk.store.journal.queries import ERASE_VERB, read_row
from csdesk.store.lineage import lineage
from csdesk.store.privacy.erasures import erased_at
from csdesk.store.privacy.former import NOBODY, former_customers, former_hashes
from csdesk.store.privacy.identity import customers_of, keys_of
from csdesk.store.privacy.kinship import maker_of
from csdesk.store.privacy.pseudonyms import hasher_of
from csdesk.store.privacy.subject import columns_of
from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.backup import files
from csdesk.store.sqlite.integrity import unless_damaged
from csdesk.store.sqlite.read_only import open_read_only
from csdesk.store.sqlite.sqlite_errors import explained

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from csdesk.store.connection import Reader
    from csdesk.store.privacy.kinship import Operation
    from csdesk.store.privacy.pseudonyms import Hasher

    Row = tuple[
        int, Operation | None
    ]  # a customer's id, and the operation that made the row

FORMAT: Final = 1
ERASED_CUSTOMERS: Final = """
SELECT id, merged_into_id, erased_at FROM customer WHERE erased_at IS NOT NULL
ORDER BY id"""
ERASED_BY: Final = """
SELECT operation.agent FROM change JOIN operation ON operation.id = operation_id
WHERE table_name = 'customer' AND row_id = ? AND verb = ?
ORDER BY operation.id LIMIT 1"""
VERSIONS: Final = """
SELECT row_id, before, after FROM change WHERE table_name = 'customer'"""


@dataclass(frozen=True, slots=True)
class ErasedCustomer:
    """Erased customer: row, instant and agent of the erasure, hashes of keys."""

    number: int
    maker: Operation | None
    at: int  # epoch seconds
    agent: str
    keys: frozenset[tuple[str, str]]

    @property
    def row(self) -> Row:
        """Row, with its maker: another row may have got the same id."""
        return self.number, self.maker


@dataclass(slots=True)
class ErasedList:
    """Customers erased from the desks of a family that hash with one salt.

    `living` are rows of other customers who have, or had, one of their addresses.
    """

    salt: str
    desks: set[str] = field(default_factory=set)
    customers: dict[Row, ErasedCustomer] = field(default_factory=dict)
    living: set[Row] = field(default_factory=set)


def place_of(path: Path) -> Path:
    """Return the path of the list of the desk at `path`."""
    desk = files.own(path)
    return desk.with_name(f".{desk.name}.erased")


def read_erased_lists(path: Path) -> dict[str, ErasedList]:
    """Read the lists beside the desk at `path`, by salt; empty without one.

    Raises UnusableDeskError where the file is no such list, or cannot be read.
    """
    place = place_of(path)
    try:
        document = json.loads(place.read_bytes())
        if document["format"] > FORMAT:
            raise UnusableDeskError(
                f"{place} was written by a newer csdesk.",
                "Install the newest csdesk: pip install --upgrade csdesk.",
            )
        lists = [_list_of(one) for one in document["desks"]]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, LookupError):
        raise UnusableDeskError(
            f"{place}, the list of who was erased, cannot be read.",
            "Put it back from your own copy of it, or move it away: who was erased "
            "then comes back with an older backup.",
        ) from None
    return {one.salt: one for one in lists}


def erased_in(db: Reader) -> ErasedList | None:
    """Read the erased customers of a desk; None where it has none."""
    if not columns_of(db, "erased_key"):
        return None
    hasher = hasher_of(db)
    if hasher is None:
        return None
    found = ErasedList(hasher.salt, set(lineage(db)))
    keys: dict[int, set[tuple[str, str]]] = {}
    for number, kind, hashed in db.each(
        "SELECT customer_id, kind, hash FROM erased_key"
    ):
        keys.setdefault(number, set()).add((kind, hashed))
    former = former_hashes(db)
    former.pop(NOBODY, None)  # the list has these already, by their rows
    keys |= former
    rows = db.tuples(ERASED_CUSTOMERS)
    rows += [(number, None, erased_at(db, number) or 0) for number in former]
    heads = {number: into for number, into, _ in rows if into is not None}
    for number, _, at in rows:
        head = number
        while head in heads and head not in keys:
            head = heads[head]
        agent = db.first(ERASED_BY, (number, ERASE_VERB))
        one = ErasedCustomer(
            number, maker_of(db, number), at, agent[0] if agent else "",
            frozenset(keys.get(head, ())),
        )  # fmt: skip
        found.customers[one.row] = one
    shared = {one for hashes in keys.values() for one in hashes}
    living = _sharing(db, hasher, shared) - {number for number, _, _ in rows}
    found.living = {(number, maker_of(db, number)) for number in living}
    return found


def erased_lists(path: Path) -> tuple[ErasedList, ...]:
    """Read the erased customers of the desk at `path`, from it and from its list.

    A desk that cannot be read is left out, with a notice. Raises UnusableDeskError for
    the list.
    """
    found = read_erased_lists(path)
    known = _erased_at(path) if path.exists() else None
    if known is not None:
        before = found.setdefault(known.salt, ErasedList(known.salt))
        before.desks |= known.desks
        before.customers |= known.customers
        before.living = (before.living | known.living) - known.customers.keys()
    return tuple(found.values())


def _erased_at(path: Path) -> ErasedList | None:
    """Read the erased customers of the desk at `path`; None without any.

    A desk with a foreign schema is not read.
    """
    try:
        with unless_damaged(), open_read_only(path) as db:
            if not _is_desk(db):
                return None
            if foreign_schema.foreign(db, schema.revision(db, path)):
                return None
            return erased_in(db)
    except UnusableDeskError as error:
        notice(f"{error} Who was erased is taken from the list beside the desk alone.")
    return None


def keep_list(path: Path) -> None:
    """Update the list beside the desk at `path` with what the desk knows.

    Nothing is written for a desk without erased customers. Raises UnusableDeskError
    where the folder cannot be written.
    """
    place = place_of(path)
    with explained(path, reads=True):
        lists = erased_lists(path)
    if not lists:
        return
    try:
        with temporary_file(place) as made:
            with as_text(made) as file:
                file.write(_text(lists))
            place_over(made.path, place)
    except OSError as error:
        raise UnusableDeskError(
            f"The list of who was erased cannot be written to {place}: "
            f"{error.strerror}.",
            "Free some space there, or give yourself the right to write there; then "
            "type the same command again.",
        ) from None


def _sharing(db: Reader, hasher: Hasher, hashes: set[tuple[str, str]]) -> set[int]:
    """Find the customers who have, or had, one of those keys.

    Customers in the journal alone are included, unless they were erased there.
    """
    versions = [(row["id"], row) for row in (*customers_of(db), *former_customers(db))]
    there = {number for number, _ in versions}
    for number, *texts in db.each(VERSIONS):
        versions += [(number, read_row(one)) for one in texts if one]
    return there & {
        number
        for number, row in versions
        for kind, value, source in keys_of(row)
        if (kind, hasher.identity(kind, value, source)) in hashes
    }


def _is_desk(db: Reader) -> bool:
    application = db.value("PRAGMA application_id")
    return bool(application == schema.APPLICATION_ID)


def _text(lists: Iterable[ErasedList]) -> str:
    desks: list[dict[str, object]] = [
        {
            "salt": one.salt,
            "desks": sorted(one.desks),
            "customers": [
                _as_json(one.customers[row])
                for row in sorted(one.customers, key=_order)
            ],
            "living": [list(row) for row in sorted(one.living, key=_order)],
        }
        for one in lists
    ]
    return json.dumps({"format": FORMAT, "desks": desks}, indent=1) + "\n"


def _as_json(customer: ErasedCustomer) -> dict[str, object]:
    keys = sorted(customer.keys)
    return {
        "row": customer.row,
        "at": customer.at,
        "agent": customer.agent,
        "keys": keys,
    }


def _order(row: Row) -> tuple[int, tuple[object, ...]]:
    number, maker = row
    return number, maker or ()


def _list_of(entry: Any) -> ErasedList:
    found = ErasedList(str(bytes.fromhex(entry["salt"]).hex()), set(entry["desks"]))
    for customer in entry["customers"]:
        number, maker = _row(customer["row"])
        keys = frozenset((kind, hashed) for kind, hashed in customer["keys"])
        one = ErasedCustomer(
            number, maker, int(customer["at"]), str(customer["agent"]), keys
        )
        found.customers[one.row] = one
    found.living = {_row(one) for one in entry["living"]}
    return found


def _row(value: Any) -> Row:
    number, maker = value
    if maker is None:
        return int(number), None
    operation, at, agent, verb = maker
    return int(number), (int(operation), int(at), str(agent), str(verb))
