"""Cost of a remedy, in SQL (KPIS.md §3, "Making it good").

Each function takes the alias of a row of `remedy`.
"""

from __future__ import annotations

from csdesk.domain.vocabulary import COSTLY_REMEDIES

_COSTLY = ", ".join(f"'{kind}'" for kind in COSTLY_REMEDIES)


def is_costly(r: str) -> str:
    """Build the condition that a remedy is of a kind that costs something."""
    return f"{r}.kind IN ({_COSTLY})"


def cost(r: str) -> str:
    """Build the cost of a remedy, in minor units; NULL where none is known.

    A voucher costs its face value; any other remedy without a cost costs its value.
    """
    return f"""CASE {r}.kind WHEN 'voucher' THEN coalesce({r}.value, {r}.cost)
  ELSE coalesce({r}.cost, {r}.value) END"""
