"""Contacts by thread and complaint, parts of a case, and survey answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from csdesk.store.dialect import same, unindexed
from csdesk.store.queries.ids import every_id, first_id
from csdesk.store.sql.case import is_of_thread, is_resolved, is_too_early

if TYPE_CHECKING:
    from csdesk.store.connection import Reader


RESOLUTION: Final = f"""
SELECT max(resolved_at) AS at, max(resolved) AS untimed
FROM contact
WHERE {is_of_thread(None, "?1")}
"""
REOPENED: Final = f"""
SELECT max(reopened_at) AS at
FROM contact JOIN reopening ON reopening.contact_id = contact.id
WHERE {is_of_thread("contact", "?1")}
"""
RESOLVED: Final = f"""
SELECT id
FROM contact
WHERE {is_of_thread(None, "?1")} AND {is_resolved(None)}
"""
FREE: Final = """
SELECT id
FROM contact
WHERE (id = ? OR follows_id = ?) AND complaint_id IS NULL
ORDER BY received_at, id
"""
TOO_EARLY: Final = f"""
SELECT follower.id
FROM contact AS follower
JOIN contact AS first ON first.id = follower.follows_id
WHERE (first.id = ? OR follower.id = ?) AND {is_too_early("first", "follower")}
LIMIT 1
"""
OPENING: Final = """
SELECT id
FROM contact
WHERE complaint_id = ? AND direction = 'inbound'
ORDER BY received_at < ?, received_at, id
LIMIT 1
"""


def followers(reader: Reader, contact_id: int | None) -> list[int]:
    """Read the contacts that follow a contact."""
    return every_id(
        reader.rows(
            "SELECT id FROM contact WHERE follows_id = ? ORDER BY id", (contact_id,)
        )
    )


def follower_too_early(reader: Reader, contact_id: int | None) -> int | None:
    """Find an inbound contact received before the first of its thread.

    Checked are the contact and those that follow it; None where none is too early.
    """
    return first_id(reader.rows(TOO_EARLY, (contact_id, contact_id)))


def last_resolution(reader: Reader, case_id: int | None) -> tuple[int | None, bool]:
    """Read when a case was last resolved, and if ever at an unknown time.

    None for no resolution that has a time.
    """
    row = reader.one(RESOLUTION, (case_id,))
    return row["at"], bool(row["untimed"])


def last_reopening(reader: Reader, case_id: int | None) -> int | None:
    """Read when a case was last reopened, or None."""
    row = reader.one(REOPENED, (case_id,))
    at: int | None = row["at"]
    return at


def resolved_contacts(reader: Reader, case_id: int | None) -> list[int]:
    """Read the contacts of a case that have a resolution."""
    return every_id(reader.rows(RESOLVED, (case_id,)))


def thread_without_complaint(reader: Reader, case_id: int | None) -> list[int]:
    """Read a thread's contacts without a complaint, by their receipt."""
    return every_id(reader.rows(FREE, (case_id, case_id)))


def contacts_of_complaint(reader: Reader, complaint_id: int | None) -> list[int]:
    """Read the contacts that belong to a complaint."""
    return every_id(
        reader.rows(
            "SELECT id FROM contact WHERE complaint_id = ? ORDER BY id",
            (complaint_id,),
        )
    )


def opening_contact_id(
    reader: Reader, complaint_id: int | None, opened: int
) -> int | None:
    """Find the inbound contact of a complaint first received from `opened` on.

    Else the earliest of its inbound contacts; None where it has none.
    """
    return first_id(reader.rows(OPENING, (complaint_id, opened)))


Part = Literal[
    "article_use", "attachment", "complaint_event", "follow_up", "pause", "remedy",
    "reopening",
]  # fmt: skip


def parts_of_contact(reader: Reader, table: Part, contact_id: int) -> list[int]:
    """Read the rows of `table` that belong to a contact."""
    return every_id(
        reader.rows(f"SELECT id FROM {table} WHERE contact_id = ?", (contact_id,))
    )


def parts_of_complaint(reader: Reader, table: Part, complaint_id: int) -> list[int]:
    """Read the rows of `table` that belong to a complaint."""
    return every_id(
        reader.rows(f"SELECT id FROM {table} WHERE complaint_id = ?", (complaint_id,))
    )


# What a survey may be about; `alone` leaves out those about a more specific record.
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


def open_survey_id(
    reader: Reader, kind: str, until: int, about: About, number: int | None = None
) -> int | None:
    """Find the newest unanswered survey of `kind`, sent by `until`, or None.

    `number` is the id of what it is `about`; nobody has none. `until` is in epoch
    seconds and included.
    """
    asked_at = unindexed("asked_at")  # few surveys are about one record
    return first_id(
        reader.rows(
            f"SELECT id FROM survey_answer WHERE {ABOUT[about]}"
            f" AND kind = ? AND answered_at IS NULL AND {asked_at} <= ?"
            f" ORDER BY {asked_at} DESC, id DESC LIMIT 1",
            (*(() if number is None else (number,)), kind, until),
        )
    )


def answers_about_contact(reader: Reader, contact_id: int) -> list[int]:
    """Read the survey answers about a contact, unanswered ones too."""
    return every_id(
        reader.rows("SELECT id FROM survey_answer WHERE contact_id = ?", (contact_id,))
    )


def answers_about_contact_by(
    reader: Reader, contact_id: int, customer_id: int | None
) -> list[int]:
    """Read those about a contact by that customer; None: unknown."""
    return every_id(
        reader.rows(
            "SELECT id FROM survey_answer"
            f" WHERE contact_id = ? AND {same('customer_id')}",
            (contact_id, customer_id),
        )
    )


def answers_about_complaint(reader: Reader, complaint_id: int | None) -> list[int]:
    """Read the survey answers about a complaint, unanswered ones too."""
    return every_id(
        reader.rows(
            "SELECT id FROM survey_answer WHERE complaint_id = ? ORDER BY id",
            (complaint_id,),
        )
    )
