"""One complaint from the first call to the last score, as the shop's people type it.

Ann Lee's new kettle leaks. She calls on a Friday afternoon, tells it once, is offered a
voucher, takes it, is called back as promised, redeems it and says that she would
recommend the shop. Every screen stands in tests/golden/story.txt: read it from top to
bottom.
"""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

CODE = (
    "CJDW-KP84-P2NW"  # of a desk's first voucher, while CSDESK_CHANCE is that of tests
)
FIGURES = (
    "complaints_opened,complaints_resolved,resolution_on_time,acknowledged_on_time,"
    "promises_kept,voucher_redemption_rate,recovery_cost,nps"
)
# When, who, and what they type, goes on where it is indented more; the words between
# are the story.
STORY = """
The shop sets itself up: when it is open, and how soon it answers.
2026-11-02 09:00 Mira
    hours set mon-fri 9-17
    targets set resolution 16h
    settings set acquisition_cost 40
    agent add Ben --goodwill-limit 20

Friday, 16:40: Ann Lee calls. Ben writes it down while she talks.
2026-11-13 16:40 Ben
    complaint open 'Ann Lee' 'the new kettle leaks' --channel phone --category kitchen
        --product kettle --asked 'one that is dry'
    customer edit P1 --phone '030 23125 001' --email ann@example.com
    complaint deadlines K1

He tells her that it is written down, and promises to call.
2026-11-13 16:45 Ben
    complaint acknowledge K1
    followup add P1 'call back about the kettle' --due 'mon 11:00' --kind call-back
        --complaint K1

Monday morning: what is there to do?
2026-11-16 09:00 Ben
    today
    customer show P1
    complaint investigate K1
    complaint note K1 'the seal is missing in the whole batch'

He calls back in time, and offers a voucher. She need not tell it again.
2026-11-16 10:30 Ben
    followup done F1 --outcome 'told her; she likes the idea'
    complaint offer K1 voucher --value 15
    complaint resolve K1 --outcome accepted --upheld yes
        --decision 'a seal by post, and a voucher' --remedy voucher --value 15
        --root-cause 'bad batch' --corrective 'seals are counted on arrival'
    complaint show K1

Saturday she comes in, and pays for a pan with the voucher.
2026-11-21 11:00 Ben
    voucher redeem CODE
    purchase log P1 39.90 --product pan

A week later Ben asks how it went; she answers with a nine.
2026-11-24 15:00 Ben
    complaint followed-up K1 --result 'the kettle is dry, she is glad'
    survey record nps 9 --complaint K1 --comment 'they called when they said they would'
    complaint close K1
    customer show P1 --all

Monday: how was the week in which it was resolved, and this one?
2026-11-30 09:00 Mira
    report 2026-W47 --last 2
        --kpi FIGURES
    report 2026-W48 --last 2 --kpi nps,complaints_resolved,resolution_on_time
    complaint causes 2026-11
    history --limit 5
"""


def told(csdesk: Csdesk) -> str:
    """Live through STORY; its words with what each command printed."""
    pages = []
    for line in STORY.strip().replace("\n        ", " ").splitlines():
        if line.startswith("    "):
            command = line.strip().replace("CODE", CODE).replace("FIGURES", FIGURES)
            result = csdesk(*shlex.split(command))
            assert result.exit_code == 0, f"{command}: {result.output}"
            pages.append(f"$ csdesk {command}\n{result.stderr}{result.stdout}")
        elif line[:4].isdecimal():
            at, agent = line[:16], line[17:]
            moment = datetime.fromisoformat(f"{at}:00+01:00")
            csdesk.now(moment.isoformat())
            csdesk.monkeypatch.setenv("CSDESK_AGENT", agent)
            pages.append(f"## {moment:%a %d %b %Y %H:%M}, {agent}\n")
        else:
            pages.append(f"\n# {line}" if line else "")
    return "\n".join(page.rstrip("\n") for page in pages).strip() + "\n"


@pytest.fixture
def story(csdesk: Csdesk) -> str:
    return told(csdesk)


def test_every_screen_along_the_way_reads_as_it_did(
    story: str, golden: Callable[[str, str], None]
) -> None:
    golden("story.txt", story)


def test_what_was_promised_was_kept_and_the_figures_say_so(
    csdesk: Csdesk, story: str
) -> None:
    assert "redeemed" in story.casefold()

    def figures(week: str) -> dict[str, Any]:
        report = csdesk.json("report", week, "--all")
        return {one["key"]: one for one in report["kpis"]}

    opened, kept = figures("2026-W46"), figures("2026-W47")
    assert opened["complaints_opened"]["value"] == 1
    assert kept["complaints_resolved"]["value"] == 1
    for key in ("resolution_on_time", "acknowledged_on_time", "promises_kept"):
        assert (kept[key]["value"], kept[key]["n"]) == (100, 1), key
    assert kept["voucher_redemption_rate"]["value"] == 100
    assert kept["recovery_cost"]["value"] == 15
    assert figures("2026-W48")["nps"]["parts"]["promoters"] == 1
    # Friday from 16:40 to five, Monday from nine to 10:30.
    time = kept["complaint_resolution_time"]["value"]
    assert time == (20 + 90) * 60


def test_she_told_it_once(csdesk: Csdesk, story: str) -> None:
    del story
    contacts = csdesk.json("contact", "list", "--customer", "P1", "--limit", "0")
    assert [one["direction"] for one in contacts] == ["inbound"]
