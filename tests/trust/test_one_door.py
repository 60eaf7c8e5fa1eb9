"""Nothing writes to stdout or stderr, or asks a person, but by the one door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "csdesk"
DOOR = "cli/io/streams.py"
MODULES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.relative_to(PACKAGE).as_posix() != DOOR
}
CALLS = {
    "print", "input", "echo", "secho", "prompt", "confirm", "style", "getpass.getpass",
    "warnings.warn", "traceback.print_exc", "traceback.print_exception",
    "faulthandler.enable",
}  # fmt: skip
STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}
# What else may touch them: what is no writing.
ALLOWED = {
    ("cli/completion/answer.py", "sys.stdout"),  # harmless words, before all else
    ("cli/io/progress.py", "sys.stderr"),  # Rich's bar, by the one factory
}
ONE_FACTORY = "render/console.py"


def beside_the_door(source: str) -> list[str]:
    """What in this source writes, or asks, by itself."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in CALLS or called.removeprefix("typer.") in CALLS:
                found.append(called)
        if isinstance(node, ast.Attribute) and node.attr in STREAMS:
            found += [ast.unparse(node)] if ast.unparse(node.value) == "sys" else []
    return found


def test_a_module_leaves_writing_to_the_door() -> None:
    others = [
        (module, what)
        for module, source in MODULES.items()
        for what in beside_the_door(source)
        if not any(module == at and said.startswith(what) for at, said in ALLOWED)
    ]
    assert others == []


def test_consoles_come_from_one_factory() -> None:
    made = {
        module
        for module, source in MODULES.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Console")
    }
    assert made == {ONE_FACTORY}


@pytest.mark.parametrize(
    "source",
    [
        "print('x')",
        "import typer\ntyper.echo(1)",
        "typer.secho('x', err=True)",
        "typer.confirm('Sure?')",
        "sys.stderr.write('x')",
        "import sys\nfile = sys.stdout",
    ],
)
def test_another_way_out_is_found(source: str) -> None:
    assert beside_the_door(source)


def test_reading_what_is_fed_is_no_way_out() -> None:
    assert beside_the_door("data = sys.stdin.buffer.read()") == []
