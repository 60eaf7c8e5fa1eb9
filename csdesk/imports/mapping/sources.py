"""Where files come from, when nobody says it: csdesk's own are known by their headings.

`csdesk export` writes, beside the fields, a column that names the desk. A file with it
is an export of csdesk, whose ids (C12, K3, P7) are told apart from those of other
systems by the source `csdesk`; so is one that has the very headings without it. Where
every row names the present desk, they may be the ids of its own records: `at_home`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.errors import UsageProblem
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.imports.reading.file_shape import BESIDE
from csdesk.views.exports import (
    DESK_HEADING,
    EXPORTED,
    OWN_SOURCE,
    headings,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from csdesk.imports.reading.csv_file import CsvFile

# One name for whatever comes without one: two would bring every row in twice.
UNNAMED_SOURCE: Final = "csv"


def source_of(files: Sequence[CsvFile], kind: str) -> str:
    """The source of `files` of that kind, of which nobody says whence they come."""
    is_own = kind in EXPORTED and all(_is_own(file, kind) for file in files)
    return OWN_SOURCE if is_own else UNNAMED_SOURCE


def name_desk(files: Sequence[CsvFile], source: str, desks: Collection[str]) -> bool:
    """Whether each row of `files` says that it was exported from one of these `desks`.

    These are a desk and those that it was copied from; a row names such, too. Raises
    UsageProblem where some rows were and some were not.
    """
    if source != OWN_SOURCE or not desks:
        return False
    told = {name for file in files for name in _desks(file)}
    own = {name for name in told if not set(name.split()).isdisjoint(desks)}
    if own and own != told:
        raise UsageProblem(
            "Some of the rows were exported from this desk, some were not.",
            "Import them one after the other, each from a file of its own.",
        )
    return bool(own)


def _desks(file: CsvFile) -> Iterator[str]:
    """The desk that each row of `file` names, and its parents; empty for none."""
    if DESK_HEADING not in file.headings:
        yield ""
        return
    place = file.headings.index(DESK_HEADING)
    for _, row in file.scan():
        yield row[place].strip()


def _is_own(file: CsvFile, kind: str) -> bool:
    """Whether the file is an export of csdesk, or rows of one that were rejected."""
    if file.mapping is not None and not file.mapping.is_inert:
        return False  # --map, or a preset: its headings mean what they say there
    if DESK_HEADING in file.headings:
        return IDENTITY in file.headings
    known = tuple(one for one in file.headings if one not in BESIDE)
    return (*known, DESK_HEADING) == headings(kind)
