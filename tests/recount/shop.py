"""A desk written row by row, about one week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.recount.reports import report_on
from tests.recount.spans import bounds, week_of
from tests.recount.written import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from csdesk.result import Figure, Report

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = week_of(date(2026, 11, 9))
START, END = bounds(WEEK, BERLIN)
DAY = 86_400


class Shop:
    """A desk whose rows are given in few words."""

    def __init__(self, path: Path, template: bytes) -> None:
        self.path, self.template = path, template
        self.desk = Desk(BERLIN, WEEK.start, "EUR")
        self.desk.add("customer", name="Ada", name_key="ada", do_not_contact=0)

    def contact(self, at: int, **more: Any) -> int:
        """An inbound e-mail of Ada's about tea."""
        row = {
            "customer_id": 1, "channel": "email", "direction": "inbound",
            "category": "tea", "received_at": at, "abandoned": False,
            "resolved": False, "resolution_time_known": True,
        }  # fmt: skip
        number: int = self.desk.add("contact", **(row | more))["id"]
        return number

    def complaint(self, at: int, **more: Any) -> int:
        """A complaint of nobody known."""
        row = {
            "channel": "email", "severity": "normal", "safety": 0, "level": 0,
            "status": "received", "opened_at": at, "resolved": False,
            "resolution_time_known": True,
        }  # fmt: skip
        number: int = self.desk.add("complaint", **(row | more))["id"]
        return number

    def reopened(self, at: int, resolved_at: int | None, **case: int) -> None:
        """A resolution that did not hold."""
        self.desk.add(
            "reopening",
            resolved_at=resolved_at,
            reopened_at=at,
            time_known=True,
            **case,
        )

    def answer(self, **more: Any) -> None:
        """A satisfaction score of Ada's, on 1-5."""
        row = {
            "kind": "csat", "score": 5, "scale_min": 1, "scale_max": 5,
            "customer_id": 1, "answered_at": START,
        }  # fmt: skip
        self.desk.add("survey_answer", **(row | more))

    def customer(self, since: int | None, **more: Any) -> int:
        """Somebody known since then."""
        row = {"name": "Di", "name_key": "di", "do_not_contact": 0, "since": since}
        number: int = self.desk.add("customer", **(row | more))["id"]
        return number

    def left(self, who: int, at: int, returned_at: int | None = None) -> None:
        """A customer who left, for good or until then."""
        self.desk.add("departure", customer_id=who, left_at=at, returned_at=returned_at)

    def held(self, since: int, until: int | None, **record: int) -> None:
        """A time on hold."""
        self.desk.add("pause", since=since, until=until, **record)

    def follow_up(self, kind: str, promised_at: int, **more: Any) -> int:
        """Something to do for Ada."""
        row = {"customer_id": 1, "promised_at": promised_at, "due_at": promised_at}
        number: int = self.desk.add("follow_up", kind=kind, **(row | more))["id"]
        return number

    def purchase(self, at: int, amount: int = 1000, who: int | None = 1) -> None:
        """Something bought."""
        self.desk.add("purchase", customer_id=who, amount=amount, at=at)

    def voucher(self, issued_at: int, redeemed_at: int | None = None) -> None:
        """A voucher of Ada's."""
        self.desk.add(
            "voucher",
            code=f"V{len(self.desk.tables['voucher'])}",
            customer_id=1,
            value=500,
            issued_at=issued_at,
            redeemed_at=redeemed_at,
        )

    def rule(self, key: str, value: str, since: int = 0) -> None:
        """A setting, as it holds from an instant on."""
        self.desk.add("setting", key=key, value=value, valid_from=since)

    def report(self) -> Report:
        """The week's report, asked for long afterwards."""
        self.desk.write(self.path, self.template)
        return report_on(self.path, WEEK, END + 400 * DAY)

    def figure(self, key: str) -> Figure:
        """A figure of it."""
        report = self.report()
        (found,) = (one for one in report.figures if one.key == key)
        return found
