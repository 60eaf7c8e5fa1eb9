"""Conditions of what is open beside cases: follow-ups and vouchers, in SQL.

Each function takes the alias of a row; None for a row that needs none, as in the words
of a partial index. Of cases: `csdesk.store.sql.case`.
"""

from __future__ import annotations

from csdesk.domain.vocabulary import COMMITMENTS, OUTREACH

_COMMITMENTS, _OUTREACH = (
    ", ".join(f"'{kind}'" for kind in kinds) for kinds in (COMMITMENTS, OUTREACH)
)


def _of(alias: str | None) -> str:
    return f"{alias}." if alias else ""


def is_open_follow_up(f: str | None) -> str:
    """Build the condition that a follow-up is not done."""
    return f"{_of(f)}done_at IS NULL"


def is_commitment(f: str | None) -> str:
    """Build the condition that a follow-up was promised to a customer."""
    return f"{_of(f)}kind IN ({_COMMITMENTS})"


def is_outreach(f: str | None) -> str:
    """Build the condition that a follow-up was the shop's own wish, not a promise."""
    return f"{_of(f)}kind IN ({_OUTREACH})"


def is_unredeemed(v: str | None) -> str:
    """Build the condition that nobody redeemed a voucher, expired or not."""
    return f"{_of(v)}redeemed_at IS NULL"


def is_unexpired(v: str | None, now: str) -> str:
    """Build the condition that a voucher has not expired by the instant `now`."""
    return f"coalesce({_of(v)}expires_at > {now}, 1)"
