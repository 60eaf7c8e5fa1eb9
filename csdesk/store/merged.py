"""All that refers to one customer, made to refer to another: plain SQL, journalled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlmodel import SQLModel

from csdesk.store import journal

if TYPE_CHECKING:
    from sqlmodel import Session

PERSON: Final = "customer"
# A rule rewards a customer once for what was reached: of two rewards for the same, the
# one that moves says whose it was.
SAME_REWARD: Final = """
SELECT id FROM voucher AS one
WHERE customer_id = ? AND loyalty_rule_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM voucher AS other
    WHERE other.customer_id = ? AND other.loyalty_rule_id = one.loyalty_rule_id
      AND other.reached = one.reached
)"""


def references() -> list[tuple[str, str]]:
    """Every (table, column) that refers to a customer who is known."""
    return [
        (str(table.name), str(key.parent.name))
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == PERSON and table.name in journal.TABLES
    ]


def move(session: Session, old: int, new: int) -> dict[str, int]:
    """Let whatever refers to the customer `old` refer to `new`: rows moved, by table.

    Customers whom `old` referred, and those merged into it, are counted as customers.
    """
    _tell_rewards_apart(session, old, new)
    db = journal.driver(session)
    moved: dict[str, int] = {}
    for table, column in references():
        ids = [
            row[0]
            for row in db.execute(f"SELECT id FROM {table} WHERE {column} = ?", (old,))
        ]
        if ids:
            journal.remember(session, table, *ids)
            db.execute(
                f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, old)
            )
            moved[table] = moved.get(table, 0) + len(ids)
    session.expire_all()
    return moved


def _tell_rewards_apart(session: Session, old: int, new: int) -> None:
    db = journal.driver(session)
    ids = [row[0] for row in db.execute(SAME_REWARD, (old, new))]
    journal.remember(session, "voucher", *ids)
    db.executemany(
        "UPDATE voucher SET reached = reached || ? WHERE id = ?",
        [(f" (P{old})", number) for number in ids],
    )
