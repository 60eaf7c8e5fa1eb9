"""Export of a data subject: everything that the desk has about a customer.

For an access request: every record and text in its current version, earlier versions
of what was changed or removed, and the files; without agents and data of others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.contact_fields import plain_names
from csdesk.domain.file_names import numbered, safe_file_name
from csdesk.domain.ids import NOUNS, ref
from csdesk.exports.attachments import bytes_of
from csdesk.render.as_json import text_of
from csdesk.render.values import NOTHING, for_people, for_programs
from csdesk.result import Kind
from csdesk.store.privacy.columns import TABLES
from csdesk.store.privacy.former import subject_of
from csdesk.store.privacy.subject import rows_of, versions
from csdesk.store.queries.attachments import read_attachments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from csdesk.result import Locale
    from csdesk.store.connection import Reader
    from csdesk.store.privacy.subject import RowVersion, Subject

    Row = dict[str, Any]

FORMAT: Final = 1
JSON_NAME: Final = "customer.json"
TEXT_NAME: Final = "customer.txt"
WORDS: Final = {
    "order_ref": "order",
    "external_id": "external_id",
    "resolved": "resolved_at_unknown_time",
}
MONEY: Final = frozenset({"amount", "value", "cost"})
FLAGS: Final = frozenset(
    {"do_not_contact", "safety", "resolved", "abandoned", *plain_names("yes/no")}
)
INSTANTS: Final = frozenset({"at", "since", "until"})
LETTERS: Final = {noun.table: noun for noun in NOUNS}
REFERS: Final = {
    "merged_into_id": "customer",
    "follows_id": "contact",
    **{f"{table}_id": table for table in LETTERS},
}
TITLES: Final = {
    "customer": "Who you are here",
    "departure": "When you left, and came back",
    "complaint": "Complaints",
    "contact": "Contacts",
    "complaint_event": "Steps of complaints",
    "remedy": "What was offered or granted",
    "reopening": "What had to be opened again",
    "pause": "Waiting for you",
    "attachment": "Files",
    "survey_answer": "Surveys",
    "follow_up": "What was to be done for you",
    "voucher": "Vouchers",
    "purchase": "Purchases",
    "article_use": "Answers that were used",
}
CHANGES: Final = "What was changed or removed"


@dataclass(frozen=True, slots=True)
class SubjectData:
    """The data of one customer; `files` are attachments: id -> file name."""

    desk: str
    subject: Subject
    at: datetime
    locale: Locale
    tables: Mapping[str, list[Row]]
    changes: list[RowVersion]
    files: Mapping[int, str]


def data_of(
    db: Reader, number: int, desk: str, locale: Locale, at: datetime
) -> SubjectData:
    """Collect the data of a customer by id; `at` is now."""
    subject = subject_of(db, number)
    tables = {table: rows_of(db, subject, table) for table in TABLES}
    return SubjectData(
        desk,
        subject,
        at,
        locale,
        tables,
        list(versions(db, subject)),
        _file_names(tables["attachment"]),
    )


def as_json(data: SubjectData, *, has_files: bool = False) -> str:
    """Return the data as JSON: instants ISO, money in major units, ids as C12.

    `has_files`: the attachments are in the same folder, under the names given.
    """
    document: dict[str, Any] = {
        "format": FORMAT,
        "desk": data.desk,
        "exported_at": data.at.astimezone(data.locale.zone).isoformat(),
        "about": ref(LETTERS["customer"], data.subject.number),
    }
    for table, rows in data.tables.items():
        document[table] = [
            {
                **(_object(table, row, data.locale) or {}),
                **_file_entry(data, table, row, has_files),
            }
            for row in rows
        ]
    document["changes"] = [
        {
            "at": for_programs(one.at, Kind.INSTANT, data.locale),
            "what": one.verb,
            "record": _name(one.table, one.row_id),
            "before": _object(one.table, one.before, data.locale),
            "after": _object(one.table, one.after, data.locale),
        }
        for one in data.changes
    ]
    return text_of(document, indent=2) + "\n"


def as_text(data: SubjectData, *, has_files: bool = False) -> str:
    """Return the data as text: record by record, a line a field."""
    number = ref(LETTERS["customer"], data.subject.number)
    when = for_people(int(data.at.timestamp()), Kind.INSTANT, data.locale)
    lines = [f"What {data.desk} holds of customer {number}, {when}", ""]
    for table, rows in data.tables.items():
        if rows:
            lines += [TITLES[table], "-" * len(TITLES[table]), ""]
        for row in rows:
            lines.append(_name(table, row["id"]))
            lines += _fields(table, row, data.locale)
            file = _file_entry(data, table, row, has_files).get("file")
            lines += [f"  file: {file}"] if file else []
            lines.append("")
    if data.changes:
        lines += [CHANGES, "-" * len(CHANGES), ""]
    for one in data.changes:
        lines += [*_change(one, data.locale), ""]
    return "\n".join(lines)


def files_of(db: Reader, data: SubjectData) -> dict[str, bytes]:
    """Return the files of a folder by name: the data twice, and the attachments.

    Raises UnusableDeskError where the digest of an attachment differs.
    """
    files = {
        JSON_NAME: as_json(data, has_files=True).encode(),
        TEXT_NAME: as_text(data, has_files=True).encode(),
    }
    for file in read_attachments(db, list(data.files)):
        files[data.files[file.id]] = bytes_of(file)
    return files


def _file_names(rows: list[Row]) -> dict[int, str]:
    """Return a unique file name for each attachment, ignoring case."""
    taken = {JSON_NAME, TEXT_NAME}
    found = {}
    for row in rows:
        safe, count = safe_file_name(row["name"], f"attachment-{row['id']}"), 1
        name = safe
        while name.casefold() in taken:
            count += 1
            name = numbered(safe, count)
        taken.add(name.casefold())
        found[row["id"]] = name
    return found


def _file_entry(
    data: SubjectData, table: str, row: Row, has_files: bool
) -> dict[str, str]:
    if table != "attachment" or not has_files:
        return {}
    return {"file": data.files[row["id"]]}


def _object(table: str, row: Row | None, locale: Locale) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        _label(name): for_programs(_cell(table, name, value), _kind(name), locale)
        for name, value in row.items()
    }


def _fields(table: str, row: Row, locale: Locale) -> Iterator[str]:
    for name, value in row.items():
        text = for_people(_cell(table, name, value), _kind(name), locale)
        if name != "id" and text != NOTHING:
            yield f"  {_label(name).replace('_', ' ')}: {text}"


def _change(one: RowVersion, locale: Locale) -> Iterator[str]:
    when = for_people(one.at, Kind.INSTANT, locale)
    yield f"{when}: {one.verb}, {_name(one.table, one.row_id)}"
    before, after = one.before or {}, one.after or {}
    for name in before | after:
        old, new = (
            for_people(_cell(one.table, name, row.get(name)), _kind(name), locale)
            for row in (before, after)
        )
        if one.after is None or one.before is None:
            yield f"  {_label(name).replace('_', ' ')}: {new if one.after else old}"
        else:
            yield f"  {_label(name).replace('_', ' ')}: {old} -> {new}"


def _name(table: str, number: int) -> str:
    if table in LETTERS:
        return ref(LETTERS[table], number)
    return f"{table.replace('_', ' ')} {number}"


def _label(name: str) -> str:
    return WORDS.get(name, name.removesuffix("_id").removesuffix("_seconds"))


def _kind(name: str) -> Kind:
    if name in INSTANTS or name.endswith("_at"):
        return Kind.INSTANT
    if name.endswith("_seconds"):
        return Kind.DURATION
    if name in MONEY:
        return Kind.MONEY
    if name == "tags":
        return Kind.WORDS
    return Kind.FLAG if name in FLAGS else Kind.TEXT


def _cell(table: str, name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "id":
        return _name(table, value) if table in LETTERS else value
    if name in REFERS:
        return ref(LETTERS[REFERS[name]], value)
    if name == "tags":
        return tuple(word for word in str(value).split(",") if word)
    return value
