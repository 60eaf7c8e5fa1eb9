"""Remove a person's rows from files of rejected rows; other bytes stay the same."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csdesk.domain.file_names import ENDING, REJECTED
from csdesk.domain.vocabulary import fold
from csdesk.services.customers.addresses import looks_like_phone, phone_key
from csdesk.store.files.atomic_file import as_bytes, place_over
from csdesk.store.files.temporary_file import temporary_file
from csdesk.store.privacy.identity import LEAST_ID
from csdesk.store.sqlite.backup.files import own, regular_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from csdesk.store.privacy.identity import Known

DELIMITERS: Final = (",", ";", "\t", "|")
# Decodes any bytes, and encodes them back unchanged.
BYTES: Final = "latin-1"
ENCODINGS: Final = ("utf-8", "cp1252", BYTES)


@dataclass(frozen=True, slots=True)
class MatchedFile:
    """A file of rejected rows, with the number of a person's rows."""

    path: Path
    rows: int


class RowMatcher:
    """Match the rows of a person, by the values that identify the person."""

    def __init__(self, known: Known, country: str | None) -> None:
        self._country = country
        by_kind: dict[str, set[str]] = {}
        for kind, value, _ in known.keys:
            by_kind.setdefault(kind, set()).add(value)
        self._ids = known.ids | by_kind.get("external_id", set())
        self._phones = by_kind.get("phone", set())
        self._names = known.names
        self._spelling = known.spelling

    def __call__(self, row: Sequence[str]) -> bool:
        """Return whether a cell is their name, address or id, and nothing else.

        A row that names them within a text may be somebody else's; a short name or a
        short id may be another word or number.
        """
        return any(map(self._cell_matches, row))

    def _cell_matches(self, cell: str) -> bool:
        text = cell.strip().removeprefix("'")
        folded = fold(text)
        if not folded:
            return False
        if text in self._ids and len(text) >= LEAST_ID:
            return True
        is_named = folded in self._names or self._spelling.is_all_of(text)
        if is_named and self._spelling.stands_in(text):
            return True
        return (
            bool(self._phones)
            and looks_like_phone(text)
            and phone_key(text, self._country) in self._phones
        )


def rejected_of(path: Path, matches: RowMatcher) -> list[MatchedFile]:
    """Find the files of rejected rows in the desk's folder that have such rows."""
    found = []
    for file in _files(path):
        _, _, count = _parted(file, matches)
        if count:
            found.append(MatchedFile(file, count))
    return found


def take_out(path: Path, matches: RowMatcher) -> list[MatchedFile]:
    """Remove a person's rows from files of rejected rows, and files left empty.

    Returns the changed files; a file that cannot be written stays as it is.
    """
    found = []
    for file in _files(path):
        remaining, is_empty, count = _parted(file, matches)
        if not count:
            continue
        try:
            if is_empty:
                file.unlink()
            else:
                _replace(file, remaining)
        except OSError:
            continue  # unchanged, and named among the files that still name the person
        found.append(MatchedFile(file, count))
    return found


def _files(path: Path) -> Iterator[Path]:
    for file in regular_files(own(path).parent):
        if f"{ENDING}." in file.name or f"{ENDING}-" in file.name:
            yield file


def _parted(file: Path, matches: RowMatcher) -> tuple[bytes, bool, int]:
    """Return what stays of a file, whether no row stays, and how many rows go.

    A file in another layout, or one that cannot be read, is left alone.
    """
    try:
        text = file.read_bytes().decode(BYTES)
        rows = list(_rows(text))
    except (OSError, csv.Error):
        return b"", False, 0
    head = next((i for i, (_, row) in enumerate(rows) if _is_head(row)), None)
    if head is None:
        return b"", False, 0
    remaining = [raw for raw, _ in rows[: head + 1]]
    others = [raw for raw, row in rows[head + 1 :] if not _any(matches, row)]
    count = len(rows) - head - 1 - len(others)
    return "".join(remaining + others).encode(BYTES), not others, count


def _any(matches: RowMatcher, row: Sequence[str]) -> bool:
    """Return whether the row matches in any encoding that its bytes may have."""
    for encoding in ENCODINGS:
        with suppress(UnicodeDecodeError):
            if matches([cell.encode(BYTES).decode(encoding) for cell in row]):
                return True
    return False


def _is_head(row: Sequence[str]) -> bool:
    return tuple(row[-len(REJECTED) :]) == tuple(REJECTED)


def _rows(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each row as written in the file, and its cells."""
    lines = list(io.StringIO(text, newline=""))
    above = text[: text.find(REJECTED[0])]
    delimiter = max(DELIMITERS, key=above.count)
    reader = csv.reader(lines, delimiter=delimiter)
    before = 0
    for row in reader:
        yield "".join(lines[before : reader.line_num]), row
        before = reader.line_num


def _replace(file: Path, remaining: bytes) -> None:
    with temporary_file(file) as made:
        with as_bytes(made) as opened:
            opened.write(remaining)
        place_over(made.path, file)
