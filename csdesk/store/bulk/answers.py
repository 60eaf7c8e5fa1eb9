"""Survey answers that an import has brought before, by the driver's connection.

Those of a file of surveys have the digest of their row; those that came with a contact
have none, and the contact's external id.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

ANSWER: Final = """
SELECT id
FROM survey_answer
WHERE source = ? AND external_id = ? AND kind = ?
"""
HELD: Final = """
SELECT external_id, kind
FROM survey_answer
WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))
  AND (row_digest IS NOT NULL) = ?
"""
OF_ROW: Final = """
SELECT kind, id
FROM survey_answer
WHERE source = ? AND external_id = ? AND row_digest IS NOT NULL
"""
ANY_SURVEY: Final = """
SELECT 1
FROM survey_answer
WHERE source = ? AND external_id IS NOT NULL AND row_digest IS NOT NULL
LIMIT 1
"""


def answer_id(
    db: sqlite3.Connection, source: str, external_id: str | None, kind: str
) -> int | None:
    """The answer of that kind in the row that `source` calls so, or None."""
    row = db.execute(ANSWER, (source, external_id, kind)).fetchone()
    return None if row is None else int(row[0])


def answers_of_row(
    db: sqlite3.Connection, source: str, external_id: str
) -> dict[str, int]:
    """Kind -> answer, of the survey's row that `source` calls so."""
    return dict(db.execute(OF_ROW, (source, external_id)))


def has_surveys(db: sqlite3.Connection, source: str) -> bool:
    """Whether `source` has brought a file of surveys with external ids."""
    return db.execute(ANY_SURVEY, (source,)).fetchone() is not None


def held_answers(
    db: sqlite3.Connection,
    source: str,
    external_ids: Sequence[str],
    *,
    of_surveys: bool,
) -> set[tuple[str, str]]:
    """(external id, kind) of the answers that `source` brought.

    Those of files of surveys, or else those that came with contacts.
    """
    return set(db.execute(HELD, (source, json.dumps(external_ids), of_surveys)))
