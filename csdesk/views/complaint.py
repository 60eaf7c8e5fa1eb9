"""Views of complaints and of their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.ids import COMPLAINT, ref
from csdesk.errors import NotFoundError
from csdesk.result import Column, Kind, Record
from csdesk.store.dialect import folded
from csdesk.store.sql.case import is_resolved, is_unresolved
from csdesk.views import (
    attachment,
    contact,
    follow_up,
    survey,
)
from csdesk.views.base import (
    View,
    record_fields,
    select,
    shown,
)
from csdesk.views.owed import advice
from csdesk.views.recovery import recovery

if TYPE_CHECKING:
    from csdesk.result import Locale
    from csdesk.store.connection import Reader

OPEN = is_unresolved("complaint")
ON_HOLD = """EXISTS (SELECT 1 FROM pause
        WHERE pause.complaint_id = complaint.id AND pause.until IS NULL)"""
_INSTANT, _FLAG, _MONEY = Kind.INSTANT, Kind.FLAG, Kind.MONEY

VIEW = View(
    title="Complaints",
    # The newest granted remedy only; `complaint show` lists all.
    source="complaint",
    joins={
        "customer": "customer ON customer.id = complaint.customer_id",
        "agent": "agent ON agent.id = complaint.owner_id",
        "remedy": """remedy ON remedy.id = (
    SELECT id FROM remedy AS other
    WHERE other.complaint_id = complaint.id AND other.granted_at IS NOT NULL
    ORDER BY other.granted_at DESC, other.id DESC LIMIT 1)""",
    },
    order="complaint.opened_at DESC, complaint.id DESC",
    empty="No complaints. Open one: csdesk complaint open WHO TEXT",
    dated="complaint.opened_at",
    columns=(
        shown("id", "Id", "complaint.id", Kind.REF, letter="K"),
        shown("received_at", "Opened", "complaint.opened_at", _INSTANT),
        shown("status", "Status", "complaint.status"),
        shown("severity", "Severity", "complaint.severity"),
        shown("safety", "Safety", "complaint.safety", _FLAG, 0),
        shown("customer", "Who", "complaint.customer_id", Kind.REF, 0, letter="P"),
        shown("customer_name", "Customer", "customer.name", grows=True),
        shown("description", "Description", "complaint.description", grows=True),
        shown("asked", "Asked for", "complaint.asked", width=0),
        shown("channel", "Channel", "complaint.channel", width=2),
        shown("category", "Category", "complaint.category", width=2),
        shown("product", "Product", "complaint.product", width=0),
        shown("order", "Order", "complaint.order_ref", width=0),
        shown("agent", "Owner", "agent.name", width=2),
        shown("public", "Public", "(complaint.public_at IS NOT NULL)", _FLAG, 2),
        shown("public_at", "In public", "complaint.public_at", _INSTANT, 0),
        shown(
            "moved_private_at",
            "Moved to private",
            "complaint.moved_private_at",
            _INSTANT,
            0,
        ),
        shown("level", "Escalated", "complaint.level", Kind.NUMBER, 0),
        shown("on_hold", "On hold", ON_HOLD, _FLAG, 0),
        shown(
            "acknowledged_at", "Acknowledged", "complaint.acknowledged_at", _INSTANT, 0
        ),
        shown("resolved_at", "Resolved at", "complaint.resolved_at", _INSTANT, 0),
        shown(
            "resolved",
            "Resolved",
            is_resolved("complaint"),
            _FLAG,
            2,
        ),
        shown("outcome", "Outcome", "complaint.outcome", width=0),
        shown("upheld", "Upheld", "complaint.upheld", width=0),
        shown("decision", "Decision", "complaint.decision", width=0),
        shown("remedy", "Remedy", "remedy.kind", width=0),
        shown("remedy_value", "Its value", "remedy.value", _MONEY, 0),
        shown(
            "remedy_cost", "Its cost", "coalesce(remedy.cost, remedy.value)", _MONEY, 0
        ),
        shown("root_cause", "Root cause", "complaint.root_cause", width=0),
        shown(
            "corrective_action",
            "Corrective action",
            "complaint.corrective_action",
            width=0,
        ),
        shown("corrective_at", "Acted on", "complaint.corrective_at", _INSTANT, 0),
        shown("closed_at", "Closed", "complaint.closed_at", _INSTANT, 0),
        shown("policy", "Policy", "complaint.policy", width=0),
        shown(
            "acknowledge_due_at",
            "Acknowledge by",
            "complaint.acknowledge_due_at",
            _INSTANT,
            0,
        ),
        shown(
            "resolution_due_at", "Decide by", "complaint.resolution_due_at", _INSTANT, 0
        ),
        shown("resolution_target", "Target", "complaint.resolution_target", width=0),
        shown("source", "Source", "complaint.source", width=0),
        shown("external_id", "External id", "complaint.external_id", width=0),
    ),
    filters={
        "id": "complaint.id = ?",
        "customer": "complaint.customer_id = ?",
        "channel": "complaint.channel = ?",
        "category": f"{folded('complaint.category')} = {folded('?')}",
        "severity": "complaint.severity = ?",
        "status": "complaint.status = ?",
        "owner": "agent.name_key = ?",
        "outcome": "complaint.outcome = ?",
        "upheld": "complaint.upheld = ?",
        "open": OPEN,
        "on_hold": ON_HOLD,
        "escalated": "complaint.level > 0",
        "safety": "complaint.safety = 1",
        "public": "complaint.public_at IS NOT NULL",
    },
)

EVENTS = View(
    title="The story",
    source="complaint_event",
    order="complaint_event.at, complaint_event.id",
    empty="Nothing happened yet.",
    columns=(
        shown("at", "When", "complaint_event.at", _INSTANT),
        shown("agent", "By", "complaint_event.agent"),
        shown("kind", "What", "complaint_event.kind"),
        shown("from_status", "From", "complaint_event.from_status", width=2),
        shown("to_status", "To", "complaint_event.to_status", width=2),
        shown("text", "Text", "complaint_event.text", grows=True),
    ),
    filters={"complaint": "complaint_event.complaint_id = ?"},
)
REMEDIES = View(
    title="Remedies",
    source="remedy",
    order="coalesce(remedy.offered_at, remedy.granted_at), remedy.id",
    empty="No remedy.",
    columns=(
        shown("kind", "Remedy", "remedy.kind"),
        shown("value", "Value", "remedy.value", _MONEY),
        shown("cost", "Cost", "coalesce(remedy.cost, remedy.value)", _MONEY),
        shown("offered_at", "Offered", "remedy.offered_at", _INSTANT),
        shown("granted_at", "Granted", "remedy.granted_at", _INSTANT),
        shown("text", "Text", "remedy.text", grows=True),
    ),
    filters={"complaint": "remedy.complaint_id = ?"},
)
VOUCHERS = View(
    title="Vouchers",
    source="voucher JOIN remedy ON remedy.id = voucher.remedy_id",
    order="voucher.id",
    empty="No voucher.",
    columns=(
        shown("id", "Id", "voucher.id", Kind.REF, letter="V"),
        shown("code", "Code", "voucher.code"),
        shown("value", "Value", "voucher.value", _MONEY),
        shown("issued_at", "Issued", "voucher.issued_at", _INSTANT, 2),
        shown("expires_at", "Good to", "voucher.expires_at", _INSTANT),
        shown("redeemed_at", "Redeemed", "voucher.redeemed_at", _INSTANT),
    ),
    filters={"complaint": "remedy.complaint_id = ?"},
)
# JSON key of a section -> its view
SECTIONS = (
    ("events", EVENTS),
    ("contacts", contact.VIEW),
    ("attachments", attachment.VIEW),
    ("remedies", REMEDIES),
    ("vouchers", VOUCHERS),
    ("follow_ups", follow_up.VIEW),
    ("pauses", contact.PAUSES),
    ("reopenings", contact.REOPENINGS),
    ("answers", survey.VIEW),
)


def complaint_record(
    connection: Reader, number: int, locale: Locale, *, now: int
) -> Record:
    """Return a complaint with its sections, at `now` in epoch seconds.

    Raises NotFoundError.
    """
    found = record_fields(connection, VIEW, number)
    if found is None:
        raise NotFoundError(
            f"There is no complaint {ref(COMPLAINT, number)}.",
            "List them with 'csdesk complaint list'.",
        )
    return Record(
        title=f"Complaint {ref(COMPLAINT, number)}",
        fields=(
            *found,
            *recovery(connection, number),
            (Column("advice", "Advice"), advice(connection, number, now)),
        ),
        locale=locale,
        sections=tuple(
            (key, select(connection, view, locale, {"complaint": number}))
            for key, view in SECTIONS
        ),
    )
