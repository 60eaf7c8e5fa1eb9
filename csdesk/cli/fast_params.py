"""Parse the values of parameters without pydantic, which Typer would load.

Typer builds a pydantic adapter for each parameter that has a value, and that import
alone takes as long as Typer itself. The few kinds of parameter that csdesk uses are
parsed here instead; any other kind is left to Typer. tests/test_startup.py checks that
commands do not load pydantic without need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

from csdesk.cli.desk_path import read_place
from csdesk.cli.help_text import plain_help
from csdesk.cli.io.streams import put
from csdesk.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable

YES = frozenset({"1", "true", "t", "yes", "y", "on"})
NO = frozenset({"0", "false", "f", "no", "n", "off"})


@dataclass(frozen=True, slots=True)
class WordReader:
    """Typer's interface of a parameter that parses each word by `read`."""

    read: Callable[[Any], Any]

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the parsed value, or a list if the parameter takes several."""
        del ctx
        is_several = param.multiple or param.nargs == -1
        if value is None:
            return () if is_several else None
        if is_several or (isinstance(value, Sequence) and not isinstance(value, str)):
            return [self.read(word) for word in value]
        return self.read(value)


def lighten(command: Any) -> None:
    """Give the parameters of `command` and its sub-commands our parsers and help."""
    for sub_command in getattr(command, "commands", {}).values():
        lighten(sub_command)
    if "get_help_option" in vars(command):
        return  # done before
    for param in command.params:
        _lighten(param)
        plain_help(param)
    make_help = command.get_help_option

    def light_help(ctx: Any) -> Any:
        option = make_help(ctx)  # Typer makes it on first use and keeps it
        if option is not None:
            _lighten(option)
            option.callback = _show_help
        return option

    command.get_help_option = light_help


def _lighten(param: Any) -> None:
    read = _reader(param)
    if read is not None:
        param._runtime_param = WordReader(read)  # noqa: SLF001 - Typer has no other way


def _show_help(ctx: Any, _param: Any, wanted: bool) -> None:
    """Print a command's help by `put`, and exit."""
    if wanted and not ctx.resilient_parsing:
        put(f"{ctx.get_help()}\n")
        ctx.exit()


def _reader(param: Any) -> Callable[[Any], Any] | None:
    """Return the parser of `param`; None for a kind that Typer parses."""
    descriptor = getattr(param, "type_descriptor", None)
    if descriptor is None or not hasattr(param, "_runtime_param"):
        return None
    info = descriptor.parameter_info
    if info.parser is not None:
        parser: Callable[[Any], Any] = info.parser
        return parser
    kind = descriptor.annotation
    if get_origin(kind) is list:
        (kind,) = get_args(kind)
    if kind is int:
        return _number(param, info.min, info.max)
    readers: dict[Any, Callable[[Any], Any]] = {str: str, Path: read_place, bool: _flag}
    return readers.get(kind)


def _number(param: Any, low: int | None, high: int | None) -> Callable[[Any], int]:
    name = param.opts[0] if param.opts[0].startswith("-") else param.human_readable_name

    def read(word: Any) -> int:
        try:
            number = int(word)
        except ValueError:
            number = None
        if number is None:
            raise UsageProblem(
                f"{name} is '{word}', not a whole number.", "Write it as 13."
            )
        if (low is not None and number < low) or (high is not None and number > high):
            ends = f"{low} to {high}" if high is not None else f"{low} or more"
            raise UsageProblem(f"{name} is {number}.", f"Write {ends}.")
        return number

    return read


def _flag(word: Any) -> bool:
    if isinstance(word, bool):
        return word
    folded = str(word).strip().casefold()
    if folded in YES or folded in NO:
        return folded in YES
    raise UsageProblem(f"'{word}' is neither yes nor no.", "Write yes or no.")
