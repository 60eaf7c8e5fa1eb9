"""Customers to contact, with the reasons, and those not to be contacted.

Instants are epoch seconds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from csdesk.domain.ids import CUSTOMER, VOUCHER, ref
from csdesk.domain.money import format_amount
from csdesk.domain.timezone import format_day
from csdesk.store.dialect import among, as_list
from csdesk.store.queries.ids import every_id
from csdesk.store.queries.loyalty import YEARS, read_rules, standings
from csdesk.store.sql.lapsed import last_sign, silence
from csdesk.store.sql.open import is_open_follow_up, is_outreach, is_unredeemed
from csdesk.store.sql.windows import DAY, EXPIRY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.store.connection import Reader
    from csdesk.store.queries.loyalty import Rule
    from csdesk.store.settings import Settings


MONTH: Final = 30 * 86_400
# Customers `u` who were merged, erased or left; and those marked do_not_contact.
_NOBODY: Final = "(u.merged_into_id IS NOT NULL OR u.erased_at IS NOT NULL)"
_LEFT: Final = "u.id IN (SELECT customer_id FROM departure WHERE returned_at IS NULL)"
GONE: Final = f"({_NOBODY} OR {_LEFT})"
NOT_TO_CONTACT: Final = f"(u.do_not_contact = 1 OR {GONE})"
# Customers who left may be won back, and are owed their commitments.
NOT_EVEN_TO_WIN_BACK: Final = f"(u.do_not_contact = 1 OR {_NOBODY})"
CONTACTED: Final = """
SELECT customer_id AS id
FROM contact
WHERE received_at > ?1 AND received_at <= ?2 AND direction = 'outbound'
  AND customer_id IS NOT NULL
"""
DONE: Final = f"""
SELECT customer_id AS id
FROM follow_up
WHERE done_at > ?1 AND done_at <= ?2 AND {is_outreach(None)}
  AND customer_id IS NOT NULL
"""
PLANNED: Final = f"""
SELECT customer_id AS id
FROM follow_up
WHERE {is_open_follow_up(None)} AND due_at <= ? AND {is_outreach(None)}
  AND customer_id IS NOT NULL
"""


def not_to_contact(reader: Reader, *, win_back: bool = False) -> set[int]:
    """Read the customers marked so, and those who left, were merged or erased.

    To `win_back`: without those who left.
    """
    hidden = NOT_EVEN_TO_WIN_BACK if win_back else NOT_TO_CONTACT
    return set(every_id(reader.rows(f"SELECT u.id FROM customer AS u WHERE {hidden}")))


def times_contacted(reader: Reader, now: int, *, planned: bool) -> Counter[int]:
    """Count the contacts of each customer in the 30 days until `now`.

    Outbound contacts count, and reminders and win-backs done; `planned`: as well as
    those still open and due in the 30 days to come, or overdue.
    """
    counts = Counter(every_id(reader.rows(CONTACTED, (now - MONTH, now))))
    counts.update(every_id(reader.rows(DONE, (now - MONTH, now))))
    if planned:
        counts.update(every_id(reader.rows(PLANNED, (now + MONTH,))))
    return counts


NEAR_SHARE: Final = 10  # a tenth of an amount is near enough
LAPSED: Final = f"""
SELECT id, name, do_not_contact, sign, is_waiting, value
FROM (
  SELECT u.id, u.name, u.do_not_contact,
    coalesce({last_sign("u")}, u.since) AS sign,
    EXISTS (SELECT 1 FROM follow_up WHERE customer_id = u.id
            AND kind = 'win-back' AND {is_open_follow_up(None)}) AS is_waiting,
    (SELECT sum(amount) FROM purchase WHERE customer_id = u.id) AS value
  FROM customer AS u
  WHERE NOT {GONE})
WHERE sign < ?
ORDER BY value DESC, sign, id
"""
REMINDERS: Final = f"""
SELECT f.id, f.customer_id, f.kind, f.text, f.due_at, u.name
FROM follow_up AS f JOIN customer AS u ON u.id = f.customer_id
WHERE {is_open_follow_up("f")} AND f.due_at < ? AND {is_outreach("f")}
ORDER BY f.due_at, f.id
"""
EXPIRING: Final = f"""
SELECT v.id, v.customer_id, v.value, v.expires_at
FROM voucher AS v
WHERE v.customer_id IS NOT NULL AND {is_unredeemed("v")}
  AND v.expires_at > ? AND v.expires_at <= ?
ORDER BY v.expires_at, v.id
"""
REFERRED: Final = f"""
SELECT u.id, u.referred_by_id, u.since, {NOT_TO_CONTACT} AS is_hidden
FROM customer AS u
WHERE u.referred_by_id IS NOT NULL AND u.since > ? AND u.since <= ?
  AND u.merged_into_id IS NULL AND u.erased_at IS NULL
ORDER BY u.since DESC, u.id
"""
NAMES: Final = f"SELECT id, name FROM customer WHERE {among('id')}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Customer to contact: `reasons`, and `number` of the follow-up, if any.

    `at` is when the last sign came, or when the reminder is due.
    """

    customer: int
    name: str
    reasons: tuple[str, ...]
    at: int | None = None
    number: int | None = None


@dataclass(slots=True)
class Selection:
    """Customers to contact, and how many were left out for which reason."""

    rows: list[Candidate] = field(default_factory=list)
    held_back: int = 0  # contacted often enough
    left_alone: int = 0  # not to be contacted
    waiting: int = 0  # their win-back is open already


def lapsed(reader: Reader, settings: Settings, now: int) -> Selection:
    """Select customers without a sign for `lapsed_after` days, the best ones first.

    Without any sign, the day counts since which they are customers. Customers who left
    have not lapsed.
    """
    cap, found = _Cap(reader, settings, now, planned=True), Selection()
    for row in reader.rows(LAPSED, (now - silence(settings, now),)):
        if row["do_not_contact"]:
            found.left_alone += 1
        elif row["is_waiting"]:
            found.waiting += 1
        elif cap.allows(row["id"]):
            reason = f"no sign since {_day(row['sign'], settings)}"
            found.rows.append(
                Candidate(row["id"], row["name"], (reason,), at=row["sign"])
            )
        else:
            found.held_back += 1
    return found


def reminders(reader: Reader, settings: Settings, now: int, until: int) -> Selection:
    """Select reminders and win-backs due before `until`, the longest due first."""
    cap, found = _Cap(reader, settings, now, planned=False), Selection()
    unwanted = {
        "reminder": not_to_contact(reader),
        "win-back": not_to_contact(reader, win_back=True),
    }
    for row in reader.rows(REMINDERS, (until,)):
        if row["customer_id"] in unwanted[row["kind"]]:
            found.left_alone += 1
        elif cap.allows(row["customer_id"]):
            what = row["text"] or row["kind"]
            found.rows.append(
                Candidate(
                    row["customer_id"], row["name"], (what,), row["due_at"], row["id"]
                )
            )
        else:
            found.held_back += 1
    return found


def loyal(reader: Reader, settings: Settings, now: int) -> Selection:
    """Select customers with an expiring voucher, near a reward, or with referrals.

    Vouchers expire in 14 days. Each customer once, with every reason.
    """
    reasons: dict[int, list[str]] = {}
    for customer, reason in (
        *_expiring(reader, settings, now),
        *_near(reader, settings, now),
        *_referrers(reader, settings, now),
    ):
        reasons.setdefault(customer, []).append(reason)
    cap, found = _Cap(reader, settings, now, planned=True), Selection()
    unwanted, names = not_to_contact(reader), _names(reader, reasons)
    for customer, texts in reasons.items():
        if customer in unwanted:
            found.left_alone += 1
        elif cap.allows(customer):
            found.rows.append(Candidate(customer, names[customer], tuple(texts)))
        else:
            found.held_back += 1
    return found


class _Cap:
    """Remaining contacts of each customer; each one allowed is counted."""

    def __init__(
        self, reader: Reader, settings: Settings, now: int, *, planned: bool
    ) -> None:
        self._most = int(settings.text("outreach_cap") or 0)
        self._times = times_contacted(reader, now, planned=planned)

    def allows(self, customer: int) -> bool:
        self._times[customer] += 1
        return self._times[customer] <= self._most


def _expiring(
    reader: Reader, settings: Settings, now: int
) -> Iterable[tuple[int, str]]:
    currency = settings.text("currency")
    for row in reader.rows(EXPIRING, (now, now + EXPIRY)):
        value, day = (
            format_amount(row["value"], currency),
            _day(row["expires_at"], settings),
        )
        name = ref(VOUCHER, row["id"])
        yield row["customer_id"], f"{name} ({value}) expires {day}"


def _near(reader: Reader, settings: Settings, now: int) -> Iterable[tuple[int, str]]:
    currency = settings.text("currency")
    for rule in read_rules(reader):
        for customer, standing in standings(reader, rule, now, settings.zone):
            short = _short(rule, standing.left, currency)
            if short is not None:
                value = format_amount(rule.voucher, currency)
                yield customer, f"{short} '{rule.name}' ({value})"


def _short(rule: Rule, left: int | None, currency: str) -> str | None:
    """Format what is missing: `one purchase short of`; None where it is not near."""
    if left is None:
        return None
    if rule.basis == YEARS:
        return f"in {left} days:" if left * DAY <= MONTH else None
    if rule.basis == "amount":
        is_near = 0 < left * NEAR_SHARE <= rule.reaches
        return f"{format_amount(left, currency)} short of" if is_near else None
    what = {"quantity": "piece", "prompt": "prompt payment"}.get(rule.basis, "visit")
    return f"one {what} short of" if left == 1 and rule.reaches > 1 else None


def _referrers(
    reader: Reader, settings: Settings, now: int
) -> Iterable[tuple[int, str]]:
    for row in reader.rows(REFERRED, (now - MONTH, now)):
        day = _day(row["since"], settings)
        name = "a customer" if row["is_hidden"] else ref(CUSTOMER, row["id"])
        yield row["referred_by_id"], f"brought {name} on {day}"


def _names(reader: Reader, customers: Iterable[int]) -> dict[int, str]:
    rows = reader.rows(NAMES, (as_list(customers),))
    return {row["id"]: row["name"] for row in rows}


def _day(at: int, settings: Settings) -> str:
    return format_day(datetime.fromtimestamp(at, UTC).astimezone(settings.zone))
