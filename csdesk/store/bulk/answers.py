"""Survey answers of earlier imports.

Those of a survey file have the digest of their row; those that came with a contact have
none, and the contact's external id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.dialect import among, as_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.store.connection import Reader

ANSWER: Final = """
SELECT id
FROM survey_answer
WHERE source = ? AND external_id = ? AND kind = ?
"""
STORED: Final = f"""
SELECT external_id, kind
FROM survey_answer
WHERE source = ? AND {among("external_id")}
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
    db: Reader, source: str, external_id: str | None, kind: str
) -> int | None:
    """Read the answer of that kind in the row with that external id, or None."""
    row = db.first(ANSWER, (source, external_id, kind))
    return None if row is None else int(row[0])


def answers_of_row(db: Reader, source: str, external_id: str) -> dict[str, int]:
    """Map kind to answer id, of the survey row with that external id."""
    return dict(db.tuples(OF_ROW, (source, external_id)))


def has_surveys(db: Reader, source: str) -> bool:
    """Return whether `source` has imported a survey file with external ids."""
    return db.first(ANY_SURVEY, (source,)) is not None


def stored_answers(
    db: Reader,
    source: str,
    external_ids: Sequence[str],
    *,
    of_surveys: bool,
) -> set[tuple[str, str]]:
    """Read (external id, kind) of the stored answers of `source`.

    `of_surveys`: those of survey files, or else those that came with contacts.
    """
    return set(db.tuples(STORED, (source, as_list(external_ids), of_surveys)))
