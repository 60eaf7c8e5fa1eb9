"""By how much the clocks of two machines that share a desk may differ."""

from __future__ import annotations

from typing import Final

CLOCKS_APART: Final = 600  # seconds
