"""Every route by which a person gets into a desk, and that an erasure reaches it.

A route is a list of commands, and what the person is called by afterwards. Then no byte
of the desk's folder holds the mark, and the report prints what it printed.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

import pytest

from tests.store.dumps import is_sound, value
from tests.trust.marked import copy, traces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from _pytest.mark import ParameterSet

    from tests.conftest import Csdesk

Step = tuple[str, ...]
NAME: Final = "Zqxü Lee"
ADD: Final[Step] = ("customer", "add", NAME, "--email", "zqx@x.org", "--phone",
                    "+44 7700 900888")  # fmt: skip
OPEN: Final[Step] = ("complaint", "open", "P1", "zqx broke")
LOG: Final[Step] = ("log", "P1", "zqx rang")
LIST: Final = "name,email,external_id\nZqxü Lee,zqx@x.org,zqx1\n"
CALLS: Final = (
    "external_id,received_at,channel,subject,customer_email\n"
    "zqxc1,2026-11-03T10:00:00+01:00,{},zqx,zqx@x.org\n"
)
NEVER: Final = CALLS + "zqxc2,never,phone,zqx,zqx@x.org\n"
IMPORT: Final = ("import", "customers", "list.csv")


def imported(
    text: str, *options: str, kind: str = "customers", name: str = "list.csv"
) -> tuple[Step, ...]:
    """Steps that import a file, which is not there any more afterwards."""
    return (("write", name, text), ("import", kind, name, *options), ("unlink", name))


# The others are tried in the long run.
PLAIN: Final = frozenset({
    "name", "renamed", "merged", "undone, by phone", "log undone", "undone and redone",
    "imported and undone", "import file, decomposed", "value", "source", "rejected",
    "backup, then undone",
})  # fmt: skip
# Which steps mark a desk, and by what the person is found.
ROUTES: Final[dict[str, tuple[str, tuple[Step, ...]]]] = {
    "typed": ("P1", (ADD, LOG)),
    "name": (NAME, (ADD,)),
    "capitals": ("ZQXÜ LEE", (ADD,)),
    "edited": ("P1", (ADD, ("customer", "edit", "P1", "--note", "zqx note"))),
    "edited away": (
        "P1", (ADD, LOG, ("contact", "edit", "C1", "--subject", "a parcel")),
    ),
    "renamed": (
        NAME,
        (ADD, ("customer", "edit", "P1", "--name", "Jo Roe", "--email", "j@x.org")),
    ),
    "merged": (
        "P2", (ADD, ("customer", "add", "Jo Roe"), ("customer", "merge", "P2", "P1")),
    ),
    "added and undone": (NAME, (ADD, ("undo",))),
    "undone, by e-mail": ("zqx@x.org", (ADD, ("undo",))),
    "undone, by phone": ("0044 7700 900888", (
        ("settings", "set", "country", "GB"), ADD, ("undo",),
    )),
    "undone, by number": ("P1", (ADD, ("undo",))),
    "log undone": ("zqx@x.org", (("log", "zqx@x.org", "zqx rang"), ("undo",))),
    "undone and added again": ("P2", (ADD, ("undo",), ADD)),
    "undone and redone": ("P1", (ADD, ("undo",), ("undo", "3"))),
    "imported": ("zqx1", imported(LIST)),
    "imported and undone": (NAME, (*imported(LIST), ("undo",))),
    "imported and undone, by id": ("zqx1", (*imported(LIST), ("undo",))),
    "imported, undone, imported": (
        NAME, (*imported(LIST), ("undo",), *imported(LIST)),
    ),
    "contacts imported and undone": (
        "zqx@x.org", (*imported(CALLS.format("phone"), kind="contacts"), ("undo",)),
    ),
    "import file": (
        "P1", (ADD, *imported("name\nJo Roe\n", name="zqxü_LEE.csv")),
    ),
    "import file, last name first": (
        "P1", (ADD, *imported("name\nJo Roe\n", name="Lee, Zqxü.csv")),
    ),
    "import file, decomposed": (
        "P1", (ADD, *imported("name\nJo Roe\n", name=unicodedata.normalize(
            "NFD", "zqxü lee.csv"))),
    ),
    "constant": (
        "P1",
        (ADD, *imported(CALLS.format("phone"), "--set", f"category={NAME}",
                        kind="contacts")),
    ),
    "value": (
        "P1",
        (
            ADD,
            ("write", "map.toml", ('kind = "contacts"\n[columns]\n'
             'external_id = "external_id"\nreceived_at = "received_at"\n'
             'channel = "channel"\ncustomer_email = "customer_email"\n'
             f'[values.channel]\n"{NAME}" = "email"\n')),
            *imported(CALLS.format(NAME), "--map", "map.toml", kind="contacts"),
            ("unlink", "map.toml"),
        ),
    ),
    "source": (
        "P1", (ADD, *imported("name,external_id\nJo,7\n", "--source", "zqxue-lee")),
    ),
    "rejected": (
        "P1",
        (ADD, ("write", "calls.csv", NEVER.format("phone")),
         ("exits 1", "import", "contacts", "calls.csv", "--skip-bad"),
         ("unlink", "calls.csv")),
    ),
    "follow-up": ("P1", (ADD, ("followup", "add", "P1", "ring zqx", "--due",
                               "2026-11-20"))),
    "follow-up's outcome": ("P1", (
        ADD, ("followup", "add", "P1", "ring", "--due", "2026-11-20"),
        ("followup", "done", "F1", "--outcome", "zqx was glad"),
    )),
    "voucher": ("P1", (ADD, ("voucher", "issue", "P1", "5"))),
    "purchase": ("P1", (ADD, ("purchase", "log", "P1", "5", "--product", "zqx"))),
    "survey": ("P1", (ADD, ("survey", "record", "nps", "9", "--customer", "P1",
                            "--comment", "zqx says"))),
    "complaint": ("P1", (ADD, OPEN)),
    "note": ("P1", (ADD, OPEN, ("complaint", "note", "K1", "zqx rang"))),
    "hold": ("P1", (ADD, OPEN, ("complaint", "hold", "K1", "zqx away"))),
    "attached": ("P1", (
        ADD, OPEN, ("write", "zqx.txt", "Dear zqx"),
        ("complaint", "attach", "K1", "zqx.txt"), ("unlink", "zqx.txt"),
    )),
    "category": ("P1", (ADD, LOG, ("contact", "edit", "C1", "--category",
                                   "Zqxue Lee"))),
    "company, tag, tier, note": ("P1", (
        ("customer", "add", NAME, "--company", "zqx Ltd", "--tier", "Zqxü Lee",
         "--tag", "zqx", "--note", "zqx"),
    )),
    "left": ("P1", (ADD, ("customer", "leave", "P1", "--reason", "zqx moved"))),
    "contact removed": ("P1", (ADD, LOG, ("contact", "remove", "C1"))),
    "backup": ("P1", (ADD, LOG, ("backup",))),
    "backup, then undone": ("P1", (ADD, ("backup",), ("undo",))),
    "undone, then backup": (NAME, (ADD, ("undo",), ("backup",))),
}  # fmt: skip
AFTERWARDS: Final[dict[str, tuple[Step, ...]]] = {
    "note": (("complaint", "note", "K1", "zqx rang"),),
    "hold": (("complaint", "hold", "K1", "zqx away"),),
    "hold of a contact": (("contact", "hold", "C1", "zqx away"),),
    "edit": (("contact", "edit", "C1", "--notes", "zqx"),),
    "edit of a complaint": (("complaint", "edit", "K1", "--product", "zqx"),),
    "escalation": (("complaint", "escalate", "K1", "zqx is cross"),),
    "offer": (("complaint", "offer", "K1", "voucher", "--value", "5", "--text",
               "for zqx"),),
    "decision": (("complaint", "resolve", "K1", "--outcome", "accepted", "--upheld",
                  "yes", "--remedy", "none", "--decision", "zqx was right"),),
    "attachment": (
        ("write", "zqx.txt", "Dear zqx"), ("complaint", "attach", "K1", "zqx.txt"),
        ("unlink", "zqx.txt"),
    ),
    "reopening": (("contact", "resolve", "C1"),
                  ("contact", "reopen", "C1", "zqx again")),
}  # fmt: skip


def plain_or_long(names: Iterable[str], plain: Collection[str]) -> list[ParameterSet]:
    """A parameter each; those that are not `plain` are for the long run."""
    marks = {True: (), False: (pytest.mark.long,)}
    return [pytest.param(name, marks=marks[name in plain], id=name) for name in names]


@pytest.fixture
def desk(bare: Csdesk, empty_desk: bytes) -> Csdesk:
    """An empty desk."""
    bare.path.write_bytes(empty_desk)
    bare.path.chmod(0o600)
    return bare


def walk(csdesk: Csdesk, steps: tuple[Step, ...]) -> str:
    """Take the steps; what the last command said on stderr."""
    said = ""
    for what, *rest in steps:
        if what == "write":
            (csdesk.folder / rest[0]).write_text(rest[1])
        elif what == "unlink":
            (csdesk.folder / rest[0]).unlink()
        elif what == "exits 1":
            assert csdesk(*rest).exit_code == 1, rest
        else:
            result = csdesk(what, *rest)
            assert result.exit_code == 0, (what, rest, result.output)
            said = result.stderr
    return said


def figures(csdesk: Csdesk) -> str:
    """What every figure of all times is."""
    return csdesk.ok("report", "all", "--all", "--format", "json")


@pytest.mark.parametrize("route", plain_or_long(ROUTES, PLAIN))
def test_an_erasure_reaches_every_route(desk: Csdesk, route: str) -> None:
    who, steps = ROUTES[route]
    walk(desk, steps)
    copy(desk, "copy.db")
    assert "desk.db" in traces(desk.folder)
    before = figures(desk)
    exported = desk.ok("customer", "export", who)
    assert "zqx" in exported.lower() or "jo roe" in exported.lower()
    result = desk("customer", "erase", who, "--yes")
    assert result.exit_code == 0, result.output
    assert traces(desk.folder) == []
    assert figures(desk) == before
    assert is_sound(desk.path)
    for entry in desk.json("history"):
        desk("undo", str(entry["id"]))
        assert traces(desk.folder) == [], entry


@pytest.mark.parametrize(
    "route", plain_or_long(AFTERWARDS, {"note", "decision", "attachment"})
)
def test_a_second_erasure_reaches_what_is_written_afterwards(
    desk: Csdesk, route: str
) -> None:
    walk(desk, (ADD, LOG, OPEN))
    desk.ok("customer", "erase", "P1", "--yes")
    said = walk(desk, AFTERWARDS[route]) if route != "attachment" else ""
    if route == "attachment":
        said = walk(desk, AFTERWARDS[route][:2])
        walk(desk, AFTERWARDS[route][2:])
    assert "P1 was erased: write nothing that tells who it was." in said
    assert "customer erase P1" in said
    copy(desk, "copy.db")
    assert traces(desk.folder) == ["copy.db", "desk.db"]
    before = figures(desk)
    assert "what was written of that customer since" in desk.ok(
        "customer", "erase", "P1"
    )
    assert traces(desk.folder) == []
    assert figures(desk) == before
    assert "erased on" in desk.refused(4, "customer", "erase", "P1")


def test_a_step_without_words_says_nothing_of_an_erasure(desk: Csdesk) -> None:
    walk(desk, (ADD, LOG))
    desk.ok("customer", "erase", "P1", "--yes")
    assert "was erased" not in walk(desk, (("contact", "resolve", "C1"),))


def test_a_wrong_file_goes_at_once_when_it_is_undone(desk: Csdesk) -> None:
    rows = "".join(f"Zqx{n} Lee{n},zqx{n}@x.org\n" for n in range(200))
    walk(desk, imported("name,email\n" + rows))
    told = desk.refused(4, "customer", "erase", "--import", "1", "--yes")
    assert "Import 1 is not undone" in told
    desk.ok("undo")
    assert "csdesk customer erase --import 1 --yes" in desk.refused(
        2, "customer", "erase", "--import", "1"
    )
    desk.ok("customer", "erase", "--import", "1", "--yes")
    assert traces(desk.folder) == []
    assert "erased since" in desk.refused(4, "undo", "3")
    assert "Nobody is left" in desk.refused(
        4, "customer", "erase", "--import", "1", "--yes"
    )
    desk.refused(3, "customer", "erase", "--import", "9", "--yes")
    desk.refused(2, "customer", "erase", "--yes")
    desk.refused(2, "customer", "erase", "P1", "--import", "1", "--yes")


def test_several_are_erased_by_one_command(desk: Csdesk) -> None:
    walk(desk, (ADD, ("customer", "add", "Zqx Two"), ("log", "P2", "zqx"), ("undo",)))
    before = figures(desk)
    assert "Erased P1, P2." in desk.ok("customer", "erase", NAME, "P2", "--yes")
    assert traces(desk.folder) == []
    assert figures(desk) == before


def test_a_renamed_source_is_known_again(desk: Csdesk) -> None:
    rows = "external_id,received_at,channel\n7,2026-11-03T10:00:00+01:00,phone\n"
    options = ("--source", "zqxü lee")
    walk(desk, (ADD, *imported(rows, *options, kind="contacts")))
    desk.ok("customer", "erase", "P1", "--yes")
    assert desk.json("import", "list")[0]["source"] == "(erased)"
    (desk.folder / "again.csv").write_text(rows)
    said = desk.ok("import", "contacts", "again.csv", *options)
    assert "0 added + 0 updated + 1 unchanged" in said
    assert traces(desk.folder) == []


@pytest.mark.parametrize(
    ("name", "text", "sure"),
    [
        ("Müller Li", "frau MUELLER LI rang", True),
        ("Müller Li", unicodedata.normalize("NFD", "Müller-Li"), True),
        ("Müller Li", "Herr muller", False),
        ("Bo", "told bo so", False),
        ("Ann Lee", "Lee owes us", False),
        ("Ann Lee", "07700 900 888", True),
        ("Ann Lee", "0044 (0)7700-900888", True),
    ],
)
def test_others_that_name_the_person_are_told(
    desk: Csdesk, name: str, text: str, *, sure: bool
) -> None:
    walk(desk, (("customer", "add", name, "--phone", "+447700900888"),
                ("log", "Jo Roe", text), ("log", "Jo Roe", text),
                ("contact", "edit", "C2", "--subject", "a parcel")))  # fmt: skip
    (desk.folder / "list.txt").write_text(text)
    (desk.folder / "wide.txt").write_text(text, "utf-16")
    result = desk("customer", "erase", "P1", "--yes")
    assert result.exit_code == (1 if sure else 0), result.output
    assert "Nothing of P1 is left" not in result.output
    for where in ("C1", "C2 as it was", "list.txt", "wide.txt"):
        assert where in result.stderr


@pytest.mark.parametrize(
    ("steps", "where"),
    [
        ((("settings", "set", "name", f"{NAME}'s shop"),), "setting"),
        ((("article", "add", "Lamps", "--body", f"Ask {NAME}."),), "A1"),
        (
            (
                ("article", "add", "Lamps", "--body", f"Ask {NAME}."),
                ("article", "edit", "A1", "--body", "Ask us."),
            ),
            "A1 as it was",
        ),
        (
            (
                ("log", "Jo Roe", "a parcel"),
                ("write", "zqxü-lee.txt", "Dear Sirs"),
                ("contact", "attach", "C1", "zqxü-lee.txt"),
                ("unlink", "zqxü-lee.txt"),
            ),
            "attachment 1",
        ),
    ],
    ids=["setting", "article", "article as it was", "name of a file"],
)
def test_what_is_of_the_shop_and_names_the_person_is_told(
    desk: Csdesk, steps: tuple[Step, ...], where: str
) -> None:
    walk(desk, (ADD, *steps))
    result = desk("customer", "erase", "P1", "--yes")
    assert result.exit_code == 1, result.output
    assert "name the person" in result.stderr
    assert where in result.stderr


def test_what_is_not_looked_for_is_named(desk: Csdesk) -> None:
    walk(desk, (ADD, ("customer", "add", "Zqxue LEE", "--email", "other@x.org")))
    (desk.folder / "away").mkdir()
    (desk.folder / "away" / "calls.csv").write_text(NEVER.format("phone"))
    desk("import", "contacts", "away/calls.csv", "--skip-bad")
    (desk.folder / "old.zip").write_bytes(b"PK\3\4 packed")
    desk.ok("customer", "add", NAME, "--email", "another@x.org")
    result = desk("customer", "erase", "P1", "--yes")
    assert result.exit_code == 0, result.output
    assert "Not looked into: away/, old.zip, " in result.stderr
    assert "rejected rows of calls.csv in other folders" in result.stderr
    assert "Of the same name, and not erased: P3." in result.stderr
    assert "Nothing of P1 is left" not in result.output


PAIR: Final = LIST + "Jo Roe,jo@x.org,jo1\n"
# How somebody gets into the journal alone, and the files that name the person later.
FORMER: Final[dict[str, tuple[Step, ...]]] = {
    "added": (ADD, ("undo",)),
    "imported": (*imported(PAIR), ("undo",)),
    "came with a contact": (
        *imported(CALLS.format("phone"), kind="contacts"), ("undo",),
    ),
    "twice": (ADD, ("undo",), *imported(LIST), ("undo",)),
}  # fmt: skip
ROWS: Final[dict[str, tuple[str, str]]] = {
    "contacts": (CALLS.format("phone"), "SELECT subject FROM contact"),
    "complaints": (
        ("external_id,received_at,description,customer_email\n"
         "zqxk1,2026-11-03T10:00:00+01:00,zqx broke,zqx@x.org\n"),
        "SELECT description FROM complaint",
    ),
    "surveys": (
        ("external_id,answered_at,nps,comment,customer_email\n"
         "zqxs1,2026-11-03T10:00:00+01:00,9,zqx says,zqx@x.org\n"),
        "SELECT comment FROM survey_answer",
    ),
    "purchases": (
        ("external_id,at,amount,product,customer_email\n"
         "zqxb1,2026-11-03T10:00:00+01:00,5,zqx mug,zqx@x.org\n"),
        "SELECT NULL FROM purchase WHERE customer_id IS NULL",
    ),
}  # fmt: skip


@pytest.mark.parametrize("route", FORMER)
def test_a_file_does_not_bring_back_who_was_erased_from_the_journal(
    desk: Csdesk, route: str
) -> None:
    walk(desk, FORMER[route])
    before = figures(desk)
    desk.ok("customer", "erase", "P1", "--yes")
    assert figures(desk) == before
    for added in ("1 added", "0 added"):
        (desk.folder / "again.csv").write_text(PAIR)
        result = desk("import", "customers", "again.csv")
        assert f"2 read = {added}" in result.stdout
        told = "line 2: the row is of a customer who was erased; nothing of it is kept."
        assert told in result.stderr
        (desk.folder / "again.csv").unlink()
    assert value(desk.path, "SELECT group_concat(name) FROM customer") == "Jo Roe"
    assert traces(desk.folder) == []


@pytest.mark.parametrize("kind", ROWS)
def test_their_rows_come_in_without_the_person(desk: Csdesk, kind: str) -> None:
    walk(desk, FORMER["imported"])
    desk.ok("customer", "erase", NAME, "--yes")
    rows, asked = ROWS[kind]
    file = desk.folder / "again.csv"
    counts = ("1 added + 0 updated + 0 unchanged", "0 added + 0 updated + 1 unchanged",
              "0 added + 1 updated + 0 unchanged")  # fmt: skip
    texts = (rows, rows, rows.replace("10:00", "11:00"))
    for count, text in zip(counts, texts, strict=True):
        file.write_text(text)
        result = desk("import", kind, "again.csv")
        assert f"1 read = {count}" in result.stdout
        file.unlink()
    assert "erased; it is kept without the person." in result.stderr
    assert value(desk.path, asked) is None
    assert value(desk.path, "SELECT count(*) FROM customer") == 0
    assert traces(desk.folder) == []
    assert is_sound(desk.path)
    assert desk.ok("check")


def test_an_answer_about_their_contact_says_nothing_of_them(desk: Csdesk) -> None:
    walk(desk, FORMER["imported"])
    desk.ok("customer", "erase", NAME, "--yes")
    walk(desk, imported(CALLS.format("phone"), "--source", "x", kind="contacts"))
    answer = ("contact,answered_at,nps,comment\n"
              "zqxc1,2026-11-03T10:00:00+01:00,9,zqx says\n")  # fmt: skip
    walk(desk, imported(answer, "--source", "x", kind="surveys"))
    assert value(desk.path, "SELECT contact_id FROM survey_answer") == 1
    assert traces(desk.folder) == []


def test_whoever_comes_again_of_their_own_is_somebody(desk: Csdesk) -> None:
    walk(desk, FORMER["imported"])
    desk.ok("customer", "erase", NAME, "--yes")
    walk(desk, (ADD, *imported(CALLS.format("phone"), kind="contacts")))
    assert value(desk.path, "SELECT customer_id FROM contact") == 3


@pytest.mark.parametrize("who", ["P1", "zqx@x.org", "zqx1"])
@pytest.mark.parametrize("route", ["there", "in the journal"])
def test_who_is_erased_is_said_to_be_so(desk: Csdesk, route: str, who: str) -> None:
    walk(desk, imported(LIST) if route == "there" else FORMER["imported"])
    desk.ok("customer", "erase", "P1", "--yes")
    told = desk.refused(4, "customer", "erase", who, "--yes")
    assert "P1 was erased on Wed 18 Nov 2026 already." in told
    assert "Nothing is left to erase in the desk" in told
    result = desk("customer", "export", who)
    assert result.exit_code == 0
    assert "P1 was erased on Wed 18 Nov 2026: nothing of that cust" in result.stderr
    assert "zqx" not in result.stdout
