"""Every table and text column of a desk, seen from the person whom it may be about.

Two questions have their answers here, as data: what an erasure does to a column, and
what an export of a person's data leaves out. A test walks the schema: a column that is
in none of these stops it.
"""

from __future__ import annotations

from typing import Final

from csdesk.domain.contact_fields import plain_names

ERASED: Final = "(erased)"
SEALED: Final = (
    "sealed"  # a salted hash takes its place: csdesk.store.privacy.pseudonyms
)

# Tables whose rows may be one customer's; in the order in which their rows are found.
TABLES: Final = (
    "customer", "departure", "complaint", "contact", "complaint_event", "remedy",
    "reopening", "pause", "attachment", "survey_answer", "follow_up", "voucher",
    "purchase", "article_use",
)  # fmt: skip
# Tables that hold no customer's rows, and why.
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
# Rows that go altogether: files that a customer sent.
REMOVED: Final = ("attachment",)
# Columns that are emptied: what somebody wrote, of this one customer.
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
# Columns that are never empty, and what stands there afterwards.
REPLACED: Final[dict[str, dict[str, str | int]]] = {
    "customer": {"name": ERASED, "name_key": ERASED},
    "attachment": {"name": ERASED, "type": "", "sha256": "", "size": 0, "content": ""},
}
# Words of the shop's own by which figures group, or which `complaint causes` prints:
# they stay, but for the person's name and addresses in them.
SCRUBBED: Final = {
    "customer": ("tier",),
    "complaint": ("category", "root_cause", "corrective_action"),
    "contact": ("category",),
}
# What an import knows a row by.
IDENTIFYING: Final = ("external_id", "row_digest")
# Other text that stays, and why.
KEPT: Final = {
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
    "agent": "who worked, not for whom",
    "response_target": "a rule of the shop's, as it stood",
    "resolution_target": "a rule of the shop's, as it stood",
    "code": "made by chance; whoever holds the voucher may still redeem it",
    "reached": "how much of a rule was reached",
}
# What an export of a person's data leaves out, and why.
UNTOLD: Final = {
    "name_key": "the name once more, as csdesk compares it",
    "email_key": "the e-mail address once more, as csdesk compares it",
    "phone_key": "the phone number once more, as csdesk compares it",
    "row_digest": "a check sum of csdesk's own",
    "import_run_id": "which file brought the row: source and external_id tell",
    "resolution_time_known": "how csdesk reckons with a resolution",
    "time_known": "how csdesk reckons with a resolution",
    "agent": "another person: who worked",
    "agent_id": "another person: who worked",
    "owner_id": "another person: who works on it",
    "approved_by_id": "another person: who let it pass",
    "referred_by_id": "another person: who sent them",
    "article_id": "told by its title",
    "content": "in a file of its own",
}


def written_by_people(table: str) -> tuple[str, ...]:
    """The columns of `table` that an import brings no more once somebody is erased."""
    return (*EMPTIED.get(table, ()), *REPLACED.get(table, ()))
