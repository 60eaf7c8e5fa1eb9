"""The weekly report in a large desk against a small one, and a log into each.

`python benchmarks/scale.py [CONTACTS]` builds two desks whose last 13 weeks are alike
(1,000 contacts) and one of which has CONTACTS in all (1,000,000 unless told), the
older ones in the years before. It prints medians of interleaved whole commands as
ratios (DESIGN.md §9), and the cost of a report over everything against the same sums
in plain SQL.
"""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = 1_795_000_000  # Wed 18 Nov 2026
WEEK = 7 * 86_400
RECENT = 1_000
ROUNDS = 9
CHANNELS = ("phone", "email", "chat", "in-person", "web", "social")
CATEGORIES = ("delivery", "billing", "product", "return")
INSERT = """INSERT INTO contact (customer_id, agent_id, channel, direction, category,
  received_at, first_response_at, resolved_at, resolved, resolution_time_known,
  abandoned, wait_seconds, handle_seconds, response_due_at, resolution_due_at)
VALUES (?, 1, ?, 'inbound', ?, ?, ?, ?, 0, 1, ?, ?, ?, ?, ?)"""
# Beside every so many contacts, by the same customer and in the same days.
BESIDE = """
WITH some AS (SELECT id, customer_id AS who, received_at AS at FROM contact
  WHERE customer_id IS NOT NULL)
INSERT INTO purchase (customer_id, amount, at)
  SELECT who, 1999, at + 3600 FROM some WHERE id % 4 = 0;
WITH some AS (SELECT id, customer_id AS who, received_at AS at FROM contact
  WHERE customer_id IS NOT NULL)
INSERT INTO complaint (customer_id, channel, severity, safety, status, level,
    opened_at, acknowledged_at, resolved_at, resolved, resolution_time_known,
    acknowledge_due_at, resolution_due_at)
  SELECT who, 'email', 'normal', 0, 'resolved', 0, at, at + 40000,
    at + 400000, 0, 1, at + 86400, at + 864000 FROM some WHERE id % 50 = 0;
WITH some AS (SELECT id, customer_id AS who, received_at AS at FROM contact
  WHERE customer_id IS NOT NULL)
INSERT INTO follow_up (customer_id, kind, promised_at, due_at, done_at)
  SELECT who, CASE WHEN id % 3 = 0 THEN 'win-back' ELSE 'call-back' END,
    at + 90000, at + 90000, at + 60000 + id % 40000 FROM some WHERE id % 25 = 0;
WITH some AS (SELECT id, customer_id AS who, received_at AS at FROM contact
  WHERE customer_id IS NOT NULL)
INSERT INTO voucher (code, customer_id, value, issued_at, redeemed_at)
  SELECT 'V' || id, who, 500, at, CASE WHEN id % 3 = 0 THEN at + 900000 END
  FROM some WHERE id % 100 = 0"""
# The sums of the report, as one would write them by hand: no periods, no threads, no
# reopenings, nothing named that is left out.
PLAIN = """
SELECT count(*), sum(channel = 'self-service'),
  sum(customer_id IS NOT NULL AND category IS NOT NULL),
  sum(avoidable IS NOT NULL), sum(avoidable = 1),
  sum(channel IN ('phone', 'chat', 'in-person')),
  sum(channel IN ('phone', 'chat', 'in-person') AND abandoned = 1),
  avg(CASE WHEN channel IN ('phone', 'chat', 'in-person') AND abandoned = 0
    THEN wait_seconds END),
  sum(channel IN ('phone', 'chat') AND abandoned = 0
    AND wait_seconds <= CASE channel WHEN 'chat' THEN 60 ELSE 20 END),
  sum(channel IN ('phone', 'chat') AND (abandoned = 0 AND wait_seconds IS NOT NULL
    OR abandoned = 1 AND wait_seconds > CASE channel WHEN 'chat' THEN 60 ELSE 20 END)),
  avg(CASE WHEN channel IN ('phone', 'chat', 'in-person') AND abandoned = 0
    THEN handle_seconds END),
  sum(channel IN ('social', 'review')),
  sum(channel IN ('social', 'review') AND sentiment = 'positive'),
  sum(channel IN ('social', 'review') AND sentiment = 'neutral'),
  sum(channel IN ('social', 'review') AND sentiment = 'negative'),
  sum(channel IN ('social', 'review') AND reason = 'support'),
  sum(channel IN ('social', 'review') AND reason IS NOT NULL)
  FROM contact WHERE direction = 'inbound';
SELECT count(*), sum(handle_seconds) FROM contact WHERE handle_seconds IS NOT NULL;
SELECT count(*) FROM contact AS a WHERE direction = 'inbound' AND EXISTS (
  SELECT 1 FROM contact AS b WHERE b.customer_id = a.customer_id
    AND b.direction = 'inbound' AND b.category = a.category
    AND b.received_at >= a.received_at - 604800 AND b.received_at < a.received_at);
SELECT avg(first_response_at - received_at) FROM contact
  WHERE first_response_at IS NOT NULL;
SELECT first_response_at - received_at AS x FROM contact
  WHERE first_response_at IS NOT NULL ORDER BY x;
SELECT count(*) FROM contact WHERE direction = 'inbound'
  AND first_response_at IS NULL AND resolved_at IS NULL
  AND channel IN ('email', 'text', 'social', 'review', 'web', 'letter', 'other');
SELECT count(*), sum(resolved_at IS NOT NULL) FROM contact
  WHERE direction = 'inbound' AND abandoned = 0 AND channel <> 'self-service'
    AND complaint_id IS NULL AND follows_id IS NULL;
SELECT avg(resolved_at - received_at) FROM contact WHERE resolved_at IS NOT NULL;
SELECT resolved_at - received_at AS x FROM contact
  WHERE resolved_at IS NOT NULL ORDER BY x;
SELECT count(*), sum(n < 86400), sum(n < 259200), sum(n < 604800), max(n) FROM (
  SELECT 1795000000 - received_at AS n FROM contact WHERE resolved_at IS NULL
    AND direction = 'inbound' AND abandoned = 0);
SELECT count(*) FROM contact AS a WHERE a.resolved_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM reopening AS r WHERE r.contact_id = a.id
    AND r.reopened_at < a.resolved_at + 604800)
  AND NOT EXISTS (SELECT 1 FROM contact AS f WHERE f.follows_id = a.id)
  AND NOT EXISTS (
    SELECT 1 FROM contact AS b WHERE b.customer_id = a.customer_id
      AND b.direction = 'inbound' AND b.category = a.category
      AND b.received_at > a.resolved_at AND b.received_at < a.resolved_at + 604800);
SELECT count(*) FROM customer WHERE since < 1795000000;
SELECT count(*), sum(coalesce(first_response_at, resolved_at) <= response_due_at)
  FROM contact WHERE response_due_at < 1795000000;
SELECT count(*), sum(resolved_at <= resolution_due_at) FROM contact
  WHERE resolution_due_at < 1795000000;
SELECT count(*), sum(resolved_at <= resolution_due_at) FROM complaint
  WHERE resolution_due_at < 1795000000;
SELECT count(*), sum(acknowledged_at <= acknowledge_due_at) FROM complaint
  WHERE acknowledge_due_at < 1795000000;
SELECT count(*), sum(resolved_at IS NOT NULL), sum(upheld IS NOT NULL),
  sum(upheld IN ('yes', 'partly')), avg(resolved_at - opened_at) FROM complaint;
SELECT resolved_at - opened_at AS x FROM complaint
  WHERE resolved_at IS NOT NULL ORDER BY x;
SELECT count(*) FROM complaint AS k WHERE EXISTS (SELECT 1 FROM complaint_event AS e
  WHERE e.complaint_id = k.id AND e.kind = 'escalate');
SELECT count(*), sum(done_at <= promised_at) FROM follow_up
  WHERE kind IN ('call-back', 'courtesy-call', 'apology') AND promised_at < 1795000000;
SELECT count(*), sum(EXISTS (SELECT 1 FROM purchase AS p
    WHERE p.customer_id = f.customer_id AND p.at >= f.done_at
      AND p.at < f.done_at + 5184000))
  FROM follow_up AS f WHERE kind = 'win-back' AND done_at < 1795000000 - 5184000;
SELECT count(*), sum(redeemed_at < 1795000000) FROM voucher;
SELECT count(*), sum(amount) FROM purchase AS p WHERE EXISTS (
  SELECT 1 FROM complaint AS k WHERE k.customer_id = p.customer_id
    AND k.resolved_at <= p.at AND k.resolved_at > p.at - 7776000
    AND k.resolved_at < 1795000000 - 7776000);
SELECT count(*) FROM customer AS u WHERE since < 1795000000 - 15552000
  AND NOT EXISTS (SELECT 1 FROM contact AS c WHERE c.customer_id = u.id
    AND c.direction = 'inbound' AND c.received_at >= 1795000000 - 15552000)
  AND NOT EXISTS (SELECT 1 FROM complaint AS k WHERE k.customer_id = u.id
    AND k.opened_at >= 1795000000 - 15552000)
  AND NOT EXISTS (SELECT 1 FROM purchase AS p WHERE p.customer_id = u.id
    AND p.at >= 1795000000 - 15552000)
"""


def main() -> None:
    """Build the desks, then measure."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.db", Path(folder) / "large.db"
        build(small, RECENT)
        build(large, size)
        print(f"{'':<34}{'1,000':>10}{f'{size:,}':>12}{'ratio':>8}{'limit':>7}")
        weekly = ("report", "--format", "json")
        compare("weekly report", weekly, small, large, 1.3)
        compare("log", ("log", "Ann", "a question"), small, large, 1.1)
        plain = statistics.median(plain_seconds(large) for _ in range(3))
        start = statistics.median(seconds(("--version",), large) for _ in range(5))
        everything = ("report", "all", "--all", "--last", "1", "--format", "json")
        whole = statistics.median(seconds(everything, large) for _ in range(3))
        ratio = (whole - start) / plain
        print(
            f"report all / plain SQL: {whole - start:.2f} s / {plain:.2f} s"
            f" = {ratio:.2f} (limit 2, start-up aside)"
        )


def build(path: Path, size: int) -> None:
    """A desk of `size` contacts, the last RECENT of them in the last 13 weeks."""
    run(("init", "--timezone", "Europe/Berlin", "--yes"), path)
    run(("log", "First", "makes the agent"), path)
    connection = sqlite3.connect(path)
    with connection:
        connection.executemany(
            "INSERT INTO customer (name, name_key, do_not_contact, since)"
            " VALUES (?, ?, 0, ?)",
            (
                (f"Customer {n}", f"customer {n}", NOW - 10 * 52 * WEEK + n)
                for n in range(max(size // 4, 10))
            ),
        )
        connection.executemany(INSERT, rows(size))
        for sql in BESIDE.split(";"):
            connection.execute(sql)
        connection.execute("ANALYZE")
    connection.close()


def rows(size: int) -> Iterator[tuple[object, ...]]:
    """Contacts, the oldest first; one in fifty of the recent ones is still open."""
    dice = random.Random(7)  # noqa: S311 - made-up data
    people = max(size // 4, 10)
    recent_from = NOW - 13 * WEEK
    for number in range(size):
        if number < size - RECENT:
            received = recent_from - 10 * 52 * WEEK * (size - number) // size
        else:
            received = recent_from + 13 * WEEK * (number - size + RECENT) // RECENT
        channel = dice.choice(CHANNELS)
        is_live = channel in {"phone", "chat", "in-person"}
        gave_up = is_live and dice.random() < 0.1
        response = None if is_live else received + int(dice.expovariate(1 / 9000))
        resolved = received + int(dice.expovariate(1 / 40_000))
        is_open = gave_up or (received > recent_from and dice.random() < 0.02)
        yield (
            dice.randint(1, people), channel, dice.choice(CATEGORIES), received,
            response, None if is_open else resolved, int(gave_up),
            int(dice.expovariate(1 / 40)) if is_live else None,
            None if gave_up else int(dice.expovariate(1 / 240)),
            None if is_live else received + 14_400,
            None if gave_up else received + 3 * 86_400,
        )  # fmt: skip


def compare(
    name: str, arguments: tuple[str, ...], small: Path, large: Path, limit: float
) -> None:
    """Interleave the command on both desks and print the medians."""
    pairs = [
        (seconds(arguments, small), seconds(arguments, large)) for _ in range(ROUNDS)
    ]
    few, many = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(
        f"{name:<34}{few * 1000:>7.0f} ms{many * 1000:>9.0f} ms"
        f"{many / few:>8.2f}{limit:>7.1f}"
    )


def plain_seconds(path: Path) -> float:
    """Wall seconds of the plain sums, medians as sorted SQL."""
    begin = time.perf_counter()
    connection = sqlite3.connect(path)
    for sql in PLAIN.split(";"):
        connection.execute(sql).fetchall()
    connection.close()
    return time.perf_counter() - begin


def seconds(arguments: tuple[str, ...], path: Path) -> float:
    """Wall seconds of one whole csdesk."""
    begin = time.perf_counter()
    run(arguments, path)
    return time.perf_counter() - begin


def run(arguments: tuple[str, ...], path: Path) -> None:
    """Run csdesk once on the desk at `path`."""
    env = os.environ | {
        "CSDESK_DB": str(path),
        "CSDESK_NOW": "2026-11-18T10:00:00+01:00",
        "CSDESK_AGENT": "Anna",
    }
    subprocess.run(
        [sys.executable, "-m", "csdesk", *arguments],
        env=env, check=True, capture_output=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
