"""Names of files: of attachments, made safe to write, and of rejected rows."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 120  # characters, so that no file system finds it too long
_FORBIDDEN = re.compile(r'[<>:"|?*\s]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def safe_file_name(name: str, otherwise: str) -> str:
    """The last part of `name`, printable, visible, of moderate length.

    Neither a path nor a control character, a formatting one (bidi overrides) or what
    some system forbids is left; blanks become `_`. `otherwise` where nothing is.
    """
    last = re.split(r"[/\\]", name)[-1]
    printable = "".join(one for one in last if one.isprintable() or one == " ")
    kept = _FORBIDDEN.sub("_", printable).strip("_. ")
    if not kept or _RESERVED.fullmatch(kept):
        kept = f"{otherwise}{'_' if kept else ''}{kept}"
    stem, dot, suffix = kept.rpartition(".")
    if not dot or len(suffix) > LONGEST // 4:
        return kept[:LONGEST]
    return f"{stem[: LONGEST - len(suffix) - 1]}.{suffix}"


def numbered(name: str, number: int) -> str:
    """`photo-2.jpg`: the name to try where `photo.jpg` is taken."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}-{number}.{suffix}" if dot and stem else f"{name}-{number}"


ENDING: Final = ".rejected"
# The last two columns of such a file.
REJECTED: Final = ("rejected line", "rejected because")
