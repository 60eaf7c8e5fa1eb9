"""Loyalty rules, and what they have rewarded already; instants are epoch seconds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.loyalty import Standing, anniversaries, standing
from csdesk.store.records.ids import every_id, first_id
from csdesk.store.records.purchases import bought_by_customer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from csdesk.store.settings import Execute

YEARS: Final = "years"
RULES: Final = """
SELECT id, name, basis, reaches, voucher, expires_days, valid_from
FROM loyalty_rule
ORDER BY id
"""
# Who has not been merged away, erased or lost: years go on only for those.
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
    """A loyalty rule as it is kept; amounts in minor units, `valid_from` in seconds."""

    id: int
    name: str
    basis: str
    reaches: int
    voucher: int
    expires_days: int | None
    valid_from: int

    @property
    def rewards(self) -> str:
        """What it rewards, whatever it is called: `visits 10`."""
        return f"{self.basis} {self.reaches}"


def read_rules(execute: Execute) -> list[Rule]:
    """Every loyalty rule, the oldest first."""
    return [Rule(**dict(row)) for row in execute(RULES)]


def rule_id_called(execute: Execute, name_key: str) -> int | None:
    """The rule of that folded name, or None."""
    return first_id(
        execute("SELECT id FROM loyalty_rule WHERE name_key = ?", (name_key,))
    )


def vouchers_of_rule(execute: Execute, rule: int) -> list[int]:
    """The vouchers that a rule issued."""
    return every_id(
        execute("SELECT id FROM voucher WHERE loyalty_rule_id = ?", (rule,))
    )


def issued(
    execute: Execute, customer: int | None = None
) -> dict[tuple[int, int | None], set[str]]:
    """(rule, customer) -> what it rewarded; `customer` None: of everyone."""
    found: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    for row in _of(execute, ISSUED, "customer_id", customer):
        found[row["loyalty_rule_id"], row["customer_id"]].add(row["reached"])
    return found


def rewarded(
    execute: Execute, rules: Sequence[Rule], customer: int | None = None
) -> dict[tuple[int, int | None], set[str]]:
    """As `issued`, and what a rule that was removed rewarded since the rule holds."""
    found = issued(execute, customer)
    for row in _of(execute, RELEASED, "customer_id", customer):
        what, _, name = row["reached"].partition(": ")
        for rule in rules:
            if rule.rewards == what and row["issued_at"] >= rule.valid_from:
                found[rule.id, row["customer_id"]].add(name)
    return found


def standings(
    execute: Execute, rule: Rule, now: int, zone: ZoneInfo, customer: int | None = None
) -> Iterator[tuple[int, Standing]]:
    """How far each customer is by `rule` at the epoch second `now`, which is included.

    Without those merged away or erased. `customer` None: everyone who has begun.
    """
    if rule.basis == YEARS:
        start = datetime.fromtimestamp(rule.valid_from, UTC)
        moment = datetime.fromtimestamp(now, UTC)
        for row in _of(execute, STAYED, "u.id", customer):
            since = datetime.fromtimestamp(row["since"], UTC)
            yield row["id"], anniversaries(rule.reaches, since, start, moment, zone)
        return
    nobody = set(every_id(_of(execute, NOBODY, "u.id", customer)))
    for number, bought in bought_by_customer(execute, rule.valid_from, now, customer):
        if number not in nobody:
            yield number, standing(rule.basis, rule.reaches, bought, now, zone)


def _of(
    execute: Execute, sql: str, column: str, customer: int | None
) -> Sequence[Mapping[str, Any]]:
    """The rows of `sql`, which ends in a condition; of one customer, or of all."""
    if customer is None:
        return execute(sql)
    return execute(f"{sql} AND {column} = ?", (customer,))
