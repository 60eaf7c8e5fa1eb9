"""A desk as it would be if nothing had happened from an instant on.

Attributes and links stand as they do now (KPIS.md §1.3): what came in from then on
stays where something else names it, without a life.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.recount.written import Desk, Row


def never_after(desk: Desk, at: int) -> Desk:
    """`desk` without what is dated `at` or later."""
    earlier = deepcopy(desk)
    tables = earlier.tables
    for stating, link in _cases(earlier):
        _take_back(earlier, stating, link, at)
    tables["reopening"] = [
        one for one in tables["reopening"] if one["reopened_at"] < at
    ]
    _forget(tables["contact"], "first_response_at", at)
    _forget(tables["remedy"], "granted_at", at)
    _forget(tables["departure"], "returned_at", at)
    _forget(tables["complaint"], "acknowledged_at", at)
    _forget(tables["pause"], "until", at)
    _forget(tables["follow_up"], "done_at", at)
    _forget(tables["voucher"], "redeemed_at", at)
    for answer in tables["survey_answer"]:
        if answer["answered_at"] is not None and answer["answered_at"] >= at:
            answer.update(answered_at=None, score=None)
    for table, dated in (
        ("complaint_event", "at"),
        ("departure", "left_at"),
        ("setting", "valid_from"),
        ("pause", "since"),
        ("voucher", "issued_at"),
        ("purchase", "at"),
    ):
        tables[table] = [one for one in tables[table] if one[dated] < at]
    tables["survey_answer"] = [
        one
        for one in tables["survey_answer"]
        if (one["answered_at"] or one["asked_at"] or at) < at
    ]
    tables["follow_up"] = [
        one
        for one in tables["follow_up"]
        if one["promised_at"] < at or one["done_at"] is not None
    ]
    _drop_what_nothing_names(earlier, at)
    return earlier


def _forget(rows: Sequence[Row], column: str, at: int) -> None:
    for one in rows:
        if one.get(column) is not None and one[column] >= at:
            one[column] = None


def _cases(desk: Desk) -> Iterator[tuple[list[Row], str]]:
    """The rows that state the resolutions of a case, with the link to them."""
    for complaint in desk.tables["complaint"]:
        yield [complaint], "complaint_id"
    contacts = desk.tables["contact"]
    for one in contacts:
        if one["complaint_id"] is not None:
            yield [one], "contact_id"  # states nothing that counts
        elif one["follows_id"] is None:
            thread = [other for other in contacts if other["follows_id"] == one["id"]]
            free = [other for other in thread if other["complaint_id"] is None]
            yield [one, *free], "contact_id"


def _take_back(desk: Desk, stating: Sequence[Row], link: str, at: int) -> None:
    """Let each row state what it stated just before `at`."""
    numbers = [one["id"] for one in stating]
    undone = sorted(
        (
            one
            for one in desk.tables["reopening"]
            if one.get(link) in numbers and one["reopened_at"] >= at
        ),
        key=lambda one: (one["reopened_at"], one["id"]),
    )
    for row in stating:
        own = [one for one in undone if one[link] == row["id"]]
        told = dict(own[0]) if own else None
        if told is None:
            known, resolved_at = row["resolution_time_known"], row.get("resolved_at")
            is_untimed = row["resolved"] and not undone
        else:
            known, resolved_at = told["time_known"], told["resolved_at"]
            is_untimed = resolved_at is None and undone[0]["id"] == told["id"]
            row["resolution_business_seconds"] = told["resolution_business_seconds"]
            if link == "complaint_id":
                row["upheld"] = told["upheld"]
        is_timed = resolved_at is not None and resolved_at < at
        row["resolved"] = bool(is_untimed)
        row["resolved_at"] = resolved_at if is_timed else None
        row["resolution_time_known"] = known


def _drop_what_nothing_names(desk: Desk, at: int) -> None:
    tables = desk.tables
    about = {
        one.get("contact_id")
        for table in ("survey_answer", "follow_up", "pause")
        for one in tables[table]
    }
    about |= {
        one["follows_id"]
        for one in tables["contact"]
        if one["received_at"] < at or one["id"] in about
    }
    tables["contact"] = [
        one
        for one in tables["contact"]
        if one["received_at"] < at or one["id"] in about
    ]
    about = {
        one.get("complaint_id")
        for table in (
            "contact",
            "survey_answer",
            "remedy",
            "complaint_event",
            "follow_up",
            "pause",
        )
        for one in tables[table]
    }
    tables["complaint"] = [
        one
        for one in tables["complaint"]
        if one["opened_at"] < at or one["id"] in about
    ]
