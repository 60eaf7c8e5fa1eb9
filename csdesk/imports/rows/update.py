"""A row that changed since it was imported: its mapped fields are written again."""

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

# What an answer's row may change in the desk; the rest says whose and which it is.
ANSWER_VALUES: Final = ("score", "scale_min", "scale_max", "direction", "customer_id")
ANSWER_TIMES: Final = ("asked_at", "answered_at")


def mapped_columns(kind: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that these mapped fields fill, each once."""
    return tuple(
        dict.fromkeys(
            column for name in fields for column in FIELDS[kind][name].columns
        )
    )


def contradiction(
    table: str, begins: str, later: Mapping[str, str], new: dict[str, Any]
) -> str | None:
    """Why a record cannot be `new`, of what a file and a hand wrote; None if it can."""
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
    """Write `values` into `row`; a hand's edit that goes is said."""
    warn_of_edits(session, table, row, values, line)
    session.update(table, row, values)


def update_answers(
    session: ImportSession,
    contact: dict[str, Any],
    kinds: tuple[str, ...],
    answers: dict[str, tuple[Any, ...]],
    line: int,
) -> None:
    """Bring the answers of a contact's row to what the row says now.

    `answers` are as ANSWER_COLUMNS, by kind; one that is gone is removed.
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
        told = dict(zip(ANSWER_COLUMNS, answer, strict=True))
        values = {name: told[name] for name in (*ANSWER_VALUES, *ANSWER_TIMES)}
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
    """Say which of the columns that change a person had changed last."""
    different = {name for name, value in values.items() if row[name] != value}
    edited = sorted(_edited_by_hand(session, table, row["id"]) & different)
    if edited:
        session.notes.line(
            line,
            f"{', '.join(edited)} of {row_name(table, row['id'], row)} had been edited "
            "by hand; the file's values replace that.",
        )


def _edited_by_hand(session: ImportSession, table: str, number: int) -> set[str]:
    """The columns of a row that a person was the last to change."""
    edited: set[str] = set()
    for before, after, is_import in changes_of(session.db, table, number):
        old, new = json.loads(before or "{}"), json.loads(after or "{}")
        changed = {column for column in old | new if old.get(column) != new.get(column)}
        edited = edited - changed if is_import else edited | changed
    return edited
