"""Rows of a data subject: existing ones, and those only journalled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from csdesk.store.dialect import COLUMNS, among, as_list, json_field, not_among
from csdesk.store.journal.queries import read_row
from csdesk.store.privacy.columns import NOT_EXPORTED, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csdesk.store.connection import Reader, Row

    Values = dict[str, Any]


# `{x}` is a column of the row, of the table or the journal; `:x` the ids of that
# table's rows found so far, as JSON.
_WITHOUT: Final = "{customer_id} IS NULL AND "
_OTHERS: Final = f"""SELECT {{key}} FROM contact WHERE {{key}} IS NOT NULL
  AND customer_id IS NOT NULL
  AND {not_among("customer_id", ":customer")}"""
_OURS: Final = f"""SELECT {{key}} FROM contact
  WHERE {among("customer_id", ":customer")}"""


def _of(table: str, column: str | None = None) -> str:
    name = column or f"{table}_id"
    return among(f"{{{name}}}", f":{table}")


def _case(key: str) -> str:
    """Build the condition of a case without customer, of this one's contacts alone."""
    return (
        f"{_WITHOUT}{{id}} IN ({_OURS.format(key=key)})"
        f" AND {{id}} NOT IN ({_OTHERS.format(key=key)})"
    )


_OF_CASE: Final = f"({_of('contact')} OR {_of('complaint')})"
# In this order: a rule may use the rows that earlier ones found.
RULES: Final = (
    ("customer", _of("customer", "merged_into_id")),
    ("departure", _of("customer")),
    ("complaint", f"{_of('customer')} OR ({_case('complaint_id')})"),
    ("contact", f"{_of('customer')} OR ({_case('follows_id')})"),
    (
        "contact",
        f"{_WITHOUT}({_of('complaint')} OR {_of('contact', 'follows_id')})",
    ),
    ("complaint_event", _of("complaint")),
    ("remedy", _of("complaint")),
    ("reopening", _OF_CASE),
    ("pause", _OF_CASE),
    ("attachment", _OF_CASE),
    ("survey_answer", f"{_of('customer')} OR ({_WITHOUT}{_OF_CASE})"),
    ("follow_up", f"{_of('customer')} OR ({_WITHOUT}{_OF_CASE})"),
    ("voucher", f"{_of('customer')} OR ({_WITHOUT}{_of('remedy')})"),
    ("purchase", _of("customer")),
    ("article_use", _of("contact")),
)
# Removed rows, in their last version.
LAST_KNOWN: Final = """
SELECT c.row_id
FROM (
    SELECT row_id, max(id) AS last FROM change WHERE table_name = :name GROUP BY row_id
) AS gone
JOIN change AS c ON c.id = gone.last
WHERE NOT EXISTS (SELECT 1 FROM {table} AS one WHERE one.id = c.row_id)
  AND ({condition})"""


@dataclass(slots=True)
class Subject:
    """Customer with every row that is theirs.

    `rows` exist, `gone` are in the journal alone: table -> ids, in order.
    """

    number: int
    rows: dict[str, list[int]] = field(default_factory=dict)
    gone: dict[str, list[int]] = field(default_factory=dict)

    @property
    def customers(self) -> list[int]:
        """The customer, and those merged into it, existing or journalled."""
        return self.every("customer")

    @property
    def is_gone(self) -> bool:
        """Whether none of them is a customer any more: the journal alone has them."""
        return not self.rows.get("customer")

    def every(self, table: str) -> list[int]:
        """Return the rows of `table`, existing ones and those removed."""
        return [*self.rows.get(table, ()), *self.gone.get(table, ())]


def subject_by_id(db: Reader, *numbers: int) -> Subject:
    """Read all rows of the customers of those ids, existing or journalled."""
    found = Subject(numbers[0])
    rows = db.each(
        f"SELECT id FROM customer WHERE {among('id')}",
        (as_list(numbers),),
    )
    existing = {number for (number,) in rows}
    found.rows["customer"] = [one for one in dict.fromkeys(numbers) if one in existing]
    found.gone["customer"] = [
        one for one in dict.fromkeys(numbers) if one not in existing
    ]
    columns = {table: set(columns_of(db, table)) for table in TABLES}
    for table, rule in RULES:
        if columns[table]:
            _look(db, found, table, rule, columns[table])
    return found


def columns_of(db: Reader, table: str) -> tuple[str, ...]:
    """List the columns of `table` in this file; empty without such a table."""
    return tuple(name for name, _ in db.each(COLUMNS, (table,)))


def _look(db: Reader, found: Subject, table: str, rule: str, columns: set[str]) -> None:
    """Add the rows that fit `rule`; for customers, until there are no more."""
    live_rule = rule.format_map(_LiveColumns(columns))
    journal_rule = rule.format_map(_JournalColumns())
    live = f"SELECT id FROM {table} WHERE {live_rule} ORDER BY id"
    gone = LAST_KNOWN.format(table=table, condition=journal_rule)
    while True:
        known = {name: as_list(found.every(name)) for name in TABLES}
        more = [
            _add(found.rows, table, db.each(live, known)),
            _add(found.gone, table, db.each(gone, known | {"name": table})),
        ]
        if table != "customer" or not any(more):
            return


def _add(into: dict[str, list[int]], table: str, rows: Iterable[Row]) -> bool:
    ids = into.setdefault(table, [])
    known = set(ids)
    new = [number for (number,) in rows if number not in known]
    ids += new
    return bool(new)


class _LiveColumns(dict[str, str]):
    """Columns of an existing row; one that this schema lacks is NULL."""

    def __init__(self, columns: set[str]) -> None:
        super().__init__({name: f'"{name}"' for name in columns})

    def __missing__(self, name: str) -> str:
        return "NULL"


class _JournalColumns(dict[str, str]):
    """Columns of a row in the journal."""

    def __missing__(self, name: str) -> str:
        if name == "id":
            return "c.row_id"
        return json_field("coalesce(c.after, c.before)", name)


ROWS: Final = f"""
SELECT {{columns}} FROM {{table}} AS record
WHERE {among("id")} ORDER BY id"""
# Columns of other tables that belong to the export.
MORE: Final = {
    "article_use": {
        "title": "(SELECT title FROM article WHERE id = record.article_id)"
    },
}
CHANGES: Final = f"""
SELECT o.at, o.verb, c.row_id, c.before, c.after
FROM change AS c JOIN operation AS o ON o.id = c.operation_id
WHERE c.table_name = ? AND {among("c.row_id")}
ORDER BY c.id"""
CUSTOMER_ID: Final = "customer_id"


@dataclass(frozen=True, slots=True)
class RowVersion:
    """Row before and after an operation, where these differ.

    None: it did not exist; `at` in epoch seconds.
    """

    at: int
    verb: str
    table: str
    row_id: int
    before: Values | None
    after: Values | None


def exported_columns(db: Reader, table: str) -> list[str]:
    """List the columns of `table` in an export of a person's data."""
    return [name for name in columns_of(db, table) if name not in NOT_EXPORTED]


def rows_of(db: Reader, subject: Subject, table: str) -> list[Values]:
    """Read the person's rows of `table`, oldest first."""
    names = exported_columns(db, table)
    more = MORE.get(table, {})
    columns = [f'"{name}"' for name in names] + list(more.values())
    cursor = db.each(
        ROWS.format(columns=", ".join(columns), table=table),
        (as_list(subject.rows.get(table, ())),),
    )
    return [dict(zip((*names, *more), row, strict=True)) for row in cursor]


def versions(db: Reader, subject: Subject) -> Iterator[RowVersion]:
    """Yield the journal's versions of the person's rows, except their present state.

    Not those from a time when the row was another customer's.
    """
    for table in TABLES:
        exported = set(exported_columns(db, table))
        ids = subject.every(table)
        for at, verb, row_id, *texts in db.each(CHANGES, (table, as_list(ids))):
            old, new = (_exported_values(text, exported, subject) for text in texts)
            if old and new:
                changed = {name for name in old | new if old.get(name) != new.get(name)}
                old = {name: old.get(name) for name in old | new if name in changed}
                new = {name: new.get(name) for name in old}
            if old:  # the row itself shows what it became
                yield RowVersion(at, verb, table, row_id, old, new)
            elif new and row_id not in subject.rows.get(table, ()):
                yield RowVersion(at, verb, table, row_id, None, new)


def _exported_values(
    text: str | None, exported: set[str], subject: Subject
) -> Values | None:
    if text is None:
        return None
    row = read_row(text)
    if row.get(CUSTOMER_ID) not in {None, *subject.customers}:
        return {}
    return {name: value for name, value in row.items() if name in exported}
