"""What falls due between two instants: deadlines, and commitments to customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.queries.today import select
from csdesk.store.sql.duties import DUTIES, Listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csdesk.store.connection import Reader
    from csdesk.store.sql.duties import Duty

BETWEEN: Final = Listed(0, "due", "", "", "{due} >= :first AND {due} < :horizon")


def due_between(reader: Reader, first: int, end: int) -> list[tuple[int, str]]:
    """Read when which record is due: (epoch second, `C12`), the earliest first.

    `end` is exclusive. Records that wait for the customer, on hold, are left out.
    """
    bound = {"now": first, "first": first, "horizon": end}
    found = {
        (row["due"], f"{duty.subject.letter}{row['id']}")
        for duty in _owed()
        for row in reader.rows(select(duty, BETWEEN), bound)
    }
    return sorted(found)


def _owed() -> Iterator[Duty]:
    """Yield the duties whose stored deadline is owed to a customer."""
    for duty in DUTIES:
        if duty.due and any(entry.hidden == "owed" for entry in duty.today):
            yield duty
