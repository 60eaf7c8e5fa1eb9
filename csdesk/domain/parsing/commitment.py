"""Parse a commitment typed in one line: "call back Tuesday 10:00"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csdesk.domain.lengths import LONGEST
from csdesk.domain.parsing.date import DateError, read_due
from csdesk.domain.parsing.day import DAY_WORDS, WEEKDAY_NUMBERS, fold_text
from csdesk.domain.timezone import MONTHS, Understood

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

CALL_BACK: Final = "call-back"
# Words in a commitment -> its kind; any other commitment is a call back.
KIND_WORDS: Final = (
    (re.compile(r"\b(apolog|sorry\b)"), "apology"),
    (re.compile(r"\bcourtesy\b"), "courtesy-call"),
)
# Words between the text and the time; a number before a limit belongs to the text.
LIMIT_WORDS: Final = frozenset({"by", "until", "till", "before"})
JOINING_WORDS: Final = LIMIT_WORDS | {"on", "at"}
# Words that belong to a time: where one stands before the part that was read, only a
# piece of the time was read, and that piece means something else.
TIME_WORDS: Final = frozenset(
    {
        *DAY_WORDS, *WEEKDAY_NUMBERS, *(month.casefold() for month in MONTHS),
        *(month[:3].casefold() for month in MONTHS), "sept", "now", "next", "this",
        "last", "coming", "in",
    }
)  # fmt: skip
NUMBER: Final = re.compile(r"\d[\d.:/-]*(?:st|nd|rd|th|am|pm)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment to a customer: its text, when it is due (UTC), its kind.

    `text` None: only a time was given. `note` is set for a time that happened twice.
    """

    text: str | None
    due: datetime
    kind: str
    note: str | None = None


def read_commitment(
    text: str, *, now: datetime, zone: ZoneInfo, order: str | None = None
) -> Commitment:
    """Read the commitment in `text`, which ends with the time it is due.

    The longest end that `read_due` can read is the time.
    Raises DateError naming the piece that cannot be read.
    """
    words = text.split()
    reach = _first_in_reach(words)
    for start in range(reach, len(words)):
        piece = " ".join(words[start:])
        try:
            due = read_due(piece, now=now, zone=zone, order=order)
        except DateError:
            continue
        first = _first_of_time(words, start)
        if first < start:
            raise _unreadable_time(" ".join(words[first:]), now, zone, order)
        return _commitment(words[:start], due)
    raise _unreadable_time(_likely_time(words[reach:] or words[-1:]), now, zone, order)


def kind_of(text: str | None) -> str:
    """Return the kind of follow-up of a commitment, by its words."""
    folded = fold_text(text or "")
    return next(
        (kind for pattern, kind in KIND_WORDS if pattern.search(folded)), CALL_BACK
    )


def _first_in_reach(words: list[str]) -> int:
    """Return the first word from which on the end is short enough to be a time."""
    first, length = len(words), -1
    while first and length + 1 + len(words[first - 1]) <= LONGEST:
        first -= 1
        length += 1 + len(words[first])
    return first


def _commitment(words: list[str], due: Understood) -> Commitment:
    before_time = list(words)
    while before_time and before_time[-1].casefold().strip(",:;") in JOINING_WORDS:
        before_time.pop()
    text = " ".join(before_time).rstrip(",:;- ") or None
    return Commitment(text, due.instant, kind_of(text), due.note)


def _first_of_time(words: list[str], start: int) -> int:
    """Find the first word of the time whose end was read from `start` on."""
    first, place = start, start - 1
    is_limited = False
    while place >= 0:
        word = words[place].casefold().strip(",")
        if word in TIME_WORDS or (NUMBER.fullmatch(word) and not is_limited):
            first = place
        elif word not in JOINING_WORDS:
            break
        is_limited = is_limited or word in LIMIT_WORDS
        place -= 1
    return first


def _likely_time(words: list[str]) -> str:
    """Return the end of the text that was probably meant as the time."""
    folded = [word.casefold().strip(",") for word in words]
    for is_time in (TIME_WORDS.__contains__, NUMBER.match):
        for place, word in enumerate(folded):
            if is_time(word):
                return " ".join(words[place:])
    return " ".join(words)


def _unreadable_time(
    piece: str, now: datetime, zone: ZoneInfo, order: str | None
) -> DateError:
    """Return the error for a time that cannot be read whole."""
    hint = "Write what is promised, then when: 'call back Tuesday 10:00'."
    try:
        read_due(piece, now=now, zone=zone, order=order)
    except DateError as error:
        return DateError(str(error), error.hint or hint)
    return DateError(f"'{piece}' is not a date or time.", hint)
