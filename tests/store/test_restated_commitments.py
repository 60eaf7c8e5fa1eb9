"""Follow-ups, vouchers, purchases and deadlines entered or corrected since."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.services.sla import deadlines
from csdesk.services.unit_of_work import working
from csdesk.store.models import (
    Complaint,
    Contact,
    FollowUp,
    Pause,
    Purchase,
    Voucher,
)
from tests.store.test_restatements import END, START, corrected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlmodel import SQLModel

    from tests.conftest import Csdesk

pytestmark = pytest.mark.long  # the whole of it is more than a look

HOUR, DAY = 3600, 86_400
WEDNESDAY, LATER = START + 2 * DAY, END + DAY
ADDRESS = "ada@x.org"


@contextmanager
def as_told() -> Iterator[None]:
    """Deadlines are those that a test writes, whatever the desk's targets say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deadlines, "attach", lambda *_: None)
        yield


class Shop:
    """A desk whose rows are written, and journalled, at an instant."""

    def __init__(self, csdesk: Csdesk) -> None:
        self.csdesk = csdesk
        csdesk.now("2026-06-01T10:00:00+02:00")
        csdesk.ok("customer", "add", "Ada", "--email", ADDRESS)

    def add(self, model: type[SQLModel], now: int, **values: Any) -> None:
        """Write a row; what ends in _at, and at, since, until are epoch seconds."""
        with as_told(), working(self.csdesk.path, "test", "Anna", when(now)) as work:
            work.session.add(model(**read(values)))

    def change(self, model: type[SQLModel], now: int, **values: Any) -> None:
        """Change the first row of it."""
        with as_told(), working(self.csdesk.path, "test", "Anna", when(now)) as work:
            row = work.session.get(model, 1)
            for name, value in read(values).items():
                setattr(row, name, value)

    def count(self) -> int:
        return corrected(self.csdesk)


def when(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def read(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: when(value)
        if value is not None and (name.endswith("at") or name in {"since", "until"})
        else value
        for name, value in values.items()
    }


@pytest.fixture
def shop(csdesk: Csdesk) -> Shop:
    return Shop(csdesk)


def follow_up(kind: str, at: int, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "promised_at": at, "due_at": at, "customer_id": 1} | more


ADDED: dict[str, tuple[type[SQLModel], dict[str, Any], int]] = {
    "a promise of the week": (FollowUp, follow_up("call-back", WEDNESDAY), 1),
    "a promise of today": (FollowUp, follow_up("call-back", LATER), 0),
    "a reminder": (FollowUp, follow_up("reminder", WEDNESDAY), 0),
    "a win-back whose sixty days ended in the week": (
        FollowUp,
        follow_up("win-back", START - 70 * DAY, done_at=WEDNESDAY - 60 * DAY),
        1,
    ),
    "a win-back whose sixty days had ended": (
        FollowUp,
        follow_up("win-back", START - 70 * DAY, done_at=START - 60 * DAY - 1),
        0,
    ),
    "a voucher of the week": (
        Voucher, {"code": "A", "value": 5, "issued_at": WEDNESDAY}, 1,
    ),
    "a voucher of today": (Voucher, {"code": "A", "value": 5, "issued_at": LATER}, 0),
    "a purchase of the week": (
        Purchase, {"customer_id": 1, "amount": 5, "at": WEDNESDAY}, 1,
    ),
    "one that a window which ended in the week may count": (
        Purchase, {"customer_id": 1, "amount": 5, "at": START - 90 * DAY}, 1,
    ),
    "one before all of them": (
        Purchase, {"customer_id": 1, "amount": 5, "at": START - 90 * DAY - 1}, 0,
    ),
    "one of nobody known": (Purchase, {"amount": 5, "at": WEDNESDAY}, 0),
    "a purchase of today": (Purchase, {"customer_id": 1, "amount": 5, "at": LATER}, 0),
    "a complaint of long ago that fell due in the week": (
        Complaint,
        {"opened_at": START - DAY, "resolved_at": START - 1,
         "resolution_due_at": WEDNESDAY},
        1,
    ),
    "one whose acknowledgement did": (
        Complaint,
        {"opened_at": START - DAY, "resolved_at": START - 1,
         "acknowledge_due_at": WEDNESDAY},
        1,
    ),
    "a contact whose answer did": (
        Contact,
        {"received_at": START - DAY, "resolved_at": START - 1,
         "response_due_at": WEDNESDAY},
        1,
    ),
    "one that falls due later": (
        Contact,
        {"received_at": START - DAY, "resolved_at": START - 1,
         "response_due_at": LATER},
        0,
    ),
    "a complaint resolved ninety days before the week": (
        Complaint,
        {"opened_at": START - 99 * DAY, "resolved_at": WEDNESDAY - 90 * DAY},
        1,
    ),
    "one resolved before that": (
        Complaint,
        {"opened_at": START - 99 * DAY, "resolved_at": START - 90 * DAY - 1},
        0,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("model", "row", "count"), ADDED.values(), ids=ADDED)
def test_what_was_entered_late_counts_where_the_week_sees_it(
    shop: Shop, model: type[SQLModel], row: dict[str, Any], count: int
) -> None:
    shop.add(model, LATER, **row)
    assert shop.count() == count


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({"done_at": LATER}, 0),
        ({"due_at": LATER}, 0),  # moved: promises_kept goes by the first time
        ({"outcome": "well", "text": "a call"}, 0),
        ({"done_at": WEDNESDAY}, 1),
        ({"kind": "apology"}, 1),
    ],
)
def test_a_promise_of_the_week_changed_later(
    shop: Shop, change: dict[str, Any], count: int
) -> None:
    shop.add(FollowUp, WEDNESDAY, **follow_up("call-back", WEDNESDAY))
    shop.change(FollowUp, LATER, **change)
    assert shop.count() == count


@pytest.mark.parametrize(("at", "count"), [(WEDNESDAY + 1, 1), (LATER, 0)])
def test_a_voucher_of_the_week_redeemed(shop: Shop, at: int, count: int) -> None:
    shop.add(Voucher, WEDNESDAY, code="A", value=5, issued_at=WEDNESDAY)
    shop.change(Voucher, LATER, redeemed_at=at)
    assert shop.count() == count


@pytest.mark.parametrize(
    ("amount", "at", "count"), [(5, WEDNESDAY, 0), (6, WEDNESDAY, 1), (5, LATER, 1)]
)
def test_a_purchase_of_the_week_changed(
    shop: Shop, amount: int, at: int, count: int
) -> None:
    shop.add(Purchase, WEDNESDAY, customer_id=1, amount=5, at=WEDNESDAY)
    shop.change(Purchase, LATER, amount=amount, at=at, product="tea")
    assert shop.count() == count


def test_a_deadline_moved_by_hand_is_a_correction(shop: Shop) -> None:
    shop.add(Contact, WEDNESDAY, received_at=START, response_due_at=WEDNESDAY)
    shop.change(Contact, LATER, response_due_at=LATER)
    assert shop.count() == 1


def test_a_deadline_moved_by_the_end_of_a_hold_is_none(shop: Shop) -> None:
    shop.add(Contact, START, received_at=START, response_due_at=WEDNESDAY)
    shop.add(Pause, START, contact_id=1, since=START + HOUR)
    shop.change(Pause, LATER, until=LATER)
    shop.change(Contact, LATER, response_due_at=LATER + DAY)
    assert shop.count() == 0
    shop.change(Pause, LATER, until=END - 1)
    assert shop.count() == 1


PURCHASES = "external_id,at,amount,customer_email\n" + "".join(
    f"p{number},{at},5,{ADDRESS}\n"
    for number, at in enumerate(
        (when(START) + timedelta(days=days)).isoformat() for days in (-91, -89, 1, 9)
    )
)


def test_a_late_import_of_purchases_counts_those_that_the_week_sees(
    shop: Shop,
) -> None:
    (shop.csdesk.folder / "p.csv").write_text(PURCHASES)
    shop.csdesk.now("2026-11-18T10:00:00+01:00")
    shop.csdesk.ok("import", "purchases", "p.csv")
    assert shop.count() == 2
