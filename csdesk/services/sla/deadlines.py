"""Set deadlines whenever records are written.

`csdesk.domain.sla.deadlines` decides which deadlines a unit of work sets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import event

from csdesk.domain.sla.deadlines import SlaDeadlines
from csdesk.services.sla import business_time
from csdesk.services.sla.changed_rows import SessionRows
from csdesk.services.sla.facts import StoredFacts

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlmodel import Session

    from csdesk.store.connection import Reader


KEY: Final = "deadlines"


def attach(session: Session, reader: Reader, zone: ZoneInfo) -> None:
    """Set deadlines of everything that `session` writes; attach business time first."""
    facts = StoredFacts(reader, zone, business_time.of(session))
    deadlines = SlaDeadlines(facts)
    session.info[KEY] = deadlines

    def stamp(session: Session, _context: object, _instances: object) -> None:
        deadlines.stamp(SessionRows(session, reader))

    # Runs before the journal, which must record the rows whose deadlines move.
    event.listen(session, "before_flush", stamp, insert=True)


def of(session: Session) -> SlaDeadlines:
    """Return the deadlines attached to a session."""
    found: SlaDeadlines = session.info[KEY]
    return found
