"""`commands.txt`: every command, its parameters, and what completes each of them.

contact respond
  <contact> contact respond      an argument: the id of a contact
  --at one-of @moment            an option: one of the words of `@moment`
  --quiet                        a flag
  --tag* tag                     may be repeated
contact
  > log list show                commands below it
"""

from __future__ import annotations

from typing import NamedTuple

ROOT = "csdesk"


class Parameter(NamedTuple):
    """What may stand in a line, by which `names`, and the `kind` of its value.

    `kind` is "" for a flag, "-" where nothing is offered; `words` are what it takes.
    """

    names: tuple[str, ...]
    kind: str
    words: tuple[str, ...]
    is_repeated: bool

    @property
    def is_argument(self) -> bool:
        """Whether it has no name, but a place."""
        return self.names[0].startswith("<")


class Command(NamedTuple):
    """One command: its parameters, and the names of those below it."""

    parameters: tuple[Parameter, ...]
    below: tuple[str, ...]

    @property
    def arguments(self) -> list[Parameter]:
        """Those without a name, in their order."""
        return [one for one in self.parameters if one.is_argument]

    def option(self, name: str) -> Parameter | None:
        """The option called `name`, or None."""
        return next((one for one in self.parameters if name in one.names), None)


class Table:
    """The text of `commands.txt`; a command is read when it is asked for."""

    def __init__(self, text: str) -> None:
        self._text = f"\n\n{text}\n\n"

    def command(self, path: str) -> Command:
        """The command called `path`: "", "contact", "contact respond"."""
        parameters, below = [], []
        for line in self._lines(path or ROOT):
            names, *rest = line.split()
            if names == ">":
                below += rest
            else:
                parameters.append(self._parameter(names, rest))
        return Command(tuple(parameters), tuple(below))

    def words(self, name: str) -> list[str]:
        """The words of the list called `name`; none where there is no such list."""
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
