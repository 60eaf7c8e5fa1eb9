"""Nothing is offered that a shell could take for anything but a plain word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from csdesk.cli.completion.answer import TABLE, CommandTable
from tests.completion.conftest import HOSTILE, tab

if TYPE_CHECKING:
    from tests.conftest import Csdesk

PLAIN = re.compile(r"[A-Za-z0-9._@-]+")


def lines() -> list[str]:
    """A line that ends where each parameter of each command is expected."""
    table = CommandTable(TABLE.read_text("utf-8"))
    paths = [""]
    found = []
    for path in paths:
        command = table.command(path)
        start = f"csdesk {path}".strip()
        found += [f"{start} ", f"{start} -"]
        paths += [f"{path} {name}".strip() for name in command.below]
        found += [f"{start}{' x' * n} " for n in range(len(command.arguments))]
        found += [f"{start} {one.names[0]} " for one in command.parameters if one.kind]
    return found


@pytest.mark.long
def test_no_parameter_offers_a_hostile_word(hostile: Csdesk) -> None:
    starts = {"", *(word[0] for word in HOSTILE if word[0] not in "'\"\\ \n")}
    offered = set()
    for line in lines():
        for start in starts if hostile_words(line) else {""}:
            offered |= set(tab(hostile, line + start))
    bad = {word for word in offered if not PLAIN.fullmatch(word)}
    assert bad == set()
    assert {"billing", "Cleo", "vip", "lamp-2", "2nd.visit", "C1", "nps"} <= offered
    assert not {"--force", "-rf", "@x", ".hidden"} & offered


def hostile_words(line: str) -> bool:
    """Whether the desk's own words stand behind `line`."""
    return any(
        f"--{name}" in line
        for name in ("agent", "category", "customer", "tier", "tag", "product")
    ) or line.startswith(("csdesk log", "csdesk customer", "csdesk loyalty"))


def test_files_of_the_desk_are_not_confused_with_files(hostile: Csdesk) -> None:
    """An agent called @files must not make the shell list a folder."""
    assert "@files" not in tab(hostile, "csdesk log - x --agent ")
    assert "Cleo" in tab(hostile, "csdesk log - x --agent ")


def test_lines_full_of_signs_are_answered_quietly(hostile: Csdesk) -> None:
    for word in (*HOSTILE, "", "'", '"', "\\", "=", ",", "--=", "-", "--", "\x00"):
        for line in (
            f"csdesk log {word}",
            f"csdesk {word} ",
            word,
            f"csdesk --{word}=",
        ):
            for offered in tab(hostile, line):
                assert PLAIN.fullmatch(offered)
