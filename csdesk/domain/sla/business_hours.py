"""Business time: the part of elapsed time in which the desk is open (KPIS.md §1.9).

Hours are wall-clock times of the desk's zone. Each interval of a day is one stretch of
real time: from the moment the clocks first show its beginning to the moment they first
show its end. So a night in which the clocks change has its real length, and a time that
the clocks skipped is the moment of the change.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from csdesk.domain.parsing.period import PeriodError
from csdesk.domain.timezone import at_or_after, midnight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

# Seconds after local midnight, half-open; 86,400 is the midnight that ends the day.
Interval = tuple[int, int]
Intervals = tuple[Interval, ...]  # in order, without overlaps; empty: closed
Step = tuple[date, Intervals]  # the intervals valid from a day on
Stretch = tuple[int, int]  # Unix seconds, half-open

DAY: Final = 86_400
ONE_DAY: Final = timedelta(days=1)
WHOLE_DAY: Final[Intervals] = ((0, DAY),)
CLOSED: Final[Intervals] = ()
BEGINNING: Final = date.min  # hours valid from the beginning
BLOCK: Final = 28 * DAY  # stretches are computed and cached a block at a time
MOST_CLOSED: Final = 27  # blocks (two years); closed for longer means never open


@dataclass(frozen=True, slots=True)
class Block:
    """The open stretches of four weeks; `before` are the open seconds before each."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    total: int

    def until(self, instant: int) -> int:
        """Return the open seconds of this block before `instant`."""
        place = bisect_right(self.starts, instant) - 1
        if place < 0:
            return 0
        return self.before[place] + (
            min(instant, self.ends[place]) - self.starts[place]
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a desk, in the wall-clock time of `zone`.

    `weekly` has the steps of each weekday, Monday first, oldest first; `days` the days
    with hours of their own. Before the first step of any weekday there are no hours:
    those days count in full. From then on a weekday without a step is closed.

    Hours after midnight belong to the evening before: a day whose own hours end its
    evening earlier ends them too.
    """

    zone: ZoneInfo
    weekly: tuple[tuple[Step, ...], ...]
    days: Mapping[date, Intervals] = field(default_factory=dict)
    _blocks: dict[int, Block] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def since(self) -> date | None:
        """The first day with hours; None where none are ever set."""
        return min((steps[0][0] for steps in self.weekly if steps), default=None)

    def on(self, day: date) -> Intervals:
        """Return the intervals of a local day."""
        since = self.since
        if since is None or day < since:
            return WHOLE_DAY
        if day in self.days:
            return self.days[day]
        usual = self._usual(day)
        return usual[1:] if self._lost_evening(day, usual) else usual

    def _usual(self, day: date) -> Intervals:
        """Return the intervals of a local day by its weekday."""
        valid = CLOSED
        for valid_from, intervals in self.weekly[day.weekday()]:
            if valid_from <= day:
                valid = intervals
        return valid

    def _lost_evening(self, day: date, usual: Intervals) -> bool:
        """Return whether a day begins with hours of an evening that was called off.

        An evening goes past midnight where it ends no later, by the clock, than it
        began; a desk that never closes has none.
        """
        before = day - ONE_DAY if day > date.min else day
        own = self.days.get(before)
        if own is None or not usual or _reaches_midnight(own):
            return False
        evening = self._usual(before)
        begins, ends = usual[0]
        return begins == 0 and _reaches_midnight(evening) and ends <= evening[-1][0]

    def block(self, number: int) -> Block:
        """Return the four weeks of that number, counted from 1970 in UTC."""
        if number not in self._blocks:
            self._blocks[number] = _block(self, number)
        return self._blocks[number]


def _reaches_midnight(intervals: Intervals) -> bool:
    return bool(intervals) and intervals[-1][1] == DAY


def business_seconds(start: datetime, end: datetime, hours: Hours) -> int:
    """Count the business seconds between two instants.

    `end` is exclusive; 0 when the desk was closed throughout. Raises PeriodError if
    `end` is before `start`.
    """
    first, last = _seconds(start), _seconds(end)
    if last < first:
        raise PeriodError(
            f"{end.isoformat()} is before {start.isoformat()}.",
            "Write the earlier instant first.",
        )
    return open_seconds(first, last, hours)


def open_seconds(first: int, last: int, hours: Hours) -> int:
    """Count the business seconds from Unix second `first` to `last`, not before it."""
    begin, end = first // BLOCK, last // BLOCK
    open_before_last = hours.block(end).until(last)
    for number in range(begin, end):
        open_before_last += hours.block(number).total
    return open_before_last - hours.block(begin).until(first)


def open_stretches(
    start: datetime, end: datetime, hours: Hours
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open stretches between two instants: UTC, half-open.

    In order; stretches that touch are joined. None where `end` is not after `start`.
    """
    first, last = _seconds(start), _seconds(end)
    clipped = (
        (max(opens, first), min(closes, last))
        for opens, closes in _from(first, hours)
        if closes > first
    )
    stretches = _joined(_while_before(last, clipped))
    for opens, closes in stretches:
        yield _instant(opens), _instant(closes)


def after(start: datetime, seconds: int, hours: Hours) -> datetime | None:
    """Return the instant (UTC) `seconds` of business time after `start`.

    The earliest such instant: a term that ends with the day ends at closing time. None
    where the desk does not open often enough: never again, or not for two years.
    """
    moment = due(_seconds(start), seconds, hours)
    return None if moment is None else _instant(moment)


def due(first: int, seconds: int, hours: Hours) -> int | None:
    """Return the first Unix second at which `seconds` are used up; see `after`.

    The inverse of `open_seconds`, and as fast.
    """
    if seconds <= 0:
        return first
    number, closed = first // BLOCK, 0
    block = hours.block(number)
    left = block.until(first) + seconds
    while left > block.total:
        closed = 0 if block.total else closed + 1
        if closed > MOST_CLOSED:
            return None
        left -= block.total
        number += 1
        block = hours.block(number)
    place = bisect_left(block.before, left) - 1
    return block.starts[place] + left - block.before[place]


def next_open(start: datetime, hours: Hours) -> datetime | None:
    """Return the first instant (UTC) from `start` on at which the desk is open.

    None where it does not open within two years.
    """
    first = _seconds(start)
    for opens, closes in _from(first, hours):
        if closes > first:
            return _instant(max(opens, first))
    return None


def _from(first: int, hours: Hours) -> Iterator[Stretch]:
    """Yield open stretches from the block of `first` on, to a gap of two years."""
    number, closed = first // BLOCK, 0
    while closed <= MOST_CLOSED:
        block = hours.block(number)
        closed = 0 if block.total else closed + 1
        yield from zip(block.starts, block.ends, strict=True)
        number += 1


def _while_before(last: int, stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    for opens, closes in stretches:
        if opens >= last:
            return
        if opens < closes:
            yield opens, closes


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Yield the stretches in order, joining those that touch."""
    joined: Stretch | None = None
    for opens, closes in stretches:
        if joined is not None and opens <= joined[1]:
            joined = joined[0], max(joined[1], closes)
            continue
        if joined is not None:
            yield joined
        joined = opens, closes
    if joined is not None:
        yield joined


def _block(hours: Hours, number: int) -> Block:
    begin, end = number * BLOCK, (number + 1) * BLOCK
    day = _instant(begin).astimezone(hours.zone).date()
    # One day more: clocks that go back over midnight repeat part of the day before.
    last = _instant(end).astimezone(hours.zone).date() + ONE_DAY
    found: list[Stretch] = []
    while day <= last:
        found += _stretches_on(day, hours)
        day += ONE_DAY
    stretches = [
        (max(opens, begin), min(closes, end))
        for opens, closes in _joined(iter(found))
        if opens < end and closes > begin
    ]
    lengths = [closes - opens for opens, closes in stretches]
    return Block(
        tuple(opens for opens, _ in stretches),
        tuple(closes for _, closes in stretches),
        tuple(accumulate(lengths[:-1], initial=0)),
        sum(lengths),
    )


def _stretches_on(day: date, hours: Hours) -> Iterator[Stretch]:
    """Yield a day's intervals in real time; one that the clocks skipped is left out.

    Times that clocks show twice, after going back, belong to the day on which they
    were shown first.
    """
    for opens, closes in hours.on(day):
        first, last = (_moment(day, at, hours.zone) for at in (opens, closes))
        if first < last:
            yield first, last


def _moment(day: date, at: int, zone: ZoneInfo) -> int:
    """Return the Unix second at which clocks first show `at` seconds after midnight."""
    if at == DAY:
        return _seconds(midnight(day + ONE_DAY, zone))
    local = datetime.combine(day, time()) + timedelta(seconds=at)
    return _seconds(at_or_after(local, zone))


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp() // 1)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
