"""Records for people: an article, and a customer on one screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from csdesk.render.values import NOTHING, for_people
from csdesk.result import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from csdesk.result import Cell, Listing, Locale, Record


def page(article: Record) -> Record:
    """Return the record with a field for each line of its text, so that lines stay."""
    return replace(article, fields=tuple(_fields(article)))


def _fields(article: Record) -> Iterator[tuple[Column, Cell]]:
    for column, value in article.fields:
        if column.key == "body":
            yield from ((column, line) for line in str(value).splitlines())
        else:
            yield column, value


MOST_OPEN = 8
MOST_SCORES = 4
MOST_SENT = 6
MARGIN = 16  # columns beside a line of the card
NARROWEST = 20
Line = tuple[str, str]
Row = dict[str, str]  # formatted values


def card(customer: Record, width: int, *, with_timeline: bool = False) -> Record:
    """Return a customer's card for `width` columns; `whole` adds the timeline."""
    values = {
        column.key: for_people(value, column.kind, customer.locale)
        for column, value in customer.fields
    }
    values = {key: text for key, text in values.items() if text != NOTHING}
    parts = {key: list(_rows(rows)) for key, rows in customer.sections}
    lines = [*_who(values, parts), *_open(parts), *_past(values, parts)]
    room = max(width - MARGIN, NARROWEST)
    return replace(
        customer,
        title=f"{customer.title}: {values.get('name', NOTHING)}",
        fields=tuple((Column(word, word), _short(text, room)) for word, text in lines),
        sections=tuple(
            (key, rows)
            for key, rows in customer.sections
            if with_timeline and key == "timeline"
        ),
    )


def _rows(listing: Listing) -> Iterator[Row]:
    for row in listing.rows:
        yield {
            column.key: _cell(value, column.kind, listing.locale)
            for column, value in zip(listing.columns, row, strict=True)
        }


def _cell(value: Cell, kind: Kind, locale: Locale) -> str:
    text = for_people(value, kind, locale, brief=True)
    return "" if text == NOTHING else text


def _who(values: Mapping[str, str], parts: Mapping[str, list[Row]]) -> Iterator[Line]:
    if "erased_at" in values:
        yield "Erased", f"{values['erased_at']}: nobody knows any more who it was"
    if values.get("do_not_contact") == "yes":
        yield "Beware", "do not contact: they asked to be left in peace"
    yield from _line("Reach", (values.get("phone"), values.get("email")))
    since = f"since {values['since']}" if "since" in values else None
    yield from _line(
        "Customer",
        (values.get("tier"), values.get("company"), since, values.get("tags")),
    )
    yield from _line("Note", (values.get("note"),))
    for row in parts["departures"][-2:]:
        back = f", came back {row['returned_at']}" if row["returned_at"] else ""
        why = f": {row['reason']}" if row["reason"] else ""
        yield "Left", f"{row['left_at']}{back}{why}"
    sent = [f"{row['id']} {row['name']}" for row in parts["referred"]]
    more = f" and {len(sent) - MOST_SENT} more" if len(sent) > MOST_SENT else ""
    yield from _line(
        "Referred",
        (
            f"by {values['referred_by']}" if "referred_by" in values else None,
            f"sent us {', '.join(sent[:MOST_SENT])}{more}" if sent else None,
        ),
        "; ",
    )


def _open(parts: Mapping[str, list[Row]]) -> Iterator[Line]:
    matters = [
        f"{row['id']} {row['status']}, since {row['since']}: {row['text']}"
        for row in parts["open_matters"]
    ]
    commitments = [
        f"{row['id']} {row['kind']} due {row['due_at']}: {row['text']}"
        for row in parts["promises"]
    ]
    vouchers = [
        f"{row['id']} {row['value']}, code {row['code']}"
        + (f", until {row['expires_at'][:10]}" if row["expires_at"] else "")
        for row in parts["vouchers"]
    ]
    for word, lines in (
        ("Open", matters),
        ("Promised", commitments),
        ("Voucher", vouchers),
    ):
        for line in lines[:MOST_OPEN]:
            yield word, line.removesuffix(": ")
        if len(lines) > MOST_OPEN:
            yield word, f"and {len(lines) - MOST_OPEN} more"


def _past(values: Mapping[str, str], parts: Mapping[str, list[Row]]) -> Iterator[Line]:
    if int(values.get("told_times", 0)) > 1:
        agents = int(values["told_agents"])
        to = f" to {agents} agent{'' if agents == 1 else 's'}" if agents else ""
        yield (
            "Told",
            f"their story {values['told_times']} times{to}: {values['told_case']}",
        )
    scores = [
        f"{row['kind']} {row['score']} of {row['scale']} ({row['answered_at'][:10]})"
        for row in parts["surveys"]
        if row["score"]
    ]
    yield from _line("Scores", scores[:MOST_SCORES])
    if values.get("purchases", "0") != "0":
        last, value = values["last_purchase_at"], values["purchases_value"]
        often = values["purchases"]
        yield (
            "Bought",
            f"once, {value}; {last}"
            if often == "1"
            else f"{often} times, {value}; the last {last}",
        )
    if values.get("remedies_cost"):
        less = f"what they bought, less {values['remedies_cost']} for remedies"
        yield "Worth", f"{values['lifetime_value']}: {less}"
    for row in parts["last_contacts"]:
        yield (
            "Contacts",
            f"{row['id']} {row['received_at']} {row['channel']}, {row['state']}: "
            f"{row['subject']}".removesuffix(": "),
        )


def _line(
    word: str, parts: Iterable[str | None], between: str = ", "
) -> Iterator[Line]:
    text = between.join(part for part in parts if part)
    if text:
        yield word, text


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
