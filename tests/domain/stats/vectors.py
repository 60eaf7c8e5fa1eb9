"""Published and cross-checked results: ../shared/kpi_vectors.json, where it is."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import SHARED

_PATH = SHARED / "kpi_vectors.json"
_ALL: dict[str, Any] = json.loads(_PATH.read_text("utf-8")) if _PATH.exists() else {}


def cases(name: str) -> list[Any]:
    """The cases under `name`; none, so that pytest skips, where the file is missing."""
    found = _ALL.get(name, [])
    return found if isinstance(found, list) else [found]
