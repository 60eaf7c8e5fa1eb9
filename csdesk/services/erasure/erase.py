"""Erase a customer from the desk and the files beside it, in steps that can be resumed.

First the copies of the desk, then the desk in one transaction, then its file is
rewritten. After a crash in between, the same command completes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.domain.timezone import format_day
from csdesk.errors import NotFoundError, RefusedError
from csdesk.services.customers.customer_lookup import find_one_or_former
from csdesk.services.erasure.rejected_rows import RowMatcher, rejected_of, take_out
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
    from zoneinfo import ZoneInfo

    from csdesk.services.erasure.rejected_rows import MatchedFile
    from csdesk.store.connection import Reader
    from csdesk.store.privacy.subject import Subject
    from csdesk.store.settings import Settings


@dataclass(slots=True)
class ErasurePlan:
    """The effects of an erasure, before it is done.

    `is_again`: the customer is erased already, and only the remainder is done.
    """

    path: Path
    numbers: list[int]  # in the order given
    subject: Subject
    known: Known
    searched: SearchedSubject
    matches: RowMatcher
    is_again: bool
    has_more: bool  # records of the person are newer than the erasure
    backups: BackupsErased
    rejected: list[MatchedFile]
    elsewhere: Mention  # records of others that name the person
    namesakes: list[int]  # other customers of that name
    unread: int  # files attached to records of others
    runs: list[str]  # imports whose rejected rows may be in other folders
    files: list[str]
    open: list[str]
    warnings: list[str] = field(default_factory=list)
    typed: str = ""  # how the command line names them

    def __post_init__(self) -> None:
        """Set `typed` to the ids, unless it was given."""
        self.typed = self.typed or " ".join(ref(CUSTOMER, one) for one in self.numbers)

    @property
    def first(self) -> str:
        """First customer: `P7`."""
        return ref(CUSTOMER, self.numbers[0])


@dataclass(slots=True)
class ErasureResult:
    """The effects of an erasure, and what it could not do."""

    backups: BackupsErased
    rejected: list[MatchedFile]
    files: Mention  # files that still contain a name or an address
    unreadable: list[Path]
    folders: list[Path]  # in the desk's folder, not searched
    packed: list[Path] = field(default_factory=list)  # packed files, not searched


def customers_of_import(db: Reader, run: int) -> list[str]:
    """List customers that import `run`, now undone, added: P4, P5; not those erased.

    Raises NotFoundError, and RefusedError if the import is not undone.
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
    """Plan the erasure of each WHO; nothing is changed.

    WHO is matched exactly, never by part of a name; customers in the journal alone are
    found too. Raises NotFoundError, and RefusedError if all are erased and nothing is
    left to do.
    """
    warnings: list[str] = []
    numbers = list(
        dict.fromkeys(
            find_one_or_former(db, one, settings, warnings.append) for one in who
        )
    )
    times = [erased_at(db, one) for one in numbers]
    erased = None if None in times else max(one for one in times if one is not None)
    subject = subject_of(db, *numbers)
    has_more = erased is not None and has_later_data(db, subject)
    known = known_by(db, subject)
    hasher = hasher_of(db) or Hasher(new_salt())
    searched = _searched_subject(
        db, subject, known, hasher, is_again=erased is not None
    )
    matches = RowMatcher(known, settings.get("country"))
    backups = copies_with(path, searched)
    if erased is not None and not (has_more or backups.erased or is_pending(db)):
        raise _nothing_left(numbers[0], erased, settings.zone)
    return ErasurePlan(
        path,
        numbers,
        subject,
        known,
        searched,
        matches,
        erased is not None,
        has_more,
        backups,
        rejected_of(path, matches),
        mentions(db, known.spelling, subject),
        namesakes(db, known, subject),
        unread_attachments(db, subject),
        rejecting_runs(db, path),
        file_names(db, subject),
        [
            matter
            for one in numbers
            for matter in still_open(db, one, int(now.timestamp()))
        ],
        warnings,
    )


def _nothing_left(number: int, erased: int, zone: ZoneInfo) -> RefusedError:
    """Return the refusal for a customer erased at `erased` (epoch seconds)."""
    from datetime import UTC, datetime

    day = datetime.fromtimestamp(erased, UTC).astimezone(zone).date()
    return RefusedError(
        f"{ref(CUSTOMER, number)} was erased on {format_day(day)} already.",
        "Nothing is left to erase in the desk and the copies beside it. Other files "
        "are looked through only while the name is known.",
    )


def erase_customer(plan: ErasurePlan, agent: str, now: datetime) -> ErasureResult:
    """Carry out `plan`, except for rewriting the desk's own file: `finish`.

    Raises UnusableDeskError if the disk has no room for it; nothing is changed then.
    """
    require_room(plan.path)
    at = int(now.timestamp())
    backups = erase_copies(plan.path, plan.searched, at, agent)
    done = ErasureResult(backups, take_out(plan.path, plan.matches), Mention(), [], [])
    hashes = place_of(plan.path)  # its text could match a name
    done.files = files_with(plan.path, plan.known.spelling, [*backups.copies, hashes])
    done.unreadable, done.folders = unreadable(plan.path)
    done.packed = packed(plan.path)
    if plan.has_more or not plan.is_again:
        _erase(plan, agent, now)
    return done


def finish(plan: ErasurePlan, done: ErasureResult, agent: str, now: datetime) -> None:
    """Rewrite the desk's file, and erase from copies that were made meanwhile.

    Raises BusyError if another program keeps the desk's log open.
    """
    late = erase_copies(plan.path, plan.searched, int(now.timestamp()), agent)
    done.backups.erased += late.erased
    done.backups.removed += late.removed
    done.backups.unreached |= late.unreached
    keep_list(plan.path)
    clean(plan.path)


def _searched_subject(
    db: Reader, subject: Subject, known: Known, hasher: Hasher, *, is_again: bool
) -> SearchedSubject:
    hashes: set[Any] = set(known.hashes(hasher))
    if is_again:
        hashes = set().union(*(erased_hashes(db, one) for one in subject.customers))
    return SearchedSubject(
        hasher,
        frozenset(subject.customers),
        frozenset(hashes),
        frozenset(known.names),
        frozenset(customers_sharing(db, hashes, hasher, subject.customers)),
    )


def _erase(plan: ErasurePlan, agent: str, now: datetime) -> None:
    from csdesk.store.journal import journal
    from csdesk.store.session import writing

    with writing(plan.path, ERASE_VERB, agent, now) as session:
        db = journal.driver(session)
        # Load again: records added since the plan was shown are erased too.
        subject = subject_of(db, *plan.subject.customers)
        is_done = all(erased_at(db, one) is not None for one in subject.customers)
        if is_done and not has_later_data(db, subject):
            return
        operation = journal.operation_id(session)
        at = int(now.timestamp())
        salt = plan.searched.hasher.salt
        erase_rows(db, subject, at, agent, salt=salt, operation=operation)
