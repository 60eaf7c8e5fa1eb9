"""A customer erased: the desk and what lies beside it, in an order that can be resumed.

The copies beside the desk go first, then the desk in one transaction, then its file is
written anew. Whoever pulls the plug in between types the same command again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csdesk.domain.local_time import say_day
from csdesk.domain.references import CUSTOMER, ref
from csdesk.errors import RefusedError
from csdesk.services.rejected_rows import Theirs, rejected_of, take_out
from csdesk.services.who import the_one
from csdesk.store.cleaning import clean, is_pending, require_room
from csdesk.store.desk_id import desk_id
from csdesk.store.erased_copies import Reached, Sought, copies_with, erase_copies
from csdesk.store.erased_list import keep_list, place_of
from csdesk.store.identity import Known, known_by
from csdesk.store.person import Person, person
from csdesk.store.pseudonyms import Seal, new_salt, seal_of
from csdesk.store.records.erasures import (
    customers_sharing,
    erased_at,
    erased_hashes,
    file_names,
    still_open,
)
from csdesk.store.traces import files_with, mentions, unreadable

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime
    from pathlib import Path

    from csdesk.services.rejected_rows import Taken
    from csdesk.store.settings import Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure will do.

    `is_again`: the customer is erased, and only what could not be done then is left.
    """

    path: Path
    whose: Person
    known: Known
    sought: Sought
    theirs: Theirs
    is_again: bool
    beside: Reached
    rejected: list[Taken]
    elsewhere: list[str]  # records of others that name the person
    files: list[str]
    open: list[str]
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Erased:
    """What an erasure did, and what it could not do."""

    beside: Reached
    rejected: list[Taken]
    files: list[Path]  # in which a name or an address still stands
    unreadable: list[Path]
    folders: list[Path]  # beside the desk, not looked through


def prepare(
    db: sqlite3.Connection, settings: Settings, path: Path, who: str, now: datetime
) -> Plan:
    """What erasing WHO will do; nothing is changed.

    WHO is taken as it stands, never as a piece of a name. Raises NotFoundError, and
    RefusedError for somebody who is erased where nothing is left to do.
    """
    notes: list[str] = []
    number = the_one(db.execute, who, settings, notes.append)  # type: ignore[arg-type]
    erased = erased_at(db, number)
    whose = person(db, number)
    known = known_by(db, whose)
    seal = seal_of(db) or Seal(new_salt())
    sought = _sought(db, whose, known, seal, is_again=erased is not None)
    theirs = Theirs(known, settings.get("country"))
    beside = copies_with(path, sought)
    if erased is not None and not (beside.erased or is_pending(db)):
        from datetime import UTC, datetime

        day = datetime.fromtimestamp(erased, UTC).astimezone(settings.zone).date()
        raise RefusedError(
            f"{ref(CUSTOMER, number)} was erased on {say_day(day)} already.",
            "Nothing of that customer is left to erase, here or in the copies beside.",
        )
    return Plan(
        path,
        whose,
        known,
        sought,
        theirs,
        erased is not None,
        beside,
        rejected_of(path, theirs),
        mentions(db, known.spellings, whose),
        file_names(db, whose),
        still_open(db, number, int(now.timestamp())),
        notes,
    )


def erase_customer(plan: Plan, agent: str, now: datetime) -> Erased:
    """Do what `plan` says, but for the cleaning of the desk's own file: `finish`.

    Raises UnusableDeskError where the disk has no room for it; nothing is changed then.
    """
    require_room(plan.path)
    at = int(now.timestamp())
    beside = erase_copies(plan.path, plan.sought, at, agent)
    done = Erased(beside, take_out(plan.path, plan.theirs), [], [], [])
    hashes = place_of(plan.path)  # of letters and digits, as a name may be
    done.files = files_with(plan.path, plan.known.spellings, [*beside.copies, hashes])
    done.unreadable, done.folders = unreadable(plan.path)
    if not plan.is_again:
        _erase(plan, agent, now)
    return done


def finish(plan: Plan, done: Erased, agent: str, now: datetime) -> None:
    """Write the desk's file anew, and look for copies that were made meanwhile.

    Raises BusyError where another program keeps the desk's log open.
    """
    late = erase_copies(plan.path, plan.sought, int(now.timestamp()), agent)
    done.beside.erased += late.erased
    done.beside.removed += late.removed
    done.beside.unreached |= late.unreached
    keep_list(plan.path)
    clean(plan.path)


def _sought(
    db: sqlite3.Connection, whose: Person, known: Known, seal: Seal, *, is_again: bool
) -> Sought:
    hashes: set[Any] = (
        erased_hashes(db, whose.number) if is_again else set(known.hashes(seal))
    )
    return Sought(
        desk_id(db),
        seal,
        frozenset(whose.customers),
        frozenset(hashes),
        frozenset(known.names),
        frozenset(customers_sharing(db, hashes, seal, whose.customers)),
    )


def _erase(plan: Plan, agent: str, now: datetime) -> None:
    from csdesk.store import journal
    from csdesk.store.database import writing
    from csdesk.store.erasure import erase_rows
    from csdesk.store.views.journal import ERASES_A_CUSTOMER

    with writing(plan.path, ERASES_A_CUSTOMER, agent, now) as session:
        db = journal.driver(session)
        # What came in while the person at the keyboard thought about it goes too.
        whose = person(db, plan.whose.number)
        if erased_at(db, whose.number) is not None:
            return
        operation = journal.operation_id(session)
        at = int(now.timestamp())
        salt = plan.sought.seal.salt
        erase_rows(db, whose, at, agent, salt=salt, operation=operation)
