"""Identity of a customer: all names and addresses ever used, found in any text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from csdesk.store.dialect import among, as_list, json_field
from csdesk.store.journal.queries import read_row
from csdesk.store.privacy.columns import ERASED
from csdesk.store.privacy.pseudonyms import PREFIX
from csdesk.store.privacy.subject import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from csdesk.store.connection import Reader
    from csdesk.store.privacy.pseudonyms import Hasher, Identity
    from csdesk.store.privacy.subject import Subject


SHORT: Final = 3  # a name of one word with so few letters may be an ordinary word
FEWEST: Final = 2  # letters of a name that is searched for
LONGEST_GAP: Final = 3  # characters between two parts of a name
FEWEST_DIGITS: Final = 6
LEAST_ID: Final = 4
COUNTRY_DIGITS: Final = (1, 2, 3)
_MARKS: Final = "[\u0300-\u036f]*"
_BETWEEN_DIGITS: Final = r"[\s()/.\u2010-\u2015\-]{0,3}"
# Letters that do not decompose, and other ways to type them.
_TYPED: Final = {
    "ß": "(?:ß|ẞ|ss)", "ø": "(?:ø|oe|o)", "æ": "(?:æ|ae)", "œ": "(?:œ|oe)",
    "ł": "(?:ł|l)", "đ": "(?:đ|d)", "ð": "(?:ð|d)", "þ": "(?:þ|th)",
    "\u0131": "[\u0131i]",
}  # fmt: skip
_UMLAUTS: Final = "aou"
_UMLAUT: Final = "\u0308"
# After a quotation, apostrophes and dashes come in many shapes.
_APOSTROPHE: Final = "['’\u02bc\u0060\u00b4]?"
_LIKE: Final = {"'": _APOSTROPHE, "’": _APOSTROPHE}
_LEFT: Final = r"(?<![^\W_])"
_RIGHT: Final = r"(?![^\W_])"


class Spelling:
    """Patterns that find a person's names, addresses and ids.

    `names` as written; `exact` are e-mails and ids; `phones` as written and in E.164.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        exact: Iterable[str] = (),
        phones: Iterable[str] = (),
    ) -> None:
        written = tuple(names)
        words = sorted({tuple(_words(name)) for name in written} - {()})
        # Punctuation alone, or one letter: too short to search for.
        self.is_unsought = any(
            len("".join(_words(name))) < FEWEST for name in written if name.strip()
        )
        full: list[str] = []
        short: list[str] = []
        parts: set[str] = set()
        for one in words:
            is_short = len(one) == 1 and len(one[0]) <= SHORT and _is_cased(one[0])
            if len("".join(one)) >= FEWEST:
                (short if is_short else full).append(_name(one))
            if len(one) > 1:
                parts |= {part for part in one if len(part) >= FEWEST}
        full += [_bounded(_letters(one)) for one in exact if len(one) >= LEAST_ID]
        full += [one for phone in phones for one in _phone(phone)]
        self._sure = _compiled(full)
        self._short = _compiled(short)
        self._parts = _compiled([*short, *(_bounded(_letters(one)) for one in parts)])

    def __bool__(self) -> bool:
        """Return whether there is anything to look for."""
        return any((self._sure, self._short, self._parts))

    def stands_in(self, text: str) -> bool:
        """Return whether the full name, an address or an id is in `text`."""
        return self._sure is not None and bool(self._sure.search(decomposed(text)))

    def may_stand_in(self, text: str) -> bool:
        """Return whether a part of the name, or a short name, is in `text`."""
        return self._parts is not None and bool(self._parts.search(decomposed(text)))

    def is_all_of(self, text: str) -> bool:
        """Return whether `text` is just the name, an address or an id."""
        written = decomposed(text.strip())
        return any(
            one is not None and one.fullmatch(written)
            for one in (self._sure, self._short)
        )

    def without(self, text: str, instead: str) -> str:
        """Replace each name, address and id by `instead`; unchanged without one."""
        written, count = decomposed(text), 0
        for one in (self._sure, self._short):
            if one is not None:
                written, found = one.subn(lambda _: instead, written)
                count += found
        return unicodedata.normalize("NFC", written) if count else text


def decomposed(text: str) -> str:
    """Decompose accents into characters of their own, as the patterns need it."""
    return text if text.isascii() else unicodedata.normalize("NFKD", text)


def _words(name: str) -> Iterator[str]:
    composed = unicodedata.normalize("NFKC", name)
    yield from re.findall(r"[^\W_]+(?:['’][^\W_]+)*", composed.lower())


def _name(words: tuple[str, ...]) -> str:
    """Build a pattern of the words in their order, or the last one first: Lee, Ann."""
    least = 0 if sum(map(len, words)) >= 2 * SHORT else 1
    gap = rf"[\W_]{{{least},{LONGEST_GAP}}}"
    orders = {words, (*words[-1:], *words[:-1])}
    found = [gap.join(map(_letters, one)) for one in sorted(orders)]
    # Scripts without capitals mostly write no blanks between words, either.
    return "|".join(map(_bounded, found) if any(map(_is_cased, words)) else found)


def _letters(word: str) -> str:
    """Build a pattern of one word's letters, for text that is `decomposed`."""
    letters = [
        (one, set(unicodedata.normalize("NFKD", one)[1:]))
        for one in unicodedata.normalize("NFKC", word).lower()
    ]
    found, skip = [], False
    for place, (letter, marks) in enumerate(letters):
        base = unicodedata.normalize("NFKD", letter)[:1]
        after = letters[place + 1][0] if place + 1 < len(letters) else ""
        if skip:
            skip = False
        elif base in _UMLAUTS and _UMLAUT in marks:
            found.append(f"{base}{_MARKS}e?")
        elif base in _UMLAUTS and after == "e" and not marks:
            found.append(f"(?:{base}{_MARKS}e{_MARKS}|{base}{_UMLAUT})")
            skip = True
        elif letter == after == "s":
            found.append(_TYPED["ß"])
            skip = True
        elif base in _TYPED:
            found.append(_TYPED[base])
        elif base in _LIKE:
            found.append(_LIKE[base])
        else:
            found.append(re.escape(base) + (_MARKS if base.isalpha() else ""))
    return "".join(found)


def _bounded(pattern: str) -> str:
    return f"{_LEFT}(?:{pattern}){_RIGHT}"


def _is_cased(word: str) -> bool:
    """Return whether the word's script has capitals; names then have more letters."""
    return word.lower() != word.upper()


def _phone(phone: str) -> Iterator[str]:
    """Yield patterns of a number as dialled at home and abroad, in any grouping."""
    digits = "".join(one for one in phone if one in "0123456789")
    is_abroad = phone.startswith("+") or digits.startswith("00")
    digits = digits.lstrip("0")
    if len(digits) < FEWEST_DIGITS:
        return
    if not is_abroad:
        yield _digits(rf"0{{0,2}}{_BETWEEN_DIGITS}{_grouped(digits)}")
        return
    for count in COUNTRY_DIGITS:
        if len(digits) - count >= FEWEST_DIGITS:
            country, rest = _grouped(digits[:count]), _grouped(digits[count:])
            gap = _BETWEEN_DIGITS
            yield _digits(rf"(?:(?:\+|00)?{gap}{country}{gap})?0?{gap}{rest}")


def _grouped(digits: str) -> str:
    return _BETWEEN_DIGITS.join(digits)


def _digits(pattern: str) -> str:
    return rf"(?<!\d)(?:{pattern})(?!\d)"


def _compiled(patterns: Iterable[str]) -> re.Pattern[str] | None:
    found = sorted(set(patterns), key=lambda one: (-len(one), one))
    return re.compile("|".join(found), re.IGNORECASE) if found else None


Key = tuple["Identity", str, str | None]  # kind, value as compared, source of an id
JOURNAL: Final = f"""
SELECT before, after FROM change
WHERE table_name = 'customer' AND {among("row_id")}
ORDER BY id DESC"""
LATER_ID: Final = f"""
SELECT DISTINCT {json_field("coalesce(after, before)", "external_id")} FROM change
WHERE table_name = ? AND {among("row_id")}"""
NAMED: Final = ("name",)
EXACT: Final = ("email", "external_id")
DIALLED: Final = ("phone", "phone_key")
WANTED: Final = (
    "id", "name", "name_key", "email", "email_key", "phone", "phone_key", "source",
    "external_id",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """Keys, names and spellings of a customer, at any time.

    `keys` identify the customer, `by_customer` gives the id of each; `spelling` finds
    names and addresses in a text; `ids` are external ids of their records.
    """

    keys: set[Key] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # folded
    ids: set[str] = field(default_factory=set)
    by_customer: dict[int, set[Key]] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=Spelling)

    def hashes(self, hasher: Hasher) -> set[tuple[Identity, str]]:
        """Return (kind, hash) of each key."""
        return {
            (kind, hasher.identity(kind, value, source))
            for kind, value, source in self.keys
        }


def known_by(db: Reader, subject: Subject) -> Known:
    """Read the keys and names that the customer, with merged ones, ever had."""
    found = Known()
    spelt: dict[str, set[str]] = {one: set() for one in (*NAMED, *EXACT, *DIALLED)}
    for row in _versions(db, subject.every("customer")):
        if row.get("name") == ERASED:
            continue
        keys = set(keys_of(row))
        found.keys |= keys
        found.by_customer.setdefault(row["id"], set()).update(keys)
        if row.get("name_key"):
            found.names.add(row["name_key"])
        for name, written in spelt.items():
            if row.get(name) and not str(row[name]).startswith(PREFIX):
                written.add(str(row[name]))
    names, exact, dialled = (
        set[str]().union(*(spelt[name] for name in group))
        for group in (NAMED, EXACT, DIALLED)
    )
    found.spelling = Spelling(names, exact, dialled)
    found.ids = set(_external_ids(db, subject))
    return found


def keys_of(row: Mapping[str, Any]) -> Iterator[Key]:
    """Yield the keys of a customer's row: addresses and id, else the source's name."""
    for kind, column in (("email", "email_key"), ("phone", "phone_key")):
        if row.get(column):
            yield kind, row[column], None  # type: ignore[misc]
    external_id = row.get("external_id")
    if external_id and not external_id.startswith(PREFIX):
        yield "external_id", external_id, row.get("source")
    if not (row.get("email_key") or row.get("phone_key") or external_id):
        yield "name", row["name_key"], row.get("source")


def customers_of(db: Reader) -> Iterator[dict[str, Any]]:
    """Yield the keys of every customer, of a desk of any schema."""
    columns = [name for name in WANTED if name in columns_of(db, "customer")]
    for row in db.each(f"SELECT {', '.join(columns)} FROM customer"):
        yield dict(zip(columns, row, strict=True))


def _versions(db: Reader, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    for row in customers_of(db):
        if row["id"] in numbers:
            yield row
    for texts in db.each(JOURNAL, (as_list(numbers),)):
        for text in texts:
            if text:
                yield read_row(text)


def _external_ids(db: Reader, subject: Subject) -> Iterator[str]:
    for table, numbers in subject.rows.items():
        if "external_id" not in columns_of(db, table):
            continue
        for (name,) in db.each(
            f"SELECT external_id FROM {table} WHERE external_id IS NOT NULL"
            f" AND {among('id')}",
            (as_list(numbers),),
        ):
            if not name.startswith(PREFIX):
                yield name
    for table, numbers in subject.gone.items():
        for (name,) in db.each(LATER_ID, (table, as_list(numbers))):
            if name and not name.startswith(PREFIX):
                yield name
