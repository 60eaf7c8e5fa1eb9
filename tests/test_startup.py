"""What each kind of command may load: nobody waits for what they do not use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csdesk.views.exports import EXPORTED
from tests.store.verbs import (
    FILES,
    FOLLOW_UP_OF_K1,
    ISSUED,
    STORY,
    VERBS,
    commands,
)

if TYPE_CHECKING:
    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

ROOT = Path(__file__).parents[1]
WRITES = ["sqlmodel", "sqlalchemy", "alembic", "pydantic"]
LOOKS = ["rich", "jinja2"]
LOOKED_UP = ["phonenumbers", "dateutil", "holidays"]
# The commands that only read, and what they are asked here. `demo` does everything.
READS: dict[str, tuple[str, ...]] = {
    "contact list": (),
    "contact show": ("C1",),
    "contact deadlines": ("C1",),
    "complaint list": (),
    "complaint show": ("K1",),
    "complaint deadlines": ("K1",),
    "complaint causes": (),
    "survey list": (),
    "survey show": ("S1",),
    "voucher list": (),
    "voucher show": ("V1",),
    "customer list": (),
    "customer show": ("P1",),
    "customer duplicates": (),
    "agent list": (),
    "settings list": (),
    "settings get": ("name",),
    "hours show": (),
    "targets show": (),
    "followup list": (),
    "followup show": ("F1",),
    "purchase list": (),
    "purchase show": ("B1",),
    "loyalty list": (),
    "outreach reminders": (),
    "outreach loyalty": (),
    "today": (),
    "history": (),
    "check": (),
    "import list": (),
    "import show": ("1",),
    "article list": (),
    "article show": ("A1",),
    "article gaps": (),
    "search": ("hello",),
    "report": ("2026-W47",),
    "kpi list": (),
    "kpi explain": ("nps", "2026-W47"),
    "kpi rows": ("contacts", "2026-W47"),
}
# They read too, but are files for programs: a format has its own place in them.
EXPORTS: dict[str, tuple[str, ...]] = {
    **{f"export {kind}": ("--format", "json") for kind in EXPORTED},
    "export desk": (),
    "customer export": ("P1", "--format", "json"),
}
# They copy files, page by page.
COPIES: dict[str, tuple[str, ...]] = {
    "backup": ("copy",),
    "restore": ("copy", "--yes"),
}
AS_JSON = ("--format", "json")
MAKES_DESKS = {"init", "demo", "import desk"}
ASKS_NO_DESK = {"completion install", "completion remove", "completion show"}
# What TAB is pressed behind: nobody waits for a command that is not run yet.
LINES = (
    "csdesk con", "csdesk complaint resolve ", "csdesk log a", "csdesk report ",
    "csdesk report --kpi n", "csdesk customer list --tag ",
    "csdesk log 'a b' --agent A",
)  # fmt: skip
TAB = """
import json, os, sys
sys.argv = ["csdesk"]
from csdesk.__main__ import main
main()
never = os.environ["NEVER"].split(",")
print(json.dumps([name for name in never if name in sys.modules]))
"""
# Runs command after command in one process, and says which one first loaded what.
RUN = """
import contextlib, io, json, os, sys
task = json.loads(sys.stdin.read())
from csdesk.cli.app import app
found = []
for before, command in task["commands"]:
    for one in [*before, command]:
        if one == "fresh":
            with open(os.environ["CSDESK_DB"], "wb") as desk:
                desk.write(bytes.fromhex(task["desk"]))
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            try:
                app(one, prog_name="csdesk")
            except SystemExit as end:
                code = end.code
        if code:
            found.append(f"{one}: exit {code}, {out.getvalue()}")
    loaded = [name for name in task["never"] if name in sys.modules]
    if loaded:
        found.append(f"{' '.join(command)} loads {', '.join(loaded)}")
        break
print(json.dumps(found))
"""
Step = tuple[list[object], list[str]]


def loaded_by(csdesk: Csdesk, steps: list[Step], never: list[str]) -> list[str]:
    """What goes wrong when these commands run and none of `never` may be loaded."""
    import json

    task = {"commands": steps, "never": never, "desk": csdesk.path.read_bytes().hex()}
    result = subprocess.run(
        [sys.executable, "-c", RUN],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found: list[str] = json.loads(result.stdout)
    return found


@pytest.fixture
def busy(csdesk: Csdesk) -> Csdesk:
    """A desk with something of everything."""
    for command in STORY:
        csdesk.ok(*command)
    csdesk.ok(*ISSUED)
    for command in (FOLLOW_UP_OF_K1, ("purchase", "log", "P1", "5")):
        csdesk.ok(*command)
    csdesk.ok("article", "add", "Opening hours", "--body", "From nine to five.")
    (csdesk.folder / "seed.csv").write_text("external_id\nx1\n")
    csdesk.ok("import", "customers", "seed.csv", "--source", "seed")
    return csdesk


def test_every_command_is_looked_at_here() -> None:
    reading = {name for name, options in commands().items() if "agent" not in options}
    known = READS.keys() | EXPORTS.keys() | COPIES.keys()
    assert reading - MAKES_DESKS - ASKS_NO_DESK == known


def test_help_and_version_load_nothing_heavy(csdesk: Csdesk) -> None:
    nouns = {name.split()[0] for name in commands()}
    steps: list[Step] = [([], ["--version"]), ([], ["--help"])]
    steps += [([], [*name.split(), "--help"]) for name in sorted(nouns)]
    steps += [([], [*name.split(), "--help"]) for name in sorted(commands())]
    assert loaded_by(csdesk, steps, WRITES + LOOKS + LOOKED_UP) == []


@pytest.mark.parametrize("line", LINES)
@pytest.mark.usefixtures("busy")
def test_the_tab_key_loads_no_command_and_not_even_typer(line: str) -> None:
    never = [*WRITES, *LOOKS, *LOOKED_UP, "typer", "csdesk.cli.app", "csdesk.kpi"]
    asked = {"_CSDESK_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}
    result = subprocess.run(
        [sys.executable, "-c", TAB],
        env={**os.environ, **asked, "PYTHONPATH": str(ROOT), "NEVER": ",".join(never)},
        capture_output=True,
        text=True,
        check=True,
    )
    *words, loaded = result.stdout.splitlines()
    assert words
    assert (loaded, result.stderr) == ("[]", "")


@pytest.mark.parametrize("fmt", ["json", "csv", "markdown"])
def test_lists_and_reports_for_programs_draw_nothing(busy: Csdesk, fmt: str) -> None:
    steps: list[Step] = [
        ([], [*name.split(), *asked, "--format", fmt])
        for name, asked in READS.items()
        if name != "settings get"
    ]
    assert loaded_by(busy, steps, WRITES + LOOKS) == []


def test_exports_draw_nothing(busy: Csdesk) -> None:
    steps: list[Step] = [([], [*name.split(), *how]) for name, how in EXPORTS.items()]
    steps += [
        ([], [*name.split(), *how[: -len(AS_JSON) or None]])
        for name, how in EXPORTS.items()
        if how[-len(AS_JSON) :] == AS_JSON
    ]
    steps.append(([], ["export", "desk"]))
    assert loaded_by(busy, steps, WRITES + LOOKS) == []


def test_copies_of_desks_are_made_without_what_writes_or_draws(busy: Csdesk) -> None:
    steps: list[Step] = [([], [name, *how]) for name, how in COPIES.items()]
    steps += [([], [*step, "--format", "json"]) for _, step in steps]
    assert loaded_by(busy, steps, WRITES + LOOKS + LOOKED_UP) == []


def test_a_whole_desk_comes_in_without_drawing(csdesk: Csdesk) -> None:
    empty = csdesk.path.read_bytes()
    csdesk.ok("log", "Ann Lee", "hello")
    csdesk.ok("export", "desk", "--output", "desk.jsonl")
    csdesk.path.write_bytes(empty)
    steps: list[Step] = [([], ["import", "desk", "desk.jsonl"])]
    assert loaded_by(csdesk, steps, ["alembic", "holidays", *LOOKS]) == []


def test_lists_for_people_load_rich_and_no_more(busy: Csdesk) -> None:
    steps: list[Step] = [([], [*name.split(), *asked]) for name, asked in READS.items()]
    assert loaded_by(busy, steps, [*WRITES, "jinja2"]) == []


def test_ids_for_scripts_draw_nothing(busy: Csdesk) -> None:
    names = [name for name, options in commands().items() if "ids" in options]
    assert "contact list" in names
    steps: list[Step] = [
        ([], [*name.split(), *READS.get(name, ()), "-q"]) for name in names
    ]
    assert loaded_by(busy, steps, WRITES + LOOKS) == []


@pytest.mark.long
def test_writing_loads_neither_alembic_nor_rich(busy: Csdesk) -> None:
    for name, text in FILES.items():
        (busy.folder / name).write_text(text)
    steps: list[Step] = [
        (["fresh", *map(list, before)], list(command))
        for before, command in VERBS.values()
    ]
    assert loaded_by(busy, steps, ["alembic", *LOOKS]) == []


@pytest.mark.long
def test_calendars_of_holidays_are_loaded_by_the_one_command_that_asks_them(
    busy: Csdesk,
) -> None:
    for name, text in FILES.items():
        (busy.folder / name).write_text(text)
    steps: list[Step] = [([], [*name.split(), *asked]) for name, asked in READS.items()]
    steps += [
        (["fresh", *map(list, before)], list(command))
        for verb, (before, command) in VERBS.items()
        if verb != "hours holidays" and not verb.startswith("import")
    ]
    assert loaded_by(busy, steps, ["holidays"]) == []
    holidays: list[Step] = [(["fresh"], ["hours", "holidays", "DE"])]
    assert loaded_by(busy, holidays, ["holidays"]) == [
        "hours holidays DE loads holidays"
    ]
