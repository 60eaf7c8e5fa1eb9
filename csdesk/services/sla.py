"""What deadlines go by, read from the desk: targets, hours, tiers, history of cases.

`csdesk.domain.sla_deadlines` says what follows from it.
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

    from csdesk.domain.business_hours import Hours
    from csdesk.domain.rows import Case
    from csdesk.domain.sla import Target
    from csdesk.domain.sla_clock import Hold
    from csdesk.services.business_time import BusinessTime
    from csdesk.store.connection import Reader


class StoredFacts:
    """The rules of a desk and the history of its cases, read when first needed."""

    def __init__(self, reader: Reader, zone: ZoneInfo, time: BusinessTime) -> None:
        self.reader, self.zone, self._time = reader, zone, time
        self._targets: list[Target] | None = None

    @property
    def targets(self) -> list[Target]:
        """Every target that the desk has."""
        if self._targets is None:
            self._targets = read_targets(self.reader)
        return self._targets

    @property
    def hours(self) -> Hours | None:
        """The opening hours; None where none are set."""
        return self._time.hours

    def tiers(self, customers: Iterable[int | None]) -> Mapping[int, str]:
        """Return customer -> tier, where it matters to a target."""
        known = {number for number in customers if number is not None}
        is_needed = any(target.scope.tier is not None for target in self.targets)
        return tiers_of(self.reader, known) if known and is_needed else {}

    def holds(self, case_id: int | None, complaint_id: int | None) -> list[Hold]:
        """Return the holds that are over, of a contact's case or of a complaint."""
        return holds_of(self.reader, case_id, complaint_id)

    def first_resolution(self, table: Case, number: int | None) -> int | None:
        """Return when a contact's case or a complaint was first resolved."""
        if table == "contact":
            return first_resolution_of_contact(self.reader, number)
        return first_resolution_of_complaint(self.reader, number)

    def first_step(self, complaint_id: int | None) -> int | None:
        """Return when a complaint was acknowledged, or what stands for it was done."""
        return first_step(self.reader, complaint_id)
