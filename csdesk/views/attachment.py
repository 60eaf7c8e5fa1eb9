"""View of attachments, without their content."""

from __future__ import annotations

from csdesk.result import Kind
from csdesk.views.base import View, shown

VIEW = View(
    title="Attachments",
    source="attachment",
    order="attachment.at, attachment.id",
    empty="No attachments.",
    columns=(
        shown("at", "When", "attachment.at", Kind.INSTANT),
        shown("name", "Name", "attachment.name", grows=True),
        shown("type", "Type", "attachment.type"),
        shown("size", "Bytes", "attachment.size", Kind.NUMBER),
        shown("sha256", "SHA-256", "attachment.sha256", width=0),
    ),
    filters={
        "contact": "attachment.contact_id = ?",
        "complaint": "attachment.complaint_id = ?",
    },
)
