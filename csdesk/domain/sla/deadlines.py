"""Deadlines of contacts and complaints: which they get, what moves them, what does not.

A deadline stays the one that was set at the receipt: targets changed later, and another
channel, tier or severity, leave it alone. A corrected receipt moves it, and so does a
hold that ends. A contact that becomes, or is no more, one that has such a deadline
(KPIS.md §2) gets one, or loses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from csdesk.domain.case import CaseColumns, owes_resolution, owes_response
from csdesk.domain.policies import BY_NAME
from csdesk.domain.sla.clock import (
    Days,
    Hold,
    Length,
    moved_by_holds,
)
from csdesk.domain.sla.rows import is_changed
from csdesk.domain.sla.terms import (
    RESOLUTION,
    RESPONSE,
    SlaTerm,
    TargetScope,
    choose,
    fitting,
    format_term,
    read_term,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from csdesk.domain.case import CaseFacts
    from csdesk.domain.sla.business_hours import Hours
    from csdesk.domain.sla.clock import Term
    from csdesk.domain.sla.rows import (
        Case,
        Row,
        Rows,
        Values,
    )
    from csdesk.domain.sla.terms import Target

WHATS: Final = (RESPONSE, RESOLUTION)
# The columns whose former values decide whether the deadlines of a row change.
DEPENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "contact": (
        "received_at", "channel", "direction", "abandoned", "complaint_id",
        "follows_id",
    ),
    "complaint": ("opened_at",),
    "pause": ("until",),
}  # fmt: skip
# The columns that deadlines are kept in.
KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "contact": (
        "response_due_at", "response_target", "resolution_due_at", "resolution_target",
    ),
    "complaint": ("acknowledge_due_at", "resolution_due_at", "resolution_target"),
}  # fmt: skip


class Deadline(NamedTuple):
    """A deadline in Unix seconds and the target that it came from, as it is kept."""

    due_at: int | None = None
    target: str | None = None


class Facts(Protocol):
    """The rules of the desk and the history of its cases, read when first needed."""

    @property
    def targets(self) -> Sequence[Target]:
        """Every target that the desk has."""

    @property
    def hours(self) -> Hours | None:
        """The opening hours; None where none are set."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the desk."""

    def tiers(self, customers: Iterable[int | None]) -> Mapping[int, str]:
        """Return customer -> tier, where it matters to a target."""

    def holds(self, case_id: int | None, complaint_id: int | None) -> Sequence[Hold]:
        """Return the holds that are over, of a contact's case or of a complaint."""

    def first_resolution(self, table: Case, number: int | None) -> int | None:
        """Return when a contact's case or a complaint was first resolved."""

    def first_step(self, complaint_id: int | None) -> int | None:
        """Return when a complaint was acknowledged, or what stands for it was done."""


def owes(what: str, contact: CaseFacts) -> bool:
    """Return whether a contact has a deadline of that kind at all."""
    if what == RESPONSE:
        return owes_response(contact.direction, contact.channel)
    return owes_resolution(contact)


def is_from(kept: Deadline, what: str, target: Target, facts: TargetScope) -> bool:
    """Return whether a deadline came from a target, or would if there is none."""
    if target.what != what or not target.scope.takes(facts):
        return False
    return kept.target is None or read_term(kept.target).scope.key == target.scope.key


class SlaDeadlines:
    """Deadlines by the targets, policies and hours of one desk."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._ranked: dict[tuple[str, TargetScope], list[Target]] = {}
        self._kept: dict[Target, tuple[Length, str]] = {}

    def stamp(self, rows: Rows) -> None:
        """Set the deadlines of what is new, is another than before, or was on hold."""
        ended = _ended_holds(rows)
        for row, holds in _affected(rows, "contact", ended["contact"]):
            self._contact(row, holds)
        for row, holds in _affected(rows, "complaint", ended["complaint"]):
            self._complaint(row, holds)

    def again(
        self, rows: Rows, table: Case, number: int, target: Target | None
    ) -> None:
        """Set the deadlines of a record again, as from its receipt.

        By the target that it has; where `target` is given, which was corrected, only
        those that came from it, or now do.
        """
        row = rows.row(table, number)
        if table == "contact":
            self._contact_again(row, target)
        else:
            self._complaint_again(row, target)

    def at_receipt(self, what: str, facts: TargetScope, received: int) -> Deadline:
        """Return what the targets set at a receipt; nothing where none fits."""
        if not self.facts.targets:
            return Deadline()
        ranked = self._ranked.get((what, facts))
        if ranked is None:
            ranked = fitting(self.facts.targets, what, facts)
            self._ranked[what, facts] = ranked
        target = choose(ranked, received)
        if target is None or target.seconds is None:
            return Deadline()
        if target not in self._kept:
            promise = SlaTerm(target.seconds, target.clock, target.scope)
            self._kept[target] = self._length(promise), format_term(promise)
        term, text = self._kept[target]
        due_at = term.end(received)
        return Deadline() if due_at is None else Deadline(due_at, text)

    def _length(self, promise: SlaTerm) -> Length:
        return Length(promise, self.facts.hours)

    def _kept_length(self, target: str) -> Length:
        return self._length(read_term(target))

    def _days(self, policy: str) -> tuple[Days, Days]:
        """Return the terms of a policy for the acknowledgement and the decision."""
        limits = BY_NAME[policy].acknowledge, BY_NAME[policy].decide
        first, last = (Days(one, self.facts.zone, self.facts.hours) for one in limits)
        return first, last

    def _tier_of(self, customer: int | None) -> str | None:
        return None if customer is None else self.facts.tiers([customer]).get(customer)

    # -- contacts -----------------------------------------------------------------

    def _contact(self, contact: Row, ended: Sequence[Hold]) -> None:
        """Write the deadlines of a contact, after the holds of its case that ended."""
        now = contact.now
        for what in WHATS:
            kept = Deadline(now[f"{what}_due_at"], now[f"{what}_target"])
            found = self._of_contact(what, contact, kept, ended)
            if found != kept:
                contact.write(
                    {f"{what}_due_at": found.due_at, f"{what}_target": found.target}
                )

    def _of_contact(
        self, what: str, contact: Row, kept: Deadline, ended: Sequence[Hold]
    ) -> Deadline:
        now, was = contact.now, contact.was
        did_owe = was is not None and owes(what, CaseColumns.of(was))
        if not owes(what, CaseColumns.of(now)):
            return Deadline() if did_owe else kept
        if not did_owe:
            scope = TargetScope(now["channel"], None, self._tier_of(now["customer_id"]))
            made = self.at_receipt(what, scope, now["received_at"])
            return made if was is None else self._from_start(what, now, made, ended)
        if kept.target is None:
            return kept
        if not is_changed(contact, "received_at"):
            return self._moved(what, now, kept, ended)
        due_at = self._kept_length(kept.target).end(now["received_at"])
        return self._from_start(what, now, kept._replace(due_at=due_at), ended)

    def _from_start(
        self, what: str, contact: Values, made: Deadline, ended: Sequence[Hold]
    ) -> Deadline:
        """Move a deadline that runs anew from the receipt by every hold of its case."""
        if made.due_at is None:
            return made
        case = contact["follows_id"] or contact["id"]
        holds = self.facts.holds(case, contact["complaint_id"])
        return self._moved(what, contact, made, _all(holds, ended))

    def _moved(
        self, what: str, contact: Values, kept: Deadline, holds: Iterable[Hold]
    ) -> Deadline:
        """Move a deadline by what its holds took after the receipt."""
        received = contact["received_at"]
        mine = [
            hold._replace(since=max(hold.since, received))
            for hold in holds
            if hold.until > received
        ]
        if kept.due_at is None or kept.target is None or not mine:
            return kept
        done = (
            contact["first_response_at"]
            if what == RESPONSE
            else self.facts.first_resolution("contact", contact["id"])
        )
        term = self._kept_length(kept.target)
        return kept._replace(due_at=moved_by_holds(term, kept.due_at, mine, done))

    def _contact_again(self, contact: Row, target: Target | None) -> None:
        now = contact.now
        scope = TargetScope(now["channel"], None, self._tier_of(now["customer_id"]))
        for what in WHATS:
            if not owes(what, CaseColumns.of(now)):
                continue
            kept = Deadline(now[f"{what}_due_at"], now[f"{what}_target"])
            if target is None:
                made = self._ends_again(kept, now["received_at"])
            elif is_from(kept, what, target, scope):
                made = self.at_receipt(what, scope, now["received_at"])
            else:
                continue
            found = self._from_start(what, now, made, ())
            contact.write(
                {f"{what}_due_at": found.due_at, f"{what}_target": found.target}
            )

    def _ends_again(self, kept: Deadline, received: int) -> Deadline:
        """Return a deadline by the same target and the present hours."""
        if kept.target is None:
            return kept
        due_at = self._kept_length(kept.target).end(received)
        return Deadline() if due_at is None else kept._replace(due_at=due_at)

    # -- complaints ---------------------------------------------------------------

    def _complaint(self, complaint: Row, ended: Sequence[Hold]) -> None:
        """Write the deadlines of a complaint, after the holds that ended."""
        now = complaint.now
        if complaint.was is None:
            complaint.write(self._of_new_complaint(now))
        elif is_changed(complaint, "opened_at"):
            holds = _all(self.facts.holds(None, now["id"]), ended)
            for column, term in self._terms(now):
                due_at = term.end(now["opened_at"])
                self._move(complaint, column, term, due_at, holds)
        elif ended:
            for column, term in self._terms(now):
                self._move(complaint, column, term, now[column], ended)

    def _of_new_complaint(self, complaint: Values) -> dict[str, Any]:
        """Return the deadlines of a new complaint: a target wins over its policy."""
        opened, policy = complaint["opened_at"], complaint["policy"]
        tier = self._tier_of(complaint["customer_id"])
        scope = TargetScope(complaint["channel"], complaint["severity"], tier)
        made = self.at_receipt(RESOLUTION, scope, opened)
        found: dict[str, Any] = {
            "resolution_target": made.target, "resolution_due_at": made.due_at,
        }  # fmt: skip
        if policy is not None:
            acknowledge, decide = self._days(policy)
            found["acknowledge_due_at"] = acknowledge.end(opened)
            if made.target is None:
                found["resolution_due_at"] = decide.end(opened)
        return found

    def _complaint_again(self, complaint: Row, target: Target | None) -> None:
        now = complaint.now
        if target is not None:
            tier = self._tier_of(now["customer_id"])
            scope = TargetScope(now["channel"], now["severity"], tier)
            kept = Deadline(now["resolution_due_at"], now["resolution_target"])
            if not is_from(kept, RESOLUTION, target, scope):
                return
            complaint.write(self._of_new_complaint(now))
        holds = self.facts.holds(None, now["id"])
        for column, term in self._terms(now):
            self._move(complaint, column, term, term.end(now["opened_at"]), holds)

    def _terms(self, complaint: Values) -> list[tuple[str, Term]]:
        """Return column and term of the deadlines that a complaint has."""
        found: list[tuple[str, Term]] = []
        policy = complaint["policy"] and self._days(complaint["policy"])
        if policy and complaint["acknowledge_due_at"] is not None:
            found.append(("acknowledge_due_at", policy[0]))
        if complaint["resolution_target"] is not None:
            term = self._kept_length(complaint["resolution_target"])
            found.append(("resolution_due_at", term))
        elif policy and complaint["resolution_due_at"] is not None:
            found.append(("resolution_due_at", policy[1]))
        return found

    def _move(
        self,
        complaint: Row,
        column: str,
        term: Term,
        due_at: int | None,
        holds: Sequence[Hold],
    ) -> None:
        if due_at is not None and holds:
            number = complaint.now["id"]
            done = (
                self.facts.first_step(number)
                if column == "acknowledge_due_at"
                else self.facts.first_resolution("complaint", number)
            )
            due_at = moved_by_holds(term, due_at, holds, done)
        complaint.write({column: due_at})


def _ended_holds(rows: Rows) -> dict[Case, dict[int, list[Hold]]]:
    """Return the holds that just ended, by the contacts and complaints they move."""
    found: dict[Case, dict[int, list[Hold]]] = {"contact": {}, "complaint": {}}
    for pause in rows.changed("pause"):
        now = pause.now
        is_over = now["until"] is not None
        if not is_over or pause.was is None or pause.was["until"] is not None:
            continue
        hold, complaint = Hold(now["since"], now["until"]), now["complaint_id"]
        if complaint is None:
            contacts = [now["contact_id"], *rows.followers(now["contact_id"])]
        else:
            contacts = [*rows.contacts_of(complaint)]
            found["complaint"].setdefault(complaint, []).append(hold)
        for contact in contacts:
            found["contact"].setdefault(contact, []).append(hold)
    return found


def _affected(
    rows: Rows, table: Case, ended: Mapping[int, list[Hold]]
) -> Iterator[tuple[Row, list[Hold]]]:
    """Yield each row that is changed or was on hold, with its holds that just ended."""
    left = dict(ended)
    for row in rows.changed(table):
        yield row, left.pop(row.id or 0, [])
    for number, holds in left.items():
        yield rows.row(table, number), holds


def _all(holds: Iterable[Hold], ended: Iterable[Hold]) -> list[Hold]:
    """Return holds that are stored and holds that just ended, oldest first."""
    return sorted({*holds, *ended})
