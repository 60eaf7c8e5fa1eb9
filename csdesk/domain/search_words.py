"""What a person types to search for, as the words and phrases that it means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from csdesk.domain.lengths import refuse_long

# "…" is a phrase, also with a quote that never closes; all else ends at a blank.
PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
LONGEST_SEARCH: Final = 1_000
WORD_CATEGORIES = ("L", "N", "Co")


@dataclass(frozen=True, slots=True)
class Sought:
    """A word, or several that stand in a row; `is_open`: the last one may go on."""

    text: str
    is_open: bool = False


def read_search(text: str) -> tuple[Sought, ...]:
    """Each piece of `text` that holds a word; all of them are sought.

    The last word may be the beginning of one, unless it stands in quotes. Signs are
    no words: `!?` is nothing. Raises UsageProblem for a text of more than
    LONGEST_SEARCH characters.
    """
    refuse_long(text, "A search", longest=LONGEST_SEARCH)
    text = text.replace("\0", " ").rstrip()
    found = [
        (phrase or word, bool(word) and match.end() == len(text))
        for match in PIECE.finditer(text)
        for phrase, word in [match.groups()]
    ]
    return tuple(
        Sought(piece, is_last) for piece, is_last in found if piece and _has_word(piece)
    )


def _has_word(text: str) -> bool:
    return any(unicodedata.category(one).startswith(WORD_CATEGORIES) for one in text)
