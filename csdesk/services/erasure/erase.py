"""A customer erased: the desk and what lies beside it, in an order that can be resumed.

The copies beside the desk go first, then the desk in one transaction, then its file is
written anew. Whoever pulls the plug in between types the same command again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.domain.timezone import format_day
from csdesk.errors import NotFoundError, RefusedError
from csdesk.services.customers.customer_lookup import anyone
from csdesk.services.erasure.rejected_rows import Theirs, rejected_of, take_out
from csdesk.store.journal.queries import ERASE_VERB, undone_by
from csdesk.store.privacy.backups import (
    BackupsErased,
    SearchedSubject,
    copies_with,
    erase_copies,
)
from csdesk.store.privacy.erased_list import keep_list, place_of
from csdesk.store.privacy.erasure import erase_rows, has_later_data
from csdesk.store.privacy.erasures import (
    customers_sharing,
    erased_at,
    erased_hashes,
    file_names,
    still_open,
)
from csdesk.store.privacy.former import (
    brought_by,
    namesakes,
    operation_of,
    subject_of,
)
from csdesk.store.privacy.identity import Known, known_by
from csdesk.store.privacy.leftovers import (
    Mention,
    files_with,
    mentions,
    packed,
    rejecting_runs,
    unread_attachments,
    unreadable,
)
from csdesk.store.privacy.pseudonyms import Hasher, hasher_of, new_salt
from csdesk.store.privacy.vacuum import clean, is_pending, require_room

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from csdesk.services.erasure.rejected_rows import Taken
    from csdesk.store.connection import Reader
    from csdesk.store.privacy.subject import Subject
    from csdesk.store.settings import Settings


@dataclass(slots=True)
class ErasurePlan:
    """What an erasure will do.

    `is_again`: the customer is erased, and only what could not be done then is left.
    """

    path: Path
    numbers: list[int]  # as they were asked for
    whose: Subject
    known: Known
    sought: SearchedSubject
    theirs: Theirs
    is_again: bool
    has_more: bool  # something was written of the person since the erasure
    beside: BackupsErased
    rejected: list[Taken]
    elsewhere: Mention  # records of others that name the person
    namesakes: list[int]  # other customers of that name
    unread: int  # files attached to records of others
    runs: list[str]  # imports whose rejected rows lie elsewhere, if anywhere
    files: list[str]
    open: list[str]
    notes: list[str] = field(default_factory=list)
    typed: str = ""  # how these are said on the command line

    def __post_init__(self) -> None:
        """Say them by their ids, unless they were said otherwise."""
        self.typed = self.typed or " ".join(ref(CUSTOMER, one) for one in self.numbers)

    @property
    def first(self) -> str:
        """`P7`, the first of them."""
        return ref(CUSTOMER, self.numbers[0])


@dataclass(slots=True)
class ErasureResult:
    """What an erasure did, and what it could not do."""

    beside: BackupsErased
    rejected: list[Taken]
    files: Mention  # in which a name or an address still stands
    unreadable: list[Path]
    folders: list[Path]  # beside the desk, not looked through
    packed: list[Path] = field(default_factory=list)  # nor these files


def everyone_of(db: Reader, run: int) -> list[str]:
    """Whom import `run`, which was undone, brought: P4, P5; those not erased yet.

    Raises NotFoundError, and RefusedError where the import still holds.
    """
    operation = operation_of(db, run)
    if operation is None:
        raise NotFoundError(
            f"There is no import {run}.", "List them with 'csdesk import list'."
        )
    if operation not in undone_by(db):
        raise RefusedError(
            f"Import {run} is not undone: whom it brought are customers.",
            f"Undo it first: csdesk undo {operation}",
        )
    found = brought_by(db, run)
    if not found:
        raise RefusedError(
            f"Nobody is left whom import {run} brought.",
            "Whoever is a customer is erased by name: csdesk customer erase WHO",
        )
    return [ref(CUSTOMER, number) for number in found]


def prepare(
    db: Reader,
    settings: Settings,
    path: Path,
    who: Sequence[str],
    now: datetime,
) -> ErasurePlan:
    """What erasing each WHO will do; nothing is changed.

    WHO is taken as it stands, never as a piece of a name; whom the journal alone has is
    found too. Raises NotFoundError, and RefusedError for somebody who is erased where
    nothing is left to do.
    """
    notes: list[str] = []
    numbers = list(
        dict.fromkeys(anyone(db, one, settings, notes.append) for one in who)
    )
    number = numbers[0]
    times = [erased_at(db, one) for one in numbers]
    erased = None if None in times else max(one for one in times if one is not None)
    whose = subject_of(db, *numbers)
    has_more = erased is not None and has_later_data(db, whose)
    known = known_by(db, whose)
    seal = hasher_of(db) or Hasher(new_salt())
    sought = _sought(db, whose, known, seal, is_again=erased is not None)
    theirs = Theirs(known, settings.get("country"))
    beside = copies_with(path, sought)
    if erased is not None and not (has_more or beside.erased or is_pending(db)):
        from datetime import UTC, datetime

        day = datetime.fromtimestamp(erased, UTC).astimezone(settings.zone).date()
        raise RefusedError(
            f"{ref(CUSTOMER, number)} was erased on {format_day(day)} already.",
            "Nothing is left to erase in the desk and the copies beside it. Other "
            "files are looked through only while the name is known.",
        )
    return ErasurePlan(
        path,
        numbers,
        whose,
        known,
        sought,
        theirs,
        erased is not None,
        has_more,
        beside,
        rejected_of(path, theirs),
        mentions(db, known.spelling, whose),
        namesakes(db, known, whose),
        unread_attachments(db, whose),
        rejecting_runs(db, path),
        file_names(db, whose),
        [
            matter
            for one in numbers
            for matter in still_open(db, one, int(now.timestamp()))
        ],
        notes,
    )


def erase_customer(plan: ErasurePlan, agent: str, now: datetime) -> ErasureResult:
    """Do what `plan` says, but for the cleaning of the desk's own file: `finish`.

    Raises UnusableDeskError where the disk has no room for it; nothing is changed then.
    """
    require_room(plan.path)
    at = int(now.timestamp())
    beside = erase_copies(plan.path, plan.sought, at, agent)
    done = ErasureResult(beside, take_out(plan.path, plan.theirs), Mention(), [], [])
    hashes = place_of(plan.path)  # of letters and digits, as a name may be
    done.files = files_with(plan.path, plan.known.spelling, [*beside.copies, hashes])
    done.unreadable, done.folders = unreadable(plan.path)
    done.packed = packed(plan.path)
    if plan.has_more or not plan.is_again:
        _erase(plan, agent, now)
    return done


def finish(plan: ErasurePlan, done: ErasureResult, agent: str, now: datetime) -> None:
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
    db: Reader, whose: Subject, known: Known, seal: Hasher, *, is_again: bool
) -> SearchedSubject:
    hashes: set[Any] = set(known.hashes(seal))
    if is_again:
        hashes = set().union(*(erased_hashes(db, one) for one in whose.customers))
    return SearchedSubject(
        seal,
        frozenset(whose.customers),
        frozenset(hashes),
        frozenset(known.names),
        frozenset(customers_sharing(db, hashes, seal, whose.customers)),
    )


def _erase(plan: ErasurePlan, agent: str, now: datetime) -> None:
    from csdesk.store.journal import journal
    from csdesk.store.session import writing

    with writing(plan.path, ERASE_VERB, agent, now) as session:
        db = journal.driver(session)
        # What came in while the person at the keyboard thought about it goes too.
        whose = subject_of(db, *plan.whose.customers)
        is_done = all(erased_at(db, one) is not None for one in whose.customers)
        if is_done and not has_later_data(db, whose):
            return
        operation = journal.operation_id(session)
        at = int(now.timestamp())
        salt = plan.sought.hasher.salt
        erase_rows(db, whose, at, agent, salt=salt, operation=operation)
