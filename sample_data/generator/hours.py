"""Wall-clock time in the shop: when it is open, and when people write."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sample_data.generator.dice import Dice

HOUR = 3600
DAY = timedelta(days=1)
# Weekday (Monday 0) -> hours from midnight. Closed on Sundays.
OPEN: dict[int, tuple[float, float]] = dict.fromkeys(range(5), (9.5, 18.5)) | {
    5: (10, 15)
}
# How the days of a week share its contacts: while the shop is open, and in writing.
BUSY = {0: 1.6, 1: 1.1, 2: 1.0, 3: 1.0, 4: 1.2, 5: 1.0}
WRITING = {0: 1.5, 1: 1.1, 2: 1.0, 3: 1.0, 4: 0.9, 5: 0.7, 6: 0.5}
# Nothing is dated between 02:00 and 03:00: moved to another week, it might be the
# hour that the clocks leave out or strike twice.
AWAKE = (6.5, 23.5)


def opening(day: datetime) -> tuple[datetime, datetime] | None:
    """When the shop opens and closes on the day of `day`; None for a closed day."""
    hours = OPEN.get(day.weekday())
    if hours is None:
        return None
    midnight = datetime.combine(day, time())
    return midnight + timedelta(hours=hours[0]), midnight + timedelta(hours=hours[1])


def after(moment: datetime, seconds: float) -> datetime:
    """The wall time when the shop has been open for `seconds` since `moment`."""
    left = timedelta(seconds=round(seconds))
    while True:
        hours = opening(moment)
        if hours is not None:
            start = max(moment, hours[0])
            if start + left <= hours[1]:
                return start + left
            left -= max(hours[1] - start, timedelta())
        moment = datetime.combine(moment + DAY, time())


def in_shop(dice: Dice, day: datetime) -> datetime:
    """A moment at which somebody calls or comes in: mornings are busier."""
    start, end = opening(day) or (day, day)
    length = (end - start).total_seconds() - HOUR / 2
    return start + timedelta(seconds=int(length * dice.share() ** 1.25))


def in_writing(dice: Dice, day: datetime) -> datetime:
    """A moment at which somebody writes: more in the evening."""
    start, end = AWAKE
    hours = start + (end - start) * dice.share() ** 0.8
    return datetime.combine(day, time()) + timedelta(seconds=int(hours * HOUR))


def awake(moment: datetime) -> datetime:
    """`moment`, or the next at which people are awake."""
    midnight = datetime.combine(moment, time())
    early, late = (midnight + timedelta(hours=hour) for hour in AWAKE)
    if moment > late:
        return early + DAY + timedelta(minutes=moment.minute)
    return moment if moment >= early else early + timedelta(minutes=moment.minute)
