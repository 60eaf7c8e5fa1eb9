"""Dimensions that figures can be split by, and their SQL (KPIS.md §3).

A record without the dimension takes it from its contact or complaint; without one
there too it falls under None. Values are the current ones.
"""

from __future__ import annotations

from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem

DIMENSIONS = {
    "channel": "how the customer came",
    "category": "the shop's own word for what it was about",
    "phase": "before, at or after the sale",
    "reason": "why the customer came",
    "agent": "who handled it; of a complaint, its owner",
    "tier": "the customer's tier",
}
OWN = {name: f"{{row}}.{name}" for name in ("channel", "category", "phase", "reason")}
TIER = "(SELECT tier FROM customer WHERE id = {row}.customer_id)"
AGENT = "(SELECT name FROM agent WHERE id = {row}.%s)"
OF_CONTACT = OWN | {"tier": TIER, "agent": AGENT % "agent_id"}
OF_COMPLAINT = {
    "channel": OWN["channel"],
    "category": OWN["category"],
    "tier": TIER,
    "agent": AGENT % "owner_id",
}
ALWAYS_THERE = ("channel",)


def read_dimension(text: str) -> str:
    """Read the name of a dimension. Raises UsageProblem for anything else."""
    wanted = text.strip().casefold()
    if wanted not in DIMENSIONS:
        raise UsageProblem(
            f"Nothing can be split by '{text}'.",
            did_you_mean(wanted, DIMENSIONS) or f"Write {', '.join(DIMENSIONS)}.",
        )
    return wanted


def contact_dimensions(row: str) -> dict[str, str]:
    """Return SQL of a contact's dimensions: its own, else its complaint's."""
    from_complaint = {
        name: f"SELECT {sql.format(row='dk')} FROM complaint AS dk"
        f" WHERE dk.id = {row}.complaint_id"
        for name, sql in OF_COMPLAINT.items()
    }
    return _first_of(row, OF_CONTACT, from_complaint)


def complaint_dimensions(row: str) -> dict[str, str]:
    """Return SQL of a complaint's dimensions: its own, else its first contact's."""
    from_contact = {
        name: f"SELECT {sql.format(row='dc')} FROM contact AS dc"
        f" WHERE dc.complaint_id = {row}.id AND dc.direction = 'inbound'"
        " ORDER BY dc.received_at, dc.id LIMIT 1"
        for name, sql in OF_CONTACT.items()
    }
    return _first_of(row, OF_COMPLAINT, from_contact)


def linked_dimensions(row: str, *, contact: bool, own_tier: bool) -> dict[str, str]:
    """Return SQL of the dimensions of a `row` that belongs to a contact or complaint.

    `contact`: it may have a contact, which takes precedence; `own_tier`: it has a
    customer.
    """
    found = {
        name: [
            f"SELECT {sql} FROM complaint AS dq WHERE dq.id = {row}.complaint_id",
        ]
        for name, sql in complaint_dimensions("dq").items()
    }
    if contact:
        for name, sql in contact_dimensions("dl").items():
            found[name].insert(
                0, f"SELECT {sql} FROM contact AS dl WHERE dl.id = {row}.contact_id"
            )
    own = {"tier": TIER.format(row=row)} if own_tier else {}
    return {
        name: _coalesced(own.get(name), *(f"({select})" for select in selects))
        for name, selects in found.items()
    }


def customer_dimensions(row: str) -> dict[str, str]:
    """Return SQL of a customer's dimensions: the tier alone."""
    return dict.fromkeys(DIMENSIONS, "NULL") | {"tier": f"{row}.tier"}


def _first_of(row: str, own: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    return {
        name: _coalesced(
            own[name].format(row=row) if name in own else None,
            f"({other[name]})" if name in other and name not in ALWAYS_THERE else None,
        )
        for name in DIMENSIONS
    }


def _coalesced(*choices: str | None) -> str:
    there = [choice for choice in choices if choice]
    return there[0] if len(there) == 1 else f"coalesce({', '.join(there)})"
