"""Update records whose rows changed since they were imported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.ids import ANSWER
from csdesk.imports.importers.surveys import COLUMNS as ANSWER_COLUMNS
from csdesk.imports.mapping.fields import FIELDS
from csdesk.store.bulk.answers import answer_id
from csdesk.store.bulk.insert import insert
from csdesk.store.bulk.lookup import changes_of
from csdesk.store.journal.queries import row_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csdesk.imports.session import ImportSession

# Columns of an answer that its row may change; the others identify it.
ANSWER_VALUES: Final = ("score", "scale_min", "scale_max", "direction", "customer_id")
ANSWER_TIMES: Final = ("asked_at", "answered_at")


def mapped_columns(kind: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    """List the columns that these mapped fields fill, each once."""
    return tuple(
        dict.fromkeys(
            column for name in fields for column in FIELDS[kind][name].columns
        )
    )


def contradiction(
    table: str, begins: str, later: Mapping[str, str], new: dict[str, Any]
) -> str | None:
    """Explain why a record cannot have the values `new`; None if it can.

    `later` names the columns that may not be before the column `begins`.
    """
    for column, what in later.items():
        if new[column] is not None and new[column] < new[begins]:
            name = row_name(table, new["id"], new)
            return (
                f"received_at is after the {what} that {name} has. "
                f"Mend one of them: csdesk {table} edit {name}."
            )
    return None


def update_record(
    session: ImportSession,
    table: str,
    row: dict[str, Any],
    values: dict[str, Any],
    line: int,
) -> None:
    """Write `values` into `row`; warn of edits by hand that they replace."""
    warn_of_edits(session, table, row, values, line)
    session.update(table, row, values)


def update_answers(
    session: ImportSession,
    contact: dict[str, Any],
    kinds: tuple[str, ...],
    answers: dict[str, tuple[Any, ...]],
    line: int,
) -> None:
    """Update the survey answers of a contact from its row.

    `answers` has values in the order of ANSWER_COLUMNS, by kind; an answer that is no
    longer in the row is removed.
    """
    for kind in kinds:
        found = answer_id(session.db, session.source, contact["external_id"], kind)
        answer = answers.get(kind)
        if found is None:
            if answer is not None:
                insert(session.db, "survey_answer", ANSWER_COLUMNS, [answer])
            continue
        row = session.row("survey_answer", found)
        if answer is None:
            session.remove("survey_answer", row)
            continue
        new = dict(zip(ANSWER_COLUMNS, answer, strict=True))
        values = {name: new[name] for name in (*ANSWER_VALUES, *ANSWER_TIMES)}
        if any(row[name] != value for name, value in values.items()):
            warn_of_edits(session, ANSWER.table, row, values, line)
            session.update("survey_answer", row, values)


def warn_of_edits(
    session: ImportSession,
    table: str,
    row: dict[str, Any],
    values: dict[str, Any],
    line: int,
) -> None:
    """Warn of changed columns that were last edited by hand."""
    different = {name for name, value in values.items() if row[name] != value}
    edited = sorted(_edited_by_hand(session, table, row["id"]) & different)
    if edited:
        session.warnings.line(
            line,
            f"{', '.join(edited)} of {row_name(table, row['id'], row)} had been edited "
            "by hand; the file's values replace that.",
        )


def _edited_by_hand(session: ImportSession, table: str, number: int) -> set[str]:
    """Return the columns of a row whose last change was by hand."""
    edited: set[str] = set()
    for before, after, is_import in changes_of(session.db, table, number):
        old, new = json.loads(before or "{}"), json.loads(after or "{}")
        changed = {column for column in old | new if old.get(column) != new.get(column)}
        edited = edited - changed if is_import else edited | changed
    return edited
