"""The rows that were left out of an import, in a file that can be mended and fed again.

It is laid out like the file that they come from, in its encoding; behind each row stand
its line there and what is wrong with it.
"""

from __future__ import annotations

import csv
import filecmp
import io
import os
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.domain.rejected import ENDING, REJECTED
from csdesk.errors import UsageProblem
from csdesk.imports.file_bytes import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

    from csdesk.imports.csv_file import CsvFile


def write_rejects(file: CsvFile) -> Path:
    """Write the rows of `file` that were rejected to a file beside it; which.

    Only its owner may read it, and no file that is there is written over: a second one
    is called `….rejected-2.csv`, unless the first says the same. Raises UsageProblem
    where nothing can be written.
    """
    reasons: dict[int, list[str]] = {}
    for line, sentence in file.rejected:
        reasons.setdefault(line, []).append(sentence)
    before: Path | None = None
    for path in _names(file.path):
        try:
            text = _create(path, file.shape.encoding or "utf-8")
        except FileExistsError:
            before = path
            continue
        except OSError as error:
            raise _unwritable(path, error) from None
        try:
            with text:
                _write(file, reasons, text)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise _unwritable(path, error) from None
        if before is not None and filecmp.cmp(before, path, shallow=False):
            path.unlink()
            return before
        return path
    raise AssertionError  # there is always another number


def _names(path: str) -> Iterator[Path]:
    # What comes from a pipe has no place of its own.
    is_file = path != STDIN and Path(path).is_file()
    whole = Path(path if is_file else "stdin")
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        yield whole.with_name(f"{whole.name}{ENDING}{again}.csv")


def _create(path: Path, encoding: str) -> TextIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    binary = os.fdopen(os.open(path, flags, 0o600), "wb")
    return io.TextIOWrapper(
        binary, encoding=encoding, errors="backslashreplace", newline=""
    )


def _write(file: CsvFile, reasons: Mapping[int, list[str]], text: TextIO) -> None:
    writer = csv.writer(text, delimiter=file.shape.delimiter or ",")
    is_again = tuple(file.headings[-len(REJECTED) :]) == REJECTED
    sep_lines = file.above - file.shape.heading
    for number, (line, row) in enumerate(file.originals(), 1):
        if number <= sep_lines:
            text.write(f"sep={file.shape.delimiter}\r\n")
        elif not line:
            more = REJECTED if number == file.above else [""] * len(REJECTED)
            writer.writerow([*_without(row, is_again=is_again), *more])
        elif line in reasons:
            # A row with too few or too many cells stays so until it is mended.
            cells = _without(row, is_again=is_again and row[-2:][0].isdecimal())
            writer.writerow([*cells, line, " ".join(reasons[line])])


def _without(row: Sequence[str], *, is_again: bool) -> Sequence[str]:
    """A row without what was added when it was rejected before."""
    return row[: -len(REJECTED)] if is_again and len(row) > len(REJECTED) else row


def _unwritable(path: Path, error: OSError) -> UsageProblem:
    return UsageProblem(
        f"{path} cannot be written: {error.strerror}; nothing was kept.",
        "Import from a folder that you may write in, or without --skip-bad.",
    )
