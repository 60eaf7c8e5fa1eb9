"""Survey answers by what they are about, and the asks still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from csdesk.store.records.ids import every_id, first_id

if TYPE_CHECKING:
    from csdesk.store.settings import Execute

# What an ask may be about; `alone` leaves out those about anything nearer.
About = Literal[
    "contact",
    "complaint",
    "complaint alone",
    "customer",
    "customer alone",
    "nobody",
]
_NO_MATTER: Final = "contact_id IS NULL AND complaint_id IS NULL"
ABOUT: Final[dict[About, str]] = {
    "contact": "contact_id = ?",
    "complaint": "complaint_id = ?",
    "complaint alone": "complaint_id = ? AND contact_id IS NULL",
    "customer": "customer_id = ?",
    "customer alone": f"customer_id = ? AND {_NO_MATTER}",
    "nobody": f"customer_id IS NULL AND {_NO_MATTER}",
}


def open_ask_id(
    execute: Execute, kind: str, until: int, about: About, number: int | None = None
) -> int | None:
    """The newest ask of `kind` without an answer, put by `until`, or None.

    `number` is the id of what it is `about`; nobody has none. `until` is in epoch
    seconds and included.
    """
    # The + keeps SQLite off the index of asked_at: few asks are about one thing.
    return first_id(
        execute(
            f"SELECT id FROM survey_answer WHERE {ABOUT[about]}"
            " AND kind = ? AND answered_at IS NULL AND +asked_at <= ?"
            " ORDER BY +asked_at DESC, id DESC LIMIT 1",
            (*(() if number is None else (number,)), kind, until),
        )
    )


def answers_about_contact(execute: Execute, contact_id: int) -> list[int]:
    """The answers and asks about a contact."""
    return every_id(
        execute("SELECT id FROM survey_answer WHERE contact_id = ?", (contact_id,))
    )


def answers_about_contact_by(
    execute: Execute, contact_id: int, customer_id: int | None
) -> list[int]:
    """Those about a contact that are of that customer; None: of an unknown one."""
    return every_id(
        execute(
            "SELECT id FROM survey_answer WHERE contact_id = ? AND customer_id IS ?",
            (contact_id, customer_id),
        )
    )


def answers_about_complaint(execute: Execute, complaint_id: int | None) -> list[int]:
    """The answers and asks about a complaint."""
    return every_id(
        execute(
            "SELECT id FROM survey_answer WHERE complaint_id = ? ORDER BY id",
            (complaint_id,),
        )
    )
