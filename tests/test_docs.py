"""Every command and option explains itself, and docs/cli.md says the same."""

from __future__ import annotations

import re
from typing import Any

import pytest

from csdesk.kpi.definitions import KPIS, MEASURES
from tests.conftest import ROOT
from tools.cli_docs import cli_page, contexts
from tools.kpi_docs import kpi_page

PAGE = ROOT / "docs" / "cli.md"
FIGURES = ROOT / "docs" / "kpis.md"
CONTEXTS = {ctx.command_path: ctx for ctx in contexts()}
COMMANDS = {
    path: ctx for path, ctx in CONTEXTS.items() if not hasattr(ctx.command, "commands")
}
# Types and ranges as Typer writes them, and defaults in any form but `(default: X)`.
NOT_PLAIN = re.compile(
    r"<\w+(?:\[\w+\])?>|\[[^\]]*x[<>]=[^\]]*\]|\[default|\[required|\belse\b|\.\.\.\}"
)
SCRIPTING = (ROOT / "docs" / "scripting.md").read_text("utf-8")
GUIDE = "".join(
    (ROOT / page).read_text("utf-8")
    for page in ("README.md", "docs/tour.md", "docs/importing.md", "docs/scripting.md")
)


def test_the_page_of_commands_is_up_to_date(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        PAGE.write_text(cli_page(), "utf-8")
    assert PAGE.read_text("utf-8") == cli_page()


def test_the_page_of_figures_is_up_to_date(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        FIGURES.write_text(kpi_page(), "utf-8")
    assert FIGURES.read_text("utf-8") == kpi_page()


def test_the_page_of_figures_knows_every_figure_and_what_it_is_made_of() -> None:
    page = FIGURES.read_text("utf-8")
    for kpi in KPIS:
        assert f"`{kpi.key}`" in page
        assert kpi.formula in page
        assert kpi.source in page
        for key in kpi.left_out:
            assert MEASURES[key].meaning in page


@pytest.mark.parametrize("path", CONTEXTS)
def test_a_help_has_one_example(path: str) -> None:
    text = " ".join(CONTEXTS[path].get_help().split())
    assert text.count("Example: csdesk ") == 1
    assert text.casefold().count("example:") == 1


@pytest.mark.parametrize("path", COMMANDS)
def test_the_example_is_of_the_command(path: str) -> None:
    text = " ".join(COMMANDS[path].get_help().split())
    words = path.removeprefix("csdesk ").replace("contact log", "log")
    assert re.search(rf"Example: csdesk (--db \S+ )?{words}\b", text)


@pytest.mark.parametrize("path", CONTEXTS)
def test_a_help_has_no_python_types_and_one_form_of_default(path: str) -> None:
    text = " ".join(CONTEXTS[path].get_help().split())
    assert NOT_PLAIN.findall(text) == []


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_says_what_it_does(path: str) -> None:
    silent = [
        param.opts[-1] for param in COMMANDS[path].command.params if not _help(param)
    ]
    assert silent == []


@pytest.mark.parametrize("path", COMMANDS)
def test_the_readme_or_a_page_beside_it_knows_the_command(path: str) -> None:
    assert path.split()[1] in GUIDE
    assert path.rsplit(maxsplit=1)[-1] in GUIDE


@pytest.mark.parametrize("code", ["0", "1", "2", "3", "4", "5", "6", "70", "130"])
def test_the_page_for_scripts_knows_the_exit_code(code: str) -> None:
    assert f"\n| {code} | " in SCRIPTING


@pytest.mark.parametrize(
    "variable",
    [
        "CSDESK_DB",
        "CSDESK_AGENT",
        "CSDESK_NOW",
        "CSDESK_DEBUG",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
    ],
)
def test_the_page_for_scripts_knows_the_variable(variable: str) -> None:
    assert f"`{variable}`" in SCRIPTING


def _help(param: Any) -> str:
    return getattr(param, "help", None) or ""
