"""Where a person's name and addresses still stand: other files, others' records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.domain.references import NOUNS, ref
from csdesk.store import beside
from csdesk.store.person import held_ids
from csdesk.store.person_columns import OTHERS, TABLES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from csdesk.store.person import Person

SHORTEST: Final = 4  # letters: what is shorter stands in every other file
PIECE: Final = 1024 * 1024
ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
# Where nothing is looked for: keys of csdesk's own, and what the journal keeps of rows
# that are looked at themselves.
SKIPPED: Final = frozenset({"change", "erased_key", "import_run", "setting"})
# SQLite's own files beside a desk: the desk's log is dealt with by itself.
OF_SQLITE: Final = ("-wal", "-shm", "-journal")
LETTERS: Final = {noun.table: noun for noun in NOUNS}


def files_with(path: Path, spellings: Sequence[str], but: Sequence[Path]) -> list[Path]:
    """The files beside the desk at `path`, other than `but`, in which one of these is.

    Read byte by byte, whatever the case, in the usual encodings; what is packed (a
    ZIP, a PDF) cannot be looked into. Subfolders are not looked through.
    """
    needles = sorted(set(_needles(spellings)))
    desk = beside.own(path)
    found = []
    for file in beside.regular_files(desk.parent):
        is_ours = file.name == desk.name or file.name.endswith(OF_SQLITE)
        if not is_ours and file not in but and _holds(file, needles):
            found.append(file)
    return found


def unreadable(path: Path) -> tuple[list[Path], list[Path]]:
    """The files beside the desk that cannot be read; the folders there."""
    desk = beside.own(path)
    folders = [one for one in sorted(desk.parent.iterdir()) if one.is_dir()]
    found = []
    for file in beside.regular_files(desk.parent):
        try:
            with file.open("rb"):
                pass
        except OSError:
            found.append(file)
    return found, folders


def mentions(
    db: sqlite3.Connection, spellings: Sequence[str], whose: Person
) -> list[str]:
    """The records of others, as C12 or `article A2`, whose texts hold one of these.

    Other customers' own names and addresses are none.
    """
    needles = [one.casefold() for one in spellings if len(one) >= SHORTEST]
    db.create_function("mentions", 1, lambda text: _mentions(text, needles))
    found: list[str] = []
    for table in (*TABLES, *OTHERS):
        columns = [] if table in SKIPPED else _texts(db, table)
        if columns and needles:
            joined = " || char(10) || ".join(f"coalesce({one}, '')" for one in columns)
            found += [
                _name(table, number)
                for (number,) in db.execute(
                    f"SELECT id FROM {table} WHERE mentions({joined}) AND id NOT IN"
                    " (SELECT value FROM json_each(?)) ORDER BY id",
                    (held_ids(whose.rows.get(table, ())),),
                )
            ]
    return found


def _texts(db: sqlite3.Connection, table: str) -> list[str]:
    own = {"content", "sha256", "name", "name_key", "email", "email_key", "phone",
           "phone_key", "external_id"}  # fmt: skip
    left_out = own if table in {"customer", "attachment"} else set()
    told = db.execute("SELECT name, type FROM pragma_table_info(?)", (table,))
    return [
        f'"{name}"' for name, kind in told if kind == "VARCHAR" and name not in left_out
    ]


def _mentions(text: str, needles: Sequence[str]) -> bool:
    folded = text.casefold()
    return any(one in folded for one in needles)


def _name(table: str, number: int) -> str:
    if table in LETTERS:
        return ref(LETTERS[table], number)
    return f"{table.replace('_', ' ')} {number}"


def _needles(spellings: Sequence[str]) -> Iterator[bytes]:
    for one in spellings:
        if len(one) < SHORTEST:
            continue
        for encoding in ENCODINGS:
            try:
                yield one.lower().encode(encoding).lower()
            except UnicodeEncodeError:
                continue


def _holds(file: Path, needles: Sequence[bytes]) -> bool:
    """Whether the file has one of these bytes; letters of ASCII in any case."""
    longest = max(map(len, needles), default=0)
    before = b""
    try:
        with file.open("rb") as opened:
            while piece := opened.read(PIECE):
                looked_at = before + piece.lower()
                if any(one in looked_at for one in needles):
                    return True
                before = looked_at[-longest:]
    except OSError:
        return False
    return False
