"""The one place that draws by chance."""

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
    """Characters drawn from `characters` without end, such as nobody can guess.

    `CSDESK_CHANCE` (any text) makes every run draw the same ones; tests and replays
    set it, and nobody else should.
    """
    seed = os.environ.get(VARIABLE)
    choose = random.Random(seed).choice if seed else secrets.choice  # noqa: S311 - see above
    return map(choose, repeat(characters))
