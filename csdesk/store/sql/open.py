"""Conditions of open follow-ups and vouchers, in SQL.

Each function takes the alias of a row; None for a row without one, as in the condition
of a partial index. For cases: `csdesk.store.sql.case`.
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
    """Build the condition that a follow-up is a commitment to a customer."""
    return f"{_of(f)}kind IN ({_COMMITMENTS})"


def is_outreach(f: str | None) -> str:
    """Build the condition that a follow-up is the shop's wish, no commitment."""
    return f"{_of(f)}kind IN ({_OUTREACH})"


def is_unredeemed(v: str | None) -> str:
    """Build the condition that a voucher is not redeemed, expired or not."""
    return f"{_of(v)}redeemed_at IS NULL"


def is_unexpired(v: str | None, now: str) -> str:
    """Build the condition that a voucher has not expired by the instant `now`."""
    return f"coalesce({_of(v)}expires_at > {now}, 1)"
