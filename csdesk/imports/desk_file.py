"""The file of a whole desk back into a desk; `csdesk.exports.kinds` says what it is."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from csdesk.errors import BusyError, RefusedError, UsageProblem
from csdesk.imports.reading.file_bytes import STDIN, open_bytes
from csdesk.store.backup import dump
from csdesk.store.journal.journal import driver
from csdesk.store.privacy.erase_again import erase_again
from csdesk.store.privacy.erased_list import erased_beside, keep_list
from csdesk.store.privacy.vacuum import clean
from csdesk.store.sqlite import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from csdesk.services.unit_of_work import Work
    from csdesk.store.connection import Writer

    Progress = Callable[[int], None]  # bytes read

LONGEST_LINE: Final = 64 * 1024 * 1024
# Of the tables that came over, those that an owner counts by.
TOLD: Final = {
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
PLAIN: Final = frozenset({str, int, float})


class DeskFile:
    """An open file of a whole desk, its first line read.

    `revision` is that of the schema by which its rows were kept.
    """

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self.name, self.line = name, 0
        self.size = stream.seek(0, 2)
        self._stream, self._read = stream, 0
        self._digest, self._last = hashlib.sha256(), b""
        stream.seek(0)
        self._check_head(self._said())

    def rows(self, progress: Progress | None = None) -> Iterator[tuple[str, Any]]:
        """Each row with its table, to the end that the file itself names.

        Raises UsageProblem for a line that is damaged, and at the end where the file
        was cut short or is not as it was written.
        """
        while True:
            said = self._said()
            if progress and self.line % 1_000 == 0:
                progress(self._read)
            if isinstance(said, dict) and said.keys() == {"end"}:
                break
            if not (
                isinstance(said, dict)
                and said.keys() == {"table", "row"}
                and isinstance(said["table"], str)
                and isinstance(said["row"], dict)
            ):
                raise self.damaged()
            row = said["row"]
            if not PLAIN.issuperset(map(type, row.values())):
                row = {name: self._value(row[name]) for name in row}
            yield said["table"], row
        before = {"rows": self.line - 2, "sha256": self._digest.hexdigest()}
        if said["end"] != before:
            raise UsageProblem(
                f"{self.name} is not as it was written: its check sum differs.", AGAIN
            )
        if self._stream.read(1):
            raise self.damaged()

    def damaged(self) -> UsageProblem:
        """The error for the line read last."""
        return UsageProblem(f"{self.name} line {self.line:,} is damaged.", AGAIN)

    def _said(self) -> Any:
        """What the next line says."""
        self._digest.update(self._last)  # so that it tells of what came before
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
        whole_lines = self.line - 1
        plural = "" if whole_lines == 1 else "s"
        return UsageProblem(
            f"{self.name} is cut short: it has {whole_lines:,} whole line{plural}, "
            "and not the end.",
            AGAIN,
        )

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict) and value.keys() == {"base64"}:
            from base64 import b64decode

            try:
                return b64decode(value["base64"], validate=True)
            except (TypeError, ValueError):
                raise self.damaged() from None
        if type(value) in PLAIN:
            return value
        raise self.damaged()

    def _check_head(self, said: Any) -> None:
        if not (
            isinstance(said, dict)
            and said.get("csdesk") == "desk"
            and isinstance(said.get("format"), int)
            and isinstance(said.get("revision"), int)
            and said["revision"] > 0
        ):
            raise UsageProblem(
                f"{self.name} is not the file of a desk.",
                "Write one with 'csdesk export desk --output FILE'; "
                "tables come in by kind: csdesk import contacts FILE",
            )
        if said["format"] > dump.FORMAT or said["revision"] > schema.NEWEST:
            raise UsageProblem(
                f"{self.name} was written by a newer csdesk.",
                "Install the newest csdesk: pip install --upgrade csdesk.",
            )
        self.revision = said["revision"]


@contextmanager
def open_desk_file(path: str) -> Iterator[DeskFile]:
    """The file of a desk at `path` (`-`: standard input), its first line read.

    Raises UsageProblem where it cannot be read, is none, or is another csdesk's.
    """
    name = "stdin" if path == STDIN else Path(path).name
    with open_bytes(path) as stream:
        yield DeskFile(name, stream)


def import_desk(
    work: Work, file: DeskFile, progress: Progress | None = None
) -> list[tuple[str, int]]:
    """Make the desk that `file` holds of this one; how many there are of what.

    Everything comes over, the journal with it, so nothing is journalled; a file of an
    older schema is brought up to date on its way, as such a desk would be. Raises
    RefusedError where anything was done in this desk since it was made, UsageProblem
    where the file is damaged; then nothing is kept.
    """
    connection = driver(work.session)
    if not dump.is_untouched(connection):
        raise RefusedError(
            "This desk has been worked in; a whole desk comes into an empty one.",
            "Make a new one: csdesk --db NEW.db init --yes, then "
            "csdesk --db NEW.db import desk FILE",
        )
    try:
        with _rows_of_today(file, progress) as rows:
            counts = dump.replace(connection, rows)
    except dump.UnfitRowError:
        raise UsageProblem(
            f"{file.name} has a row, at or before line {file.line:,}, "
            "that no desk can hold.",
            AGAIN,
        ) from None
    return [(noun, counts[table]) for table, noun in TOLD.items()]


def erase_again_here(work: Work, path: Path) -> tuple[int, ...]:
    """Erase from the desk that came in whom a list beside its place knows as erased.

    Returns the customers' ids. Raises UnusableDeskError where the list is damaged.
    """
    lists = erased_beside(path).values()
    return erase_again(driver(work.session), lists)


def clean_erased(path: Path) -> None:
    """Take the last bytes of those who were erased out of the desk's file.

    Where another program has the desk open, `csdesk check` says that it is to be done.
    """
    keep_list(path)
    with suppress(BusyError):
        clean(path)


@contextmanager
def _rows_of_today(
    file: DeskFile, progress: Progress | None
) -> Iterator[Iterator[tuple[str, Any]]]:
    """The rows of `file` as this schema has them."""
    if file.revision == schema.NEWEST:
        yield file.rows(progress)
        return
    from csdesk.store.sqlite.migrate import brought_up_to_date

    def fill(connection: Writer) -> None:
        dump.replace(connection, file.rows(progress))

    with brought_up_to_date(file.revision, fill) as connection:
        yield dump.rows(connection)
