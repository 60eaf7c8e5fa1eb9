"""Erasure of a person in the backups beside a desk.

A backup is a desk with the same id, or with one that it was copied from or to, under
any name and of any schema, which is kept. A person is recognised by hashes of former
keys, so that a run which finishes an erasure needs no name. A copy that was worked in
has customers of its own: having the same name, or the same id, does not make one of
them the person.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from csdesk.errors import DeskError
from csdesk.store.privacy.columns import ERASED
from csdesk.store.privacy.erasure import erase_rows, has_later_data
from csdesk.store.privacy.former import former_customers, subject_of
from csdesk.store.privacy.identity import customers_of, keys_of
from csdesk.store.privacy.kinship import kinship, maker_of, merged_into
from csdesk.store.privacy.subject import subject_by_id
from csdesk.store.privacy.vacuum import LOG, clean, is_pending
from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.backup.checksum import has_checksum, renew_checksum
from csdesk.store.sqlite.backup.files import copies, remove_all_unfinished
from csdesk.store.sqlite.connection import bare
from csdesk.store.sqlite.read_only import open_read_only
from csdesk.store.sqlite.sqlite_errors import explained

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from csdesk.store.connection import Reader, Writer
    from csdesk.store.privacy.kinship import Kinship
    from csdesk.store.privacy.pseudonyms import Hasher

JOURNAL: Final = "-journal"
PATIENCE: Final = 5.0  # seconds to wait for a process that has a copy open
# Keys that identify the person in every shop; external ids and names do not.
ADDRESSES: Final = frozenset({"email", "phone"})
NAME: Final = "name"


@dataclass(frozen=True, slots=True)
class SearchedSubject:
    """Data subject to be found in the backups of a desk.

    `customers` are ids, `names` folded, `hashes` of keys; `sharing` are other customers
    of the desk who have one of the addresses too.
    """

    hasher: Hasher
    customers: frozenset[int]
    hashes: frozenset[tuple[str, str]]
    names: frozenset[str] = frozenset()
    sharing: frozenset[int] = frozenset()


@dataclass(slots=True)
class BackupsErased:
    """Files beside a desk, by the result; `unreached` with the reason.

    `namesakes` were worked in, and have a customer of their own with that name.
    """

    copies: list[Path] = field(default_factory=list)  # all there are
    erased: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    unreached: dict[Path, str] = field(default_factory=dict)
    namesakes: list[Path] = field(default_factory=list)


def copies_with(path: Path, sought: SearchedSubject) -> BackupsErased:
    """Find the copies of the desk at `path` that contain the person."""
    found = BackupsErased()
    with explained(path, reads=True), open_read_only(path) as desk:
        for copy in copies(path):
            try:
                with explained(copy), _opened(copy, "ro") as db:
                    _look_into(copy, _Customers(db, desk, copy, sought), found)
            except (DeskError, OSError) as error:
                found.unreached[copy] = str(error)
    return found


def erase_copies(
    path: Path, sought: SearchedSubject, at: int, agent: str
) -> BackupsErased:
    """Erase the person from every copy of the desk at `path`, and clean it.

    Temporary files of killed commands are removed: they may contain anybody's data.
    """
    found = copies_with(path, sought)
    for copy in list(found.erased):
        try:
            with explained(copy):
                had_checksum = has_checksum(copy)
                _erase(path, copy, sought, at, agent)
                clean(copy, PATIENCE)
                if had_checksum:
                    renew_checksum(copy)
        except (DeskError, OSError) as error:
            found.erased.remove(copy)
            found.unreached[copy] = str(error)
    found.removed += remove_all_unfinished(path)
    return found


class _Customers:
    """Customers of a file beside a desk, compared with the searched person.

    `kin` is None for a file that is no copy of the desk.
    """

    def __init__(
        self,
        db: Reader,
        desk: Reader,
        copy: Path,
        sought: SearchedSubject,
    ) -> None:
        self.db, self._desk, self._sought = db, desk, sought
        self.kin: Kinship | None = kinship(desk, db)
        # A backup with a checksum was never worked in, even if the desk was replaced by
        # an older one since.
        self.is_own = self.kin is not None and (
            self.kin.is_past or (self.kin.has_same_id and has_checksum(copy))
        )

    def found(self) -> list[int]:
        """List customers who are the person, existing or journalled, not erased."""
        rows = (*customers_of(self.db), *former_customers(self.db))
        return list(dict.fromkeys(row["id"] for row in rows if self._is_found(row)))

    def _is_found(self, row: dict[str, Any]) -> bool:
        if row["name"] == ERASED:
            return self._has_later_data(row["id"])
        return self._is_sought(row)

    def _has_later_data(self, number: int) -> bool:
        """Return whether an erased customer has texts written since."""
        return (
            number in self._sought.customers
            and self._has_same_origin(number)
            and has_later_data(self.db, subject_by_id(self.db, number))
        )

    def has_namesake(self) -> bool:
        """Return whether others have the name, in a file worked in."""
        return not self.is_own and any(
            row["name_key"] in self._sought.names or self._shared_keys(row)
            for row in self._living()
            if not self._is_sought(row)
        )

    def _living(self) -> Iterator[dict[str, Any]]:
        return (row for row in customers_of(self.db) if row["name"] != ERASED)

    def _is_sought(self, row: dict[str, Any]) -> bool:
        if self._belongs_to_other(row["id"]):
            return False
        shared = self._shared_keys(row)
        if row["id"] in self._sought.customers and self._has_same_origin(row["id"]):
            return bool(shared) or row["name_key"] in self._sought.names
        if not self.is_own:
            shared &= ADDRESSES
        elif self.kin is not None and not self.kin.is_past:
            shared.discard(NAME)
        return bool(shared) and row["id"] not in self._sought.sharing

    def _belongs_to_other(self, number: int) -> bool:
        """Return whether the row is of another customer of the desk.

        Even if that customer had, or shared, addresses of the person.
        """
        query = "SELECT 1 FROM customer WHERE id = ? AND name <> ?"
        return (
            number not in self._sought.customers
            and self._desk.first(query, (number, ERASED)) is not None
            and self._has_same_origin(number)
        )

    def _shared_keys(self, row: dict[str, Any]) -> set[str]:
        """Return the kinds of keys that the row shares with the person."""
        hasher = self._sought.hasher
        return {
            kind
            for kind, value, source in keys_of(row)
            if (kind, hasher.identity(kind, value, source)) in self._sought.hashes
        }

    def _has_same_origin(self, number: int) -> bool:
        """Return whether the row was made before the files parted."""
        if self.kin is None or self.kin.is_past:
            return self.kin is not None
        made = maker_of(self.db, number)
        return (
            made is not None
            and made[0] <= self.kin.last
            and made == maker_of(self._desk, number)
        )


def _look_into(copy: Path, customers: _Customers, found: BackupsErased) -> None:
    """Add the file to `found`, where it is a copy."""
    if customers.kin is None:
        return
    if customers.has_namesake():
        found.namesakes.append(copy)
    if customers.is_own or copy in found.namesakes:
        found.copies.append(copy)
    if customers.found() or is_pending(customers.db):
        found.erased.append(copy)


@contextmanager
def _opened(copy: Path, mode: str) -> Iterator[Writer]:
    is_idle = mode == "ro" and _is_idle(copy)
    with bare(copy, mode, patience=PATIENCE, immutable=is_idle) as db:
        db.run("PRAGMA trusted_schema = OFF")
        db.run("PRAGMA secure_delete = ON")
        foreign_schema.require_own(db, copy, schema.revision(db, copy))
        yield db


def _is_idle(copy: Path) -> bool:
    """Return whether the copy has no log: nobody writes it, or was killed so.

    It can then be read without creating SQLite's files beside it.
    """
    logs = (copy.with_name(copy.name + one) for one in (LOG, JOURNAL))
    return not any(one.exists() and one.stat().st_size for one in logs)


def _erase(
    path: Path, copy: Path, sought: SearchedSubject, at: int, agent: str
) -> None:
    with open_read_only(path) as desk, _opened(copy, "rw") as db:
        customers = _Customers(db, desk, copy, sought)
        db.run("PRAGMA foreign_keys = ON")
        db.run("BEGIN IMMEDIATE")
        while found := customers.found():  # with its merged customers
            now = [merged_into(db, one) for one in found]
            erase_rows(db, subject_of(db, *now), at, agent, salt=sought.hasher.salt)
        db.run("COMMIT")
