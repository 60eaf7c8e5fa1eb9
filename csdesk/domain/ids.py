"""Ids as people see and type them: C12, K3; bare where the noun is given."""

from __future__ import annotations

from dataclasses import dataclass

from csdesk.domain.lengths import refuse_long
from csdesk.errors import UsageProblem


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of record with ids of its own: its letter, its word, its table."""

    letter: str
    word: str
    table: str


CONTACT = Noun("C", "contact", "contact")
COMPLAINT = Noun("K", "complaint", "complaint")
CUSTOMER = Noun("P", "customer", "customer")
ANSWER = Noun("S", "survey answer", "survey_answer")
FOLLOW_UP = Noun("F", "follow-up", "follow_up")
VOUCHER = Noun("V", "voucher", "voucher")
ARTICLE = Noun("A", "article", "article")
PURCHASE = Noun("B", "purchase", "purchase")
NOUNS = (
    CONTACT, COMPLAINT, CUSTOMER, ANSWER, FOLLOW_UP, VOUCHER, ARTICLE, PURCHASE,
)  # fmt: skip
LARGEST_ID = 2**63 - 1
MOST_DIGITS = 20  # a few more than LARGEST_ID has


def ref(noun: Noun, number: int | None) -> str:
    """Format an id: `C12`."""
    return f"{noun.letter}{number}"


def read_ref(text: str, noun: Noun) -> int:
    """Read the number in `C12`, `c12` or `12`.

    Raises UsageProblem for anything else, and for an id of another kind of record.
    """
    refuse_long(text, "An id")
    digits = text.strip()
    if digits[:1].isalpha():
        letter, digits = digits[0].upper(), digits[1:]
        if letter != noun.letter and digits.isdecimal():
            other = next((n.word for n in NOUNS if n.letter == letter), None)
            what = _a(other) if other else "no record csdesk knows"
            raise UsageProblem(
                f"'{text}' is {what}, not {_a(noun.word)}.",
                f"Write it as {noun.letter}12, or 12.",
            )
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS
    if not is_number or int(digits) > LARGEST_ID:
        raise UsageProblem(
            f"'{text}' is not the id of {_a(noun.word)}.",
            f"Write it as {noun.letter}12, or 12.",
        )
    return int(digits)


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
