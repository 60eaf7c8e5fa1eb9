"""Views of customers, their open cases and their departures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from csdesk.domain.vocabulary import fold
from csdesk.result import Kind
from csdesk.store.dialect import among, as_list, holds
from csdesk.store.sql.case import OPEN_MATTER_ROWS
from csdesk.views.base import View, shown
from csdesk.views.complaint import OPEN as OPEN_COMPLAINT
from csdesk.views.contact import OPEN_CASE

if TYPE_CHECKING:
    from csdesk.store.connection import Reader

_LEFT = """(SELECT max(departure.left_at) FROM departure
        WHERE departure.customer_id = customer.id AND departure.returned_at IS NULL)"""
_CONTACTS = "(SELECT count(*) FROM contact WHERE contact.customer_id = customer.id)"
_OPEN = f"""(SELECT count(*) FROM contact
        WHERE contact.customer_id = customer.id AND {OPEN_CASE})
     + (SELECT count(*) FROM complaint
        WHERE complaint.customer_id = customer.id AND {OPEN_COMPLAINT})"""
VIEW = View(
    title="Customers",
    # Without records that were merged into another.
    source="(SELECT * FROM customer WHERE merged_into_id IS NULL) AS customer",
    order="customer.name_key, customer.id",
    empty="No customers. Add one: csdesk customer add NAME",
    dated="customer.since",
    columns=(
        shown("id", "Id", "customer.id", Kind.REF, letter="P"),
        shown("name", "Name", "customer.name", grows=True),
        shown("email", "E-mail", "customer.email", grows=True),
        shown("phone", "Phone", "customer.phone", grows=True),
        shown("company", "Company", "customer.company", width=2, grows=True),
        shown("tier", "Tier", "customer.tier", width=2, grows=True),
        shown("tags", "Tags", "customer.tags", Kind.WORDS, 0),
        shown("note", "Note", "customer.note", width=0),
        shown("since", "Since", "customer.since", Kind.INSTANT, 2),
        shown("left_at", "Left", _LEFT, Kind.INSTANT, 0),
        shown(
            "referred_by",
            "Referred by",
            "customer.referred_by_id",
            Kind.REF,
            0,
            letter="P",
        ),
        shown(
            "do_not_contact", "Do not contact", "customer.do_not_contact", Kind.FLAG, 0
        ),
        shown("erased_at", "Erased", "customer.erased_at", Kind.INSTANT, 0),
        shown("contacts", "Contacts", _CONTACTS, Kind.NUMBER),
        shown("open", "Open", _OPEN, Kind.NUMBER),
        shown("source", "Source", "customer.source", width=0),
        shown("external_id", "External id", "customer.external_id", width=0),
    ),
    filters={
        "id": "customer.id = ?",
        "tier": among("customer.tier"),
        "company": among("customer.company"),
        "tag": holds("customer.tags", "',' || ? || ','"),
        "name": holds("customer.name_key"),
        "gone": f"{_LEFT} IS NOT NULL",
    },
)
_WIDTHS = {"left_at": 1, "phone": 2, "since": 1, "open": 2, "contacts": 2}
GONE_VIEW = replace(
    VIEW,
    title="Customers who left",
    empty="Nobody has left.",
    columns=tuple(
        replace(
            item,
            column=replace(
                item.column, width=_WIDTHS.get(item.column.key, item.column.width)
            ),
        )
        for item in VIEW.columns
    ),
)

# Open cases: complaints and contacts as one kind of row.
OPEN_MATTERS = View(
    title="Open",
    source=OPEN_MATTER_ROWS,
    order="matter.since, matter.kind, matter.number",
    empty="Nothing is open.",
    columns=(
        shown("id", "Id", "matter.id", Kind.REF),
        shown("since", "Since", "matter.since", Kind.INSTANT),
        shown("status", "Status", "matter.status"),
        shown("category", "Category", "matter.category", width=2),
        shown("text", "About", "matter.text", grows=True),
    ),
    filters={"customer": "matter.customer_id = ?"},
)
DEPARTURES = View(
    title="Left",
    source="departure",
    order="departure.left_at, departure.id",
    empty="Never left.",
    columns=(
        shown("left_at", "Left", "departure.left_at", Kind.INSTANT),
        shown("returned_at", "Returned", "departure.returned_at", Kind.INSTANT),
        shown("reason", "Reason", "departure.reason", grows=True),
    ),
    filters={"customer": "departure.customer_id = ?"},
)


def spellings(connection: Reader, column: str, word: str) -> list[str]:
    """Return the stored spellings of `word` in a column (tier, company).

    Case does not matter. SQLite folds ASCII only, so the comparison is done in Python.
    """
    rows = connection.each(
        f"SELECT DISTINCT {column} FROM customer WHERE {column} IS NOT NULL"
    )
    return [row[0] for row in rows if fold(row[0]) == fold(word)]


def as_filter(words: list[str]) -> str:
    """Convert `words` to a value of the filters `tier` and `company`."""
    return as_list(words)
