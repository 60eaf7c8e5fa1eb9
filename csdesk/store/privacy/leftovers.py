"""Find a person's name and addresses in other files and in others' records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from csdesk.domain.file_names import ENDING
from csdesk.domain.ids import NOUNS, ref
from csdesk.store.dialect import COLUMNS, among, as_list, not_among
from csdesk.store.files.protected_file import MAGIC
from csdesk.store.files.temporary_file import PARTS
from csdesk.store.journal.queries import read_row
from csdesk.store.privacy.columns import OTHERS, TABLES, UNCHANGED
from csdesk.store.privacy.subject import columns_of
from csdesk.store.sqlite.backup import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from csdesk.store.connection import Reader
    from csdesk.store.privacy.identity import Spelling
    from csdesk.store.privacy.subject import Subject

PIECE: Final = 1024 * 1024
OVERLAP: Final = 1024  # bytes of a piece that are read again with the next
# How ZIP (and XLSX, DOCX), PDF, gzip, 7z, bzip2, xz and zstd files begin.
PACKED: Final = (
    b"PK\3\4", b"%PDF", b"\x1f\x8b", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)  # fmt: skip
START: Final = 8192  # bytes that tell what kind of file it is
WIDE_SHARE: Final = 0.25  # of NULs, in text of two bytes a letter
WIDE: Final = ("utf-16-le", "utf-16-be")
# Tables that are not searched: csdesk's own keys, and the journal of rows that are
# searched themselves.
SKIPPED: Final = frozenset({"change", "erased_key", "import_run"})
# Settings of erasures that csdesk stores itself: hashes and a salt.
BUT: Final = {"setting": " AND key NOT LIKE 'eras%'"}
# Columns with fixed values in some tables, and free text in others.
MAY_BE_TYPED: Final = frozenset({"reason", "outcome"})
LETTERS: Final = {noun.table: noun for noun in NOUNS}


@dataclass(slots=True)
class Mention:
    """Places where a person is named: `sure`, or `may` for a part of the name."""

    sure: list[str] = field(default_factory=list)
    may: list[str] = field(default_factory=list)

    def add(self, where: str, is_there: bool, may_be: bool) -> None:
        """Add the place `where`, once."""
        for into, is_so in ((self.sure, is_there), (self.may, may_be)):
            if is_so and where not in into:
                into.append(where)


def files_with(path: Path, spelling: Spelling, but: Sequence[Path]) -> Mention:
    """Find the files beside the desk at `path`, except `but`, that name the person.

    Their names and contents, in the usual encodings; compressed files (a ZIP, a PDF)
    cannot be read. Subfolders are left out.
    """
    desk = files.own(path)
    found: Mention = Mention()
    for file in files.regular_files(desk.parent):
        is_ours = file.name == desk.name or file.name.endswith(PARTS)
        if not is_ours and file not in but:
            found.add(str(file), *_looked_at(file, spelling))
    return found


def unreadable(path: Path) -> tuple[list[Path], list[Path]]:
    """List the files beside the desk that cannot be read; and the folders there."""
    desk = files.own(path)
    folders = [one for one in sorted(desk.parent.iterdir()) if one.is_dir()]
    found = []
    for file in files.regular_files(desk.parent):
        try:
            with file.open("rb"):
                pass
        except OSError:
            found.append(file)
    return found, folders


def packed(path: Path) -> list[Path]:
    """List the files beside the desk whose content is no plain text."""
    found = []
    for file in files.regular_files(files.own(path).parent):
        try:
            with file.open("rb") as opened:
                if _is_closed(opened.read(START)):
                    found.append(file)
        except OSError:
            continue  # listed as unreadable
    return found


def mentions(db: Reader, spelling: Spelling, subject: Subject) -> Mention:
    """Find the records of others, as C12 or `article A2`, that name the person.

    Other customers' own names and addresses do not count. A journalled version of such
    a record is `C12 as it was`.
    """
    found = Mention()
    if not spelling:
        return found
    for table in (*TABLES, *OTHERS):
        names = [] if table in SKIPPED else _texts(db, table)
        if names:
            sql = ", ".join(f'"{name}"' for name in names)
            for number, *texts in db.each(
                f"SELECT id, {sql} FROM {table}"
                f" WHERE {not_among('id')}{BUT.get(table, '')} ORDER BY id",
                (as_list(subject.every(table)),),
            ):
                text = "\n".join(one for one in texts if one)
                found.add(_name(table, number), *_in(text, spelling))
    _former(db, spelling, subject, found)
    return found


def _former(db: Reader, spelling: Spelling, subject: Subject, found: Mention) -> None:
    """Add journalled versions of others' records."""
    ours = {(table, number) for table in TABLES for number in subject.every(table)}
    looked_at = [one for one in (*TABLES, *OTHERS) if one not in SKIPPED]
    columns = {table: _texts(db, table) for table in looked_at}
    for table, number, *texts in db.each(
        "SELECT table_name, row_id, before, after FROM change"
        f" WHERE {among('table_name')} ORDER BY id",
        (as_list(looked_at),),
    ):
        if (table, number) in ours or _name(table, number) in found.sure:
            continue
        for text in filter(None, texts):
            row = read_row(text)
            content = "\n".join(str(row[one]) for one in columns[table] if one in row)
            found.add(f"{_name(table, number)} as it was", *_in(content, spelling))


def unread_attachments(db: Reader, subject: Subject) -> int:
    """Count the files attached to records of others."""
    count = db.value(
        f"SELECT count(*) FROM attachment WHERE {not_among('id')}",
        (as_list(subject.every("attachment")),),
    )
    return int(count)


def rejecting_runs(db: Reader, path: Path) -> list[str]:
    """List imports with rejected rows, as `list.csv`, without a file of them here.

    Rejected rows are beside the CSV, in a folder that the desk does not know.
    """
    if not columns_of(db, "import_run"):
        return []
    present = [file.name for file in files.regular_files(files.own(path).parent)]
    runs = db.each(
        "SELECT DISTINCT file_name FROM import_run WHERE rejected > 0 ORDER BY 1"
    )
    return [
        name
        for (name,) in runs
        if not any(one.startswith(f"{name}{ENDING}") for one in present)
    ]


def _texts(db: Reader, table: str) -> list[str]:
    own = {"content", "sha256", "name", "name_key", "email", "email_key", "phone",
           "phone_key", "external_id"}  # fmt: skip
    left_out = own if table == "customer" else {"content", "sha256"}
    left_out |= set(UNCHANGED) - MAY_BE_TYPED
    columns = db.each(COLUMNS, (table,))
    return [
        name for name, kind in columns if kind == "VARCHAR" and name not in left_out
    ]


def _in(text: str, spelling: Spelling) -> tuple[bool, bool]:
    if not text:
        return False, False
    is_there = spelling.stands_in(text)
    return is_there, not is_there and spelling.may_stand_in(text)


def _name(table: str, number: int) -> str:
    if table in LETTERS:
        return ref(LETTERS[table], number)
    return f"{table.replace('_', ' ')} {number}"


def _looked_at(file: Path, spelling: Spelling) -> tuple[bool, bool]:
    """Return whether the file's name or bytes name the person, or else may."""
    may = spelling.may_stand_in(file.name)
    if spelling.stands_in(file.name):
        return True, False
    before = b""
    try:
        with file.open("rb") as opened:
            if _is_closed(opened.read(START)):
                return False, may  # listed as packed
            opened.seek(0)
            while piece := opened.read(PIECE):
                for text in _read(before + piece):
                    is_there, is_part = _in(text, spelling)
                    if is_there:
                        return True, False
                    may = may or is_part
                before = piece[-OVERLAP:]
    except OSError:
        return False, may
    return False, may


def _is_closed(start: bytes) -> bool:
    """Return whether a file that begins so is no text: packed, picture, sound, film.

    In text of two bytes a letter, the NULs are at every second place.
    """
    if start.startswith(PACKED):
        return True
    nulls = start.count(0)
    if start.startswith(MAGIC) or not nulls:
        return False
    return max(start[::2].count(0), start[1::2].count(0)) < WIDE_SHARE * len(start)


def _read(piece: bytes) -> Iterator[str]:
    """Yield the piece as text of each possible encoding."""
    try:
        yield piece.decode()
    except UnicodeDecodeError:
        yield piece.decode("utf-8", "replace")
        yield piece.decode("latin-1")
    if b"\0" in piece:
        for encoding in WIDE:
            for start in (0, 1):
                yield piece[start:].decode(encoding, "replace")
