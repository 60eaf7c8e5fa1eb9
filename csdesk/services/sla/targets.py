"""Service targets: set and end them; deadlines set before stay as they are."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from csdesk.domain.sla.business_hours import BEGINNING
from csdesk.domain.sla.terms import (
    BUSINESS,
    RESPONSE,
    Target,
    TargetScope,
    format_length,
    format_scope,
    read_length,
)
from csdesk.domain.timezone import midnight
from csdesk.domain.vocabulary import SELF_SERVICE, WRITTEN_CHANNELS
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.corrections import START, entered_today, start_of_entry
from csdesk.services.get import shop_word
from csdesk.services.hours import read_since, today
from csdesk.services.sla.corrected import mend_deadlines
from csdesk.store.models import ServiceTarget
from csdesk.store.queries.broken_rules import SERVICE_TARGETS
from csdesk.store.queries.hours import read_week
from csdesk.store.queries.sla import read_targets, target_id

if TYPE_CHECKING:
    from csdesk.services.unit_of_work import Work

TABLE: Final = "service_target"
ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)


def set_target(
    work: Work,
    what: str,
    length: str,
    scope: TargetScope,
    *,
    clock: str = BUSINESS,
    since: str | None = None,
) -> str:
    """Set how soon `what` is due for records within `scope`, all as typed.

    `length` `off` ends the target. `since` None: from today on, or from the start of
    what was entered today. Returns a message.
    Raises DurationError, DateError, UsageProblem for a target that no record could
    have, RefusedError if there is no target to end.
    """
    work.drop_broken(SERVICE_TARGETS)
    seconds = read_length(length, clock)
    _refuse_impossible(what, scope)
    tier = shop_word(work, "customer", "tier", scope.tier)
    if scope.tier is not None and tier is None:
        raise UsageProblem("The tier is empty.", "Leave --tier out, for every tier.")
    scope = TargetScope(scope.channel, scope.severity, tier)
    begins = _start(work, what, scope, since)
    target = Target(what, seconds, clock, scope, int(begins.timestamp()))
    _refuse_nothing_to_end(work, target)
    _save(work, target, begins)
    entry = entered_today(work, TABLE, {**_of(what, scope), START: target.valid_from})
    if entry is not None:
        mend_deadlines(work, entry, target)
    _warn_of_effects(work, target)
    start = "from the beginning"
    if begins != ALWAYS:
        start = f"from {work.format_instant(begins)} on"
    return f"{_format_target(target)}, {start}."


def _start(work: Work, what: str, scope: TargetScope, since: str | None) -> datetime:
    """Return when a target begins that is set for `scope`, with --from as typed."""
    day = read_since(work, since)
    if day is not None:
        return ALWAYS if day == BEGINNING else midnight(day, work.settings.zone)
    starts = (
        one.valid_from
        for one in read_targets(work.reader)
        if one.what == what and one.scope.key == scope.key
    )
    usual = int(midnight(today(work), work.settings.zone).timestamp())
    begins = start_of_entry(work, TABLE, _of(what, scope), starts, usual)
    return datetime.fromtimestamp(begins, UTC)


def _of(what: str, scope: TargetScope) -> dict[str, str | None]:
    """Return the values of the rows that are versions of one target."""
    return {"what": what, **asdict(scope)}


def _refuse_impossible(what: str, scope: TargetScope) -> None:
    if what != RESPONSE:
        if scope.channel == SELF_SERVICE:
            raise UsageProblem(
                "Self-service is no case: nothing of it is left to resolve.",
                "Name another --channel, or leave it out.",
            )
        return
    if scope.severity is not None:
        raise UsageProblem(
            f"'{scope.severity}' is a severity: complaints have one, and their "
            "acknowledgement is due by their policy.",
            "Leave --severity out, or: csdesk targets set resolution … --severity "
            f"{scope.severity}",
        )
    if scope.channel is not None and scope.channel not in WRITTEN_CHANNELS:
        raise UsageProblem(
            f"A contact by {scope.channel} is answered at once, or never: it has no "
            "first response to wait for.",
            f"Channels with one: {', '.join(WRITTEN_CHANNELS)}.",
        )


def _refuse_nothing_to_end(work: Work, target: Target) -> None:
    """Raise RefusedError if no target, even a wider one, covers the scope to end."""
    if target.seconds is not None:
        return
    fitting = [
        one
        for one in read_targets(work.reader)
        if one.what == target.what
        and one.seconds is not None
        and one.scope.takes(target.scope)
    ]
    if not fitting:
        scope = format_scope(target.scope)
        raise RefusedError(
            f"There is no {target.what} target{f' for {scope}' if scope else ''}.",
            "See them with 'csdesk targets show'.",
        )


def _save(work: Work, target: Target, begins: datetime) -> None:
    number = target_id(work.reader, target)
    row = None if number is None else work.session.get(ServiceTarget, number)
    if row is None:
        row = ServiceTarget(
            what=target.what,
            tier=target.scope.tier,
            channel=target.scope.channel,
            severity=target.scope.severity,
            valid_from=begins,
        )
        work.session.add(row)
    row.seconds, row.clock = target.seconds, target.clock
    work.session.flush()


def _warn_of_effects(work: Work, target: Target) -> None:
    """Warn of records that a target leaves as they are, and of later targets."""
    if target.clock == BUSINESS and target.seconds and not any(read_week(work.reader)):
        work.warn(
            "No opening hours are set, so its time runs day and night: csdesk hours "
            "set mon-fri 09:00-17:00"
        )
    if target.valid_from < int(midnight(today(work), work.settings.zone).timestamp()):
        work.warn("What came in before now keeps the deadlines that it has.")
    later = [
        one
        for one in read_targets(work.reader)
        if one.what == target.what
        and one.scope.key == target.scope.key
        and one.valid_from > target.valid_from
    ]
    if later:
        following = min(later, key=lambda one: one.valid_from)
        when = work.format_instant(datetime.fromtimestamp(following.valid_from, UTC))
        work.warn(f"It holds until {when}; from then on: {_format_target(following)}.")


def _format_target(target: Target) -> str:
    """Format a target: `Response within 2h business: phone, gold`.

    `No response target: phone` for one that ends.
    """
    scope = format_scope(target.scope)
    what = f"No {target.what} target"
    if target.seconds is not None:
        length = format_length(target.seconds, target.clock)
        what = f"{target.what.capitalize()} within {length} {target.clock}"
    return f"{what}: {scope}" if scope else what
