"""A shop whose words would do harm in a shell, and what TAB offers there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csdesk import COMPLETE_VARIABLE
from csdesk.cli.completion.answer import LINE, offers

if TYPE_CHECKING:
    from tests.conftest import Csdesk

HOSTILE = (
    "$(touch pwned)", "`touch pwned`", "a;touch pwned", "a|touch${IFS}pwned",
    "a&touch pwned", "a>pwned", "a\ntouch pwned", "a'b", 'a"b', "--force", "-rf", "@x",
    ".hidden", "a\\b", "*", "~", "a b", "é", "a\x1b[2J", "a:b", "a\tb", "!!", "#a",
    "a=b", "a,b", "{a,b}", "[a]", "<(touch pwned)", "%s", "@files",
)  # fmt: skip


def tab(csdesk: Csdesk, line: str, shell: str = "bash") -> list[str]:
    """What is offered where TAB is pressed behind `line`."""
    return offers(
        {
            COMPLETE_VARIABLE: f"complete_{shell}",
            LINE: line,
            "CSDESK_DB": str(csdesk.path),
        }
    )


@pytest.fixture
def hostile(csdesk: Csdesk) -> Csdesk:
    """A desk with every word of HOSTILE wherever it keeps words, and good ones."""
    csdesk.ok("customer", "add", "Ann Lee", "--email", "ann@example.org")
    csdesk.ok("log", "P1", "hello", "--took", "1m")
    csdesk.ok("complaint", "open", "P1", "broken", "--no-contact")
    csdesk.ok("purchase", "log", "P1", "5")
    csdesk.ok("article", "add", "Opening hours", "--body", "From nine to five.")
    csdesk.ok("agent", "add", "Cleo")
    csdesk.ok("voucher", "issue", "P1", "20")
    csdesk.ok("followup", "add", "P1", "call", "--due", "2026-11-20")
    csdesk.ok("loyalty", "add", "2nd.visit", "--when", "visits", "--reaches", "2",
              "--voucher", "5")  # fmt: skip
    csdesk.ok("survey", "record", "nps", "9", "--customer", "P1")
    (csdesk.folder / "seed.csv").write_text("external_id\nx1\n")
    csdesk.ok("import", "customers", "seed.csv", "--source", "billing")
    with closing(sqlite3.connect(csdesk.path)) as desk:
        for column, table in WORDS:
            good = {"tags": ",vip,", "product": "lamp-2"}
            keep(desk, table, {column: good.get(column, "billing")})
        for word in HOSTILE:
            keep(
                desk,
                "customer",
                {
                    "name": word,
                    "name_key": word,
                    "email": word,
                    "email_key": word,
                    "tier": word,
                    "tags": word,
                },
            )
            keep(desk, "agent", {"name": word, "name_key": word})
            keep(desk, "contact", {"category": word})
            keep(desk, "complaint", {"category": word, "product": word})
            keep(desk, "purchase", {"product": word})
            keep(desk, "article", {"tags": f",{word},"})
            keep(desk, "loyalty_rule", {"name": word, "name_key": word})
            keep(desk, "import_run", {"source": word})
            keep(desk, "voucher", {"code": word})
        desk.commit()
    return csdesk


WORDS = (
    ("category", "contact"), ("tier", "customer"), ("tags", "customer"),
    ("tags", "article"), ("product", "purchase"),
)  # fmt: skip


def keep(desk: sqlite3.Connection, table: str, words: dict[str, str]) -> None:
    """Write `words` into a copy of the first row of `table`."""
    desk.row_factory = sqlite3.Row
    row = dict(desk.execute(f"SELECT * FROM {table} ORDER BY id LIMIT 1").fetchone())
    row |= {"id": None, **words}
    if "external_id" in row:
        row["external_id"] = None
    marks = ", ".join("?" * len(row))
    desk.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values())
    )
