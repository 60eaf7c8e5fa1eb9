"""Whose a row is: matched by what identifies a customer, never by likeness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.domain.references import CUSTOMER, ref
from csdesk.domain.vocabulary import fold
from csdesk.imports.words import Spellings
from csdesk.services.addresses import email_key, phone_key
from csdesk.store.bulk_customers import add_customer, customer_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.imports.columns import Batch
    from csdesk.imports.ground import Ground
    from csdesk.store.bulk_customers import By

FIELDS: Final = (
    "customer_external_id",
    "customer_email",
    "customer_phone",
    "customer_name",
    "customer_tier",
    "customer_company",
)
ODD_PHONE: Final = "no country has such a phone number; it is kept as it is"
Cells = tuple[str | None, ...]  # as FIELDS


class Customers:
    """The customers of an import: known, found or added, each looked up once."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._country = ground.work.settings.get("country")
        self._ids: dict[Cells, int] = {}
        self._since: dict[int, int | None] = {}
        self._earlier: dict[int, int] = {}
        self._tiers: Spellings | None = None

    def ids(self, batch: Batch, instants: Sequence[int]) -> list[int | None]:
        """The customer of each row; None where the row names none.

        `instants` are those of the rows: a customer is known since the earliest.
        """
        nothing: Sequence[Any] = [None] * len(batch.lines)
        cells = zip(*(batch.values.get(name, nothing) for name in FIELDS), strict=True)
        found: list[int | None] = []
        for who, line, at in zip(cells, batch.lines, instants, strict=True):
            number = self._ids.get(who)
            if number is None:
                number = self._find_or_add(who, line, at)
                if number is None:
                    found.append(None)
                    continue
                self._ids[who] = number
            since = self._since[number]
            if since is None or at < since:
                self._since[number] = self._earlier[number] = at
            found.append(number)
        return found

    def finish(self) -> None:
        """Date customers from the earliest record that was brought."""
        for number, at in self._earlier.items():
            row = self._ground.row("customer", number)
            if row["since"] is None or at < row["since"]:
                self._ground.update("customer", row, {"since": at})

    def _find_or_add(self, who: Cells, line: int, at: int) -> int | None:
        external_id, email, phone, name, _, _ = who
        if not (external_id or email or phone or name):
            return None
        source = self._ground.source
        keys = email_key(email), phone_key(phone, self._country)
        if self._country and keys[1] and not keys[1].startswith("+"):
            self._ground.notes.count(ODD_PHONE, [line])
        by_id = self._ground.called("customer", external_id)
        by_email = self._one("email", keys[0])
        by_phone = self._one("phone", keys[1])
        if by_email and by_phone and by_email != by_phone and not by_id:
            self._ground.notes.line(
                line,
                f"the e-mail is that of {ref(CUSTOMER, by_email)}, the phone number "
                f"that of {ref(CUSTOMER, by_phone)}; it went to "
                f"{ref(CUSTOMER, by_email)}.",
            )
        number = by_id or by_email or by_phone
        if number is None and not (external_id or email or phone):
            number = self._one("name", fold(name or ""), source)
        if number is None:
            return self._add(who, keys, at)
        taken = {"email": by_email, "phone": by_phone}
        self._complete(number, who, keys, taken)
        return number

    def _one(self, by: By, *values: str | None) -> int | None:
        """The first customer whom these values identify, or None."""
        return None if None in values else customer_id(self._ground.db, by, values)

    def _add(self, who: Cells, keys: tuple[str | None, str | None], at: int) -> int:
        external_id, email, phone, name, tier, company = who
        called = name or email or phone or external_id or ""
        values = (
            self._ground.source, external_id, self._ground.run, called, fold(called),
            email, keys[0], phone, keys[1], company, self._tier(tier), at,
        )  # fmt: skip
        number = add_customer(self._ground.db, values)
        self._since[number] = at
        return number

    def _complete(
        self,
        number: int,
        who: Cells,
        keys: tuple[str | None, str | None],
        taken: dict[str, int | None],
    ) -> None:
        """Fill what the desk does not know of a customer; what it knows stays."""
        row = self._ground.row("customer", number)
        self._since.setdefault(number, row["since"])
        external_id, email, phone, name, tier, company = who
        told: dict[str, str | None] = {"company": company, "tier": self._tier(tier)}
        if taken["email"] is None:
            told |= {"email": email, "email_key": keys[0]}
        if taken["phone"] is None:
            told |= {"phone": phone, "phone_key": keys[1]}
        is_free = row["external_id"] is None and row["source"] in (
            None,
            self._ground.source,
        )
        if (
            is_free
            and self._one("external_id", self._ground.source, external_id) is None
        ):
            told |= {"external_id": external_id}
        fill = {
            column: value
            for column, value in told.items()
            if value is not None and row[column] is None
        }
        if "external_id" in fill:
            fill["source"] = self._ground.source
        if name and row["name"] in (row["email"], row["phone"], row["external_id"]):
            fill |= {"name": name, "name_key": fold(name)}
        if fill:
            self._ground.update("customer", row, fill)

    def _tier(self, word: str | None) -> str | None:
        if word is None:
            return None
        if self._tiers is None:
            self._tiers = Spellings(self._ground, "tier", ("customer",))
        return self._tiers[word]
