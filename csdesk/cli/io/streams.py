"""Standard streams: the one door to stdout, stderr and the keyboard."""

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
    """What a stream takes. `width` is in columns, at least 1."""

    is_terminal: bool
    colours: bool
    animated: bool
    width: int


def manner_of(stream: object) -> StreamStyle:
    """How `stream` is to be written to, as the environment is now."""
    is_terminal = _is_terminal(stream)
    return manner(
        os.environ,
        is_terminal=is_terminal,
        columns=_columns(stream) if is_terminal else 0,
    )


def manner(
    environ: Mapping[str, str], *, is_terminal: bool, columns: int
) -> StreamStyle:
    """The decision itself; `columns` are those that a terminal says it has, or 0."""
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


def _width(told: str, columns: int) -> int:
    """COLUMNS, else the terminal's, else 80; 160 at most."""
    is_number = told.isascii() and told.isdecimal() and len(told) <= MOST_DIGITS
    return min((int(told) if is_number else 0) or columns or DEFAULT_WIDTH, WIDEST)


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
# What csdesk draws, and what stands for it where the stream's encoding lacks it.
DRAWN = str.maketrans("▁▂▃▄▅▆▇█─━╸╺│▲▼△▽•·–—…→±’", "_.:-=+*#----|AV^v*.--~>~'")
# Standard streams that have failed, by name, with why; emptied by `prepare`.
_lost: dict[str, Exception] = {}


def prepare() -> None:
    """Make the standard streams such that writing to them cannot raise.

    A stream that is closed becomes one that says nothing. What an encoding lacks is
    drawn in ASCII, or escaped; bytes typed that are no text are kept for the command
    to refuse.
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
    """How stdout is written to."""
    return manner_of(sys.stdout)


def stderr() -> StreamStyle:
    """How stderr is written to."""
    return manner_of(sys.stderr)


def put(text: str, *, err: bool = False) -> None:
    """Write `text` to stdout, or to stderr.

    Our own colours stay where they are wanted; whatever else could steer a terminal
    is replaced, wherever the stream goes.
    """
    manner = stderr() if err else stdout()
    _write("stderr" if err else "stdout", [for_people(text, colours=manner.colours)])


def put_data(pieces: Iterable[str], *, is_json: bool = False) -> None:
    """Write data to stdout: UTF-8, whatever the encoding, unless a person reads it.

    On a terminal it is made safe, and what the encoding lacks is escaped: JSON by
    JSON's own escapes.
    """
    stream: Any = sys.stdout
    if manner_of(stream).is_terminal:
        errors = AS_JSON if is_json else ESCAPED
        coded = stream.encoding or "utf-8"
        _write("stdout", (safe(p).encode(coded, errors).decode(coded) for p in pieces))
    elif getattr(stream, "buffer", None) is None:
        _write("stdout", pieces)
    else:
        _write("stdout", (piece.encode() for piece in pieces), binary=True)


def ask(question: str, default: str | None = None) -> str:
    """What the person answers, in one line; the question goes to stderr.

    An empty answer is `default`, or is asked for again. Raises typer.Abort where the
    input ends.
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
    """Whether the person says yes; anything else is no, and so is an empty answer."""
    return ask(f"{question} [y/N]", "").strip().casefold() in {"y", "yes"}


def is_interactive() -> bool:
    """Whether a person sits there who can be asked something."""
    return manner_of(sys.stdin).is_terminal and stderr().is_terminal


def without_blanks(text: str) -> str:
    """`text` without the blanks at the ends of its lines."""
    return "\n".join([line.rstrip(" ") for line in text.split("\n")])


def for_people(text: str, *, colours: bool) -> str:
    """`text` with nothing that could steer a terminal but, maybe, our own colours.

    Without them no line ends in blanks that were coloured.
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
    """Why stdout took nothing any more, if so.

    A reader that went away is no fault.
    """
    _write("stdout", [])
    _write("stderr", [])
    why = _lost.get("stdout")
    if why is None or getattr(why, "errno", None) == errno.EPIPE:
        return None
    return getattr(why, "strerror", None) or "it is closed"


def _write(name: str, pieces: Iterable[Any], *, binary: bool = False) -> None:
    """Write and flush; from the first failure on, the stream says nothing."""
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


class _Made(Exception):  # noqa: N818 - a fault of whoever made the text, carried past
    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self.fault = fault


def _while_taken(name: str, pieces: Iterable[Any]) -> Iterable[Any]:
    """The pieces, until the stream is lost; their own faults are none of its."""
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
    """A stream that says nothing, under the number that no other file should get."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
    mode = "r" if number == 0 else "w"
    return open(number, mode, encoding="utf-8", closefd=False)


def _escaped(fault: UnicodeError) -> tuple[str, int]:
    """What stands for what an encoding lacks: ASCII drawing, or an escape."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    lacking = fault.object[fault.start : fault.end].translate(DRAWN)
    return lacking.encode("ascii", "backslashreplace").decode("ascii"), fault.end


def _as_json(fault: UnicodeError) -> tuple[str, int]:
    """The JSON escapes of characters that an encoding lacks."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    units = fault.object[fault.start : fault.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in _pairs(units)), fault.end


def _pairs(units: bytes) -> Iterable[tuple[int, int]]:
    return zip(units[::2], units[1::2], strict=True)
