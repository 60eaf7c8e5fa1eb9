"""Until when something holds: a day is included."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from csdesk.domain.parsing.date import DateError, read_expiry

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)  # Wednesday, 10:00 in Berlin


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2026-12-31", "2026-12-31T23:59:59"),
        ("today", "2026-11-18T23:59:59"),
        ("fri", "2026-11-20T23:59:59"),
        ("31 Dec 2026", "2026-12-31T23:59:59"),
        ("90d", "2027-02-16T23:59:59"),
        ("in 90 days", "2027-02-16T23:59:59"),
        ("2 weeks", "2026-12-02T23:59:59"),
        ("3 months", "2027-02-18T23:59:59"),
        ("1 year", "2027-11-18T23:59:59"),
        ("36h", "2026-11-19T22:00:00"),
        ("2026-12-31 18:00", "2026-12-31T18:00:00"),
    ],
)
def test_a_day_holds_to_its_last_second_and_a_time_is_exact(
    text: str, local: str
) -> None:
    found = read_expiry(text, now=NOW, zone=BERLIN).instant.astimezone(BERLIN)
    assert found.replace(tzinfo=None).isoformat() == local


@pytest.mark.parametrize("text", ["", "soon", "90", "01/02/2027", "5 pm tomorrow x"])
def test_what_has_no_form_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        read_expiry(text, now=NOW, zone=BERLIN)
