"""Import the file of an entire desk; its format is in `csdesk.exports.kinds`."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from csdesk.errors import BusyError, RefusedError, UsageProblem
from csdesk.imports.reading.file_bytes import STDIN, open_bytes
from csdesk.store.journal.journal import driver
from csdesk.store.privacy.erase_again import erase_again
from csdesk.store.privacy.erased_list import keep_list, read_erased_lists
from csdesk.store.privacy.vacuum import clean
from csdesk.store.sqlite import schema
from csdesk.store.sqlite.backup import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from csdesk.services.unit_of_work import Work
    from csdesk.store.connection import Writer

    Progress = Callable[[int], None]  # bytes read

LONGEST_LINE: Final = 64 * 1024 * 1024
# Tables whose rows are counted in the message after an import.
COUNTED: Final = {
    "customer": "customer",
    "contact": "contact",
    "complaint": "complaint",
    "survey_answer": "survey answer",
    "purchase": "purchase",
    "operation": "operation",
}
AGAIN: Final = "Copy it once more, or export the desk again."


def _refuse(constant: str) -> Any:
    raise ValueError(constant)  # NaN and the like are no JSON


READ: Final = json.JSONDecoder(parse_constant=_refuse).decode
SCALARS: Final = frozenset({str, int, float})


class DeskFile:
    """An open file of an entire desk, its first line read.

    `revision` is that of the schema that its rows were stored in.
    """

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self.name, self.line = name, 0
        self.size = stream.seek(0, 2)
        self._stream, self._read = stream, 0
        self._digest, self._last = hashlib.sha256(), b""
        stream.seek(0)
        self._check_head(self._next_value())

    def rows(self, progress: Progress | None = None) -> Iterator[tuple[str, Any]]:
        """Yield each row with its table, up to the end line of the file.

        Raises UsageProblem for a damaged line, and at the end where the file was cut
        short or its checksum differs.
        """
        while True:
            value = self._next_value()
            if progress and self.line % 1_000 == 0:
                progress(self._read)
            if isinstance(value, dict) and value.keys() == {"end"}:
                break
            if not (
                isinstance(value, dict)
                and value.keys() == {"table", "row"}
                and isinstance(value["table"], str)
                and isinstance(value["row"], dict)
            ):
                raise self.damaged()
            row = value["row"]
            if not SCALARS.issuperset(map(type, row.values())):
                row = {name: self._decoded(row[name]) for name in row}
            yield value["table"], row
        expected = {"rows": self.line - 2, "sha256": self._digest.hexdigest()}
        if value["end"] != expected:
            raise UsageProblem(
                f"{self.name} is not as it was written: its check sum differs.", AGAIN
            )
        if self._stream.read(1):
            raise self.damaged()

    def damaged(self) -> UsageProblem:
        """Return the error for the line read last."""
        return UsageProblem(f"{self.name} line {self.line:,} is damaged.", AGAIN)

    def _next_value(self) -> Any:
        """Read the value on the next line."""
        self._digest.update(self._last)  # the digest covers the lines before this one
        text = self._last = self._stream.readline(LONGEST_LINE)
        self.line += 1
        self._read += len(text)
        try:
            return READ(text.decode())
        except (ValueError, RecursionError):
            if self.line == 1:
                return None
            if not text.endswith(b"\n"):
                raise self._cut_short() from None
            raise self.damaged() from None

    def _cut_short(self) -> UsageProblem:
        complete_lines = self.line - 1
        plural = "" if complete_lines == 1 else "s"
        return UsageProblem(
            f"{self.name} is cut short: it has {complete_lines:,} whole line{plural}, "
            "and not the end.",
            AGAIN,
        )

    def _decoded(self, value: Any) -> Any:
        if isinstance(value, dict) and value.keys() == {"base64"}:
            from base64 import b64decode

            try:
                return b64decode(value["base64"], validate=True)
            except (TypeError, ValueError):
                raise self.damaged() from None
        if type(value) in SCALARS:
            return value
        raise self.damaged()

    def _check_head(self, head: Any) -> None:
        if not (
            isinstance(head, dict)
            and head.get("csdesk") == "desk"
            and isinstance(head.get("format"), int)
            and isinstance(head.get("revision"), int)
            and head["revision"] > 0
        ):
            raise UsageProblem(
                f"{self.name} is not the file of a desk.",
                "Write one with 'csdesk export desk --output FILE'; "
                "tables come in by kind: csdesk import contacts FILE",
            )
        if head["format"] > dump.FORMAT or head["revision"] > schema.NEWEST:
            raise UsageProblem(
                f"{self.name} was written by a newer csdesk.",
                "Install the newest csdesk: pip install --upgrade csdesk.",
            )
        self.revision = head["revision"]


@contextmanager
def open_desk_file(path: str) -> Iterator[DeskFile]:
    """Open the file of a desk at `path` (`-`: standard input) and read its first line.

    Raises UsageProblem where it cannot be read, is no such file, or was written by a
    newer csdesk.
    """
    name = "stdin" if path == STDIN else Path(path).name
    with open_bytes(path) as stream:
        yield DeskFile(name, stream)


def import_desk(
    work: Work, file: DeskFile, progress: Progress | None = None
) -> list[tuple[str, int]]:
    """Replace this desk by the one in `file`; return (noun, number of rows) pairs.

    Everything is replaced, the journal too, so nothing is journalled; rows of an older
    schema are migrated. Raises RefusedError where this desk was changed since it was
    made, UsageProblem where the file is damaged; then nothing is changed.
    """
    connection = driver(work.session)
    if not dump.is_untouched(connection):
        raise RefusedError(
            "This desk has been worked in; a whole desk comes into an empty one.",
            "Make a new one: csdesk --db NEW.db init --yes, then "
            "csdesk --db NEW.db import desk FILE",
        )
    try:
        with _migrated_rows(file, progress) as rows:
            counts = dump.replace(connection, rows)
    except dump.UnfitRowError:
        raise UsageProblem(
            f"{file.name} has a row, at or before line {file.line:,}, "
            "that no desk can hold.",
            AGAIN,
        ) from None
    return [(noun, counts[table]) for table, noun in COUNTED.items()]


def erase_again_here(work: Work, path: Path) -> tuple[int, ...]:
    """Erase from the imported desk the customers on the erasure lists next to `path`.

    Returns the customers' ids. Raises UnusableDeskError where a list is damaged.
    """
    lists = read_erased_lists(path).values()
    return erase_again(driver(work.session), lists)


def clean_erased(path: Path) -> None:
    """Remove the last bytes of erased customers from the desk's file.

    Where another program has the desk open, `csdesk check` reports that it is due.
    """
    keep_list(path)
    with suppress(BusyError):
        clean(path)


@contextmanager
def _migrated_rows(
    file: DeskFile, progress: Progress | None
) -> Iterator[Iterator[tuple[str, Any]]]:
    """Yield the rows of `file`, migrated to the newest schema."""
    if file.revision == schema.NEWEST:
        yield file.rows(progress)
        return
    from csdesk.store.sqlite.migrate import brought_up_to_date

    def fill(connection: Writer) -> None:
        dump.replace(connection, file.rows(progress))

    with brought_up_to_date(file.revision, fill) as connection:
        yield dump.rows(connection)
