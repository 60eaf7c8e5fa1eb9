"""Whatever is typed for whatever word: a sentence, an exit code, no fault of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import typer

from csdesk.cli.app import COMMANDS
from tests.draw import IS_WHOLE
from tests.store.verbs import FILES, STORY, VERBS, is_named
from tests.test_startup import COPIES, EXPORTS, READS
from tests.trust.naughty import FORBIDDEN
from tests.trust.running import root, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Csdesk

# Bytes that are no UTF-8 come as half a surrogate pair.
WORDS = {
    "no UTF-8": "\udcff",
    "empty": "",
    "a blank": " ",
    "markup": "[/red]",
    "an escape": "\x1b]0;x\x07\x9b2J",
    "digits": "9" * 4_400,
    "minus": "-1",
    "braces": "{0} %s \\",
    "long": "x" * 5_000,
    "a folder": ".",
    "a day": "9999-12-31",
}
FEW = ("no UTF-8", "an escape", "digits")
CODES = {0, 1, 2, 3, 4, 5, 6}
ASKED: dict[str, tuple[str, ...]] = {
    **{name: command[len(name.split()) :] for name, command in (
        (is_named(verb), command) for verb, (_, command) in VERBS.items()
    ) if " ".join(command).startswith(name)},
    **READS,
    **EXPORTS,
    **COPIES,
    "customer erase": ("P1", "--dry-run"),
    "completion show": ("bash",),
    "completion install": ("bash",),
    "completion remove": ("bash",),
    "init": ("--yes",),
    "demo": (),
    "import desk": ("rows.csv",),
}  # fmt: skip


def places() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every command, with `{}` in place of one of its words, or after an option."""
    ctx = typer.Context(root())
    for name in COMMANDS:
        command: Any = root().get_command(ctx, name)
        parts = getattr(command, "commands", None) or {"": command}
        for sub, one in parts.items():
            full = f"{name} {sub}".strip()
            asked = ASKED[full]
            for position in range(len(asked)):
                if not asked[position].startswith("--"):
                    yield full, (*asked[:position], "{}", *asked[position + 1 :])
            for param in one.params:
                takes = not getattr(param, "is_flag", False)
                if takes and str(param.opts[0]).startswith("-"):
                    yield full, (*asked, param.opts[0], "{}")


PLACES = list(places())


@pytest.fixture
def desk(csdesk: Csdesk) -> Csdesk:
    """A desk with something in it, and files to import."""
    csdesk.monkeypatch.setenv("HOME", str(csdesk.folder))
    for name, text in FILES.items():
        (csdesk.folder / name).write_text(text)
    for command in STORY:
        csdesk.ok(*command)
    return csdesk


def type_in(word: str, places: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Where that word has csdesk fail, or say what could steer a terminal."""
    failed = []
    for name, words in places:
        typed = [word if one == "{}" else one for one in words]
        told = run(*name.split(), *typed)
        said = told.stdout + told.stderr
        if told.exit_code not in CODES or "Traceback" in said:
            failed.append(f"{name} {' '.join(words)}: {told.exit_code} {told.stderr}")
        is_data = {"--output", "--save", "--write-map"} & set(words) or "export" in name
        if FORBIDDEN.search(said) and not is_data:
            failed.append(f"{name} {' '.join(words)} says {said!r}")
    return failed


def test_every_command_is_tried() -> None:
    assert {name for name, _ in PLACES} == {
        name for name in ASKED if name not in {"init", "demo"} or name in dict(PLACES)
    }


@pytest.mark.usefixtures("desk")
def test_what_is_no_text_is_refused_wherever_it_is_typed() -> None:
    assert type_in(WORDS["no UTF-8"], PLACES[::7]) == []


@pytest.mark.long
@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("word", WORDS if IS_WHOLE else FEW)
def test_no_word_anywhere_is_a_fault_of_ours(word: str) -> None:
    assert type_in(WORDS[word], PLACES) == []


@pytest.mark.parametrize("variable", ["CSDESK_AGENT", "CSDESK_NOW", "LOGNAME"])
def test_nor_in_the_environment(csdesk: Csdesk, variable: str) -> None:
    csdesk.monkeypatch.delenv("CSDESK_AGENT")
    csdesk.monkeypatch.setenv(variable, "\udcff")
    assert run("log", "-", "hello").exit_code in {0, 2}
