"""Ids and words for shell completion, from recent rows.

Texts are returned as they are stored: the caller offers only those that are harmless in
a shell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.complaint_workflow import TRANSITIONS
from csdesk.domain.ids import LARGEST_ID
from csdesk.store.sql.case import is_resolved, is_unresolved
from csdesk.store.sql.open import is_open_follow_up, is_unredeemed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csdesk.store.connection import Reader


MOST_IDS = 50
RECENT = 2_000  # rows read for completion; a desk may have a million
LONGEST_ID = len(str(LARGEST_ID)) - 1

# (table, intended action) -> the rows that come first.
FIRST = {
    ("contact", "respond"): f"first_response_at IS NULL AND {is_unresolved(None)}",
    ("contact", "open"): is_unresolved(None),
    ("contact", "settled"): is_resolved(None),
    ("follow_up", "open"): is_open_follow_up(None),
}
# table -> the rows that exist for the user.
EXISTING = {"customer": "merged_into_id IS NULL AND erased_at IS NULL"}
# kind of word -> the columns that hold it; commas stand between several in a cell.
WORDS = {
    "category": (("contact", "category"), ("complaint", "category")),
    "tier": (("customer", "tier"),),
    "tag": (("customer", "tags"),),
    "article-tag": (("article", "tags"),),
    "product": (("purchase", "product"), ("complaint", "product")),
    "source": (("import_run", "source"),),
    "rule": (("loyalty_rule", "name"),),
}


def ids(reader: Reader, table: str, digits: str, first: str = "") -> list[int]:
    """Read the newest ids of `table` that begin with `digits`, 50 at most.

    `first` is the intended action, a key of FIRST or a step of a complaint's life: rows
    that it applies to come first.
    """
    found: list[int] = []
    conditions = [EXISTING.get(table, "")]
    if first:
        conditions.insert(0, _waiting(table, first))
    for condition in conditions:
        for low, high in _ranges(reader, table, digits):
            where = f"WHERE {condition}" if condition else ""
            rows = reader.rows(
                f"SELECT id FROM (SELECT * FROM {table} WHERE id BETWEEN ? AND ?"
                f" ORDER BY id DESC LIMIT {RECENT}) {where}"
                f" ORDER BY id DESC LIMIT {MOST_IDS}",
                (low, high),
            )
            found += [row["id"] for row in rows]
    return list(dict.fromkeys(found))[:MOST_IDS]


def _waiting(table: str, first: str) -> str:
    if table == "complaint":
        starts, _ = TRANSITIONS[first]
        return f"status IN ({', '.join(map(repr, starts))})"
    return FIRST[table, first]


def _ranges(reader: Reader, table: str, digits: str) -> Iterator[tuple[int, int]]:
    """Yield the first and last id of each range with `digits`, the largest first."""
    if not digits:
        yield 1, LARGEST_ID
        return
    if digits.startswith("0") or len(digits) > LONGEST_ID:
        return
    newest = reader.one(f"SELECT coalesce(max(id), 0) AS id FROM {table}")
    for zeros in range(LONGEST_ID - len(digits), -1, -1):
        low, size = int(digits) * 10**zeros, 10**zeros
        if low <= newest["id"]:
            yield low, low + size - 1


def words(reader: Reader, kind: str) -> list[str]:
    """Read the words of a `kind` of WORDS in recent rows, the most used first."""
    uses: dict[str, int] = {}
    for table, column in WORDS[kind]:
        rows = reader.rows(
            f"SELECT word, count(*) AS uses FROM (SELECT {column} AS word FROM {table}"
            f" ORDER BY id DESC LIMIT {RECENT}) WHERE word IS NOT NULL GROUP BY word"
        )
        for row in rows:
            cell = row["word"]
            for word in cell.strip(",").split(",") if column == "tags" else [cell]:
                uses[word] = uses.get(word, 0) + row["uses"]
    return sorted(uses, key=lambda word: (-uses[word], word))


def agent_names(reader: Reader) -> list[str]:
    """Read the names of agents, active ones first."""
    rows = reader.rows(
        f"SELECT name FROM agent ORDER BY active DESC, name, id LIMIT {RECENT}"
    )
    return [row["name"] for row in rows]


def emails(reader: Reader, typed: str) -> list[str]:
    """Read e-mail addresses of customers that begin with `typed`, in any case."""
    key = typed.casefold()
    rows = reader.rows(
        "SELECT email FROM customer WHERE email_key >= ? AND email_key < ?"
        f" AND {EXISTING['customer']} ORDER BY email_key, id LIMIT {RECENT}",
        (key, f"{key}\U0010ffff"),
    )
    return [row["email"] for row in rows if row["email"]]


def voucher_codes(reader: Reader) -> list[str]:
    """Read the codes of unredeemed vouchers, the newest first."""
    rows = reader.rows(
        f"SELECT code FROM (SELECT * FROM voucher ORDER BY id DESC LIMIT {RECENT})"
        f" WHERE {is_unredeemed(None)} ORDER BY id DESC LIMIT {RECENT}"
    )
    return [row["code"] for row in rows]


def zone_name(reader: Reader) -> str:
    """Read the name of the shop's time zone."""
    rows = reader.rows(
        "SELECT value FROM setting WHERE key = 'timezone'"
        " ORDER BY valid_from DESC, id DESC LIMIT 1"
    )
    return next((row["value"] for row in rows), "UTC")
