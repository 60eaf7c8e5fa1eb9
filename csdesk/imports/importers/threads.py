"""Link contacts to threads and late complaints, and check imported resolutions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.case import (
    ABANDONED,
    ITSELF,
    OUTBOUND,
    TOO_EARLY,
    Resolution,
    can_be_answered,
    is_reply,
    is_resolved,
    why_not_followed,
)
from csdesk.domain.vocabulary import SELF_SERVICE
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.store.bulk.lookup import has_external_ids
from csdesk.store.bulk.threads import (
    first_reply,
    followers_but,
    holds_of_resolved,
    last_reopening,
    look,
    unlinked,
)
from csdesk.store.journal.queries import row_name

if TYPE_CHECKING:
    from csdesk.imports.mapping.columns import Batch
    from csdesk.imports.rows.errors import ImportWarnings
    from csdesk.imports.session import ImportSession
    from csdesk.store.bulk.threads import Case, Seen

    Row = dict[str, Any]


_ALONE: Final = (
    "came in after one that was abandoned or self-service, "
    "which only a contact of yours can follow"
)
# Why a link is left empty, for a warning.
WHY_EMPTY: Final = {
    ITSELF: "follows itself",
    OUTBOUND: "follows a contact that went out",
    ABANDONED: _ALONE,
    SELF_SERVICE: _ALONE,
    TOO_EARLY: "came in before the contact that it follows",
}


class Links:
    """Links from contacts to earlier ones, collected until `settle` writes them."""

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        self._named: dict[int, str] = {}  # contact -> external id of what it follows
        self._from: dict[int, tuple[ImportWarnings, int]] = {}
        self._rechecked: set[int] = set()
        self._replies: dict[int, int] = {}  # contact -> when it was first answered

    def add(self, contact: int, external_id: str, line: int) -> None:
        """Link `contact`, at that line of the present file, to `external_id`."""
        self._named[contact] = external_id
        self._from[contact] = self._session.warnings, line

    def recheck(self, contact: int) -> None:
        """Look again for the first response to `contact` among its followers."""
        self._rechecked.add(contact)

    def settle(self) -> None:
        """Write all links, and the first responses that follow from them."""
        targets = {
            contact: self._session.called("contact", external_id)
            for contact, external_id in self._named.items()
        }
        firsts: dict[int, int | None] = {}
        for contact in targets:
            self._follow(contact, targets, firsts)
        for contact, first in firsts.items():
            if first is not None:
                self._write(contact, first)
        self._answer()

    def _look(self, contact: int) -> Seen:
        return look(self._session.db, contact)

    def _follow(
        self,
        contact: int,
        targets: dict[int, int | None],
        firsts: dict[int, int | None],
    ) -> None:
        """Resolve the chain from `contact` to its end, the end first."""
        chain: dict[int, None] = {}  # an ordered set
        step: int | None = contact
        while step is not None and step in targets and step not in firsts:
            if step in chain:
                self._leave_empty(step, "follows itself in a circle")
                firsts[step] = None
                break
            chain[step] = None
            step = targets[step]
        for one in reversed(chain):
            if one not in firsts:
                firsts[one] = self._first(one, targets[one], firsts)

    def _first(
        self, contact: int, target: int | None, firsts: dict[int, int | None]
    ) -> int | None:
        """Return the first contact of the chain that `contact` continues, or None.

        None, with a warning, if it may not continue it.
        """
        if target is None:
            self._leave_empty(
                contact, "follows a contact that this source has not brought"
            )
            return None
        named, this = self._look(target), self._look(contact)
        first = self._look(firsts.get(target) or named.follows_id or target)
        why = why_not_followed(first, this)
        if why is not None:
            self._leave_empty(contact, WHY_EMPTY[why])
            return None
        for earlier in (first, named):
            if is_reply(earlier, this):
                self._record_reply(earlier.id, this.received_at)
        return first.id

    def _record_reply(self, earlier: int, at: int) -> None:
        self._replies[earlier] = min(at, self._replies.get(earlier, at))

    def _leave_empty(self, contact: int, problem: str) -> None:
        warnings, line = self._from[contact]
        warnings.count(f"the contact {problem}; the link is left empty", [line])

    def _write(self, contact: int, first: int) -> None:
        session = self._session
        session.update(
            "contact", session.row("contact", contact), {"follows_id": first}
        )
        # Its own followers now continue the chain that it joined.
        for follower in followers_but(session.db, contact, first):
            row = session.row("contact", follower)
            session.update("contact", row, {"follows_id": first})

    def _answer(self) -> None:
        """Write the first responses to contacts that had none."""
        for contact in self._rechecked:
            reply = first_reply(self._session.db, contact)
            if reply is not None:
                self._record_reply(contact, reply)
        for contact, at in self._replies.items():
            if can_be_answered(self._look(contact)):
                row = self._session.row("contact", contact)
                self._session.update("contact", row, {"first_response_at": at})


LINKED_LATE = "its complaint has come since; the contact is linked to it now"


class LateLinks:
    """Links to complaints that came after their contacts, written by `settle`."""

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        # Read before the first row: later the index may be dropped for a while.
        self._is_again = has_external_ids(session.db, "contact", session.source)
        self._found: dict[int, tuple[int, ImportWarnings, int]] = {}

    def look(self, batch: Batch) -> None:
        """Find contacts of these rows, new or not, that lack their complaint."""
        values = batch.values
        if not (self._is_again and "complaint" in values and IDENTITY in values):
            return
        ids = zip(values[IDENTITY], values["complaint"], batch.lines, strict=True)
        named = [one for one in ids if one[1] is not None]
        session = self._session
        for contact, complaint, line in unlinked(session.db, session.source, named):
            session.enter()
            self._found[contact] = complaint, session.warnings, line

    def settle(self) -> None:
        """Write the links, except where a changed row has done so already."""
        for contact, (complaint, warnings, line) in self._found.items():
            row = self._session.row("contact", contact)
            if row["complaint_id"] is None:
                self._session.update("contact", row, {"complaint_id": complaint})
                warnings.count(LINKED_LATE, [line])


# Columns that a resolution writes and a reopening clears.
SETTLED: Final = (
    "resolved_at", "resolved", "resolution_time_known", "status", "outcome", "upheld",
    "decision",
)  # fmt: skip


def keep_reopening(session: ImportSession, table: Case, row: Row, values: Row) -> None:
    """Remove a resolution from `values` if `row` was reopened after it.

    A resolution at an unknown time counts as the one that was undone.
    """
    new = row | values
    if not is_resolved(Resolution.of(new)):
        return
    reopened = last_reopening(session.db, table, row["id"])
    if reopened is None or (new["resolved_at"] or 0) >= reopened:
        return
    stated = {name for name in SETTLED if name in values}
    if all(values[name] == row[name] for name in stated):
        return
    for name in stated:
        del values[name]
    called = row_name(table, row["id"], row)
    session.warnings.add(
        f"{called} was reopened after the resolution that its row states; it stays as "
        "it was decided here."
    )


def end_holds(session: ImportSession) -> None:
    """End the holds of cases that are resolved now, as resolving by hand does.

    They end at the resolution, or now if its time is unknown. A hold that began after
    the resolution gets no length, with a warning.
    """
    now = int(session.work.now.timestamp())
    for number, resolved_at in holds_of_resolved(session.db):
        row = session.row("pause", number)
        ends = now if resolved_at is None else resolved_at
        if ends < row["since"]:
            table = "contact" if row["contact_id"] else "complaint"
            name = row_name(table, row[f"{table}_id"], {})
            session.warnings.add(
                f"{name} was resolved before it was put on hold; the hold counts for "
                "nothing."
            )
        session.update("pause", row, {"until": max(ends, row["since"])})
