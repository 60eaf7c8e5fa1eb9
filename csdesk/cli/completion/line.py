"""A line on its way to the shell: which command it is for, what is being typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.cli.completion.table import Command, Parameter, Table

PROGRAM = "csdesk"
QUOTES = "'\"\\"
BETWEEN = ",="  # in one word: a,b and FIELD=VALUE; the scripts cut at these too


@dataclass(slots=True)
class Place:
    """Where in the grammar a line ends.

    `expects` is the option whose value comes next; `values` are what was given to
    options by their first name, `arguments` what was given without one.
    """

    command: Command
    expects: Parameter | None = None
    used: set[Parameter] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    arguments: list[str] = field(default_factory=list)
    ends_options: bool = False

    def next_argument(self) -> Parameter | None:
        """The argument that comes next, or None."""
        there = self.command.arguments
        if len(self.arguments) < len(there):
            return there[len(self.arguments)]
        return there[-1] if there and there[-1].is_repeated else None


@dataclass(frozen=True, slots=True)
class Typed:
    """The word that is being typed: of `a,b` the piece is `b`, and `a,` leads it."""

    word: str

    @property
    def lead(self) -> str:
        """What comes before the piece."""
        return self.word[: len(self.word) - len(self.piece)]

    @property
    def piece(self) -> str:
        """What is to be completed."""
        at = max(self.word.rfind(character) for character in BETWEEN)
        return self.word[at + 1 :]


def split(line: str) -> tuple[list[str], str | None]:
    """The words of `line` after the program's name, and the one being typed.

    That one is "" after a blank, None where it is quoted: quotes are left alone.
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


def walk(table: Table, words: list[str]) -> Place | None:
    """Where `words` lead; None where a command is not known."""
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
