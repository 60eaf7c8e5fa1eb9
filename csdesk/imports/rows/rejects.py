"""Write the rejected rows of an import to a file, to be corrected and imported again.

It has the layout and the encoding of the original file, and two more columns: the line
of the row in the original, and what is wrong with it.
"""

from __future__ import annotations

import csv
import errno
import filecmp
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csdesk.domain.file_names import ENDING, REJECTED
from csdesk.errors import UnusableDeskError, UsageProblem
from csdesk.imports.reading.file_bytes import STDIN
from csdesk.render.as_csv import inert
from csdesk.store.files.atomic_file import as_text, place_new
from csdesk.store.files.temporary_file import temporary_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

    from csdesk.errors import DeskError
    from csdesk.imports.reading.csv_file import CsvFile

# Errors of the disk, not of the command.
DISK_FAULTS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def write_rejects(file: CsvFile) -> Path:
    """Write the rejected rows of `file` to a file next to it, and return its path.

    It is written completely and durably, or not at all. Only its owner may read it. No
    existing file is overwritten: a second one is called `….rejected-2.csv`, unless the
    first has the same content. Raises UsageProblem where nothing can be written,
    UnusableDeskError where the disk is full or fails.
    """
    reasons: dict[int, list[str]] = {}
    for line, sentence in file.rejected:
        reasons.setdefault(line, []).append(sentence)
    wanted = next(_names(file.path))
    encoding = file.shape.encoding or "utf-8"
    try:
        with temporary_file(wanted) as made:
            with as_text(made, encoding, "backslashreplace") as text:
                _write(file, reasons, text)
            return _into_place(made.path, file.path)
    except OSError as error:
        raise _unwritable(wanted, error) from None


def _into_place(unfinished: Path, source: str) -> Path:
    """Move the finished file to the first name that is free or has the same content."""
    for path in _names(source):
        try:
            place_new(unfinished, path)
        except FileExistsError:
            # Neither a pipe nor a link that leads nowhere has the same content.
            if path.is_file() and filecmp.cmp(path, unfinished, shallow=False):
                return path
            continue
        return path
    raise AssertionError  # there is always another number


def _names(path: str) -> Iterator[Path]:
    # A pipe has no folder of its own.
    is_file = path != STDIN and Path(path).is_file()
    base = Path(path if is_file else "stdin")
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        yield base.with_name(f"{base.name}{ENDING}{again}.csv")


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
            # A row with too few or too many cells is written as it is.
            cells = _without(row, is_again=is_again and row[-2:][0].isdecimal())
            writer.writerow([*cells, line, inert(" ".join(reasons[line]))])


def _without(row: Sequence[str], *, is_again: bool) -> Sequence[str]:
    """Return a row without the columns added when it was rejected before."""
    return row[: -len(REJECTED)] if is_again and len(row) > len(REJECTED) else row


def _unwritable(path: Path, error: OSError) -> DeskError:
    problem = f"{path} cannot be written: {error.strerror}; nothing was kept."
    if error.errno in DISK_FAULTS:
        return UnusableDeskError(
            problem, "See to that disk, and type the command again."
        )
    return UsageProblem(
        problem, "Import from a folder that you may write in, or without --skip-bad."
    )
