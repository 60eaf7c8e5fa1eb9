"""Every CHECK refuses a bad row: the table classes validate nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlmodel import SQLModel

from csdesk.store import models

if TYPE_CHECKING:
    from tests.conftest import Csdesk

assert models.JOURNALLED  # the tables are registered
GOOD: dict[str, dict[str, object]] = {
    "customer": {"name": "A", "name_key": "a", "do_not_contact": 0},
    "departure": {"customer_id": 1, "left_at": 10},
    "erased_key": {"customer_id": 1, "kind": "email", "hash": "x"},
    "agent": {"name": "Zoe", "name_key": "zoe", "active": 1},
    "complaint": {
        "channel": "phone", "severity": "low", "safety": 0, "status": "received",
        "level": 0, "opened_at": 10, "resolved": 0, "resolution_time_known": 1,
    },
    "contact": {
        "channel": "phone", "direction": "inbound", "received_at": 10, "resolved": 0,
        "resolution_time_known": 1, "abandoned": 0,
    },
    "complaint_event": {"complaint_id": 1, "at": 10, "kind": "note"},
    "reopening": {"contact_id": 1, "reopened_at": 10, "time_known": 1},
    "pause": {"contact_id": 1, "since": 10},
    "remedy": {"complaint_id": 1, "kind": "refund"},
    "survey_answer": {
        "kind": "csat", "score": 4, "scale_min": 1, "scale_max": 5, "answered_at": 10,
    },
    "purchase": {"amount": 100, "at": 10},
    "import_run": {
        "operation_id": 1, "at": 10, "kind": "contacts", "source": "x",
        "file_name": "x", "sha256": "", "mapping": "", "rows_read": 1, "added": 1,
        "updated": 0, "unchanged": 0, "rejected": 0,
    },
    "opening_interval": {
        "weekday": 0, "opens": 0, "closes": 86400, "valid_from": "0001-01-01",
    },
    "closed_day": {"day": "2026-12-24"},
    "service_target": {"what": "response", "clock": "business", "valid_from": 10},
    "follow_up": {"kind": "call-back", "promised_at": 10, "due_at": 10},
    "attachment": {
        "complaint_id": 1, "at": 10, "name": "a.txt", "type": "text/plain",
        "sha256": "", "size": 0, "content": "",
    },
    "loyalty_rule": {
        "name": "Tenth", "name_key": "tenth", "basis": "visits", "reaches": 10,
        "voucher": 500, "valid_from": 10,
    },
    "voucher": {"code": "AB", "value": 500, "issued_at": 10},
    "change": {"operation_id": 1, "table_name": "contact", "row_id": 1, "after": "{}"},
}  # fmt: skip
# constraint -> what makes its good row bad.
BAD: dict[str, dict[str, object]] = {
    "ck_customer_do_not_contact": {"do_not_contact": 2},
    "ck_erased_key_kind": {"kind": "shoe size"},
    "ck_departure_returned_at": {"returned_at": 9},
    "ck_agent_active": {"active": 2},
    "ck_agent_goodwill_limit": {"goodwill_limit": -1},
    "ck_complaint_channel": {"channel": "fax"},
    "ck_complaint_severity": {"severity": "dire"},
    "ck_complaint_status": {"status": "open"},
    "ck_complaint_outcome": {"outcome": "won"},
    "ck_complaint_upheld": {"upheld": "maybe"},
    "ck_complaint_safety": {"safety": 2},
    "ck_complaint_resolved": {"resolved": 2},
    "ck_complaint_resolution_time_known": {"resolution_time_known": 2},
    "ck_complaint_level": {"level": -1},
    "ck_complaint_resolved_once": {"resolved": 1, "resolved_at": 10},
    "ck_complaint_acknowledged_at": {"acknowledged_at": 9},
    "ck_complaint_resolved_at": {"resolved_at": 9},
    "ck_contact_channel": {"channel": "Phone"},
    "ck_contact_direction": {"direction": "in"},
    "ck_contact_phase": {"phase": "later"},
    "ck_contact_reason": {"reason": "none"},
    "ck_contact_sentiment": {"sentiment": "angry"},
    "ck_contact_abandoned": {"abandoned": 2},
    "ck_contact_avoidable": {"avoidable": 2},
    "ck_contact_resolved": {"resolved": 2},
    "ck_contact_resolution_time_known": {"resolution_time_known": 2},
    "ck_contact_wait_seconds": {"wait_seconds": -1},
    "ck_contact_handle_seconds": {"handle_seconds": -1},
    "ck_contact_agent_replies": {"agent_replies": -1},
    "ck_contact_reopens": {"reopens": -1},
    "ck_contact_resolved_once": {"resolved": 1, "resolved_at": 10},
    "ck_contact_first_response_at": {"first_response_at": 9},
    "ck_contact_resolved_at": {"resolved_at": 9},
    "ck_contact_follows_id": {"id": 77, "follows_id": 77},
    "ck_contact_response_business_seconds": {"response_business_seconds": -1},
    "ck_contact_resolution_business_seconds": {"resolution_business_seconds": -1},
    "ck_complaint_resolution_business_seconds": {"resolution_business_seconds": -1},
    "ck_complaint_event_kind": {"kind": "sing"},
    "ck_reopening_one_case": {"complaint_id": 1},
    "ck_reopening_reopened_at": {"resolved_at": 11},
    "ck_reopening_time_known": {"time_known": 2},
    "ck_reopening_outcome": {"outcome": "won"},
    "ck_reopening_upheld": {"upheld": "maybe"},
    "ck_reopening_resolution_business_seconds": {"resolution_business_seconds": -1},
    "ck_pause_one_case": {"contact_id": None},
    "ck_pause_until": {"until": 9},
    "ck_remedy_kind": {"kind": "cake"},
    "ck_remedy_value": {"value": -1},
    "ck_remedy_cost": {"cost": -1},
    "ck_survey_answer_kind": {"kind": "stars"},
    "ck_survey_answer_direction": {"kind": "ces", "direction": "up"},
    "ck_survey_answer_scale": {"scale_min": 5, "score": 5},
    "ck_survey_answer_score": {"score": 99},
    "ck_survey_answer_nps_scale": {"kind": "nps"},
    "ck_survey_answer_ces": {"direction": "easy"},
    "ck_survey_answer_answered": {"score": None},
    "ck_survey_answer_dated": {"score": None, "answered_at": None},
    "ck_survey_answer_answered_at": {"asked_at": 11},
    "ck_purchase_amount": {"amount": -1},
    "ck_purchase_quantity": {"quantity": -1},
    "ck_import_run_reconciled": {"rows_read": 2},
    "ck_opening_interval_weekday": {"weekday": 7},
    "ck_opening_interval_closed": {"opens": None},
    "ck_opening_interval_interval": {"closes": 86401},
    "ck_opening_interval_valid_from": {"valid_from": "1 Jan 2026"},
    "ck_closed_day_closed": {"closes": 3600},
    "ck_closed_day_interval": {"opens": 3600, "closes": 3600},
    "ck_closed_day_day": {"day": "2026-12-24 00:00"},
    "ck_customer_merged_into_id": {"id": 77, "merged_into_id": 77},
    "ck_complaint_policy": {"policy": "none of ours"},
    "ck_service_target_what": {"what": "smile"},
    "ck_service_target_clock": {"clock": "wall"},
    "ck_service_target_channel": {"channel": "fax"},
    "ck_service_target_severity": {"severity": "dire"},
    "ck_service_target_seconds": {"seconds": 0},
    "ck_follow_up_kind": {"kind": "sing"},
    "ck_follow_up_every": {"every": "blue moon"},
    "ck_attachment_one_case": {"contact_id": 1},
    "ck_attachment_size": {"size": -1},
    "ck_loyalty_rule_basis": {"basis": "looks"},
    "ck_loyalty_rule_reaches": {"reaches": 0},
    "ck_loyalty_rule_voucher": {"voucher": -1},
    "ck_loyalty_rule_expires_days": {"expires_days": -1},
    "ck_voucher_value": {"value": 0},
    "ck_voucher_expires_at": {"expires_at": 10},
    "ck_voucher_redeemed_at": {"redeemed_at": 9},
    "ck_change_something": {"after": None},
}
CHECKS = sorted(
    (str(constraint.name), table.name)
    for table in SQLModel.metadata.tables.values()
    for owner in (table, *table.columns)
    for constraint in owner.constraints
    if constraint.__class__.__name__ == "CheckConstraint"
)


def test_every_check_has_a_bad_row_here() -> None:
    assert {name for name, _ in CHECKS} == BAD.keys()


def insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
    )


@pytest.mark.parametrize(("check", "table"), CHECKS)
def test_a_check_refuses_a_bad_row(csdesk: Csdesk, check: str, table: str) -> None:
    with closing(sqlite3.connect(csdesk.path)) as connection:
        insert(connection, table, GOOD[table])
        with pytest.raises(sqlite3.IntegrityError, match=f"{check}$"):
            insert(connection, table, GOOD[table] | BAD[check])
