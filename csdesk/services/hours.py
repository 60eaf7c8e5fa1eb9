"""Opening hours: set weekly hours from a day on, and hours of single days.

Values measured before stay as they are; `business_time.recompute` measures them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.clock import FIRST_YEAR
from csdesk.domain.parsing.date import format_day, read_day
from csdesk.domain.parsing.day import fold_text
from csdesk.domain.parsing.hours import (
    HoursError,
    format_intervals,
    format_weekdays,
    read_intervals,
    read_weekdays,
)
from csdesk.domain.sla.business_hours import BEGINNING, CLOSED
from csdesk.domain.timezone import midnight
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.corrections import START, entered_today, start_of_entry
from csdesk.services.sla.corrected import mend_measured
from csdesk.store.models import ClosedDay, OpeningInterval
from csdesk.store.queries.broken_rules import HOURS
from csdesk.store.queries.due import due_between
from csdesk.store.queries.hours import (
    first_measured,
    ids_by_hand,
    read_days,
    read_week,
    step_ids,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csdesk.domain.sla.business_hours import Intervals, Step
    from csdesk.services.unit_of_work import Work

USUAL: Final = "usual"
BEGINNING_WORD: Final = "beginning"
MOST_DAYS: Final = 366
MOST_NAMED: Final = 10  # records that a note names
WEEK_TABLE: Final = "opening_interval"
DAYS_TABLE: Final = "closed_day"
ONE_DAY: Final = timedelta(days=1)
SET_EXAMPLE: Final = "csdesk hours set mon-fri 09:00-17:00"


@dataclass(frozen=True, slots=True)
class DayRange:
    """A range of days, both ends included."""

    first: date
    last: date

    def each(self) -> Iterator[date]:
        """Iterate over the days in order."""
        for step in range((self.last - self.first).days + 1):
            yield self.first + step * ONE_DAY

    @property
    def label(self) -> str:
        """Format the range: `Thu 24 Dec 2026 to Thu 31 Dec 2026`, or the one day."""
        if self.first == self.last:
            return format_day(self.first)
        return f"{format_day(self.first)} to {format_day(self.last)}"


def set_hours(
    work: Work, days: str, times: str, since: str | None = None
) -> tuple[str, ...]:
    """Set the hours of weekdays from a day on, or of single days, all as typed.

    Returns a message for each day from which the new hours hold. Raises HoursError,
    DateError, and RefusedError if a `usual` day has no hours of its own.
    """
    work.drop_broken(HOURS)
    weekdays = read_weekdays(days)
    is_usual = fold_text(times) == USUAL
    if weekdays is not None:
        if is_usual:
            raise HoursError(
                f"'{times}' is for a date: it takes back hours of its own.",
                f"Write {SET_EXAMPLE}, or csdesk hours set 2026-12-24 usual.",
            )
        return set_week(work, weekdays, read_intervals(times), read_since(work, since))
    if since is not None:
        raise UsageProblem(
            f"'{days}' is a date: it has no --from.", "Leave --from out."
        )
    span = read_days_typed(work, days)
    if is_usual:
        return (_take_back(work, span),)
    return (set_days(work, span, read_intervals(times)),)


def set_week(
    work: Work, weekdays: tuple[int, ...], intervals: Intervals, since: date | None
) -> tuple[str, ...]:
    """Set the hours of weekdays from `since` on, replacing those set from that day.

    None: for a weekday that had hours, from today, or from the start of what was
    entered today; else from the first day with hours of the desk, which is the
    beginning if there are none.
    """
    week = read_week(work.reader)
    by_day: dict[date, list[int]] = {}
    for weekday in weekdays:
        valid_from = since or _usual_start(work, week, weekday)
        by_day.setdefault(valid_from, []).append(weekday)
        _replace_step(work, weekday, valid_from, intervals)
        _warn_of_next(work, weekday, week[weekday], valid_from)
    rows = (
        {"weekday": weekday, START: valid_from.isoformat()}
        for valid_from, found in by_day.items()
        for weekday in found
    )
    _mend(work, entered_today(work, WEEK_TABLE, *rows))
    warn_of_effects(work, min(by_day))
    return tuple(
        f"{format_weekdays(days)}: {format_intervals(intervals)}, {_from(valid_from)}."
        for valid_from, days in sorted(by_day.items())
    )


def set_days(
    work: Work, span: DayRange, intervals: Intervals, name: str | None = None
) -> str:
    """Set hours of single days, replacing those entered by hand; return a message."""
    _remove_by_hand(work, span)
    for day in span.each():
        for opens, closes in intervals or ((None, None),):
            work.session.add(
                ClosedDay(day=day.isoformat(), opens=opens, closes=closes, name=name)
            )
    work.session.flush()
    _mend_days(work, span)
    warn_of_effects(work, span.first)
    called = f" ({name})" if name else ""
    return f"{span.label}: {format_intervals(intervals)}{called}."


def close_days(work: Work, days: str, name: str | None = None) -> str:
    """Close the days typed, all day; return a message."""
    if _names_weekdays(days):
        raise HoursError(
            f"'{days}' is no date.",
            f"Write the date, or for every week: csdesk hours set {days} closed",
        )
    work.drop_broken(HOURS)
    label = " ".join((name or "").split()) or None
    span = read_days_typed(work, days)
    _name_due(work, span)
    return set_days(work, span, CLOSED, label)


def _name_due(work: Work, span: DayRange) -> None:
    """Name what falls due on days that are closed: what was promised stays."""
    zone = work.settings.zone
    first = max(midnight(span.first, zone), work.now)
    end = midnight(span.last + ONE_DAY, zone)
    due = due_between(work.reader, int(first.timestamp()), int(end.timestamp()))
    names = list(dict.fromkeys(name for _, name in due))
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if names[MOST_NAMED:] else ""
        work.warn(
            f"Due while it is closed: {', '.join(names[:MOST_NAMED])}{more}. Deadlines "
            "stay as promised: do these before, or move a follow-up with "
            "'csdesk followup move'."
        )


def read_days_typed(work: Work, text: str) -> DayRange:
    """Read `2026-12-24` or `2026-12-24..2026-12-31`, both ends included.

    Weekdays are the next ones. Raises DateError, and UsageProblem for days in the wrong
    order or for more than a year of days.
    """
    first, dots, last = text.partition("..")
    begin = day_typed(work, first, ahead=True)
    end = day_typed(work, last, ahead=True) if dots else begin
    if end < begin:
        raise UsageProblem(f"'{text}' ends before it begins.", f"Write {end}..{begin}.")
    span = DayRange(begin, end)
    if (end - begin).days >= MOST_DAYS:
        raise UsageProblem(
            f"'{text}' is {(end - begin).days + 1:,} days.",
            "Single days are a year at most; for weekdays: "
            "csdesk hours set DAYS closed --from DATE",
        )
    return span


def read_since(work: Work, text: str | None) -> date | None:
    """Read the first day typed with --from, or `beginning`; None if not given."""
    if text is None:
        return None
    is_beginning = fold_text(text) == BEGINNING_WORD
    return BEGINNING if is_beginning else day_typed(work, text)


def day_typed(work: Work, text: str, *, ahead: bool = False) -> date:
    """Read a local day; a weekday is the last one, with `ahead` the next."""
    return read_day(
        text,
        now=work.now,
        zone=work.settings.zone,
        order=work.settings.get("date_order"),
        ahead=ahead,
    )


def today(work: Work) -> date:
    """Return today's date in the desk's time zone."""
    return work.now.astimezone(work.settings.zone).date()


def warn_of_effects(work: Work, valid_from: date) -> None:
    """Warn that a change from that day on leaves measured values as they are.

    Warn also if there are no weekly hours yet, without which single days do not count.
    """
    if not any(read_week(work.reader)):
        work.warn(
            "No weekly hours are set yet: single days count once they are "
            f"({SET_EXAMPLE})."
        )
        return
    zone = work.settings.zone
    since = midnight(max(valid_from, date(FIRST_YEAR, 1, 1)), zone)
    first = first_measured(work.reader, int(since.timestamp()))
    if first is not None:
        day = datetime.fromtimestamp(first, UTC).astimezone(zone).date()
        work.warn(
            "What is measured already stays as it is. To measure it anew: "
            f"csdesk hours recompute --since {day}"
        )


def _names_weekdays(text: str) -> bool:
    try:
        return read_weekdays(text) is not None
    except HoursError:
        return False


def _usual_start(work: Work, week: tuple[tuple[Step, ...], ...], weekday: int) -> date:
    if week[weekday]:
        starts = (begins.isoformat() for begins, _ in week[weekday])
        usual = today(work).isoformat()
        of = {"weekday": weekday}
        found = start_of_entry(work, WEEK_TABLE, of, starts, usual)
        return date.fromisoformat(found)
    # Not before the other weekdays: hours of the desk begin on their first day.
    return min((steps[0][0] for steps in week if steps), default=BEGINNING)


def _replace_step(
    work: Work, weekday: int, valid_from: date, intervals: Intervals
) -> None:
    for number in step_ids(work.reader, weekday, valid_from):
        work.session.delete(work.session.get_one(OpeningInterval, number))
    work.session.flush()
    for opens, closes in intervals or ((None, None),):
        work.session.add(
            OpeningInterval(
                weekday=weekday,
                opens=opens,
                closes=closes,
                valid_from=valid_from.isoformat(),
            )
        )
    work.session.flush()


def _remove_by_hand(work: Work, span: DayRange) -> int:
    numbers = ids_by_hand(work.reader, span.first, span.last)
    for number in numbers:
        work.session.delete(work.session.get_one(ClosedDay, number))
    work.session.flush()
    return len(numbers)


def _take_back(work: Work, span: DayRange) -> str:
    """Remove the hours that days have of their own; return a message."""
    if not _remove_by_hand(work, span):
        raise RefusedError(
            f"{span.label} has no hours of its own.",
            "See them with 'csdesk hours show'.",
        )
    for day, own in read_days(work.reader).items():
        if span.first <= day <= span.last:
            work.warn(
                f"{format_day(day)} stays closed: {own.name or 'a holiday'}."
                " To open it: "
                f"csdesk hours set {day} 09:00-17:00"
            )
    _mend_days(work, span)
    warn_of_effects(work, span.first)
    return f"{span.label}: as usual again."


def _mend_days(work: Work, span: DayRange) -> None:
    """Mend what hours of single days entered today had set, before these."""
    rows = ({"day": day.isoformat(), "country": None} for day in span.each())
    _mend(work, entered_today(work, DAYS_TABLE, *rows))


def _mend(work: Work, entry: int | None) -> None:
    if entry is not None:
        mend_measured(work, entry)


def _from(valid_from: date) -> str:
    if valid_from == BEGINNING:
        return "from the beginning"
    return f"from {format_day(valid_from)} on"


def _warn_of_next(
    work: Work, weekday: int, steps: tuple[Step, ...], valid_from: date
) -> None:
    """Warn if hours hold only until later ones that were set before."""
    for begins, intervals in steps:
        if begins > valid_from:
            work.warn(
                f"{format_weekdays([weekday])}: until {format_day(begins)};"
                " from then on "
                f"{format_intervals(intervals)}."
            )
            return
