"""The sample data: made by its generator, all invented, and a story in it."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections import Counter
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from csdesk.demo.sample import MOMENTS, MONDAY_AFTER
from csdesk.imports.mapping.fields import FIELDS
from sample_data.generator.people import FICTIONAL, HOSTS
from sample_data.generator.story import END, WEEK, week_of
from sample_data.generator.write import files_of_the_shop
from tests.conftest import NOW, Csdesk

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[1] / "sample_data"
FILES = (
    "contacts", "complaints", "complaint_events", "surveys", "purchases", "followups",
    "articles", "article_uses", "redemptions", "departures",
)  # fmt: skip
CALM, STORM, WELL = slice(0, 8), 8, 11  # W35 to W42, W43, W46
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def instants() -> Iterator[datetime]:
    for name in FILES:
        for row in rows(name):
            for field in MOMENTS & row.keys():
                if row[field]:
                    yield datetime.fromisoformat(row[field])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Csdesk]:
    """The sample data as a desk, its dates as in the files."""
    with pytest.MonkeyPatch.context() as patch:
        csdesk = Csdesk(tmp_path_factory.mktemp("sample"), patch)
        patch.setenv("CSDESK_DB", str(csdesk.path))
        csdesk.now(NOW)
        csdesk.ok("demo", "--keep", str(csdesk.path))
        yield csdesk


@pytest.fixture(scope="module")
def trend(desk: Csdesk) -> dict[str, list[Any]]:
    """KPI -> its value in each of the twelve weeks."""
    report = desk.json("report", "--last", "12")
    assert report["period"]["label"] == "2026-W46"
    return {
        point["key"]: [week["kpis"][place]["value"] for week in report["trend"]]
        for place, point in enumerate(report["trend"][0]["kpis"])
    }


def count(desk: Csdesk, sql: str) -> int:
    connection = sqlite3.connect(desk.path)
    (found,) = connection.execute(sql).fetchone()
    connection.close()
    return int(found)


def test_the_generator_writes_the_files_that_are_here() -> None:
    written = {name: text.encode() for name, text in files_of_the_shop().items()}
    kept = [*FOLDER.glob("*.csv"), *FOLDER.glob("*.svg")]
    assert written == {path.name: path.read_bytes() for path in kept}


def test_it_is_twelve_whole_weeks() -> None:
    assert END.date() == MONDAY_AFTER
    # A promise may fall due in the week after.
    assert all(week_of(moment) in range(13) for moment in instants())


def test_it_is_as_much_as_a_small_shop_has() -> None:
    inbound = [row for row in rows("contacts") if row["direction"] == "inbound"]
    answered = [row for row in rows("surveys") if row["score"]]
    assert len(inbound) == pytest.approx(600, abs=25)
    assert len({row["customer_name"] for row in inbound}) == pytest.approx(220, abs=25)
    channels = {row["channel"] for row in inbound}
    assert channels == {*FIELDS["contacts"]["channel"].words} - {"other"}
    assert len(rows("complaints")) == 60
    assert len(answered) == 250
    assert len(answered) < len(rows("surveys")) * 0.5


def test_no_clock_skips_or_repeats_any_of_its_times() -> None:
    # Moved to another week, 02:30 might never have been, or have been twice.
    assert not [moment for moment in instants() if time(2) <= moment.time() < time(3)]


def test_nobody_in_it_can_be_written_to_or_rung_up() -> None:
    numbers = [re.escape(begin) + rf"\d{{{digits}}}" for begin, digits in FICTIONAL]
    for row in [*rows("contacts"), *rows("complaints")]:
        assert not row["customer_email"] or row["customer_email"].endswith(HOSTS)
        assert not row["customer_phone"] or re.fullmatch(
            "|".join(numbers), row["customer_phone"]
        )


def test_an_address_is_one_persons() -> None:
    for field in ("customer_email", "customer_phone"):
        people = {(row[field], row["customer_name"]) for row in rows("contacts")}
        shared = Counter(address for address, _ in people if address)
        assert set(shared.values()) == {1}


def test_its_headings_are_the_fields_of_an_import(csdesk: Csdesk) -> None:
    told = csdesk.ok("import", "contacts", str(FOLDER / "contacts.csv"))
    total = len(rows("contacts"))
    assert f"{total} read = {total} added + 0 updated + 0 unchanged + 0 reject" in told


def test_complaints_end_as_their_file_says(desk: Csdesk) -> None:
    found = {row["id"]: row for row in desk.json("complaint", "list", "--limit", "0")}
    for number, row in enumerate(rows("complaints"), 1):
        kept = found[f"K{number}"]
        assert kept["description"] == row["description"]
        assert bool(row["resolved_at"]) == bool(kept["resolved"]), row["external_id"]


def test_purchases_and_promises_come_in_whole(desk: Csdesk) -> None:
    assert count(desk, "SELECT count(*) FROM purchase") == len(rows("purchases"))
    told = "SELECT count(*) FROM follow_up WHERE contact_id IS NOT NULL"
    assert count(desk, told) == len(rows("followups"))
    still = [row for row in rows("followups") if not row["done_at"]]
    overdue = [row for row in still if row["promised_at"] < END.isoformat(" ")]
    assert (len(still), len(overdue)) == (3, 1)


def test_every_kind_of_step_is_in_a_life() -> None:
    assert {row["verb"] for row in rows("complaint_events")} == {
        "open", "acknowledge", "investigate", "note", "hold", "resume", "escalate",
        "offer", "resolve", "reopen", "followed-up", "close", "attach", "move-private",
    }  # fmt: skip


@pytest.mark.parametrize(
    "key",
    ["contacts", "complaints_opened", "avoidable_rate", "abandonment_rate",
     "speed_of_answer", "first_response_median", "backlog", "awaiting_response"],
)  # fmt: skip
def test_more_goes_wrong_in_the_ninth_week(
    trend: dict[str, list[Any]], key: str
) -> None:
    values = trend[key]
    assert values[STORM] > 1.3 * max(values[CALM])
    assert values[WELL] < values[STORM]


@pytest.mark.parametrize("key", ["nps", "csat", "ces", "easy_rate", "service_level"])
def test_customers_are_less_content_in_the_ninth_week(
    trend: dict[str, list[Any]], key: str
) -> None:
    values = trend[key]
    assert values[STORM] < 0.75 * min(values[CALM])
    assert values[WELL] > values[STORM] + (values[STORM - 1] - values[STORM]) / 2


def test_complaints_about_delivery_triple(desk: Csdesk) -> None:
    dated = "category = 'delivery' AND opened_at >= {} AND opened_at < {}"
    end = END.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    begin, storm, after = (
        int((end - weeks * WEEK).timestamp()) for weeks in (12, 4, 3)
    )
    sql = f"SELECT count(*) FROM complaint WHERE {dated}"
    usual = count(desk, sql.format(begin, storm)) / 8
    assert count(desk, sql.format(storm, after)) >= 3 * usual


def test_making_it_good_costs_most_in_the_week_after(
    trend: dict[str, list[Any]],
) -> None:
    costs = trend["recovery_cost"]
    assert costs[STORM + 1] == max(costs)
    assert costs[STORM + 1] > 1.5 * max(costs[CALM])


def test_the_last_week_is_full_of_life(desk: Csdesk) -> None:
    report = desk.json("report")
    figures = {figure["key"]: figure for figure in report["kpis"]}
    assert figures["contacts"]["value"] >= 50
    assert sum(figures[key]["n"] for key in ("nps", "csat", "ces")) >= 20
    assert figures["complaints_opened"]["value"] >= 3
    assert figures["complaints_resolved"]["value"] >= 3
    kinds = {found["kind"] for found in report["attention"]}
    assert {"safety", "escalated", "promise", "due"} <= kinds
    assert count(desk, "SELECT count(*) FROM complaint WHERE resolved_at IS NULL") >= 5


def test_what_was_said_in_public_is_moved_to_private(desk: Csdesk) -> None:
    public = desk.json("complaint", "list", "--public")
    assert public
    for told in public:
        assert told["channel"] == "review"
        shown = desk.json("complaint", "show", told["id"])
        assert shown["moved_private_at"] == shown["acknowledged_at"]


def test_the_picture_of_the_brake_cable_is_kept_with_it(
    desk: Csdesk,
) -> None:
    (kept,) = desk.json("complaint", "show", "K59")["attachments"]
    assert kept["name"] == "brake-cable.svg"


def test_answers_are_used_after_they_were_written(desk: Csdesk) -> None:
    assert count(desk, "SELECT count(*) FROM article") == 3
    early = """SELECT count(*) FROM article_use AS u JOIN article AS a
        ON a.id = u.article_id JOIN contact AS c ON c.id = u.contact_id
        WHERE u.at < a.written_at OR u.at < c.received_at"""
    assert count(desk, early) == 0
    assert count(desk, "SELECT count(DISTINCT article_id) FROM article_use") == 3


def test_nothing_was_done_about_the_courier_before_another_one_was_found(
    desk: Csdesk,
) -> None:
    told = desk.json("complaint", "causes", "all")
    (about,) = [one for one in told if one["cause"] == "courier failed"]
    assert about["corrective_at"][:10] == "2026-11-02"
    assert (about["before"], about["after"]) == (31, 2)
