"""A desk with something of everything, every free text of which is one string."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from csdesk.store.search import index
from csdesk.store.sqlite.connection import writer
from tests.store.verbs import FILES, FOLLOW_UP_OF_K1, ISSUED, RULE, STORY, VERBS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Csdesk

PLAIN = "Plainword"
WORD = "quokka"  # what a search looks for: it follows the texts of `SOUGHT`
# table -> the columns that hold what somebody typed or a file said.
FREE: dict[str, tuple[str, ...]] = {
    "agent": ("name",),
    "article": ("title", "body"),
    "attachment": ("name", "type"),
    "change": ("before", "after"),
    "closed_day": ("name",),
    "complaint": (
        "source", "external_id", "category", "product", "order_ref", "description",
        "asked", "decision", "root_cause", "corrective_action",
    ),
    "complaint_event": ("agent", "text"),
    "contact": ("source", "external_id", "category", "subject", "notes"),
    "customer": (
        "source", "external_id", "name", "email", "phone", "company", "tier", "note",
    ),
    "departure": ("reason",),
    "follow_up": ("text", "outcome"),
    "import_run": ("source", "file_name", "mapping"),
    "loyalty_rule": ("name",),
    "operation": ("agent",),
    "pause": ("reason",),
    "purchase": ("source", "external_id", "product"),
    "remedy": ("text",),
    "reopening": ("reason",),
    "service_target": ("tier",),
    "setting": ("value",),
    "survey_answer": ("source", "external_id", "comment"),
    "voucher": ("code",),
}  # fmt: skip
# Words of ours, digests, keys made by folding: nothing anybody typed stands there.
FIXED: dict[str, tuple[str, ...]] = {
    "agent": ("name_key",),
    "article": ("title_key", "tags"),
    "attachment": ("sha256", "content"),
    "change": ("table_name",),
    "closed_day": ("day", "country"),
    "complaint": (
        "channel", "severity", "status", "outcome", "upheld", "policy",
        "resolution_target",
    ),
    "complaint_event": ("kind", "from_status", "to_status"),
    "contact": (
        "channel", "direction", "phase", "reason", "sentiment", "response_target",
        "resolution_target",
    ),
    "customer": ("name_key", "email_key", "phone_key", "tags"),
    "erased_key": ("kind", "hash"),
    "follow_up": ("kind", "every"),
    "import_run": ("kind", "sha256"),
    "loyalty_rule": ("name_key", "basis"),
    "opening_interval": ("valid_from",),
    "operation": ("verb",),
    "remedy": ("kind",),
    "reopening": ("outcome", "upheld"),
    "service_target": ("what", "clock", "channel", "severity"),
    "setting": ("key",),
    "survey_answer": ("kind", "direction"),
    "voucher": ("reached",),
}  # fmt: skip
TAGS = {"article", "customer"}  # folded, between commas
UNIQUE = {"external_id", "code"}
SOUGHT = {"body", "note", "notes", "comment", "description"}
# What makes something of everything; what is refused is of no account.
MAKE = (
    *STORY, ISSUED, FOLLOW_UP_OF_K1, RULE,
    ("purchase", "log", "P1", "5", "--product", "lamp"),
    ("complaint", "attach", "K1", "rows.csv"),
    ("complaint", "note", "K1", "asked the maker"),
    ("complaint", "hold", "K1", "waits"),
    ("complaint", "resume", "K1"),
    ("article", "add", "Opening hours", "--body", "From nine to five."),
    ("article", "use", "A1", "--contact", "C1"),
    ("contact", "hold", "C1", "waits"),
    ("complaint", "open", "P1", "loud lamp", "--at", "2026-11-10 11:00"),
    ("complaint", "resolve", "K2", "--outcome", "accepted", "--upheld", "yes",
     "--decision", "x", "--remedy", "voucher", "--value", "15",
     "--at", "2026-11-11 11:00"),
    ("complaint", "reopen", "K2", "no", "--at", "2026-11-12 11:00"),
    ("customer", "add", "Jo Roe", "--referred-by", "P1"),
    ("customer", "leave", "P2", "--reason", "moved"),
    ("hours", "close", "2026-12-24", "--name", "x"),
    ("targets", "set", "response", "2h", "--tier", "gold"),
    ("import", "contacts", "rows.csv"),
    ("import", "complaints", "complaints.csv"),
    ("import", "surveys", "surveys.csv", "--source", "form"),
    ("import", "customers", "customers.csv"),
    ("import", "purchases", "purchases.csv"),
    ("contact", "edit", "C1", "--notes", "seen"),
    ("followup", "add", "P1", "ring", "--due", "2026-11-18"),
)  # fmt: skip


def text_columns(path: Path) -> set[tuple[str, str]]:
    """Every (table, column) of text; not those of Alembic, SQLite and its index."""
    with closing(sqlite3.connect(path)) as desk:
        found = desk.execute(
            "SELECT list.name, info.name"
            " FROM pragma_table_list AS list, pragma_table_info(list.name) AS info"
            " WHERE list.schema = 'main' AND list.type = 'table'"
            " AND list.name NOT LIKE 'sqlite%' AND list.name <> 'alembic_version'"
            " AND info.type LIKE '%CHAR%'"
        )
        return set(found.fetchall())


def make(csdesk: Csdesk) -> bytes:
    """The bytes of a desk in which every table of `FREE` has rows."""
    for name, text in FILES.items():
        (csdesk.folder / name).write_text(text, "utf-8")
    for command in MAKE:
        told = csdesk(*command)
        assert told.exit_code == 0, (command, told.output)
    with closing(sqlite3.connect(csdesk.path)) as desk:
        empty = [
            table
            for table in FREE
            if not desk.execute(f"SELECT 1 FROM {table}").fetchone()
        ]
    assert empty == []
    return csdesk.path.read_bytes()


def before_verbs() -> Iterator[
    tuple[str, tuple[tuple[str, ...], ...], tuple[str, ...]]
]:
    """Each verb by its name, what comes before it, itself."""
    for name, (before, command) in VERBS.items():
        yield name, before, command


def fill(path: Path, text: str) -> None:
    """Put `text` into every free text of every row of the desk at `path`."""
    with closing(sqlite3.connect(path)) as desk, desk:
        desk.execute("PRAGMA ignore_check_constraints = ON")
        for table, columns in FREE.items():
            for column in sorted(columns):  # ids differ before sources are the same
                _fill(desk, table, column, text)
        for table in TAGS:
            tag = text.replace(",", " ")
            desk.execute(f"UPDATE {table} SET tags = ?", (f",{tag},",))
        index.catch_up(writer(desk))


def _fill(desk: sqlite3.Connection, table: str, column: str, text: str) -> None:
    if (table, column) == ("setting", "value"):
        desk.execute("UPDATE setting SET value = ? WHERE key = 'name'", (text,))
    elif table == "change":
        rows = desk.execute(
            f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL"
        ).fetchall()
        of = dict(desk.execute("SELECT id, table_name FROM change").fetchall())
        for number, held in rows:
            told = _texts(json.loads(held), of[number], text)
            desk.execute(
                f"UPDATE {table} SET {column} = ? WHERE id = ?",
                (json.dumps(told), number),
            )
    elif column in UNIQUE:
        desk.execute(f"UPDATE {table} SET {column} = ? || id", (text,))
    elif column in SOUGHT:
        desk.execute(f"UPDATE {table} SET {column} = ?", (f"{text} {WORD}",))
    else:
        desk.execute(f"UPDATE {table} SET {column} = ?", (text,))


def _texts(row: dict[str, Any], table: str, text: str) -> dict[str, Any]:
    """A journalled row with `text` in its free texts."""
    return {
        name: text if name in FREE.get(table, ()) and table != "setting" else value
        for name, value in row.items()
    }
