"""Explain a deadline stretch by stretch: what counted, what did not, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from csdesk.domain.parsing.duration import format_duration
from csdesk.domain.sla.business_hours import DAY, ONE_DAY, open_stretches
from csdesk.domain.sla.clock import Hold
from csdesk.domain.timezone import MONTHS, WEEKDAYS, midnight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from csdesk.domain.sla.business_hours import Hours
    from csdesk.domain.sla.clock import Days, Length

ON_HOLD: Final = "on hold"
SATURDAY: Final = 5
LAST_SECOND: Final = 59


class Step(NamedTuple):
    """A stretch of time on the way to a deadline, Unix seconds, half-open.

    `counted` is how much of the term it used up, in seconds or, of a term in days, in
    days; `what` is its sort.
    """

    start: int
    end: int
    counted: int
    what: str


def steps_of_length(
    term: Length,
    start: int,
    due_at: int,
    holds: Sequence[Hold],
    names: Mapping[date, str],
) -> list[Step]:
    """Return the open stretches from `start` to `due_at`, and holds and closed days.

    `holds` are those that moved the deadline, `names` the holidays. Nights and lunch
    breaks are left out: the stretches before and after show them.
    """
    found: list[Step] = []
    at = start
    for hold in (*holds, Hold(due_at, due_at)):
        found += _running(term, at, min(hold.since, due_at), names)
        if hold.since < due_at:
            found.append(Step(hold.since, hold.until, 0, ON_HOLD))
        at = hold.until
    return found


def steps_of_days(
    term: Days,
    start: int,
    due_at: int,
    holds: Sequence[Hold],
    names: Mapping[date, str],
) -> list[Step]:
    """Return the days from that of `start`, which does not count, to that of `due_at`.

    Successive days of one sort are one step.
    """
    day, last = term.day_of(start), term.day_of(due_at)
    held_days = [(term.day_of(hold.since), term.day_of(hold.until)) for hold in holds]
    days = [(day, 0, "the day itself, which does not count")]
    number = 0
    while day < last:
        day += ONE_DAY
        is_held = any(since < day <= until for since, until in held_days)
        counts = term.counts(day) and not is_held and number < term.limit.days
        number += counts
        sort = ON_HOLD if is_held else _closed(day, names)
        days.append((day, int(counts), "counts" if counts else sort))
    steps = [
        Step(
            max(_begin(first, term.zone), start),
            min(_begin(end + ONE_DAY, term.zone), due_at),
            count,
            what,
        )
        for first, end, count, what in _runs(days)
    ]
    return [step for step in steps if step.start < step.end]


def format_steps(steps: Iterable[Step], zone: ZoneInfo, *, in_days: bool) -> str:
    """Format as `Fri 16:30–17:00 30 m, weekend, Easter Monday, Tue 09:00–09:30 …`."""
    return ", ".join(_format_step(step, zone, in_days=in_days) for step in steps)


def format_span(start: int, end: int, zone: ZoneInfo) -> str:
    """Format as `Fri 13 Nov 16:30–17:00`, whole days as `Sat 14 Nov – Sun 15 Nov`.

    The last second of a day is shown as 24:00.
    """
    first, last = _local(start, zone), _local(end + (end % 60 == LAST_SECOND), zone)
    before = _local(int(last.timestamp()) - 1, zone)
    until = "24:00" if last.date() > before.date() else f"{last:%H:%M}"
    is_whole = f"{first:%H:%M}" == "00:00" and until == "24:00"
    if first.date() == before.date():
        return _day(first) if is_whole else f"{_day(first)} {first:%H:%M}–{until}"
    if is_whole:
        return f"{_day(first)} – {_day(before)}"
    return f"{_day(first)} {first:%H:%M} – {_day(before)} {until}"


def _format_step(step: Step, zone: ZoneInfo, *, in_days: bool) -> str:
    if not step.counted:
        return step.what
    if in_days:
        days = f"{step.counted} day{'' if step.counted == 1 else 's'}"
        return f"{format_span(step.start, step.end, zone)}: {days}"
    span = format_span(step.start, step.end, zone)
    weekday, _, _, rest = span.split(" ", 3)  # the date is shown with the deadline
    if step.end - step.start < DAY and "–" in rest and " " not in rest:
        span = f"{weekday} {rest}"
    return f"{span} {format_duration(step.counted, parts=3)}"


def _running(
    term: Length, start: int, end: int, names: Mapping[date, str]
) -> Iterator[Step]:
    """Yield the stretches that count between two instants, and the closed days."""
    hours = term.counted
    if hours is None:
        if start < end:
            yield Step(start, end, end - start, "elapsed")
        return
    at = start
    for opens, closes in open_stretches(_utc(start), _utc(end), hours):
        first, last = int(opens.timestamp()), int(closes.timestamp())
        yield from _between(at, first, hours, names)
        yield Step(first, last, last - first, "open")
        at = last
    yield from _between(at, end, hours, names)


def _between(
    start: int, end: int, hours: Hours, names: Mapping[date, str]
) -> Iterator[Step]:
    """Yield the days closed all day between two instants."""
    zone = hours.zone
    day, last = _local(start, zone).date(), _local(end, zone).date()
    days: list[tuple[date, int, str]] = []
    while day <= last:
        if not hours.on(day):
            days.append((day, 0, _closed(day, names)))
        day += ONE_DAY
    for first, until, _, what in _runs(days):
        begin = max(_begin(first, zone), start)
        stop = min(_begin(until + ONE_DAY, zone), end)
        if begin < stop:
            yield Step(begin, stop, 0, what)


def _runs(
    days: Iterable[tuple[date, int, str]],
) -> Iterator[tuple[date, date, int, str]]:
    """Join successive days of one sort, adding up what they count."""
    run: tuple[date, date, int, str] | None = None
    for day, count, what in days:
        if run and run[3] == what and day == run[1] + ONE_DAY:
            run = run[0], day, run[2] + count, what
            continue
        if run:
            yield run
        run = day, day, count, what
    if run:
        yield run


def _closed(day: date, names: Mapping[date, str]) -> str:
    return names.get(day) or ("weekend" if day.weekday() >= SATURDAY else "closed")


def _begin(day: date, zone: ZoneInfo) -> int:
    return int(midnight(day, zone).timestamp())


def _day(local: datetime) -> str:
    return f"{WEEKDAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1][:3]}"


def _local(instant: int, zone: ZoneInfo) -> datetime:
    return _utc(instant).astimezone(zone)


def _utc(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)
