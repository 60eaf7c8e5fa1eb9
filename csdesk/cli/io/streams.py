"""Read and write the standard streams; no other module of csdesk touches them."""

from __future__ import annotations

import codecs
import errno
import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from csdesk.render.console import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


DUMB = frozenset({"dumb", "unknown"})
REFUSALS = frozenset({"0", "false", "no", "off"})
DEFAULT_WIDTH = 80
WIDEST = 160
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class StreamStyle:
    """How to write to a stream. `width` is in columns, at least 1."""

    is_terminal: bool
    colours: bool
    animated: bool
    width: int


def style_of(stream: object) -> StreamStyle:
    """Return how to write to `stream` in the current environment."""
    is_terminal = _is_terminal(stream)
    return stream_style(
        os.environ,
        is_terminal=is_terminal,
        columns=_columns(stream) if is_terminal else 0,
    )


def stream_style(
    environ: Mapping[str, str], *, is_terminal: bool, columns: int
) -> StreamStyle:
    """Decide how to write to a stream; `columns` are the terminal's, or 0."""
    is_dumb = environ.get("TERM", "").casefold() in DUMB
    forced = environ.get("FORCE_COLOR", "").strip().casefold()
    if environ.get("NO_COLOR") or forced in REFUSALS:
        colours = False
    else:
        colours = bool(forced) or (is_terminal and not is_dumb)
    return StreamStyle(
        is_terminal=is_terminal,
        colours=colours,
        animated=is_terminal and not is_dumb,
        width=_width(environ.get("COLUMNS", ""), columns),
    )


def _width(value: str, columns: int) -> int:
    """Return COLUMNS, or the terminal's columns, or 80; 160 at most."""
    is_number = value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS
    return min((int(value) if is_number else 0) or columns or DEFAULT_WIDTH, WIDEST)


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    try:
        return bool(isatty and isatty())
    except (OSError, ValueError):  # closed
        return False


def _columns(stream: object) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return 0


COLOURS = re.compile(r"\x1b\[[0-9;]*m")
COLOURS_KEPT = re.compile(r"(\x1b\[[0-9;]*m)")
ESCAPED, AS_JSON = "csdesk.escaped", "csdesk.json"
# Drawing characters, and their ASCII replacements for an encoding without them.
DRAWN = str.maketrans("▁▂▃▄▅▆▇█─━╸╺│▲▼△▽•·–—…→±’", "_.:-=+*#----|AV^v*.--~>~'")
# Standard streams that have failed, by name, with the error; cleared by `prepare`.
_lost: dict[str, Exception] = {}


def prepare() -> None:
    """Make writing to the standard streams safe: it cannot raise.

    A closed stream is replaced by one that discards. Characters that an encoding lacks
    are drawn in ASCII, or escaped; typed bytes that are not text stay, so that the
    command can refuse them.
    """
    _lost.clear()
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, _nothing(number))
    codecs.register_error(ESCAPED, _escaped)
    codecs.register_error(AS_JSON, _as_json)
    for name, errors in (
        ("stdin", "surrogateescape"),
        ("stdout", ESCAPED),
        ("stderr", ESCAPED),
    ):
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=errors)


def stdout() -> StreamStyle:
    """Return how to write to stdout."""
    return style_of(sys.stdout)


def stderr() -> StreamStyle:
    """Return how to write to stderr."""
    return style_of(sys.stderr)


def put(text: str, *, err: bool = False) -> None:
    """Write `text` to stdout, or to stderr.

    csdesk's colours stay where the stream takes them; other control characters are
    replaced, wherever the stream goes.
    """
    style = stderr() if err else stdout()
    _write("stderr" if err else "stdout", [for_people(text, colours=style.colours)])


def put_data(pieces: Iterable[str], *, is_json: bool = False) -> None:
    """Write data to stdout: as UTF-8, unless stdout is a terminal.

    On a terminal, control characters are replaced, and what its encoding lacks is
    escaped: in JSON by JSON's own escapes.
    """
    stream: Any = sys.stdout
    if style_of(stream).is_terminal:
        errors = AS_JSON if is_json else ESCAPED
        coded = stream.encoding or "utf-8"
        _write("stdout", (safe(p).encode(coded, errors).decode(coded) for p in pieces))
    elif getattr(stream, "buffer", None) is None:
        _write("stdout", pieces)
    else:
        _write("stdout", (piece.encode() for piece in pieces), binary=True)


def ask(question: str, default: str | None = None) -> str:
    """Ask a question on stderr, and return the answer, one line.

    An empty answer means `default`; without one the question is repeated. Raises
    typer.Abort where the input ends.
    """
    shown = (
        f"{safe(question)} [{safe(default)}]: " if default else f"{safe(question)}: "
    )
    while True:
        put(shown, err=True)
        line = sys.stdin.readline()
        if not line:
            put("\n", err=True)
            raise typer.Abort
        answer = line.rstrip("\r\n")
        if answer or default is not None:
            return answer or default or ""


def confirm(question: str) -> bool:
    """Ask a question, and return whether the answer is yes; anything else is no."""
    return ask(f"{question} [y/N]", "").strip().casefold() in {"y", "yes"}


def is_interactive() -> bool:
    """Return whether a person can be asked: stdin and stderr are terminals."""
    return style_of(sys.stdin).is_terminal and stderr().is_terminal


def without_blanks(text: str) -> str:
    """Remove the blanks at the ends of lines."""
    return "\n".join([line.rstrip(" ") for line in text.split("\n")])


def for_people(text: str, *, colours: bool) -> str:
    """Replace the control characters in `text`, but for csdesk's colours.

    Without `colours` they are removed too, with the blanks at the ends of lines.
    """
    if "\x1b" not in text:
        return safe(text)
    if not colours:
        return safe(without_blanks(COLOURS.sub("", text)))
    return "".join(
        part if COLOURS.fullmatch(part) else safe(part)
        for part in COLOURS_KEPT.split(text)
    )


def output_fault() -> str | None:
    """Return why stdout could not be written; None if it could.

    A reader that went away is no fault.
    """
    _write("stdout", [])
    _write("stderr", [])
    why = _lost.get("stdout")
    if why is None or getattr(why, "errno", None) == errno.EPIPE:
        return None
    return getattr(why, "strerror", None) or "it is closed"


def _write(name: str, pieces: Iterable[Any], *, binary: bool = False) -> None:
    """Write and flush; after a first failure the stream discards."""
    stream: Any = getattr(sys, name)
    try:
        stream.flush()
        out = stream.buffer if binary else stream
        for piece in _while_taken(name, pieces):
            out.write(piece)
        stream.flush()
    except _Made as made:
        raise made.fault from None
    except (OSError, ValueError) as error:
        _lost[name] = error
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


class _Made(Exception):  # noqa: N818 - the text's own fault, not the stream's
    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self.fault = fault


def _while_taken(name: str, pieces: Iterable[Any]) -> Iterable[Any]:
    """Yield the pieces until the stream fails; faults of the pieces raise _Made."""
    source = iter(pieces)
    while name not in _lost:
        try:
            piece = next(source)
        except StopIteration:
            return
        except Exception as fault:  # noqa: BLE001 - it is handed on
            raise _Made(fault) from None
        yield piece


def _nothing(number: int) -> Any:
    """Open a discarding stream on a standard descriptor, so that no file gets it."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
    mode = "r" if number == 0 else "w"
    return open(number, mode, encoding="utf-8", closefd=False)


def _escaped(fault: UnicodeError) -> tuple[str, int]:
    """Replace characters that an encoding lacks: ASCII drawing, or an escape."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    lacking = fault.object[fault.start : fault.end].translate(DRAWN)
    return lacking.encode("ascii", "backslashreplace").decode("ascii"), fault.end


def _as_json(fault: UnicodeError) -> tuple[str, int]:
    """Replace characters that an encoding lacks by JSON escapes."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    units = fault.object[fault.start : fault.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in _pairs(units)), fault.end


def _pairs(units: bytes) -> Iterable[tuple[int, int]]:
    return zip(units[::2], units[1::2], strict=True)
