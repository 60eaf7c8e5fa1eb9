"""What is owed to the customers of a random desk, and what brings them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.recount.words import AMOUNTS, FOLLOW_UPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.recount.dice import Dice
    from tests.recount.written import Desk, Row


def owed(desk: Desk, dice: Dice, begins: int, *what: str, **record: int) -> Row:
    """Columns of the deadlines of a record, which may have been on hold."""
    if dice.one_in(3):
        since = dice.after(begins)
        until = dice.pick((None, dice.after(since)))
        desk.add("pause", **record, since=since, until=until)
    return {
        f"{one}_due_at": dice.after(begins) if dice.one_in(2) else None for one in what
    }


def bring_back(desk: Desk, dice: Dice, many: Sequence[int]) -> None:
    """So many follow-ups, vouchers and purchases each."""
    for add in (add_follow_up, add_voucher, add_purchase):
        for _ in range(dice.pick(many)):
            add(desk, dice)


def add_follow_up(desk: Desk, dice: Dice) -> None:
    """Something to do for a customer, known or not, about something or nothing."""
    promised = dice.pick((dice.instant, dice.long_before))()
    done = dice.pick((None, promised, promised + 1, promised - 3600, dice.instant()))
    desk.add(
        "follow_up",
        kind=dice.pick(FOLLOW_UPS),
        promised_at=promised,
        due_at=promised,
        done_at=done and max(done, dice.floor),
        **_about(desk, dice),
    )


def add_voucher(desk: Desk, dice: Dice) -> None:
    """A voucher for a remedy or for nothing, perhaps redeemed."""
    issued, number = dice.instant(), len(desk.tables["voucher"]) + 1
    remedies = [None, *(row["id"] for row in desk.tables["remedy"][:3])]
    desk.add(
        "voucher",
        code=f"V{number}",
        customer_id=dice.pick((1, 2, None)),
        remedy_id=dice.pick(remedies),
        value=500,
        issued_at=issued,
        redeemed_at=dice.after(issued) if dice.one_in(2) else None,
    )


def add_purchase(desk: Desk, dice: Dice) -> None:
    """Something bought, about when complaints are settled or win-backs done."""
    settled = [
        row[column]
        for table, column in (
            ("complaint", "resolved_at"),
            ("reopening", "resolved_at"),
            ("follow_up", "done_at"),
        )
        for row in desk.tables[table]
        if row.get(column) is not None
    ]
    begins = dice.pick((None, *settled))
    at = dice.long_before() if begins is None else begins + dice.pick(AFTER)
    desk.add(
        "purchase",
        customer_id=dice.pick((1, 1, 2, 3, None)),
        amount=dice.pick([one for one in AMOUNTS if one is not None]),
        at=max(at, dice.floor),
    )


DAY = 24 * 3600
AFTER = (0, -1, 5, 60 * DAY - 1, 60 * DAY, 90 * DAY - 1, 90 * DAY)


def _about(desk: Desk, dice: Dice) -> Row:
    return {
        "customer_id": dice.pick((1, 1, 2, 3, None)),
        "contact_id": dice.pick([None, *(r["id"] for r in desk.tables["contact"][:3])]),
        "complaint_id": dice.pick(
            [None, *(r["id"] for r in desk.tables["complaint"][:2])]
        ),
    }
