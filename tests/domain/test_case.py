"""What is a case, what waits for an answer, and what may follow what."""

import pytest

from csdesk.domain.case import (
    CaseColumns,
    can_carry_resolution,
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


def test_what_was_given_up_can_be_followed_by_a_call_back_alone() -> None:
    given_up = CASE._replace(abandoned=True)
    assert why_not_followed(given_up, "inbound") == "abandoned"
    assert why_not_followed(given_up, "outbound") is None
    assert why_not_followed(CASE._replace(direction="outbound"), "inbound") == (
        "outbound"
    )
