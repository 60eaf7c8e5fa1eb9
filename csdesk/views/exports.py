"""Views of exported records: their columns are the fields of imports.

The columns of a kind are import fields (DESIGN.md §6), so that an export can be
imported again. Ids are csdesk's own (C12, K3, P7, S5, B4), as identity and in links.
Rows are sorted by id and read one at a time.

An export has the current state of a record. It leaves out reopenings and the
resolutions that were reopened, holds, the steps of a complaint, departures that ended,
and all remedies but the newest granted. Where the time to a resolution is not known, a
live contact without a handling time is imported again as it was, any other record as
resolved at an unknown time. `export desk` writes everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.contact_fields import PLAIN_FIELDS
from csdesk.domain.ids import (
    ANSWER,
    COMPLAINT,
    CONTACT,
    CUSTOMER,
    PURCHASE,
)
from csdesk.domain.vocabulary import LIVE_CHANNELS
from csdesk.result import Kind
from csdesk.store.dialect import among, as_list, plain_number
from csdesk.store.lineage import FAMILY
from csdesk.store.sql.case import is_resolved
from csdesk.views.base import PLAIN_KINDS, View, conditions, shown

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from csdesk.store.connection import Reader, Row
    from csdesk.views.base import Shown

OWN_SOURCE: Final = "csdesk"  # source of records that are imported again
IDENTITY: Final = "external_id"
DESK_HEADING: Final = "csdesk"  # column with the id of the desk that wrote it
_LIVE: Final = ", ".join(f"'{channel}'" for channel in LIVE_CHANNELS)


def _field(
    name: str, sql: str, kind: Kind = Kind.TEXT, letter: str | None = None
) -> Shown:
    """Build a field of an export."""
    return shown(name, name, sql, kind, letter=letter)


# The id of the desk that wrote the file, in every row.
_DESK: Final = shown(DESK_HEADING, DESK_HEADING, FAMILY)


def _customer(reference: str) -> tuple[Shown, ...]:
    """Build the fields of the customer; `reference` is the column with its id."""
    return (
        _field("customer_name", "p.name"),
        _field("customer_email", "p.email"),
        _field("customer_phone", "p.phone"),
        _field("customer_external_id", reference, Kind.REF, CUSTOMER.letter),
        _field("customer_tier", "p.tier"),
        _field("customer_company", "p.company"),
    )


def _resolved(row: str) -> Shown:
    """Build the field `resolved`, true also of a resolution at an unknown time."""
    sql = is_resolved(row)
    return _field("resolved", sql, Kind.FLAG)


# A live contact whose end is not known is resolved at the end of its wait. An import
# finds the same from `resolved = yes` alone, and the time to resolution stays unknown.
_CONTACT_RESOLVED_AT: Final = f"""CASE WHEN c.resolution_time_known = 1
    OR (c.channel IN ({_LIVE}) AND c.handle_seconds IS NOT NULL)
  THEN c.resolved_at END"""

CONTACTS: Final = View(
    title="Contacts",
    source="""contact AS c
LEFT JOIN customer AS p ON p.id = c.customer_id
LEFT JOIN agent AS a ON a.id = c.agent_id""",
    order="c.id",
    empty="",
    dated="c.received_at",
    columns=(
        _field(IDENTITY, "c.id", Kind.REF, CONTACT.letter),
        _field("received_at", "c.received_at", Kind.INSTANT),
        _field("first_response_at", "c.first_response_at", Kind.INSTANT),
        _field("resolved_at", _CONTACT_RESOLVED_AT, Kind.INSTANT),
        _resolved("c"),
        _field("abandoned", "c.abandoned", Kind.FLAG),
        _field("wait", "c.wait_seconds", Kind.DURATION),
        _field("handle", "c.handle_seconds", Kind.DURATION),
        _field("channel", "c.channel"),
        _field("direction", "c.direction"),
        _field("phase", "c.phase"),
        _field("reason", "c.reason"),
        _field("category", "c.category"),
        _field("subject", "c.subject"),
        _field("notes", "c.notes"),
        _field("agent", "a.name"),
        *(_field(f.name, f"c.{f.name}", PLAIN_KINDS[f.kind]) for f in PLAIN_FIELDS),
        _field("follows", "c.follows_id", Kind.REF, CONTACT.letter),
        _field("complaint", "c.complaint_id", Kind.REF, COMPLAINT.letter),
        *_customer("c.customer_id"),
        _DESK,
    ),
)

_GRANTED: Final = """(SELECT id FROM remedy
    WHERE complaint_id = k.id AND granted_at IS NOT NULL
    ORDER BY granted_at DESC, id DESC LIMIT 1)"""

COMPLAINTS: Final = View(
    title="Complaints",
    source=f"""complaint AS k
LEFT JOIN customer AS p ON p.id = k.customer_id
LEFT JOIN agent AS a ON a.id = k.owner_id
LEFT JOIN remedy AS g ON g.id = {_GRANTED}""",
    order="k.id",
    empty="",
    dated="k.opened_at",
    columns=(
        _field(IDENTITY, "k.id", Kind.REF, COMPLAINT.letter),
        _field("received_at", "k.opened_at", Kind.INSTANT),
        _field("acknowledged_at", "k.acknowledged_at", Kind.INSTANT),
        _field(
            "resolved_at",
            "CASE WHEN k.resolution_time_known = 1 THEN k.resolved_at END",
            Kind.INSTANT,
        ),
        _resolved("k"),
        _field("outcome", "k.outcome"),
        _field("upheld", "k.upheld"),
        _field("severity", "k.severity"),
        _field("category", "k.category"),
        _field("product", "k.product"),
        _field("order", "k.order_ref"),
        _field("description", "k.description"),
        _field("root_cause", "k.root_cause"),
        _field("decision", "k.decision"),
        _field("remedy", "g.kind"),
        _field("remedy_value", "g.value", Kind.MONEY),
        _field("remedy_cost", "g.cost", Kind.MONEY),
        _field("channel", "k.channel"),
        _field("agent", "a.name"),
        *_customer("k.customer_id"),
        _DESK,
    ),
)

_SCALE: Final = f"{plain_number('s.scale_min')} || '-' || {plain_number('s.scale_max')}"

SURVEYS: Final = View(
    title="Survey answers",
    source="""survey_answer AS s
LEFT JOIN customer AS p ON p.id = s.customer_id""",
    order="s.id",
    empty="",
    dated="coalesce(s.answered_at, s.asked_at)",
    columns=(
        _field(IDENTITY, "s.id", Kind.REF, ANSWER.letter),
        _field("kind", "s.kind"),
        _field("score", "s.score", Kind.NUMBER),
        _field("scale", _SCALE),
        _field("direction", "s.direction"),
        _field("comment", "s.comment"),
        _field("asked_at", "s.asked_at", Kind.INSTANT),
        _field("answered_at", "s.answered_at", Kind.INSTANT),
        _field("contact", "s.contact_id", Kind.REF, CONTACT.letter),
        _field("complaint", "s.complaint_id", Kind.REF, COMPLAINT.letter),
        *_customer("s.customer_id"),
        _DESK,
    ),
)

_AWAY_SINCE: Final = """(SELECT max(left_at) FROM departure
    WHERE customer_id = p.id AND returned_at IS NULL)"""

CUSTOMERS: Final = View(
    title="Customers",
    # Without records that were merged into another.
    source="(SELECT * FROM customer WHERE merged_into_id IS NULL) AS p",
    order="p.id",
    empty="",
    dated="p.since",
    columns=(
        _field(IDENTITY, "p.id", Kind.REF, CUSTOMER.letter),
        _field("name", "p.name"),
        _field("email", "p.email"),
        _field("phone", "p.phone"),
        _field("company", "p.company"),
        _field("tier", "p.tier"),
        _field("tags", "p.tags", Kind.WORDS),
        _field("note", "p.note"),
        _field("since", "p.since", Kind.INSTANT),
        _field("left_at", _AWAY_SINCE, Kind.INSTANT),
        _DESK,
    ),
)

PURCHASES: Final = View(
    title="Purchases",
    source="""purchase AS b
LEFT JOIN customer AS p ON p.id = b.customer_id""",
    order="b.id",
    empty="",
    dated="b.at",
    columns=(
        _field(IDENTITY, "b.id", Kind.REF, PURCHASE.letter),
        _field("at", "b.at", Kind.INSTANT),
        _field("amount", "b.amount", Kind.MONEY),
        _field("product", "b.product"),
        _field("quantity", "b.quantity", Kind.NUMBER),
        _field("paid_at", "b.paid_at", Kind.INSTANT),
        *_customer("b.customer_id"),
        _DESK,
    ),
)

# kind of file -> its view, in the order in which a new desk must import them
EXPORTED: Final[dict[str, View]] = {
    "customers": CUSTOMERS,
    "purchases": PURCHASES,
    "complaints": COMPLAINTS,
    "contacts": CONTACTS,
    "surveys": SURVEYS,
}


def headings(kind: str) -> tuple[str, ...]:
    """Return the headings of an export, in csdesk's own order."""
    return tuple(item.column.key for item in EXPORTED[kind].columns)


def exported_now(
    connection: Reader, kind: str, numbers: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """Return the exported values of existing records: id -> field -> value."""
    view = EXPORTED[kind]
    first, columns = view.columns[0].sql, ", ".join(one.sql for one in view.columns)
    found = connection.each(
        f"SELECT {columns}\nFROM {view.source}\nWHERE {among(first)}",
        (as_list(numbers),),
    )
    names = headings(kind)
    return {row[0]: dict(zip(names, row, strict=True)) for row in found}


def rows(
    connection: Reader, view: View, bounds: tuple[int, int] | None
) -> Generator[Row]:
    """Yield the rows of `view`, with values as stored.

    `bounds` are [start, end) in epoch seconds; None: all rows.
    """
    where, values = conditions(view, {}, bounds)
    columns = ",\n       ".join(item.sql for item in view.columns)
    yield from connection.each(
        f"SELECT {columns}\nFROM {view.source}\n{where}\nORDER BY {view.order}", values
    )
