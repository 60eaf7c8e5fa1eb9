"""The ways to read a file that bytes pick from: a kind, a mapping, options.

The first three bytes of a case pick; what follows them is the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from csdesk.imports.options import ImportOptions

if TYPE_CHECKING:
    from pathlib import Path

KINDS: Final = ("contacts", "complaints", "surveys", "customers", "purchases")
PICKS: Final = 3  # bytes
CALLS: Final = """
source = "phone-system"
missing = ["", "-"]
[dates]
order = "ymd"
timezone = "Europe/Zurich"
missing = ["1900-01-01 00:00:00"]
[columns]
external_id = "Call Id"
received_at = ["Date", "Time"]
abandoned = { column = "Answered", true = ["N"], false = ["Y"] }
wait = { column = "Wait", unit = "m" }
handle = { column = "Talk", excel = true }
csat = { column = "Rating", scale = [1, 7] }
category = "Topic"
[values.category]
"Contract related" = "contract"
[constants]
channel = "phone"
"""
EXCHANGE: Final = """
[file]
heading = 0
names = ["a", "b", "c", "d", "e"]
[columns]
received_at = { column = "a", format = "%d.%m.%Y %H:%M" }
ended_at = { column = "b", excel = true }
wait = { column = "c", minus = "d", unit = "s", negative = "missing" }
customer_phone = "e"
"""
TICKETS: Final = """
[file]
heading = 2
[columns]
external_id = "Id"
received_at = "Opened"
resolved_at = "Solved"
channel = "Via"
customer_email = "Mail"
follows = "Before"
complaint = "About"
nps = "Score"
nps_at = "Score Scored"
[values.channel]
"*" = "other"
[values.nps]
Offered = "asked"
"""
REGISTER: Final = """
[dates]
order = "dmy"
[columns]
external_id = "Nr"
received_at = ["Date", "Time"]
resolved = { column = "State", true = ["Closed"], false = ["Open"] }
remedy = "Remedy"
remedy_value = "Worth"
customer_name = "Name"
[values.remedy]
"*" = "refund"
"""
FORM: Final = """
[columns]
answered_at = "Timestamp"
nps = "Recommend"
ces = { column = "Effort", scale = [1, 7], direction = "effort" }
comment = "Why"
customer_email = "Mail"
"""
PEOPLE: Final = """
[file]
delimiter = ";"
[columns]
external_id = "Nr"
name = ["First", "Last"]
email = "Mail"
phone = "Phone"
tags = "Tags"
since = "Since"
"""
TILL: Final = """
[file]
encoding = "cp1252"
[columns]
at = { column = "When", format = "%y%m%d" }
amount = "Sum"
quantity = "Pieces"
customer_external_id = "Card"
"""
# kind -> the mappings that may be picked, beside none: then the headings tell
MAPPINGS: Final = {
    "contacts": (CALLS, EXCHANGE, TICKETS),
    "complaints": (REGISTER,),
    "surveys": (FORM,),
    "customers": (PEOPLE,),
    "purchases": (TILL,),
}
# What two bits each of the options pick; the lowest bit says whether to skip bad rows.
DATES: Final = (None, "ymd", "dmy", "mdy")
ENCODINGS: Final = (None, None, "cp1252", "utf-16-le")
DELIMITERS: Final = (None, None, ";", "\t")


@dataclass(frozen=True, slots=True)
class Way:
    """How a case's file is read; `mapping` is TOML, or None for its headings."""

    kind: str
    mapping: str | None
    asked: ImportOptions
    skips_bad: bool

    def with_map(self, path: Path) -> ImportOptions:
        """What is asked for, once the mapping stands in a file at `path`."""
        if self.mapping is None:
            return self.asked
        path.write_text(self.mapping, "utf-8")
        return replace(self.asked, map_file=path)


def way_of(picks: bytes) -> Way:
    """The way that so many bytes pick; any bytes pick one."""
    kind, mapping, options = picks[:PICKS].ljust(PICKS, b"\0")
    name = KINDS[kind % len(KINDS)]
    choice = (None, *MAPPINGS[name])
    return Way(
        name,
        choice[mapping % len(choice)],
        ImportOptions(
            dates=DATES[options >> 1 & 3],
            encoding=ENCODINGS[options >> 3 & 3],
            delimiter=DELIMITERS[options >> 5 & 3],
        ),
        skips_bad=bool(options & 1),
    )


def picks(kind: str, mapping: str | None = None, options: int = 0) -> bytes:
    """The bytes that pick this kind, mapping and byte of options."""
    choice = (None, *MAPPINGS[kind])
    return bytes([KINDS.index(kind), choice.index(mapping), options])
