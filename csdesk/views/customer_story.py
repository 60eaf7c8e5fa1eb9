"""Summary of a customer: open cases, commitments, vouchers, purchases, timeline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.errors import NotFoundError
from csdesk.result import Column, Kind, Record
from csdesk.store.dialect import plain_number
from csdesk.store.sql.case import is_of_thread
from csdesk.store.sql.open import is_open_follow_up, is_unexpired, is_unredeemed
from csdesk.views.base import (
    View,
    record_fields,
    select,
    shown,
)
from csdesk.views.complaint import OPEN as OPEN_COMPLAINT
from csdesk.views.complaint import VIEW as COMPLAINTS
from csdesk.views.contact import OPEN_CASE
from csdesk.views.contact import VIEW as CONTACTS
from csdesk.views.customer import DEPARTURES, OPEN_MATTERS, VIEW
from csdesk.views.recovery import COST_OF_CUSTOMER
from csdesk.views.survey import VIEW as ANSWERS

if TYPE_CHECKING:
    from csdesk.result import Cell, Locale
    from csdesk.store.connection import Reader

FEW: Final = 5
_AT, _REF, _MONEY = Kind.INSTANT, Kind.REF, Kind.MONEY

COMMITMENTS = View(
    title="Promises",
    source="follow_up",
    order="follow_up.due_at, follow_up.id",
    empty="Nothing is promised.",
    columns=(
        shown("id", "Id", "follow_up.id", _REF, letter="F"),
        shown("due_at", "Due", "follow_up.due_at", _AT),
        shown("promised_at", "Promised for", "follow_up.promised_at", _AT, 0),
        shown("kind", "Kind", "follow_up.kind"),
        shown("text", "Text", "follow_up.text", grows=True),
        shown("contact", "Contact", "follow_up.contact_id", _REF, 2, letter="C"),
        shown("complaint", "Complaint", "follow_up.complaint_id", _REF, 2, letter="K"),
    ),
    filters={
        "customer": f"{is_open_follow_up('follow_up')} AND follow_up.customer_id = ?"
    },
)
VOUCHERS = View(
    title="Vouchers",
    source="voucher",
    order="coalesce(voucher.expires_at, 9e18), voucher.id",
    empty="No voucher is open.",
    columns=(
        shown("id", "Id", "voucher.id", _REF, letter="V"),
        shown("code", "Code", "voucher.code"),
        shown("value", "Value", "voucher.value", _MONEY),
        shown("issued_at", "Issued", "voucher.issued_at", _AT),
        shown("expires_at", "Until", "voucher.expires_at", _AT),
    ),
    filters={
        "customer": f"{is_unredeemed('voucher')} AND voucher.customer_id = ?",
        "valid_at": is_unexpired("voucher", "?"),
    },
)
PURCHASES = View(
    title="Purchases",
    source="purchase",
    order="purchase.at DESC, purchase.id DESC",
    empty="Nothing was bought.",
    columns=(
        shown("at", "At", "purchase.at", _AT),
        shown("amount", "Amount", "purchase.amount", _MONEY),
        shown("product", "Product", "purchase.product", grows=True),
        shown("quantity", "Quantity", "purchase.quantity", Kind.NUMBER, 2),
        shown("paid_at", "Paid", "purchase.paid_at", _AT, 2),
    ),
    filters={"customer": "purchase.customer_id = ?"},
)
REFERRED = replace(
    VIEW,
    title="Sent to us",
    filters={"customer": "customer.referred_by_id = ?"},
    columns=tuple(
        item for item in VIEW.columns if item.column.key in {"id", "name", "since"}
    ),
)


def _event(  # noqa: PLR0913, PLR0917 - a row in a table of events
    of: str,
    at: str,
    name: str,
    what: str,
    text: str = "NULL",
    amount: str = "NULL",
    whose: str | None = None,
) -> str:
    """Build the SELECT of one kind of event; `of` is its FROM clause."""
    table = of.split(maxsplit=1)[0]
    return (
        f"SELECT {at} AS at, {name} AS id, {what} AS what, {text} AS text,\n"
        f"  {amount} AS amount, {whose or f'{table}.customer_id'} AS customer_id,\n"
        f"  {table}.id AS step, {{kind}} AS kind\n"
        f"FROM {of} WHERE {at} IS NOT NULL"
    )


_STEPS = "complaint_event JOIN complaint ON complaint.id = complaint_event.complaint_id"
_REMEDY = "remedy JOIN complaint ON complaint.id = remedy.complaint_id"
_USE = (
    "article_use JOIN contact ON contact.id = article_use.contact_id"
    " JOIN article ON article.id = article_use.article_id"
)
_C, _K, _S, _F, _V, _B = (
    f"'{letter}' || {table}.id"
    for letter, table in (
        ("C", "contact"),
        ("K", "complaint"),
        ("S", "survey_answer"),
        ("F", "follow_up"),
        ("V", "voucher"),
        ("B", "purchase"),
    )
)
EVENTS: Final = (
    _event(
        "contact",
        "contact.received_at",
        _C,
        "contact.channel || CASE WHEN contact.direction = 'outbound'"
        " THEN ', by us' WHEN contact.abandoned THEN ', abandoned' ELSE '' END",
        "contact.subject",
    ),
    _event("contact", "contact.first_response_at", _C, "'answered'"),
    _event("contact", "contact.resolved_at", _C, "'resolved'"),
    _event("complaint", "complaint.opened_at", _K, "'complaint'", "description"),
    _event(
        f"{_STEPS} AND complaint_event.kind <> 'open'",
        "complaint_event.at",
        _K,
        "complaint_event.kind",
        "complaint_event.text",
        whose="complaint.customer_id",
    ),
    _event(
        _REMEDY,
        "remedy.granted_at",
        _K,
        "remedy.kind || ' granted'",
        "remedy.text",
        "remedy.value",
        "complaint.customer_id",
    ),
    _event("survey_answer", "survey_answer.asked_at", _S, "kind || ' asked'"),
    _event(
        "survey_answer",
        "survey_answer.answered_at",
        _S,
        f"kind || ' ' || {plain_number('score')}",
        "comment",
    ),
    _event("purchase", "purchase.at", _B, "'purchase'", "product", "amount"),
    _event(
        "follow_up", "follow_up.promised_at", _F, "kind || ' due'", "follow_up.text"
    ),
    _event("follow_up", "follow_up.done_at", _F, "kind || ' done'", "outcome"),
    _event("voucher", "voucher.issued_at", _V, "'voucher issued'", "code", "value"),
    _event("voucher", "voucher.redeemed_at", _V, "'voucher redeemed'", "code", "value"),
    _event("departure", "departure.left_at", "NULL", "'left'", "reason"),
    _event("departure", "departure.returned_at", "NULL", "'came back'"),
    _event(
        _USE,
        "article_use.at",
        "'A' || article.id",
        "'article used'",
        "article.title",
        whose="contact.customer_id",
    ),
)
TIMELINE = View(
    title="All of it, the newest first",
    source="({}) AS event".format(
        "\nUNION ALL\n".join(one.format(kind=kind) for kind, one in enumerate(EVENTS))
    ),
    order="event.at DESC, event.id DESC, event.step DESC, event.kind",
    empty="Nothing happened yet.",
    columns=(
        shown("at", "When", "event.at", _AT),
        shown("id", "Id", "event.id", _REF),
        shown("what", "What", "event.what"),
        shown("text", "Text", "event.text", grows=True),
        shown("amount", "Amount", "event.amount", _MONEY, 2),
    ),
    filters={"customer": "event.customer_id = ?"},
)
# The open case with most inbound contacts: how many, and to how many agents.
MOST_REPEATED: Final = f"""
SELECT 'K' || complaint.id, count(*) AS times,
  count(DISTINCT inbound.agent_id) AS agents
FROM complaint JOIN contact AS own ON own.complaint_id = complaint.id
JOIN contact AS inbound ON {is_of_thread("inbound", "own.id")}
WHERE complaint.customer_id = :customer AND {OPEN_COMPLAINT}
  AND inbound.direction = 'inbound' AND inbound.abandoned = 0
GROUP BY complaint.id
UNION ALL
SELECT 'C' || contact.id, 1 + count(inbound.id),
  (SELECT count(DISTINCT one.agent_id) FROM contact AS one
   WHERE one.id = contact.id OR one.follows_id = contact.id
     AND one.direction = 'inbound' AND one.abandoned = 0)
FROM contact LEFT JOIN contact AS inbound ON inbound.follows_id = contact.id
  AND inbound.direction = 'inbound' AND inbound.abandoned = 0
WHERE contact.customer_id = :customer AND {OPEN_CASE}
GROUP BY contact.id
ORDER BY times DESC, agents DESC, 1
LIMIT 1"""
VALUE: Final = """
SELECT count(*), sum(amount), max(at) FROM purchase WHERE customer_id = ?"""
REPEATED_COLUMNS: Final = (
    Column("told_case", "Told most often", Kind.REF),
    Column("told_times", "Times told", Kind.NUMBER),
    Column("told_agents", "To agents", Kind.NUMBER),
)
VALUE_COLUMNS: Final = (
    Column("purchases", "Purchases", Kind.NUMBER),
    Column("purchases_value", "Their value", _MONEY),
    Column("last_purchase_at", "The last", _AT),
    Column("remedies_cost", "Cost of remedies", _MONEY),
    Column("lifetime_value", "Lifetime value", _MONEY),
)


def customer_summary(
    connection: Reader, number: int, locale: Locale, now: int
) -> Record:
    """Return a customer with the sections of the summary.

    Vouchers are those that can be redeemed at `now`, in epoch seconds. Raises
    NotFoundError.
    """
    found = record_fields(connection, VIEW, number)
    if found is None:
        raise NotFoundError(
            f"There is no customer {ref(CUSTOMER, number)}.",
            "List them with 'csdesk customer list'.",
        )
    parts: tuple[tuple[str, View, int | None, dict[str, Any]], ...] = (
        ("open_matters", OPEN_MATTERS, None, {}),
        ("promises", COMMITMENTS, None, {}),
        ("vouchers", VOUCHERS, None, {"valid_at": now}),
        ("last_contacts", _of_one(CONTACTS, f"Last {FEW} contacts"), FEW, {}),
        ("complaints", _of_one(COMPLAINTS, "Complaints"), FEW, {}),
        ("surveys", _of_one(ANSWERS, "Scores"), FEW, {}),
        ("last_purchases", PURCHASES, FEW, {}),
        ("referred", REFERRED, None, {}),
        ("departures", DEPARTURES, None, {}),
        ("timeline", TIMELINE, None, {}),
    )
    return Record(
        title=f"Customer {ref(CUSTOMER, number)}",
        fields=(
            *found,
            *_most_repeated(connection, number),
            *_value(connection, number),
        ),
        locale=locale,
        sections=tuple(
            (
                key,
                select(
                    connection, view, locale, {"customer": number} | more, limit=limit
                ),
            )
            for key, view, limit, more in parts
        ),
    )


def _most_repeated(connection: Reader, number: int) -> tuple[tuple[Column, Cell], ...]:
    row = connection.first(MOST_REPEATED, {"customer": number})
    return tuple(zip(REPEATED_COLUMNS, row or (None, None, None), strict=True))


def _value(connection: Reader, number: int) -> tuple[tuple[Column, Cell], ...]:
    times, bought, last = connection.one(VALUE, (number,))
    cost = connection.value(COST_OF_CUSTOMER, (number,))
    # Purchases less the cost of remedies.
    worth = None if bought is None and cost is None else (bought or 0) - (cost or 0)
    return tuple(zip(VALUE_COLUMNS, (times, bought, last, cost, worth), strict=True))


def _of_one(view: View, title: str) -> View:
    """Return `view` without the columns that name the customer."""
    columns = (
        item for item in view.columns if not item.column.key.startswith("customer")
    )
    return replace(view, title=title, columns=tuple(columns))
