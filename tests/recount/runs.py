"""Count the random desks: a few by default, many in the long run."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.draw import scaled, share

# For a long run by hand: so many times as many random desks.
TIMES = scaled("CSDESK_RANDOM", 1)


def runs(few: int, many: int) -> pytest.MarkDecorator:
    """Run a test with the settings of a `few` and, marked long, of `many` examples.

    Of the many a quarter is drawn (tests/draw.py).
    A desk that fails is left in the test's folder, which pytest names and keeps.
    Making it smaller takes minutes: add Phase.shrink to have it done.
    """
    profiles = [
        settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        for count in (few, share(many * TIMES))
    ]
    return pytest.mark.parametrize(
        "profile",
        [
            pytest.param(profiles[0], id="few"),
            pytest.param(profiles[1], id="many", marks=pytest.mark.long),
        ],
    )
