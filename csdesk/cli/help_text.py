"""Format the help of a parameter: placeholder, text and default, in plain words.

Typer would add Python types (`<int>`), ranges (`[x>=0]`) and a second form of default.
"""

from __future__ import annotations

from typing import Any


def plain_help(param: Any) -> None:
    """Replace Typer's line of help for `param`."""
    param.get_help_record = lambda _ctx: (_names(param), _text(param))


def _names(param: Any) -> str:
    placeholder = param.metavar or param.name.upper()
    if param.param_type_name == "argument":
        return f"{placeholder}..." if param.nargs == -1 else placeholder
    groups = (param.opts, param.secondary_opts)
    names = " / ".join(", ".join(sorted(one, key=len)) for one in groups if one)
    return names if param.is_flag else f"{names} {placeholder}"


def _text(param: Any) -> str:
    """Return the help, with `(default: X)` or `(required)` before the full stop."""
    text = (param.help or "").rstrip(".")
    if param.required:
        return f"{text} (required)."
    is_flag = getattr(param, "is_flag", False)
    if param.show_default and not is_flag and param.default is not None:
        return f"{text} (default: {param.default})."
    return f"{text}."
