"""Duties: what the shop owes a customer, or should look at, as one table of data.

A duty is a row of DUTIES: which records, since when, by when, what to do, and where the
lists show it. `csdesk today` (`csdesk.store.queries.today`), the report's attention
(`csdesk.kpi.attention`) and the lists of deadlines (`csdesk.views.owed`) are selected
from it. Its SQL contains terms such as `{on_hold}`; each list fills them, and the rows
of each subject, from one of two sources. CURRENT (`csdesk.store.sql.current`) reads the
records as they are; `csdesk.kpi.attention` reads them as of an instant. `{T}` is the
instant of the list, in epoch seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from csdesk.domain.complaint_workflow import RESOLVED
from csdesk.store.sql.open import is_commitment, is_outreach, is_unredeemed
from csdesk.store.sql.windows import DAY, DISSATISFACTION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Entry = TypeVar("Entry", "Listed", "Alert")

NEAR: Final = DAY  # a deadline that comes so soon is near
# Start of a policy's limit; the last word is the last message to the customer.
RECEIPT, LAST_WORD, RESOLUTION = "receipt", "last word", "resolution"
LONG: Final = 7 * DAY  # a case open for so long is old


@dataclass(frozen=True, slots=True)
class DutySubject:
    """Records that a duty is about: the alias of a row, its letter, its text."""

    row: str
    letter: str
    about: str


SUBJECTS: Final = {
    "complaint": DutySubject("k", "K", "k.description"),
    "resolved complaint": DutySubject("k", "K", "k.description"),
    "case": DutySubject("c", "C", "c.subject"),
    "reopened case": DutySubject("c", "C", "c.subject"),
    "question": DutySubject("one", "C", "one.subject"),
    "question with a deadline": DutySubject("one", "C", "one.subject"),
    "follow-up": DutySubject("f", "F", "coalesce(f.text, f.kind)"),
    "answer": DutySubject("s", "S", "s.comment"),
    "voucher": DutySubject("v", "V", "v.value"),
}


@dataclass(frozen=True, slots=True)
class DutyRows:
    """Rows of a subject: what follows FROM and WHERE, and the terms of a duty."""

    source: str
    where: str
    terms: Mapping[str, str]

    def fill(self, sql: str) -> str:
        """Replace the terms in `sql`."""
        for term, meaning in self.terms.items():
            sql = sql.replace(f"{{{term}}}", meaning)
        return sql


@dataclass(frozen=True, slots=True)
class Listed:
    """Line of `csdesk today`, for the rows of a duty that fit `when`.

    `late` and `near` describe what is past its time and what is not, with {ago} and
    {left} (`in 5 h`, `now`). `hidden` names the customers who are not to be contacted:
    what is `owed` them is listed without a name, the rest is left out. Where the rows
    are only candidates, `by` names what selects among them.
    """

    rank: int
    kind: str
    late: str
    near: str
    when: str = "1"
    hidden: str = "owed"
    by: str | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """Line under the report's attention, for the rows of a duty that fit `when`.

    `text` has {ref} and {age}, and {done}: what was to be done.
    """

    rank: int
    kind: str
    text: str
    when: str = "1"


@dataclass(frozen=True, slots=True)
class ListedDeadline:
    """Line of `contact deadlines` or `complaint deadlines`.

    `limit` is the field of a policy that sets it; it counts from `start`.
    """

    name: str
    limit: str | None = None
    start: str = RECEIPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Duty: the rows of a subject that fit `where`, due at `due`, or open `since`.

    `due` is a column of the subject's row; None: there is no deadline, or it is
    calculated from a policy. `done` is what was to be done; `then` the next command,
    with {id} and {customer}. Lists show it by the rank of their entry, then by its
    place in DUTIES.
    """

    of: str
    where: str = "1"
    due: str | None = None
    since: str = "NULL"
    done: str = ""
    then: str = "csdesk complaint show {id}"
    today: tuple[Listed, ...] = ()
    attention: tuple[Alert, ...] = ()
    deadline: ListedDeadline | None = None

    @property
    def subject(self) -> DutySubject:
        """Subject whose rows it selects."""
        return SUBJECTS[self.of]

    @property
    def due_column(self) -> str | None:
        """Column of its deadline in SQL; None where it has none."""
        return self.due and f"{self.subject.row}.{self.due}"

    def condition(self, rows: DutyRows, when: str) -> str:
        """Build the WHERE of its rows that fit `when`."""
        parts = (rows.where, self.where, when)
        text = "\n  AND ".join(part for part in parts if part != "1")
        return rows.fill(text).replace("{due}", self.due_column or "NULL")


BY_HORIZON: Final = "coalesce({due} < :horizon, 0)"
PASSED: Final = "{due} < {T}"
COMING: Final = f"{{due}} >= {{T}} AND {{due}} < {{T}} + {NEAR}"
OVERDUE: Final = Alert(40, "overdue", "{ref} was to be {done} {age} ago", PASSED)
DUE: Final = Alert(70, "due", "{ref} is to be {done} in {age}", COMING)
# A case on hold is not due: it waits for the customer. A deadline is that of the first
# resolution: a reopened case has none.
RUNS: Final = "NOT {on_hold} AND NOT {reopened}"
DUTIES: Final = (
    Duty(of="complaint", where="k.safety = 1", since="k.opened_at",
         attention=(Alert(10, "safety", "{ref} is about safety and open for {age}"),)),
    Duty(of="complaint", where="k.severity = 'critical'", since="k.opened_at",
         attention=(Alert(20, "critical", "{ref} is critical and open for {age}"),)),
    Duty(of="follow-up", where=is_commitment("f"), due="due_at",
         then="csdesk followup done {id}",
         today=(Listed(10, "promise overdue", "promise: {ago} late", "", PASSED),
                Listed(20, "promise today", "", "promise: {left}",
                       "{due} >= {T} AND {due} < :end")),
         attention=(Alert(30, "promise", "{ref} is a promise to a customer, "
                          "overdue by {age}", PASSED),)),
    Duty(of="complaint", where=f"{{unacknowledged}} AND {RUNS}",
         due="acknowledge_due_at", done="acknowledged",
         then="csdesk complaint acknowledge {id}",
         today=(Listed(30, "acknowledgement", "acknowledge: {ago} late",
                       "acknowledge: {left}", "coalesce({due} < :end, 0)"),),
         attention=(OVERDUE, DUE),
         deadline=ListedDeadline("acknowledge", "acknowledge")),
    # A short statement in writing is enough until then.
    Duty(of="complaint", deadline=ListedDeadline("summary", "summary")),
    Duty(of="question with a deadline", where=RUNS, due="response_due_at",
         done="answered", then="csdesk contact respond {id}",
         today=(Listed(40, "response", "answer: {ago} late", "answer: {left}",
                       BY_HORIZON),),
         attention=(OVERDUE, DUE), deadline=ListedDeadline("response")),
    # Further duties of a policy: their due time is not stored, but calculated.
    Duty(of="complaint", where="k.policy IS NOT NULL AND NOT {on_hold}",
         today=(Listed(70, "update", "update: {ago} late", "update: {left}",
                       by="policy", columns=("policy", "resolved_at")),),
         deadline=ListedDeadline("update", "update", LAST_WORD)),
    Duty(of="complaint", where=RUNS, due="resolution_due_at", done="resolved",
         today=(Listed(50, "resolution", "resolve: {ago} late", "resolve: {left}",
                       BY_HORIZON),),
         attention=(OVERDUE, DUE), deadline=ListedDeadline("resolution", "decide")),
    Duty(of="case", where=RUNS, due="resolution_due_at", done="resolved",
         then="csdesk contact resolve {id}",
         today=(Listed(50, "resolution", "resolve: {ago} late", "resolve: {left}",
                       BY_HORIZON),),
         attention=(OVERDUE, DUE), deadline=ListedDeadline("resolution")),
    Duty(of="complaint", since="{reopened_at}", where="{reopened} AND NOT {on_hold}",
         today=(Listed(60, "reopened", "reopened {ago} ago", "reopened just now"),)),
    Duty(of="reopened case", since="{reopened_at}", where="NOT {on_hold}",
         then="csdesk contact resolve {id}",
         today=(Listed(60, "reopened", "reopened {ago} ago", "reopened just now"),)),
    Duty(of="complaint", since="k.opened_at",
         where="k.acknowledge_due_at IS NULL AND {unacknowledged}",
         attention=(Alert(50, "unacknowledged", "{ref} has not been acknowledged "
                          "in {age}", f"k.opened_at < {{T}} - {NEAR}"),)),
    Duty(of="complaint", where="{escalated}", since="k.opened_at",
         attention=(Alert(60, "escalated", "{ref} was escalated and is open "
                          "for {age}"),)),
    Duty(of="complaint", where="NOT {on_hold}", since="k.opened_at",
         attention=(Alert(80, "old", "{ref} has been open for {age}",
                          f"k.opened_at < {{T}} - {LONG}"),)),
    Duty(of="question", since="one.received_at", then="csdesk contact respond {id}",
         attention=(Alert(90, "unanswered", "{ref} has waited {age} for an answer",
                          f"one.received_at < {{T}} - {NEAR}"),)),
    Duty(of="case", where="NOT {on_hold}", since="c.received_at",
         then="csdesk contact resolve {id}",
         attention=(Alert(100, "open", "{ref} has been open for {age}",
                          f"c.received_at < {{T}} - {LONG}"),)),
    Duty(of="answer", since="s.answered_at", then="csdesk customer show {customer}",
         where=f"""s.answered_at > {{T}} - {DISSATISFACTION} AND s.answered_at <= {{T}}
  AND NOT EXISTS (SELECT 1 FROM contact WHERE contact.customer_id = s.customer_id
    AND contact.direction = 'outbound' AND contact.received_at > s.answered_at)
  AND NOT EXISTS (SELECT 1 FROM follow_up AS f WHERE f.customer_id = s.customer_id
    AND {is_commitment("f")} AND coalesce(f.done_at > s.answered_at, 1))""",
         today=(Listed(80, "unhappy", "unhappy: {ago} ago", "unhappy: just now",
                       hidden="wished", by="scale", columns=(
                           "kind", "score", "scale_min", "scale_max", "direction")),)),
    Duty(of="resolved complaint", then="csdesk complaint followed-up {id}",
         where=f"k.policy IS NOT NULL AND k.status = '{RESOLVED}'",
         today=(Listed(90, "follow-up", "follow up: {ago} late", "follow up: {left}",
                       "k.resolved_at > :since", "wished", "policy",
                       ("policy", "resolved_at")),),
         deadline=ListedDeadline("follow-up", "follow_up", RESOLUTION)),
    Duty(of="voucher", where=is_unredeemed("v"), due="expires_at",
         then="csdesk customer show {customer}",
         today=(Listed(100, "voucher", "", "voucher ends {left}",
                       "{due} IS NOT NULL AND {due} > {T} AND {due} <= :soon",
                       "wished"),)),
    Duty(of="follow-up", where=is_outreach("f"), due="due_at",
         then="csdesk followup done {id}",
         today=(Listed(110, "reminder", "reminder: {ago} late", "reminder: {left}",
                       "{due} < :end", "reminder"),)),
)  # fmt: skip


def ranked(
    entries: Callable[[Duty], tuple[Entry, ...]],
) -> list[tuple[Duty, Entry]]:
    """Return the duties of a list, each with its entry, in the order of their ranks."""
    found = [(duty, entry) for duty in DUTIES for entry in entries(duty)]
    return sorted(found, key=lambda one: one[1].rank)


def deadlines_of(letter: str) -> Iterator[tuple[ListedDeadline, str | None]]:
    """Yield the deadlines of the records of a letter, each with its column, if any."""
    for duty in DUTIES:
        if duty.deadline is not None and duty.subject.letter == letter:
            yield duty.deadline, duty.due
