"""Write completion's `commands.txt`: `python -m tools.completion_table`."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from csdesk.cli.completion.answer import ROOT, TABLE
from csdesk.cli.options.common import NumberOf, OneOf
from csdesk.domain import vocabulary
from csdesk.domain.complaint_workflow import TRANSITIONS
from csdesk.domain.ids import COMPLAINT
from csdesk.domain.kept_settings import ORDERS
from csdesk.domain.parsing.day import DAY_WORDS
from csdesk.domain.setting_types import CURRENCY_OF
from csdesk.domain.timezone import WEEKDAYS
from csdesk.render import RECORDS, Format
from tools.cli_docs import contexts

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
# noun -> the module with the fields that its `edit` can empty
CLEARABLE = {
    "contact": "contact.app",
    "complaint": "complaint.opening",
    "survey": "survey",
    "customer": "customer.app",
    "purchase": "purchase",
    "article": "article",
    "agent": "agent",
}


def lists() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each list's name and its words."""
    from csdesk.imports.mapping.fields import FIELDS
    from csdesk.imports.mapping.presets import FILES
    from csdesk.imports.reading.file_bytes import LIKELY
    from csdesk.kpi.definitions import KPIS
    from csdesk.kpi.dimensions import DIMENSIONS
    from csdesk.kpi.drilldown import parts_of
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
        yield f"clear.{noun}", import_module(f"csdesk.cli.commands.{module}").CLEARABLE
    for kind, fields in FIELDS.items():
        yield f"field.{kind}", tuple(fields)
    yield "kpi", tuple(kpi.key for kpi in KPIS)
    for kpi in KPIS:
        yield f"parts.{kpi.key}", tuple(one for one in parts_of(kpi) if " " not in one)


# Name of an option, or placeholder of an argument -> what completes it.
KINDS = {
    "--agent": "agent",
    "--approved-by": "agent",
    "--handled-by": "agent",
    "--owner": "agent",
    "--category": "category",
    "--tier": "tier",
    "--tag": "tag",
    "--product": "product",
    "--source": "source",
    "--period": "period",
    "--compare": "comparison",
    "--clock": "one-of @clock",
    "--by": "list-of @dimension",
    "--kpi": "list-of @kpi",
    "--fail-on": "one-of @kpi",
    "--part": "by parts",
    "--preset": "one-of @preset",
    "--encoding": "one-of @encoding",
    "--currency": "one-of @currency",
    "--country": "one-of @country",
    "--score": "after nps csat ces",
    "--scale": "one-of 1-5 1-7 1-10 0-10",
    "COUNTRY": "one-of @country",
    "CODE": "code",
    "V9": "voucher-or-code",
    "PERIOD": "period",
    "WHO": "who",
    "P7": "customer",
    "P9": "customer",
    "OPERATION": "operation",
    "WHEN": "one-of @moment",
    "DATE": "one-of @day",
    "FILE": "files",
    "FOLDER": "files",
    "PATH": "files",
    "MAP.toml": "files",
    "SHELL": "one-of bash zsh fish",
}
# The same, for a single command.
OF_COMMAND = {
    ("agent edit", "NAME"): "agent",
    ("article add", "--tag"): "article-tag",
    ("article edit", "--tag"): "article-tag",
    ("article list", "--tag"): "article-tag",
    ("kpi explain", "KEY"): "one-of @kpi",
    ("kpi rows", "KEY"): "one-of @kpi",
    ("settings get", "KEY"): "one-of @setting",
    ("settings set", "KEY"): "one-of @setting",
    ("settings set", "VALUE"): "by setting",
    ("loyalty remove", "NAME"): "rule",
    ("import show", "N"): "run",
    ("customer erase", "--import"): "run",
    ("survey record", "SCORE"): "by score",
    ("contact respond", "C12"): "contact respond",
    ("contact resolve", "C12"): "contact open",
    ("contact hold", "C12"): "contact open",
    ("contact resume", "C12"): "contact open",
    ("contact reopen", "C12"): "contact settled",
    ("followup done", "F4"): "follow_up open",
    ("followup move", "F4"): "follow_up open",
    ("hours set", "DAYS"): "one-of @days",
    ("hours set", "--from"): "one-of @from",
    ("hours holidays", "--from"): "one-of @from",
    ("targets set", "--from"): "one-of @from",
    ("survey edit", "--score"): "-",
}
NOTHING = {
    "TEXT": "the person's own words",
    "REASON": "the person's own words",
    "TITLE": "the person's own words",
    "NAME": "a new name",
    "TIMES": "times hold a colon",
    "--timezone": "names of zones hold a slash",
    "--name": "a new name",
    "--delimiter": "characters that a shell reads itself",
    "--column": "headings of a file",
    "--region": "names of regions differ by country",
    "AMOUNT": "money",
    "VALUE": "money",
    "SCORE": "a number",
    "N": "a number",
    "K": "a number",
    "DAYS": "a number",
    "DURATION": "a duration",
    "20s": "a duration",
    "4m": "a duration",
    "90d": "a duration",
}
# Verbs that show one record, which has no jsonl.
ONE_RECORD = frozenset({"show", "deadlines", "explain"})

UNKNOWN = "?"


def page() -> str:
    """Return the text of `commands.txt`."""
    blocks = [_block(ctx) for ctx in contexts()]
    blocks += [f"@{name}\n  {' '.join(words)}\n" for name, words in lists()]
    return "\n".join(blocks)


def _block(ctx: Any) -> str:
    path = ctx.command_path.removeprefix(f"{ROOT} ")
    lines = [path, *(f"  {_line(path, one)}" for one in ctx.command.params)]
    below = getattr(ctx.command, "list_commands", None)
    if below is not None:
        lines.append(f"  > {' '.join(below(ctx))}")
    return "\n".join([*lines, ""])


def _line(path: str, parameter: Any) -> str:
    names = [*parameter.opts, *parameter.secondary_opts]
    spelt = f"<{parameter.name}>" if _is_argument(parameter) else ",".join(names)
    star = "*" if parameter.nargs == -1 or getattr(parameter, "multiple", False) else ""
    return f"{spelt}{star} {kind_of(path, parameter)}".rstrip()


def kind_of(path: str, parameter: Any) -> str:
    """Return what completes `parameter` of the command `path`, for `commands.txt`.

    "" for a flag, "-" for nothing, UNKNOWN where there is no rule for it.
    """
    if getattr(parameter, "is_flag", False):
        return ""
    placeholder = parameter.metavar or parameter.name.upper()
    names = (*parameter.opts, placeholder)
    for name in (placeholder,) if _is_argument(parameter) else parameter.opts:
        if (path, name) in OF_COMMAND:
            return OF_COMMAND[path, name]
    parser = parameter.type_descriptor.parameter_info.parser
    if isinstance(parser, OneOf):
        return f"one-of {' '.join(word for word in parser.words if ' ' not in word)}"
    if isinstance(parser, NumberOf):
        step = path.removeprefix("complaint ")
        waits = (
            parser.noun is COMPLAINT and _is_argument(parameter) and step in TRANSITIONS
        )
        return f"{parser.noun.table} {step}" if waits else parser.noun.table
    return _by_rule(path, parameter, names)


def _by_rule(path: str, parameter: Any, names: tuple[str, ...]) -> str:
    if "--format" in names:
        known = set(RECORDS) if path.rpartition(" ")[2] in ONE_RECORD else set(Format)
        listed = re.findall(r"\w+", parameter.help)
        return f"one-of {' '.join(word for word in listed if word in known)}"
    if "--clear" in names:
        return f"one-of @clear.{path.partition(' ')[0]}"
    if "--set" in names:
        return f"one-of @field.{path.partition(' ')[2]}"
    for name in names:
        if name in KINDS:
            return KINDS[name]
    return "-" if any(name in NOTHING for name in names) else UNKNOWN


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


if __name__ == "__main__":
    TABLE.write_text(page(), "utf-8")
