"""Any bytes, cells and mappings: a message, complete rows, or nothing."""

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

from csdesk.imports.mapping.fields import FIELDS, Field, FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
GOOD = {
    FieldKind.INSTANT: ["2026-11-02 09:00", "2026-11-03T10:00Z", "2026-11-04", ""],
    FieldKind.DURATION: ["0:02:23", "5", "4.5", "1h", ""],
    FieldKind.YES_NO: ["yes", "no", ""],
    FieldKind.COUNT: ["0", "2", ""],
    FieldKind.WORD: [""],
    FieldKind.SCORE: ["1", "5", ""],
    FieldKind.EMAIL: ["a@b.de", "c@d.org", ""],
    FieldKind.PHONE: ["+49 30 1234567", ""],
}
COLUMN_NAMES = st.one_of(st.sampled_from(["Datum", "A,B", "Zeit"]), st.text(max_size=6))
OPTIONS = st.lists(
    st.sampled_from(
        [("--dates", "dmy"), ("--dates", "mdy"), ("--set", "channel=phone"),
         ("--set", "nps=11"), ("--column", "received_at=Datum"), ("--skip-bad",),
         ("--skip-bad",), ("--skip-bad",), ("--column", "subject=A,B"), ("--dry-run",),
         ("--score", "Datum=nps"), ("--delimiter", ";"), ("--encoding", "cp1252"),
         ("--encoding", "utf-16"), ("--preset", "zendesk"), ("--preset", "asterisk"),
         ("--encoding", "cp037"), ("--write-map", "draft.toml")]
    ),
    max_size=2,
)  # fmt: skip
MORE = ["", "", "", ', unit = "m"', ", excel = true", ", scale = [1, 7]", ", x = 1",
        ', true = ["N"]', ', format = "%d.%m.%Y"', ', missing = ["-"]',
        ', minus = "wait"', ', negative = "missing"']  # fmt: skip
Case = tuple[bytes, str | None, list[tuple[str, ...]]]


def cell_of(field: Field) -> st.SearchStrategy[str]:
    """Mostly cells that the field can be read from."""
    good = st.sampled_from(GOOD.get(field.kind, ["Ann", "b 2", "Ünï", ""]))
    if field.name == "received_at":
        good = st.sampled_from(["2026-11-02 09:00", "2026-11-01"])
    return st.one_of(good, good, good, good, CELLS)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A table as CSV of some shape, how it is mapped, and options."""
    names = draw(st.lists(st.sampled_from(NAMES[2:]), max_size=4, unique=True))
    fields = [FIELDS["contacts"][name] for name in ["received_at", *names]]
    rows = draw(st.lists(st.tuples(*map(cell_of, fields)), max_size=6))
    headings = [field.name for field in fields]
    mapping = None
    if draw(st.booleans()):
        headings = [
            f"{draw(COLUMN_NAMES)}{number or ''}" for number in range(len(fields))
        ]
        mapping = "\n".join(mapping_of(draw, fields, headings))
    data = as_csv(draw, [headings, *rows])
    if draw(st.integers(0, 9)) == 0:
        cut = draw(st.integers(0, len(data)))
        data = data[:cut] + draw(st.binary(max_size=4)) + data[cut:]
    return data, mapping, draw(OPTIONS) if draw(st.booleans()) else []


def as_csv(draw: st.DrawFn, rows: list[Sequence[str]]) -> bytes:
    text = io.StringIO()
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    delimiter = draw(st.sampled_from(",;\t|"))
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    encoding = draw(
        st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"])
    )
    return text.getvalue().encode(encoding, "replace")


def mapping_of(
    draw: st.DrawFn, fields: list[Field], headings: list[str]
) -> Iterator[str]:
    yield "[columns]"
    for field, heading in zip(fields, headings, strict=True):
        more = draw(st.sampled_from(MORE))
        yield f"{field.name} = {{ column = {json.dumps(heading)}{more} }}"
    if any(field.name == "channel" for field in fields):
        yield '[values.channel]\n"*" = "other"'
    if draw(st.integers(0, 5)) == 0:
        yield "[file]\nheading = 2"


def contents(csdesk: Csdesk) -> list[str]:
    with closing(sqlite3.connect(csdesk.path)) as connection:
        return list(connection.iterdump())


@pytest.mark.long
@settings(
    max_examples=600,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.one_of(
        cases(), cases(), cases(),
        st.tuples(st.binary(max_size=200), st.none(), OPTIONS),
    )
)  # fmt: skip
@example((b"received_at\n\xff", None, []))
@example((b"received_at,wait\n2026-11-02,0.00000\n", None, [("--skip-bad",)]))
def test_any_file_ends_in_a_sentence_and_whole_counts(
    csdesk: Csdesk,
    empty_desk: bytes,
    case: Case,
) -> None:
    data, mapping, options = case
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
    counts = COUNTS.search(result.stdout)
    event(f"exit {result.exit_code}, counts {counts is not None}")
    if counts is None or "--dry-run" in command:
        assert contents(csdesk) == before
    if counts is None:
        return
    read, *parts = (int(count.replace(",", "")) for count in counts.groups())
    assert read == sum(parts)
    has_rejects = bool(list(csdesk.folder.glob("*.rejected.csv")))
    assert has_rejects == (parts[-1] > 0 and "--dry-run" not in command)
    if "--dry-run" not in command:
        with closing(sqlite3.connect(csdesk.path)) as connection:
            (stored,) = connection.execute("SELECT count(*) FROM contact").fetchone()
        assert stored == parts[0]
