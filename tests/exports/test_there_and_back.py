"""What `csdesk export KIND` writes, `csdesk import KIND` reads: the same figures."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.imports.fields import FIELDS
from csdesk.store.exported import EXPORTED
from tests.conftest import SHARED
from tests.exports.conftest import figures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Csdesk

    Another = Callable[[str], Csdesk]

# Kinds that can be imported, in the order in which a new desk needs them.
COME_BACK = tuple(kind for kind in EXPORTED if kind in FIELDS)
HOSTILE = SHARED / "data" / "hostile"
INIT = (
    "init", "--name", "Blue Door", "--timezone", "Europe/Berlin", "--currency", "EUR",
    "--country", "DE", "--yes",
)  # fmt: skip
# Everything that can be said of a contact, without complaints and reopenings; nobody
# is a customer before the first of theirs.
CONTACTS: tuple[tuple[str, ...], ...] = (
    ("customer", "add", "Ann Lee", "--email", "ann@x.org", "--tier", "gold",
     "--at", "2026-11-03 09:00"),
    ("log", "P1", "a quick one", "--wait", "12s", "--took", "3m", "--resolved",
     "--category", "post", "--at", "2026-11-03 09:00"),
    ("log", "P1", "nobody timed it", "--wait", "50s", "--resolved", "--channel",
     "chat", "--avoidable", "--at", "2026-11-04 09:00"),
    ("log", "Jo Roe", "gone", "--wait", "90s", "--abandoned",
     "--at", "2026-11-05 09:00"),
    ("log", "P2", "by mail", "--channel", "email", "--category", "Post", "--phase",
     "pre-sale", "--reason", "order", "--at", "2026-11-05 10:00"),
    ("contact", "respond", "C4", "--at", "2026-11-06 10:00", "--agent", "Bert"),
    ("contact", "resolve", "C4", "--at", "2026-11-09 10:00"),
    ("log", "P2", "again by mail", "--channel", "email", "--follows", "C4",
     "--at", "2026-11-10 11:00"),
    ("log", "P2", "our answer", "--channel", "email", "--direction", "outbound",
     "--follows", "C4", "--at", "2026-11-10 12:00"),
    ("log", "P1", "a letter", "--channel", "letter", "--sentiment", "negative",
     "--not-avoidable", "--at", "2026-11-11 11:00"),
    ("log", "P1", "our letter", "--channel", "letter", "--direction", "outbound",
     "--follows", "C7", "--at", "2026-11-12 11:00"),
    ("log", "-", "self", "--channel", "self-service", "--at", "2026-11-12 12:00"),
    ("log", "+49 30 123456", "a mention", "--channel", "social", "--sentiment",
     "positive", "--at", "2026-11-13 12:00"),
    ("log", "P1", "open", "--channel", "web", "--at", "2026-11-16 12:00"),
)  # fmt: skip
IMPORTED = """\
external_id,received_at,channel,resolved,agent_replies,reopens,customer_name
a1,2026-11-03 10:00,email,yes,1,0,Mo Poe
a2,2026-11-04 10:00,email,yes,3,2,Mo Poe
a3,2026-11-04 11:00,web,no,,,Al Poe
"""


def bring_back(old: Csdesk, new: Csdesk, kinds: tuple[str, ...], *more: str) -> None:
    """Export `kinds` of one desk and import them, in that order, into another."""
    for kind in kinds:
        file = old.folder / f"{kind}.csv"
        old.monkeypatch.setenv("CSDESK_DB", str(old.path))
        old.ok("export", kind, "--output", str(file), *more)
        old.monkeypatch.setenv("CSDESK_DB", str(new.path))
        new.ok("import", kind, str(file))


def pair(another: Another) -> tuple[Csdesk, Csdesk]:
    """Two new desks with the same settings; the first is the one in use."""
    new, old = another("new"), another("old")
    old.now("2026-11-01T08:00:00+01:00")
    old.ok(*INIT)
    shutil.copy(old.path, new.path)
    old.now("2026-11-18T10:00:00+01:00")
    return old, new


def figures_of(csdesk: Csdesk, period: str) -> dict[str, Any]:
    csdesk.monkeypatch.setenv("CSDESK_DB", str(csdesk.path))
    return figures(csdesk, period)


def column(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(sql)]


@pytest.mark.parametrize("hours", [(), ("hours", "set", "mon-fri", "9-17")])
def test_contacts_come_back_with_every_figure(
    another: Another, hours: tuple[str, ...]
) -> None:
    old, new = pair(another)
    (old.folder / "a.csv").write_text(IMPORTED)
    if hours:
        old.ok(*hours, "--from", "beginning")
        shutil.copy(old.path, new.path)
    for command in CONTACTS:
        old.ok(*command)
    old.ok("import", "contacts", "a.csv")
    bring_back(old, new, ("contacts",))
    for period in ("all", "2026-W45", "2026-W46"):
        was, now = figures_of(old, period), figures_of(new, period)
        for part, found in now.items():
            assert found == was[part], (period, part)


def test_contacts_come_back_field_by_field(another: Another) -> None:
    old, new = pair(another)
    for command in CONTACTS:
        old.ok(*command)
    bring_back(old, new, ("contacts",))
    before = (old.folder / "contacts.csv").read_text()
    assert new.ok("export", "contacts") == before  # nothing removed: the ids are equal


def test_what_is_not_known_of_a_resolution_comes_back_unknown(
    another: Another,
) -> None:
    old, new = pair(another)
    (old.folder / "a.csv").write_text(IMPORTED)
    old.ok("import", "contacts", "a.csv")
    old.ok(*CONTACTS[2])
    bring_back(old, new, ("contacts",))
    sql = "SELECT resolved || ' ' || resolution_time_known FROM contact ORDER BY id"
    assert column(new.path, sql) == ["1 1", "1 1", "0 1", "0 0"]
    assert column(new.path, sql) == column(old.path, sql)


def test_the_shops_contacts_come_back_without_its_complaints(
    another: Another, shop_desk: bytes
) -> None:
    """Those of complaints alone lose their link; all else is as it was."""
    old, new = another("old"), another("new")
    old.path.write_bytes(shop_desk)
    init = ("init", "--name", "x", "--timezone", "Europe/Berlin")
    new.ok(*init, "--currency", "EUR", "--country", "DE", "--yes")
    bring_back(old, new, ("contacts",))
    fed = (
        "contacts", "abandonment_rate", "speed_of_answer", "service_level",
        "handle_time", "first_response_time", "first_response_median",
        "first_response_p90", "awaiting_response", "avoidable_rate",
        "self_service_rate", "mentions", "negative_mention_rate", "net_sentiment",
    )  # fmt: skip
    was, now = figures_of(old, "all")[""], figures_of(new, "all")[""]
    assert {key: now[key] for key in fed} == {key: was[key] for key in fed}
    assert was["contacts"][0] > 600


def test_ids_come_back_as_those_of_csdesk(another: Another) -> None:
    old, new = pair(another)
    for command in CONTACTS:
        old.ok(*command)
    old.ok("contact", "remove", "C1")
    bring_back(old, new, ("contacts",))
    sources = "SELECT source || ' ' || external_id FROM contact ORDER BY id LIMIT 2"
    assert column(new.path, sources) == ["csdesk C2", "csdesk C3"]
    people = "SELECT source || ' ' || external_id FROM customer ORDER BY id LIMIT 1"
    assert column(new.path, people) == ["csdesk P1"]


def test_the_same_file_again_changes_nothing(another: Another) -> None:
    old, new = pair(another)
    for command in CONTACTS:
        old.ok(*command)
    bring_back(old, new, ("contacts",))
    said = new.ok("import", "contacts", str(old.folder / "contacts.csv"))
    assert "0 added + 0 updated + 11 unchanged + 0 rejected (source csdesk)" in said


@pytest.mark.parametrize(
    ("headings", "source"),
    [("received_at,external_id", "csv"), ("external_id,received_at", "csv")],
)
def test_headings_of_ones_own_are_no_file_of_csdesks(
    csdesk: Csdesk, headings: str, source: str
) -> None:
    values = {"external_id": "C12", "received_at": "2026-11-03 10:00"}
    line = ",".join(values[name] for name in headings.split(","))
    (csdesk.folder / "c.csv").write_text(f"{headings}\n{line}\n")
    assert f"(source {source})" in csdesk.ok("import", "contacts", "c.csv")


def test_a_named_source_wins(another: Another) -> None:
    old, new = pair(another)
    old.ok("log", "-", "hello")
    old.ok("export", "contacts", "--output", "c.csv")
    new.monkeypatch.setenv("CSDESK_DB", str(new.path))
    said = new.ok("import", "contacts", "c.csv", "--source", "branch")
    assert "(source branch)" in said


def test_an_apostrophe_of_a_mapped_file_is_kept(csdesk: Csdesk) -> None:
    (csdesk.folder / "c.csv").write_text("At,What\n2026-11-03 10:00,'=1\n")
    (csdesk.folder / "m.toml").write_text(
        '[columns]\nreceived_at = "At"\nsubject = "What"\n'
    )
    csdesk.ok("import", "contacts", "c.csv", "--map", "m.toml")
    assert column(csdesk.path, "SELECT subject FROM contact") == ["'=1"]


def test_an_apostrophe_before_an_ordinary_word_is_kept(csdesk: Csdesk) -> None:
    (csdesk.folder / "c.csv").write_text(
        "received_at,subject,category\n2026-11-03 10:00,'tis nothing,'t Hof\n"
    )
    csdesk.ok("import", "contacts", "c.csv")
    sql = "SELECT subject || '|' || category FROM contact"
    assert column(csdesk.path, sql) == ["'tis nothing|'t Hof"]


def hostile_texts() -> list[str]:
    """Payloads and naughty strings as a desk can hold them, none of it blank."""
    if not HOSTILE.exists():
        pytest.skip("the hostile files are not here")
    payloads = HOSTILE / "csv-injection" / "Intruder" / "csv-payload.txt"
    naughty = json.loads((HOSTILE / "blns" / "blns.json").read_text("utf-8"))
    texts = [*payloads.read_text("utf-8").splitlines(), *naughty]
    starts = ["=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "'", "''", "'="]
    found = {text.strip() for text in (*texts, *(f"{one}1" for one in starts))}
    return sorted(text for text in found if text and "\0" not in text)


def test_hostile_texts_go_out_inert_and_come_back_unchanged(another: Another) -> None:
    old, new = pair(another)
    texts = hostile_texts()
    with (old.folder / "texts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(["At", "What", "Word", "Who", "Number"])
        for number, text in enumerate(texts):
            writer.writerow(["2026-11-03 10:00", text, text, text, f"+49 30 {number}1"])
    (old.folder / "m.toml").write_text(
        '[columns]\nreceived_at = "At"\nsubject = "What"\nnotes = "What"\n'
        'category = "Word"\ncustomer_name = "Who"\ncustomer_phone = "Number"\n'
    )
    old.ok("import", "contacts", "texts.csv", "--map", "m.toml")
    bring_back(old, new, ("contacts",))

    with (old.folder / "contacts.csv").open(encoding="utf-8", newline="") as file:
        cells = {cell for row in csv.reader(file, strict=True) for cell in row}
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    for sql in (
        "SELECT subject || notes || category FROM contact ORDER BY id",
        "SELECT name || phone || phone_key FROM customer ORDER BY id",
    ):
        assert column(new.path, sql) == column(old.path, sql)
    assert set(texts) == set(column(new.path, "SELECT subject FROM contact"))


@pytest.mark.skipif(
    tuple(EXPORTED) != COME_BACK, reason="not every kind can be imported yet"
)
@pytest.mark.parametrize("kind", EXPORTED)
def test_each_kind_comes_back_field_by_field(
    another: Another, shop_desk: bytes, kind: str
) -> None:
    old, new = another("old"), another("new")
    old.path.write_bytes(shop_desk)
    new.ok(*INIT)
    bring_back(old, new, tuple(EXPORTED))
    before = (old.folder / f"{kind}.csv").read_text()
    assert new.ok("export", kind) == before


# What the fields have no room for: levels, and the pauses of complaints.
NOT_FED = ("escalation_rate",)


@pytest.mark.skipif(
    tuple(EXPORTED) != COME_BACK, reason="not every kind can be imported yet"
)
def test_all_kinds_come_back_with_the_figures_that_they_feed(
    another: Another, shop_desk: bytes
) -> None:
    old, new = another("old"), another("new")
    old.path.write_bytes(shop_desk)
    new.ok(*INIT)
    old.monkeypatch.setenv("CSDESK_DB", str(old.path))
    cost = old.ok("settings", "get", "hourly_cost").strip()
    new.monkeypatch.setenv("CSDESK_DB", str(new.path))
    new.ok("settings", "set", "hourly_cost", cost.split()[0], "--from", "2000-01-01")
    bring_back(old, new, tuple(EXPORTED))
    for period in ("all", "2026-W46"):
        was, now = figures_of(old, period)[""], figures_of(new, period)[""]
        for key in NOT_FED:
            was.pop(key, None), now.pop(key, None)
        assert now == was
