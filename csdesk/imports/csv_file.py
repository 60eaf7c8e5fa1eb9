"""Bytes to rows: a CSV file in batches, each row with the line on which it starts."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from csdesk.domain.vocabulary import fold
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

STDIN = "-"
ROWS_A_BATCH = 4_000
LARGEST_CELL = 16 * 1024 * 1024  # csv's own 131,072 cuts long notes off
KEPT_IN_MEMORY = 16 * 1024 * 1024
NEWLINES = re.compile(rb"\r\n|\r|\n")
SAVE_AS = "Save it as 'CSV UTF-8' (Excel: File, Save As) and import that."


@dataclass(frozen=True, slots=True)
class FileShape:
    """How a file is laid out: in which row its headings stand (0: none), its comma.

    `names` are the headings of a file that has none.
    """

    heading: int = 1
    names: tuple[str, ...] = ()
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Some rows, the line on which each starts, and those that are no rows at all."""

    lines: list[int]
    rows: list[list[str]]
    broken: list[tuple[int, str]]  # (line, what is wrong with it and what to do)


@dataclass(slots=True)
class CsvFile:
    """An open CSV file. `sha256` and `blank_rows` are complete once it is read."""

    name: str
    size: int
    headings: tuple[str, ...]
    blank_rows: int
    _bytes: _CountedBytes
    _reader: Any = field(repr=False)

    @property
    def sha256(self) -> str:
        """The hash of the bytes read so far, in hexadecimal."""
        return self._bytes.hash.hexdigest()

    @property
    def bytes_read(self) -> int:
        """How far it was read."""
        return self._bytes.count

    def batches(self) -> Iterator[RowBatch]:
        """The rows below the headings; blank ones are counted and left out."""
        is_read = False
        while not is_read:
            batch = RowBatch([], [], [])
            is_read = self._fill(batch)
            yield batch

    def close(self) -> None:
        """Let go of the file."""
        self._bytes.close()

    def _fill(self, batch: RowBatch) -> bool:
        """Read until `batch` is full; True once the file has ended."""
        reader, width = self._reader, len(self.headings)
        rows, lines, broken = batch.rows, batch.lines, batch.broken
        line = reader.line_num + 1
        while len(rows) + len(broken) < ROWS_A_BATCH:
            try:
                row = next(reader, None)
            except csv.Error as error:
                broken.append((line, _explained(error)))
            except (UnicodeDecodeError, _BadBytesError) as error:
                raise _unreadable(self.name, reader.line_num, error) from None
            else:
                if row is None:
                    return True
                if len(row) == width and (row[0].strip() or not _is_blank(row)):
                    rows.append(row)
                    lines.append(line)
                elif _is_blank(row):
                    self.blank_rows += 1
                else:
                    broken.append((line, _ragged(len(row), width)))
            line = reader.line_num + 1
        return False


def open_csv(path: str, shape: FileShape) -> CsvFile:
    """The file at `path` (`-`: standard input), its headings read and checked.

    Raises UsageProblem where it cannot be opened, is not UTF-8, is empty, or has
    headings that are doubled or empty.
    """
    name = "stdin" if path == STDIN else Path(path).name
    stream = _open(path)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    csv.field_size_limit(LARGEST_CELL)
    counted = _CountedBytes(stream)
    binary: Any = counted  # all that the text reader asks for: read1
    text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True, delimiter=shape.delimiter)
    try:
        headings = shape.names or _read_headings(reader, name, shape.heading)
    except UsageProblem:
        counted.close()
        raise
    return CsvFile(name, size, headings, 0, counted, reader)


def _open(path: str) -> BinaryIO:
    if path == STDIN:
        # A desk must not stay locked while somebody types.
        spool = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115
        while piece := sys.stdin.buffer.read(io.DEFAULT_BUFFER_SIZE):
            spool.write(piece)
        return spool  # type: ignore[return-value]
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise UsageProblem(
            f"{path} cannot be read: {error.strerror}.",
            "Check the name; - reads standard input.",
        ) from None


class _BadBytesError(Exception):
    """Bytes that are no text; `before` is what was read of their block before them."""

    def __init__(self, before: bytes, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.before, self.hint = before, hint


class _CountedBytes(io.BufferedIOBase):
    """Bytes on their way to the text reader: hashed, counted, and without NUL."""

    def __init__(self, stream: BinaryIO) -> None:
        self.hash = hashlib.sha256()
        self.count = 0
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self.hash.update(data)
        self.count += len(data)
        if b"\0" in data:
            raise _BadBytesError(
                data[: data.index(b"\0")],
                "has a NUL byte: it is no CSV, or is not UTF-8",
                SAVE_AS,
            )
        return data

    def close(self) -> None:
        self._stream.close()
        super().close()


def _unreadable(
    name: str, lines: int, error: UnicodeDecodeError | _BadBytesError
) -> UsageProblem:
    """The error for bytes that are no text, in the block after so many lines."""
    if isinstance(error, UnicodeDecodeError):
        byte = error.object[error.start]
        error = _BadBytesError(
            bytes(error.object[: error.start]),
            f"is not UTF-8: it has the byte 0x{byte:02X}",
            SAVE_AS,
        )
    # All whole lines before the block that failed were read: the rest can be counted.
    line = lines + 1 + len(NEWLINES.findall(error.before))
    return UsageProblem(f"{name} line {line} {error}.", error.hint)


def _read_headings(reader: Any, name: str, number: int) -> tuple[str, ...]:
    row: list[str] | None = None
    try:
        for _ in range(number):
            row = next(reader, None)
    except csv.Error as error:
        raise UsageProblem(
            f"{name} line {reader.line_num}: {_explained(error)}"
        ) from None
    except (UnicodeDecodeError, _BadBytesError) as error:
        raise _unreadable(name, reader.line_num, error) from None
    if row is None:
        raise UsageProblem(
            f"{name} has no headings: it is empty.", "Export it again, with headings."
        )
    headings = tuple(cell.strip() for cell in row)
    if not any(headings):
        raise UsageProblem(
            f"{name} line {reader.line_num} is blank; the headings should stand there.",
            "Take the line out, or say heading = 2 under [file] in the mapping.",
        )
    check_headings(headings, f"{name} line {reader.line_num}")
    return headings


def check_headings(headings: tuple[str, ...], where: str) -> None:
    """Raise UsageProblem where a heading is empty or there twice, whatever its case."""
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


def _is_blank(row: list[str]) -> bool:
    return not row or (not row[0].strip() and not "".join(row).strip())


def _ragged(cells: int, width: int) -> str:
    return (
        f"the row has {cells:,} cells, the headings {width:,}. "
        'Put a cell that holds a comma between "quotes".'
    )


def _explained(error: csv.Error) -> str:
    """A sentence for what csv says, with what to do."""
    said = str(error)
    if "unexpected end" in said:
        return (
            'a quote (") opens here and never closes. '
            'Close it, or double a quote that belongs to the text ("").'
        )
    if "field limit" in said:
        return "a cell is larger than 16 MB. Is a quote left open before it?"
    return f'a quoted cell is broken ({said}). Double a quote inside one ("").'
