"""What rows come to: times of calls, responses, resolutions, survey answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.imports.conftest import at, utc

if TYPE_CHECKING:
    from tests.imports.conftest import Shop

DAY = "2026-11-02"


def test_without_a_mapping_the_headings_are_the_field_names(shop: Shop) -> None:
    shop.bring(
        "External_ID,received_at,wait,abandoned,subject\n"
        'a1,2026-11-02 09:00,20,no," =1+1 ""quoted"", "\n'
    )
    assert shop.rows(
        "SELECT external_id, received_at, wait_seconds, abandoned, channel, direction,"
        " phase, reason, subject, source FROM contact"
    ) == [
        ("a1", at(f"{DAY} 09:00"), 20, 0, "other", "inbound", None, None,
         '=1+1 "quoted",', "csv"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "resolved_at", "resolved", "known"),
    [
        ("phone,yes,20,60", f"{DAY} 09:01:20", 0, 1),
        ("phone,yes,,60", f"{DAY} 09:01:00", 0, 1),
        ("phone,yes,20,", f"{DAY} 09:00:20", 0, 0),
        ("phone,no,20,60", None, 0, 1),
        ("phone,,20,60", None, 0, 1),
        ("email,yes,,", None, 1, 1),
    ],
)
def test_a_live_contact_resolved_without_a_time_was_resolved_when_it_ended(
    shop: Shop, row: str, resolved_at: str | None, resolved: int, known: int
) -> None:
    shop.bring(f"received_at,channel,resolved,wait,handle\n{DAY} 09:00,{row}\n")
    assert shop.rows(
        "SELECT resolved_at, resolved, resolution_time_known FROM contact"
    ) == [(resolved_at and at(resolved_at), resolved, known)]


def test_responses_and_resolutions_may_be_durations_after_the_receipt(
    shop: Shop,
) -> None:
    shop.bring(
        "received_at,first_response,resolution\n2026-11-02 09:00,1h,2d\n"
        "2026-11-02 09:00,,\n"
    )
    assert shop.rows("SELECT first_response_at, resolved_at FROM contact") == [
        (at(f"{DAY} 10:00"), at("2026-11-04 09:00")),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("times", "wait", "handle"),
    [
        ("no,09:00:20,09:03:00,", 20, 160),
        ("no,09:00:20,09:03:00,5", 5, 160),
        ("no,,09:03:00,30", 30, 150),
        ("no,,09:03:00,", None, None),
        ("yes,,09:00:45,", 45, None),
    ],
)
def test_answer_and_end_give_the_wait_and_the_handling_time(
    shop: Shop, times: str, wait: int | None, handle: int | None
) -> None:
    cells = [f"{DAY} {cell}" if ":" in cell else cell for cell in times.split(",")]
    shop.bring(
        "channel,received_at,abandoned,answered_at,ended_at,wait\n"
        f"phone,{DAY} 09:00,{','.join(cells)}\n"
    )
    assert shop.rows("SELECT wait_seconds, handle_seconds FROM contact") == [
        (wait, handle)
    ]


def test_an_abandoned_contact_has_no_handling_time_and_that_is_said(shop: Shop) -> None:
    output = shop.warnings(
        f"received_at,channel,abandoned,wait,handle\n{DAY} 09:00,phone,yes,30,12\n"
    )
    assert "calls.csv line 2: an abandoned contact has a handling time" in output
    assert shop.rows("SELECT wait_seconds, handle_seconds FROM contact") == [(30, None)]


@pytest.mark.parametrize(
    ("heading", "cell", "why"),
    [
        ("first_response_at", f"{DAY} 08:59:59", "answered before it was received"),
        ("resolved_at", "2026-11-01", "resolved before it was received"),
        ("answered_at", f"{DAY} 08:00", "answered before it was received"),
    ],
)
def test_a_row_out_of_order_is_rejected_with_the_reason(
    shop: Shop, heading: str, cell: str, why: str
) -> None:
    output = shop.refuse(1, f"received_at,{heading}\n{DAY} 09:00,{cell}\n")
    assert f"calls.csv line 2: the contact was {why}." in output


def test_a_row_not_resolved_with_a_resolution_is_rejected(shop: Shop) -> None:
    output = shop.refuse(
        1, f"received_at,resolved,resolved_at\n{DAY} 09:00,no,{DAY} 10:00\n"
    )
    assert "is not resolved, and yet has a resolution" in output


def test_a_time_that_happened_twice_is_the_later_only_where_order_needs_it(
    shop: Shop,
) -> None:
    shop.bring(
        "received_at,first_response_at,resolved_at\n"
        "2026-10-25 02:50,2026-10-25 02:10,2026-10-25 02:55\n"
    )
    assert shop.rows(
        "SELECT received_at, first_response_at, resolved_at FROM contact"
    ) == [
        (utc("2026-10-25 00:50"), utc("2026-10-25 01:10"), utc("2026-10-25 00:55")),
    ]


def test_the_mappings_time_zone_goes_before_the_desks(shop: Shop) -> None:
    shop.bring(
        f"Date\n{DAY} 09:00\n",
        '[dates]\ntimezone = "America/New_York"\n[columns]\nreceived_at = "Date"\n',
    )
    assert shop.rows("SELECT received_at FROM contact") == [utc(f"{DAY} 14:00")]


def test_an_answer_is_dated_by_its_own_time_else_resolution_else_receipt(
    shop: Shop,
) -> None:
    shop.bring(
        "external_id,received_at,resolved_at,csat,csat_at,nps\n"
        f"a,{DAY} 09:00,{DAY} 11:00,4,{DAY} 12:00,9\n"
        f"b,{DAY} 09:00,,5,,\n"
    )
    assert shop.rows(
        "SELECT external_id, kind, score, scale_min, scale_max, asked_at, answered_at,"
        " contact_id FROM survey_answer ORDER BY external_id, kind"
    ) == [
        ("a", "csat", 4.0, 1.0, 5.0, None, at(f"{DAY} 12:00"), 1),
        ("a", "nps", 9.0, 0.0, 10.0, None, at(f"{DAY} 11:00"), 1),
        ("b", "csat", 5.0, 1.0, 5.0, None, at(f"{DAY} 09:00"), 2),
    ]


def test_where_asked_is_known_every_survey_was_asked(shop: Shop) -> None:
    shop.bring(
        f"Date,Score\n{DAY} 09:00,Offered\n{DAY} 09:00,Good\n{DAY} 09:00,\n",
        '[columns]\nreceived_at = "Date"\ncsat = "Score"\n'
        '[values.csat]\nOffered = "asked"\nGood = 5\n',
    )
    moment = at(f"{DAY} 09:00")
    assert shop.rows("SELECT score, asked_at, answered_at FROM survey_answer") == [
        (None, moment, None),
        (5.0, moment, moment),
    ]


def test_an_effort_score_keeps_the_scale_and_direction_of_its_mapping(
    shop: Shop,
) -> None:
    shop.bring(
        f"Date,Effort\n{DAY},2\n",
        '[columns]\nreceived_at = "Date"\n'
        'ces = { column = "Effort", scale = [1, 5], direction = "effort" }\n',
    )
    assert shop.rows("SELECT scale_max, direction FROM survey_answer") == [
        (5.0, "effort")
    ]


def test_the_desks_spelling_of_a_category_stands_and_the_other_is_said(
    shop: Shop,
) -> None:
    shop.bring(f"received_at,category\n{DAY},Garden tools\n")
    output = shop.warnings(
        f"received_at,category\n{DAY} 10:00,GARDEN  tools\n{DAY} 11:00,Paint\n"
        f"{DAY} 12:00,paint\n"
    )
    assert output.count("GARDEN") == output.count("'paint'") == 1
    assert shop.rows("SELECT category FROM contact ORDER BY id") == [
        "Garden tools", "Garden tools", "Paint", "Paint",
    ]  # fmt: skip


def test_agents_are_matched_whatever_their_case_else_added(shop: Shop) -> None:
    shop.bring(f"received_at,agent\n{DAY},Ann Lee\n{DAY},ann  lee\n{DAY},\n{DAY},Bo\n")
    assert shop.rows("SELECT name FROM agent ORDER BY id") == ["Ann Lee", "Bo"]
    assert shop.rows("SELECT agent_id FROM contact") == [1, 1, None, 2]


def test_a_duration_less_another_is_what_is_left(shop: Shop) -> None:
    mapping = (
        '[columns]\nreceived_at = "Date"\n'
        'wait = { column = "Duration", minus = "Talk" }\n'
        '[constants]\nchannel = "phone"\n'
    )
    shop.bring(f"Date,Duration,Talk\n{DAY},0:01:10,50\n", mapping)
    assert shop.rows("SELECT wait_seconds FROM contact") == [20]
    output = shop.refuse(1, f"Date,Duration,Talk\n{DAY},10,50\n", mapping)
    assert "10 s less 50 s, which is negative" in output
