"""Every `$ csdesk …` line in the README is run, and its output compared.

The blocks are one session on one desk, in the order in which they stand. A line
`$ export NAME=value` sets the environment. `--update-golden` rewrites the outputs.
"""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    import pytest

    from tests.conftest import Csdesk

README = ROOT / "README.md"
CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```)", re.MULTILINE | re.DOTALL)
MAPPING = re.compile(r"^```toml\n# (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def played(block: str, csdesk: Csdesk) -> str:
    """The block as it should read: its commands with what they print."""
    lines = []
    for line in block.splitlines():
        if not line.startswith("$ "):
            continue
        lines.append(f"{line}\n")
        words = shlex.split(line.removeprefix("$ "))
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            csdesk.monkeypatch.setenv(name, value)
        else:
            assert words[0] == "csdesk", line
            printed = csdesk(*words[1:]).output
            lines.append(printed.replace(str(csdesk.folder), "."))
    return "".join(lines)


def test_the_console_blocks_are_true(
    bare: Csdesk, request: pytest.FixtureRequest
) -> None:
    text = README.read_text("utf-8")
    for name, mapping in MAPPING.findall(text):
        (bare.folder / name).write_text(mapping, "utf-8")
    shutil.copytree(ROOT / "sample_data", bare.folder / "sample_data")
    blocks = CONSOLE.findall(text)
    played_blocks = [played(block, bare) for block in blocks]
    if request.config.getoption("--update-golden"):
        fresh = iter(played_blocks)
        README.write_text(CONSOLE.sub(lambda _: next(fresh), text), "utf-8")
    assert len(blocks) >= 5
    assert played_blocks == CONSOLE.findall(README.read_text("utf-8"))
