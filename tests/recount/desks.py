"""Random small desks, full of ties and window edges.

What they hold is what commands and imports together can bring about, however odd.
"""

from __future__ import annotations

from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.recount.dice import DAY, Dice, anchors
from tests.recount.owed import bring_back, owed
from tests.recount.words import (
    AMOUNTS,
    CHANNELS,
    LIVE,
    OPEN_HOURS,
    PEOPLE,
    PHASES,
    REASONS,
    REMEDIES,
    SCALES,
    SENTIMENTS,
    SETTINGS,
    STEPS,
    UPHELD,
    WAITS,
)
from tests.recount.written import Desk, Row

Untimed = Literal["any", "cases", "none"]
# The clocks change: at midnight in Cairo, by half an hour at Lord Howe.
CHANGES = (
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("UTC", date(2026, 1, 1)),
)


@st.composite
def desks(draw: st.DrawFn, *, untimed: Untimed = "any") -> Desk:
    """A desk of up to 25 contacts and 8 complaints.

    `untimed`: what may have a status only; of "cases" the first contact.
    """
    zone, change = draw(st.sampled_from(CHANGES))
    currency = draw(st.sampled_from(("EUR", "EUR", "JPY", "KWD")))
    desk = Desk(ZoneInfo(zone), change, currency)
    dice = Dice(draw, anchors(draw, change, desk.zone))
    for name in ("Anna", "Ben"):
        desk.add("agent", name=name, name_key=name.lower(), active=True)
    for name in PEOPLE:
        add_customer(desk, dice, name)
    for _ in range(dice.pick((0, 1, 2, 3, 5, 8))):
        add_complaint(desk, dice, untimed=untimed)
    count = dice.pick((0, 1, 2, 3, 5, 8, 12, 18, 25))
    for number in draw(st.permutations(range(1, count + 1))):
        add_contact(desk, dice, number, untimed=untimed)
    for _ in range(dice.pick((0, 1, 2, 4, 8, 15))):
        add_answer(desk, dice)
    bring_back(desk, dice, (0, 1, 3, 6))
    for key, values in SETTINGS.items():
        for valid_from in {0, *dice.anchors}:
            if dice.one_in(3):
                desk.add(
                    "setting", key=key, value=dice.pick(values), valid_from=valid_from
                )
    see_customers(desk)
    if dice.one_in(2):
        add_merged(desk, dice)
    return desk


def add_merged(desk: Desk, dice: Dice) -> None:
    """Somebody who is the first customer now, and has nothing left."""
    desk.add(
        "customer",
        name="Twin",
        name_key="twin",
        tier=dice.pick((None, "gold")),
        since=dice.pick((None, dice.instant() - 180 * DAY)),
        do_not_contact=0,
        merged_into_id=1,
    )


def add_customer(desk: Desk, dice: Dice, name: str) -> None:
    """A customer who may leave and come back."""
    since = dice.pick((None, dice.instant(), dice.instant() - 180 * DAY))
    row = desk.add(
        "customer",
        name=name,
        name_key=name.lower(),
        tier=dice.pick((None, "gold", "basic")),
        since=since,
        do_not_contact=0,
    )
    at = dice.instant() if since is None else since
    for _ in range(dice.pick((0, 0, 1, 2))):
        at = dice.after(at)
        away = desk.add("departure", customer_id=row["id"], left_at=at)
        if dice.one_in(2):
            break
        at = away["returned_at"] = dice.after(at)


def see_customers(desk: Desk) -> None:
    """Who was a customer since a day known was there when anything came in."""
    for row in desk.tables["customer"]:
        if row["since"] is not None:
            seen = [
                one.get("received_at") or one.get("opened_at") or one["at"]
                for table in ("contact", "complaint", "purchase")
                for one in desk.tables[table]
                if one["customer_id"] == row["id"]
            ]
            row["since"] = min([row["since"], *seen])


def add_complaint(desk: Desk, dice: Dice, *, untimed: Untimed = "any") -> None:
    """A complaint with its life, steps and remedies."""
    opened = dice.pick((dice.instant, dice.instant, dice.long_before))()
    number = _next(desk, "complaint")
    row = desk.add(
        "complaint",
        customer_id=dice.pick((1, 2, None)),
        channel=dice.pick(CHANNELS),
        category=dice.pick(("tea", "cup", None)),
        owner_id=dice.pick((1, 2, None)),
        severity="normal",
        safety=0,
        status="received",
        level=0,
        opened_at=opened,
        upheld=dice.pick(UPHELD),
        acknowledged_at=dice.after(opened) if dice.one_in(3) else None,
        **owed(desk, dice, opened, "acknowledge", "resolution", complaint_id=number),
        **_life(desk, dice, opened, untimed != "none", complaint_id=number),
    )
    for _ in range(dice.pick((0, 1, 2))):
        desk.add(
            "complaint_event",
            complaint_id=row["id"],
            at=dice.after(opened),
            kind=dice.pick(STEPS),
        )
    for _ in range(dice.pick((0, 0, 1, 3))):
        desk.add(
            "remedy",
            complaint_id=row["id"],
            kind=dice.pick(REMEDIES),
            value=dice.pick(AMOUNTS),
            cost=dice.pick(AMOUNTS),
            offered_at=dice.moment(),
            granted_at=dice.moment(),
        )


def add_contact(
    desk: Desk,
    dice: Dice,
    number: int,
    *,
    untimed: Untimed = "any",
    states: bool = True,
) -> None:
    """A contact: on its own, in a thread, in a complaint, or in both.

    `states`: one that follows may carry a resolution of its own, as imported ones do.
    """
    direction = dice.pick(("inbound", "inbound", "inbound", "outbound"))
    channel = dice.pick(CHANNELS)
    abandoned = direction == "inbound" and channel in LIVE and dice.one_in(4)
    received = begins = dice.instant()
    first = _to_follow(desk, dice, direction)
    if first is not None:
        begins = max(received, first["received_at"])
        if direction == "inbound":
            received = begins = dice.after(first["received_at"])
    complaints = [row["id"] for row in desk.tables["complaint"]]
    desk.add(
        "contact",
        id=number,
        customer_id=dice.pick((1, 1, 2, 3, None)),
        channel=channel,
        direction=direction,
        category=dice.pick(("tea", "tea", "cup", None)),
        phase=dice.pick(PHASES),
        reason=dice.pick(REASONS),
        sentiment=dice.pick(SENTIMENTS),
        agent_id=dice.pick((1, 1, 2, None)),
        received_at=received,
        first_response_at=dice.after(received) if dice.one_in(3) else None,
        response_business_seconds=dice.pick(OPEN_HOURS),
        abandoned=abandoned,
        wait_seconds=dice.pick(WAITS),
        handle_seconds=None if abandoned else dice.pick((None, 0, 7, 240)),
        agent_replies=dice.pick((None, None, None, 0, 1, 2)),
        reopens=dice.pick((None, None, None, 0, 1)),
        avoidable=dice.pick((None, 0, 1)),
        complaint_id=dice.pick(complaints) if complaints and dice.one_in(4) else None,
        follows_id=first and first["id"],
        **owed(desk, dice, received, "response", "resolution", contact_id=number),
        **(
            _life(
                desk,
                dice,
                begins,
                untimed == "any" or (untimed == "cases" and first is None),
                contact_id=number,
            )
            if states or first is None
            else {"resolved": False, "resolution_time_known": True}
        ),
    )


def _to_follow(desk: Desk, dice: Dice, direction: str) -> Row | None:
    """The first contact of a thread that a contact of that direction may go on."""
    firsts = [
        row
        for row in desk.tables["contact"]
        if row["direction"] == "inbound"
        and row["follows_id"] is None
        and (
            direction == "outbound"
            or (not row["abandoned"] and row["channel"] != "self-service")
        )
    ]
    return dice.pick(firsts) if firsts and dice.one_in(2) else None


def _life(
    desk: Desk,
    dice: Dice,
    begins: int,
    untimed: bool,
    **case: int,
) -> Row:
    """Columns of the resolution that holds; those undone become reopenings."""
    at = begins
    for _ in range(dice.pick((0, 0, 0, 1, 1, 2, 3))):
        before, resolved = at, dice.after(at)
        at = dice.after(resolved)
        is_untimed = untimed and at > before and dice.one_in(6)
        desk.add(
            "reopening",
            **case,
            resolved_at=None if is_untimed else resolved,
            time_known=is_untimed or not dice.one_in(5),
            reopened_at=at,
            upheld=dice.pick(UPHELD) if "complaint_id" in case else None,
            resolution_business_seconds=dice.pick(OPEN_HOURS),
        )
    ends = dice.pick(("open", "timed", "timed", "untimed" if untimed else "open"))
    return {
        "resolved_at": dice.after(at) if ends == "timed" else None,
        "resolved": ends == "untimed",
        "resolution_time_known": ends != "timed" or not dice.one_in(5),
        "resolution_business_seconds": dice.pick(OPEN_HOURS),
    }


def add_answer(desk: Desk, dice: Dice) -> None:
    """A question asked, answered, or both; about a contact, a complaint or neither."""
    kind = dice.pick(tuple(SCALES))
    low, high, scores = dice.pick(SCALES[kind])
    asked, answered = dice.moment(), dice.moment()
    if asked is None and answered is None:
        answered = dice.instant()
    if asked is not None and answered is not None:
        answered = dice.after(asked)
    contacts = [None, *(row["id"] for row in desk.tables["contact"][:3])]
    complaints = [None, *(row["id"] for row in desk.tables["complaint"][:2])]
    desk.add(
        "survey_answer",
        kind=kind,
        score=None if answered is None else dice.pick(scores),
        scale_min=low,
        scale_max=high,
        direction=dice.pick(("easy", "effort")) if kind == "ces" else None,
        customer_id=dice.pick((1, 1, 2, None)),
        contact_id=dice.pick(contacts),
        complaint_id=dice.pick(complaints) if dice.one_in(2) else None,
        asked_at=asked,
        answered_at=answered,
    )


def _next(desk: Desk, table: str) -> int:
    return len(desk.tables[table]) + 1
