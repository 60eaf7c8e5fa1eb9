"""Desks that several tests of a file begin with: built once, then copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

BUILT: dict[str, bytes] = {}


@pytest.fixture
def begin(csdesk: Csdesk) -> Callable[[Callable[[Csdesk], None]], Csdesk]:
    """csdesk on the desk that a function builds, whatever other tests did to it."""

    def copy(build: Callable[[Csdesk], None]) -> Csdesk:
        name = f"{build.__module__}.{build.__qualname__}"
        if name not in BUILT:
            build(csdesk)
            BUILT[name] = csdesk.path.read_bytes()
        csdesk.path.write_bytes(BUILT[name])
        return csdesk

    return copy
