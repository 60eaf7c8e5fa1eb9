"""Facts that deadlines depend on: targets, hours, tiers and the history of cases.

`csdesk.domain.sla.deadlines` computes deadlines from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.store.queries.sla import (
    first_resolution_of_complaint,
    first_resolution_of_contact,
    first_step,
    holds_of,
    read_targets,
    tiers_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from csdesk.domain.sla.business_hours import Hours
    from csdesk.domain.sla.clock import Hold
    from csdesk.domain.sla.rows import Case
    from csdesk.domain.sla.terms import Target
    from csdesk.services.sla.business_time import BusinessTime
    from csdesk.store.connection import Reader


class StoredFacts:
    """Targets, hours and case history of a desk, read on first use."""

    def __init__(self, reader: Reader, zone: ZoneInfo, time: BusinessTime) -> None:
        self.reader, self.zone, self._time = reader, zone, time
        self._targets: list[Target] | None = None

    @property
    def targets(self) -> list[Target]:
        """All targets of the desk."""
        if self._targets is None:
            self._targets = read_targets(self.reader)
        return self._targets

    @property
    def hours(self) -> Hours | None:
        """Opening hours; None if none are set."""
        return self._time.hours

    def tiers(self, customers: Iterable[int | None]) -> Mapping[int, str]:
        """Map customers to their tiers; empty if no target depends on a tier."""
        known = {number for number in customers if number is not None}
        is_needed = any(target.scope.tier is not None for target in self.targets)
        return tiers_of(self.reader, known) if known and is_needed else {}

    def holds(self, case_id: int | None, complaint_id: int | None) -> list[Hold]:
        """Return the ended holds of a contact's case or of a complaint."""
        return holds_of(self.reader, case_id, complaint_id)

    def first_resolution(self, table: Case, number: int | None) -> int | None:
        """Return when a contact's case or a complaint was first resolved."""
        if table == "contact":
            return first_resolution_of_contact(self.reader, number)
        return first_resolution_of_complaint(self.reader, number)

    def first_step(self, complaint_id: int | None) -> int | None:
        """Return when a complaint was acknowledged, or first acted on instead."""
        return first_step(self.reader, complaint_id)
