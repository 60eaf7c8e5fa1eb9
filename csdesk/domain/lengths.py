"""Limits on the length of typed values, and shortening long text for a message.

A date, a duration or an amount is short. Every parser refuses longer text before it
reads it, so that no text keeps a command busy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from csdesk.errors import DeskError

LONGEST: Final = 200  # characters of one typed value
LONGEST_SHOWN: Final = 60  # characters of a value that a sentence quotes
LONGEST_LINE: Final = 1_000  # characters of a line of an error that are printed
LONGEST_ERROR: Final = 25_000  # characters of all of its lines


def refuse_long(
    text: str,
    what: str,
    error: type[DeskError] = UsageProblem,
    *,
    longest: int = LONGEST,
) -> None:
    """Raise `error` where `text` is too long to be a value; `what` is `A date`."""
    if len(text) > longest:
        raise error(
            f"{what} has at most {longest:,} characters; this has {len(text):,}, from "
            f"'{cut_off(text)}' on.",
            "Check what was pasted, and write the value alone.",
        )


def cut_off(text: str, most: int = LONGEST_SHOWN) -> str:
    """Cut `text` off after `most` characters, on one line: `31/31/2026 and then…`."""
    # A part is enough to see whether it is longer; leading blanks take room.
    shown = " ".join(text[: 4 * most].split())
    if len(shown) <= most and len(text) <= 4 * most:
        return shown
    return f"{shown[: most - 1]}…"


def shorten(sentence: str, most: int) -> str:
    """Leave out the middle of a `sentence` with more than `most` characters."""
    if len(sentence) <= most:
        return sentence
    return f"{sentence[: most // 2]} … {sentence[-(most // 2) :]}"


def shorten_lines(text: str) -> str:
    """Shorten the lines of an error, each and all together, to fit a screen."""
    lines = (shorten(line, LONGEST_LINE) for line in text.split("\n"))
    return shorten("\n".join(lines), LONGEST_ERROR)
