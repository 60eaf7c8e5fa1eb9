"""Cases of contacts: resolve, reopen and hold them (KPIS.md §2).

A thread of contacts is one case, stored on its first contact. A contact of a complaint
is part of the complaint's case and is never resolved by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain.case import is_resolved, why_no_case
from csdesk.domain.ids import COMPLAINT, CONTACT, ref
from csdesk.errors import RefusedError
from csdesk.services.get import get_complaint, get_contact, not_before
from csdesk.store.models import Contact, Pause, Reopening
from csdesk.store.queries.business_time import last_pause_end, open_pause_id
from csdesk.store.queries.contacts import (
    last_reopening,
    last_resolution,
    resolved_contacts,
)

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work


def case_of(work: Work, number: int) -> Contact:
    """Return the case of a contact: the first contact of its thread.

    Raises NotFoundError, and RefusedError if the contact is no case: outbound,
    abandoned, by self-service, or part of a complaint.
    """
    contact = get_contact(work, number)
    _refuse_part_of_complaint(contact)
    case = first_of_thread(work, contact)
    _refuse_part_of_complaint(case)
    name = ref(CONTACT, case.id)
    why = why_no_case(case.direction, case.channel, abandoned=case.abandoned)
    if why is not None:
        raise RefusedError(f"{name} {why}.", f"See it: csdesk contact show {name}")
    return case


def _refuse_part_of_complaint(contact: Contact) -> None:
    if contact.complaint_id is not None:
        complaint = ref(COMPLAINT, contact.complaint_id)
        raise RefusedError(
            f"{ref(CONTACT, contact.id)} belongs to {complaint}, and is resolved with "
            "it.",
            f"csdesk complaint resolve {complaint} --help",
        )


def complaint_of(work: Work, contact: Contact) -> int | None:
    """Return the complaint of a contact or of its thread; None for none."""
    return contact.complaint_id or first_of_thread(work, contact).complaint_id


def first_of_thread(work: Work, contact: Contact) -> Contact:
    """Return the first contact of a thread; the contact itself if it follows none."""
    return get_contact(work, contact.follows_id) if contact.follows_id else contact


def next_step(work: Work, contact: Contact) -> str | None:
    """Return the next command for the case of `contact`; None for none."""
    number = complaint_of(work, contact)
    if number is not None:
        is_settled = is_resolved(get_complaint(work, number))
        return None if is_settled else f"csdesk complaint show {ref(COMPLAINT, number)}"
    first = first_of_thread(work, contact)
    is_no_case = why_no_case(first.direction, first.channel, abandoned=first.abandoned)
    if is_no_case or format_resolution(work, first):
        return None
    return f"csdesk contact resolve {ref(CONTACT, contact.id)}"


def format_resolution(work: Work, case: Contact) -> str | None:
    """Format by whom and when a case was resolved; None if it is open.

    `by Anna Tue 17 Nov 2026 14:05`; without the agent if unknown.
    """
    at, is_untimed = last_resolution(work.reader, case.id)
    if at is None:
        return "at an unknown time" if is_untimed else None
    carry = resolved_contacts(work.reader, case.id)
    by = next(filter(None, (work.by("contact", n, "resolved_at") for n in carry)), "")
    return f"{by} {work.format_instant(datetime.fromtimestamp(at, UTC))}".strip()


def settle(work: Work, case: Contact, at: datetime, *, time_known: bool = True) -> None:
    """Resolve `case` at `at`, and end its hold.

    `time_known` False: only the fact is known, not the time. Raises RefusedError if it
    is resolved, UsageProblem for an instant before its receipt or its last reopening.
    """
    already = format_resolution(work, case)
    name = ref(CONTACT, case.id)
    if already:
        raise RefusedError(
            f"{name} was resolved {already}.",
            f"Not settled after all? csdesk contact reopen {name}",
        )
    not_before(at, case.received_at, "its receipt", work)
    reopened = last_reopening(work.reader, case.id)
    if reopened is not None:
        not_before(at, datetime.fromtimestamp(reopened, UTC), "its reopening", work)
    end_pause(work, at, contact_id=case.id)
    case.resolved_at, case.resolved = at, False
    case.resolution_time_known = time_known


def reopen_case(work: Work, case: Contact, reason: str | None) -> None:
    """Reopen a resolved case at the instant of the work.

    Every resolution in its thread is undone, first those at an unknown time, which are
    older. Raises RefusedError if the case is open.
    """
    name = ref(CONTACT, case.id)
    if format_resolution(work, case) is None:
        raise RefusedError(
            f"{name} is open already.", f"See it: csdesk contact show {name}"
        )
    carry = [get_contact(work, n) for n in resolved_contacts(work.reader, case.id)]
    for contact in sorted(carry, key=lambda one: one.resolved_at is not None):
        if contact.resolved_at is not None:
            not_before(work.at, contact.resolved_at, "its resolution", work)
        work.session.add(
            Reopening(
                contact_id=contact.id,
                resolved_at=contact.resolved_at,
                time_known=contact.resolution_time_known,
                reopened_at=work.at,
                reason=reason,
            )
        )
        contact.resolved_at, contact.resolved = None, False
        contact.resolution_time_known = True


def open_pause(
    work: Work, *, contact_id: int | None = None, complaint_id: int | None = None
) -> Pause | None:
    """Return the running hold of a case, or None."""
    number = open_pause_id(work.reader, contact_id, complaint_id)
    return None if number is None else work.session.get(Pause, number)


def begin_pause(
    work: Work,
    reason: str,
    *,
    contact_id: int | None = None,
    complaint_id: int | None = None,
) -> Pause:
    """Put a case on hold.

    Raises RefusedError if it is on hold, UsageProblem for an instant before its last
    hold ended: holds of a case never overlap.
    """
    pause = open_pause(work, contact_id=contact_id, complaint_id=complaint_id)
    name = ref(CONTACT, contact_id) if contact_id else ref(COMPLAINT, complaint_id)
    if pause is not None:
        raise RefusedError(
            f"{name} has been on hold since {work.format_instant(pause.since)}.",
            f"csdesk {'contact' if contact_id else 'complaint'} resume {name}",
        )
    ended = last_pause_end(work.reader, contact_id, complaint_id)
    if ended is not None:
        last = datetime.fromtimestamp(ended, UTC)
        not_before(work.at, last, "the end of its last hold", work)
    pause = Pause(
        contact_id=contact_id, complaint_id=complaint_id, since=work.at, reason=reason
    )
    work.session.add(pause)
    work.session.flush()
    return pause


def end_pause(
    work: Work,
    at: datetime,
    *,
    contact_id: int | None = None,
    complaint_id: int | None = None,
) -> Pause | None:
    """End the running hold of a case; None if there is none."""
    pause = open_pause(work, contact_id=contact_id, complaint_id=complaint_id)
    if pause is not None:
        not_before(at, pause.since, "the hold", work)
        pause.until = at
    return pause
