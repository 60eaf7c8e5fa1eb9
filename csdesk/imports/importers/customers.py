"""Import rows of customers: matched by id, found by an address, or added.

A row finds the customer with its e-mail, else with its phone number. A customer entered
by hand or imported with this source's contacts then belongs to the row, whose values
are written. Of another source's customer only empty columns are filled. A customer with
another external id of this source is a different one, even with the same address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.domain.vocabulary import fold
from csdesk.imports.importers.customer_values import (
    LEFT_AT,
    Departures,
    customer_columns,
    named,
    values_for,
)
from csdesk.imports.mapping.columns import IDENTITY
from csdesk.imports.rows.references import Spellings
from csdesk.imports.rows.update import warn_of_edits
from csdesk.store.bulk.customers import customer_id
from csdesk.store.bulk.insert import add_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.importers.base import RowMessages
    from csdesk.imports.mapping.columns import Batch, BoundMapping, Rejects
    from csdesk.imports.rows.copy import Columns
    from csdesk.imports.session import ImportSession
    from csdesk.imports.summary import Counts
    from csdesk.store.bulk.customers import By
    from csdesk.store.bulk.lookup import Imported

    Row = dict[str, Any]

ADDRESSES: Final[tuple[tuple[By, str], ...]] = (
    ("email", "e-mail"),
    ("phone", "phone number"),
)
LEFT_OUT: Final = "the row is of a customer who was erased; nothing of it is kept"
SAME: Final = (
    "the row is of the same customer as line {line}. "
    "Take one of the two out, or map external_id."
)


class CustomerRows:
    """Imports the customers in files of customers."""

    table: Imported = "customer"

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        self._country = session.work.settings.get("country")
        self._tiers = Spellings(session, "tier", ("customer",))
        self._departures = Departures(session)
        self._file: Counts | None = None
        self._lines: dict[int, int] = {}  # customer -> its line in the present file

    def columns(self, batch: Batch, bound: BoundMapping, rejects: Rejects) -> Columns:
        """Compute the table's columns; contradictory rows go to `rejects`."""
        del bound
        return customer_columns(batch, self._country, self._tiers, rejects)

    def refused(self, batch: Batch, bound: BoundMapping) -> RowMessages:
        """Return nothing: rows of customers have no conflicts."""
        del batch, bound
        return []

    def span(self, columns: Columns) -> Sequence[int]:
        """Return nothing: customers have no instants that date them."""
        del columns
        return []

    def add(
        self, batch: Batch, columns: Columns, bound: BoundMapping, counts: Counts
    ) -> RowMessages:
        """Add a customer for each row, or update the one that its address finds."""
        del bound
        if self._file is not counts:
            self._file, self._lines = counts, {}
        wrong: list[tuple[int, str]] = []
        for line, name, new in _rows(batch, columns):
            number = self._found(new, name, line)
            first = None if number is None else self._lines.get(number)
            if first is not None:
                wrong.append((line, SAME.format(line=first)))
                continue
            if number is None and self._is_erased(new, name):
                counts.unchanged += 1
                self._session.warnings.count(LEFT_OUT, [line])
                continue
            if number is None:
                number = self._add(new, name, line)
                counts.added += 1
            elif self._take_over(number, new, name, line):
                self._session.enter()
                counts.updated += 1
            else:
                counts.unchanged += 1
            self._lines[number] = line
        return wrong

    def change(
        self,
        batch: Batch,
        columns: Columns,
        bound: BoundMapping,
        numbers: Sequence[int],
        counts: Counts,
    ) -> RowMessages:
        """Write the rows' mapped fields into the customers `numbers`."""
        del bound
        erased = self._session.erased.records(self.table, numbers)
        rows = zip(numbers, _rows(batch, columns), strict=True)
        for number, (line, _, new) in rows:
            if number in erased:  # a customer has only personal data
                counts.unchanged += 1
                self._session.warnings.count(LEFT_OUT, [line])
                continue
            self._session.enter()
            row = self._session.row("customer", number)
            if row["merged_into_id"] is not None:
                self._complete_survivor(row, new, line)
                counts.updated += 1
                continue
            # Without a digest no file of customers wrote it, but one of other records.
            may_empty = row["row_digest"] is not None or self._session.is_home
            self._write(row, new, line, may_empty=may_empty)
            counts.updated += 1
        return []

    def _complete_survivor(self, joined: Row, new: Row, line: int) -> None:
        """Fill the empty columns of the customer that a row's was joined into."""
        self._session.update("customer", joined, {"row_digest": new["row_digest"]})
        row = self._session.row("customer", joined["merged_into_id"])
        digest = {"row_digest": row["row_digest"]}  # that of its own row
        self._write(row, new | digest, line, fill_only=True)

    def finish(self) -> None:
        """Do nothing: rows of customers are complete."""

    def _found(self, new: Row, external_id: str | None, line: int) -> int | None:
        """Find the customer by the addresses of a row, or None."""
        by_email, by_phone = (
            self._one(by, new.get(f"{by}_key")) for by, _ in ADDRESSES
        )
        if by_email and by_phone and by_email != by_phone:
            self._session.warnings.line(
                line,
                f"the e-mail is that of {ref(CUSTOMER, by_email)}, the phone number "
                f"that of {ref(CUSTOMER, by_phone)}; it went to "
                f"{ref(CUSTOMER, by_email)}.",
            )
        number = by_email or by_phone
        if number is None and not (external_id or new.get("email") or new.get("phone")):
            number = self._one("name", fold(new["name"]), self._session.source)
        if number is None or external_id is None:
            return number
        row = self._session.row("customer", number)
        is_another = row["external_id"] is not None and (
            row["source"] == self._session.source
        )
        return None if is_another else number

    def _is_erased(self, new: Row, external_id: str | None) -> bool:
        """Return whether a row is of an erased customer."""
        keys = new.get("email_key"), new.get("phone_key")
        name = new.get("name_key")
        erased = self._session.erased
        return erased.customer(external_id, keys, name) is not None or (
            erased.is_former(external_id, keys, name)
        )

    def _one(self, by: By, *values: str | None) -> int | None:
        return None if None in values else customer_id(self._session.db, by, values)

    def _add(self, new: Row, external_id: str | None, line: int) -> int:
        session = self._session
        self._warn_of_shared(new, None, line)
        values = {name: value for name, value in new.items() if name != LEFT_AT}
        number = add_row(
            session.db,
            "customer",
            named(values, external_id)
            | {
                "source": session.source,
                "external_id": external_id,
                "import_run_id": session.run,
                "do_not_contact": False,
            },
        )
        if new.get(LEFT_AT) is not None:
            self._departures.write(number, new[LEFT_AT], line)
        return number

    def _take_over(
        self, number: int, new: Row, external_id: str | None, line: int
    ) -> bool:
        """Update an existing customer from a row; return whether anything changed."""
        row = self._session.row("customer", number)
        if row["source"] in {None, self._session.source}:
            own = {"source": self._session.source}
            if external_id is not None:
                own[IDENTITY] = external_id
            return self._write(row, new | own, line)
        digest = {"row_digest": row["row_digest"]}  # that of the other source's row
        return self._write(row, new | digest, line, fill_only=True)

    def _write(
        self,
        row: Row,
        new: Row,
        line: int,
        *,
        fill_only: bool = False,
        may_empty: bool = False,
    ) -> bool:
        new = dict(new)
        has_departure, left_at = LEFT_AT in new, new.pop(LEFT_AT, None)
        values = values_for(row, new, fill_only=fill_only, may_empty=may_empty)
        if values:
            self._warn_of_shared(values, row["id"], line)
            seen = {name: values[name] for name in values if name[-4:] != "_key"}
            warn_of_edits(self._session, "customer", row, seen, line)
            self._session.update("customer", row, values)
        has_left = (
            has_departure
            and (left_at is not None or may_empty)
            and self._departures.write(row["id"], left_at, line)
        )
        return bool(values) or has_left

    def _warn_of_shared(self, new: Row, own: int | None, line: int) -> None:
        """Warn of addresses that another customer has too."""
        for by, word in ADDRESSES:
            other = self._one(by, new.get(f"{by}_key"))
            if other not in {None, own}:
                self._session.warnings.line(
                    line, f"its {word} is that of {ref(CUSTOMER, other)} as well."
                )


def _rows(batch: Batch, columns: Columns) -> list[tuple[int, str | None, Row]]:
    """Return (line, external id, column -> value) of each row."""
    ids: Sequence[str | None] = batch.values.get(IDENTITY, [None] * len(batch.lines))
    rows = zip(*columns.values(), strict=True)
    return [
        (line, name, dict(zip(columns, row, strict=True)))
        for line, name, row in zip(batch.lines, ids, rows, strict=True)
    ]
