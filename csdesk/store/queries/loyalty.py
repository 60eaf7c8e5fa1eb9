"""Purchases, vouchers by code, and loyalty rules with what they have rewarded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from csdesk.domain.loyalty import (
    LoyaltyProgress,
    PurchaseFacts,
    anniversaries,
    progress,
)
from csdesk.store.dialect import folded
from csdesk.store.queries.ids import every_id, first_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from csdesk.store.connection import Reader, Row


LAST_PRODUCTS: Final = f"""
SELECT product
FROM purchase
WHERE customer_id = ? AND product IS NOT NULL
GROUP BY {folded("product")}
ORDER BY max(at) DESC, max(id) DESC
LIMIT ?
"""
COUNTED: Final = """
SELECT customer_id, at, amount, quantity, paid_at
FROM purchase
WHERE customer_id IS NOT NULL AND at >= ? AND at <= ?
ORDER BY customer_id, at, id
"""
COUNTED_OF_ONE: Final = """
SELECT customer_id, at, amount, quantity, paid_at
FROM purchase
WHERE customer_id = ?3 AND at >= ?1 AND at <= ?2
ORDER BY at, id
"""


def lifetime_value(connection: Reader, customer: int) -> int | None:
    """Read the sum of a customer's purchases, in minor units; None without any."""
    value = connection.value(
        "SELECT sum(amount) FROM purchase WHERE customer_id = ?", (customer,)
    )
    total: int | None = value
    return total


def last_products(reader: Reader, customer: int, most: int = 3) -> tuple[str, ...]:
    """Read the products bought last, each once, the newest first."""
    return tuple(row["product"] for row in reader.rows(LAST_PRODUCTS, (customer, most)))


def bought_by_customer(
    reader: Reader, since: int, until: int, customer: int | None = None
) -> Iterator[tuple[int, list[PurchaseFacts]]]:
    """Yield each customer's purchases, oldest first, in a period.

    Both epoch seconds are included. `customer` None: of everyone with a purchase.
    """
    rows = (
        reader.rows(COUNTED, (since, until))
        if customer is None
        else reader.rows(COUNTED_OF_ONE, (since, until, customer))
    )
    for number, group in groupby(rows, key=lambda row: row["customer_id"]):
        yield (
            number,
            [
                PurchaseFacts(row["at"], row["amount"], row["quantity"], row["paid_at"])
                for row in group
            ],
        )


WITHOUT_VOUCHER: Final = """
SELECT remedy.id
FROM remedy
WHERE complaint_id = ? AND kind = 'voucher' AND granted_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM voucher WHERE voucher.remedy_id = remedy.id)
ORDER BY granted_at DESC, remedy.id DESC
LIMIT 1
"""
OF_COMPLAINT: Final = """
SELECT voucher.id
FROM voucher JOIN remedy ON remedy.id = voucher.remedy_id
WHERE remedy.complaint_id = ?
ORDER BY voucher.id
"""


def voucher_with_code(reader: Reader, code: str) -> int | None:
    """Find the voucher of that code, as stored, or None."""
    return first_id(reader.rows("SELECT id FROM voucher WHERE code = ?", (code,)))


def remedy_without_voucher(reader: Reader, complaint_id: int | None) -> int | None:
    """Find the newest granted voucher remedy without a voucher, or None."""
    return first_id(reader.rows(WITHOUT_VOUCHER, (complaint_id,)))


def vouchers_of_complaint(reader: Reader, complaint_id: int | None) -> list[int]:
    """Read the vouchers issued as remedies of a complaint."""
    return every_id(reader.rows(OF_COMPLAINT, (complaint_id,)))


def vouchers_of_remedy(reader: Reader, remedy_id: int) -> list[int]:
    """Read the vouchers issued as that remedy: usually one at most."""
    rows = reader.rows("SELECT id FROM voucher WHERE remedy_id = ?", (remedy_id,))
    return every_id(rows)


YEARS: Final = "years"
RULES: Final = """
SELECT id, name, basis, reaches, voucher, expires_days, valid_from
FROM loyalty_rule
ORDER BY id
"""
# Customers who are not merged, erased or gone: years count only for those.
STAYED: Final = """
SELECT u.id, u.since
FROM customer AS u
WHERE u.since IS NOT NULL AND u.merged_into_id IS NULL AND u.erased_at IS NULL
  AND u.id NOT IN (SELECT customer_id FROM departure WHERE returned_at IS NULL)
"""
ISSUED: Final = """
SELECT loyalty_rule_id, customer_id, reached
FROM voucher
WHERE loyalty_rule_id IS NOT NULL
"""
# What rules that were removed rewarded: `visits 10: 20` is the 20th visit of a rule
# that rewarded every tenth one.
RELEASED: Final = """
SELECT customer_id, reached, issued_at
FROM voucher
WHERE loyalty_rule_id IS NULL AND reached IS NOT NULL
"""
NOBODY: Final = """
SELECT u.id
FROM customer AS u
WHERE (u.merged_into_id IS NOT NULL OR u.erased_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """Loyalty rule as stored; amounts in minor units, `valid_from` in seconds."""

    id: int
    name: str
    basis: str
    reaches: int
    voucher: int
    expires_days: int | None
    valid_from: int

    @property
    def rewards(self) -> str:
        """Basis and amount of the rule, whatever its name: `visits 10`."""
        return f"{self.basis} {self.reaches}"


def read_rules(reader: Reader) -> list[Rule]:
    """Read every loyalty rule, the oldest first."""
    return [Rule(**dict(row)) for row in reader.rows(RULES)]


def rule_id_called(reader: Reader, name_key: str) -> int | None:
    """Find the rule of that folded name, or None."""
    return first_id(
        reader.rows("SELECT id FROM loyalty_rule WHERE name_key = ?", (name_key,))
    )


def vouchers_of_rule(reader: Reader, rule: int) -> list[int]:
    """Read the vouchers that a rule issued."""
    return every_id(
        reader.rows("SELECT id FROM voucher WHERE loyalty_rule_id = ?", (rule,))
    )


def issued(
    reader: Reader, customer: int | None = None
) -> dict[tuple[int, int | None], set[str]]:
    """Map (rule, customer) to what it rewarded; `customer` None: of everyone."""
    found: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    for row in _of(reader, ISSUED, "customer_id", customer):
        found[row["loyalty_rule_id"], row["customer_id"]].add(row["reached"])
    return found


def rewarded(
    reader: Reader, rules: Sequence[Rule], customer: int | None = None
) -> dict[tuple[int, int | None], set[str]]:
    """Return `issued`, with what removed rules rewarded since a like rule is valid."""
    found = issued(reader, customer)
    for row in _of(reader, RELEASED, "customer_id", customer):
        what, _, name = row["reached"].partition(": ")
        for rule in rules:
            if rule.rewards == what and row["issued_at"] >= rule.valid_from:
                found[rule.id, row["customer_id"]].add(name)
    return found


def standings(
    reader: Reader, rule: Rule, now: int, zone: ZoneInfo, customer: int | None = None
) -> Iterator[tuple[int, LoyaltyProgress]]:
    """Yield the progress of each customer in `rule` at `now`, which is included.

    `now` is in epoch seconds. Without merged and erased customers. `customer` None:
    everyone who has begun.
    """
    if rule.basis == YEARS:
        start = datetime.fromtimestamp(rule.valid_from, UTC)
        moment = datetime.fromtimestamp(now, UTC)
        for row in _of(reader, STAYED, "u.id", customer):
            since = datetime.fromtimestamp(row["since"], UTC)
            yield row["id"], anniversaries(rule.reaches, since, start, moment, zone)
        return
    nobody = set(every_id(_of(reader, NOBODY, "u.id", customer)))
    for number, bought in bought_by_customer(reader, rule.valid_from, now, customer):
        if number not in nobody:
            yield number, progress(rule.basis, rule.reaches, bought, now, zone)


def _of(reader: Reader, sql: str, column: str, customer: int | None) -> Sequence[Row]:
    """Read the rows of `sql`, which ends in a condition, of one customer or of all."""
    if customer is None:
        return reader.rows(sql)
    return reader.rows(f"{sql} AND {column} = ?", (customer,))
