"""Lapsed customers: the dates of a customer's signs of life, and time without one.

A sign of a customer is an inbound contact, a complaint or a purchase. Whether somebody
is still a customer is decided elsewhere: as of an instant by
`csdesk.kpi.relations.lapsed`, now by `csdesk.store.queries.outreach`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.dialect import most
from csdesk.store.sql.windows import DAY

if TYPE_CHECKING:
    from csdesk.store.settings import Settings

# Sources of signs: table, column of the instant, which rows count.
SIGNS: Final = (
    ("contact", "received_at", " AND direction = 'inbound'"),
    ("complaint", "opened_at", ""),
    ("purchase", "at", ""),
)
RULE: Final = "lapsed_after"
_NEVER = -(10**18)


def silence(settings: Settings, at: int) -> int:
    """Return the seconds without a sign after which a customer had lapsed at `at`."""
    return int(settings.get(RULE, at) or 0) * DAY


def gave_sign(u: str, where: str) -> str:
    """Build the condition that a customer gave a sign, at an `{at}` within `where`."""
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} AS o WHERE o.customer_id = {u}.id"
        f" AND {where.replace('{at}', f'o.{dated}')}{also})"
        for table, dated, also in SIGNS
    )


def last_sign(u: str) -> str:
    """Build the instant of a customer's last sign; NULL where there was none."""
    last = most(
        *(
            f"coalesce((SELECT max({dated}) FROM {table}\n"
            f"    WHERE customer_id = {u}.id{also}), {_NEVER})"
            for table, dated, also in SIGNS
        )
    )
    return f"nullif({last}, {_NEVER})"


def had_lapsed(u: str, since: str, at: str) -> str:
    """Build the condition that a customer from before `since` gave no sign to `at`.

    Both are instants in SQL: `at` is not included.
    """
    return f"""(coalesce({u}.since < {since}, 0)
    OR {gave_sign(u, f"{{at}} < {since}")})
  AND NOT ({gave_sign(u, f"{{at}} >= {since} AND {{at}} < {at}")})"""
