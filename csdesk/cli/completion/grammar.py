"""Write `commands.txt` from the commands: `python -m csdesk.cli.completion.grammar`."""

from __future__ import annotations

import re
from typing import Any

from csdesk.cli.completion.fitting import TABLE
from csdesk.cli.completion.lists import lists
from csdesk.cli.completion.rules import KINDS, NOTHING, OF_COMMAND, ONE_RECORD
from csdesk.cli.completion.table import ROOT
from csdesk.cli.docs import contexts
from csdesk.cli.options import NumberOf, OneOf
from csdesk.domain.complaint_life import TRANSITIONS
from csdesk.domain.references import COMPLAINT
from csdesk.render import RECORDS, Format

UNKNOWN = "?"


def page() -> str:
    """The whole of `commands.txt`."""
    blocks = [_block(ctx) for ctx in contexts()]
    blocks += [f"@{name}\n  {' '.join(words)}\n" for name, words in lists()]
    return "\n".join(blocks)


def _block(ctx: Any) -> str:
    path = ctx.command_path.removeprefix(f"{ROOT} ")
    lines = [path, *(f"  {_line(path, one)}" for one in ctx.command.params)]
    below = getattr(ctx.command, "list_commands", None)
    if below is not None:
        lines.append(f"  > {' '.join(below(ctx))}")
    return "\n".join([*lines, ""])


def _line(path: str, parameter: Any) -> str:
    names = [*parameter.opts, *parameter.secondary_opts]
    spelt = f"<{parameter.name}>" if _is_argument(parameter) else ",".join(names)
    star = "*" if parameter.nargs == -1 or getattr(parameter, "multiple", False) else ""
    return f"{spelt}{star} {kind_of(path, parameter)}".rstrip()


def kind_of(path: str, parameter: Any) -> str:
    """What completes `parameter` of the command `path`, as `commands.txt` has it.

    "" for a flag, "-" for nothing, UNKNOWN where there is no rule for it.
    """
    if getattr(parameter, "is_flag", False):
        return ""
    placeholder = parameter.metavar or parameter.name.upper()
    names = (*parameter.opts, placeholder)
    for name in (placeholder,) if _is_argument(parameter) else parameter.opts:
        if (path, name) in OF_COMMAND:
            return OF_COMMAND[path, name]
    parser = parameter.type_descriptor.parameter_info.parser
    if isinstance(parser, OneOf):
        return f"one-of {' '.join(word for word in parser.words if ' ' not in word)}"
    if isinstance(parser, NumberOf):
        step = path.removeprefix("complaint ")
        waits = (
            parser.noun is COMPLAINT and _is_argument(parameter) and step in TRANSITIONS
        )
        return f"{parser.noun.table} {step}" if waits else parser.noun.table
    return _by_rule(path, parameter, names)


def _by_rule(path: str, parameter: Any, names: tuple[str, ...]) -> str:
    if "--format" in names:
        known = set(RECORDS) if path.rpartition(" ")[2] in ONE_RECORD else set(Format)
        told = re.findall(r"\w+", parameter.help)
        return f"one-of {' '.join(word for word in told if word in known)}"
    if "--clear" in names:
        return f"one-of @clear.{path.partition(' ')[0]}"
    if "--set" in names:
        return f"one-of @field.{path.partition(' ')[2]}"
    for name in names:
        if name in KINDS:
            return KINDS[name]
    return "-" if any(name in NOTHING for name in names) else UNKNOWN


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


if __name__ == "__main__":
    TABLE.write_text(page(), "utf-8")
