"""Checks of single values that a command would stumble over: settings, the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.errors import UnusableDeskError
from csdesk.store.checks.finding import Finding, named, problem
from csdesk.store.checks.pages import BY_OTHERS
from csdesk.store.erased_former import KEY, former_hashes
from csdesk.store.pseudonyms import SALT_KEY, is_salt
from csdesk.store.settings import read_settings

if TYPE_CHECKING:
    import sqlite3

NO_JSON: Final = """
SELECT DISTINCT operation_id FROM change
WHERE NOT json_valid(coalesce(before, '{}')) OR NOT json_valid(coalesce(after, '{}'))
  OR json_type(coalesce(before, '{}')) <> 'object'
  OR json_type(coalesce(after, '{}')) <> 'object'
ORDER BY operation_id"""
SALT: Final = "SELECT value FROM setting WHERE key = ?"


def settings(connection: sqlite3.Connection) -> Finding:
    """Look at every setting's value, and at what seals those who were erased."""
    unreadable = read_settings(connection.execute, mending=True).unreadable  # type: ignore[arg-type]
    if unreadable:
        says = " ".join(one.says for one in unreadable[:3])
        do = "; ".join(dict.fromkeys(one.do for one in unreadable))
        return problem("settings", says, do, [one.key for one in unreadable])
    salt = connection.execute(SALT, (SALT_KEY,)).fetchone()
    if salt is not None and not is_salt(salt[0]):
        says = f"The setting {SALT_KEY} cannot be read."
        return problem("settings", says, BY_OTHERS, [SALT_KEY])
    try:
        former_hashes(connection)
    except UnusableDeskError as error:
        return problem("settings", str(error), BY_OTHERS, [KEY.rstrip(":")])
    return Finding("settings", "Every setting can be read.")


def journal(connection: sqlite3.Connection) -> Finding:
    """Look for entries of the journal that hold no row."""
    ids = [str(number) for (number,) in connection.execute(NO_JSON)]
    if not ids:
        return Finding("journal", "Every entry of the journal can be read.")
    says = f"Entries of the journal cannot be read: operation {named(ids)}."
    return problem("journal", says, BY_OTHERS, [f"operation {one}" for one in ids])
