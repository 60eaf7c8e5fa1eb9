"""Randomness: the only module that draws random values."""

from __future__ import annotations

import os
import random
import secrets
from itertools import repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "CSDESK_CHANCE"


def draws(characters: str) -> Iterator[str]:
    """Draw characters from `characters` without end, unpredictably.

    `CSDESK_CHANCE` (any text) is a seed: every run draws the same. For tests and
    replays only.
    """
    seed = os.environ.get(VARIABLE)
    choose = random.Random(seed).choice if seed else secrets.choice  # noqa: S311 - see above
    return map(choose, repeat(characters))
