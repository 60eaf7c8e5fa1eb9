"""Hashes of people who were erased from the journal alone, kept in table `setting`.

No customer is left whose a key could be (`erased_key`), so there is a setting for each
id that such a customer had: `erased_former:7`, a list of [kind, hash] in JSON. It is no
rule of the desk's, and is not journalled. Number 0 is for all those of whom the desk
has nothing, since an older backup took its place.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from csdesk.errors import UnusableDeskError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    Hashes = set[tuple[str, str]]  # (kind, hash)

KEY: Final = "erased_former:"
NOBODY: Final = 0  # no customer's id: of whom nothing is in the desk
END: Final = "erased_former;"  # the next one after every such key
FORMER: Final = "SELECT key, value FROM setting WHERE key >= ? AND key < ?"
FORGET: Final = "DELETE FROM setting WHERE key = ?"
KEEP: Final = "INSERT INTO setting (key, value, valid_from) VALUES (?, ?, 0)"


def former_hashes(db: sqlite3.Connection) -> dict[int, set[tuple[str, str]]]:
    """Return the id of each customer erased from the journal alone, with the hashes.

    Raises UnusableDeskError where a setting is not as it was written.
    """
    found: dict[int, set[tuple[str, str]]] = {}
    for key, value in db.execute(FORMER, (KEY, END)):
        try:
            hashes = {(str(kind), str(hashed)) for kind, hashed in json.loads(value)}
            found[int(key.removeprefix(KEY))] = hashes
        except (ValueError, TypeError):
            raise UnusableDeskError(
                f"The setting {key} of the desk cannot be read.",
                "Restore a backup from before: csdesk restore FILE.",
            ) from None
    return found


def keep_former(db: sqlite3.Connection, hashes: Mapping[int, Hashes]) -> None:
    """Keep the hashes of customers by their ids, beside those kept before."""
    if not hashes:
        return
    kept = former_hashes(db)
    for number, new in hashes.items():
        every = sorted(new | kept.get(number, set()))
        db.execute(FORGET, (f"{KEY}{number}",))
        db.execute(KEEP, (f"{KEY}{number}", json.dumps(every)))
