"""Complete the end of a command line, from `commands.txt`."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from csdesk import COMPLETE_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


ROOT = "csdesk"


class Parameter(NamedTuple):
    """An option or argument: its `names`, the `kind` of its value, and its `words`.

    `kind` is "" for a flag, and "-" where nothing completes it.
    """

    names: tuple[str, ...]
    kind: str
    words: tuple[str, ...]
    is_repeated: bool

    @property
    def is_argument(self) -> bool:
        """Whether it is an argument: it has a position instead of a name."""
        return self.names[0].startswith("<")


class Command(NamedTuple):
    """A command: its parameters, and the names of its sub-commands."""

    parameters: tuple[Parameter, ...]
    below: tuple[str, ...]

    @property
    def arguments(self) -> list[Parameter]:
        """Return the arguments, in their order."""
        return [one for one in self.parameters if one.is_argument]

    def option(self, name: str) -> Parameter | None:
        """Return the option called `name`, or None."""
        return next((one for one in self.parameters if name in one.names), None)


class CommandTable:
    """The text of `commands.txt`; each command is parsed when it is needed."""

    def __init__(self, text: str) -> None:
        self._text = f"\n\n{text}\n\n"

    def command(self, path: str) -> Command:
        """Parse the command called `path`: "", "contact", "contact respond"."""
        parameters, below = [], []
        for line in self._lines(path or ROOT):
            names, *rest = line.split()
            if names == ">":
                below += rest
            else:
                parameters.append(self._parameter(names, rest))
        return Command(tuple(parameters), tuple(below))

    def words(self, name: str) -> list[str]:
        """Return the words of the list called `name`; none if there is no such list."""
        return " ".join(self._lines(f"@{name}")).split()

    def _lines(self, head: str) -> list[str]:
        _, found, rest = self._text.partition(f"\n\n{head}\n")
        return rest.partition("\n\n")[0].splitlines() if found else []

    def _parameter(self, names: str, rest: list[str]) -> Parameter:
        kind, *words = rest or [""]
        spelt = [
            one
            for word in words
            for one in (self.words(word[1:]) if word.startswith("@") else [word])
        ]
        bare = names.removesuffix("*")
        return Parameter(tuple(bare.split(",")), kind, tuple(spelt), bare != names)


PROGRAM = "csdesk"
QUOTES = "'\"\\"
BETWEEN = ",="  # in one word: a,b and FIELD=VALUE; the scripts cut at these too


@dataclass(slots=True)
class Place:
    """The position in a command at which a line ends.

    `expects` is the option whose value comes next; `values` are the values of options
    by their first name, `arguments` those of arguments.
    """

    command: Command
    expects: Parameter | None = None
    used: set[Parameter] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    arguments: list[str] = field(default_factory=list)
    ends_options: bool = False

    def next_argument(self) -> Parameter | None:
        """Return the argument that comes next, or None."""
        there = self.command.arguments
        if len(self.arguments) < len(there):
            return there[len(self.arguments)]
        return there[-1] if there and there[-1].is_repeated else None


@dataclass(frozen=True, slots=True)
class TypedWord:
    """The word being typed: in `a,b` the piece is `b`, and the lead is `a,`."""

    word: str

    @property
    def lead(self) -> str:
        """The part before the piece."""
        return self.word[: len(self.word) - len(self.piece)]

    @property
    def piece(self) -> str:
        """The part to complete."""
        at = max(self.word.rfind(character) for character in BETWEEN)
        return self.word[at + 1 :]


def split(line: str) -> tuple[list[str], str | None]:
    """Split `line` into the words after the program's name, and the one being typed.

    The latter is "" after a blank, and None if it is quoted: quotes are left alone.
    """
    words = _words(line)
    named = [n for n, word in enumerate(words) if word.rsplit("/", 1)[-1] == PROGRAM]
    after = words[(named[0] if named else 0) + 1 :]
    if not line or line[-1].isspace():
        return after, ""
    raw = line.rsplit(maxsplit=1)[-1]
    last = after.pop() if after else None
    return after, last if last == raw else None


def _words(line: str) -> list[str]:
    if not any(character in line for character in QUOTES):
        return line.split()
    import shlex

    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    found: list[str] = []
    try:
        found.extend(lexer)
    except ValueError:  # a quote that is still open
        found.append(lexer.token)
    return found


def walk(table: CommandTable, words: list[str]) -> Place | None:
    """Follow `words` to a position; None if a command is unknown."""
    path: list[str] = []
    place = Place(table.command(""))
    for word in words:
        if place.expects is not None:
            if word != "=":  # a shell may cut --name=value in three
                place.values[place.expects.names[0]] = word
                place.expects = None
        elif word == "--" and not place.ends_options:
            place.ends_options = True
        elif word.startswith("-") and word != "-" and not place.ends_options:
            _take_option(place, word)
        elif place.command.below:
            if word not in place.command.below:
                return None
            path.append(word)
            place = Place(table.command(" ".join(path)), values=place.values)
        else:
            place.arguments.append(word)
    return place


def _take_option(place: Place, word: str) -> None:
    name, equals, value = word.partition("=")
    if not word.startswith("--"):
        name, value = word[:2], word[2:]
    option = place.command.option(name)
    if option is None:
        return
    place.used.add(option)
    if not option.kind:
        return
    if equals or value:
        place.values[option.names[0]] = value
    else:
        place.expects = option


FILES = "@files"  # not a word: it makes the shell offer files
TABLE = Path(__file__).with_name("commands.txt")
HELP = "--help"
LONGEST_LINE = 10_000  # characters; completing a longer one would take too long
# Words that neither a command takes for an option nor a shell for syntax.
BEGINS_WELL = re.compile(r"[A-Za-z0-9]")


def fitting(line: str, environ: Mapping[str, str]) -> Iterable[str]:
    """Find the words that complete `line`; FILES where a file's name is expected."""
    if len(line) > LONGEST_LINE:
        return []
    words, typed = split(line)
    table = CommandTable(TABLE.read_text("utf-8"))
    place = walk(table, words)
    if place is None:
        return []
    option, word = place.expects, typed or ""
    if option is None and word.startswith("-") and not place.ends_options:
        name, equals, value = word.partition("=")
        if not equals:
            return _beginning(_options(place), word)
        option, word = place.command.option(name), value
        if option is None:
            return []
    if option is None:
        if place.command.below:
            return _beginning(place.command.below, word)
        option = place.next_argument()
        if option is None:
            return [] if word else _options(place)
    if option.kind == "files":
        return [FILES]
    return [] if typed is None else _values(place, option, word, table, environ)


def _options(place: Place) -> list[str]:
    """Return the options that may still be typed, in the order of the help."""
    left = [
        name
        for one in place.command.parameters
        if not one.is_argument and (one.is_repeated or one not in place.used)
        for name in one.names
        if name.startswith("--")
    ]
    return [*left, HELP]


def _values(
    place: Place,
    parameter: Parameter,
    word: str,
    table: CommandTable,
    environ: Mapping[str, str],
) -> Iterable[str]:
    typed = TypedWord(word)
    match parameter.kind:
        case "one-of" if not typed.lead:
            return _beginning(parameter.words, typed.piece)
        case "list-of":
            named = typed.lead.split(",")
            left = [one for one in parameter.words if one not in named]
            return _beginning(left, typed.piece)
        case "after" if typed.lead.endswith("="):  # HEADING=nps
            return _beginning(parameter.words, typed.piece)
        case "by" if place.arguments:  # words that depend on the argument before
            key = place.arguments[0].replace("-", "_")
            chosen = table.words(f"{parameter.words[0]}.{key}")
            return _beginning(chosen, typed.piece)
        case "-" | "one-of" | "after" | "by":
            return []
    if typed.lead:
        return []
    from csdesk.cli.completion.desk import of_desk

    found = of_desk(parameter, typed.piece, place.values.get("--db"), environ)
    return [one for one in _beginning(found, typed.piece) if BEGINS_WELL.match(one)]


def _beginning(words: Iterable[str], typed: str) -> list[str]:
    """Return those of `words` that begin with `typed`, ignoring case."""
    folded = typed.casefold()
    return [word for word in words if word.casefold().startswith(folded)]


LINE = "_TYPER_COMPLETE_ARGS"  # the line up to the cursor
HARMLESS = re.compile(r"[A-Za-z0-9._@-]+")
LONGEST = 100
MOST = 200


def answer() -> None:
    """Print what completes the line in the environment; nothing if that fails."""
    try:
        found = offers(os.environ)
    except BaseException:  # noqa: BLE001 - a broken desk must not disturb typing
        found = []
    if sys.stdout is None:  # closed by the caller
        return
    try:
        sys.stdout.write("".join(f"{word}\n" for word in found))
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def offers(environ: Mapping[str, str]) -> list[str]:
    """Return harmless words for the line in `environ`, or FILES alone."""
    instruction, _, shell = environ.get(COMPLETE_VARIABLE, "").partition("_")
    if instruction != "complete" or shell not in {"bash", "zsh", "fish"}:
        return []

    found: dict[str, None] = {}
    for word in fitting(_line(environ), environ):
        if word == FILES:
            return [FILES]
        if len(word) <= LONGEST and HARMLESS.fullmatch(word):
            found[word] = None
        if len(found) == MOST:
            break
    return list(found)


def _line(environ: Mapping[str, str]) -> str:
    """Return the line up to the cursor; Typer's script for bash sends COMP_WORDS."""
    if LINE in environ or "COMP_WORDS" not in environ:
        return environ.get(LINE, "")
    words = environ["COMP_WORDS"].split()
    at = int(environ["COMP_CWORD"])
    return " ".join([*words[:at], words[at] if at < len(words) else ""])
