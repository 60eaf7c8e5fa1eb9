"""The conditions of cases stand in two places: the rule in Python, and its SQL twin."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "csdesk"
HOMES = {"domain/case.py", "store/sql/case.py"}
MODULES = sorted(
    place
    for file in PACKAGE.rglob("*.py")
    if (place := file.relative_to(PACKAGE).as_posix()) not in HOMES
)
# How the copies were spelt, whatever the alias: a case; unresolved; a resolution;
# unanswered; what a thread's later contact is.
ROW = r"(?:\w+\.|\{\w+\}\.?)?"
SPELT = re.compile(
    rf"""abandoned\s=\s0\s+(?:"\s*f?")?AND\s+{ROW}(?:channel|complaint_id)
    | resolved_at\sIS\sNULL\s+AND\s+{ROW}resolved\s=\s0
    | resolved\s=\s0\s+AND\s+{ROW}resolved_at\sIS\sNULL
    | resolved_at\sIS\sNOT\sNULL\s+OR\s+{ROW}resolved\s=\s1
    | resolved\s=\s1\s+OR\s+{ROW}resolved_at\sIS\sNOT\sNULL
    | channel\sNOT\sIN\s\((?:'phone'|\{{)
    | \babandoned\b[^\n]{{0,40}}\bor\b[^\n]{{0,40}}SELF_SERVICE
    | channel\s==\sSELF_SERVICE\s+or
    | \bresolved(?:"\])?\s+or\s+(?:\w+\.|\w+\[")?resolved_at(?:"\])?\sis\snot\sNone""",
    re.VERBOSE,
)


@pytest.mark.parametrize("module", MODULES)
def test_a_cases_conditions_are_spelt_at_home_alone(module: str) -> None:
    source = (PACKAGE / module).read_text(encoding="utf-8")
    assert [found[0] for found in SPELT.finditer(source)] == []


@pytest.mark.parametrize(
    "copy",
    [
        "c.direction = 'inbound' AND c.abandoned = 0\n  AND c.channel <> '{X}'",
        "WHERE resolved_at IS NULL AND resolved = 0",
        "later.resolved = 1 OR later.resolved_at IS NOT NULL",
        "contact.channel NOT IN ({_LIVE})",
        "contact.abandoned or contact.channel == SELF_SERVICE",
        'if not (new["resolved"] or new["resolved_at"] is not None):',
        "RESOLVED if resolved or resolved_at is not None else RECEIVED",
    ],
)
def test_a_copy_put_back_is_found(copy: str) -> None:
    assert SPELT.search(copy)
