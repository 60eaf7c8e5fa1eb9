"""Deadlines stand as soon as their record is written: no verb has to remember them.

Whatever a unit of work writes, `csdesk.domain.sla_deadlines` says what becomes due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import event

from csdesk.domain.sla_deadlines import SlaDeadlines
from csdesk.services import business_time
from csdesk.services.changed_rows import SessionRows
from csdesk.services.sla import StoredFacts

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlmodel import Session

    from csdesk.store.connection import Reader


KEY: Final = "deadlines"


def attach(session: Session, reader: Reader, zone: ZoneInfo) -> None:
    """Set the deadlines of whatever `session` writes; business time goes before."""
    facts = StoredFacts(reader, zone, business_time.of(session))
    deadlines = SlaDeadlines(facts)
    session.info[KEY] = deadlines

    def stamp(session: Session, _context: object, _instances: object) -> None:
        deadlines.stamp(SessionRows(session, reader))

    # Before the journal looks: it must remember the rows whose deadlines move.
    event.listen(session, "before_flush", stamp, insert=True)


def of(session: Session) -> SlaDeadlines:
    """Return the deadlines that a session was attached to."""
    found: SlaDeadlines = session.info[KEY]
    return found
