"""Views of contacts, holds and reopenings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.contact_fields import PLAIN_FIELDS, plain_names
from csdesk.domain.ids import CONTACT, ref
from csdesk.errors import NotFoundError
from csdesk.result import Kind, Record
from csdesk.store.dialect import folded
from csdesk.store.sql.case import (
    awaits_response,
    could_be_case,
    is_of_thread,
    is_open_case,
    is_resolved,
)
from csdesk.views.article import USED
from csdesk.views.attachment import VIEW as ATTACHMENTS
from csdesk.views.base import (
    PLAIN_KINDS,
    View,
    record_fields,
    select,
    shown,
)
from csdesk.views.follow_up import VIEW as FOLLOW_UPS
from csdesk.views.survey import VIEW as ANSWERS

if TYPE_CHECKING:
    from csdesk.result import Locale
    from csdesk.store.connection import Reader

OPEN_CASE = is_open_case("contact")

# The state of a contact, in a word or two.
STATE = f"""CASE
  WHEN contact.abandoned = 1 THEN 'abandoned'
  WHEN contact.complaint_id IS NOT NULL THEN 'in K' || contact.complaint_id
  WHEN contact.follows_id IS NOT NULL THEN 'after C' || contact.follows_id
  WHEN {OPEN_CASE} THEN 'open'
  WHEN {could_be_case("contact")} THEN 'resolved'
  ELSE 'done' END"""

VIEW = View(
    title="Contacts",
    source="contact",
    joins={
        "customer": "customer ON customer.id = contact.customer_id",
        "agent": "agent ON agent.id = contact.agent_id",
    },
    order="contact.received_at DESC, contact.id DESC",
    empty="No contacts. Write one down: csdesk log WHO TEXT",
    dated="contact.received_at",
    columns=(
        shown("id", "Id", "contact.id", Kind.REF, letter="C"),
        shown("received_at", "Received", "contact.received_at", Kind.INSTANT),
        shown("channel", "Channel", "contact.channel"),
        shown("direction", "Direction", "contact.direction", width=2),
        shown("customer", "Who", "contact.customer_id", Kind.REF, 0, letter="P"),
        shown("customer_name", "Customer", "customer.name", grows=True),
        shown("subject", "Subject", "contact.subject", grows=True),
        shown("category", "Category", "contact.category", width=2),
        shown("reason", "Reason", "contact.reason", width=0),
        shown("phase", "Phase", "contact.phase", width=0),
        shown("agent", "Agent", "agent.name", width=2),
        shown("wait", "Waited", "contact.wait_seconds", Kind.DURATION, 0),
        shown("handle", "Took", "contact.handle_seconds", Kind.DURATION, 0),
        shown("abandoned", "Abandoned", "contact.abandoned", Kind.FLAG, 0),
        shown(
            "first_response_at",
            "First response",
            "contact.first_response_at",
            Kind.INSTANT,
            0,
        ),
        shown("resolved_at", "Resolved", "contact.resolved_at", Kind.INSTANT, 0),
        shown(
            "resolved",
            "Resolved",
            is_resolved("contact"),
            Kind.FLAG,
            0,
        ),
        shown("state", "State", STATE),
        *(
            shown(f.name, f.heading, f"contact.{f.name}", PLAIN_KINDS[f.kind], width=0)
            for f in PLAIN_FIELDS
        ),
        shown("follows", "Follows", "contact.follows_id", Kind.REF, 0, letter="C"),
        shown(
            "complaint", "Complaint", "contact.complaint_id", Kind.REF, 2, letter="K"
        ),
        shown(
            "response_due_at", "Answer by", "contact.response_due_at", Kind.INSTANT, 0
        ),
        shown(
            "response_target", "Target of answer", "contact.response_target", width=0
        ),
        shown(
            "resolution_due_at",
            "Resolve by",
            "contact.resolution_due_at",
            Kind.INSTANT,
            0,
        ),
        shown("resolution_target", "Target", "contact.resolution_target", width=0),
        shown("notes", "Notes", "contact.notes", width=0),
        shown("source", "Source", "contact.source", width=0),
        shown("external_id", "External id", "contact.external_id", width=0),
    ),
    filters={
        "id": "contact.id = ?",
        "customer": "contact.customer_id = ?",
        "channel": "contact.channel = ?",
        "direction": "contact.direction = ?",
        "phase": "contact.phase = ?",
        "reason": "contact.reason = ?",
        "category": f"{folded('contact.category')} = {folded('?')}",
        "handled_by": "agent.name_key = ?",
        # The complaint's contacts, and those that follow one of them.
        "complaint": f"""contact.id IN (
    SELECT member.id
    FROM contact AS own JOIN contact AS member ON {is_of_thread("member", "own.id")}
    WHERE own.complaint_id = ?)""",
        "follows": "contact.id = ? OR contact.follows_id = ?",
        "abandoned": "contact.abandoned = 1",
        "open": OPEN_CASE,
        "unanswered": awaits_response("contact"),
        **{name: f"contact.{name} = ?" for name in plain_names("word")},
    },
)

PAUSES = View(
    title="On hold",
    source="pause",
    order="pause.since, pause.id",
    empty="Never on hold.",
    columns=(
        shown("since", "Since", "pause.since", Kind.INSTANT),
        shown("until", "Until", "pause.until", Kind.INSTANT),
        shown("reason", "Reason", "pause.reason", grows=True),
    ),
    filters={
        "contact": "pause.contact_id = ?",
        "complaint": "pause.complaint_id = ?",
    },
)
REOPENINGS = View(
    title="Reopened",
    source="reopening",
    order="reopening.reopened_at, reopening.id",
    empty="Never reopened.",
    columns=(
        shown("resolved_at", "Resolved", "reopening.resolved_at", Kind.INSTANT),
        shown("reopened_at", "Reopened", "reopening.reopened_at", Kind.INSTANT),
        shown("reason", "Reason", "reopening.reason", grows=True),
    ),
    filters={
        "contact": "reopening.contact_id = ?",
        "complaint": "reopening.complaint_id = ?",
    },
)


def contact_record(connection: Reader, number: int, locale: Locale) -> Record:
    """Return a contact with its sections. Raises NotFoundError."""
    found = record_fields(connection, VIEW, number)
    if found is None:
        raise NotFoundError(
            f"There is no contact {ref(CONTACT, number)}.",
            "List them with 'csdesk contact list'.",
        )
    thread = select(connection, VIEW, locale, {"follows": number})
    return Record(
        title=f"Contact {ref(CONTACT, number)}",
        fields=found,
        locale=locale,
        sections=(
            ("thread", thread),
            (
                "attachments",
                select(connection, ATTACHMENTS, locale, {"contact": number}),
            ),
            ("follow_ups", select(connection, FOLLOW_UPS, locale, {"contact": number})),
            ("pauses", select(connection, PAUSES, locale, {"contact": number})),
            ("reopenings", select(connection, REOPENINGS, locale, {"contact": number})),
            ("surveys", select(connection, ANSWERS, locale, {"contact": number})),
            ("articles", select(connection, USED, locale, {"contact": number})),
        ),
    )
