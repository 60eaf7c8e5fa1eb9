"""Treatment of every table and text column in an erasure and in a data export.

Two questions are answered here, as data: how an erasure changes a column, and which
columns an export of a person's data leaves out. A test compares it with the schema: a
column that is missing here fails.
"""

from __future__ import annotations

from typing import Final

from csdesk.domain.contact_fields import plain_names

ERASED: Final = "(erased)"

# Tables whose rows may belong to a customer; in the order in which they are read.
TABLES: Final = (
    "customer", "departure", "complaint", "contact", "complaint_event", "remedy",
    "reopening", "pause", "attachment", "survey_answer", "follow_up", "voucher",
    "purchase", "article_use",
)  # fmt: skip
# Tables without rows of customers, and why.
OTHERS: Final = {
    "agent": "who answers customers",
    "article": "the shop's answers, for everyone",
    "change": "the journal: its copies of a person's rows go with these",
    "closed_day": "when the shop is open",
    "erased_key": "hashes of those who were erased",
    "import_run": "files and counts",
    "loyalty_rule": "a rule for everyone",
    "opening_interval": "when the shop is open",
    "operation": "which agent did what, when",
    "service_target": "a rule for everyone",
    "setting": "the shop's rules",
}
# Rows that are removed: files that a customer sent.
REMOVED: Final = ("attachment",)
# Columns that are emptied: free text about this customer.
EMPTIED: Final = {
    "customer": (
        "email", "email_key", "phone", "phone_key", "company", "tags", "note",
    ),
    "departure": ("reason",),
    "complaint": ("description", "asked", "product", "order_ref", "decision"),
    "contact": ("subject", "notes"),
    "complaint_event": ("text",),
    "remedy": ("text",),
    "reopening": ("reason",),
    "pause": ("reason",),
    "survey_answer": ("comment",),
    "follow_up": ("text", "outcome"),
    "purchase": ("product",),
}  # fmt: skip
# Columns that are never empty, and their values afterwards.
REPLACED: Final[dict[str, dict[str, str | int]]] = {
    "customer": {"name": ERASED, "name_key": ERASED},
    "attachment": {"name": ERASED, "type": "", "sha256": "", "size": 0, "content": ""},
}
# Words of the shop's own that figures group by, or `complaint causes` prints: only the
# person's name and addresses in them are removed.
SCRUBBED: Final = {
    "customer": ("tier",),
    "complaint": ("category", "root_cause", "corrective_action"),
    "contact": ("category",),
}
# Columns by which an import recognises a row.
IDENTIFYING: Final = ("external_id", "row_digest")
# Other text that stays, and why.
UNCHANGED: Final = {
    "source": "the name of a system, given by the shop",
    "channel": "one of fixed words",
    "direction": "one of fixed words",
    "phase": "one of fixed words",
    "reason": "one of fixed words",
    "severity": "one of fixed words",
    **dict.fromkeys(plain_names("word"), "one of fixed words"),
    "status": "one of fixed words",
    "from_status": "one of fixed words",
    "to_status": "one of fixed words",
    "outcome": "one of fixed words",
    "upheld": "one of fixed words",
    "kind": "one of fixed words",
    "every": "one of fixed words",
    "policy": "one of fixed words",
    "agent": "the agent, not the customer",
    "response_target": "a rule of the shop's, as it stood",
    "resolution_target": "a rule of the shop's, as it stood",
    "code": "random; its owner may still redeem the voucher",
    "reached": "how much of a rule was reached",
}
# Columns that an export of a person's data leaves out, and why.
NOT_EXPORTED: Final = {
    "name_key": "the name once more, as csdesk compares it",
    "email_key": "the e-mail address once more, as csdesk compares it",
    "phone_key": "the phone number once more, as csdesk compares it",
    "row_digest": "a check sum of csdesk's own",
    "import_run_id": "the import of the row: source and external_id are exported",
    "resolution_time_known": "how csdesk reckons with a resolution",
    "time_known": "how csdesk reckons with a resolution",
    "agent": "another person: who worked",
    "agent_id": "another person: who worked",
    "owner_id": "another person: who works on it",
    "approved_by_id": "another person: who let it pass",
    "referred_by_id": "another person: who sent them",
    "article_id": "exported as its title",
    "content": "in a file of its own",
}


def written_by_people(table: str) -> tuple[str, ...]:
    """Return the columns of `table` that are no longer imported if erased."""
    return (*EMPTIED.get(table, ()), *REPLACED.get(table, ()))
