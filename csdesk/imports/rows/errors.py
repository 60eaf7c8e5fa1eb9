"""Warnings and row errors of an import, collected for its output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_SHOWN: Final = 20


class ImportWarnings:
    """Warnings about one file; one about many rows is shown once, with their number."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._counted: dict[str, tuple[int, int]] = {}  # message -> first line, rows
        self._messages: list[str] = []
        self._more = 0
        self._named: dict[str, list[str]] = {}

    def count(self, message: str, lines: Sequence[int]) -> None:
        """Add a warning about the rows on these lines; nothing if there are none."""
        if lines:
            first, rows = self._counted.get(message, (lines[0], 0))
            self._counted[message] = (first, rows + len(lines))

    def line(self, line: int, message: str) -> None:
        """Add a warning about the row on `line`."""
        self.add(f"{self._file} line {line}: {message}")

    def add(self, message: str) -> None:
        """Add a complete message; beyond the first 20 they are only counted."""
        if len(self._messages) < MOST_SHOWN:
            self._messages.append(message)
        else:
            self._more += 1

    def name(self, heading: str, word: str) -> None:
        """Add `word` to the list under `heading`, such as `New agents`."""
        self._named.setdefault(heading, []).append(word)

    def emit(self, show: Callable[[str], None]) -> None:
        """Pass every warning to `show`."""
        for heading, words in self._named.items():
            hidden = len(words) - MOST_SHOWN
            also = f" and {hidden:,} more" if hidden > 0 else ""
            show(f"{heading}: {', '.join(words[:MOST_SHOWN])}{also}.")
        for message in self._messages:
            show(message)
        if self._more:
            show(f"{self._file}: {self._more:,} more notes of this kind.")
        for message, (line, rows) in self._counted.items():
            more = f" and {rows - 1:,} more" if rows > 1 else ""
            show(f"{self._file} line {line}{more}: {message}.")


class RowErrors:
    """The number of rejected rows, and the messages about the first of them.

    With `keep_all`, `details` has all messages as (line, message).
    """

    def __init__(self, *, keep_all: bool = False) -> None:
        self.rows = 0
        self.details: list[tuple[int, str]] = []
        self._keep_all = keep_all
        self.shown: list[str] = []
        self.more = 0

    def add(self, file: str, found: Sequence[tuple[int, str]]) -> None:
        """Add the errors of one batch as (line, message); a row may have several."""
        self.rows += len({line for line, _ in found})
        if self._keep_all:
            self.details += found
        room = max(MOST_SHOWN - len(self.shown), 0)
        ordered = sorted(found)
        self.shown += [f"{file} line {line}: {text}" for line, text in ordered[:room]]
        self.more += len(ordered[room:])

    def take(self) -> list[tuple[int, str]]:
        """Return the details collected so far, and clear them."""
        taken, self.details = self.details, []
        return taken

    @property
    def listing(self) -> str:
        """The messages, one a line, and how many more there are."""
        more = [f"… and {self.more:,} more."] if self.more else []
        return "\n".join([*self.shown, *more])
