"""Presets for exports of other systems: mappings as data, and how to recognise them.

A preset is a TOML file in this folder, in the format of mappings. Its columns are
optional: a file need not have them all. Its table [preset] has a `name`, a `title` for
messages, the exact `headings` by which an export is recognised, and for files without
headings `cells`: patterns for the cells of the first row, by column.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem
from csdesk.imports.mapping.fields import FIELDS
from csdesk.imports.mapping.mapping import Mapping, read_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Mapping as Map

# Where two fit, the one with more headings in [preset] is chosen.
FILES: Final = (
    "zendesk",
    "freshdesk",
    "freshservice",
    "hubspot",
    "osticket",
    "zammad",
    "3cx",
    "asterisk",
    "asterisk_accountcode",
    "google_forms",
    "typeform",
    "surveymonkey",
)
FOLDER: Final = Path(__file__).parent
FEWEST_CELLS: Final = 16  # only last columns of a file without headings may be missing


@dataclass(frozen=True, slots=True)
class Preset:
    """A system whose export is known. `title` is a text such as `a Zendesk export`."""

    name: str
    title: str
    headings: tuple[str, ...]
    cells: Map[str, str]  # column -> pattern; only of files without headings
    mapping: Mapping

    def fits(self, headings: Iterable[str]) -> bool:
        """Return whether a file with these headings is such an export."""
        return bool(self.headings) and set(self.headings) <= set(headings)

    def of_row(self, row: Sequence[str]) -> Preset | None:
        """Return this preset for a file without headings if `row`, its first, fits."""
        if not self.cells:
            return None
        names = self.mapping.file.names
        width = len(row)
        if not FEWEST_CELLS <= width <= len(names):
            # Rejected rows have two more columns: the line and the reason.
            width -= 2
        if not FEWEST_CELLS <= width <= len(names):
            return None
        cells = dict(zip(names, row, strict=False))
        if not all(re.fullmatch(what, cells[at]) for at, what in self.cells.items()):
            return None
        shape = replace(self.mapping.file, names=names[:width])
        return replace(self, mapping=replace(self.mapping, file=shape))


@cache
def presets(kind: str) -> tuple[Preset, ...]:
    """Return the presets for files of `kind`."""
    found = (_read(name) for name in FILES)
    return tuple(preset for preset in found if preset and preset.mapping.kind == kind)


def presets_named(name: str, kind: str) -> tuple[Preset, ...]:
    """Return the presets of that name, one for each layout. Raises UsageProblem."""
    known = presets(kind)
    folded = name.strip().casefold()
    found = tuple(preset for preset in known if preset.name == folded)
    if not found:
        names = list(dict.fromkeys(preset.name for preset in known))
        raise UsageProblem(
            f"'{name}' is no preset for {kind}.",
            did_you_mean(name, names)
            or (
                f"The presets are {', '.join(names)}."
                if names
                else "There is none; say which column is which with --map MAP.toml."
            ),
        )
    return found


def recognised(headings: Sequence[str], kind: str) -> Preset | None:
    """Return the preset of a file with these headings, or None."""
    fitting = [preset for preset in presets(kind) if preset.fits(headings)]
    return max(fitting, key=lambda preset: len(preset.headings), default=None)


def _read(file: str) -> Preset | None:
    """Read the preset in a file; None where its kind of record is not imported."""
    text = (FOLDER / f"{file}.toml").read_text("utf-8")
    values = tomllib.loads(text)
    if values["kind"] not in FIELDS:
        return None
    table = values["preset"]
    return Preset(
        table["name"],
        table["title"],
        tuple(table.get("headings", ())),
        table.get("cells", {}),
        read_mapping(text, values["kind"], table["name"], is_complete=False),
    )
