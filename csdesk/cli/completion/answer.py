"""The answer to a shell: the words that fit where the line ends, one a line."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "_CSDESK_COMPLETE"  # complete_bash, complete_zsh or complete_fish
LINE = "_TYPER_COMPLETE_ARGS"  # the line up to the cursor
HARMLESS = re.compile(r"[A-Za-z0-9._@-]+")
LONGEST = 100
MOST = 200


def answer() -> None:
    """Print what completes the line in the environment; nothing where that fails."""
    try:
        found = offers(os.environ)
    except BaseException:  # noqa: BLE001 - a broken desk must not disturb typing
        found = []
    if sys.stdout is None:  # closed by who asks
        return
    try:
        sys.stdout.write("".join(f"{word}\n" for word in found))
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def offers(environ: Mapping[str, str]) -> list[str]:
    """The words for the line in `environ`: harmless in every shell, or FILES alone."""
    instruction, _, shell = environ.get(VARIABLE, "").partition("_")
    if instruction != "complete" or shell not in {"bash", "zsh", "fish"}:
        return []
    from csdesk.cli.completion.fitting import FILES, fitting

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
    """The line up to the cursor; bash may also send COMP_WORDS, as Typer's script."""
    if LINE in environ or "COMP_WORDS" not in environ:
        return environ.get(LINE, "")
    words = environ["COMP_WORDS"].split()
    at = int(environ["COMP_CWORD"])
    return " ".join([*words[:at], words[at] if at < len(words) else ""])
