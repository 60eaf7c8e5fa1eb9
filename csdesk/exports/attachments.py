"""Write attachments and other files into a folder, with digests checked."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from csdesk.domain.file_names import numbered, safe_file_name
from csdesk.errors import UnusableDeskError, UsageProblem
from csdesk.store.files import atomic_file
from csdesk.store.files.atomic_file import write_new
from csdesk.store.files.protected_file import is_protected, require_writable
from csdesk.store.queries.attachments import attachments_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from csdesk.store.connection import Reader
    from csdesk.store.queries.attachments import Owner, StoredFile


def check_folder(folder: Path) -> None:
    """Raise UsageProblem unless `folder` is new or empty."""
    try:
        require_writable(folder)
        is_folder = folder.is_dir()
        is_taken = any(folder.iterdir()) if is_folder else os.path.lexists(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    if is_taken:
        raise UsageProblem(
            f"{folder} is there already, and is no empty folder.",
            "Name a new folder: nothing is written over.",
        )


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` into `folder`, new or empty: mode 0700, each file 0600.

    Raises UsageProblem where it cannot be written; then nothing is left of it.
    """
    check_folder(folder)
    try:
        atomic_file.write_folder(folder, files)
    except OSError as error:
        raise _unwritable(folder, error) from None


def _unwritable(folder: Path, error: OSError) -> UsageProblem:
    return UsageProblem(
        f"{folder} cannot be written: {error.strerror}.",
        "Name a folder that you may write.",
    )


def save_attachments(
    reader: Reader, owner: Owner, number: int, folder: Path
) -> list[Path]:
    """Write the attachments of a record into `folder`; return the new files.

    `owner` is complaint or contact. A missing folder is made. Nothing is overwritten: a
    name that exists gets a number. Raises UnusableDeskError where a digest differs
    (then nothing is written), UsageProblem where the folder cannot be written.
    """
    for file in attachments_of(reader, owner, number):
        bytes_of(file)
    try:
        require_writable(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = [
            _write(folder, file) for file in attachments_of(reader, owner, number)
        ]
    except (FileExistsError, NotADirectoryError):
        raise UsageProblem(
            f"{folder} is a file, not a folder.", "Name a folder, old or new."
        ) from None
    except OSError as error:
        raise UsageProblem(
            f"{folder} cannot be written: {error.strerror}.",
            "Name a folder that you may write.",
        ) from None
    else:
        return written


def bytes_of(file: StoredFile) -> bytes:
    """Return the content. Raises UnusableDeskError where its digest differs."""
    try:
        content = base64.b64decode(file.content, validate=True)
    except binascii.Error:
        content = None
    if content is None or hashlib.sha256(content).hexdigest() != file.sha256:
        raise UnusableDeskError(
            f"Attachment {file.id} is not what was attached: its SHA-256 differs.",
            "Nothing was written. Look for it in a backup of the desk.",
        )
    return content


def _write(folder: Path, file: StoredFile) -> Path:
    """Write a new file, complete or not at all, readable by its owner alone."""
    name, count = safe_file_name(file.name, f"attachment-{file.id}"), 1
    while True:
        path = folder / (name if count == 1 else numbered(name, count))
        count += 1
        if os.path.lexists(path) or is_protected(path):  # such as desk.db-wal
            continue
        with suppress(FileExistsError):
            write_new(path, bytes_of(file))
            return path
