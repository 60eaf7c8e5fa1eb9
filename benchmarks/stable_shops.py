"""Stable shops: nothing about them ever changes, so that any news of them is false.

A shop draws every contact, complaint, answer, promise and purchase from the same
distributions in every week. Its desk is a file, and its reports are csdesk's own.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from csdesk.domain.periods import read_period
from csdesk.kpi.definitions import KPIS
from csdesk.kpi.query import prepare, take
from csdesk.kpi.scope import Scope
from csdesk.kpi.significance import PeriodSample
from csdesk.reports.alerts import alerts
from csdesk.reports.figures import figure, point
from csdesk.reports.periods import plan
from csdesk.reports.usual_ranges import usual_ranges
from csdesk.store.open_desk import reading
from csdesk.store.settings import read_settings
from csdesk.store.sqlite import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csdesk.reports.usual_ranges import UsualRange
    from csdesk.result import Figure, PeriodSpan, Point

    Trend = list[tuple[PeriodSpan, tuple[Point, ...]]]

SEED = 20261129
HOUR, DAY, WEEK = 3_600, 86_400, 7 * 86_400
TREND = 13  # weeks of a report
BEFORE = 40  # weeks until windows of 180 days are full
ZONE = ZoneInfo("Europe/Berlin")
LAST = date(2026, 11, 16)  # the Monday after the last week
CHANNELS: Final = {
    "phone": 30, "email": 30, "chat": 10, "in-person": 10, "web": 5, "social": 8,
    "review": 2, "self-service": 5,
}  # fmt: skip
LIVE = {"phone", "chat", "in-person"}
CATEGORIES = ("delivery", "billing", "product", "return")
# Scores of 0-10, of 1-5, and of 1-7 to "it was easy".
SCORES: Final = {
    "nps": ((0, 10), (1, 1, 1, 1, 1, 2, 3, 6, 10, 12, 12)),
    "csat": ((1, 5), (2, 3, 5, 15, 15)),
    "ces": ((1, 7), (1, 2, 3, 4, 8, 10, 6)),
}


class Tally(NamedTuple):
    """How many reports there were, with news, and with anything beside its range."""

    reports: int
    with_news: int
    with_any_beside: int


@dataclass
class StableShop:
    """The rows of a shop with so many inbound contacts a week, by table."""

    contacts_a_week: int
    weeks: int
    dice: random.Random
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many customers there are."""
        return 8 * self.contacts_a_week

    def live(self) -> None:
        """Draw every week."""
        end = int(datetime(LAST.year, LAST.month, LAST.day, tzinfo=ZONE).timestamp())
        begin = end - self.weeks * WEEK
        for number in range(self.people):
            self.customer(f"Customer {number}", begin - DAY)
        for at in self.moments(begin, end, self.contacts_a_week):
            self.contact(at)
        for at in self.moments(begin, end, self.contacts_a_week / 12):
            self.complaint(at)
        for at in self.moments(begin, end, self.contacts_a_week / 2):
            self.add("purchase", customer_id=self.who(), at=at,
                     amount=int(self.spread(4000, 1)))  # fmt: skip
        for at in self.moments(begin, end, self.contacts_a_week / 10):
            self.voucher(at)
        # As many leave as come.
        stay = self.dice.sample(range(1, self.people + 1), self.people)
        for at in self.moments(begin, end, self.contacts_a_week / 50):
            self.add("departure", customer_id=stay.pop(), left_at=at)
            stay.append(self.customer(f"Newcomer {at}", at))

    def add(self, table: str, **row: Any) -> int:
        """Add a row; return its id."""
        rows = self.tables.setdefault(table, [])
        rows.append({"id": len(rows) + 1, **row})
        return len(rows)

    def customer(self, name: str, since: int) -> int:
        """Add a customer; return the id."""
        return self.add(
            "customer", name=name, name_key=name.casefold(), do_not_contact=0,
            since=since,
        )  # fmt: skip

    def moments(self, begin: int, end: int, a_week: float) -> Iterator[int]:
        """Yield instants between nine and six, at a constant rate."""
        at = float(begin)
        while (at := at + self.dice.expovariate(a_week / WEEK)) < end:
            day = int((at - begin) // DAY)
            yield begin + day * DAY + int(9 * HOUR + (at - begin) % DAY * 9 / 24)

    def chance(self, share: float) -> bool:
        """Return True in `share` of all calls."""
        return self.dice.random() < share

    def who(self) -> int:
        """Return a customer's id."""
        return self.dice.randint(1, self.people)

    def spread(self, median: float, sigma: float) -> float:
        """Return a log-normal length: many short, a few very long."""
        return median * self.dice.lognormvariate(0, sigma)

    def contact(self, at: int) -> None:
        """Add an inbound contact, with what comes of it."""
        (channel,) = self.dice.choices(list(CHANNELS), list(CHANNELS.values()))
        is_live, customer = channel in LIVE, self.who()
        is_abandoned = is_live and self.chance(0.06)
        row: dict[str, Any] = {
            "customer_id": customer, "channel": channel, "direction": "inbound",
            "category": self.dice.choice(CATEGORIES), "received_at": at, "resolved": 0,
            "resolution_time_known": 1, "abandoned": int(is_abandoned),
            "reason": self.dice.choice(("question", "order", "support")),
        }  # fmt: skip
        if self.chance(0.8):
            row["avoidable"] = int(self.chance(0.3))
        if channel in ("social", "review"):
            (row["sentiment"],) = self.dice.choices(
                ("positive", "neutral", "negative"), (5, 2, 2)
            )
        if is_live:
            row["wait_seconds"] = int(self.spread(15, 0.8))
        if is_live and not is_abandoned:
            row["handle_seconds"] = int(self.spread(240, 0.6))
        if channel == "self-service" or is_abandoned:
            self.add("contact", **row)
            return
        answered = at
        if not is_live:
            answered += int(self.spread(2.5 * HOUR, 1.1))
            row["first_response_at"] = answered
            row["response_due_at"] = at + 8 * HOUR
        resolved = answered + int(self.spread(2 * HOUR, 1.6))
        row |= {"resolved_at": resolved, "resolution_due_at": at + 27 * HOUR}
        reopened = None
        if self.chance(0.05):
            reopened = resolved + int(self.spread(DAY, 0.5))
            row["resolved_at"] = reopened + int(self.spread(4 * HOUR, 1))
        number = self.add("contact", **row)
        if reopened is not None:
            self.add("reopening", contact_id=number, resolved_at=resolved,
                     time_known=1, reopened_at=reopened)  # fmt: skip
        self.survey(customer, resolved, contact_id=number)
        if self.chance(0.1):
            self.promise(customer, at)

    def survey(self, customer: int, asked: int, **about: int) -> None:
        """Ask in half of all cases; nearly every second customer answers."""
        if not self.chance(0.5):
            return
        kind = self.dice.choice(tuple(SCORES))
        (low, high), weights = SCORES[kind]
        row: dict[str, Any] = {
            "kind": kind, "scale_min": low, "scale_max": high, "customer_id": customer,
            "asked_at": asked, "direction": "easy" if kind == "ces" else None, **about,
        }  # fmt: skip
        if self.chance(0.45):
            (row["score"],) = self.dice.choices(range(low, high + 1), weights)
            row["answered_at"] = asked + int(self.spread(6 * HOUR, 0.8))
        self.add("survey_answer", **row)

    def promise(self, customer: int, at: int) -> None:
        """Promise a call-back; four of five are kept."""
        due = at + DAY
        done = due + (-2 if self.chance(0.8) else 3) * HOUR
        self.add("follow_up", customer_id=customer, kind="call-back", promised_at=due,
                 due_at=due, done_at=done)  # fmt: skip

    def complaint(self, at: int) -> None:
        """Add a complaint, resolved after days, often with a refund."""
        customer = self.who()
        acknowledged = at + int(self.spread(6 * HOUR, 1))
        resolved = acknowledged + int(self.spread(1.5 * DAY, 0.8))
        (upheld,) = self.dice.choices(("yes", "partly", "no"), (5, 2, 3))
        number = self.add(
            "complaint", customer_id=customer, channel="email", severity="normal",
            safety=0, category=self.dice.choice(CATEGORIES), status="resolved", level=0,
            opened_at=at, acknowledged_at=acknowledged, resolved_at=resolved,
            resolved=0, resolution_time_known=1, upheld=upheld,
            acknowledge_due_at=at + DAY, resolution_due_at=at + 5 * DAY,
        )  # fmt: skip
        if self.chance(0.2):
            self.add("complaint_event", complaint_id=number, at=acknowledged,
                     kind="escalate")  # fmt: skip
        if upheld != "no":
            value = int(self.spread(2500, 0.8))
            self.add("remedy", complaint_id=number, kind="refund", value=value,
                     granted_at=resolved)  # fmt: skip
        self.survey(customer, resolved, complaint_id=number)

    def voucher(self, at: int) -> None:
        """Issue a voucher; a third is redeemed, most of them within days."""
        number = len(self.tables.get("voucher", ()))
        redeemed = at + int(self.spread(3 * DAY, 1)) if self.chance(0.3) else None
        self.add("voucher", code=f"V{number}", customer_id=self.who(), value=500,
                 issued_at=at, redeemed_at=redeemed)  # fmt: skip

    def write(self, path: Path) -> None:
        """Write the desk to a new file."""
        migrate.create(path, lambda _path: None)
        with closing(sqlite3.connect(path)) as connection, connection:
            rules = {"name": "Stable", "timezone": ZONE.key, "currency": "EUR",
                     "hourly_cost": "3200"}  # fmt: skip
            connection.executemany(
                "INSERT INTO setting (key, value, valid_from) VALUES (?, ?, 0)",
                rules.items(),
            )
            for table, rows in self.tables.items():
                columns = list(dict.fromkeys(name for row in rows for name in row))
                connection.executemany(
                    f"INSERT INTO {table} ({', '.join(columns)}) "
                    f"VALUES ({', '.join('?' * len(columns))})",
                    ([row.get(name) for name in columns] for row in rows),
                )
            connection.execute("ANALYZE")


def weekly(path: Path, reports: int) -> Iterator[tuple[Trend, list[Figure]]]:
    """Yield the trend and the figures of the last weeks' reports on a desk."""
    kpis = [
        replace(kpi, left_out=(), still_open=None)  # not taken of earlier weeks
        for kpi in KPIS
        if not kpi.on_request
    ]
    with reading(path) as desk:
        settings = read_settings(desk)
        last = read_period("last-week", today=LAST, order=None)
        now = datetime(LAST.year, LAST.month, LAST.day, 8, tzinfo=ZONE)
        weeks = plan(desk, last, now=now, zone=ZONE, last=reports + TREND - 1)
        prepare(desk)
        windows = tuple(weeks.window(one) for one in weeks.trend)
        taken = take(desk, kpis, Scope(windows, settings))
    points = [
        (weeks.span(week), tuple(point(kpi, found) for kpi in kpis))
        for week, found in zip(weeks.trend, taken, strict=True)
    ]
    for at in range(TREND - 1, len(points)):
        now_, before = (PeriodSample(taken[i], 7.0) for i in (at, at - 1))
        yield (
            points[at - TREND + 1 : at + 1],
            [figure(kpi, now_, before) for kpi in kpis],
        )


def is_beside(usual: UsualRange) -> bool:
    """Return whether the latest value is outside, or in a run, whatever it is of."""
    found, last = usual.trend, usual.last
    is_run = any(end == last for _, end in found.runs)
    return not usual.figure.answers and (last in found.outside or is_run)


def false_news(contacts_a_week: int, shop_number: int, reports: int) -> Tally:
    """Count the weekly reports of one stable shop that carry news."""
    seed = f"{SEED} {contacts_a_week} {shop_number}"
    dice = random.Random(seed)  # noqa: S311 - made-up data
    shop = StableShop(contacts_a_week, BEFORE + reports + TREND, dice)
    shop.live()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        shop.write(path)
        found = list(weekly(path, reports))
    return Tally(
        len(found),
        sum(
            bool(alerts(trend, figures, kind="week", currency="EUR"))
            for trend, figures in found
        ),
        sum(any(map(is_beside, usual_ranges(*report))) for report in found),
    )


def shares(contacts_a_week: int, shops: int, reports: int) -> Tally:
    """Count over several shops of one size."""
    each = [false_news(contacts_a_week, number, reports) for number in range(shops)]
    return Tally(*map(sum, zip(*each, strict=True)))
