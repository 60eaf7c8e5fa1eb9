"""The story as files: one CSV a kind of record, and a picture."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING

from sample_data.generator.answers import ARTICLES
from sample_data.generator.evidence import BRAKE_CABLE
from sample_data.generator.shop import live
from sample_data.generator.story import CHANGED_COURIER, week_of
from sample_data.generator.surveys import SCALES
from sample_data.generator.topics import DELIVERY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sample_data.generator.afterwards import Departure, Redemption
    from sample_data.generator.answers import Article, Use
    from sample_data.generator.complaint import Complaint, Step
    from sample_data.generator.contact import Contact
    from sample_data.generator.people import Customer
    from sample_data.generator.promises import Promise
    from sample_data.generator.sales import Sale
    from sample_data.generator.surveys import Survey

Row = dict[str, object]


def files_of_the_shop() -> dict[str, str]:
    """File name -> its text: everything that happened, from the seed alone."""
    shop = live()
    resolutions = {one.id: one.resolution for one in shop.complaints}
    return {
        "contacts.csv": _csv(_contact(one, resolutions) for one in shop.contacts),
        "complaints.csv": _csv(map(_complaint, shop.complaints)),
        "complaint_events.csv": _csv(_event(one, step) for one, step in shop.steps),
        "surveys.csv": _csv(map(_survey, shop.surveys)),
        "purchases.csv": _csv(map(_sale, shop.sales)),
        "followups.csv": _csv(map(_promise, shop.promises)),
        "articles.csv": _csv(map(_article, ARTICLES)),
        "article_uses.csv": _csv(map(_use, shop.uses)),
        "redemptions.csv": _csv(map(_redemption, shop.redemptions)),
        "departures.csv": _csv(map(_departure, shop.departures)),
        "brake-cable.svg": BRAKE_CABLE,
    }


def _csv(rows: Iterable[Mapping[str, object]]) -> str:
    out = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(out, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return str(value)


def _who(customer: Customer | None) -> Row:
    return {
        "customer_name": customer and customer.name,
        "customer_email": customer and customer.email,
        "customer_phone": customer and customer.phone,
        "customer_tier": customer and customer.tier,
        "customer_company": customer and customer.company,
    }


def _contact(one: Contact, resolutions: Mapping[str, Step | None]) -> Row:
    settled = one.resolved_at
    if one.complaint and one.follows is None:
        resolution = resolutions[one.complaint]
        settled = resolution.at if resolution else None
    is_settled = one.ends_resolved or settled is not None
    return {
        "external_id": one.id,
        "received_at": one.received_at,
        "channel": one.channel,
        "direction": one.direction,
        "phase": one.phase,
        "reason": one.reason,
        "category": one.category,
        "subject": one.subject,
        "agent": one.agent,
        **_who(one.customer),
        "wait": one.wait,
        "handle": one.handle,
        "abandoned": one.abandoned,
        "first_response_at": one.first_response_at,
        "resolved": is_settled if one.can_be_settled else None,
        "resolved_at": settled,
        "agent_replies": one.agent_replies,
        "reopens": one.reopens,
        "avoidable": one.avoidable,
        "sentiment": one.sentiment,
        "follows": one.follows and one.follows.id,
        "complaint": one.complaint,
    }


def _complaint(one: Complaint) -> Row:
    told, end = one.grievance, one.resolution
    offer = end.offer if end else None
    return {
        "external_id": one.id,
        "received_at": one.contact.received_at,
        "channel": one.contact.channel,
        "agent": one.owner,
        **_who(one.contact.customer),
        "category": told.category,
        "severity": told.severity,
        "product": told.product,
        "order": _order(one),
        "description": told.description,
        "acknowledged_at": one.acknowledged_at,
        "resolved_at": end and end.at,
        "outcome": end and end.outcome,
        "upheld": end and end.upheld,
        "decision": end and end.text,
        "root_cause": told.root_cause if offer else None,
        "remedy": (offer.kind if offer else "none") if end else None,
        "remedy_value": offer and offer.value,
        "remedy_cost": offer and offer.cost,
    }


def _order(one: Complaint) -> str | None:
    """An order number of the online shop; the workshop has none."""
    if one.grievance.category in {"workshop", "shop", "website"}:
        return None
    return f"TB-{4100 + 7 * int(one.id.removeprefix('tb-k'))}"


def _event(one: Complaint, step: Step) -> Row:
    told, offer = one.grievance, step.offer
    is_decision = step.verb == "resolve"
    # Nothing was done about the courier before another one was found.
    acts = told.category != DELIVERY or week_of(step.at) >= CHANGED_COURIER
    return {
        "complaint": one.id,
        "at": step.at,
        "verb": step.verb,
        "agent": step.agent,
        "text": None if is_decision else step.text,
        "safety": True if step.verb == "open" and told.safety else None,
        "public": True if step.verb == "open" and one.is_public else None,
        "remedy": offer.kind if offer else "none" if is_decision else None,
        "value": offer and offer.value,
        "cost": offer and offer.cost,
        "outcome": step.outcome,
        "upheld": step.upheld,
        "decision": step.text if is_decision else None,
        "root_cause": told.root_cause if is_decision and offer else None,
        "corrective": told.corrective if is_decision and offer and acts else None,
    }


def _survey(one: Survey) -> Row:
    return {
        "external_id": one.id,
        "kind": one.kind,
        "score": one.score,
        "scale": SCALES[one.kind],
        "direction": "easy" if one.kind == "ces" else None,
        "comment": one.comment,
        "asked_at": one.asked_at,
        "answered_at": one.answered_at,
        "contact": one.contact and one.contact.id,
        "complaint": one.complaint and one.complaint.id,
        "customer_email": one.customer.email,
    }


def _sale(one: Sale) -> Row:
    return {
        "external_id": one.id,
        "at": one.at,
        "amount": f"{one.amount / 100:.2f}",
        "product": one.product,
        "quantity": one.quantity,
        "paid_at": one.paid_at,
        "customer_name": one.customer.name,
        "customer_email": one.customer.email,
        "customer_phone": one.customer.phone,
    }


def _promise(one: Promise) -> Row:
    return {
        "contact": one.contact.id,
        "kind": one.kind,
        "text": one.text,
        "agent": one.contact.agent,
        "made_at": one.made_at,
        "promised_at": one.due_at,
        "done_at": one.done_at,
    }


def _article(one: Article) -> Row:
    return {
        "title": one.title,
        "body": one.body,
        "tags": one.tags,
        "at": one.written_at,
    }


def _use(one: Use) -> Row:
    return {"article": one.article.title, "contact": one.contact.id, "at": one.at}


def _redemption(one: Redemption) -> Row:
    return {"complaint": one.complaint.id, "at": one.at}


def _departure(one: Departure) -> Row:
    return {"customer_email": one.customer.email, "at": one.at, "reason": one.reason}
