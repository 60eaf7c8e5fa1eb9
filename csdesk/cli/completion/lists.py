"""The lists of words in `commands.txt`: shared ones, and those that depend on a word.

They are gathered when that file is written, not when TAB is pressed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from csdesk.domain import vocabulary
from csdesk.domain.day_grammar import DAY_WORDS
from csdesk.domain.local_time import WEEKDAYS
from csdesk.domain.rules import CURRENCY_OF, ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = (*DAY_WORDS, *(day.casefold() for day in WEEKDAYS))
SHORT_DAYS = tuple(day[:3].casefold() for day in WEEKDAYS)
EURO = tuple(
    "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split()  # noqa: SIM905
)
SCORES = {
    "nps": tuple(map(str, range(11))),
    "csat": tuple(map(str, range(1, 6))),
    "ces": tuple(map(str, range(1, 8))),
}
SETTINGS = {
    "currency": tuple(dict.fromkeys(("EUR", *CURRENCY_OF.values()))),
    "country": (*EURO, *CURRENCY_OF),
    "date_order": ORDERS,
    "ces_direction": vocabulary.CES_DIRECTIONS,
    "csat_scale": ("1-5", "1-7", "1-10", "0-10"),
    "ces_scale": ("1-7", "1-5"),
}
# noun -> the module that knows what its `edit` can empty
CLEARABLE = {
    "contact": "contact",
    "complaint": "complaint_open",
    "survey": "survey",
    "customer": "customer",
    "purchase": "purchase",
    "article": "article",
    "agent": "agent",
}


def lists() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each list's name and its words."""
    from csdesk.imports.fields import FIELDS
    from csdesk.imports.file_bytes import LIKELY
    from csdesk.imports.presets import FILES
    from csdesk.kpi.definitions import KPIS
    from csdesk.kpi.dimensions import DIMENSIONS
    from csdesk.kpi.rows import parts_of
    from csdesk.store.settings import RULES

    yield "clock", vocabulary.CLOCKS
    yield "country", SETTINGS["country"]
    yield "currency", SETTINGS["currency"]
    yield "day", DAYS
    yield "days", ("mon-fri", "mon-sat", "sat-sun", *SHORT_DAYS)
    yield "from", ("beginning", *DAYS)
    yield "moment", ("now", *DAYS)
    yield "encoding", (*LIKELY, "utf-16-le")
    yield "preset", FILES
    yield "dimension", tuple(DIMENSIONS)
    yield "setting", tuple(rule.key for rule in RULES)
    for key, words in SETTINGS.items():
        yield f"setting.{key}", words
    for kind, scores in SCORES.items():
        yield f"score.{kind}", scores
    for noun, module in CLEARABLE.items():
        yield f"clear.{noun}", import_module(f"csdesk.cli.{module}").CLEARABLE
    for kind, fields in FIELDS.items():
        yield f"field.{kind}", tuple(fields)
    yield "kpi", tuple(kpi.key for kpi in KPIS)
    for kpi in KPIS:
        yield f"parts.{kpi.key}", tuple(one for one in parts_of(kpi) if " " not in one)
