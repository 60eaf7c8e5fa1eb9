"""Files to begin with: exports of other systems, hostile ones, a few of every way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csdesk.imports.mapping.fields import FIELDS
from tests.fuzz import ways

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parents[1]
HOSTILE = TESTS.parents[1] / "shared" / "data" / "hostile"  # read where it is there
SURVEYS: Final = ("google-forms", "typeform", "surveymonkey")
# kind -> a file whose headings are the names of fields
PLAIN: Final = {
    "contacts": "external_id,received_at,channel,wait,csat,customer_email,follows\n"
    "9,2026-11-02 09:00,phone,0:02:23,5,ann@x.org,1\n8,2026-10-25 02:30,,5,,,\n",
    "complaints": "external_id,received_at,resolved_at,upheld,remedy,remedy_value\n"
    "K1,2026-11-02 09:00,2026-11-03,yes,refund,12.50\nK2,2026-11-04,,,,\n",
    "surveys": "external_id,kind,score,scale,asked_at,answered_at,contact\n"
    "a,csat,4,1-5,2026-11-02,2026-11-03,1\nb,nps,10,,2026-11-02,,\n",
    "customers": "external_id,name,email,phone,tags,since,left_at\n"
    'P1,Ann Lee,ann@x.org,+49 30 1234567,"a,b",2025-01-01,\nP2,Bo,,,,,2026-01-02\n',
    "purchases": "external_id,at,amount,quantity,customer_external_id\n"
    "B1,2026-11-02,12.50,2,P1\nB2,2026-11-03,0,,\n",
}
# mapping -> its kind, and a file for it
MAPPED: Final = {
    ways.CALLS: (
        "contacts",
        (
            "Call Id,Date,Time,Answered,Wait,Talk,Rating,Topic\n"
            "I1,2021-01-01,9:12:58,Y,5,12:02:23 AM,7,Contract related\n"
            "I2,2021-01-02,10:00:00,N,-,-,-,-\n"
        ),
    ),
    ways.EXCHANGE: ("contacts", "02.11.2026 09:00,46328.5,40,10,030111222\n"),
    ways.TICKETS: (
        "contacts",
        (
            "Id,Opened,Solved,Via,Mail,Before,About,Score,\n,,,,,,,,Scored\n"
            "7,2026-11-02,,Web,ann@x.org,1,K1,Offered,\n"
        ),
    ),
    ways.REGISTER: (
        "complaints",
        (
            "Nr,Date,Time,State,Remedy,Worth,Name\n"
            "1,31/12/2025,09:00,Closed,cash,5,Ann\n2,1/2/2026,10:00,Open,,,\n"
        ),
    ),
    ways.FORM: (
        "surveys",
        "Timestamp,Recommend,Effort,Why,Mail\n11/13/2026 14:30:00,9,2,Quick,bo@x.org\n",
    ),
    ways.PEOPLE: (
        "customers",
        "Nr;First;Last;Mail;Phone;Tags;Since\n5;Ann;Moor;ann@x.org;;vip;2024-02-29\n",
    ),
    ways.TILL: ("purchases", "When,Sum,Pieces,Card\n261102,12.50,3,P1\n"),
}
# Bytes that a file may begin with, or have in it, for the fuzzer to write.
WORDS: Final = (
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"sep=;\n", b"PK\x03\x04", b"\x1f\x8b",
    b'"', b'""', b",", b";", b"\t", b"\r\n", b"\r", b"\0", b"\xe2\x80\xae", b"\x1b[31m",
    b"2026-11-02 09:00", b"31/12/2026", b"1/2/2026 3:04 PM", b"2026-10-25 02:30",
    b"2026-03-29 02:30", b"0:02:23", b"12:02:23 AM", b"46328.5", b"1.03006E+13", b"nan",
    b"03:17.4", b"1e999", b"-3", b"4,5", b"yes", b"no", b"'=1+1", b"+49 30 1234567",
    b"9999-12-31", b"0001-01-01", b"1-5", b"asked", b"*", b"rejected line",
    b"rejected because", b"\xc2\xa0", b"\xe2\x80\xa8", b"\xd9\xa3", b"1900-01-01",
)  # fmt: skip
SKIP_BAD: Final = 1


def seeds() -> Iterator[bytes]:
    """Every case to begin with."""
    for options in (0, SKIP_BAD):
        for kind, text in PLAIN.items():
            yield ways.picks(kind, None, options) + text.encode()
        for mapping, (kind, text) in MAPPED.items():
            yield ways.picks(kind, mapping, options) + text.encode()
    for path in sorted((TESTS / "imports" / "presets").glob("*.csv")):
        kind = "surveys" if path.stem in SURVEYS else "contacts"
        yield ways.picks(kind, None, SKIP_BAD) + path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        text = f"{PLAIN['contacts']}7,2026-11-02,,,,Zoë@x.org,\n"
        yield ways.picks("contacts", None, SKIP_BAD) + text.encode(encoding)
    yield from _hostile()


def _hostile() -> Iterator[bytes]:
    for path in sorted((HOSTILE / "csv-spectrum" / "csvs").glob("*.csv")):
        yield ways.picks("contacts", None, SKIP_BAD) + path.read_bytes()
    naughty = HOSTILE / "blns" / "blns.json"
    if naughty.exists():
        for number, word in enumerate(json.loads(naughty.read_text("utf-8"))):
            if number % 10 == 0:
                cell = json.dumps(word, ensure_ascii=False)
                text = f"received_at,subject\n2026-11-02,{cell}\n"
                yield ways.picks("contacts", None, SKIP_BAD) + text.encode()


def words() -> list[bytes]:
    """What a file may well have in it: names of fields, and the words above."""
    names = {name.encode() for fields in FIELDS.values() for name in fields}
    return [*sorted(names), *WORDS]
