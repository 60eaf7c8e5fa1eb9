"""What fell due and was kept, by the least that tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.recount.shop import DAY, END, START, Shop

if TYPE_CHECKING:
    from pathlib import Path

NOON = START + 2 * DAY + 12 * 3600
BEFORE = START - 30 * DAY


@pytest.fixture
def shop(path: Path, empty_desk: bytes) -> Shop:
    return Shop(path, empty_desk)


def parts(shop: Shop, key: str) -> tuple[float | None, float | None]:
    told = shop.figure(key).parts
    return told["numerator"], told["denominator"]


@pytest.mark.parametrize(
    ("due", "answered", "found"),
    [
        pytest.param(NOON, NOON, (1, 1), id="in the last second"),
        pytest.param(NOON, NOON + 1, (0, 1), id="a second late"),
        pytest.param(NOON, None, (0, 1), id="never"),
        pytest.param(START, None, (0, 1), id="due in the first second"),
        pytest.param(START - 1, START - 1, (0, 0), id="due before the week"),
        pytest.param(END - 1, END, (0, 1), id="answered after the week"),
        pytest.param(END, START, (0, 0), id="due after the week"),
        pytest.param(None, START, (0, 0), id="no deadline"),
    ],
)
def test_a_response_is_on_time_by_its_deadline(
    shop: Shop, due: int | None, answered: int | None, found: tuple[int, int]
) -> None:
    shop.contact(BEFORE, response_due_at=due, first_response_at=answered)
    assert parts(shop, "first_response_on_time") == found


def test_what_went_out_owes_no_response(shop: Shop) -> None:
    shop.contact(BEFORE, direction="outbound", response_due_at=NOON)
    assert parts(shop, "first_response_on_time") == (0, 0)


@pytest.mark.parametrize(("resolved", "found"), [(NOON, (1, 1)), (NOON + 1, (0, 1))])
def test_a_resolution_is_the_answer_where_none_was_recorded(
    shop: Shop, resolved: int, found: tuple[int, int]
) -> None:
    shop.contact(BEFORE, response_due_at=NOON, resolved_at=resolved)
    assert parts(shop, "first_response_on_time") == found


def test_a_recorded_answer_counts_whatever_was_resolved(shop: Shop) -> None:
    shop.contact(
        BEFORE, response_due_at=NOON, resolved_at=NOON, first_response_at=NOON + 1
    )
    assert parts(shop, "first_response_on_time") == (0, 1)


def test_what_a_complaint_or_thread_resolved_is_answered_with_it(shop: Shop) -> None:
    case = shop.complaint(BEFORE, resolved_at=NOON)
    shop.contact(BEFORE, complaint_id=case, response_due_at=NOON)
    first = shop.contact(BEFORE, resolved_at=NOON - 9)
    shop.contact(NOON - 10, follows_id=first, response_due_at=NOON)
    assert parts(shop, "first_response_on_time") == (2, 2)


def test_what_was_resolved_before_it_came_is_no_answer(shop: Shop) -> None:
    first = shop.contact(BEFORE, resolved_at=BEFORE + 5)
    shop.contact(NOON - 10, follows_id=first, response_due_at=NOON)
    assert parts(shop, "first_response_on_time") == (0, 1)


@pytest.mark.parametrize("key", ["contact_id", "complaint_id"])
@pytest.mark.parametrize(("reopened", "found"), [(None, (1, 1)), (NOON - 5, (1, 1))])
def test_the_first_resolution_counts_whatever_was_reopened(
    shop: Shop, key: str, reopened: int | None, found: tuple[int, int]
) -> None:
    add = shop.contact if key == "contact_id" else shop.complaint
    if reopened is None:
        add(BEFORE, resolution_due_at=NOON, resolved_at=NOON)
    else:
        case = add(BEFORE, resolution_due_at=NOON, resolved_at=END)
        shop.reopened(reopened, NOON - 9, **{key: case})
    assert parts(shop, "resolution_on_time") == found


@pytest.mark.parametrize(
    "more",
    [
        {"channel": "phone", "abandoned": True},
        {"channel": "self-service"},
        {"direction": "outbound"},
    ],
)
def test_what_is_no_case_owes_no_resolution(shop: Shop, more: dict[str, Any]) -> None:
    shop.contact(BEFORE, resolution_due_at=NOON, **more)
    assert parts(shop, "resolution_on_time") == (0, 0)


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        pytest.param(NOON - 9, None, (0, 0), id="on hold"),
        pytest.param(NOON - 9, END, (0, 0), id="until the report"),
        pytest.param(NOON - 9, END - 1, (0, 1), id="no more"),
        pytest.param(END, None, (0, 1), id="not yet"),
    ],
)
def test_a_record_on_hold_as_of_the_report_is_not_due(
    shop: Shop, since: int, until: int | None, found: tuple[int, int]
) -> None:
    case = shop.complaint(BEFORE, resolution_due_at=NOON, acknowledge_due_at=NOON)
    shop.held(since, until, complaint_id=case)
    for key in ("resolution_on_time", "acknowledged_on_time"):
        assert parts(shop, key) == found
    question = shop.contact(BEFORE, complaint_id=case, response_due_at=NOON)
    shop.contact(BEFORE, follows_id=question, response_due_at=NOON)
    assert parts(shop, "first_response_on_time") == (0, 2 * found[1])


def test_what_was_resolved_at_an_unknown_time_is_left_out_and_named(
    shop: Shop,
) -> None:
    shop.complaint(
        BEFORE, resolution_due_at=NOON, acknowledge_due_at=NOON, resolved=True
    )
    shop.contact(BEFORE, response_due_at=NOON, resolution_due_at=NOON, resolved=True)
    for key, name, many in (
        ("first_response_on_time", "responses", 1),
        ("acknowledged_on_time", "acknowledgements", 1),
        ("resolution_on_time", "resolutions", 2),
    ):
        assert parts(shop, key) == (0, 0)
        assert shop.figure(key).left_out == {f"{name}_unknown": many}


@pytest.mark.parametrize(
    ("kind", "at", "found"),
    [
        ("investigate", NOON, 1),
        ("offer", NOON, 1),
        ("resolve", NOON, 1),
        ("investigate", NOON + 1, 0),
        ("escalate", NOON, 0),
        ("note", NOON, 0),
        ("hold", NOON, 0),
    ],
)
def test_a_later_step_is_the_acknowledgement_where_none_was_recorded(
    shop: Shop, kind: str, at: int, found: int
) -> None:
    case = shop.complaint(BEFORE, acknowledge_due_at=NOON)
    shop.desk.add("complaint_event", complaint_id=case, at=at, kind=kind)
    assert parts(shop, "acknowledged_on_time") == (found, 1)


@pytest.mark.parametrize(
    ("acknowledged", "found"), [(NOON, 1), (NOON + 1, 0), (None, 0)]
)
def test_an_acknowledgement_is_on_time_by_its_deadline(
    shop: Shop, acknowledged: int | None, found: int
) -> None:
    shop.complaint(BEFORE, acknowledge_due_at=NOON, acknowledged_at=acknowledged)
    assert parts(shop, "acknowledged_on_time") == (found, 1)


@pytest.mark.parametrize(
    ("kind", "promised", "done", "found"),
    [
        pytest.param("call-back", NOON, NOON, (1, 1), id="in the last second"),
        pytest.param("courtesy-call", NOON, NOON + 1, (0, 1), id="late"),
        pytest.param("apology", NOON, None, (0, 1), id="not done"),
        pytest.param("apology", END, NOON, (0, 0), id="for next week"),
        pytest.param("reminder", NOON, None, (0, 0), id="a reminder"),
        pytest.param("win-back", NOON, NOON, (0, 0), id="a win-back"),
    ],
)
def test_a_promise_is_kept_by_the_time_first_promised(
    shop: Shop, kind: str, promised: int, done: int | None, found: tuple[int, int]
) -> None:
    shop.follow_up(kind, promised, done_at=done, due_at=END + 9)
    assert parts(shop, "promises_kept") == found
