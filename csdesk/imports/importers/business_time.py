"""Business time of new records of an import, measured as they are inserted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.sla.business_time import BEGINS, ENDS

if TYPE_CHECKING:
    from csdesk.imports.rows.copy import Columns
    from csdesk.services.sla.business_time import BusinessTime


def fill(table: str, columns: Columns, time: BusinessTime) -> None:
    """Add the business seconds of new records, as if no contact followed another.

    Does nothing without opening hours.
    """
    if table not in BEGINS or time.hours is None:
        return
    begins = columns[BEGINS[table]]
    for name, ends in ENDS[table].items():
        if ends in columns:
            columns[name] = [
                time.between(start, end)
                for start, end in zip(begins, columns[ends], strict=True)
            ]
