"""Whatever bytes, cells and mappings come: a sentence, whole rows, or nothing."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from csdesk.imports.fields import FIELDS

if TYPE_CHECKING:
    from tests.conftest import Csdesk

NAMES = list(FIELDS["contacts"])
COUNTS = re.compile(
    r"([\d,]+) read = ([\d,]+) added \+ ([\d,]+) updated \+ ([\d,]+) unchanged"
    r" \+ ([\d,]+) rejected"
)
# Fragments that mean something somewhere, so that most files come a long way.
CELLS = st.one_of(
    st.sampled_from(
        ["", "-", "2026-11-02", "2026-11-02 09:00", "31/12/2026", "1/2/2026 3:04 PM",
         "12/31/2026", "0:02:23", "4,5", "1,234", "5", "0", "10", "-3", "yes", "N",
         "phone", "a@b.de", "+49 30 1234567", "1.03006E+13", "03:17.4", "46328.5",
         "=1+1", "\x1b[31m", "Ünï", "\u202e", "9" * 30, '"', "\n", "2026-10-25 02:30",
         "2026-03-29 02:30", "asked", "*", "12:02:23 AM", "1e999", "٣", "nan"]
    ),
    st.text(max_size=8),
)  # fmt: skip
HEADINGS = st.one_of(st.sampled_from([*NAMES, "Datum", "A,B", ""]), st.text(max_size=6))
OPTIONS = st.lists(
    st.sampled_from(
        [("--dates", "dmy"), ("--dates", "mdy"), ("--set", "channel=phone"),
         ("--set", "nps=11"), ("--column", "received_at=Datum"), ("--skip-bad",),
         ("--column", "subject=A,B"), ("--score", "Datum=nps"), ("--delimiter", ";"),
         ("--encoding", "cp1252"), ("--encoding", "utf-16"), ("--dry-run",),
         ("--preset", "zendesk"), ("--preset", "asterisk"), ("--encoding", "cp037"),
         ("--write-map", "draft.toml")]
    ),
    max_size=3,
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A table as CSV in some encoding, delimiter and newline; seldom broken."""
    headings = draw(st.lists(HEADINGS, min_size=1, max_size=6))
    if draw(st.booleans()):
        headings = ["received_at", *headings]
    width = len(headings)
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6))
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=draw(st.sampled_from(",;\t|")),
        lineterminator=draw(st.sampled_from(["\n", "\r\n", "\r"])),
    )
    writer.writerow(headings)
    writer.writerows(rows)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    data = text.getvalue().encode(encoding, "replace")
    if draw(st.integers(0, 9)) == 0:
        cut = draw(st.integers(0, len(data)))
        data = data[:cut] + draw(st.binary(max_size=4)) + data[cut:]
    return data


@st.composite
def mappings(draw: st.DrawFn) -> str | None:
    """A mapping of some columns with some options; now and then nonsense."""
    if draw(st.integers(0, 3)):
        return None
    lines = [f"[columns]\nreceived_at = {json.dumps(draw(HEADINGS))}"]
    for name in draw(st.lists(st.sampled_from(NAMES[1:]), max_size=4, unique=True)):
        heading = json.dumps(draw(HEADINGS))
        more = draw(
            st.sampled_from(
                ["", ', unit = "m"', ", excel = true", ", scale = [1, 7]",
                 ', true = ["N"]', ', format = "%d.%m.%Y"', ', missing = ["-"]',
                 ', minus = "wait"', ', negative = "missing"', ", x = 1"]
            )
        )  # fmt: skip
        lines.append(f"{name} = {{ column = {heading}{more} }}")
    if draw(st.booleans()):
        lines.append('[values.channel]\n"*" = "other"')
    if draw(st.booleans()):
        lines.append("[file]\nheading = 2")
    return "\n".join(lines)


def contents(csdesk: Csdesk) -> list[str]:
    with closing(sqlite3.connect(csdesk.path)) as connection:
        return list(connection.iterdump())


@pytest.mark.long
@settings(
    max_examples=600,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.one_of(tables(), tables(), tables(), st.binary(max_size=200)),
       mappings(), OPTIONS)  # fmt: skip
@example(b"received_at\n\xff", None, [])
@example(b"received_at,wait\n2026-11-02,0.00000\n", None, [("--skip-bad",)])
def test_any_file_ends_in_a_sentence_and_whole_counts(
    csdesk: Csdesk,
    empty_desk: bytes,
    data: bytes,
    mapping: str | None,
    options: list[tuple[str, ...]],
) -> None:
    for path in csdesk.folder.iterdir():
        path.unlink()
    csdesk.path.write_bytes(empty_desk)
    (csdesk.folder / "in.csv").write_bytes(data)
    command = ["import", "contacts", "in.csv", *(w for words in options for w in words)]
    if mapping is not None:
        (csdesk.folder / "map.toml").write_text(mapping, "utf-8")
        command += ["--map", "map.toml"]
    before = contents(csdesk)
    result = csdesk(*command)
    assert result.exit_code in {0, 1, 2}, result.output
    assert "Traceback" not in result.output
    assert "\x1b[31m" not in result.output
    told = COUNTS.search(result.stdout)
    event(f"exit {result.exit_code}, counts {told is not None}")
    if told is None or "--dry-run" in command:
        assert contents(csdesk) == before
    if told is None:
        return
    read, *parts = (int(count.replace(",", "")) for count in told.groups())
    assert read == sum(parts)
    has_rejects = bool(list(csdesk.folder.glob("*.rejected.csv")))
    assert has_rejects == (parts[-1] > 0 and "--dry-run" not in command)
    if "--dry-run" not in command:
        with closing(sqlite3.connect(csdesk.path)) as connection:
            (kept,) = connection.execute("SELECT count(*) FROM contact").fetchone()
        assert kept == parts[0]
