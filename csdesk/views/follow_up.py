"""View of follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.ids import FOLLOW_UP, ref
from csdesk.errors import NotFoundError
from csdesk.result import Kind, Record
from csdesk.store.sql.open import is_commitment, is_open_follow_up
from csdesk.views.base import View, record_fields, shown

if TYPE_CHECKING:
    from csdesk.result import Locale
    from csdesk.store.connection import Reader

VIEW = View(
    title="Follow-ups",
    source="follow_up",
    joins={
        "customer": "customer ON customer.id = follow_up.customer_id",
    },
    # Open ones by due date, then done ones, the newest first.
    order="follow_up.done_at IS NOT NULL, follow_up.done_at DESC,"
    " follow_up.due_at, follow_up.id",
    empty="No follow-ups. Add one: csdesk followup add WHO TEXT --due WHEN",
    dated="follow_up.due_at",
    columns=(
        shown("id", "Id", "follow_up.id", Kind.REF, letter="F"),
        shown("due_at", "Due", "follow_up.due_at", Kind.INSTANT),
        shown("kind", "Kind", "follow_up.kind"),
        shown("customer", "Who", "follow_up.customer_id", Kind.REF, 0, letter="P"),
        shown("customer_name", "Customer", "customer.name", grows=True),
        shown("text", "What", "follow_up.text", grows=True),
        shown("every", "Every", "follow_up.every", width=2),
        shown("contact", "Contact", "follow_up.contact_id", Kind.REF, 2, letter="C"),
        shown(
            "complaint", "Complaint", "follow_up.complaint_id", Kind.REF, 2, letter="K"
        ),
        shown("promised_at", "Promised", "follow_up.promised_at", Kind.INSTANT, 0),
        shown("done_at", "Done", "follow_up.done_at", Kind.INSTANT),
        shown("outcome", "Outcome", "follow_up.outcome", width=2, grows=True),
    ),
    filters={
        "id": "follow_up.id = ?",
        "kind": "follow_up.kind = ?",
        "customer": "follow_up.customer_id = ?",
        "contact": "follow_up.contact_id = ?",
        # Also those of the complaint's contacts.
        "complaint": "? IN (follow_up.complaint_id, (SELECT complaint_id FROM contact"
        " WHERE contact.id = follow_up.contact_id))",
        "open": is_open_follow_up("follow_up"),
        "done": "follow_up.done_at IS NOT NULL",
        "promises": is_commitment("follow_up"),
        # The epoch second that is now.
        "overdue": f"{is_open_follow_up('follow_up')} AND follow_up.due_at < ?",
    },
)


def follow_up_record(connection: Reader, number: int, locale: Locale) -> Record:
    """Return a follow-up. Raises NotFoundError."""
    found = record_fields(connection, VIEW, number)
    if found is None:
        raise NotFoundError(
            f"There is no follow-up {ref(FOLLOW_UP, number)}.",
            "List them with 'csdesk followup list'.",
        )
    return Record(
        title=f"Follow-up {ref(FOLLOW_UP, number)}", fields=found, locale=locale
    )
