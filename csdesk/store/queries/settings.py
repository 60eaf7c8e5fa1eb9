"""Single values of settings, and amounts that prevent a change of currency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.dialect import among, as_list
from csdesk.store.queries.ids import first_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.store.connection import Reader, Writer


AMOUNTS: Final = f"""
SELECT (SELECT count(*) FROM remedy WHERE coalesce(value, cost) IS NOT NULL)
  + (SELECT count(*) FROM agent WHERE goodwill_limit IS NOT NULL)
  + (SELECT count(*) FROM purchase)
  + (SELECT count(*) FROM voucher)
  + (SELECT count(*) FROM loyalty_rule)
  + (SELECT count(*) FROM setting
     WHERE value <> '' AND {among("key")}) AS n
"""


def setting_id(reader: Reader, key: str, valid_from: int) -> int | None:
    """Find the value of `key` valid from exactly that epoch second, or None."""
    return first_id(
        reader.rows(
            "SELECT id FROM setting WHERE key = ? AND valid_from = ?",
            (key, valid_from),
        )
    )


def count_amounts(reader: Reader, money_rules: Iterable[str]) -> int:
    """Count the stored amounts of money; `money_rules` are keys of settings."""
    row = reader.one(AMOUNTS, (as_list(money_rules),))
    return int(row["n"])


def remove_row(db: Writer, row_id: int) -> None:
    """Remove a row of a setting, outside the journal."""
    db.run("DELETE FROM setting WHERE id = ?", (row_id,))
