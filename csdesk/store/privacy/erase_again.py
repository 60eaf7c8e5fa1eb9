"""Erase customers again when an older copy takes the place of a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.lineage import lineage
from csdesk.store.privacy.columns import ERASED
from csdesk.store.privacy.former import (
    NOBODY,
    former_customers,
    former_hashes,
    keep_former,
    subject_of,
)
from csdesk.store.privacy.identity import customers_of, keys_of
from csdesk.store.privacy.kinship import maker_of, merged_into
from csdesk.store.privacy.pseudonyms import Hasher, ensure_hasher
from csdesk.store.privacy.subject import columns_of, subject_by_id
from csdesk.store.privacy.vacuum import clean, is_pending
from csdesk.store.sqlite.backup.checksum import has_checksum, renew_checksum
from csdesk.store.sqlite.connection import bare

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from csdesk.store.connection import Reader, Writer
    from csdesk.store.privacy.erased_list import ErasedCustomer, ErasedList

HASHES: Final = "SELECT kind, hash FROM erased_key"
# Keys that identify the person in every shop: external ids do not.
ADDRESSES: Final = frozenset({"email", "phone"})


def erase_again(db: Writer, lists: Iterable[ErasedList]) -> tuple[int, ...]:
    """Erase the customers of `lists` from the desk, in a transaction; return ids.

    An erasure is entered as it was: at its instant, by its agent, with all its
    customers. A desk of another family than the lists' is not changed.
    """
    erased: list[int] = []
    for known in lists:
        if known.desks.isdisjoint(lineage(db)):
            continue
        while found := found_in(db, known):
            from csdesk.store.privacy.erasure import (
                erase_rows,
            )  # writing code is imported late

            customer = next(iter(found.values()))
            now = dict.fromkeys(
                merged_into(db, number)
                for number, one in found.items()
                if (one.at, one.agent) == (customer.at, customer.agent)
            )
            erase_rows(
                db, subject_of(db, *now), _not_before(db, customer.at), customer.agent,
                salt=known.salt,
            )  # fmt: skip
            erased += now
        _keep_absent(db, known)
    return tuple(erased)


def erase_again_in(file: Path, lists: Iterable[ErasedList]) -> tuple[int, ...]:
    """Erase again, in a file that nobody works in, and clean its bytes.

    A pending cleaning of an earlier erasure is done in any case.
    """
    had_checksum = has_checksum(file)
    with bare(file, "rw") as db:
        db.run("PRAGMA trusted_schema = OFF")
        db.run("PRAGMA secure_delete = ON")
        db.run("PRAGMA foreign_keys = ON")
        db.run("BEGIN IMMEDIATE")
        erased = erase_again(db, lists)
        is_dirty = is_pending(db)
        is_changed = db.value("SELECT total_changes()") > 0
        db.run("COMMIT")
    if is_dirty:
        clean(file)
    if had_checksum and (is_dirty or is_changed):
        renew_checksum(file)
    return erased


def found_in(db: Reader, known: ErasedList) -> dict[int, ErasedCustomer]:
    """Find the erased customers of the list who still exist in the desk.

    Existing, or in its journal alone. The same row is found by any key that it had;
    another one by an address, unless it is known to be another customer's or was erased
    there.
    """
    hasher = Hasher(known.salt)
    by_key: dict[tuple[str, str], list[ErasedCustomer]] = {}
    for customer in known.customers.values():
        for key in customer.keys:
            by_key.setdefault(key, []).append(customer)
    done, numbers = _done_there(db)
    found: dict[int, ErasedCustomer] = {}
    for row in (*customers_of(db), *former_customers(db)):
        if row["name"] == ERASED or row["id"] in numbers:
            one = known.customers.get((row["id"], maker_of(db, row["id"])))
            if one is not None and _has_later_data(db, row["id"]):
                found.setdefault(row["id"], one)  # written after the erasure
            continue
        for kind, value, source in keys_of(row):
            key = (kind, hasher.identity(kind, value, source))
            for customer in by_key.get(key, ()):
                same = (row["id"], maker_of(db, row["id"]))
                if same == customer.row or (
                    kind in ADDRESSES and key not in done and same not in known.living
                ):
                    found.setdefault(row["id"], customer)
    return found


def _has_later_data(db: Reader, number: int) -> bool:
    """Return whether an erased customer has texts written since."""
    from csdesk.store.privacy.erasure import (
        has_later_data,
    )  # writing code is imported late

    return has_later_data(db, subject_by_id(db, number))


def _keep_absent(db: Writer, known: ErasedList) -> None:
    """Keep the hashes of absent erased customers, for later imports.

    Not where the desk hashes with another salt: they would match nothing there.
    """
    every = {key for customer in known.customers.values() for key in customer.keys}
    if not columns_of(db, "erased_key"):
        return
    done, _ = _done_there(db)
    if every - done and ensure_hasher(db, known.salt).salt == known.salt:
        keep_former(db, {NOBODY: every - done})


def _done_there(db: Reader) -> tuple[set[tuple[str, str]], set[int]]:
    """Read the keys and ids of customers erased in the desk itself."""
    if not columns_of(db, "erased_key"):
        return set(), set()
    keys = {(kind, hashed) for kind, hashed in db.each(HASHES)}
    keys |= set().union(*former_hashes(db).values())
    rows = db.each("SELECT id FROM customer WHERE erased_at IS NOT NULL")
    return keys, {number for (number,) in rows}


def _not_before(db: Reader, at: int) -> int:
    """`at`, or the instant of the last operation where that is later."""
    last = db.value("SELECT coalesce(max(at), 0) FROM operation")
    return max(at, int(last))
