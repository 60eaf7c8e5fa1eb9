"""Decode a file's bytes: refuse other kinds of files, and find the encoding.

A byte order mark decides; else the requested encoding; else strict UTF-8. Nothing is
guessed: other bytes are refused, with their words as the likely encodings read them.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
import sys
import tempfile
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem

STDIN: Final = "-"
MOST_IN_MEMORY: Final = 16 * 1024 * 1024
HEAD: Final = 256 * 1024  # enough for any headings
MOST_WORDS: Final = 6
LONGEST_SHOWN: Final = 60  # bytes of a word
SAVE_AS: Final = "Save it as 'CSV UTF-8' (Excel: File, Save As) and import that."
UTF8: Final = ("utf-8", "utf-8-sig")
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings of tills, phone systems and old spreadsheets, the likeliest first.
LIKELY: Final = (
    "cp1252", "latin-1", "iso-8859-15", "cp1250", "cp1251", "cp850", "mac-roman",
)  # fmt: skip
# Encodings for other uses than files, and those in which ASCII differs.
NO_FILES: Final = frozenset(
    {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf_7"}
)
_UNPACK: Final = "Unpack it, and import the CSV that is in it."
_TABLE: Final = "Open it in a spreadsheet program, save it as 'CSV UTF-8', import that."
# (how a file begins, what it is, the hint)
SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file (XLS)", SAVE_AS),
    (b"%PDF-", "a PDF", "Export the table as CSV where the PDF was made."),
    (b"\x1f\x8b", "packed with gzip", _UNPACK),
    (b"BZh", "packed with bzip2", _UNPACK),
    (b"\xfd7zXZ\0", "packed with xz", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"SQLite format 3\0", "a database", "Name a CSV file; --db names the desk."),
)
# (a part of the first entries of a ZIP, what it is, the hint)
ZIPS: Final = (
    (b"opendocument.spreadsheet", "a LibreOffice file (ODS)", _TABLE),
    (b"[Content_Types].xml", "an Excel file (XLSX)", SAVE_AS),
    (b"xl/", "an Excel file (XLSX)", SAVE_AS),
    (b"", "a ZIP archive", _UNPACK),
)
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(!doctype|html|table|head|\?xml)", re.IGNORECASE
)
_NEWLINES = re.compile(rb"\r\n|\r|\n")
_WORDS = re.compile(rb"[^\s,;|\"\x00-\x1f]+")


class BadBytesError(Exception):
    """Bytes that are no text; `before` are the bytes of their block before them."""

    def __init__(self, before: bytes, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.before, self.hint = before, hint

    def at(self, name: str, lines: int) -> UsageProblem:
        """Return the error for the user; `lines` is the number before the block."""
        # All lines before the block were read: those in the block can be counted.
        line = lines + 1 + len(_NEWLINES.findall(self.before))
        return UsageProblem(f"{name} line {line} {self}.", self.hint)


class FileBytes(io.BufferedIOBase):
    """Passes bytes to the text reader as UTF-8, hashed, counted, and without NUL.

    Closing it leaves `stream` open.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self.hash = hashlib.sha256()
        self.count = 0
        self._stream, self._encoding = stream, encoding
        # Whether blocks before the last one, which were UTF-8, are more than ASCII.
        self._had_letters = self._has_letters = False
        self._decoder = (
            None if encoding in UTF8 else codecs.getincrementaldecoder(encoding)()
        )

    def readable(self) -> bool:
        """Return True: it is a readable stream."""
        return True

    def read1(self, size: int = -1, /) -> bytes:
        """Read the next bytes as UTF-8. Raises BadBytesError where they are no text."""
        data = self._read(size)
        self._had_letters = self._has_letters
        self._has_letters = self._had_letters or not data.isascii()
        if self._decoder is not None:
            text = self._decode(data)
            while data and not text:
                data = self._read(size)
                text = self._decode(data)
            data = text.encode()
        if b"\0" in data:
            raise BadBytesError(
                data[: data.index(b"\0")],
                f"has a NUL byte: it is no CSV, or is not {self._encoding_label}",
                f"{SAVE_AS} Where it is UTF-16, add --encoding utf-16-le.",
            )
        return data

    def explained(self, error: UnicodeDecodeError) -> BadBytesError:
        """Return an error for bytes that are no UTF-8, with the possible encodings."""
        data = bytes(error.object)
        before, byte = data[: error.start], data[error.start]
        problem = f"is not UTF-8: it has the byte 0x{byte:02X}"
        if self._had_letters or not before.isascii():
            return BadBytesError(
                before,
                problem,
                "Lines before it are UTF-8: mend this one, or export the file again.",
            )
        return BadBytesError(before, problem, _readings(data + self._stream.read(8192)))

    @property
    def _encoding_label(self) -> str:
        return "UTF-8" if self._encoding in UTF8 else self._encoding

    def _read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self.hash.update(data)
        self.count += len(data)
        return data

    def _decode(self, data: bytes) -> str:
        assert self._decoder is not None  # noqa: S101 - called only then
        try:
            return self._decoder.decode(data, final=not data)
        except UnicodeError as error:
            before = b""
            if isinstance(error, UnicodeDecodeError):
                text = bytes(error.object)[: error.start]
                before = text.decode(self._encoding, "replace").encode()
            raise BadBytesError(
                before,
                f"is not {self._encoding_label}",
                "Name another with --encoding, or leave it out for UTF-8.",
            ) from None


def open_bytes(path: str) -> BinaryIO:
    """Open the file at `path` (`-`: standard input) as a seekable stream.

    Raises UsageProblem where it cannot be opened.
    """
    if path == STDIN:
        # Read to the end first: a desk must not stay locked while somebody types.
        stream = _spooled(sys.stdin.buffer)
    else:
        try:
            stream = Path(path).open("rb")  # noqa: SIM115 - the CsvFile closes it
            if not stream.seekable():
                with stream as pipe:
                    stream = _spooled(pipe)
        except OSError as error:
            raise UsageProblem(
                f"{path} cannot be read: {error.strerror}.",
                "Check the name; - reads standard input.",
            ) from None
    return stream


def head_of(stream: BinaryIO) -> bytes:
    """Read how the file begins, and go back to its beginning."""
    head = stream.read(HEAD)
    stream.seek(0)
    return head


def refuse_other_formats(head: bytes, name: str) -> None:
    """Raise UsageProblem where a file that begins with `head` is another kind of file.

    It is recognised by its bytes, not by its name.
    """
    found = None
    if head.startswith(b"PK\x03\x04"):
        found = next((what, hint) for mark, what, hint in ZIPS if mark in head)
    elif _MARKUP.match(head):
        found = ("a web page (HTML or XML), whatever it is called", _TABLE)
    for mark, what, hint in SIGNATURES:
        if head.startswith(mark):
            found = (what, hint)
    if found:
        raise UsageProblem(f"{name} is {found[0]}, not CSV.", found[1])


def encoding_of(head: bytes, requested: str | None) -> str:
    """Return the encoding by the byte order mark in `head`, else the requested one."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    return requested or UTF8[0]


def read_encoding(text: str) -> str:
    """Check the name of an encoding. Raises UsageProblem with "did you mean"."""
    from encodings.aliases import aliases

    try:
        found = codecs.lookup(text.strip())
        is_for_files = found.name.replace("-", "_") not in NO_FILES
        if is_for_files and "a,1\n".encode(found.name).decode(found.name) == "a,1\n":
            return UTF8[0] if found.name in UTF8 else text.strip().casefold()
    except (LookupError, ValueError, TypeError, AttributeError):
        pass
    known = (*LIKELY, "utf-8", "utf-16", "utf-16-le", *aliases)
    raise UsageProblem(
        f"'{text}' is no encoding that csdesk knows.",
        did_you_mean(text, known) or f"Write one such as {', '.join(LIKELY[:4])}.",
    )


def _spooled(pipe: BinaryIO) -> BinaryIO:
    spool = tempfile.SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115
    while piece := pipe.read(io.DEFAULT_BUFFER_SIZE):
        spool.write(piece)
    spool.seek(0)
    return spool  # type: ignore[return-value]


def _readings(data: bytes) -> str:
    """List words that are no UTF-8 as the likely encodings read them."""
    odd = (word for word in _WORDS.findall(data) if not _is_utf8(word))
    words = [word[:LONGEST_SHOWN] for word in islice(dict.fromkeys(odd), MOST_WORDS)]
    found: dict[str, list[str]] = {}
    for encoding in LIKELY:
        try:
            read = [word.decode(encoding) for word in words]
        except UnicodeDecodeError:
            continue
        if all(word.isprintable() for word in read):
            found.setdefault(", ".join(read), []).append(encoding)
    lines = [
        f"  --encoding {names[0]}"
        + (f" (or {', '.join(names[1:])})" if names[1:] else "")
        + f": {read}"
        for read, names in found.items()
    ]
    if not lines:
        return SAVE_AS
    first = "Add the encoding under which these words read right, or save it as UTF-8:"
    return "\n".join([first, *lines])


def _is_utf8(word: bytes) -> bool:
    try:
        word.decode()
    except UnicodeDecodeError:
        return False
    return True
