"""What a person should know of an import beside its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_SHOWN: Final = 20


class ImportWarnings:
    """Notes on one file: the same one on many rows is said once, with their number."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._counted: dict[str, tuple[int, int]] = {}  # sentence -> first line, rows
        self._said: list[str] = []
        self._more = 0
        self._named: dict[str, list[str]] = {}

    def count(self, sentence: str, lines: Sequence[int]) -> None:
        """`sentence` holds for the rows on these lines (none: it is not said)."""
        if lines:
            first, rows = self._counted.get(sentence, (lines[0], 0))
            self._counted[sentence] = (first, rows + len(lines))

    def line(self, line: int, sentence: str) -> None:
        """`sentence` is about the row on `line` alone."""
        self.say(f"{self._file} line {line}: {sentence}")

    def say(self, sentence: str) -> None:
        """Keep a whole sentence; beyond the first 20 they are only counted."""
        if len(self._said) < MOST_SHOWN:
            self._said.append(sentence)
        else:
            self._more += 1

    def name(self, heading: str, word: str) -> None:
        """`word` belongs into the list under `heading`: what was added."""
        self._named.setdefault(heading, []).append(word)

    def tell(self, note: Callable[[str], None]) -> None:
        """Give every note to `note`."""
        for heading, words in self._named.items():
            hidden = len(words) - MOST_SHOWN
            also = f" and {hidden:,} more" if hidden > 0 else ""
            note(f"{heading}: {', '.join(words[:MOST_SHOWN])}{also}.")
        for sentence in self._said:
            note(sentence)
        if self._more:
            note(f"{self._file}: {self._more:,} more notes of this kind.")
        for told, (line, rows) in self._counted.items():
            more = f" and {rows - 1:,} more" if rows > 1 else ""
            note(f"{self._file} line {line}{more}: {told}.")


class RowErrors:
    """The rows that were rejected, and what is wrong with the first of them.

    `kept` has all of it, as (line, sentence), where it `keeps_all`.
    """

    def __init__(self, *, keeps_all: bool = False) -> None:
        self.rows = 0
        self.kept: list[tuple[int, str]] = []
        self._keeps_all = keeps_all
        self.shown: list[str] = []
        self.more = 0

    def add(self, file: str, found: Sequence[tuple[int, str]]) -> None:
        """Problems of one batch as (line, sentence); a row may have several."""
        self.rows += len({line for line, _ in found})
        if self._keeps_all:
            self.kept += found
        room = max(MOST_SHOWN - len(self.shown), 0)
        ordered = sorted(found)
        self.shown += [f"{file} line {line}: {said}" for line, said in ordered[:room]]
        self.more += len(ordered[room:])

    def take(self) -> list[tuple[int, str]]:
        """What was kept so far, which is then forgotten."""
        taken, self.kept = self.kept, []
        return taken

    @property
    def listing(self) -> str:
        """The problems, one a line, and how many there are beyond."""
        more = [f"… and {self.more:,} more."] if self.more else []
        return "\n".join([*self.shown, *more])
