"""Real files give the figures that an honest report prints (shared/data/README.md)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT, SHARED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Csdesk

DATA = SHARED / "data"
CALLS = DATA / "pwc_calls.csv"
DESIGN = SHARED / "DESIGN.md"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="shared/data is not here")
CLOCK = "2026-11-18T10:00:00+01:00"


def the_designs_mapping() -> str:
    """The mapping of DESIGN.md §6, to the letter."""
    lines = DESIGN.read_text("utf-8").splitlines()
    begin = lines.index('    kind = "contacts"')
    end = next(i for i in range(begin, len(lines)) if lines[i][:1] not in {"", " "} or (
        lines[i] == "" and not lines[i + 1].startswith("    ")))  # fmt: skip
    return "\n".join(line.removeprefix("    ") for line in lines[begin:end])


@contextmanager
def twice(
    folder: Path, zone: str, kind: str, file: Path, mapping: str
) -> Iterator[tuple[Csdesk, str, str]]:
    """A desk in `zone` into which a file came twice, and what each import said."""
    from tests.conftest import Csdesk

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSDESK_DB", str(folder / "desk.db"))
        patch.setenv("CSDESK_AGENT", "Anna")
        csdesk = Csdesk(folder, patch)
        csdesk.now(CLOCK)
        csdesk.ok("init", "--timezone", zone, "--yes")
        (folder / "map.toml").write_text(mapping, "utf-8")
        command = ("import", kind, str(file), "--map", str(folder / "map.toml"))
        first, again = csdesk.ok(*command), csdesk.ok(*command)
        yield csdesk, first, again


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A desk in Zurich with the call log in it, and what each import said."""
    folder = tmp_path_factory.mktemp("calls")
    mapping = the_designs_mapping()
    with twice(folder, "Europe/Zurich", "contacts", CALLS, mapping) as desk:
        yield desk


def figures(csdesk: Csdesk, period: str) -> dict[str, dict[str, Any]]:
    report = csdesk.json("report", period, "--last", "1")
    return {kpi["key"]: kpi for kpi in report["kpis"]}


def test_every_call_comes_in_once(imported: Any) -> None:
    _, first, again = imported
    assert "5,000 read = 5,000 added + 0 updated + 0 unchanged + 0 rejected" in first
    assert "5,000 read = 0 added + 0 updated + 5,000 unchanged + 0 rejected" in again


@pytest.mark.parametrize(
    ("key", "value", "n"),
    [
        ("contacts", 5000, 5000),
        ("abandonment_rate", 18.92, 5000),
        ("speed_of_answer", 67.52, 4054),
        ("resolution_rate", 89.94, 4054),
        ("handle_time", 224.92, 4054),
        ("csat", 49.90, 4054),
        ("csat_mean", 3.4036, 4054),
        ("backlog", 408, 408),
    ],
)
def test_the_call_log_gives_the_honest_figure(
    imported: Any, key: str, value: float, n: int
) -> None:
    csdesk, _, _ = imported
    figure = figures(csdesk, "2021-01-01..2021-03-31")[key]
    decimals = 4 if key == "csat_mean" else 2
    assert (round(figure["value"], decimals), figure["n"]) == (value, n)


def test_the_parts_are_those_of_the_file(imported: Any) -> None:
    csdesk, _, _ = imported
    found = figures(csdesk, "2021-01-01..2021-03-31")
    assert found["resolution_rate"]["parts"] == {"numerator": 3646, "denominator": 4054}
    assert found["csat"]["parts"] == {"numerator": 2023, "denominator": 4054}
    assert found["abandonment_rate"]["parts"]["numerator"] == 946


@pytest.mark.parametrize(
    ("month", "contacts"),
    [("2021-01", 1772), ("2021-02", 1616), ("2021-03", 1612)],
)
def test_the_call_log_by_month(imported: Any, month: str, contacts: int) -> None:
    csdesk, _, _ = imported
    assert figures(csdesk, month)["contacts"]["value"] == contacts


@pytest.mark.parametrize(
    ("key", "published"),
    [
        ("speed_of_answer", 54.75),  # abandoned calls as waits of 0 s
        ("resolution_rate", 81.08),  # that is the answered rate
        ("csat", 68.07),  # the mean over five
        ("handle_time", 182.37),  # abandoned calls as talks of 0 s
    ],
)
def test_a_published_figure_that_is_wrong_is_not_reproduced(
    imported: Any, key: str, published: float
) -> None:
    csdesk, _, _ = imported
    value = figures(csdesk, "2021-01-01..2021-03-31")[key]["value"]
    assert abs(value - published) > 1


def of_the_page(name: str) -> str:
    """The mapping that docs/importing.md shows under this name."""
    page = (ROOT / "docs" / "importing.md").read_text("utf-8")
    blocks = page.split("```toml\n")[1:]
    (found,) = (block for block in blocks if block.startswith(f"# {name}\n"))
    return found.split("```")[0]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A desk with a register of complaints in it, and what each import said."""
    folder = tmp_path_factory.mktemp("register")
    file = DATA / "comcast_complaints.csv"
    mapping = of_the_page("register.toml")
    with twice(folder, "America/New_York", "complaints", file, mapping) as desk:
        yield desk


def of_channels(csdesk: Csdesk) -> dict[str, dict[str, dict[str, Any]]]:
    """The complaints of 2015: channel -> KPI -> figure."""
    asked = "resolution_rate,complaints_opened"
    found = csdesk.json("report", "2015", "--by", "channel", "--kpi", asked)
    return {
        group["value"]: {kpi["key"]: kpi for kpi in group["kpis"]}
        for group in found["by"]["channel"]
    }


def test_every_complaint_comes_in_once(register: Any) -> None:
    _, first, again = register
    assert "2,224 read = 2,224 added + 0 updated + 0 unchanged + 0 rejected" in first
    assert "2,224 read = 0 added + 0 updated + 2,224 unchanged" in again


def test_the_register_gives_the_honest_resolution_rate(register: Any) -> None:
    csdesk, _, _ = register
    found = figures(csdesk, "2015")
    assert found["complaints_opened"]["value"] == 2224
    rate = found["resolution_rate"]
    assert rate["parts"] == {"numerator": 1707, "denominator": 2224}
    assert round(rate["value"], 2) == 76.75
    assert found["resolution_time"]["n"] == 0
    assert found["resolution_time"]["value"] is None


@pytest.mark.parametrize(
    ("channel", "rate", "complaints"), [("phone", 77.21, 1119), ("web", 76.29, 1105)]
)
def test_the_register_by_channel(
    register: Any, channel: str, rate: float, complaints: int
) -> None:
    csdesk, _, _ = register
    found = of_channels(csdesk)[channel]
    assert round(found["resolution_rate"]["value"], 2) == rate
    assert found["resolution_rate"]["n"] == complaints
    assert found["complaints_opened"]["value"] == complaints


def test_the_register_by_month(register: Any) -> None:
    csdesk, _, _ = register
    report = csdesk.json(
        "report", "2015-12", "--last", "12", "--kpi", "complaints_opened"
    )
    assert [month["kpis"][0]["value"] for month in report["trend"]] == [
        55, 59, 45, 375, 317, 1046, 49, 67, 55, 53, 38, 65,
    ]  # fmt: skip


QUESTIONS = {
    "How likely are you to recommend us?": (
        "On a scale of 0-10, how would you rate Sudzilla?"
    ),
}


def test_the_conference_gives_its_honest_nps(tmp_path: Path) -> None:
    file = DATA / "nps_conference.csv"
    mapping = of_the_page("form.toml")
    for ours, theirs in QUESTIONS.items():
        mapping = mapping.replace(ours, theirs)
    with twice(tmp_path, "Europe/London", "surveys", file, mapping) as desk:
        csdesk, first, again = desk
        assert "39 read = 39 added + 0 updated + 0 unchanged + 0 rejected" in first
        assert "39 read = 0 added + 0 updated + 39 unchanged" in again
        nps = figures(csdesk, "2019")["nps"]
    assert nps["parts"] == {"promoters": 8, "passives": 9, "detractors": 22}
    assert round(nps["value"], 3) == -35.897


EXCHANGE = """\
kind = "contacts"
source = "asterisk"
[file]
heading = 0
names = [
  "clid", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata",
  "start", "answer", "end", "duration", "billsec", "disposition", "amaflags",
  "accountcode", "uniqueid", "userfield", "sequence",
]
[columns]
external_id = "uniqueid"
received_at = "start"
abandoned = { column = "disposition", true = ["NO ANSWER"], false = ["ANSWERED"] }
wait = { column = "duration", minus = "billsec", unit = "s" }
handle = "billsec"
[constants]
channel = "phone"
"""


def test_call_records_without_headings_give_their_figures(tmp_path: Path) -> None:
    file = DATA / "asterisk_master.csv"
    with twice(tmp_path, "Europe/Berlin", "contacts", file, EXCHANGE) as desk:
        csdesk, first, again = desk
        assert "14 read = 14 added + 0 updated + 0 unchanged + 0 rejected" in first
        assert "14 read = 0 added + 0 updated + 14 unchanged" in again
        found = figures(csdesk, "2023-07-26")
    lost = found["abandonment_rate"]
    assert lost["parts"] == {"numerator": 3, "denominator": 14}
    assert round(lost["value"], 2) == 21.43
    for key, seconds in (("speed_of_answer", 57), ("handle_time", 78)):
        assert (found[key]["value"], found[key]["n"]) == (
            pytest.approx(seconds / 11),
            11,
        )


def test_call_records_are_recognised_by_their_values(csdesk: Csdesk) -> None:
    said = csdesk.ok("import", "contacts", str(DATA / "asterisk_master.csv"))
    assert "Asterisk" in said
    assert "14 read = 14 added + 0 updated + 0 unchanged + 0 rejected" in said
    lost = figures(csdesk, "2023-07-26")["abandonment_rate"]
    assert lost["parts"] == {"numerator": 3, "denominator": 14}


def test_the_pages_mapping_reads_the_call_log_too(tmp_path: Path) -> None:
    mapping = of_the_page("calls.toml")
    with twice(tmp_path, "Europe/Berlin", "contacts", CALLS, mapping) as desk:
        csdesk, first, _ = desk
        assert "5,000 read = 5,000 added + 0 updated" in first
        found = figures(csdesk, "2021-01-01..2021-03-31")
    assert found["csat"]["parts"] == {"numerator": 2023, "denominator": 4054}
    assert round(found["speed_of_answer"]["value"], 2) == 67.52
