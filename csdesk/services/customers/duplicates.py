"""Duplicate customers: list pairs who may be one person; none is merged."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.result import Column, Kind, Listing, cut
from csdesk.store.queries.customers import people

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csdesk.result import Locale
    from csdesk.store.connection import Reader
    from csdesk.store.queries.customers import CustomerKeys

NEAR: Final = 88.0  # of 100: Ann Lee and Anne Lee are 93, Jo Roe and Jo Poe 83
LARGE_BLOCK: Final = 30
NEIGHBOURS: Final = 8
PREFIX: Final = 3
# Limits of the compared part of a name; names of people are shorter.
MOST_PIECES: Final = 12
LONGEST_NAME: Final = 200
# Score of each reason. Different addresses make a pair less likely.
SAME_EMAIL, SAME_PHONE, SAME_NAME, NEAR_NAME = 60, 50, 40, 25
ANOTHER_ADDRESS: Final = -10
COLUMNS: Final = (
    Column("pair", "Pair", width=0),
    Column("keep", "Keep", Kind.REF, 0),
    Column("merge", "Merge", Kind.REF, 0),
    Column("name", "Name", grows=True),
    Column("other_name", "Other name", grows=True),
    Column("reasons", "Why", Kind.WORDS, grows=True),
    Column("score", "Score", Kind.NUMBER, 0),
    Column("type", "If they are one"),
)


@dataclass(slots=True)
class Pair:
    """Two customers, the older first, with reasons why they may be one person."""

    one: CustomerKeys
    other: CustomerKeys
    reasons: list[str] = field(default_factory=list)
    score: int = 0

    def add(self, reason: str, score: int) -> None:
        """Add a reason and its score."""
        self.reasons.append(reason)
        self.score += score


def duplicates(reader: Reader, locale: Locale, limit: int | None = None) -> Listing:
    """List likely duplicates, the likeliest first; `limit` None or 0: all."""
    everybody = people(reader)
    found: dict[tuple[int, int], Pair] = {}
    _same(found, everybody, "email_key", "same e-mail", SAME_EMAIL)
    _same(found, everybody, "phone_key", "same phone number", SAME_PHONE)
    _names(found, everybody)
    ranked = sorted(
        found.values(), key=lambda pair: (-_score(pair), pair.one.id, pair.other.id)
    )
    return cut(
        Listing(
            title="Customers who may be one",
            columns=COLUMNS,
            rows=tuple(map(_row, ranked)),
            locale=locale,
            empty="No two customers look like one.",
        ),
        limit,
    )


def _pair(
    found: dict[tuple[int, int], Pair], one: CustomerKeys, other: CustomerKeys
) -> Pair:
    if other.id < one.id:
        one, other = other, one
    return found.setdefault((one.id, other.id), Pair(one, other))


def _same(
    found: dict[tuple[int, int], Pair],
    everybody: Iterable[CustomerKeys],
    column: str,
    reason: str,
    score: int,
) -> None:
    """Pair each customer who shares an address with the first who has it."""
    first: dict[str, CustomerKeys] = {}
    for one in everybody:
        key = getattr(one, column)
        if key is not None and first.setdefault(key, one) is not one:
            _pair(found, first[key], one).add(reason, score)


def _names(
    found: dict[tuple[int, int], Pair], everybody: Iterable[CustomerKeys]
) -> None:
    from rapidfuzz.fuzz import ratio

    named = {one.id: (name_to_compare(one.name_key), one) for one in everybody}
    seen: set[tuple[int, int]] = set()
    for left, right in _near(named):
        key = (min(left, right), max(left, right))
        if key in seen:
            continue
        seen.add(key)
        (name, one), (other_name, other) = named[left], named[right]
        if name == other_name:
            _pair(found, one, other).add("same name", SAME_NAME)
        elif _digits(name) == _digits(other_name) and ratio(
            name[:LONGEST_NAME], other_name[:LONGEST_NAME], score_cutoff=NEAR
        ):
            _pair(found, one, other).add("nearly the same name", NEAR_NAME)


def _near(named: dict[int, tuple[str, CustomerKeys]]) -> Iterator[tuple[int, int]]:
    """Yield pairs whose names are worth comparing."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, (name, _) in named.items():
        for key in _keys(name):
            blocks[key].append(number)
    for block in blocks.values():
        ordered = sorted(block, key=lambda number: named[number][0])
        reach = len(ordered) if len(ordered) <= LARGE_BLOCK else NEIGHBOURS
        for place, left in enumerate(ordered):
            for right in ordered[place + 1 : place + 1 + reach]:
                yield left, right


def _keys(name: str) -> set[str]:
    """Return the blocks of a name: the start of each word with another's initial."""
    pieces = name.split(maxsplit=MOST_PIECES)[:MOST_PIECES]
    if len(pieces) == 1:
        return {pieces[0][:PREFIX]}
    return {
        f"{one[:PREFIX]} {other[0]}"
        for place, one in enumerate(pieces)
        for other in (*pieces[:place], *pieces[place + 1 :])
    }


def name_to_compare(name_key: str) -> str:
    """Return a folded name without accents and signs, words sorted: `ann lee`."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name_key)
        if not unicodedata.combining(letter)
    )
    words = "".join(letter if letter.isalnum() else " " for letter in bare)
    return " ".join(sorted(words.split()))


def _digits(name: str) -> str:
    return "".join(letter for letter in name if letter.isdigit())


def _score(pair: Pair) -> int:
    differ = sum(
        None not in {mine, theirs} and mine != theirs
        for mine, theirs in (
            (pair.one.email_key, pair.other.email_key),
            (pair.one.phone_key, pair.other.phone_key),
        )
    )
    return pair.score + differ * ANOTHER_ADDRESS


def _row(pair: Pair) -> tuple[str | int | tuple[str, ...], ...]:
    keep, other = ref(CUSTOMER, pair.one.id), ref(CUSTOMER, pair.other.id)
    return (
        f"{keep} {other}",
        keep,
        other,
        pair.one.name,
        pair.other.name,
        tuple(pair.reasons),
        _score(pair),
        f"csdesk customer merge {keep} {other}",
    )
