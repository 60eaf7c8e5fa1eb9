"""A desk as it must be, told beside the real one: what each command does to it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from csdesk.domain.complaint_workflow import OPEN_STATUSES, TRANSITIONS

if TYPE_CHECKING:
    from collections.abc import Callable

Command = tuple[str, ...]
DECISION: Final = ("--outcome", "accepted", "--upheld", "yes", "--decision", "so")
ARGS: Final[dict[str, Command]] = {
    "offer": ("voucher", "--value", "5"),
    "resolve": (*DECISION, "--remedy", "none"),
    "reopen": ("not settled",),
    "escalate": ("higher",),
    "note": ("a word",),
    "followed-up": ("--result", "well"),
}


@dataclass(slots=True)
class Model:
    """What the desk holds, as far as it is told here: ids and what matters of them."""

    contacts: dict[int, bool] = field(default_factory=dict)  # whether it is resolved
    complaints: dict[int, str] = field(default_factory=dict)  # its status
    follow_ups: dict[int, bool] = field(default_factory=dict)  # whether it is done
    customers: set[str] = field(default_factory=set)
    answers: int = 0
    imported: int = 0  # contacts, which nobody resolves

    def backlog(self) -> int:
        """Cases that are open."""
        open_complaints = [s for s in self.complaints.values() if s in OPEN_STATUSES]
        open_contacts = [one for one in self.contacts.values() if not one]
        return len(open_complaints) + len(open_contacts) + self.imported

    def copy(self) -> Model:
        """It as it is now."""
        return deepcopy(self)


@dataclass(frozen=True, slots=True)
class Act:
    """A command, whether the desk allows it, and what it does to the model.

    `does` gets the ids that the tables contact, complaint and follow_up gave last.
    """

    command: Command
    does: Callable[[Model, dict[str, int]], None]
    is_allowed: bool = True
    changes: bool = True  # False: allowed, and nothing is new in it


def log(who: str, *, is_resolved: bool, is_promised: bool) -> Act:
    """A contact, which may be settled with it, and may come with a promise."""
    more: Command = ("--resolved",) if is_resolved else ()
    more += ("--promise", "call back tomorrow") if is_promised else ()

    def does(model: Model, new: dict[str, int]) -> None:
        model.contacts[new["contact"]] = is_resolved
        model.customers |= {who} - {"-"}
        if is_promised:
            model.follow_ups[new["follow_up"]] = False

    return Act(("log", who, "hello", "--no-input", *more), does)


def open_complaint(who: str) -> Act:
    """A complaint of which nobody logs the contact."""

    def does(model: Model, new: dict[str, int]) -> None:
        model.complaints[new["complaint"]] = "received"
        model.customers |= {who} - {"-"}

    return Act(("complaint", "open", who, "broken", "--no-contact"), does)


def step(model: Model, number: int, verb: str) -> Act:
    """A step in the life of a complaint, allowed or not."""
    starts, end = TRANSITIONS[verb]
    status = model.complaints[number]

    def does(model: Model, new: dict[str, int]) -> None:
        del new
        model.complaints[number] = end or status

    command = ("complaint", verb, f"K{number}", *ARGS.get(verb, ()))
    return Act(command, does, is_allowed=status in starts)


def resolve_contact(model: Model, number: int) -> Act:
    """A contact is settled, unless it is."""

    def does(model: Model, new: dict[str, int]) -> None:
        del new
        model.contacts[number] = True

    is_open = not model.contacts[number]
    return Act(("contact", "resolve", f"C{number}"), does, is_allowed=is_open)


def finish(model: Model, number: int) -> Act:
    """A follow-up is done, unless it is."""

    def does(model: Model, new: dict[str, int]) -> None:
        del new
        model.follow_ups[number] = True

    is_due = not model.follow_ups[number]
    return Act(("followup", "done", f"F{number}"), does, is_allowed=is_due)


def score(value: int) -> Act:
    """An anonymous answer."""

    def does(model: Model, new: dict[str, int]) -> None:
        del new
        model.answers += 1

    return Act(("survey", "record", "nps", str(value)), does)


def bring(model: Model, rows: int) -> Act:
    """The first rows of one list: those that are there stay as they are."""

    def does(model: Model, new: dict[str, int]) -> None:
        del new
        model.imported = max(model.imported, rows)

    is_new = rows > model.imported
    return Act(("import", "contacts", f"{rows}.csv"), does, changes=is_new)


def rows_of(count: int) -> str:
    """The file `bring` brings: contacts of yesterday."""
    lines = [f"x{number},2026-11-17 10:00,email" for number in range(count)]
    return "\n".join(["external_id,received_at,channel", *lines, ""])
