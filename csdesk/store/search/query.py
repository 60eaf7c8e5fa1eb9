"""Full-text search: typed words as a query, and matching records, best first."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.ids import (
    ANSWER,
    ARTICLE,
    COMPLAINT,
    CONTACT,
    CUSTOMER,
    FOLLOW_UP,
    PURCHASE,
    VOUCHER,
    Noun,
    ref,
)
from csdesk.domain.lengths import refuse_long
from csdesk.result import Column, Kind, Listing
from csdesk.store.search.index import ID_BITS, LARGEST_ID, PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csdesk.result import Locale
    from csdesk.store.connection import Reader


# "…" is a phrase, also with a quote that never closes; all else ends at a blank.
PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
LONGEST_SEARCH: Final = 1_000
WORD_CATEGORIES = ("L", "N", "Co")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Word, or several consecutive ones; `is_open`: the last one may be a prefix."""

    text: str
    is_open: bool = False


def read_search(text: str) -> tuple[Phrase, ...]:
    """Parse a search into its pieces that contain a word; all must match.

    The last word may be a prefix, unless it is in quotes. Punctuation is no word: `!?`
    is nothing. Raises UsageProblem for a text of more than LONGEST_SEARCH characters.
    """
    refuse_long(text, "A search", longest=LONGEST_SEARCH)
    text = text.replace("\0", " ").rstrip()
    found = [
        (phrase or word, bool(word) and match.end() == len(text))
        for match in PIECE.finditer(text)
        for phrase, word in [match.groups()]
    ]
    return tuple(
        Phrase(piece, is_last) for piece, is_last in found if piece and _has_word(piece)
    )


def _has_word(text: str) -> bool:
    return any(unicodedata.category(one).startswith(WORD_CATEGORIES) for one in text)


FEWEST: Final = 300  # documents of a kind that are ranked
HALF_AGE: Final = 90 * 86_400  # of this age something counts half as new
WORDS_SHOWN: Final = 16
HIT: Final = ("[", "]")
# A hit in a title counts for more than one in the text below it.
WEIGHTS: Final = "4.0, 1.0, 4.0"
MATCHES: Final = f"""
SELECT rowid, -bm25(search, {WEIGHTS})
FROM search
WHERE search MATCH :query AND rowid BETWEEN :first AND :last
ORDER BY rowid DESC
LIMIT :most"""
COUNT: Final = "SELECT count(*) FROM search WHERE search MATCH ?"
SNIPPETS: Final = f"""
SELECT search.rowid, title,
       snippet(search, 0, '{HIT[0]}', '{HIT[1]}', '…', {WORDS_SHOWN}),
       snippet(search, 1, '{HIT[0]}', '{HIT[1]}', '…', {WORDS_SHOWN})
FROM json_each(:docs) AS chosen
CROSS JOIN search ON search.rowid = chosen.value
WHERE search MATCH :query"""
COLUMNS: Final = (
    Column("id", "Id", Kind.REF),
    Column("kind", "Kind", width=2),
    Column("at", "When", Kind.INSTANT),
    Column("customer", "Who", Kind.REF, 0),
    Column("customer_name", "Customer", width=2, grows=True),
    Column("found", "Found", grows=True),
)


@dataclass(frozen=True, slots=True)
class DocumentOrigin:
    """Record of a document: its noun, and SQL of its id, date and customer."""

    noun: Noun
    source: str
    row: str = "t.id"
    record: str = "t.id"
    at: str = "NULL"
    customer: str = "t.customer_id"


ORIGINS: Final = {
    "contact": DocumentOrigin(CONTACT, "contact AS t", at="t.received_at"),
    "complaint": DocumentOrigin(COMPLAINT, "complaint AS t", at="t.opened_at"),
    "complaint_event": DocumentOrigin(
        COMPLAINT,
        "complaint_event AS e JOIN complaint AS t ON t.id = e.complaint_id",
        row="e.id",
        at="e.at",
    ),
    # A merged customer counts as the one it was merged into.
    "customer": DocumentOrigin(
        CUSTOMER,
        "customer AS t",
        record="coalesce(t.merged_into_id, t.id)",
        at="t.since",
        customer="coalesce(t.merged_into_id, t.id)",
    ),
    "survey_answer": DocumentOrigin(
        ANSWER, "survey_answer AS t", at="coalesce(t.answered_at, t.asked_at)"
    ),
    "follow_up": DocumentOrigin(FOLLOW_UP, "follow_up AS t", at="t.due_at"),
    "article": DocumentOrigin(
        ARTICLE, "article AS t", at="t.edited_at", customer="NULL"
    ),
    "purchase": DocumentOrigin(PURCHASE, "purchase AS t", at="t.at"),
    "voucher": DocumentOrigin(VOUCHER, "voucher AS t", at="t.issued_at"),
    # Those of complaints are complaint events.
    "pause": DocumentOrigin(
        CONTACT,
        "pause AS e JOIN contact AS t ON t.id = e.contact_id",
        row="e.id",
        at="e.since",
    ),
    "reopening": DocumentOrigin(
        CONTACT,
        "reopening AS e JOIN contact AS t ON t.id = e.contact_id",
        row="e.id",
        at="e.reopened_at",
    ),
    "departure": DocumentOrigin(
        CUSTOMER,
        "departure AS e JOIN customer AS t ON t.id = e.customer_id",
        row="e.id",
        record="coalesce(t.merged_into_id, t.id)",
        at="e.left_at",
        customer="coalesce(t.merged_into_id, t.id)",
    ),
}
KINDS: Final = tuple(dict.fromkeys(one.noun.word for one in ORIGINS.values()))


@dataclass(frozen=True, slots=True)
class Query:
    """Query for all of `words`; or any one of `instead`, other spellings of them."""

    words: tuple[Phrase, ...]
    instead: tuple[Phrase, ...] = ()

    @property
    def text(self) -> str:
        """Query in FTS5's syntax: every piece quoted, so that none is an operator."""
        words = " AND ".join(map(_quoted, self.words))
        return " OR ".join([f"({words})", *map(_quoted, self.instead)])


@dataclass(frozen=True, slots=True)
class Hit:
    """Record that was found, and its document that fits best."""

    id: str
    kind: str
    at: int | None
    customer: int | None
    customer_name: str | None
    doc: int
    rank: float


def found(  # noqa: PLR0913 - the options of a search
    connection: Reader,
    query: Query,
    locale: Locale,
    now: int,
    *,
    kind: str | None = None,
    limit: int | None = None,
) -> Listing:
    """Find the records that match the query, the best and newest first.

    `kind` is one of KINDS; `limit` None or 0: all of them; `now` is in epoch seconds.
    """
    most = max(FEWEST, limit) if limit else -1
    best: dict[str, Hit] = {}
    was_cut = False
    for table, origin in ORIGINS.items():
        if kind in {None, origin.noun.word}:
            docs = _matches(connection, query, table, most)
            was_cut |= len(docs) == most
            for hit in _hits(connection, table, docs, now):
                if hit.id not in best or hit.rank > best[hit.id].rank:
                    best[hit.id] = hit
    hits = sorted(best.values(), key=lambda hit: (-hit.rank, hit.id))
    total = len(hits)
    if was_cut and kind is None:  # several of these may be of one record
        total = connection.value(COUNT, (query.text,))
    shown = hits[:limit] if limit else hits
    return Listing(
        title="Found",
        columns=COLUMNS,
        rows=tuple(_rows(connection, query, shown)),
        locale=locale,
        empty="Nothing holds all of these words.",
        total=total if len(shown) < len(hits) or total > len(hits) else None,
    )


def _quoted(piece: Phrase) -> str:
    text = piece.text.replace('"', '""')
    return f'"{text}"{" *" if piece.is_open else ""}'


def _matches(
    connection: Reader, query: Query, table: str, most: int
) -> dict[int, float]:
    """Map the row ids of the newest matching documents to their rank."""
    above = PLACES[table] << ID_BITS
    parameters = {
        "query": query.text,
        "first": above,
        "last": above | LARGEST_ID,
        "most": most,
    }
    rows = connection.each(MATCHES, parameters)
    return {doc & LARGEST_ID: fit for doc, fit in rows}


def _hits(
    connection: Reader, table: str, docs: dict[int, float], now: int
) -> Iterable[Hit]:
    origin = ORIGINS[table]
    rows = connection.each(
        f"SELECT {origin.row}, {origin.record}, {origin.at}, p.id, p.name\n"
        f"FROM {origin.source}\n"
        f"LEFT JOIN customer AS p ON p.id = {origin.customer}\n"
        f"WHERE {origin.row} IN (SELECT value FROM json_each(?))",
        (json.dumps(list(docs)),),
    )
    for row, record, at, customer, name in rows:
        age = max(0, now - at) if at is not None else 10 * HALF_AGE
        yield Hit(
            ref(origin.noun, record),
            origin.noun.word,
            at,
            customer,
            name,
            PLACES[table] << ID_BITS | row,
            docs[row] * (1 + HALF_AGE / (HALF_AGE + age)),
        )


def _rows(
    connection: Reader, query: Query, hits: Sequence[Hit]
) -> Iterable[tuple[Any, ...]]:
    parameters = {"query": query.text, "docs": json.dumps([hit.doc for hit in hits])}
    texts = {
        doc: _hit_text(title, in_title, in_body)
        for doc, title, in_title, in_body in connection.each(SNIPPETS, parameters)
    }
    for hit in hits:
        customer = None if hit.customer is None else ref(CUSTOMER, hit.customer)
        yield (hit.id, hit.kind, hit.at, customer, hit.customer_name, texts[hit.doc])


def _hit_text(title: str | None, in_title: str | None, in_body: str | None) -> str:
    """Return the title, and the text around the hit where that is not in the title."""
    if (
        in_title
        and HIT[0] in in_title
        and in_title.count(HIT[0]) > (title or "").count(HIT[0])
    ):
        return in_title
    return ": ".join(part for part in (title, in_body) if part)
