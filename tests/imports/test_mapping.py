from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.errors import UsageProblem
from csdesk.imports.mapping.fields import CONTACT_FIELDS, NEEDS, FieldKind
from csdesk.imports.mapping.mapping import mapping_of_headings, read_mapping

RECEIVED = '[columns]\nreceived_at = "Date"\n'


@pytest.mark.parametrize(
    ("text", "expected", "hint"),
    [
        ("colums = 1", "no key 'colums'", "'columns'"),
        ('[columns]\nrecieved_at = "Date"', "'recieved_at'", "'received_at'"),
        (RECEIVED + 'wait = { column = "W", unit = "sec" }', "unit is 'sec'", "s"),
        (RECEIVED + 'wait = { column = "W", untis = "s" }', "'untis'", "'unit'"),
        (RECEIVED + 'wait = { unit = "s" }', "column is missing", "column ="),
        (RECEIVED + 'agent = { column = "A", unit = "s" }', "'unit'", "column"),
        (RECEIVED + 'nps = { column = "N", scale = [1, 5] }', "scale", "0 to 10"),
        (RECEIVED + 'csat = { column = "N", scale = [5, 1] }', "scale", "[1, 5]"),
        (RECEIVED + 'wait = { column = "W", excel = "yes" }', "excel", "excel = true"),
        (RECEIVED + 'wait = { column = "W", excel = true, unit = "s" }', "unit", "out"),
        (RECEIVED + 'wait = { column = "W", negative = "0" }', "negative", "missing"),
        (RECEIVED + 'csat_at = "When"', "without csat", "csat"),
        ('[dates]\norder = "dym"', "order is 'dym'", "dmy"),
        ('[dates]\ntimezone = "Europe/Zurick"', "timezone", "Europe/Zurich"),
        ('[columns]\nagent = "A"', "no column is received_at", "received_at"),
        (RECEIVED + 'agent = "A"\n[constants]\nagent = "Ann"', "both", "out"),
        ('kind = "complants"', "kind is 'complants'", "Did you mean 'complaints'"),
        ('kind = "complaints"', "maps complaints, not contacts", "import complaints"),
        ('[file]\ndelimiter = ";;"', "delimiter", "one character"),
        ("[file]\nheading = 0", "names go with heading = 0", "names"),
        ('[file]\nencoding = "cp125"', "encoding", "cp125"),
        ('[values.agent]\nx = "y"\n' + RECEIVED, "[values.agent]", "agent ="),
        ("kind = ", "is not TOML", "field"),
    ],
)  # fmt: skip
def test_what_a_mapping_does_not_know_is_refused_by_name(
    text: str, expected: str, hint: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        read_mapping(text, "contacts", "map.toml")
    assert expected in str(caught.value)
    assert hint in f"{caught.value} {caught.value.hint}"


def test_headings_that_are_no_fields_are_refused_with_did_you_mean() -> None:
    with pytest.raises(UsageProblem, match="'recieved_at' is no field") as caught:
        mapping_of_headings(("recieved_at",), "contacts", "calls.csv")
    assert caught.value.hint == "Did you mean 'received_at'?"


names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
mapped = st.dictionaries(
    st.sampled_from(
        [
            field.name
            for field in CONTACT_FIELDS
            if field.name not in NEEDS["contacts"] and field.kind is not FieldKind.SCORE
        ]
    ),
    st.lists(names, min_size=1, max_size=3),
)


@given(mapped)
def test_a_mapping_says_back_what_was_written(columns: dict[str, list[str]]) -> None:
    columns = {"received_at": ["Date"], **columns}
    lines = [f"{name} = {headings!r}" for name, headings in columns.items()]
    read = read_mapping("\n".join(["[columns]", *lines]), "contacts")
    assert {column.field.name: list(column.headings) for column in read.columns} == (
        columns
    )
