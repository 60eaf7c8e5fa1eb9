"""Recognise the source of files for which none is named: csdesk's own exports.

`csdesk export` writes a column that names the desk, besides the fields. A file with it
is an export of csdesk; so is one with exactly the other headings of an export. The ids
in it (C12, K3, P7) have the source `csdesk`, which separates them from those of other
systems. Where every row names the present desk, they may be the ids of its own records:
`csdesk.imports.importers.own_export`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.errors import UsageProblem
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.imports.reading.file_shape import EXTRA_HEADINGS
from csdesk.views.exports import (
    DESK_HEADING,
    EXPORTED,
    OWN_SOURCE,
    headings,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from csdesk.imports.reading.csv_file import CsvFile

# One name for all files without a source: with two, each row would come in twice.
UNNAMED_SOURCE: Final = "csv"


def source_of(files: Sequence[CsvFile], kind: str) -> str:
    """Return the source of `files` of that kind where none is named."""
    is_own = kind in EXPORTED and all(_is_own(file, kind) for file in files)
    return OWN_SOURCE if is_own else UNNAMED_SOURCE


def were_exported_from(
    files: Sequence[CsvFile], source: str, desks: Collection[str]
) -> bool:
    """Return whether each row of `files` was exported from one of these `desks`.

    `desks` are a desk and those that it was copied from, and a row too names all of
    these. Raises UsageProblem where that is so for some rows only.
    """
    if source != OWN_SOURCE or not desks:
        return False
    names = {name for file in files for name in _desks(file)}
    own = {name for name in names if not set(name.split()).isdisjoint(desks)}
    if own and own != names:
        raise UsageProblem(
            "Some of the rows were exported from this desk, some were not.",
            "Import them one after the other, each from a file of its own.",
        )
    return bool(own)


def require_ids(file: str, fields: Collection[str]) -> None:
    """Refuse an own export without the ids of its records. Raises UsageProblem."""
    if IDENTITY not in fields:
        raise UsageProblem(
            f"{file} was exported from this desk, but its rows have no id.",
            f"Keep its column '{IDENTITY}'; or leave out '{DESK_HEADING}', too, to "
            "import the rows as new ones.",
        )


def _desks(file: CsvFile) -> Iterator[str]:
    """Yield the desk that each row names, with its parents; an empty text for none."""
    if DESK_HEADING not in file.headings:
        yield ""
        return
    place = file.headings.index(DESK_HEADING)
    for _, row in file.scan():
        yield row[place].strip()


def _is_own(file: CsvFile, kind: str) -> bool:
    """Return whether the file is an export of csdesk, or has rejected rows of one."""
    if file.mapping is not None and not file.mapping.is_inert:
        return False  # --map or a preset gives its headings another meaning
    if DESK_HEADING in file.headings:
        return IDENTITY in file.headings
    known = tuple(one for one in file.headings if one not in EXTRA_HEADINGS)
    return (*known, DESK_HEADING) == headings(kind)
