"""Loyalty rules: add and remove them, and issue each of their vouchers once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from csdesk.domain.money import read_amount
from csdesk.domain.timezone import midnight
from csdesk.domain.vocabulary import did_you_mean, fold
from csdesk.errors import NotFoundError, RefusedError, UsageProblem
from csdesk.services.settings import day_begins
from csdesk.services.vouchers import issue_reward
from csdesk.store.models import LoyaltyRule, Voucher
from csdesk.store.queries.loyalty import (
    read_rules,
    rewarded,
    rule_id_called,
    standings,
    vouchers_of_rule,
)

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work

MOST_REACHED = 1_000_000_000
MOST_DIGITS = 20
LONGEST_DAYS = 36_525


@dataclass(frozen=True, slots=True)
class NewRule:
    """A loyalty rule to add; numbers and amounts as typed, `expires` in seconds.

    `since` is the first day that counts; None: today.
    """

    name: str
    basis: str
    reaches: str
    voucher: str
    expires: int | None = None
    since: str | None = None


def add_rule(work: Work, new: NewRule) -> LoyaltyRule:
    """Add a rule that rewards customers from a day on.

    Raises UsageProblem for an empty name or invalid number, RefusedError for a name
    that another rule has, or for a reward that another rule gives already.
    """
    name = " ".join(new.name.split())
    if not name:
        raise UsageProblem("The name is empty.", "Write it, such as 'tenth visit'.")
    if rule_id_called(work.reader, fold(name)) is not None:
        raise RefusedError(
            f"There is already a rule '{name}'.",
            f"Choose another name, or first: csdesk loyalty remove '{name}'",
        )
    currency = work.settings.text("currency")
    voucher = read_amount(new.voucher, currency)
    if voucher == 0:
        raise UsageProblem("--voucher is 0.", "Write what it is worth, such as 15.")
    today = work.now.astimezone(work.settings.zone).date()
    since = midnight(today, work.settings.zone)
    reaches = _reaches(new, currency)
    _refuse_twice(work, new, reaches)
    row = LoyaltyRule(
        name=name,
        name_key=fold(name),
        basis=new.basis,
        reaches=reaches,
        voucher=voucher,
        expires_days=_days(new.expires),
        valid_from=since if new.since is None else day_begins(work, new.since),
    )
    work.session.add(row)
    work.session.flush()
    return row


def remove_rule(work: Work, name: str) -> LoyaltyRule:
    """Remove a rule; the vouchers that it issued stay, with their reason.

    Raises NotFoundError.
    """
    number = rule_id_called(work.reader, fold(name))
    if number is None:
        names = [rule.name for rule in read_rules(work.reader)]
        raise NotFoundError(
            f"There is no loyalty rule '{name}'.",
            did_you_mean(name, names) or "List them with 'csdesk loyalty list'.",
        )
    row = work.session.get_one(LoyaltyRule, number)
    voucher_ids = vouchers_of_rule(work.reader, number)
    for voucher_id in voucher_ids:
        voucher = work.session.get_one(Voucher, voucher_id)
        voucher.loyalty_rule_id = None
        # So that a similar rule does not reward the same again.
        voucher.reached = f"{row.basis} {row.reaches}: {voucher.reached}"
    if voucher_ids:
        count = len(voucher_ids)
        many = "The voucher" if count == 1 else f"The {count} vouchers"
        work.warn(f"{many} that it issued stay{'s' if count == 1 else ''} valid.")
    work.session.flush()
    work.session.delete(row)
    work.session.flush()
    return row


def reward(work: Work, customer_id: int | None) -> list[Voucher]:
    """Issue the vouchers that a customer has earned by now and not had yet."""
    return [] if customer_id is None else _issue(work, customer_id)


def reward_everyone(work: Work) -> list[Voucher]:
    """Issue the vouchers that all customers have earned by now and not had yet."""
    return _issue(work, None)


def _issue(work: Work, customer_id: int | None) -> list[Voucher]:
    rules = read_rules(work.reader)
    done = rewarded(work.reader, rules, customer_id)
    now, zone = int(work.now.timestamp()), work.settings.zone
    found = []
    for rule in rules:
        days = rule.expires_days
        expires = None if days is None else work.now + timedelta(days=days)
        due = [
            (number, name)
            for number, standing in standings(work.reader, rule, now, zone, customer_id)
            for name in standing.reached
            if name not in done.get((rule.id, number), ())
        ]
        found += [
            issue_reward(
                work, number, rule.voucher, expires, rule_id=rule.id, reached=name
            )
            for number, name in due
        ]
    return found


def _refuse_twice(work: Work, new: NewRule, reaches: int) -> None:
    for rule in read_rules(work.reader):
        if (rule.basis, rule.reaches) == (new.basis, reaches):
            raise RefusedError(
                f"'{rule.name}' rewards that already: {new.basis}, {new.reaches}.",
                "Nothing is rewarded twice. First: "
                f"csdesk loyalty remove '{rule.name}'",
            )


def _reaches(new: NewRule, currency: str) -> int:
    if new.basis == "amount":
        reaches = read_amount(new.reaches, currency)
    else:
        typed = new.reaches.strip()
        if not (typed.isascii() and typed.isdecimal()):
            raise UsageProblem(
                f"--reaches is '{new.reaches}', not a whole number.",
                "Write it as 10; an amount goes with --when amount.",
            )
        reaches = int(typed[:MOST_DIGITS])  # more digits are too large as well
    if not 0 < reaches <= MOST_REACHED:
        raise UsageProblem(
            f"--reaches is {new.reaches}.",
            f"Write 1 to {MOST_REACHED:,}.".replace(",", " "),
        )
    return reaches


def _days(seconds: int | None) -> int | None:
    if seconds is None:
        return None
    days, rest = divmod(seconds, 86_400)
    if rest or not 0 < days <= LONGEST_DAYS:
        raise UsageProblem(
            "--expires is not a number of whole days.", "Write it as 90d or 12w."
        )
    return days
