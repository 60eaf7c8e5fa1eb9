"""Where files come from, when nobody says it: csdesk's own are known by their headings.

`csdesk export` writes fixed headings in a fixed order. A file with exactly these is an
export of csdesk, whose ids (C12, K3, P7) are told apart from those of other systems by
the source `csdesk`; a column taken out or moved, and it is a file like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.imports.file_shape import REJECTED
from csdesk.store.exported import EXPORTED, OWN_SOURCE, headings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.csv_file import CsvFile

# One name for whatever comes without one: two would bring every row in twice.
UNNAMED_SOURCE: Final = "csv"


def source_of(files: Sequence[CsvFile], kind: str) -> str:
    """The source of `files` of that kind, of which nobody says whence they come."""
    is_own = kind in EXPORTED and all(_is_own(file, kind) for file in files)
    return OWN_SOURCE if is_own else UNNAMED_SOURCE


def _is_own(file: CsvFile, kind: str) -> bool:
    """Whether the file is an export of csdesk, or rows of one that were rejected."""
    if file.mapping is not None and not file.mapping.is_inert:
        return False  # --map, or a preset: its headings mean what they say there
    return tuple(one for one in file.headings if one not in REJECTED) == headings(kind)
