"""Every rule stands in one place: a second spelling is found."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "csdesk"
MODULES = sorted(file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py"))
# Before the columns of a row, whatever its alias.
ROW = r"(?:\w+\.|\{\w+\}\.?)?"


@dataclass(frozen=True)
class Rule:
    """A rule with its homes, and how copies of it were spelt.

    `others` spell the same words for another rule.
    """

    homes: frozenset[str]
    spelt: str
    copies: tuple[str, ...]
    others: frozenset[str] = frozenset()

    def found(self, source: str) -> list[str]:
        return [found[0] for found in re.finditer(self.spelt, source, re.VERBOSE)]


RULES = {
    # A case; unresolved; a resolution; unanswered; what a thread's later contact is.
    "cases": Rule(
        frozenset({"domain/case.py", "store/sql/case.py"}),
        rf"""abandoned\s=\s0\s+(?:"\s*f?")?AND\s+{ROW}(?:channel|complaint_id)
    | resolved_at\sIS\sNULL\s+AND\s+{ROW}resolved\s=\s0
    | resolved\s=\s0\s+AND\s+{ROW}resolved_at\sIS\sNULL
    | resolved_at\sIS\sNOT\sNULL\s+OR\s+{ROW}resolved\s=\s1
    | resolved\s=\s1\s+OR\s+{ROW}resolved_at\sIS\sNOT\sNULL
    | channel\sNOT\sIN\s\((?:'phone'|\{{)
    | \babandoned\b[^\n]{{0,40}}\bor\b[^\n]{{0,40}}SELF_SERVICE
    | channel\s==\sSELF_SERVICE\s+or
    | \bresolved(?:"\])?\s+or\s+(?:\w+\.|\w+\[")?resolved_at(?:"\])?\sis\snot\sNone""",
        (
            "c.direction = 'inbound' AND c.abandoned = 0\n  AND c.channel <> '{X}'",
            "WHERE resolved_at IS NULL AND resolved = 0",
            "later.resolved = 1 OR later.resolved_at IS NOT NULL",
            "contact.channel NOT IN ({_LIVE})",
            "contact.abandoned or contact.channel == SELF_SERVICE",
            'if not (new["resolved"] or new["resolved_at"] is not None):',
            "RESOLVED if resolved or resolved_at is not None else RECEIVED",
        ),
    ),
    "open follow-ups and vouchers": Rule(
        frozenset({"store/sql/open.py"}),
        r"""\bdone_at\sIS\sNULL
    | \bredeemed_at\sIS\sNULL
    | \bexpires_at\s>\s[^,]+,\s1\)
    | kind\s(?:NOT\s)?IN\s\(\{\w*\(?COMMITMENTS""",
        (
            "WHERE f.done_at IS NULL AND f.due_at < ?",
            "voucher.redeemed_at IS NULL",
            "coalesce(expires_at > :now, 1)",
            "f.kind IN ({listed(COMMITMENTS)})",
        ),
    ),
    "customers who have lapsed": Rule(
        frozenset({"store/sql/lapsed.py"}),
        r"""settings\.(?:get|text)\("lapsed_after"
    | _rule\("lapsed_after"
    | SELECT\smax\((?:at|opened_at)\)\sFROM\s(?:purchase|complaint)\s+WHERE\scustomer_id
    | \("purchase",\s"at",\s""\)""",
        (
            'days = int(settings.get("lapsed_after", now) or 0)',
            "coalesce((SELECT max(at) FROM purchase\n  WHERE customer_id = u.id), 0)",
            '    ("purchase", "at", ""),',
        ),
    ),
    "cost of making good": Rule(
        frozenset({"store/sql/remedy.py", "domain/vocabulary.py"}),
        r"""\bCASE\s[\w.]+\sWHEN\s'voucher'\sTHEN
    | (['"])refund\1,\s\1replacement\1""",
        (
            "CASE r.kind WHEN 'voucher' THEN coalesce(r.value, r.cost)",
            "AND remedy.kind IN ('refund', 'replacement', 'repair')",
        ),
    ),
    # What is late or open now: the table, and the rows of both its bases.
    "duties": Rule(
        frozenset({"store/sql/duties.py", "store/sql/current.py", "kpi/attention.py"}),
        r"""(?:acknowledge|response|resolution)_due_at\s<\s(?::(?:now|end|horizon)|\{)
    | (?:acknowledge|response|resolution)_due_at\s*(?:"\])?\s-\s\{
    | \backnowledged_at\s(?:IS\sNULL|>=\s\{)
    | until\s>\s:now""",
        (
            "coalesce(contact.response_due_at < :horizon, 0)",
            "AND one.resolution_due_at < {T}",
            "AND complaint.acknowledged_at IS NULL",
            "coalesce(k.acknowledged_at >= {{T}}, 1)",
            "AND coalesce(pause.until > :now, 1)",
        ),
    ),
    # Not windows: the age of a find that counts half, what a voucher of the demo lasts.
    "windows": Rule(
        frozenset({"store/sql/windows.py"}),
        r"""\b(?:14|60|90)\s\*\s(?:DAY\b|86_?400)
    | \b(?:5_?184_?000|7_?776_?000|1_?209_?600)\b""",
        (
            "RETAINED: Final = 90 * DAY",
            "WINDOW = 90 * 86_400",
            "e.at < r.done_at + 5184000",
        ),
        others=frozenset({"store/search/query.py", "demo/sample.py"}),
    ),
}


@pytest.mark.parametrize("module", MODULES)
def test_a_rule_is_spelt_at_home_alone(module: str) -> None:
    source = (PACKAGE / module).read_text(encoding="utf-8")
    assert {
        name: copies
        for name, rule in RULES.items()
        if module not in rule.homes | rule.others and (copies := rule.found(source))
    } == {}


@pytest.mark.parametrize("name", RULES)
def test_a_home_is_there(name: str) -> None:
    assert RULES[name].homes | RULES[name].others <= set(MODULES)


@pytest.mark.parametrize(
    ("name", "copy"), [(name, copy) for name in RULES for copy in RULES[name].copies]
)
def test_a_copy_put_back_is_found(name: str, copy: str) -> None:
    assert RULES[name].found(copy)
