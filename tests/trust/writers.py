"""Every option and argument that names a file to write, with what is typed before it.

A new one needs its row: a test compares them with the commands that there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import typer

from csdesk.cli.app import app
from tests.store.verbs import FILES, FOLLOW_UP_OF_K1, ISSUED, STORY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Csdesk

OUTPUT: Final = "--output"
NAMES_A_PLACE: Final = ("FILE", "FOLDER", "PATH")
# What is read, and never written.
READ: Final = {
    "contact attach file", "complaint attach file", "article add --file",
    "article edit --file", "restore file", "import desk file",
    *(f"import {kind} {one}"
      for kind in ("contacts", "complaints", "surveys", "customers", "purchases")
      for one in ("files", "--map")),
}  # fmt: skip
WITH_OUTPUT: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys((
        "contact list", "complaint list", "complaint causes", "survey list",
        "customer list", "customer duplicates", "followup list", "purchase list",
        "voucher list", "loyalty list", "outreach lapsed", "outreach reminders",
        "outreach loyalty", "today", "article list", "article gaps", "kpi list",
        "import list", "export customers", "export purchases", "export complaints",
        "export contacts", "export surveys", "export desk", "agent list",
        "settings list", "hours show", "targets show", "backup", "check", "history",
    ), ()),
    "contact show": ("C1",),
    "contact deadlines": ("C1",),
    "complaint show": ("K1",),
    "complaint deadlines": ("K1",),
    "survey show": ("S1",),
    "customer show": ("P1",),
    "customer export": ("P1",),
    "followup show": ("F1",),
    "purchase show": ("B1",),
    "voucher show": ("V1",),
    "article show": ("A1",),
    "search": ("lamp",),
    "report": ("2026-W47", "--kpi", "nps"),
    "kpi explain": ("nps", "2026-W47"),
    "kpi rows": ("contacts", "2026-W47"),
    "import show": ("1",),
    "restore": ("copy", "--yes"),
}  # fmt: skip
# The parameter's name -> what is typed before the file.
WRITTEN: Final[dict[str, tuple[str, ...]]] = {
    **{
        f"{name} {OUTPUT}": (*name.split(), *asked, OUTPUT)
        for name, asked in WITH_OUTPUT.items()
    },
    "report --html": ("report", "2026-W47", "--kpi", "nps", "--html"),
    "contact show --save": ("contact", "show", "C1", "--save"),
    "complaint show --save": ("complaint", "show", "K1", "--save"),
    "import contacts --write-map": ("import", "contacts", "rows.csv", "--write-map"),
    "import complaints --write-map": (
        "import", "complaints", "complaints.csv", "--write-map",
    ),
    "import surveys --write-map": ("import", "surveys", "surveys.csv", "--write-map"),
    "import customers --write-map": (
        "import", "customers", "customers.csv", "--write-map",
    ),
    "import purchases --write-map": (
        "import", "purchases", "purchases.csv", "--write-map",
    ),
    "backup file": ("backup",),
    "demo --keep": ("demo", "--keep"),
}  # fmt: skip
# They never replace a file that is there, and some want a folder.
NEW_ONLY: Final = {name for name in WRITTEN if "--write-map" in name} | {
    "backup file", "demo --keep",
}  # fmt: skip
FOLDERS: Final = {
    "customer export --output", "contact show --save", "complaint show --save",
}  # fmt: skip
TEXTS: Final = sorted(WRITTEN.keys() - NEW_ONLY - FOLDERS)


def parameters() -> set[str]:
    """Every parameter of a command that names a file or a folder."""
    root = typer.main.get_command(app)
    return {
        f"{name} {parameter.opts[0]}"
        for name, command in _commands(root, typer.Context(root), ())
        for parameter in command.params
        if _names_a_place(parameter)
    }


def fill(csdesk: Csdesk) -> None:
    """Have something of everything in the desk, a backup, and files to import."""
    commands = (
        *STORY, ISSUED, FOLLOW_UP_OF_K1, ("purchase", "log", "P1", "5"),
        ("article", "add", "Opening hours", "--body", "From nine to five."),
    )  # fmt: skip
    for command in commands:
        csdesk.ok(*command)
    for name, text in FILES.items():
        (csdesk.folder / name).write_text(text)
    (csdesk.folder / "photo.jpg").write_bytes(b"a photo")
    csdesk.ok("contact", "attach", "C1", "photo.jpg")
    csdesk.ok("complaint", "attach", "K1", "photo.jpg")
    csdesk.ok("import", "customers", "customers.csv", "--source", "seed")
    csdesk.ok("backup", "copy")


def _names_a_place(parameter: Any) -> bool:
    descriptor = getattr(parameter, "type_descriptor", None)
    is_path = "Path" in str(getattr(descriptor, "annotation", ""))
    metavar = str(parameter.metavar or "").strip(".")
    return is_path or metavar in NAMES_A_PLACE


def _commands(
    group: Any, ctx: Any, names: tuple[str, ...]
) -> Iterator[tuple[str, Any]]:
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if hasattr(command, "list_commands"):
            yield from _commands(command, ctx, (*names, name))
        else:
            yield " ".join((*names, name)), command
