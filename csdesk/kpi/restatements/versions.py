"""Compare two versions of a record as figures see them as of an instant.

A row is a mapping of its columns, instants as epoch seconds, empty columns None or
left out, as in the journal. Free text and columns of imports, which no figure counts,
are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.case import CaseColumns, owes_resolution
from csdesk.domain.contact_fields import PLAIN_FIELDS
from csdesk.store.sql.windows import RETENTION, WIN_BACK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Row = dict[str, Any]
Facts = dict[str, Any]
Resolution = tuple[int | None, bool, int | None, str | None, str | None, int | None]
Part = tuple[str, int, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Visibility:
    """The columns of a table that figures see, and from when on.

    A row exists from the first of `begins` that is not empty; of `instants` those
    before the instant in question are seen. `facts` are seen with the row, or, where
    `facts_from` names an instant, from that one on; each of `with_instant` from its own
    instant on. Rows with the column and value of `never` are never seen. `deadlines`
    are instants too, while no hold moves them. `windows` are the seconds after an
    instant at which it counts once more; a row that counts for a whole time after it is
    seen by each period that began within `reach` seconds of it.
    """

    begins: tuple[str, ...]
    instants: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    with_instant: Mapping[str, str] = field(default_factory=dict)
    facts_from: str | None = None
    never: tuple[str, str | None] | None = None
    deadlines: tuple[str, ...] = ()
    windows: Mapping[str, int] = field(default_factory=dict)
    reach: int = 0


RECORDS: Final = {
    "contact": Visibility(
        ("received_at",),
        ("received_at", "first_response_at"),
        (
            "customer_id", "agent_id", "channel", "direction", "phase", "reason",
            "category", "abandoned", "wait_seconds", "handle_seconds",
            *(plain.name for plain in PLAIN_FIELDS if plain.counted),
            "complaint_id", "follows_id",
        ),
        {"response_business_seconds": "first_response_at"},
        deadlines=("response_due_at", "resolution_due_at"),
    ),
    "complaint": Visibility(
        ("opened_at",),
        ("opened_at", "acknowledged_at"),
        (
            "customer_id", "channel", "category", "severity", "safety", "owner_id",
            "root_cause",
        ),
        deadlines=("acknowledge_due_at", "resolution_due_at"),
        windows={"resolved_at": RETENTION},
    ),
    # The facts of a survey count only once it is answered.
    "survey_answer": Visibility(
        ("asked_at", "answered_at"),
        ("asked_at", "answered_at"),
        (
            "kind", "score", "scale_min", "scale_max", "direction", "customer_id",
            "contact_id", "complaint_id",
        ),
        facts_from="answered_at",
    ),
    "follow_up": Visibility(
        ("promised_at",),
        ("promised_at", "done_at"),
        ("kind", "customer_id", "contact_id", "complaint_id"),
        never=("kind", "reminder"),
        windows={"done_at": WIN_BACK},
    ),
    "voucher": Visibility(
        ("issued_at",), ("issued_at", "redeemed_at"), ("customer_id", "remedy_id")
    ),
    # A purchase without a customer counts in no figure.
    "purchase": Visibility(
        ("at",),
        ("at",),
        ("customer_id", "amount"),
        never=("customer_id", None),
        reach=RETENTION,
    ),
}  # fmt: skip
# Rows that count for the contact or complaint that they belong to. A reopening states
# a former resolution, and is read as one.
PARTS: Final = {
    "complaint_event": Visibility(("at",), ("at",), ("kind",), never=("kind", "note")),
    "pause": Visibility(("since",), ("since", "until")),
    "remedy": Visibility(("granted_at",), ("granted_at",), ("kind", "value", "cost")),
}
REOPENING: Final = "reopening"


@dataclass(slots=True)
class Version:
    """A record at one time: its row (None: it did not exist) and its related rows.

    `parts` maps (table, id) to rows of the tables in `PARTS`; those that may differ
    between the two versions compared are enough.
    """

    row: Row | None
    reopenings: list[Row] = field(default_factory=list)
    parts: dict[tuple[str, int], Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """The part of a version that is seen as of an instant."""

    facts: Facts
    instants: dict[str, int]
    resolutions: frozenset[Resolution]
    parts: frozenset[Part]
    ended: frozenset[int] = frozenset()  # ends of its time windows

    def all_instants(self) -> Iterator[int]:
        """Yield all its instants."""
        yield from self.instants.values()
        yield from self.ended
        for resolved_at, _, reopened_at, *_ in self.resolutions:
            yield from (at for at in (resolved_at, reopened_at) if at is not None)
        for table, _, values in self.parts:
            known = values[: len(PARTS[table].instants)]
            yield from (at for at in known if at is not None)

    def is_open(self, table: str) -> bool:
        """Return whether it is an unresolved case."""
        return is_case(table, self.facts) and all(
            reopened_at is not None for _, _, reopened_at, *_ in self.resolutions
        )


def is_case(table: str, facts: Mapping[str, Any]) -> bool:
    """Return whether a row is a case: a complaint, or a contact that stands alone."""
    return table == "complaint" or (
        table == "contact" and owes_resolution(CaseColumns.of(facts))
    )


def differ(
    table: str, old: Version, new: Version, at: int
) -> tuple[SeenVersion | None, ...]:
    """Return both versions as seen as of `at` if figures see a difference; else ()."""
    before, after = view(table, old, at), view(table, new, at)
    if before is None or after is None:
        return () if before is after else (before, after)
    ordinary = _ordinary_changes(old.row or {}, new.row or {}, at)
    changed = {
        name for name, value in before.facts.items() if after.facts[name] != value
    }
    is_same = (before.instants, before.resolutions, before.parts) == (
        after.instants,
        after.resolutions,
        after.parts,
    )
    return () if is_same and changed <= ordinary else (before, after)


def view(table: str, version: Version, at: int) -> SeenVersion | None:
    """Return what is seen of a version as of `at`; None where it did not exist yet."""
    row, visible = version.row, RECORDS[table]
    if row is None or not _is_there(visible, row, at):
        return None
    names = visible.instants
    if not _is_on_hold(version, at):
        names += visible.deadlines
    instants = {name: row[name] for name in names if _is_before(row, name, at)}
    resolutions = frozenset(_resolutions(version, at))
    return SeenVersion(
        _facts(visible, row, at),
        instants,
        resolutions,
        frozenset(
            (table, number, _values(PARTS[table], part, at))
            for (table, number), part in version.parts.items()
            if _is_there(PARTS[table], part, at)
        ),
        frozenset(_ended(visible, instants, resolutions, at)),
    )


def _is_on_hold(version: Version, at: int) -> bool:
    """Return whether a changed hold is running as of `at`, so that no deadline counts.

    The end of a hold moves the deadline, which is no correction.
    """
    return any(
        table == "pause"
        and _is_there(PARTS[table], part, at)
        and not _is_before(part, "until", at)
        for (table, _), part in version.parts.items()
    )


def _ended(
    visible: Visibility,
    instants: Mapping[str, int],
    resolutions: Iterable[Resolution],
    at: int,
) -> Iterator[int]:
    """Yield the ends of its time windows before `at`."""
    for name, seconds in visible.windows.items():
        begins = [instants[name]] if name in instants else []
        if name == "resolved_at":
            begins = [one[0] for one in resolutions if one[0] is not None]
        yield from (begin + seconds for begin in begins if begin + seconds < at)


def _is_there(visible: Visibility, row: Row, at: int) -> bool:
    begins = next(
        (row[name] for name in visible.begins if row.get(name) is not None), None
    )
    is_never = (
        visible.never is not None and row.get(visible.never[0]) == visible.never[1]
    )
    return begins is not None and begins < at and not is_never


def _is_before(row: Row, name: str, at: int) -> bool:
    return row.get(name) is not None and row[name] < at


def _facts(visible: Visibility, row: Row, at: int) -> Facts:
    has_facts = visible.facts_from is None or _is_before(row, visible.facts_from, at)
    facts = {name: row.get(name) if has_facts else None for name in visible.facts}
    return facts | {
        name: row.get(name) if _is_before(row, instant, at) else None
        for name, instant in visible.with_instant.items()
    }


def _values(visible: Visibility, row: Row, at: int) -> tuple[Any, ...]:
    instants = (row[n] if _is_before(row, n, at) else None for n in visible.instants)
    return (*instants, *(row.get(name) for name in visible.facts))


def _resolutions(version: Version, at: int) -> Iterator[Resolution]:
    """Yield the resolutions that the row and its reopenings state as of `at`.

    A resolution reopened at `at` or later is still in force, whether it is stated on
    the row or on its reopening.
    """
    row = version.row or {}
    stated = [(row.get("resolved_at"), row.get("resolution_time_known"), None, row)]
    if row.get("resolved_at") is None and not row.get("resolved"):
        stated = []
    stated += [
        (one.get("resolved_at"), one.get("time_known"), one["reopened_at"], one)
        for one in version.reopenings
    ]
    for resolved_at, time_known, undone_at, finding in stated:
        if resolved_at is None or resolved_at < at:
            yield (
                resolved_at,
                bool(time_known),
                undone_at if undone_at is not None and undone_at < at else None,
                finding.get("outcome"),
                finding.get("upheld"),
                finding.get("resolution_business_seconds"),
            )


def _ordinary_changes(old: Row, new: Row, at: int) -> set[str]:
    """Return the facts that events from `at` on change without a correction.

    Answering or resolving a record without an agent sets its agent, and the root cause
    is entered at a resolution: it is compared where both versions are resolved.
    """
    facts = set()
    later = (new.get("first_response_at"), new.get("resolved_at"))
    if old.get("agent_id") is None and any(one and one >= at for one in later):
        facts.add("agent_id")
    if not all(
        row.get("resolved") or _is_before(row, "resolved_at", at) for row in (old, new)
    ):
        facts.add("root_cause")
    return facts
