"""Check that every erasure is finished, in the desk and in its copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.errors import DeskError
from csdesk.store.health.finding import Finding, named, problem
from csdesk.store.lineage import lineage
from csdesk.store.privacy.erase_again import found_in
from csdesk.store.privacy.erased_list import erased_lists
from csdesk.store.privacy.vacuum import is_pending
from csdesk.store.sqlite import foreign_schema, schema
from csdesk.store.sqlite.backup import files
from csdesk.store.sqlite.connection import bare
from csdesk.store.sqlite.sqlite_errors import Error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from csdesk.store.privacy.erased_list import ErasedCustomer, ErasedList

CHECK: Final = "erasures"
FINISH: Final = "csdesk customer erase {}"


def erasures(path: Path) -> Iterator[Finding]:
    """Yield a finding for each kind of unfinished erasure; none where all are done.

    Unreadable files are left to other checks.
    """
    try:
        lists = erased_lists(path)
    except DeskError as error:
        yield problem(CHECK, str(error), error.hint or "")
        return
    if not lists:
        return
    newest = max(
        (customer for known in lists for customer in known.customers.values()),
        key=lambda customer: (customer.at, -customer.number), default=None,
    )  # fmt: skip
    back: dict[int, ErasedCustomer] = {}
    unclean = [one.name for one in files.unfinished(path) if not files.is_running(one)]
    for file in (files.own(path), *files.copies(path)):
        found, is_unclean = _looked_into(file, lists)
        back |= {customer.number: customer for customer in found}
        if is_unclean:
            unclean.append(file.name)
    if back:
        names = [ref(CUSTOMER, number) for number in sorted(back)]
        yield problem(
            CHECK,
            f"Erased before, and there again from an older copy: {named(names)}.",
            FINISH.format(names[0]),
            names,
        )
    elif unclean and newest is not None:
        yield problem(
            CHECK,
            f"What was erased may still be in the bytes of {named(unclean)}.",
            FINISH.format(ref(CUSTOMER, newest.number)),
        )


def _looked_into(
    file: Path, lists: Iterable[ErasedList]
) -> tuple[list[ErasedCustomer], bool]:
    """Find erased customers in a file, and whether erased data may be in it yet."""
    try:
        with bare(file, "ro") as db:
            if foreign_schema.foreign(db, schema.revision(db, file)):
                return [], False
            own = [one for one in lists if not one.desks.isdisjoint(lineage(db))]
            found = [customer for one in own for customer in found_in(db, one).values()]
            return found, bool(own) and is_pending(db)
    except (Error, DeskError):
        return [], False
