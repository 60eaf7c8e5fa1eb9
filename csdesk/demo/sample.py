"""Sample desk: a made-up shop whose last week has just ended.

Contacts are imported and complaints created by the services, as if the shop had used
csdesk; only the dates are moved, by whole weeks.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from csdesk.demo.steps import (
    SOURCE,
    STEPS,
    Row,
    open_from_row,
    sample_folder,
)
from csdesk.domain.sla.terms import TargetScope
from csdesk.domain.timezone import midnight
from csdesk.imports.open_files import open_files
from csdesk.imports.run import import_files
from csdesk.imports.session import ImportSession
from csdesk.services.articles import add_article
from csdesk.services.customers.departures import leave
from csdesk.services.hours import set_hours
from csdesk.services.loyalty import NewRule, add_rule, reward_everyone
from csdesk.services.settings import BEGINNING, set_rule
from csdesk.services.sla.targets import set_target
from csdesk.services.unit_of_work import working
from csdesk.services.vouchers import redeem
from csdesk.store.bulk.insert import insert, write_row
from csdesk.store.queries.customers import ids_by_email
from csdesk.store.queries.ids import imported_ids
from csdesk.store.queries.loyalty import vouchers_of_complaint
from csdesk.store.sqlite import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from csdesk.services.unit_of_work import Work

RULES: Final = {
    "name": "Tin Bell Cycles",
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "country": "DE",
}
HOURLY_COST: Final = "32"
HOURS: Final = {"mon-fri": "9:30-18:30", "sat": "10-15", "sun": "closed"}
TARGETS: Final = {
    "response": "8h",
    "resolution": "27h",
}  # 27 h: three days of nine hours
LAST_DAYS: Final = timedelta(days=4)
OWNER: Final = "Mira"
MONDAY_AFTER: Final = date(
    2026, 11, 16
)  # the twelve weeks of the files end before this day
MOMENTS: Final = frozenset(
    {"received_at", "first_response_at", "resolved_at", "at", "asked_at", "answered_at",
     "paid_at", "made_at", "promised_at", "done_at"}
)  # fmt: skip
ANSWER_COLUMNS: Final = (
    "source", "external_id", "import_run_id", "kind", "score", "scale_min", "scale_max",
    "direction", "comment", "customer_id", "contact_id", "complaint_id", "asked_at",
    "answered_at",
)  # fmt: skip
NPS: Final = "0-10"


def create_sample_desk(path: Path, now: datetime, scratch: Path) -> None:
    """Make a desk with the sample data at `path`, complete or not at all.

    Its last week is the last complete one before `now`. All is entered in the last
    second of that week, as in a desk that was kept up to date: nothing of the week was
    entered after it. `scratch` is a folder for temporary files. Raises RefusedError
    where `path` exists.
    """
    zone = ZoneInfo(RULES["timezone"])
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    entered = midnight(monday, zone) - timedelta(seconds=1)

    def fill(unfinished: Path) -> None:
        def work(verb: str, do: Callable[[Work], None]) -> None:
            with working(unfinished, verb, OWNER, entered) as unit:
                do(unit)

        work("init", _settle_rules)
        sample = DemoShop(sample_folder(), monday - MONDAY_AFTER, scratch)
        work("import contacts", sample.add_contacts)
        work("import complaints", sample.add_complaints)
        work("import surveys", sample.add_surveys)
        work("import purchases", sample.add_purchases)
        work("voucher redeem", sample.redeem_vouchers)
        work("customer leave", sample.record_departures)
        work("followup add", sample.add_follow_ups)
        work("article add", sample.add_articles)
        work("loyalty add", sample.reward_regulars)

    migrate.create(path, fill)


def _settle_rules(work: Work) -> None:
    for key, value in RULES.items():
        set_rule(work, key, value)
    set_rule(work, "hourly_cost", HOURLY_COST, since=BEGINNING)
    for days, hours in HOURS.items():
        set_hours(work, days, hours)
    for what, length in TARGETS.items():
        set_target(work, what, length, TargetScope(), since="beginning")


@dataclass(slots=True)
class DemoShop:
    """The files in `folder`, every date moved by `moved`, whole weeks."""

    folder: Path
    moved: timedelta
    scratch: Path

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of a file, their wall-clock times moved.

        Days are added to the local date, so that ten in the morning stays ten.
        """
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, strict=True):
                for field in MOMENTS & row.keys():
                    if row[field]:
                        moved = datetime.fromisoformat(row[field]) + self.moved
                        row[field] = moved.isoformat(" ")
                yield row

    def add_contacts(self, work: Work) -> None:
        """Import the contacts; those of complaints are linked when these are opened."""

        def free(row: Row) -> None:
            if row["complaint"]:
                row["resolved"] = row["resolved_at"] = row["complaint"] = ""

        self._import(work, "contacts", free)

    def add_purchases(self, work: Work) -> None:
        """Import the purchases."""
        self._import(work, "purchases", lambda _: None)

    def _import(self, work: Work, kind: str, edit: Callable[[Row], None]) -> None:
        path = self.scratch / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = None
            for row in self.rows(path.name):
                edit(row)
                if writer is None:
                    writer = csv.DictWriter(file, list(row))
                    writer.writeheader()
                writer.writerow(row)
        with open_files([str(path)], kind) as (mapping, files):
            import_files(work, kind, files, mapping, source=SOURCE)

    def reward_regulars(self, work: Work) -> None:
        """Give a voucher to customers with four purchases in the twelve weeks."""
        begin = MONDAY_AFTER - timedelta(weeks=12) + self.moved
        since = begin.isoformat()
        add_rule(work, NewRule("fourth visit", "visits", "4", "10", 90 * 86_400, since))
        reward_everyone(work)

    def add_follow_ups(self, work: Work) -> None:
        """Add the follow-ups, and complete those that were done."""
        from csdesk.store.models import Contact, FollowUp

        contacts = imported_ids(work.reader, "contact", SOURCE)
        for row in self.rows("followups.csv"):
            contact = work.session.get_one(Contact, contacts[row["contact"]])
            promised_at = _instant(row["promised_at"], work)
            follow_up = FollowUp(
                customer_id=contact.customer_id,
                contact_id=contact.id,
                kind=row["kind"],
                text=row["text"],
                promised_at=promised_at,
                due_at=promised_at,
                done_at=_instant(row["done_at"], work) if row["done_at"] else None,
            )
            work.session.add(follow_up)
        _complete_reminders(work)

    def redeem_vouchers(self, work: Work) -> None:
        """Redeem the vouchers that customers brought back."""
        from csdesk.store.models import Voucher

        complaints = imported_ids(work.reader, "complaint", SOURCE)
        for row in self.rows("redemptions.csv"):
            work.at = _instant(row["at"], work)
            issued = vouchers_of_complaint(work.reader, complaints[row["complaint"]])
            redeem(work, work.session.get_one(Voucher, issued[0]).code)

    def record_departures(self, work: Work) -> None:
        """Record the customers who left."""
        for row in self.rows("departures.csv"):
            work.at = _instant(row["at"], work)
            leave(work, row["customer_email"], row["reason"])

    def add_articles(self, work: Work) -> None:
        """Add the articles, and the contacts that they answered."""
        from csdesk.store.models import ArticleUse

        contacts = imported_ids(work.reader, "contact", SOURCE)
        numbers: dict[str, int] = {}
        for row in self.rows("articles.csv"):
            work.at = _instant(row["at"], work)
            article = add_article(
                work, row["title"], row["body"], row["tags"].split(";")
            )
            assert article.id is not None  # noqa: S101 - flushed
            numbers[article.title] = article.id
        for row in self.rows("article_uses.csv"):
            use = ArticleUse(
                article_id=numbers[row["article"]],
                contact_id=contacts[row["contact"]],
                at=_instant(row["at"], work),
            )
            work.session.add(use)

    def add_complaints(self, work: Work) -> None:
        """Create the complaints, step by step, in the order of the events."""
        _keep_in_memory(work)
        complaints = {row["external_id"]: row for row in self.rows("complaints.csv")}
        contacts = imported_ids(work.reader, "contact", SOURCE)
        contact_of = {
            row["complaint"]: contacts[row["external_id"]]
            for row in self.rows("contacts.csv")
            if row["complaint"] and not row["follows"]
        }
        numbers: dict[str, int] = {}
        for event in self.rows("complaint_events.csv"):
            name = event["complaint"]
            work.at, work.agent = _instant(event["at"], work), event["agent"]
            if event["verb"] == "open":
                numbers[name] = open_from_row(
                    work, complaints[name], event, contact_of[name]
                )
            else:
                STEPS[event["verb"]](work, numbers[name], event)

    def add_surveys(self, work: Work) -> None:
        """Insert the surveys, unanswered ones included, as one import run."""
        session = ImportSession(work, "surveys", SOURCE, "")
        session.begin("surveys.csv")
        contacts = imported_ids(work.reader, "contact", SOURCE)
        complaints = imported_ids(work.reader, "complaint", SOURCE)
        customers = ids_by_email(work.reader)
        answers = []
        for row in self.rows("surveys.csv"):
            low, high = (row["scale"] or NPS).split("-")
            asked_at, answered_at = (
                int(_instant(text, work).timestamp()) if text else None
                for text in (row["asked_at"], row["answered_at"])
            )
            answers.append((
                SOURCE, row["external_id"], session.run, row["kind"],
                float(row["score"]) if row["score"] else None, float(low), float(high),
                row["direction"] or None, row["comment"] or None,
                customers[row["customer_email"]], contacts.get(row["contact"]),
                complaints.get(row["complaint"]), asked_at, answered_at,
            ))  # fmt: skip
        insert(session.db, "survey_answer", ANSWER_COLUMNS, answers)
        counts = {"rows_read": len(answers), "added": len(answers)}
        write_row(session.db, "import_run", session.run, counts)


def _complete_reminders(work: Work) -> None:
    """Complete the reminders to check whether a cause is mended, in time.

    Those of the last days stay open.
    """
    from sqlmodel import col, select

    from csdesk.store.models import FollowUp

    reminders = select(FollowUp).where(
        FollowUp.kind == "reminder", col(FollowUp.due_at) < work.now - LAST_DAYS
    )
    for follow_up in work.session.exec(reminders):
        follow_up.done_at, follow_up.outcome = follow_up.due_at, "it was"


def _keep_in_memory(work: Work) -> None:
    """Keep every record in the session: else each step would read it again."""
    from sqlalchemy import event

    kept: list[object] = []

    def keep(_session: object, record: object) -> None:
        kept.append(record)

    for moment in ("pending_to_persistent", "loaded_as_persistent"):
        event.listen(work.session, moment, keep)


def _instant(text: str, work: Work) -> datetime:
    """Return the instant of the shop's wall-clock time `text`; none occurs twice."""
    local = datetime.fromisoformat(text).replace(tzinfo=work.settings.zone)
    return local.astimezone(UTC)
