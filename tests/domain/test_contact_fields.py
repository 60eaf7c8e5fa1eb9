"""A plain field of contacts stands in every layer by its row in the table alone."""

import re
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint

from csdesk.cli.commands.contact import app as commands
from csdesk.cli.commands.contact.log import log
from csdesk.domain.contact_fields import PLAIN_FIELDS, PlainField, TypedFields
from csdesk.exports.person import FLAGS
from csdesk.imports.importers.contacts import COPIED
from csdesk.imports.mapping.fields import FIELDS
from csdesk.kpi.restatements.versions import RECORDS
from csdesk.result import Kind
from csdesk.services.contacts import NewContact
from csdesk.store.models import Contact
from csdesk.store.privacy.columns import UNCHANGED
from csdesk.views.contact import VIEW
from csdesk.views.exports import CONTACTS

PACKAGE = Path(__file__).parents[2] / "csdesk"
# Where a plain field may be named, besides its migration: five places.
PLACES = {
    "domain/contact_fields.py",
    "store/models/contacts.py",
    "cli/commands/contact/log.py",
    "cli/commands/contact/app.py",
}
# Figures count a field by its name, in SQL.
FIGURES = ("kpi/definitions/", "kpi/relations/")
CHECKS = {"count": ">= 0", "yes/no": "IN (0, 1)"}
CELLS = {"count": Kind.NUMBER, "yes/no": Kind.FLAG, "word": Kind.TEXT}
NAMES = [field.name for field in PLAIN_FIELDS]
every_field = pytest.mark.parametrize("field", PLAIN_FIELDS, ids=NAMES)


@every_field
def test_the_model_has_its_column_with_the_check_of_its_kind(
    field: PlainField,
) -> None:
    allowed = ", ".join(f"'{word}'" for word in field.words)
    rule = CHECKS.get(field.kind, f"IN ({allowed})")
    table = Contact.metadata.tables["contact"]
    column = table.columns[field.name]
    assert column.nullable
    checks = [
        str(one.sqltext)
        for one in (*table.constraints, *column.constraints)
        if isinstance(one, CheckConstraint)
    ]
    assert f"{field.name} {rule}" in checks


@every_field
def test_files_and_lists_have_it(field: PlainField) -> None:
    name, kind = field.name, CELLS[field.kind]
    exported = {item.column.key: item for item in CONTACTS.columns}[name]
    assert (exported.sql, exported.column.kind) == (f"c.{name}", kind)
    listed = {item.column.key: item for item in VIEW.columns}[name]
    assert (listed.column.heading, listed.column.kind) == (field.heading, kind)
    read = FIELDS["contacts"][name]
    assert (read.kind, read.words, read.columns) == (field.kind, field.words, (name,))
    assert COPIED[name] == (name, None)


@every_field
def test_erasure_access_requests_and_restatements_know_it(field: PlainField) -> None:
    assert (field.name in UNCHANGED) == (field.kind == "word")
    assert (field.name in FLAGS) == (field.kind == "yes/no")
    assert (field.name in RECORDS["contact"].facts) == field.counted


def test_what_is_typed_has_its_options_and_is_written() -> None:
    values = dict.fromkeys(TypedFields.__slots__, "given")
    assert values.keys() <= set(NAMES)
    assert values.keys() <= log.__annotations__.keys()
    assert values.keys() <= commands.edit.__annotations__.keys()
    assert values.keys() <= set(commands.CLEARABLE)
    assert NewContact("-", **values).columns() == values  # type: ignore[arg-type]


def test_a_field_is_named_in_no_other_place() -> None:
    one = "|".join(NAMES)
    named = re.compile(rf"""["'.]({one})["']|\.({one})\b|\b({one})(: |=)""")
    found = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if named.search(file.read_text("utf-8"))
    }
    assert {name for name in found if not name.startswith(FIGURES)} == PLACES
