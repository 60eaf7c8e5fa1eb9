"""Messages of an erasure: its plan, its result and what it could not do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.store.journal.queries import NOUN_OF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from csdesk.services.erasure.erase import ErasurePlan, ErasureResult

MOST_NAMED: Final = 12
# Tables whose rows have another name in messages.
WORDS: Final = {
    "complaint_event": "step",
    "article_use": "use of an article",
    "reopening": "reopening",
    "pause": "hold",
}
# Rows of these are parts of other records, and are not counted.
PARTS: Final = ("customer", "attachment")


def format_plan(plan: ErasurePlan) -> Iterator[str]:
    """List what is erased, what stays, and what is done in other files."""
    number = named(plan)
    if plan.is_again:
        yield f"{number} is erased; what was left to do is done now."
        if plan.has_more:
            yield "Goes: what was written of that customer since."
        yield from _format_copies(plan)
        return
    there = plan.subject.rows.get("customer", [])
    absorbed = [ref(CUSTOMER, one) for one in there if one not in plan.numbers]
    also = f", and {', '.join(absorbed)} merged into it" if absorbed else ""
    yield f"To be erased: {number}{also}."
    gone = [ref(CUSTOMER, one) for one in plan.subject.gone.get("customer", ())]
    if gone:
        yield f"In the journal alone: {_list(gone)}."
    yield (
        "Goes: name, addresses, company, tags, notes; every text and file of theirs, "
        "in the records, the journal and the search index."
    )
    if plan.files:
        yield f"Files that go: {_list(plan.files)}."
    yield (
        f"Stays, without the person: {_counted(plan) or 'nothing'}; their times, "
        "amounts, scores, categories, tier and root causes, which figures count."
    )
    if plan.open:
        yield f"Still open: {_list(plan.open)}. They stay open, with nobody to reach."
    yield from _format_copies(plan)


def _format_copies(plan: ErasurePlan) -> Iterator[str]:
    if plan.backups.erased:
        yield f"Copies of the desk, too: {_list(_names(plan.backups.erased))}."
    for file in plan.rejected:
        yield f"Rejected rows, too: {file.rows:,} of {file.path.name}."


def format_result(plan: ErasurePlan, done: ErasureResult) -> Iterator[str]:
    """List what was erased."""
    number = named(plan)
    copies = sorted(set(done.backups.erased))
    where = f", here and in {_list(_names(copies))}" if copies else ""
    yield f"Erased {number}{where}."
    for file in done.rejected:
        yield f"Took {file.rows:,} of their rows out of {file.path.name}."
    if done.backups.removed:
        unfinished = _list(_names(done.backups.removed))
        yield f"Removed what was left unfinished: {unfinished}."


def still_there(plan: ErasurePlan, done: ErasureResult) -> list[str]:
    """List what could not be erased, a sentence each."""
    found = [
        f"{copy} could not be reached: {why}"
        for copy, why in done.backups.unreached.items()
    ]
    found += [
        f"{file.name} knows somebody of that name: look yourself. It was worked in by "
        "itself, so only who was in it before is erased there."
        for file in done.backups.namesakes
    ]
    found += [
        f"{file} still names the person; csdesk does not change files of others."
        for file in done.files.sure
    ]
    if plan.elsewhere.sure:
        found.append(
            f"Records of others name the person: {_list(plan.elsewhere.sure)}. Whose "
            "they "
            "are decides; correct them by hand, with 'edit' or 'remove'."
        )
    found += [f"{file} cannot be read, and may." for file in done.unreadable]
    return found


def not_searched(plan: ErasurePlan, done: ErasureResult) -> list[str]:
    """Name the files and folders that were not searched, in one sentence."""
    found = [f"{one.name}/" for one in done.folders] + _names(done.packed)
    if plan.unread:
        found.append(f"{_count(plan.unread, 'file')} attached to records of others")
    if plan.runs:
        found.append(f"rejected rows of {_list(plan.runs)} in other folders")
    return [f"Not looked into: {_list(found)}."] if found else []


def doubtful(plan: ErasurePlan, done: ErasureResult) -> list[str]:
    """List what may be the person or somebody else, a sentence each."""
    found = []
    if plan.is_again:
        found.append(
            "The name is not looked for: nobody knows it any more. Categories, root "
            "causes and corrective actions typed since stay as they are."
        )
    elif plan.known.spelling.is_unsought:
        found.append(
            "The name is one letter, or none: it was not looked for in the texts of "
            "others and in files."
        )
    if plan.namesakes:
        others = [ref(CUSTOMER, one) for one in plan.namesakes]
        found.append(
            f"Of the same name, and not erased: {_list(others)}. If that is the same "
            f"person: csdesk customer erase {others[0]}"
        )
    may = [*plan.elsewhere.may, *done.files.may]
    if may:
        found.append(
            f"A part of the name alone, or a short name, stands in: {_list(may)}. "
            "csdesk cannot tell whether that is the person."
        )
    return found


def named(plan: ErasurePlan) -> str:
    """Format the customers of a plan: `P7`, or all of them."""
    return _list([ref(CUSTOMER, one) for one in plan.numbers])


def customers_named(numbers: Iterable[int]) -> str:
    """Format customers as `P7, P9`; only the first twelve are named."""
    return _list([ref(CUSTOMER, number) for number in numbers])


def _counted(plan: ErasurePlan) -> str:
    parts = []
    for table, numbers in plan.subject.rows.items():
        if numbers and table not in PARTS:
            word = NOUN_OF[table].word if table in NOUN_OF else table.replace("_", " ")
            parts.append(_count(len(numbers), WORDS.get(table, word)))
    return ", ".join(parts)


def _count(count: int, word: str) -> str:
    noun, of, rest = word.partition(" of ")
    if count > 1:
        noun = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun}{of}{rest}"


def _names(files: Iterable[Path]) -> list[str]:
    return [file.name for file in files]


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{shown} and {more:,} more" if more > 0 else shown
