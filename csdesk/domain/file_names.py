"""Names of files: of attachments, made safe to write, and of rejected rows."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 120  # characters, so that no file system finds it too long
_FORBIDDEN = re.compile(r'[<>:"|?*\s]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def safe_file_name(name: str, otherwise: str) -> str:
    """Return the last part of `name`, made safe for any file system.

    Paths, control characters, formatting characters (bidi overrides) and characters
    that some system forbids are removed; blanks become `_`. `otherwise` is used where
    nothing is left.
    """
    last = re.split(r"[/\\]", name)[-1]
    printable = "".join(one for one in last if one.isprintable() or one == " ")
    safe = _FORBIDDEN.sub("_", printable).strip("_. ")
    if not safe or _RESERVED.fullmatch(safe):
        safe = f"{otherwise}{'_' if safe else ''}{safe}"
    stem, dot, suffix = safe.rpartition(".")
    if not dot or len(suffix) > LONGEST // 4:
        return safe[:LONGEST]
    return f"{stem[: LONGEST - len(suffix) - 1]}.{suffix}"


def numbered(name: str, number: int) -> str:
    """Number a file name, where `photo.jpg` is taken: `photo-2.jpg`."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}-{number}.{suffix}" if dot and stem else f"{name}-{number}"


ENDING: Final = ".rejected"
# The last two columns of a file of rejected rows.
REJECTED: Final = ("rejected line", "rejected because")
