"""Rewards of loyalty rules, computed from a customer's purchases.

Each reward has a name of its own within its rule (`10`, `20`, `2026`), so that it is
given only once, however often it is computed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

DAY: Final = 86_400
LAST_YEAR: Final = 2200
PROMPT_DAYS: Final = 14  # a purchase paid within these days is paid promptly


@dataclass(frozen=True, slots=True)
class PurchaseFacts:
    """One purchase: Unix seconds, minor units; `paid_at` None: not paid yet."""

    at: int
    amount: int
    quantity: int | None = None
    paid_at: int | None = None


@dataclass(frozen=True, slots=True)
class LoyaltyProgress:
    """A customer's progress under a rule: rewards reached, and what the next one needs.

    `left` is in the unit of the rule (visits, minor units, pieces, payments in a row,
    days for years); None: there is no next reward.
    """

    reached: tuple[str, ...]
    left: int | None


def progress(
    basis: str,
    reaches: int,
    purchases: Sequence[PurchaseFacts],
    now: int,
    zone: ZoneInfo,
) -> LoyaltyProgress:
    """Compute the progress by a rule of visits, amount, quantity or prompt payment.

    `purchases` are those that count, oldest first. Every purchase is a visit. A
    purchase without a quantity is one piece. An amount counts within a calendar year
    of `zone`, once a year; everything else is rewarded whenever it is reached again.
    """
    if basis == "amount":
        return _in_a_year(reaches, purchases, now, zone)
    if basis == "prompt":
        return _in_a_row(reaches, purchases, now)
    pieces = (1 if one.quantity is None else one.quantity for one in purchases)
    count = sum(pieces) if basis == "quantity" else len(purchases)
    return LoyaltyProgress(
        _multiples(reaches, count // reaches), reaches - count % reaches
    )


def anniversaries(
    every: int, since: datetime, valid_from: datetime, now: datetime, zone: ZoneInfo
) -> LoyaltyProgress:
    """Find the anniversaries, every so many years, from `valid_from` until `now`.

    Both are included. A customer since 29 February has them on the 28th of other years.
    """
    from dateutil.relativedelta import relativedelta

    begin, count = since.astimezone(zone), every
    found: list[str] = []
    while begin.year + count < LAST_YEAR:
        day = begin + relativedelta(years=count)
        if day > now:
            return LoyaltyProgress(tuple(found), (day - now).days + 1)
        if day >= valid_from:
            found.append(str(count))
        count += every
    return LoyaltyProgress(tuple(found), None)


def _multiples(reaches: int, times: int) -> tuple[str, ...]:
    return tuple(str(reaches * number) for number in range(1, times + 1))


def _in_a_year(
    reaches: int, purchases: Sequence[PurchaseFacts], now: int, zone: ZoneInfo
) -> LoyaltyProgress:
    spent: Counter[int] = Counter()
    for one in purchases:
        spent[_year(one.at, zone)] += one.amount
    reached = tuple(str(year) for year in sorted(spent) if spent[year] >= reaches)
    this_year = spent[_year(now, zone)]
    return LoyaltyProgress(
        reached, reaches - this_year if this_year < reaches else None
    )


def _in_a_row(
    reaches: int, purchases: Sequence[PurchaseFacts], now: int
) -> LoyaltyProgress:
    """Count prompt payments in a row; a late one ends it, one still due is skipped."""
    times = row = 0
    for one in purchases:
        limit = one.at + PROMPT_DAYS * DAY
        if one.paid_at is not None and one.paid_at <= limit:
            row += 1
        elif one.paid_at is not None or now > limit:
            row = 0
        if row == reaches:
            times, row = times + 1, 0
    return LoyaltyProgress(_multiples(reaches, times), reaches - row)


def _year(at: int, zone: ZoneInfo) -> int:
    return datetime.fromtimestamp(at, UTC).astimezone(zone).year
