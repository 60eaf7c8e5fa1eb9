"""A desk with a customer who is marked in every text that anybody could write.

Every text of P1's holds MARK; so do what was edited, removed and undone, a customer
merged into P1, rows that were rejected, copies of the desk, and the search index. What
is of others does not.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from tests.conftest import Csdesk

MARK: Final = "zqx"
CONTACTS: Final = (
    "external_id,received_at,channel,subject,notes,category,agent,customer_name,"
    "customer_email,customer_phone,customer_external_id,customer_company,csat\n"
    "zqxid1,2026-11-03T10:00:00+01:00,phone,zqx late,zqx note,post,Bert,Zqxa Lee,"
    "zqxa@x.org,030 7654321,zqxcust1,zqx Ltd,5\n"
    "zqxid2,2026-11-04T10:00:00+01:00,email,zqx again,,post,Bert,Zqxa Lee,"
    "zqxa@x.org,,zqxcust1,,2\n"
    "b1,2026-11-04T11:00:00+01:00,email,where is it,,post,Anna,Jo Roe,jo@x.org,,c2,,4\n"
)
# Nobody's but for the e-mail, and without ids: known by what the rows hold.
LOOSE: Final = (
    "received_at,channel,subject,customer_email\n"
    "2026-11-05T10:00:00+01:00,email,zqx loose,zqxa@x.org\n"
    "2026-11-05T10:00:00+01:00,email,zqx loose,zqxa@x.org\n"
    "2026-11-05T11:00:00+01:00,email,loose,jo@x.org\n"
)
COMPLAINTS: Final = (
    "external_id,received_at,resolved_at,severity,category,product,order,description,"
    "root_cause,decision,remedy,remedy_value,agent,customer_external_id\n"
    "zqxk1,2026-11-03T12:00:00+01:00,2026-11-06T12:00:00+01:00,high,post,zqx lamp,"
    "zqx17,zqx broke,bad batch,zqx refund,refund,12.50,Bert,zqxcust1\n"
    "k2,2026-11-04T12:00:00+01:00,,low,post,lamp,17,broke,bad batch,,,,Anna,c2\n"
)
SURVEYS: Final = (
    "external_id,answered_at,nps,csat,comment,contact,customer_email\n"
    "zqxs1,2026-11-06T12:00:00+01:00,9,4,zqx kind,zqxid2,\n"
    "zqxs2,2026-11-06T13:00:00+01:00,3,,zqx slow,,zqxa@x.org\n"
    "s3,2026-11-06T14:00:00+01:00,8,,fine,,jo@x.org\n"
)
CUSTOMERS: Final = (
    "external_id,name,email,phone,company,tier,tags,note,since,left_at\n"
    "zqxcust1,Zqxa Lee,zqxa@x.org,030 7654321,zqx Ltd,gold,zqxtag;vip,zqx note,,\n"
    "c2,Jo Roe,jo@x.org,,,gold,vip,rings twice,,\n"
)
PURCHASES: Final = (
    "external_id,at,amount,product,quantity,paid_at,customer_email\n"
    "zqxb1,2026-11-05T08:00:00+01:00,12.50,zqx lamp,1,,zqxa@x.org\n"
    "b2,2026-11-05T09:00:00+01:00,3,bulb,2,2026-11-05T09:00:00+01:00,jo@x.org\n"
)
FILES: Final = {
    "contacts": CONTACTS,
    "loose": LOOSE,
    "complaints": COMPLAINTS,
    "surveys": SURVEYS,
    "customers": CUSTOMERS,
    "purchases": PURCHASES,
}
# The kind of each file, in the order in which they are read.
READ: Final = {
    "customers": "customers",
    "contacts": "contacts",
    "loose": "contacts",
    "complaints": "complaints",
    "surveys": "surveys",
    "purchases": "purchases",
}
REJECTS: Final = (
    "external_id,received_at,channel,subject,customer_name,customer_email\n"
    "r1,never,phone,a zqx call,Zqxa Lee,zqxa@x.org\n"
    "r2,never,phone,hello,Jo Roe,jo@x.org\n"
    "r3,2026-11-06T10:00:00+01:00,phone,good,Jo Roe,jo@x.org\n"
)
OWN: Final = (
    ("log", "P1", "zqx parcel", "--category", "post", "--promise",
     "call back tomorrow 10:00"),
    ("log", "zqxa@x.org", "zqx mail", "--channel", "email"),
    ("contact", "hold", "C2", "zqx waits"),
    ("contact", "resume", "C2"),
    ("contact", "resolve", "C2"),
    ("contact", "reopen", "C2", "zqx not so"),
    ("contact", "edit", "C2", "--subject", "zqx letter", "--notes", "zqx notes"),
    ("contact", "attach", "C2", "zqx-letter.txt"),
    ("complaint", "open", "P1", "zqx lamp broke", "--product", "zqx lamp", "--order",
     "zqx-17", "--asked", "a new zqx", "--channel", "phone"),
    ("complaint", "note", "K1", "zqx rang"),
    ("complaint", "attach", "K1", "zqx-letter.txt"),
    ("complaint", "escalate", "K1", "zqx is cross"),
    ("complaint", "hold", "K1", "zqx away"),
    ("complaint", "resume", "K1"),
    ("complaint", "offer", "K1", "voucher", "--value", "5", "--text", "for zqx"),
    ("complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
     "--decision", "zqx gets one", "--remedy", "voucher", "--value", "5",
     "--root-cause", "Zqxa Lee's order"),
    ("complaint", "reopen", "K1", "zqx again"),
    ("survey", "record", "nps", "9", "--customer", "P1", "--comment", "zqx says so"),
    ("followup", "add", "P1", "ring zqx", "--due", "2026-11-20", "--kind",
     "courtesy-call"),
    ("followup", "done", "F2", "--outcome", "zqx was glad"),
    ("voucher", "issue", "P1", "20", "--expires", "90d"),
    ("purchase", "log", "P1", "10", "--product", "zqx bulb"),
    ("customer", "leave", "P1", "--reason", "zqx moved"),
    ("customer", "return", "P1"),
    ("article", "add", "Bulbs", "--body", "Turn it."),
    ("article", "use", "A1", "--contact", "C1"),
    ("customer", "add", "Zqxa Leigh", "--email", "zqxb@x.org", "--note", "zqx twin"),
    ("log", "zqxb@x.org", "zqx twin rang"),
    ("customer", "edit", "zqxb@x.org", "--email", "zqxc@x.org"),
    ("customer", "add", "Jo Roe", "--email", "jo@x.org", "--referred-by", "P1"),
    ("customer", "merge", "P1", "zqxc@x.org"),
    ("log", "P1", "zqx slip"),
    ("undo",),
    ("log", "P1", "zqx to be removed"),
)  # fmt: skip


def write_files(folder: Path) -> None:
    """The files that a marked desk imports."""
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text)
    (folder / "rejects.csv").write_text(REJECTS)
    (folder / "zqx-letter.txt").write_text("Dear Sirs, zqx.")


def mark(csdesk: Csdesk) -> None:
    """Fill an empty desk with a marked customer, P1, and another, Jo Roe."""
    write_files(csdesk.folder)
    csdesk.ok(
        "customer", "add", "Zqxa Lee", "--email", "zqxa@x.org", "--phone",
        "030 7654321", "--company", "zqx Ltd", "--tier", "gold", "--tag", "zqxtag",
        "--note", "zqx note", "--at", "2026-11-02 09:00",
    )  # fmt: skip
    for command in OWN:
        csdesk.ok(*command)
    newest = csdesk.ok("contact", "list", "-q", "--limit", "1").strip()
    csdesk.ok("contact", "remove", newest)
    for name, kind in READ.items():
        csdesk.ok("import", kind, f"{name}.csv", "--source", "shop")
    assert csdesk("import", "contacts", "rejects.csv", "--skip-bad").exit_code == 1
    csdesk.ok("import", "contacts", "contacts.csv", "--source", "other")
    csdesk.ok("undo")
    for name in (*FILES, "rejects"):
        (csdesk.folder / f"{name}.csv").unlink()
    (csdesk.folder / "zqx-letter.txt").unlink()


@cache
def made(empty_desk: bytes) -> tuple[bytes, bytes]:
    """The bytes of a marked desk, and of its file of rejected rows, made once."""
    from tests.conftest import Csdesk

    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.chdir(folder)
        patch.setenv("CSDESK_DB", str(Path(folder) / "desk.db"))
        patch.setenv("CSDESK_AGENT", "Anna")
        patch.setenv("CSDESK_CHANCE", "dice")
        csdesk = Csdesk(Path(folder), patch)
        csdesk.path.write_bytes(empty_desk)
        mark(csdesk)
        with closing(sqlite3.connect(csdesk.path)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rejects = Path(folder) / "rejects.csv.rejected.csv"
        return csdesk.path.read_bytes(), rejects.read_bytes()


def lay_out(csdesk: Csdesk, empty_desk: bytes) -> Csdesk:
    """Put a desk with the marked customer P1 in place, and a file of rejected rows."""
    desk, rejects = made(empty_desk)
    csdesk.path.write_bytes(desk)
    csdesk.path.chmod(0o600)
    (csdesk.folder / "rejects.csv.rejected.csv").write_bytes(rejects)
    return csdesk


def copy(csdesk: Csdesk, name: str) -> Path:
    """A copy of the desk beside it."""
    path = csdesk.folder / name
    with closing(sqlite3.connect(csdesk.path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(csdesk.path, path)
    path.chmod(0o600)
    return path


def traces(folder: Path, mark: str = MARK) -> list[str]:
    """The files of `folder` in which the mark stands, in their bytes or their names."""
    needles = [
        form.encode(encoding)
        for form in (mark.lower(), mark.upper(), mark.capitalize())
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    ]
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file()
        and (
            mark in path.name.lower()
            or any(needle in path.read_bytes() for needle in needles)
            or mark.encode() in path.read_bytes().lower()
        )
    )
