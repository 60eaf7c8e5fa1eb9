"""A new desk with its first rules, and the rules changed later."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.domain import rules
from csdesk.errors import RefusedError, UsageProblem
from csdesk.store.database import writing
from csdesk.store.migrate import create
from csdesk.store.models import Setting
from csdesk.store.settings import BY_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csdesk.services.work import Work

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def create_desk(
    path: Path, given: Mapping[str, str], agent: str, now: datetime
) -> None:
    """Make a desk at `path` whose rules are `given`, from the beginning of time.

    Raises UsageProblem for a value that is none of its kind, RefusedError where
    something stands at `path`.
    """
    settled = {
        key: rules.read_rule(BY_KEY[key].kind, value, given.get("currency", "EUR"))
        for key, value in given.items()
        if value.strip()
    }

    def fill(unfinished: Path) -> None:
        with writing(unfinished, "init", agent, now) as session:
            session.add_all(
                Setting(key=key, value=value, valid_from=BEGINNING)
                for key, value in settled.items()
            )

    create(path, fill)


def set_rule(work: Work, key: str, value: str, *, since: datetime | None) -> Setting:
    """Set the rule `key` to `value` from the instant `since` on.

    Dated rules hold from then (None: from the instant of the work); the others hold
    at once and throughout. Raises UsageProblem for an unknown key or a value that is
    none of its kind, RefusedError for a currency once amounts are in the desk.
    """
    rule = BY_KEY[key]
    settled = rules.read_rule(rule.kind, value, work.settings.text("currency"))
    if not rule.dated and since is not None:
        raise UsageProblem(
            f"{key} holds throughout; it has no --from.", "Leave --from out."
        )
    if key == "currency" and settled != work.settings.get(key):
        _refuse_new_currency(work)
    valid_from = (since or work.at) if rule.dated else BEGINNING
    rows = work.execute(
        "SELECT id FROM setting WHERE key = ? AND valid_from = ?",
        (key, int(valid_from.timestamp())),
    )
    setting = work.session.get(Setting, rows[0]["id"]) if rows else None
    if setting is None:
        setting = Setting(key=key, value=settled, valid_from=valid_from)
        work.session.add(setting)
    setting.value = settled
    work.session.flush()
    return setting


def _refuse_new_currency(work: Work) -> None:
    counted = work.execute(
        "SELECT (SELECT count(*) FROM remedy WHERE coalesce(value, cost) IS NOT NULL)"
        " + (SELECT count(*) FROM agent WHERE goodwill_limit IS NOT NULL) AS n"
    )
    if counted[0]["n"]:
        raise RefusedError(
            f"{counted[0]['n']} amounts are kept in {work.settings.get('currency')}.",
            "A desk keeps its currency; begin a new desk for another.",
        )


def guessed_rules() -> dict[str, str]:
    """The first rules of a new desk, as this machine suggests them."""
    country = _country()
    return {
        "name": "My desk",
        "timezone": _zone(),
        "currency": rules.CURRENCY_OF.get(country, "EUR"),
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

    return str(tzlocal.get_localzone_name() or "UTC")
