"""The layout of a file: find its delimiter and its headings."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from csdesk.domain.file_names import REJECTED
from csdesk.domain.vocabulary import fold
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    # Counts the headings that are known.
    Known = Callable[[Sequence[str]], int]

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
# Headings that csdesk writes besides those of fields.
EXTRA_HEADINGS: Final = (*REJECTED, "csdesk")
_SEP = re.compile(r'\ufeff?"?sep=(.)"?[\r\n]+', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileShape:
    """The layout of a file. `heading` is the number of rows of its headings: 0, 1, 2.

    `names` are the headings for a file that has none. A delimiter or encoding of None
    is found in the file.
    """

    heading: int = 1
    names: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Headings:
    """A file's headings; `also` has other names by which they are found."""

    names: tuple[str, ...]
    also: dict[str, str]  # folded -> heading


def is_delimiter(text: str) -> bool:
    """Return whether `text` can separate the cells of a row."""
    return len(text) == 1 and text not in '"\r\n\0 '


def sep_line(head: str) -> str | None:
    """Return the delimiter in a first line such as `sep=;`, or None."""
    found = _SEP.match(head)
    return found[1] if found and is_delimiter(found[1]) else None


def find_delimiter(head: str, shape: FileShape, known: Known, name: str) -> str:
    """Find the delimiter with which most headings in `head` are known.

    Raises UsageProblem where two of them are equally good.
    """
    stated = shape.delimiter or sep_line(head)
    if stated:
        return stated
    found: dict[str, tuple[int, int, int]] = {}
    for delimiter in DELIMITERS:
        headings = _first_headings(head, delimiter, shape.heading)
        matching = (
            known(headings) if shape.heading else int(len(headings) == len(shape.names))
        )
        width = len(headings)
        found[delimiter] = (matching, matching - width if matching else width, width)
    best = max(found.values())
    equal = [delimiter for delimiter, rank in found.items() if rank == best]
    if best[0] and best[2] > 1 and len(equal) > 1:
        first, second = (DELIMITERS[delimiter] for delimiter in equal[:2])
        raise UsageProblem(
            f"{name} can be read with {first} or {second} between its cells.",
            f"Say which with --delimiter '{equal[0]}' or --delimiter '{equal[1]}'.",
        )
    return equal[0]


def compose(rows: Sequence[Sequence[str]]) -> Headings:
    """Compose the headings from one row, or from two.

    Of two, the second completes the first where that spans several columns: `Reached
    us by` above `phone` and `chat`. A first row with a single cell is a title.
    """
    cells = [[cell.strip() for cell in row] for row in rows]
    last = cells[-1]
    if len(cells) == 1 or (len([cell for cell in cells[0] if cell]) == 1 < len(last)):
        return Headings(tuple(last), {})
    width = max(map(len, cells))
    first, second = ([*row, *[""] * (width - len(row))] for row in cells)
    names, also, top = [], {}, ""
    for index, (upper, lower) in enumerate(zip(first, second, strict=True)):
        top = upper or (top if lower else "")
        spans = not upper or (
            index + 1 < width and not first[index + 1] and bool(second[index + 1])
        )
        joined = f"{top} {lower}".strip()
        names.append(joined if spans else upper or lower)
        also[fold(joined)] = names[-1]
    return Headings(tuple(names), also)


def check_headings(headings: Sequence[str], where: str) -> None:
    """Raise UsageProblem where a heading is empty or duplicate, ignoring case."""
    seen: dict[str, int] = {}
    for number, heading in enumerate(headings, 1):
        key = fold(heading)
        if not key:
            raise UsageProblem(
                f"{where}: column {number} has no heading.",
                "Give it one, or take the column out.",
            )
        if key in seen:
            raise UsageProblem(
                f"{where}: columns {seen[key]} and {number} are both called "
                f"'{heading}'.",
                "Rename one of them, or take it out.",
            )
        seen[key] = number


def first_rows(head: str, delimiter: str, count: int) -> list[list[str]]:
    """Read up to `count` first rows of a file that begins with `head`."""
    found: list[list[str]] = []
    reader = csv.reader(io.StringIO(head, newline=""), strict=True, delimiter=delimiter)
    try:
        if sep_line(head):
            next(reader)
        found.extend(islice(reader, count))
    except csv.Error:
        pass
    return found


def _first_headings(head: str, delimiter: str, heading: int) -> tuple[str, ...]:
    rows = first_rows(head, delimiter, heading or 1)
    if len(rows) < (heading or 1):
        return ()
    return compose(rows).names if heading else tuple(rows[0])
