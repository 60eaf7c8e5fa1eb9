"""Service targets as one record: those in force, later ones and earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.domain.sla.terms import OFF, Target, format_length
from csdesk.result import Column, Kind, Listing, Record
from csdesk.store.queries.sla import read_targets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.result import Cell, Locale
    from csdesk.store.connection import Reader

NO_TARGETS: Final = "No target holds: csdesk targets set response 4h --channel email"
COLUMNS: Final = (
    Column("what", "Target"),
    Column("within", "Within"),
    Column("seconds", "Seconds", Kind.DURATION, 0),
    Column("clock", "Clock"),
    Column("channel", "Channel"),
    Column("severity", "Severity"),
    Column("tier", "Tier", grows=True),
    Column("from", "From", Kind.INSTANT),
)


def targets_record(reader: Reader, locale: Locale, now: int) -> Record:
    """Return the targets in force at `now`, in epoch seconds, and all other versions.

    A target in force from the beginning has no `from`. An ended target is shown in
    force, as off, where a wider one would apply without it; else with the earlier ones.
    """
    every = read_targets(reader)
    present = list(_newest(one for one in every if one.valid_from <= now))
    present = [one for one in present if _is_relevant(one, present)]
    coming = [one for one in every if one.valid_from > now]
    coming.sort(key=lambda one: one.valid_from)
    earlier = [one for one in every if one.valid_from <= now and one not in present]
    earlier.sort(key=lambda one: (*_sort_key(one), one.valid_from))
    parts = (
        ("targets", "What holds now", sorted(present, key=_sort_key)),
        ("coming", "To come", coming),
        ("earlier", "Before", earlier),
    )
    return Record(
        title="Service targets",
        fields=((Column("says", "Targets"), None if present else NO_TARGETS),),
        locale=locale,
        sections=tuple(
            (key, Listing(title, COLUMNS, tuple(map(_row, rows)), locale))
            for key, title, rows in parts
        ),
    )


def _newest(targets: Iterable[Target]) -> Iterable[Target]:
    """Return the latest target of each kind and scope."""
    found: dict[object, Target] = {}
    for one in sorted(targets, key=lambda one: one.valid_from):
        found[one.what, one.scope.key] = one
    return found.values()


def _is_relevant(target: Target, others: Iterable[Target]) -> bool:
    """Return whether a target sets a time, or switches off a wider one."""
    return target.seconds is not None or any(
        other.what == target.what
        and other.seconds is not None
        and other.scope.takes(target.scope)
        for other in others
    )


def _sort_key(target: Target) -> tuple[bool, int, str]:
    """Return the sort key: responses first, narrow scopes before wide ones."""
    return target.what != "response", -target.scope.size, str(target.scope)


def _row(target: Target) -> tuple[Cell, ...]:
    is_off = target.seconds is None
    return (
        target.what,
        OFF if target.seconds is None else format_length(target.seconds, target.clock),
        target.seconds,
        None if is_off else target.clock,
        target.scope.channel,
        target.scope.severity,
        target.scope.tier,
        target.valid_from or None,
    )
