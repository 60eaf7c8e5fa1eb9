"""Desks that backups are made of."""

from __future__ import annotations

from pathlib import Path

import pytest

DESKS = Path(__file__).parents[1] / "desks"


@pytest.fixture
def old_desk() -> Path:
    """A desk of the first schema that was released."""
    return DESKS / "0001.db"
