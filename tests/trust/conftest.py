"""A fork server a test process, and a folder a test in which it runs csdesk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.trust.rig import Place, serving
from tests.trust.shim import is_possible

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """What runs csdesk in forked children, each with its fault."""
    if not is_possible():
        pytest.skip("faults are injected by Linux's means")
    with serving(tmp_path_factory.mktemp("shim")) as process:
        yield process


@pytest.fixture
def place(tmp_path: Path, forks: subprocess.Popen[str]) -> Place:
    """An empty folder, and csdesk in it."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return Place(folder, forks)
