"""What may happen to a desk after an instant, by commands, to whatever is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.recount.desks import add_answer, add_complaint, add_contact, see_customers
from tests.recount.owed import bring_back
from tests.recount.words import OPEN_HOURS, SETTINGS, UPHELD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.recount.dice import Dice
    from tests.recount.written import Desk, Row


def carry_on(desk: Desk, dice: Dice) -> None:
    """Let things happen from the floor of `dice` on; the rows of `desk` change."""
    _answer_what_waits(desk, dice)
    for complaint in desk.tables["complaint"]:
        _move_on(desk, dice, [complaint], "complaint_id")
        _escalate_and_pay(desk, dice, complaint)
    for first in desk.tables["contact"]:
        if first["follows_id"] is None and first["complaint_id"] is None:
            _move_on(desk, dice, _thread(desk, first), "contact_id")
    for _ in range(dice.number(0, 2)):
        add_complaint(desk, dice)
    for _ in range(dice.number(0, 5)):
        number = len(desk.tables["contact"]) + 1
        add_contact(desk, dice, number, states=False)
        add_answer(desk, dice)
    for key, values in SETTINGS.items():
        at = dice.instant()
        if (key, at) not in _steps(desk):
            desk.add("setting", key=key, value=dice.pick(values), valid_from=at)
    for customer in desk.tables["customer"]:
        _leave_or_return(desk, dice, customer)
    _keep_what_was_promised(desk, dice)
    _hold_and_go_on(desk, dice)
    bring_back(desk, dice, (0, 1, 2))
    see_customers(desk)


def _thread(desk: Desk, first: Row) -> list[Row]:
    return [first] + [
        one
        for one in desk.tables["contact"]
        if one["follows_id"] == first["id"] and one["complaint_id"] is None
    ]


def _steps(desk: Desk) -> set[tuple[str, int]]:
    return {(row["key"], row["valid_from"]) for row in desk.tables["setting"]}


def _answer_what_waits(desk: Desk, dice: Dice) -> None:
    for one in desk.tables["contact"]:
        waits = one["direction"] == "inbound" and one["first_response_at"] is None
        if waits and dice.one_in(2):
            one["first_response_at"] = dice.after(one["received_at"])
            one["response_business_seconds"] = dice.pick(OPEN_HOURS)
    for ask in desk.tables["survey_answer"]:
        if ask["answered_at"] is None and dice.one_in(2):
            ask["answered_at"] = dice.after(ask["asked_at"])
            ask["score"] = dice.pick((ask["scale_min"], ask["scale_max"]))


def _move_on(desk: Desk, dice: Dice, stating: Sequence[Row], link: str) -> None:
    """Resolve a case if it is open, reopen it if it is resolved; again and again."""
    numbers = [one["id"] for one in stating]
    begins = stating[0].get("opened_at") or stating[0]["received_at"]
    at = max(
        begins,
        *(one["resolved_at"] or 0 for one in stating),
        *(
            row["reopened_at"]
            for row in desk.tables["reopening"]
            if row.get(link) in numbers
        ),
    )
    for _ in range(dice.number(0, 3)):
        at = dice.after(at)
        if any(_is_resolved(one) for one in stating):
            _reopen(desk, stating, link, at)
        else:
            stating[0]["resolved_at"] = at
            stating[0]["resolution_business_seconds"] = dice.pick(OPEN_HOURS)
            if link == "complaint_id":
                stating[0]["upheld"] = dice.pick(UPHELD)


def _is_resolved(row: Row) -> bool:
    return bool(row["resolved"]) or row["resolved_at"] is not None


def _reopen(desk: Desk, stating: Sequence[Row], link: str, at: int) -> None:
    """Every resolution that a case carries is undone by its reopening.

    Those at an unknown time first, as the command does it.
    """
    carry = filter(_is_resolved, stating)
    for one in sorted(carry, key=lambda one: not one["resolved"]):
        desk.add(
            "reopening",
            **{link: one["id"]},
            resolved_at=one["resolved_at"],
            time_known=one["resolution_time_known"],
            reopened_at=at,
            upheld=one.get("upheld"),
            resolution_business_seconds=one.get("resolution_business_seconds"),
        )
        one.update(
            resolved_at=None,
            resolved=False,
            resolution_time_known=True,
            resolution_business_seconds=None,
        )
        if link == "complaint_id":
            one["upheld"] = None


def _keep_what_was_promised(desk: Desk, dice: Dice) -> None:
    for one in desk.tables["follow_up"]:
        if one["done_at"] is None and dice.one_in(2):
            one["done_at"] = dice.instant()
    for one in desk.tables["voucher"]:
        if one["redeemed_at"] is None and dice.one_in(2):
            one["redeemed_at"] = dice.after(one["issued_at"])
    for one in desk.tables["complaint"]:
        if one["acknowledged_at"] is None and dice.one_in(3):
            one["acknowledged_at"] = dice.after(one["opened_at"])


def _hold_and_go_on(desk: Desk, dice: Dice) -> None:
    """A hold that ends moves the deadlines that it held up."""
    for pause in desk.tables["pause"]:
        if pause["until"] is not None or dice.one_in(2):
            continue
        pause["until"] = dice.after(pause["since"])
        link = "contact" if "contact_id" in pause else "complaint"
        (row,) = (one for one in desk.tables[link] if one["id"] == pause[f"{link}_id"])
        for what in ("response", "resolution", "acknowledge"):
            _move(row, f"{what}_due_at", pause)
        for one in desk.tables["contact"]:
            if one is not row and _waits_with(desk, one, link, row["id"]):
                _move(one, "response_due_at", pause)
    for table in ("contact", "complaint"):
        for row in desk.tables[table]:
            if dice.one_in(5):
                at = dice.after(row.get("opened_at") or row["received_at"])
                desk.add("pause", since=at, until=None, **{f"{table}_id": row["id"]})


def _waits_with(desk: Desk, one: Row, link: str, number: int) -> bool:
    """Whether a contact belongs to the thread or complaint that is on hold."""
    if link == "contact":
        return bool(one["follows_id"] == number)
    firsts = [row for row in desk.tables["contact"] if row["id"] == one["follows_id"]]
    cases = [row["complaint_id"] for row in (one, *firsts)]
    return next((case for case in cases if case is not None), None) == number


def _move(row: Row, deadline: str, pause: Row) -> None:
    due = row.get(deadline)
    if due is not None and due >= pause["since"]:
        row[deadline] = due + pause["until"] - pause["since"]


def _leave_or_return(desk: Desk, dice: Dice, customer: Row) -> None:
    """One who is there may leave, one who has left may come back."""
    if not dice.one_in(3):
        return
    aways = [
        away
        for away in desk.tables["departure"]
        if away["customer_id"] == customer["id"]
    ]
    last = aways[-1] if aways else {"returned_at": customer["since"]}
    if "left_at" in last and last.get("returned_at") is None:
        last["returned_at"] = dice.after(last["left_at"])
    else:
        at = dice.after(last.get("returned_at") or 0)
        desk.add("departure", customer_id=customer["id"], left_at=at)


def _escalate_and_pay(desk: Desk, dice: Dice, complaint: Row) -> None:
    if dice.one_in(3):
        at, number = dice.after(complaint["opened_at"]), complaint["id"]
        desk.add("complaint_event", complaint_id=number, at=at, kind="escalate")
        desk.add(
            "remedy", complaint_id=number, kind="refund", value=1000, granted_at=at
        )
