"""A fork server a test process, and a folder a test in which it runs csdesk."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import pytest

from tests.trust.rig import Place, serving
from tests.trust.shim import is_possible

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

DESKS: Final = Path(__file__).parents[1] / "desks"
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of chance is made in it


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """What runs csdesk in forked children, each with its fault."""
    if not is_possible():
        pytest.skip("faults are injected by Linux's means")
    with serving(tmp_path_factory.mktemp("shim")) as process:
        yield process


@pytest.fixture
def place(forks: subprocess.Popen[str]) -> Iterator[Place]:
    """An empty folder, and csdesk in it. In memory where it can be: a sync is quick."""
    memory = MEMORY if MEMORY.is_dir() else None
    with TemporaryDirectory(prefix="csdesk-", dir=memory) as above:
        folder = Path(above) / "desk"
        folder.mkdir()
        yield Place(folder, forks)


@pytest.fixture
def old_desk() -> Path:
    """A desk of the first schema that was released."""
    return DESKS / "0001.db"
