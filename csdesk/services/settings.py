"""Settings: create a desk with its first settings, and change them later."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.domain import setting_types
from csdesk.domain.parsing.date import read_day
from csdesk.domain.timezone import midnight
from csdesk.errors import RefusedError, UsageProblem
from csdesk.services.corrections import start_of_entry
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


def normalize_rule(key: str, value: str) -> str:
    """Return the stored form of a first setting's value. Raises UsageProblem."""
    return setting_types.read_rule(BY_KEY[key].kind, value, "EUR")


def refuse_taken(path: Path) -> None:
    """Raise RefusedError if a file or folder exists at `path`."""
    if os.path.lexists(path):
        what = "folder" if path.is_dir() else "file"
        raise RefusedError(
            f"There is already a {what} at {path}.",
            "Choose another place with --db PATH, or use what is there.",
        )


def create_desk(
    path: Path, values: Mapping[str, str], agent: str, now: datetime
) -> None:
    """Create a desk at `path`; its settings `values` hold from the beginning.

    Raises UsageProblem for an invalid value, RefusedError if something exists at
    `path`.
    """
    normalized = {
        key: normalize_rule(key, value)
        for key, value in values.items()
        if value.strip()
    }

    def fill(unfinished: Path) -> None:
        with writing(unfinished, "init", agent, now) as session:
            session.add_all(
                Setting(key=key, value=value, valid_from=BEGINNING)
                for key, value in normalized.items()
            )

    create(path, fill)


def set_rule(
    work: Work, key: str, value: str, *, since: datetime | None = None
) -> Setting:
    """Set the rule `key` to `value` from the instant `since` on; `-` unsets it.

    Dated rules hold from then on (None: from the start of today, local time, or of
    what was entered today); the others hold at once and throughout. Raises
    UsageProblem for an unknown key or an invalid value, RefusedError for another
    currency once the desk has amounts.
    """
    rule = rule_called(key)
    if not rule.dated and since is not None:
        raise UsageProblem(
            f"{rule.key} holds throughout; it has no --from.", "Leave --from out."
        )
    normalized = _normalize(work, rule, value)
    _drop_unreadable(work, rule)
    if rule.key == "currency" and normalized != work.settings.get(rule.key):
        _refuse_new_currency(work)
    if rule.key == "country" and normalized:
        reread_phones(work, normalized)
    valid_from = (since or _usual_start(work, rule)) if rule.dated else BEGINNING
    number = setting_id(work.reader, rule.key, int(valid_from.timestamp()))
    setting = None if number is None else work.session.get(Setting, number)
    if setting is None:
        setting = Setting(key=rule.key, value=normalized, valid_from=valid_from)
        work.session.add(setting)
    setting.value = normalized
    work.session.flush()
    _warn_of_next(work, rule, valid_from)
    return setting


def _drop_unreadable(work: Work, rule: SettingRule) -> None:
    """Remove unreadable rows of the rule, which the journal could not store."""
    for one in work.settings.unreadable:
        if one.key == rule.key:
            remove_row(driver(work.session), one.row_id)
            work.warn(f"{one.text} It is gone; undo does not bring it back.")
        else:
            work.warn(f"{one.text} Mend it: {one.do}")


def _warn_of_next(work: Work, rule: SettingRule, valid_from: datetime) -> None:
    """Warn if a value holds only until a later one that was set before."""
    for begins, value in work.settings.steps.get(rule.key, ()):
        if begins > valid_from.timestamp():
            when = work.format_instant(datetime.fromtimestamp(begins, UTC))
            then = readable(rule, value, work.settings.text("currency"))
            work.warn(f"It holds until {when}; from then on it is {then or 'not set'}.")
            return


def day_begins(work: Work, text: str) -> datetime:
    """Return the local midnight at the start of the day typed. Raises DateError."""
    day = read_day(
        text,
        now=work.now,
        zone=work.settings.zone,
        order=work.settings.get("date_order"),
    )
    return midnight(day, work.settings.zone)


def _usual_start(work: Work, rule: SettingRule) -> datetime:
    """Return when a value begins that is set without --from."""
    zone = work.settings.zone
    usual = int(midnight(work.now.astimezone(zone).date(), zone).timestamp())
    starts = [begins for begins, _ in work.settings.steps.get(rule.key, ())]
    table = str(Setting.__tablename__)
    begins = start_of_entry(work, table, {"key": rule.key}, starts, usual)
    return datetime.fromtimestamp(begins, UTC)


def _normalize(work: Work, rule: SettingRule, value: str) -> str:
    """Return the stored form of a value; unset is empty, or the default if any."""
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
    """Suggest the first settings of a new desk from this machine's locale."""
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
