"""Attachments: files stored in the desk with a complaint or a contact."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import os
import stat
from typing import TYPE_CHECKING, Final

from csdesk.domain.ids import COMPLAINT, CONTACT, ref
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.complaints.workflow import step
from csdesk.services.get import get_complaint, get_contact, not_before
from csdesk.store.models import Attachment

if TYPE_CHECKING:
    from pathlib import Path

    from csdesk.services.unit_of_work import Work

LARGEST: Final = 10 * 1024 * 1024
UNKNOWN_TYPE: Final = "application/octet-stream"


def attach_to_complaint(work: Work, number: int, file: Path) -> Attachment:
    """Store a copy of `file` with a complaint, and add an event to it.

    Raises UsageProblem if the file is missing or unreadable, RefusedError if it is no
    regular file or above 10 MB.
    """
    complaint = get_complaint(work, number)
    name = ref(COMPLAINT, number)
    attachment = _read(work, file, f"csdesk complaint note {name} TEXT")
    attachment.complaint_id = number
    step(work, complaint, "note", f"attached {attachment.name}")
    work.session.add(attachment)
    work.session.flush()
    return attachment


def attach_to_contact(work: Work, number: int, file: Path) -> Attachment:
    """Store a copy of `file` with a contact. Raises as `attach_to_complaint`."""
    contact = get_contact(work, number)
    name = ref(CONTACT, number)
    not_before(work.at, contact.received_at, f"the receipt of {name}", work)
    attachment = _read(work, file, f"csdesk contact edit {name} --notes TEXT")
    attachment.contact_id = number
    work.session.add(attachment)
    work.session.flush()
    return attachment


def _read(work: Work, file: Path, command: str) -> Attachment:
    content = read_file(file, command)
    name = file.name.encode(errors="replace").decode()
    return Attachment(
        at=work.at,
        name=name,
        type=mimetypes.guess_type(name)[0] or UNKNOWN_TYPE,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=base64.b64encode(content).decode("ascii"),
    )


def read_file(file: Path, command: str) -> bytes:
    """Read a regular file of at most 10 MB. Raises UsageProblem, RefusedError.

    `command` notes where a larger file is; the hint names it.
    """
    try:
        _refuse_special(file, file.stat().st_mode)
        # Do not wait for a writer if it has become a pipe since.
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb") as opened:  # noqa: PTH123 - a descriptor
            _refuse_special(file, os.fstat(handle).st_mode)
            content = opened.read(LARGEST + 1)
            size = os.fstat(handle).st_size
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from None
    if len(content) > LARGEST:
        raise RefusedError(
            f"{file} has {max(size, len(content)):,} bytes; an attachment has 10 MB "
            f"({LARGEST:,} bytes) at most.",
            f"Make it smaller, or keep it elsewhere and note where: {command}",
        )
    return content


def _refuse_special(file: Path, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    what = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"
    hint = "Name a file in it; one attachment is one file."
    if not stat.S_ISDIR(mode):
        hint = "Save what it gives in a file, and attach that."
    raise RefusedError(f"{file} is {what}, not a file.", hint)


def _unreadable(file: Path, error: OSError | ValueError) -> UsageProblem:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UsageProblem(
            f"There is no file {file}.", "Check the name; 'ls' lists what is there."
        )
    why = getattr(error, "strerror", None) or "it is no file's name"
    return UsageProblem(
        f"{file} cannot be read: {why}.", "Name a file that you may read."
    )
