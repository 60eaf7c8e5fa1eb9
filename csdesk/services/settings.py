"""A new desk with its first rules, and the rules changed later."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain import setting_types
from csdesk.domain.parsing.date import read_day
from csdesk.domain.timezone import midnight
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.customers.customers import reread_phones
from csdesk.store.journal.journal import driver
from csdesk.store.models import Setting
from csdesk.store.queries.settings import count_amounts, remove_row, setting_id
from csdesk.store.session import writing
from csdesk.store.settings import BY_KEY, RULES, rule_called
from csdesk.store.sqlite.migrate import create
from csdesk.views.settings import readable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from csdesk.services.unit_of_work import Work
    from csdesk.store.settings import SettingRule

UNSET = "-"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def settled_rule(key: str, value: str) -> str:
    """The value of a first rule as it is kept. Raises UsageProblem."""
    return setting_types.read_rule(BY_KEY[key].kind, value, "EUR")


def refuse_taken(path: Path) -> None:
    """Raise RefusedError where something stands at `path`."""
    if os.path.lexists(path):
        what = "folder" if path.is_dir() else "file"
        raise RefusedError(
            f"There is already a {what} at {path}.",
            "Choose another place with --db PATH, or use what is there.",
        )


def create_desk(
    path: Path, given: Mapping[str, str], agent: str, now: datetime
) -> None:
    """Make a desk at `path` whose rules are `given`, from the beginning of time.

    Raises UsageProblem for a value that is none of its kind, RefusedError where
    something stands at `path`.
    """
    settled = {
        key: settled_rule(key, value) for key, value in given.items() if value.strip()
    }

    def fill(unfinished: Path) -> None:
        with writing(unfinished, "init", agent, now) as session:
            session.add_all(
                Setting(key=key, value=value, valid_from=BEGINNING)
                for key, value in settled.items()
            )

    create(path, fill)


def set_rule(
    work: Work, key: str, value: str, *, since: datetime | None = None
) -> Setting:
    """Set the rule `key` to `value` from the instant `since` on; `-` unsets it.

    Dated rules hold from then (None: from the local midnight that began today); the
    others hold at once and throughout. Raises UsageProblem for an unknown key or a
    value that is none of its kind, RefusedError for a currency once amounts are in
    the desk.
    """
    rule = rule_called(key)
    if not rule.dated and since is not None:
        raise UsageProblem(
            f"{rule.key} holds throughout; it has no --from.", "Leave --from out."
        )
    settled = _settled(work, rule, value)
    _drop_unreadable(work, rule)
    if rule.key == "currency" and settled != work.settings.get(rule.key):
        _refuse_new_currency(work)
    if rule.key == "country" and settled:
        reread_phones(work, settled)
    valid_from = (since or _today(work)) if rule.dated else BEGINNING
    number = setting_id(work.reader, rule.key, int(valid_from.timestamp()))
    setting = None if number is None else work.session.get(Setting, number)
    if setting is None:
        setting = Setting(key=rule.key, value=settled, valid_from=valid_from)
        work.session.add(setting)
    setting.value = settled
    work.session.flush()
    _note_next(work, rule, valid_from)
    return setting


def _drop_unreadable(work: Work, rule: SettingRule) -> None:
    """Remove the rows of the rule that cannot be read, which no journal can keep."""
    for one in work.settings.unreadable:
        if one.key == rule.key:
            remove_row(driver(work.session), one.row_id)
            work.note(f"{one.text} It is gone; undo does not bring it back.")
        else:
            work.note(f"{one.text} Mend it: {one.do}")


def _note_next(work: Work, rule: SettingRule, valid_from: datetime) -> None:
    """Say where a value holds only until another one that was set before."""
    for begins, value in work.settings.steps.get(rule.key, ()):
        if begins > valid_from.timestamp():
            when = work.say(datetime.fromtimestamp(begins, UTC))
            then = readable(rule, value, work.settings.text("currency"))
            work.note(f"It holds until {when}; from then on it is {then or 'not set'}.")
            return


def day_begins(work: Work, text: str) -> datetime:
    """The local midnight that begins the day typed. Raises DateError for none."""
    day = read_day(
        text,
        now=work.now,
        zone=work.settings.zone,
        order=work.settings.get("date_order"),
    )
    return midnight(day, work.settings.zone)


def _today(work: Work) -> datetime:
    return midnight(work.now.astimezone(work.settings.zone).date(), work.settings.zone)


def _settled(work: Work, rule: SettingRule, value: str) -> str:
    """The value as it is kept; unset is empty, or the default where there is one."""
    if value.strip() == UNSET:
        return rule.default or ""
    return setting_types.read_rule(rule.kind, value, work.settings.text("currency"))


def _refuse_new_currency(work: Work) -> None:
    money_rules = [rule.key for rule in RULES if rule.kind == "money"]
    count = count_amounts(work.reader, money_rules)
    if count:
        raise RefusedError(
            f"Amounts are kept in {work.settings.get('currency')} already ({count}).",
            "A desk keeps its currency; begin a new desk for another.",
        )


def guessed_rules() -> dict[str, str]:
    """The first rules of a new desk, as this machine suggests them."""
    country = _country()
    return {
        "name": "My desk",
        "timezone": _zone(),
        "currency": setting_types.CURRENCY_OF.get(country, "EUR"),
        "country": country,
    }


def _country() -> str:
    for variable in ("LC_ALL", "LC_MONETARY", "LANG"):
        language = os.environ.get(variable, "").partition(".")[0]
        _, _, country = language.partition("_")
        if len(country) == 2 and country.isalpha():
            return country.upper()
    return ""


def _zone() -> str:
    import tzlocal

    name = str(tzlocal.get_localzone_name() or "UTC")
    return "UTC" if name == "Etc/UTC" else name
