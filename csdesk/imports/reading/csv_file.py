"""Read a CSV file in batches of rows, each row with the line on which it starts."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from csdesk.domain.file_names import REJECTED
from csdesk.errors import UsageProblem
from csdesk.imports.reading.file_bytes import (
    STDIN,
    BadBytesError,
    FileBytes,
    encoding_of,
    head_of,
    open_bytes,
    refuse_other_formats,
)
from csdesk.imports.reading.file_shape import (
    FileShape,
    Headings,
    check_headings,
    compose,
    find_delimiter,
    sep_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from csdesk.imports.mapping.mapping import Mapping
    from csdesk.imports.reading.file_shape import Known

ROWS_A_BATCH = 4_000
_LINE_END = re.compile("\r\n|\r|\n")
LARGEST_CELL = 16 * 1024 * 1024  # csv's default of 131,072 is too small for long notes


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Some rows, the line on which each starts, and the malformed ones."""

    lines: list[int]
    rows: list[list[str]]
    broken: list[tuple[int, str]]  # (line, what is wrong with it and what to do)


@dataclass(slots=True)
class CsvFile:
    """An open CSV file. `sha256` and `blank_rows` are complete once it is read.

    `shape` is its layout as found. `mapping` is the meaning of its columns, once that
    is settled; `remarks` are messages about how it was read.
    """

    path: str
    name: str
    size: int
    headings: tuple[str, ...]
    also: dict[str, str]  # other names of the headings, folded
    shape: FileShape
    stream: BinaryIO = field(repr=False)
    _bytes: FileBytes = field(repr=False)
    _reader: Any = field(repr=False)
    above: int = 1  # rows before the first one that is read
    blank_rows: int = 0
    never_closes: int | None = None  # the line of a quote that swallowed the rest
    mapping: Mapping | None = None
    read_as: str = ""  # the export that it was recognised as
    remarks: list[str] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)  # (line, why)

    @property
    def sha256(self) -> str:
        """The hash of the bytes read so far, in hexadecimal."""
        return self._bytes.hash.hexdigest()

    @property
    def bytes_read(self) -> int:
        """The number of bytes read so far."""
        return self._bytes.count

    def batches(self) -> Iterator[RowBatch]:
        """Yield the rows below the headings; blank ones are counted and left out."""
        is_read = False
        while not is_read:
            batch = RowBatch([], [], [])
            is_read = self._fill(batch)
            yield batch

    def scan(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every well-formed row of the entire file with its line."""
        for line, row in self.originals():
            if line and len(row) == len(self.headings):
                yield line, row

    def originals(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every row of the file unchanged, with its line; 0 above the first one.

        A row that is not valid CSV is one cell with all of its text.
        """
        with _second_reader(self.stream, self.shape) as (reader, source, text):
            above, line = self.above, 1
            while True:
                text.clear()
                with _as_problems(self.name, reader, source):
                    try:
                        row = next(reader, None)
                    except csv.Error:
                        row = ["".join(text).rstrip("\r\n")]
                if row is None:
                    return
                yield (0 if above > 0 else line), row
                above, line = above - 1, reader.line_num + 1

    def close(self) -> None:
        """Close the file."""
        self.stream.close()

    def _fill(self, batch: RowBatch) -> bool:
        """Read until `batch` is full; return True once the file has ended."""
        reader = self._reader
        while (room := ROWS_A_BATCH - len(batch.rows) - len(batch.broken)) > 0:
            rows: list[list[str]] = []
            begin = reader.line_num + 1
            try:
                # Rows read before an error stay in `rows`.
                deque(map(rows.append, islice(reader, room)), maxlen=0)
            except csv.Error as error:
                line = self._sort(rows, begin, batch)
                batch.broken.append((line, _explained(error)))
                if "unexpected end" in str(error):
                    self.never_closes = line
            except UnicodeDecodeError as error:
                explained = self._bytes.explained(error)
                raise explained.at(self.name, reader.line_num) from None
            except BadBytesError as error:
                raise error.at(self.name, reader.line_num) from None
            else:
                self._sort(rows, begin, batch)
                if len(rows) < room:
                    return True
        return False

    def _sort(self, rows: list[list[str]], begin: int, batch: RowBatch) -> int:
        """Sort rows, the first on line `begin`, into `batch`; return the next line."""
        width = len(self.headings)
        lines: Sequence[int] = range(begin, begin + len(rows) + 1)
        if self._reader.line_num != begin + len(rows) - 1:
            lines = list(accumulate(map(_lines_of, rows), initial=begin))
        if set(map(len, rows)) == {width} and all(map(_begins, rows)):
            batch.rows.extend(rows)
            batch.lines.extend(lines[:-1])
            return lines[-1]
        for row, line in zip(rows, lines, strict=False):
            if len(row) == width and (row[0].strip() or not _is_blank(row)):
                batch.rows.append(row)
                batch.lines.append(line)
            elif _is_blank(row):
                self.blank_rows += 1
            else:
                batch.broken.append((line, _ragged(len(row), width)))
        return lines[-1]


def open_csv(path: str, shape: FileShape, known: Known = len) -> CsvFile:
    """Open the file at `path` (`-`: standard input), and read and check its headings.

    A delimiter or encoding of None in `shape` is found in the file; `known` counts the
    known headings, by which the delimiter is chosen. Raises UsageProblem where it
    cannot be opened, is no CSV, is in another encoding, is empty, or has headings that
    are duplicate or empty.
    """
    stream = open_bytes(path)
    try:
        return open_stream(path, stream, shape, known)
    except BaseException:
        stream.close()
        raise


def open_stream(
    path: str, stream: BinaryIO, shape: FileShape, known: Known = len
) -> CsvFile:
    """Read the headings of an open, seekable file, as `open_csv` does."""
    name = "stdin" if path == STDIN else Path(path).name
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    head = head_of(stream)
    refuse_other_formats(head, name)
    encoding = encoding_of(head, shape.encoding)
    start = head.decode(encoding, "replace")
    delimiter = find_delimiter(start, shape, known, name)
    found = replace(shape, encoding=encoding, delimiter=delimiter)
    csv.field_size_limit(LARGEST_CELL)
    source = FileBytes(stream, encoding)
    reader = _reader_of(source, delimiter)
    above = shape.heading
    with _as_problems(name, reader, source):
        if sep_line(start):
            above += 1
            next(reader)
        headings = (
            _read_headings(reader, name, shape.heading)
            if shape.heading
            else Headings(_with_rejected(shape.names, start, delimiter), {})
        )
    return CsvFile(
        path, name, size, headings.names, headings.also, found, stream, source, reader,
        above,
    )  # fmt: skip


@contextmanager
def _second_reader(
    stream: BinaryIO, shape: FileShape
) -> Iterator[tuple[Any, FileBytes, list[str]]]:
    """Open a second reader of a file that is being read; the first can go on later.

    The list receives the lines that are read, until it is cleared.
    """
    place = stream.tell()
    stream.seek(0)
    source = FileBytes(stream, shape.encoding or "utf-8")
    lines: list[str] = []
    try:
        yield _reader_of(source, shape.delimiter or ",", lines), source, lines
    finally:
        stream.seek(place)


def _reader_of(
    source: FileBytes, delimiter: str, lines_read: list[str] | None = None
) -> Any:
    binary: Any = source  # the text reader calls nothing but read1
    text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")
    lines = text if lines_read is None else _recording(text, lines_read)
    return csv.reader(lines, strict=True, delimiter=delimiter)


def _recording(text: Iterable[str], lines_read: list[str]) -> Iterator[str]:
    for line in text:
        lines_read.append(line)
        yield line


@contextmanager
def _as_problems(name: str, reader: Any, source: FileBytes) -> Iterator[None]:
    """Turn errors of CSV and bytes into a UsageProblem."""
    try:
        yield
    except csv.Error as error:
        raise UsageProblem(
            f"{name} line {reader.line_num}: {_explained(error)}"
        ) from None
    except UnicodeDecodeError as error:
        raise source.explained(error).at(name, reader.line_num) from None
    except BadBytesError as error:
        raise error.at(name, reader.line_num) from None


def _read_headings(reader: Any, name: str, count: int) -> Headings:
    rows: list[list[str]] = []
    for _ in range(count):
        row = next(reader, None)
        if row is None:
            raise UsageProblem(
                f"{name} has no headings: it is empty.",
                "Export it again, with headings.",
            )
        rows.append(row)
    if _is_blank(rows[0] if count == 1 else [*rows[0], *rows[1]]):
        raise UsageProblem(
            f"{name} line {reader.line_num} is blank; the headings should stand there.",
            "Take the line out, or say heading = 2 under [file] in the mapping.",
        )
    headings = compose(rows)
    check_headings(headings.names, f"{name} line {reader.line_num}")
    return headings


def _with_rejected(
    names: tuple[str, ...], start: str, delimiter: str
) -> tuple[str, ...]:
    """Return the names for a file without headings, and those of rejected rows."""
    row = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
    was_rejected = len(row) == len(names) + len(REJECTED) and row[-2].isdecimal()
    return (*names, *REJECTED) if was_rejected else names


def _lines_of(row: Sequence[str]) -> int:
    """Count the lines of the file that a row takes."""
    return 1 + sum(
        len(_LINE_END.findall(cell)) for cell in row if "\n" in cell or "\r" in cell
    )


def _begins(row: Sequence[str]) -> bool:
    return bool(row[0].strip())


def _is_blank(row: Sequence[str]) -> bool:
    return not row or (not row[0].strip() and not "".join(row).strip())


def _ragged(cells: int, width: int) -> str:
    return (
        f"the row has {cells:,} cells, the headings {width:,}. "
        'Put a cell that holds a comma between "quotes".'
    )


def _explained(error: csv.Error) -> str:
    """Format an error of the module csv as a message with what to do."""
    text = str(error)
    if "unexpected end" in text:
        return (
            'a quote (") opens here and never closes. '
            'Close it, or double a quote that belongs to the text ("").'
        )
    if "field limit" in text:
        return "a cell is larger than 16 MB. Is a quote left open before it?"
    return f'a quoted cell is broken ({text}). Double a quote inside one ("").'
