"""List of loyalty rules, each in words and in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.loyalty import PROMPT_DAYS
from csdesk.domain.money import format_amount, major
from csdesk.result import Column, Kind, Listing
from csdesk.store.queries.loyalty import issued, read_rules

if TYPE_CHECKING:
    from csdesk.result import Locale
    from csdesk.store.connection import Reader
    from csdesk.store.queries.loyalty import Rule

# basis -> condition of a rule; {n} is the number to reach
CONDITIONS = {
    "visits": "every {n} purchases",
    "amount": "{n} in a calendar year",
    "quantity": "every {n} pieces",
    "prompt": f"{{n}} purchases in a row paid within {PROMPT_DAYS} days",
    "years": "every {n} years a customer",
}
SINGULAR = {
    "visits": "every purchase",
    "quantity": "every piece",
    "prompt": f"every purchase paid within {PROMPT_DAYS} days",
    "years": "every year a customer",
}


def rules_listing(reader: Reader, locale: Locale) -> Listing:
    """Return the loyalty rules, the oldest first, with the number of vouchers issued.

    `reaches`, for programs, is in the unit of the rule; an amount is in major units.
    """
    counts: dict[int, int] = {}
    for (rule, _), names in issued(reader).items():
        counts[rule] = counts.get(rule, 0) + len(names)
    return Listing(
        title="Loyalty rules",
        columns=(
            Column("name", "Name", grows=True),
            Column("says", "Rewards", grows=True),
            Column("when", "When", width=0),
            Column("reaches", "Reaches", Kind.NUMBER, 0),
            Column("voucher", "Voucher", Kind.MONEY),
            Column("expires_days", "Valid, days", Kind.NUMBER, 2),
            Column("valid_from", "Counts from", Kind.INSTANT, 2),
            Column("issued", "Issued", Kind.NUMBER),
        ),
        rows=tuple(
            (
                rule.name,
                condition(rule, locale.currency),
                rule.basis,
                _number(rule, locale.currency),
                rule.voucher,
                rule.expires_days,
                rule.valid_from,
                counts.get(rule.id, 0),
            )
            for rule in read_rules(reader)
        ),
        locale=locale,
        empty="No loyalty rules. Add one: csdesk loyalty add NAME --when visits"
        " --reaches 10 --voucher 15",
    )


def condition(rule: Rule, currency: str) -> str:
    """Format the condition: `every 10 purchases`, `500.00 EUR in a calendar year`."""
    n = str(rule.reaches)
    if rule.basis == "amount":
        n = format_amount(rule.reaches, currency)
    if rule.reaches == 1 and rule.basis in SINGULAR:
        return SINGULAR[rule.basis]
    return CONDITIONS[rule.basis].format(n=n)


def _number(rule: Rule, currency: str) -> float:
    return major(rule.reaches, currency) if rule.basis == "amount" else rule.reaches
