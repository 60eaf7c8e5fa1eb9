"""Attachments and other files into a folder of their own, digests checked."""

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
    """Raise UsageProblem where `folder` is no new or empty one."""
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
    """Write `files` into `folder`, a new or an empty one; 0700, each file 0600.

    Raises UsageProblem where it cannot be written; nothing of it is there then.
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
    """Write each attachment of a complaint or contact into `folder`; the new files.

    A folder that is not there is made. Nothing is ever written over: a name that is
    taken gets a number. Raises UnusableDeskError where content is not what was attached
    (nothing is written then), UsageProblem where the folder cannot be written.
    """
    for kept in attachments_of(reader, owner, number):
        bytes_of(kept)
    try:
        require_writable(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = [
            _write(folder, kept) for kept in attachments_of(reader, owner, number)
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


def bytes_of(kept: StoredFile) -> bytes:
    """The bytes that were attached. Raises UnusableDeskError where they differ."""
    try:
        content = base64.b64decode(kept.content, validate=True)
    except binascii.Error:
        content = None
    if content is None or hashlib.sha256(content).hexdigest() != kept.sha256:
        raise UnusableDeskError(
            f"Attachment {kept.id} is not what was attached: its SHA-256 differs.",
            "Nothing was written. Look for it in a backup of the desk.",
        )
    return content


def _write(folder: Path, kept: StoredFile) -> Path:
    """The new file, whole or not there at all; only its owner may read it."""
    name, count = safe_file_name(kept.name, f"attachment-{kept.id}"), 1
    while True:
        path = folder / (name if count == 1 else numbered(name, count))
        count += 1
        if os.path.lexists(path) or is_protected(path):  # such as desk.db-wal
            continue
        with suppress(FileExistsError):
            write_new(path, bytes_of(kept))
            return path
