"""What is a case, what waits for an answer, and what may follow what."""

from typing import NamedTuple

import pytest

from csdesk.domain.case import (
    CaseColumns,
    can_carry_resolution,
    is_reply,
    owes_resolution,
    owes_response,
    why_not_followed,
)

CASE = CaseColumns("inbound", "phone", abandoned=False, complaint_id=None,
                   follows_id=None)  # fmt: skip


def test_what_came_in_in_writing_owes_a_first_response() -> None:
    assert owes_response("inbound", "email")
    assert not owes_response("inbound", "phone")
    assert not owes_response("inbound", "self-service")
    assert not owes_response("outbound", "email")


@pytest.mark.parametrize(
    "other",
    [
        {"abandoned": True}, {"complaint_id": 1}, {"follows_id": 1},
        {"direction": "outbound"}, {"channel": "self-service"},
    ],
    ids=str,
)  # fmt: skip
def test_only_an_inbound_contact_that_stands_alone_is_a_case(
    other: dict[str, object],
) -> None:
    assert owes_resolution(CASE)
    assert not owes_resolution(CASE._replace(**other))  # type: ignore[arg-type]


def test_a_contact_of_ours_carries_the_resolution_of_what_it_follows() -> None:
    assert can_carry_resolution("outbound", "email", abandoned=False, follows=1)
    assert not can_carry_resolution("outbound", "email", abandoned=False, follows=None)
    assert not can_carry_resolution(
        "outbound", "self-service", abandoned=False, follows=1
    )


class Link(NamedTuple):
    """A contact as far as a thread goes by it: by default an e-mail that came in."""

    id: int | None = None
    direction: str = "inbound"
    channel: str = "email"
    abandoned: bool = False
    received_at: int = 100


FIRST, LATER = Link(1), Link(2, received_at=200)
OURS = LATER._replace(direction="outbound")


@pytest.mark.parametrize(
    ("first", "contact", "why"),
    [
        (FIRST, LATER, None),
        (FIRST, FIRST, "itself"),
        (FIRST, LATER._replace(id=None), None),
        (FIRST, LATER._replace(received_at=100), None),
        (FIRST, LATER._replace(received_at=99), "too early"),
        (FIRST._replace(abandoned=True), LATER, "abandoned"),
        (FIRST._replace(channel="self-service"), LATER, "self-service"),
        (FIRST._replace(direction="outbound"), LATER, "outbound"),
        (FIRST._replace(direction="outbound"), OURS, "outbound"),
    ],
)
def test_what_came_in_goes_on_with_what_came_in_later(
    first: Link, contact: Link, why: str | None
) -> None:
    assert why_not_followed(first, contact) == why


@pytest.mark.parametrize(
    "first",
    [FIRST, FIRST._replace(abandoned=True), FIRST._replace(channel="self-service")],
)
def test_a_contact_of_ours_may_follow_any_that_came_in_whenever(first: Link) -> None:
    assert why_not_followed(first, OURS) is None
    assert why_not_followed(first, OURS._replace(received_at=1)) is None


def test_what_went_out_not_before_the_question_is_an_answer() -> None:
    assert is_reply(FIRST, OURS)
    assert is_reply(FIRST, OURS._replace(received_at=100))
    assert not is_reply(FIRST, OURS._replace(received_at=99))
    assert not is_reply(FIRST, LATER)
