"""Business time of responses and resolutions: which instants it lies between.

A value is measured when one of its two instants changes, with the hours of that day.
Hours changed later rewrite nothing that was measured before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from csdesk.domain.sla.business_hours import open_seconds
from csdesk.domain.sla.rows import is_changed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csdesk.domain.sla.business_hours import Hours
    from csdesk.domain.sla.rows import (
        Case,
        Row,
        Rows,
        Values,
    )

RESPONSE: Final = "response_business_seconds"
RESOLUTION: Final = "resolution_business_seconds"
# The instant at which a record begins; a thread begins with its first contact.
BEGINS: Final[Mapping[str, str]] = {"contact": "received_at", "complaint": "opened_at"}
# The columns measured, and the instant at which each ends.
ENDS: Final[Mapping[str, Mapping[str, str]]] = {
    "contact": {RESPONSE: "first_response_at", RESOLUTION: "resolved_at"},
    "complaint": {RESOLUTION: "resolved_at"},
    "reopening": {RESOLUTION: "resolved_at"},
}
# The columns whose former values decide whether a row is measured anew.
DEPENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "contact": ("received_at", "follows_id", "first_response_at", "resolved_at"),
    "complaint": ("opened_at", "resolved_at"),
}


class Clock(Protocol):
    """A measure of business time, by the hours of a desk."""

    def between(self, start: int, end: int | None) -> int | None:
        """Return the business seconds between two instants, as `seconds_between`."""


def seconds_between(start: int, end: int | None, hours: Hours | None) -> int | None:
    """Return the business seconds between two Unix seconds.

    None where there is no end, or no hours are set: what elapsed is all there is then.
    So it is where the end comes first, which a thread's links may do.
    """
    if end is None or hours is None or end < start:
        return None
    return open_seconds(start, end, hours)


def stamp(rows: Rows, clock: Clock) -> None:
    """Measure what the new and changed rows bring, with all that goes by them."""
    for reopening in rows.changed("reopening"):
        if reopening.was is None:
            _hand_over(rows, clock, reopening)
    for complaint in rows.changed("complaint"):
        _stamp_complaint(rows, clock, complaint)
    for contact in rows.changed("contact"):
        _stamp_contact(rows, clock, contact)


def _hand_over(rows: Rows, clock: Clock, reopening: Row) -> None:
    """Give a reopening the seconds of the resolution that it undoes, as measured."""
    at = reopening.now["resolved_at"]
    table: Case = "contact" if reopening.now["complaint_id"] is None else "complaint"
    case = rows.row(table, reopening.now[f"{table}_id"])
    if case.was is not None and case.was["resolved_at"] == at:
        reopening.write({RESOLUTION: case.was[RESOLUTION]})
    else:
        reopening.write({RESOLUTION: clock.between(_begun(rows, table, case.now), at)})


def _stamp_complaint(rows: Rows, clock: Clock, complaint: Row) -> None:
    if is_changed(complaint, "opened_at"):
        _stamp_case(rows, clock, "complaint", complaint)
    elif is_changed(complaint, "resolved_at"):
        _stamp_resolution(rows, clock, "complaint", complaint)


def _stamp_contact(rows: Rows, clock: Clock, contact: Row) -> None:
    now = contact.now
    if is_changed(contact, "received_at", "first_response_at"):
        seconds = clock.between(now["received_at"], now["first_response_at"])
        contact.write({RESPONSE: seconds})
    if _begins_anew(rows, contact):
        _stamp_case(rows, clock, "contact", contact)
        if contact.was is not None:
            for number in rows.followers(contact.id):
                _stamp_case(rows, clock, "contact", rows.row("contact", number))
    elif is_changed(contact, "resolved_at"):
        _stamp_resolution(rows, clock, "contact", contact)


def _stamp_case(rows: Rows, clock: Clock, table: Case, case: Row) -> None:
    """Measure the resolution of a record, and those that did not hold."""
    _stamp_resolution(rows, clock, table, case)
    if case.was is None:
        return
    begun = _begun(rows, table, case.now)
    for number in rows.reopenings(table, case.id or 0):
        reopening = rows.row("reopening", number)
        seconds = clock.between(begun, reopening.now["resolved_at"])
        reopening.write({RESOLUTION: seconds})


def _stamp_resolution(rows: Rows, clock: Clock, table: Case, case: Row) -> None:
    begun = _begun(rows, table, case.now)
    case.write({RESOLUTION: clock.between(begun, case.now["resolved_at"])})


def _begins_anew(rows: Rows, contact: Row) -> bool:
    """Return whether the case of a contact begins at another instant than before."""
    if not is_changed(contact, "received_at", "follows_id"):
        return False
    if contact.was is None:
        return True
    had_begun = contact.was["received_at"]
    if contact.was["follows_id"] is not None:
        first = rows.row("contact", contact.was["follows_id"])
        had_begun = (first.now if first.was is None else first.was)["received_at"]
    return bool(_begun(rows, "contact", contact.now) != had_begun)


def _begun(rows: Rows, table: Case, case: Values) -> int:
    """Return when a case begins: of a thread, the receipt of its first contact."""
    if table == "contact" and case["follows_id"] is not None:
        case = rows.row("contact", case["follows_id"]).now
    begun: int = case[BEGINS[table]]
    return begun
