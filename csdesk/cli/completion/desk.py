"""Complete values from the desk: ids, words of its own, periods."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.cli.desk_path import DESK_VARIABLE, desk_at
from csdesk.domain.ids import NOUNS, Noun
from csdesk.store.open_desk import glancing
from csdesk.store.queries import completion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from csdesk.cli.completion.answer import Parameter
    from csdesk.store.connection import Reader

BY_TABLE = {noun.table: noun for noun in NOUNS}
NUMBERED = {"operation": "operation", "run": "import_run"}  # ids without a letter
COMPARED = ("previous", "last-year", "none")
WEEKS, MONTHS, QUARTERS, YEARS = 8, 6, 4, 3


def of_desk(
    parameter: Parameter, typed: str, chosen: str | None, environ: Mapping[str, str]
) -> list[str]:
    """Return the desk's words for `parameter`; not all of them begin with `typed`.

    `chosen` is the value of `--db` in the line, or None.
    """
    path = desk_at(_path(chosen or environ.get(DESK_VARIABLE)))
    if parameter.kind in {"period", "comparison"}:
        zone = "UTC"
        with suppress(Exception), glancing(path) as desk:
            zone = completion.zone_name(desk)
        words = COMPARED if parameter.kind == "comparison" else ()
        return [*words, *periods(_today(zone))]
    with glancing(path) as desk:
        return list(_of(parameter, typed, desk))


def _of(parameter: Parameter, typed: str, reader: Reader) -> Iterable[str]:
    kind = parameter.kind
    first = parameter.words[0] if parameter.words else ""
    if kind in BY_TABLE:
        return refs(reader, BY_TABLE[kind], typed, first)
    if kind in NUMBERED:
        return map(str, completion.ids(reader, NUMBERED[kind], _digits(typed)))
    if kind == "who":
        found = refs(reader, BY_TABLE["customer"], typed, "")
        return [*found, *(completion.emails(reader, typed) if typed else ())]
    if kind == "agent":
        return completion.agent_names(reader)
    if kind == "code":
        return completion.voucher_codes(reader)
    if kind == "voucher-or-code":
        ids = refs(reader, BY_TABLE["voucher"], typed, "")
        return [*ids, *(completion.voucher_codes(reader) if typed else ())]
    return completion.words(reader, kind)


def refs(reader: Reader, noun: Noun, typed: str, first: str) -> list[str]:
    """Return ids of `noun` in the spelling that was begun: C12, c12 or 12."""
    letter = typed[:1] if typed[:1].upper() == noun.letter else ""
    digits = typed.removeprefix(letter)
    if digits and not _digits(digits):
        return []
    written = letter or ("" if digits else noun.letter)
    found = completion.ids(reader, noun.table, digits, first)
    return [f"{written}{number}" for number in found]


def periods(today: date) -> list[str]:
    """Return period words, then the last weeks, months, quarters and years."""
    from csdesk.domain.parsing.period import PERIOD_WORDS
    from csdesk.domain.periods import Period

    found = list(PERIOD_WORDS)
    for count, around in (
        (WEEKS, Period.week),
        (MONTHS, Period.month),
        (QUARTERS, Period.quarter),
        (YEARS, Period.year),
    ):
        day = today
        for _ in range(count):
            period = around(day)
            found.append(period.label)
            day = period.start - timedelta(days=1)
    return found


def _today(zone: str) -> date:
    from zoneinfo import ZoneInfo

    from csdesk import clock

    return clock.now().astimezone(ZoneInfo(zone)).date()


def _digits(typed: str) -> str:
    return typed if typed.isascii() and typed.isdecimal() else ""


def _path(text: str | None) -> Path | None:
    return Path(os.path.expandvars(text)) if text else None
