"""What `csdesk export KIND` writes, `csdesk import KIND` reads: the same figures."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.demo.sample import HOURS
from csdesk.imports.mapping.fields import FIELDS
from csdesk.views.exports import EXPORTED
from tests.exports.conftest import bring_back, column, figures, pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

    Another = Callable[[str], Csdesk]

pytestmark = pytest.mark.long  # the whole of it is more than a look

# In the order in which a new desk needs them.
COME_BACK = tuple(EXPORTED)
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


# What no field of an import feeds: deadlines are made when something comes in.
NOT_FED = ("first_response_on_time", "resolution_on_time", "acknowledged_on_time")


def figures_of(csdesk: Csdesk, period: str) -> dict[str, Any]:
    """The figures of a period that fields of imports feed, by group."""
    csdesk.monkeypatch.setenv("CSDESK_DB", str(csdesk.path))
    found = figures(csdesk, period)
    for groups in found.values():
        for group in (groups, *groups.values()):
            for key in NOT_FED:
                if isinstance(group, dict):
                    group.pop(key, None)
    return found


@pytest.mark.long
@pytest.mark.parametrize("hours", [(), ("hours", "set", "mon-fri", "9-17")])
def test_contacts_come_back_with_every_figure(
    another: Another, hours: tuple[str, ...]
) -> None:
    old, new = pair(another)
    (old.folder / "a.csv").write_text(IMPORTED)
    if hours:
        old.ok(*hours, "--from", "beginning")
        shutil.copy(old.path, new.path)
        new.settle()
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
    for days, times in HOURS.items():
        new.ok("hours", "set", days, times)
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


PURCHASES = """\
external_id,at,amount,product,quantity,paid_at,customer_email
b1,2026-11-04 12:00,12.50,=lamp,2,2026-11-03 18:00,ann@x.org
b2,2026-11-12 12:30,0.99,,,,
b3,2026-11-13 09:00,400,lamp,1,,ann@x.org
"""
# A desk whose every fact the fields of the kinds have room for.
ALL_KINDS: tuple[tuple[str, ...], ...] = (
    *CONTACTS,
    ("complaint", "open", "P1", "broken lamp", "--category", "post", "--severity",
     "high", "--product", "lamp", "--order", "A-1", "--at", "2026-11-03 11:00"),
    ("complaint", "acknowledge", "K1", "--at", "2026-11-04 11:00"),
    ("complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
     "--decision", "=a new lamp", "--remedy", "refund", "--value", "12.50", "--cost",
     "8", "--root-cause", "the box", "--at", "2026-11-10 11:00"),
    ("complaint", "open", "P2", "rude", "--no-contact", "--at", "2026-11-12 11:00"),
    ("complaint", "resolve", "K2", "--outcome", "rejected", "--upheld", "no",
     "--decision", "no", "--remedy", "none", "--at", "2026-11-13 11:00"),
    ("complaint", "open", "P2", "late", "--contact", "C10"),
    ("survey", "record", "csat", "4", "--contact", "C1", "--comment", "-1 day",
     "--at", "2026-11-04 13:00"),
    ("survey", "record", "nps", "9", "--customer", "P2", "--at", "2026-11-11 13:00"),
    ("survey", "ask", "ces", "--complaint", "K1", "--at", "2026-11-11 14:00"),
    ("survey", "record", "ces", "2", "--complaint", "K1", "--at", "2026-11-12 14:00"),
    ("survey", "ask", "nps", "--customer", "P1", "--at", "2026-11-13 13:00"),
    ("customer", "leave", "P2", "--at", "2026-11-13 15:00"),
    ("import", "purchases", "till.csv"),
    ("customer", "edit", "P1", "--note", "'quoted", "--tag", "vip", "--company", "X"),
)  # fmt: skip


def fill(csdesk: Csdesk) -> None:
    """Do everything of ALL_KINDS in a desk; purchases come from the till."""
    (csdesk.folder / "till.csv").write_text(PURCHASES)
    for command in ALL_KINDS:
        csdesk.ok(*command)


def test_every_kind_that_comes_in_goes_out() -> None:
    assert EXPORTED.keys() == FIELDS.keys()


def test_all_kinds_come_back_with_every_figure(another: Another) -> None:
    old, new = pair(another)
    fill(old)
    bring_back(old, new, COME_BACK)
    for period in ("all", "2026-W45", "2026-W46"):
        was, now = figures_of(old, period), figures_of(new, period)
        for part, found in now.items():
            assert found == was[part], (period, part)


def test_every_kind_of_that_desk_goes_out(another: Another) -> None:
    old, _ = pair(another)
    fill(old)
    for kind in EXPORTED:
        assert old.ok("export", kind).count("\n") > 2


@pytest.mark.long
@pytest.mark.parametrize("kind", EXPORTED)
def test_each_kind_comes_back_field_by_field(another: Another, kind: str) -> None:
    old, new = pair(another)
    fill(old)
    bring_back(old, new, COME_BACK)
    assert new.ok("export", kind) == (old.folder / f"{kind}.csv").read_text()


def test_a_mapping_of_the_same_headings_has_a_source_of_its_own(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("log", "-", "hello")
    csdesk.ok("export", "contacts", "--output", "c.csv")
    (csdesk.folder / "m.toml").write_text('[columns]\nreceived_at = "received_at"\n')
    said = csdesk.ok("import", "contacts", "c.csv", "--map", "m.toml")
    assert "(source csv)" in said


def test_rejected_rows_that_are_fed_again_are_still_csdesks(csdesk: Csdesk) -> None:
    csdesk.ok("log", "-", "hello")
    text = csdesk.ok("export", "contacts")
    (csdesk.folder / "c.csv").write_text(text.replace("2026-11-18T", "2026-31-18T"))
    csdesk("import", "contacts", "c.csv", "--skip-bad")
    rejected = csdesk.folder / "c.csv.rejected.csv"
    rejected.write_text(rejected.read_text().replace("2026-31-18T", "2026-11-18T"))
    assert "(source csdesk)" in csdesk.ok("import", "contacts", rejected.name)
