"""Match rows to customers by what identifies them, and add those who are new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.ids import CUSTOMER, ref
from csdesk.domain.vocabulary import fold
from csdesk.imports.rows.references import Spellings
from csdesk.services.customers.addresses import email_key, phone_key
from csdesk.store.bulk.customers import COLUMNS, customer_id, date_from, has_customers
from csdesk.store.bulk.insert import insert, next_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csdesk.imports.mapping.columns import Batch
    from csdesk.imports.session import ImportSession
    from csdesk.store.bulk.customers import By
    from csdesk.store.connection import Writer


# Columns that identify a customer.
KEYS: Final[dict[str, By]] = {
    "email_key": "email",
    "phone_key": "phone",
    "external_id": "external_id",
}


class NewCustomers:
    """The customers that one operation adds to the desk.

    `is_alone`: the desk had no customers before.
    """

    def __init__(self, db: Writer, source: str) -> None:
        self._db, self._source = db, source
        self.is_alone = not has_customers(db)
        self._first = self._next = next_id(db, "customer")
        self._ids: dict[tuple[By, str], int] = {}
        self._waiting: list[tuple[Any, ...]] = []

    def __contains__(self, number: int) -> bool:
        """Return whether the customer of that id is one of these."""
        return number >= self._first

    def find(self, by: By, value: str) -> int | None:
        """Find one of them by `value`; by name only those without address and id."""
        return self._ids.get((by, value))

    def add(
        self,
        run: int,
        who: Sequence[str | None],
        keys: tuple[str | None, str | None],
        at: int,
    ) -> int:
        """Add a customer of the import `run`, known since `at`, and return the id.

        `who`: external id, e-mail, phone, name, tier, company; `keys`: e-mail and phone
        in the form for comparison.
        """
        external_id, email, phone, name, tier, company = who
        email_key, phone_key = keys
        called = name or email or phone or external_id or ""
        folded = fold(called)
        number = self._next
        self._next += 1
        row = (
            number, self._source, external_id, run, called, folded, email, email_key,
            phone, phone_key, company, tier, at, False,
        )  # fmt: skip
        self._waiting.append(row)
        ids = self._ids
        if email_key is not None:
            ids.setdefault(("email", email_key), number)
        if phone_key is not None:
            ids.setdefault(("phone", phone_key), number)
        if external_id is not None:
            ids.setdefault(("external_id", external_id), number)
        elif email_key is None and phone_key is None:
            ids.setdefault(("name", folded), number)
        return number

    def register(self, number: int, new: Mapping[str, Any]) -> None:
        """Make `number` findable by the values in `new`, column -> value."""
        for column, by in KEYS.items():
            if new.get(column) is not None:
                self._ids.setdefault((by, new[column]), number)

    def flush(self) -> None:
        """Insert the waiting customers, so that records can refer to them."""
        if self._waiting:
            insert(self._db, "customer", COLUMNS, self._waiting)
            self._waiting.clear()

    def date(self, since: Mapping[int, int]) -> None:
        """Write since when customers are known: id -> Unix seconds."""
        date_from(self._db, since)


FIELDS: Final = (
    "customer_external_id",
    "customer_email",
    "customer_phone",
    "customer_name",
    "customer_tier",
    "customer_company",
)
TIER: Final = FIELDS.index("customer_tier")
NEVER: Final = 1 << 62  # later than any instant
ODD_PHONE: Final = "no country has such a phone number; it is kept as it is"
Cells = tuple[str | None, ...]  # as FIELDS


class Customers:
    """The customers that rows name, found or added; each is looked up once."""

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        self._country = session.work.settings.get("country")
        self._ids: dict[Cells, int] = {}
        self._since: dict[int, int] = {}
        self._earlier: set[int] = set()  # known earlier than the desk has it
        self._former: set[Cells] = set()  # erased, without a row in the customer table
        self._new = NewCustomers(session.db, session.source)
        self._tiers: Spellings | None = None

    def ids(self, batch: Batch, instants: Sequence[int]) -> list[int | None]:
        """Return the customer of each row; None where the row names none.

        Also None for an erased customer without a row in the customer table: such rows
        go to `batch.unnamed`. `instants` are those of the rows: a customer is known
        since the earliest.
        """
        nothing: Sequence[Any] = [None] * len(batch.lines)
        cells = zip(*(batch.values.get(name, nothing) for name in FIELDS), strict=True)
        known, since = self._ids.get, self._since
        found: list[int | None] = []
        for who, line, at in zip(cells, batch.lines, instants, strict=True):
            number = known(who)
            if number is None:
                number = self._find_or_add(who, line, at)
                if number is None:
                    if who in self._former:
                        batch.unnamed.add(len(found))
                    found.append(None)
                    continue
                self._ids[who] = number
            if at < since[number]:
                since[number] = at
                self._earlier.add(number)
            found.append(number)
        self._new.flush()
        return found

    def finish(self) -> None:
        """Date customers from their earliest imported record."""
        new = [number for number in self._earlier if number in self._new]
        self._new.date({number: self._since[number] for number in new})
        for number in sorted(self._earlier.difference(new)):
            row, at = self._session.row("customer", number), self._since[number]
            if row["since"] is None or at < row["since"]:
                self._session.update("customer", row, {"since": at})

    def _find_or_add(self, who: Cells, line: int, at: int) -> int | None:
        external_id, email, phone, name, _, _ = who
        if who in self._former or not (external_id or email or phone or name):
            return None
        source = self._session.source
        keys = email_key(email), phone_key(phone, self._country)
        if self._country and keys[1] and not keys[1].startswith("+"):
            self._session.warnings.count(ODD_PHONE, [line])
        by_id = self._by_id(external_id)
        by_email = self._one("email", keys[0])
        by_phone = self._one("phone", keys[1])
        if by_email and by_phone and by_email != by_phone and not by_id:
            self._session.warnings.line(
                line,
                f"the e-mail is that of {ref(CUSTOMER, by_email)}, the phone number "
                f"that of {ref(CUSTOMER, by_phone)}; it went to "
                f"{ref(CUSTOMER, by_email)}.",
            )
        number = by_id or by_email or by_phone
        if number is None and not (external_id or email or phone):
            number = self._one("name", fold(name or ""), source)
        if number is None:
            erased = self._session.erased.customer(
                external_id, keys, name and fold(name)
            )
            if erased is not None:
                since = self._session.row("customer", erased)["since"]
                self._since.setdefault(erased, NEVER if since is None else since)
                return erased
            if self._session.erased.is_former(external_id, keys, name and fold(name)):
                self._former.add(who)
                return None
            return self._add(who, keys, at)
        taken = {"email": by_email, "phone": by_phone}
        self._complete(number, who, keys, taken)
        return number

    def _by_id(self, external_id: str | None) -> int | None:
        """Find the customer that has this external id in the files; or None."""
        if self._session.is_home:
            return self._session.called("customer", external_id)
        return self._one("external_id", external_id, self._session.source)

    def _one(self, by: By, value: str | None, *source: str) -> int | None:
        """Find the first customer that this value identifies, or None."""
        if value is None:
            return None
        found = None
        if not self._new.is_alone:
            found = customer_id(self._session.db, by, (value, *source))
        return found or self._new.find(by, value)

    def _add(self, who: Cells, keys: tuple[str | None, str | None], at: int) -> int:
        who = (*who[:TIER], self._tier(who[TIER]), *who[TIER + 1 :])
        number = self._new.add(self._session.run, who, keys, at)
        self._since[number] = at
        return number

    def _complete(
        self,
        number: int,
        who: Cells,
        keys: tuple[str | None, str | None],
        taken: dict[str, int | None],
    ) -> None:
        """Fill the empty columns of a customer; others stay."""
        if number in self._new:
            self._new.flush()
        row = self._session.row("customer", number)
        since: int | None = row["since"]
        self._since.setdefault(number, NEVER if since is None else since)
        external_id, email, phone, name, tier, company = who
        new: dict[str, str | None] = {"company": company, "tier": self._tier(tier)}
        if taken["email"] is None:
            new |= {"email": email, "email_key": keys[0]}
        if taken["phone"] is None:
            new |= {"phone": phone, "phone_key": keys[1]}
        is_free = row["external_id"] is None and row["source"] in (
            None,
            self._session.source,
        )
        if is_free and self._by_id(external_id) is None:
            new |= {"external_id": external_id}
        fill = {
            column: value
            for column, value in new.items()
            if value is not None and row[column] is None
        }
        if "external_id" in fill:
            fill["source"] = self._session.source
        if name and row["name"] in (row["email"], row["phone"], row["external_id"]):
            fill |= {"name": name, "name_key": fold(name)}
        if fill:
            self._session.update("customer", row, fill)
            self._new.register(number, fill)

    def _tier(self, word: str | None) -> str | None:
        if word is None:
            return None
        if self._tiers is None:
            self._tiers = Spellings(self._session, "tier", ("customer",))
        return self._tiers[word]
