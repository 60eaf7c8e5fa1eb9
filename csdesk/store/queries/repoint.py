"""Repoint all references from one customer to another, in SQL, journalled."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from sqlmodel import SQLModel

from csdesk.store.journal import journal

if TYPE_CHECKING:
    from sqlmodel import Session

PERSON: Final = "customer"
# A rule rewards a customer once for each step reached. Of two rewards for the same
# step, the moved one is given to the next free step: two customers' second visits are
# the second and the fourth of one. A reward for years is marked with the former
# customer instead.
AGAIN_AND_AGAIN: Final = ("visits", "quantity", "prompt")
SAME_REWARD: Final = """
SELECT one.id, one.loyalty_rule_id AS rule, r.basis, r.reaches
FROM voucher AS one JOIN loyalty_rule AS r ON r.id = one.loyalty_rule_id
WHERE one.customer_id = ? AND EXISTS (
    SELECT 1 FROM voucher AS other
    WHERE other.customer_id = ? AND other.loyalty_rule_id = one.loyalty_rule_id
      AND other.reached = one.reached
)
ORDER BY one.id"""
REWARDED: Final = """
SELECT reached FROM voucher WHERE loyalty_rule_id = ? AND customer_id IN (?, ?)"""


def references() -> list[tuple[str, str]]:
    """List every (table, column) that refers to a customer."""
    return [
        (str(table.name), str(key.parent.name))
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == PERSON and table.name in journal.TABLES
    ]


def move(session: Session, old: int, new: int) -> dict[str, int]:
    """Repoint every reference from customer `old` to `new`; return rows moved by table.

    Customers whom `old` referred, and those merged into it, are counted as customers.
    """
    _separate_rewards(session, old, new)
    db = journal.driver(session)
    moved: dict[str, int] = {}
    for table, column in references():
        ids = [
            row[0]
            for row in db.each(f"SELECT id FROM {table} WHERE {column} = ?", (old,))
        ]
        if ids:
            journal.remember(session, table, *ids)
            db.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, old))
            moved[table] = moved.get(table, 0) + len(ids)
    session.expire_all()
    return moved


def _separate_rewards(session: Session, old: int, new: int) -> None:
    db = journal.driver(session)
    for number, rule, basis, reaches in db.rows(SAME_REWARD, (old, new)):
        journal.remember(session, "voucher", number)
        if basis in AGAIN_AND_AGAIN:
            taken = {row[0] for row in db.each(REWARDED, (rule, old, new))}
            later = (str(name) for name in count(reaches, reaches))
            reached = next(name for name in later if name not in taken)
            change = ("UPDATE voucher SET reached = ? WHERE id = ?", (reached, number))
        else:
            sql = "UPDATE voucher SET reached = reached || ? WHERE id = ?"
            change = (sql, (f" (P{old})", number))
        db.run(*change)
