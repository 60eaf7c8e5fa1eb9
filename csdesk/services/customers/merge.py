"""Merge two records of one customer: all rows of one move to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.errors import RefusedError
from csdesk.services.customers.customers import known_customer, tag_list
from csdesk.services.get import get
from csdesk.store.journal.queries import NOUN_OF
from csdesk.store.models import Customer, Departure
from csdesk.store.queries.customers import customer_row, departures
from csdesk.store.queries.repoint import move

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csdesk.services.unit_of_work import Work

# Fields that the survivor takes over if its own are empty, with their lookup keys.
FILLED = (
    ("email", "email_key"),
    ("phone", "phone_key"),
    ("company",),
    ("tier",),
    ("note",),
    ("referred_by_id",),
)


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The surviving customer, the id of the merged one, and moved rows per table."""

    survivor: Customer
    gone: int
    moved: Mapping[str, int]


def merge_customers(work: Work, keep: str, other: str) -> MergeResult:
    """Merge `other` into `keep`, who keeps its own name.

    Fields that `keep` lacks come from `other`; tags are joined; `since` is the earlier
    one; do_not_contact holds if either has it. `other` stays as a row that leads to
    `keep`. Raises RefusedError for the same customer twice, or one that was merged
    already.
    """
    survivor, gone = _one(work, keep), _one(work, other)
    if survivor.id == gone.id:
        raise RefusedError(
            f"{ref(CUSTOMER, survivor.id)} is one and the same customer.",
            "Name two: csdesk customer merge P7 P9 makes P9 part of P7.",
        )
    assert survivor.id is not None  # noqa: S101 - from the desk
    assert gone.id is not None  # noqa: S101 - from the desk
    _fill(survivor, gone)
    work.session.flush()
    moved = move(work.session, gone.id, survivor.id)
    gone.merged_into_id = survivor.id
    _join_departures(work, survivor.id)
    work.session.flush()
    return MergeResult(survivor, gone.id, moved)


def _one(work: Work, who: str) -> Customer:
    """Find the customer WHO. Raises RefusedError if it was merged."""
    text = who.strip()
    if text[:1] in ("p", "P") and text[1:].isdecimal():
        row = customer_row(work.reader, int(text[1:]))
        if row is not None and row["merged_into_id"] is not None:
            now = ref(CUSTOMER, row["merged_into_id"])
            raise RefusedError(
                f"{ref(CUSTOMER, row['id'])} was merged into {now} already.",
                f"Write {now} instead, or csdesk undo to part them again.",
            )
    return known_customer(work, who)


def _fill(survivor: Customer, gone: Customer) -> None:
    if survivor.referred_by_id == gone.id:
        survivor.referred_by_id = None
    for columns in FILLED:
        if getattr(survivor, columns[0]) is None:
            for column in columns:
                setattr(survivor, column, getattr(gone, column))
    if survivor.referred_by_id == survivor.id:
        survivor.referred_by_id = None
    tags = [tag for one in (survivor, gone) if one.tags for tag in one.tags.split(",")]
    survivor.tags = tag_list(tags)
    known = [one.since for one in (survivor, gone) if one.since is not None]
    survivor.since = min(known, default=None)
    survivor.do_not_contact = survivor.do_not_contact or gone.do_not_contact


def _join_departures(work: Work, number: int) -> None:
    """Join departures that overlap into the first of them."""
    first: Departure | None = None
    for row in departures(work.reader, number):
        one = get(work, Departure, CUSTOMER, row)
        back = first.returned_at if first is not None else one.left_at
        if first is None or (back is not None and back <= one.left_at):
            first = one
            continue
        if back is not None:
            later = one.returned_at
            first.returned_at = None if later is None else max(back, later)
        first.reason = first.reason or one.reason
        work.session.delete(one)


def format_moved(result: MergeResult) -> str:
    """Format the moved rows: `3 contacts, 1 complaint`; `nothing` for none."""
    parts = [
        f"{count:,} {_word(table)}{'' if count == 1 else 's'}"
        for table, count in result.moved.items()
    ]
    return ", ".join(parts) or "nothing"


def _word(table: str) -> str:
    return NOUN_OF[table].word if table in NOUN_OF else table
