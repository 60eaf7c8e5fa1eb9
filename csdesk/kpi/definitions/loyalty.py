"""Loyalty: customers who left, lapsed or were won back; vouchers."""

from __future__ import annotations

from csdesk.kpi.kpi import STOCK, count, rate
from csdesk.kpi.measure import Measure, Take
from csdesk.kpi.relations import (
    CUSTOMERS,
    DEPARTURES,
    FOLLOW_UPS,
    LAPSED,
    LEFT_BY_START,
    UNDATED_CUSTOMERS,
    UNSEEN_CUSTOMERS,
    VOUCHERS,
)
from csdesk.result import Better
from csdesk.store.sql.windows import WIN_BACK

SECTION = "Loyalty, social, money"

WAS_THERE = f"""r.since < {{start}} AND NOT EXISTS (SELECT 1 FROM departure AS e
  WHERE e.customer_id = r.number AND {LEFT_BY_START.replace("d.", "e.")})"""
# A customer who left twice in a period counts once.
FIRST_LEAVING = """NOT EXISTS (SELECT 1 FROM departure AS l
  WHERE l.customer_id = r.number AND l.left_at >= {start}
    AND (l.left_at, l.id) < (r.left_at, r.id))"""
WON_BACK = f"""EXISTS (SELECT 1 FROM purchase AS e
  WHERE e.customer_id = r.customer_id
    AND e.at >= r.done_at AND e.at < r.done_at + {WIN_BACK})"""

MEASURES = (
    Measure(
        "customers_at_start",
        "customers when the period began",
        CUSTOMERS,
        None,
        "r.opened_at < {start}",
        Take.SUM,
        "r.many",
    ),
    Measure(
        "customers_left",
        "of these, those who left in it",
        DEPARTURES,
        "left_at",
        f"{WAS_THERE} AND {FIRST_LEAVING}",
    ),
    Measure(
        "customers_undated",
        "customers whose first day is not known",
        UNDATED_CUSTOMERS,
        None,
    ),
    Measure(
        "lapsed",
        "customers without a contact, complaint or purchase for that time",
        LAPSED,
        None,
        "1",
        Take.SUM,
        "r.many",
    ),
    Measure(
        "never_seen",
        "customers of whom neither a first day nor anything else is known",
        UNSEEN_CUSTOMERS,
        None,
    ),
    Measure(
        "win_backs",
        "win-back follow-ups done 60 days before",
        FOLLOW_UPS,
        "done_at",
        "r.kind = 'win-back'",
        shift=WIN_BACK,
    ),
    Measure(
        "won_back",
        "of these, those whose customer purchased within 60 days",
        FOLLOW_UPS,
        "done_at",
        f"r.kind = 'win-back' AND {WON_BACK}",
        shift=WIN_BACK,
    ),
    Measure("vouchers_issued", "vouchers issued", VOUCHERS, "issued_at"),
    Measure(
        "vouchers_redeemed",
        "of these, those redeemed by now",
        VOUCHERS,
        "issued_at",
        "r.redeemed_at < {T}",
    ),
)

KPIS = (
    rate(
        "churn_rate",
        "Customers who left",
        Better.LOWER,
        "left",
        of=("customers_left", "customers_at_start"),
        needs="no customers when the period began",
        left_out=("customers_undated",),
        source="customer relationship management",
        meaning="Of those who were customers when the period began, the share who "
        "left in it. Whoever was won in the period is no part of it.",
    ),
    count(
        "lapsed_customers",
        "Lapsed customers",
        Better.LOWER,
        STOCK,
        "lapsed",
        left_out=("never_seen",),
        on_request=True,
        source="customer relationship management",
        meaning="Customers who have not left, and of whom no contact, complaint or "
        "purchase came for 180 days, or the days of the setting lapsed_after.",
    ),
    rate(
        "winback_rate",
        "Won back",
        Better.HIGHER,
        "done + 60 d",
        of=("won_back", "win_backs"),
        needs="no win-backs done 60 days before",
        source="customer relationship management",
        meaning="Of the win-back follow-ups done, the share whose customer purchased "
        "within 60 days.",
    ),
    rate(
        "voucher_redemption_rate",
        "Vouchers redeemed",
        Better.HIGHER,
        "issued",
        of=("vouchers_redeemed", "vouchers_issued"),
        needs="no vouchers issued",
        source="customer relationship management",
        meaning="Of the vouchers issued in the period, the share redeemed as of the "
        "report.",
    ),
)
