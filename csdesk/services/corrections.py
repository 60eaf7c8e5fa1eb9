"""Corrections of dated rules: opening hours, targets, settings such as costs.

What is set again on the day of its entry replaces that entry, from its start: it was
never right. What is set on a later day is a change, and holds from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from csdesk.domain.timezone import midnight
from csdesk.store.queries.entries import first_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csdesk.services.unit_of_work import Work

Start = TypeVar("Start", int, str)
START: Final = "valid_from"
REPLACED: Final = (
    "It replaces what was entered today, from its start. For a change from today on, "
    "add --from today."
)


def start_of_entry(
    work: Work,
    table: str,
    of: Mapping[str, object],
    starts: Iterable[Start],
    usual: Start,
) -> Start:
    """Return the start of a version that is set without one.

    `starts` are those of the versions of one rule, whose rows in `table` have the
    values `of`. Where the version in force at `usual` was entered today it is
    corrected: its start; else `usual`.
    """
    in_force = max((one for one in starts if one <= usual), default=usual)
    if in_force == usual:
        return usual
    if entered_today(work, table, {**of, START: in_force}) is None:
        return usual
    work.warn(REPLACED)
    return in_force


def entered_today(work: Work, table: str, *rows: Mapping[str, object]) -> int | None:
    """Find the first operation of today, local time, on one of these rows of a table.

    Each is given by some of its values; what this unit of work writes is not seen.
    """
    zone = work.settings.zone
    began = midnight(work.now.astimezone(zone).date(), zone)
    return first_entry(work.reader, table, int(began.timestamp()), rows)
