"""Parse paths of files, and find the desk; loads little, since completion uses it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    import typer

DESK_VARIABLE = "CSDESK_DB"
# Schemes that need no slash: file:desk.db. A single letter is a drive.
SCHEMES: Final = frozenset(
    {
        "file", "sqlite", "sqlite3", "postgres", "postgresql", "mysql", "mariadb",
        "mssql", "oracle", "duckdb", "mongodb", "redis", "jdbc", "odbc", "http",
        "https", "ftp", "ftps", "sftp", "ssh", "scp", "smb", "nfs", "afp", "dav",
        "davs", "webdav", "s3", "gs", "gcs", "az", "abfs", "data", "mailto", "urn",
        "libsql", "cockroachdb", "snowflake", "redshift",
    }
)  # fmt: skip


def desk_at(chosen: Path | None) -> Path:
    """Return the desk `chosen` by `--db` or CSDESK_DB, else the user's default."""
    if chosen is not None:
        try:
            return chosen.expanduser()
        except RuntimeError:  # ~nobody
            return chosen
    from platformdirs import user_data_path

    return user_data_path("csdesk", appauthor=False) / "desk.db"


def desk_path(ctx: typer.Context) -> Path:
    """Return the desk of a command, and protect its file from being written as output.

    It is `--db`, or CSDESK_DB, or the desk in the user's data folder.
    """
    from csdesk.store.files.protected_file import protect

    desk = desk_at(ctx.find_root().obj)
    protect(desk)
    return desk


def read_place(text: str) -> Path:
    """Parse the path of a file or folder. Raises UsageProblem if it is none."""
    return Path(read_file_name(text))


def read_file_name(text: str) -> str:
    """Check the name of a file; `-` is standard input. Raises UsageProblem."""
    text = str(text)
    if not text.strip():
        raise UsageProblem(
            f"'{text}' names no file.", "Write the path of a file, such as desk.db."
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageProblem(
            "That path is not UTF-8.", "Set your terminal to UTF-8 and type it again."
        ) from None
    if not text.isprintable() and any(map(_is_control, text)):
        raise UsageProblem(
            f"The path '{text}' has a control character in it.",
            "Type it again, or rename the file if that is its name.",
        )
    scheme = scheme_of(text)
    if scheme is not None:
        raise UsageProblem(
            f"'{scheme}:' begins an address; csdesk reads and writes files only.",
            "Write the path of a file on this machine, such as desk.db "
            "(./NAME if its name begins so).",
        )
    return text


def scheme_of(text: str) -> str | None:
    """Return the scheme of an address (`postgresql://x`, `file:x`); None for a path.

    A drive (`C:/desk.db`) is a path, and so is a name with a colon (`calls:2.csv`).
    """
    scheme, colon, rest = text.strip().partition(":")
    is_word = scheme.isascii() and scheme[:1].isalpha() and len(scheme) > 1
    if not (colon and is_word) or scheme.strip("+.-").translate(_IN_SCHEMES):
        return None
    known = scheme.casefold().partition("+")[0] in SCHEMES
    if known or rest.startswith(("/", "\\")) or scheme_of(rest) is not None:
        return scheme
    return None


_IN_SCHEMES: Final = dict.fromkeys(
    map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+.-")
)


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character < "\xa0"
