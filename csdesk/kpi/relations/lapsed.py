"""Relations of lapsed customers: those without a sign for a while, as of T."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from csdesk.kpi.dimensions import customer_dimensions
from csdesk.kpi.relations.base import Relation, Source
from csdesk.store.dialect import joined, temporary, unindexed
from csdesk.store.sql.lapsed import SIGNS, gave_sign, had_lapsed, silence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csdesk.kpi.scope import Scope
    from csdesk.store.connection import Reader
    from csdesk.store.settings import Settings


TABLE = "lapsed_as_of"
CREATE = f"CREATE TEMP TABLE {TABLE} (as_of INTEGER NOT NULL, many INTEGER NOT NULL)"
KNOWN = f"""
SELECT (SELECT count(*) FROM customer WHERE since < :low)
  - (SELECT count(*) FROM customer
    WHERE merged_into_id IS NOT NULL AND {unindexed("since")} < :low)"""
FIRST_SIGN = ", ".join(
    f"""(SELECT min({dated}) FROM {table}
    WHERE customer_id = u.id AND {dated} < :high{also})"""
    for table, dated, also in SIGNS
)
NEWEST = f"""
SELECT u.id, u.since, {FIRST_SIGN} FROM customer AS u
WHERE u.merged_into_id IS NULL AND u.since >= :low
UNION ALL SELECT u.id, NULL, {FIRST_SIGN} FROM customer AS u
WHERE u.merged_into_id IS NULL AND u.since IS NULL"""
MERGED = "SELECT id FROM customer WHERE merged_into_id IS NOT NULL"
AWAY = "SELECT customer_id, left_at, returned_at FROM departure WHERE left_at < :high"
# Ids joined in one text: this takes half the time of rows.
SEEN = "\nUNION ALL ".join(
    f"""SELECT {joined("customer_id")} FROM {table}
WHERE {dated} >= :begin AND {dated} < :end AND customer_id IS NOT NULL{also}"""
    for table, dated, also in SIGNS
)


class SignSpan(NamedTuple):
    """The interval in which a customer without a sign has lapsed, as of `as_of`.

    [start, as_of), in epoch seconds.
    """

    as_of: int
    start: int


class Newcomer(NamedTuple):
    """A customer who may have been unknown before a span.

    `since` and `first_sign` are epoch seconds; None: not known.
    """

    number: int
    since: int | None
    first_sign: int | None

    def was_known(self, before: SignSpan) -> bool:
        """Return whether the customer was known before a span."""
        if self.since is not None and self.since >= before.as_of:
            return False
        return any(
            at is not None and at < before.start for at in (self.since, self.first_sign)
        )


def span(as_of: int, settings: Settings) -> SignSpan:
    """Return the span as of an instant, by the setting in force before it."""
    return SignSpan(as_of, as_of - silence(settings, as_of - 1))


def prepare(connection: Reader, scope: Scope) -> None:
    """Fill the temporary table with a count for each instant of the scope."""
    spans = sorted({span(one.as_of, scope.settings) for one in scope.windows})
    connection.scratch(f"DROP TABLE IF EXISTS {temporary(TABLE)}")
    connection.scratch(CREATE)
    connection.scratch_many(
        f"INSERT INTO {TABLE} VALUES (?, ?)", list(lapsed(connection, spans))
    )


def lapsed(connection: Reader, spans: Sequence[SignSpan]) -> Iterator[tuple[int, int]]:
    """Yield the end of each span and the number of customers lapsed as of it."""
    edges = {
        "low": min((one.start for one in spans), default=0),
        "high": max((one.as_of for one in spans), default=0),
    }

    def rows(sql: str) -> list[tuple[int, ...]]:
        return [tuple(row) for row in connection.each(sql, edges)]

    ((known,),) = rows(KNOWN)
    newest = [
        Newcomer(
            number, since, min((at for at in firsts if at is not None), default=None)
        )
        for number, since, *firsts in rows(NEWEST)
    ]
    merged = {number for (number,) in rows(MERGED)}
    away = rows(AWAY)
    for one, before, after in _seen(connection, spans):
        unknown = {
            newcomer.number for newcomer in newest if not newcomer.was_known(one)
        }
        gone = {
            number
            for number, left_at, returned_at in away
            if left_at < one.as_of and (returned_at is None or returned_at >= one.as_of)
        }
        others = unknown | merged
        later = after - before
        seen = {
            number
            for number in others | gone
            if str(number) in before or str(number) in later
        }
        are_here = len(before) + len(later) - len(others & seen)
        are_gone = len(gone - others - seen)
        yield one.as_of, known + len(newest) - len(unknown) - are_here - are_gone


def _seen(
    connection: Reader, spans: Sequence[SignSpan]
) -> Iterator[tuple[SignSpan, set[str], set[str]]]:
    """Yield each span, the latest start first, with two sets of customers seen in it.

    Spans that overlap share a middle part: the first set has the customers of that part
    and of the days before it, the second those of the days after it.
    """
    edges = sorted({edge for one in spans for edge in one})
    parts = [
        [
            number
            for (ids,) in connection.each(SEEN, {"begin": begin, "end": end})
            if ids is not None
            for number in str(ids).split(",")
        ]
        for begin, end in pairwise(edges)
    ]

    def customers(begin: int, end: int) -> set[str]:
        return set().union(*parts[edges.index(begin) : edges.index(end)])

    by_start = sorted(spans, key=lambda one: one.start, reverse=True)
    latest_start = max((one.start for one in spans), default=0)
    first_end = min((one.as_of for one in spans), default=0)
    if latest_start >= first_end:
        yield from ((one, customers(one.start, one.as_of), set()) for one in by_start)
        return
    before, begin = customers(latest_start, first_end), latest_start
    for one in by_start:
        before |= customers(one.start, begin)
        begin = one.start
        yield one, before, customers(first_end, one.as_of)


LONG_AGO = "-1000000000000000000"
GONE = """EXISTS (SELECT 1 FROM departure AS d WHERE d.customer_id = u.id
  AND d.left_at < {T} AND coalesce(d.returned_at >= {T}, 1))"""

HAS_LAPSED = f"""u.merged_into_id IS NULL AND NOT {GONE}
  AND {had_lapsed("u", "{lapsed_before}", "{T}")}"""
LAPSED = Relation(
    "lapsed_customer",
    "a customer who has not left, without any sign for a while",
    (
        Source(
            "u",
            f"{TABLE} AS u",
            "u.as_of = {T}",
            {"letter": "'P'", "opened_at": LONG_AGO, "many": "u.many"},
        ),
    ),
    (
        Source(
            "u",
            "customer AS u",
            HAS_LAPSED,
            {
                "letter": "'P'",
                "opened_at": f"coalesce(u.since, {LONG_AGO})",
                "many": "1",
            },
            customer_dimensions("u"),
        ),
    ),
    prepare=prepare,
)
UNSEEN = f"""u.since IS NULL AND u.merged_into_id IS NULL
  AND NOT ({gave_sign("u", "{at} < {T}")})"""
UNSEEN_CUSTOMERS = Relation(
    "unseen_customer",
    "a customer without a known start and without any sign",
    (
        Source(
            "u",
            "customer AS u",
            UNSEEN,
            {"letter": "'P'", "opened_at": LONG_AGO},
            customer_dimensions("u"),
        ),
    ),
)
